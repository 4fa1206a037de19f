#include "perezoso.h"

#include <errno.h>
#include <stdlib.h>

int iter_siguiente(struct iterador *it, int64_t *x)
{
    /* el siguiente, o el final de siempre */
    /* preguntar si no ha acabado */
    if (it->final == 0)
        it->final = it->siguiente(it, x);
    return it->final;
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

/* la clase del mapa perezoso */
struct mapa_perezoso {
    struct iterador base;
    struct iterador *fuente;
    funcion *f;
    void *ctx;
};

static int mapa_siguiente(struct iterador *it, int64_t *x)
{
    struct mapa_perezoso *m = (struct mapa_perezoso *)it;
    int64_t dato, valor;
    int r = iter_siguiente(m->fuente, &dato);

    if (r == 0)
        r = m->f(m->ctx, dato, &valor);
    /* dar el valor, o lo que haya pasado */
    if (r == 0)
        *x = valor;
    return r;
}

static void mapa_destruye(struct iterador *it)
{
    struct mapa_perezoso *m = (struct mapa_perezoso *)it;

    /* destruir la fuente del mapa */
    iter_destruye(m->fuente);
    free(m);
}

int iter_mapa(struct iterador *fuente, funcion *f, void *ctx,
              struct iterador **it)
{
    /* crear un mapa perezoso */
    struct mapa_perezoso *m = malloc(sizeof *m);

    /* sin memoria no hay mapa */
    if (m == NULL)
        return ENOMEM;
    m->base = (struct iterador){mapa_siguiente, mapa_destruye, 0};
    m->fuente = fuente;
    m->f = f;
    m->ctx = ctx;
    *it = &m->base;
    return 0;
}

/* la clase de los primeros */
struct primeros {
    struct iterador base;
    struct iterador *fuente;
    size_t faltan;
};

static int primeros_siguiente(struct iterador *it, int64_t *x)
{
    struct primeros *p = (struct primeros *)it;

    /* mientras falten, pedir */
    if (p->faltan == 0)
        return ITER_FIN;
    p->faltan--;
    return iter_siguiente(p->fuente, x);
}

static void primeros_destruye(struct iterador *it)
{
    struct primeros *p = (struct primeros *)it;

    iter_destruye(p->fuente);
    /* liberarse */
    free(p);
}

int iter_primeros(struct iterador *fuente, size_t n, struct iterador **it)
{
    /* crear unos primeros */
    struct primeros *p = malloc(sizeof *p);

    if (p == NULL)
        return ENOMEM;
    p->base = (struct iterador){primeros_siguiente, primeros_destruye, 0};
    p->fuente = fuente;
    p->faltan = n;
    *it = &p->base;
    return 0;
}

int iter_recoge(struct iterador *it, int64_t *y, size_t cap, size_t *n)
{
    /* recoger hasta llenar */
    int r = 0;

    *n = 0;
    /* mientras quepa y haya */
    while (*n < cap && (r = iter_siguiente(it, &y[*n])) == 0)
        ++*n;
    return r == ITER_FIN ? 0 : r;
}
