#include "perezoso.h"

#include <errno.h>
#include <stdlib.h>

int iter_siguiente(struct iterador *it, int64_t *x)
{
    /* HUECO: el siguiente, o el final de siempre */
    (void)it, (void)x;
    return ENOSYS;
}

void iter_destruye(struct iterador *it)
{
    if (it != NULL)
        it->destruye(it);
}

/* un rango */
struct rango {
    struct iterador base;
    int64_t va, hasta;
};

static int rango_siguiente(struct iterador *it, int64_t *x)
{
    struct rango *r = (struct rango *)it;

    if (r->va >= r->hasta)
        return ITER_FIN;
    *x = r->va++;
    return 0;
}

static void rango_destruye(struct iterador *it)
{
    free(it);
}

int iter_rango(int64_t desde, int64_t hasta, struct iterador **it)
{
    struct rango *r = malloc(sizeof *r);

    if (r == NULL)
        return ENOMEM;
    r->base = (struct iterador){rango_siguiente, rango_destruye, 0};
    r->va = desde;
    r->hasta = hasta;
    *it = &r->base;
    return 0;
}

/* HUECO: la clase del mapa perezoso */

int iter_mapa(struct iterador *fuente, funcion *f, void *ctx,
              struct iterador **it)
{
    /* HUECO: crear un mapa perezoso */
    (void)fuente, (void)f, (void)ctx, (void)it;
    return ENOSYS;
}

/* HUECO: la clase de los primeros */

int iter_primeros(struct iterador *fuente, size_t n, struct iterador **it)
{
    /* HUECO: crear unos primeros */
    (void)fuente, (void)n, (void)it;
    return ENOSYS;
}

int iter_recoge(struct iterador *it, int64_t *y, size_t cap, size_t *n)
{
    /* HUECO: recoger hasta llenar */
    (void)it, (void)y, (void)cap;
    *n = 0;
    return ENOSYS;
}
