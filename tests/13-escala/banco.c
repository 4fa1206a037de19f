/* Lo que cuesta sacar un suceso y poner otro, según cuántos hay. */
#include "errores.h"
#include "reloj.h"
#include "sucesos.h"

#include <stdio.h>
#include <stdlib.h>

enum { VECES = 200000 };

static uint64_t z = 1;

static double azar(void)
{
    z = z * 6364136223846793005u + 1442695040888963407u;
    return (double)(z >> 11) * 0x1p-53;
}

static double mide(size_t n)
{
    struct sucesos *c;
    struct suceso s = {0, 0, 0};

    PT(sucesos_crea(&c));
    for (size_t i = 0; i < n; i++)
        PT(sucesos_pon(c, (struct suceso){azar(), 0, 0}));
    double t = reloj();
    for (int i = 0; i < VECES; i++) {
        sucesos_saca(c, &s);
        s.cuando += azar();
        PT(sucesos_pon(c, s));
    }
    t = reloj() - t;
    sucesos_destruye(c);
    return t / VECES;
}

int main(void)
{
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;

    for (int r = 0; r < rep; r++)
        for (size_t n = 10; n <= 1000000; n *= 10) {
            printf("cola\t%zu\t%.3e\n", n, mide(n));
            fflush(stdout);
        }
    return 0;
}
