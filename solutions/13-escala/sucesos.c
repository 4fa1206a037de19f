#include "sucesos.h"

#include <errno.h>
#include <stdlib.h>

/* Un montículo: el padre de i es (i - 1) / 2, y no va después que i. */
struct nodo {
    struct suceso s;
    uint64_t orden; /* en que se puso: deshace los empates */
};

struct sucesos {
    struct nodo *v;
    size_t n, cap;
    uint64_t puestos;
};

int sucesos_crea(struct sucesos **sale)
{
    *sale = calloc(1, sizeof **sale);
    return *sale == NULL ? ENOMEM : 0;
}

void sucesos_destruye(struct sucesos *c)
{
    if (c != NULL)
        free(c->v);
    free(c);
}

size_t sucesos_cuantos(const struct sucesos *c)
{
    return c->n;
}

/* Sitio para uno más. */
static int crece(struct sucesos *c)
{
    size_t cap = c->cap > 0 ? 2 * c->cap : 64;
    struct nodo *v;

    if (c->n < c->cap)
        return 0;
    v = realloc(c->v, cap * sizeof *v);
    if (v == NULL)
        return ENOMEM;
    c->v = v;
    c->cap = cap;
    return 0;
}

static bool antes(const struct nodo *a, const struct nodo *b)
{
    /* cuál va antes */
    if (a->s.cuando != b->s.cuando)
        return a->s.cuando < b->s.cuando;
    return a->orden < b->orden;
}

int sucesos_pon(struct sucesos *c, struct suceso s)
{
    /* poner un suceso */
    struct nodo x = {s, c->puestos};
    size_t i = c->n;

    if (crece(c) != 0)
        return ENOMEM;
    c->puestos++;
    c->n++;
    /* subirlo hasta su hueco */
    while (i > 0 && antes(&x, &c->v[(i - 1) / 2])) {
        c->v[i] = c->v[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    c->v[i] = x;
    return 0;
}

bool sucesos_saca(struct sucesos *c, struct suceso *s)
{
    /* sacar el primero */
    if (c->n == 0)
        return false;
    *s = c->v[0].s;
    struct nodo x = c->v[--c->n];
    size_t i = 0, h;
    while ((h = 2 * i + 1) < c->n) {
        /* de los dos hijos, el que va antes */
        if (h + 1 < c->n && antes(&c->v[h + 1], &c->v[h]))
            h++;
        if (!antes(&c->v[h], &x))
            break;
        c->v[i] = c->v[h];
        i = h;
    }
    c->v[i] = x;
    return true;
}
