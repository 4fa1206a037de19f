/* Elementos por segundo que pasan por imap, según el tamaño de trozo. La
 * función cuesta un suspiro: lo que se mide es el viaje. */
#include "errores.h"
#include "imap.h"
#include "reloj.h"

#include <stdio.h>
#include <stdlib.h>

enum { TRABAJADORES = 2 };

static int cuadrado(const void *x, void *y)
{
    long v = *(const long *)x;

    *(long *)y = v * v;
    return 0;
}

struct cuenta {
    long va, hasta;
};

static int siguiente(void *ctx, void *x)
{
    struct cuenta *c = ctx;

    if (c->va == c->hasta)
        return IMAP_FIN;
    *(long *)x = c->va++;
    return 0;
}

static double caudal(struct pool *p, struct imap_opciones o, long n)
{
    struct cuenta c = {0, n};
    struct imap *it;
    long y;
    double t = reloj();

    PT(imap_crea(&it, p, cuadrado, siguiente, &c, sizeof(long),
                 sizeof(long), &o));
    int r;

    while ((r = imap_siguiente(it, &y)) == 0)
        ;
    PT(r == IMAP_FIN ? 0 : r);
    imap_destruye(it);
    return (double)n / (reloj() - t);
}

int main(void)
{
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;
    struct pool *p;

    PT(pool_crea(&p, TRABAJADORES, "hilo"));
    for (int r = 0; r < rep; r++)
        for (size_t k = 1; k <= 4096; k *= 8) {
            struct imap_opciones o = {.chunksize = k};
            long n = k < 8 ? 5000 : k < 500 ? 40000 : 400000;

            printf("orden\t%zu\t%.0f\n", k, caudal(p, o, n));
            o.sin_orden = true;
            printf("sin_orden\t%zu\t%.0f\n", k, caudal(p, o, n));
            fflush(stdout);
        }
    pool_destruye(p);
    return 0;
}
