/* Lo que cuesta poner en mayúsculas cada letra: con cadena_mayusculas, y
 * llamando a strlen en cada vuelta, como en la lección. Filas: serie,
 * letras, segundos por letra. La variable REP dice cuántas repeticiones. */
#include "cadena.h"
#include "errores.h"
#include "reloj.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t con_strlen(char *s)
{
    size_t cambiadas = 0;

    for (size_t i = 0; i < strlen(s); i++)
        if (s[i] >= 'a' && s[i] <= 'z') {
            s[i] = (char)(s[i] - 'a' + 'A');
            cambiadas++;
        }
    return cambiadas;
}

static size_t vuelta(char *s, size_t n, size_t (*f)(char *))
{
    memset(s, 'a', n);
    return f(s);
}

/* Con cadenas cortas, muchas vueltas: cada medida dura lo bastante. Llenar
 * la cadena entra en la cuenta: leer el reloj en cada vuelta costaría más
 * que las vueltas cortas. Quien todavía no lo ha escrito (o lo hace mal)
 * no da fila. */
static void mide(const char *serie, char *s, size_t n, size_t letras,
                 size_t (*f)(char *))
{
    size_t vueltas = 1 + letras / n;

    s[n] = '\0';
    if (vuelta(s, n, f) != n) /* además, calienta */
        return;
    double t = reloj_hilo();
    for (size_t v = 0; v < vueltas; v++)
        vuelta(s, n, f);
    t = reloj_hilo() - t;
    printf("%s\t%zu\t%.6g\n", serie, n, t / (double)(vueltas * n));
}

int main(void)
{
    static const size_t tallas[] = {10, 100, 1000, 3000, 10000, 30000};
    const char *rep = getenv("REP");
    int veces = rep != NULL ? atoi(rep) : 3;
    char *s = MEM(malloc(30001));

    for (int v = 0; v < veces; v++)
        for (size_t i = 0; i < sizeof tallas / sizeof *tallas; i++) {
            size_t n = tallas[i];

            mide("pasada", s, n, 10000000, cadena_mayusculas);
            mide("strlen", s, n, 100000000 / n, con_strlen);
        }
    free(s);
    return 0;
}
