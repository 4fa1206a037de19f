/* Lo que cuesta cada elemento: en el bucle desnudo, por mapa y por un
 * iterador perezoso. Filas: serie, elementos, segundos por elemento.
 * La variable REP dice cuántas repeticiones. */
#include "errores.h"
#include "mapa.h"
#include "perezoso.h"
#include "reloj.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int cuadrado(void *ctx, int64_t x, int64_t *y)
{
    (void)ctx;
    *y = x * x;
    return 0;
}

static int bucle(const int64_t *x, int64_t *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * x[i];
    return 0;
}

static int por_mapa(const int64_t *x, int64_t *y, size_t n)
{
    return mapa(cuadrado, NULL, x, y, n);
}

static int perezoso(const int64_t *x, int64_t *y, size_t n)
{
    struct iterador *r, *m;
    size_t hechos = 0;

    (void)x;
    PT(iter_rango(0, (int64_t)n, &r));
    int error = iter_mapa(r, cuadrado, NULL, &m);
    if (error != 0) {
        iter_destruye(r);
        return error;
    }
    error = iter_recoge(m, y, n, &hechos);
    iter_destruye(m);
    return error != 0 ? error : hechos != n;
}

/* Con n pequeño, muchas vueltas: cada medida dura lo bastante. Quien
 * todavía no lo ha escrito (o lo hace mal) no da fila. */
static void mide(const char *serie, const int64_t *x, int64_t *y, size_t n,
                 int (*f)(const int64_t *, int64_t *, size_t))
{
    size_t vueltas = 4000000 / n;

    memset(y, 0, n * sizeof *y);
    if (f(x, y, n) != 0 || y[n - 1] != x[n - 1] * x[n - 1])
        return;
    double t = reloj();
    for (size_t v = 0; v < vueltas; v++)
        f(x, y, n);
    printf("%s\t%zu\t%.6g\n", serie, n,
           (reloj() - t) / (double)(vueltas * n));
}

int main(void)
{
    const char *rep = getenv("REP");
    int veces = rep != NULL ? atoi(rep) : 3;
    size_t tope = 1000000;
    int64_t *x = MEM(malloc(tope * sizeof *x));
    int64_t *y = MEM(malloc(tope * sizeof *y));

    for (size_t i = 0; i < tope; i++)
        x[i] = (int64_t)i;
    for (int v = 0; v < veces; v++)
        for (size_t n = 10; n <= tope; n *= 10) {
            mide("bucle", x, y, n, bucle);
            mide("mapa", x, y, n, por_mapa);
            mide("perezoso", x, y, n, perezoso);
        }
    free(y);
    free(x);
    return 0;
}
