#include "planificador.h"

#include <errno.h>
#include <stdlib.h>

/* Un trozo que se ha dado alguna vez. */
struct dado {
    struct trozo t;
    int haciendolo; /* cuántos lo tienen ahora */
    int copias;     /* cuántas veces se ha copiado */
    bool hecho;
};

struct plan {
    struct plan_opciones o;
    struct dado *dados; /* por orden de la primera vez que se dieron */
    long n_dados;
    long *devueltos; /* una pila de números de dado */
    long n_devueltos;
    long *tiene;    /* de cada trabajador, su dado, o -1 */
    bool *servido;  /* con FIJO, los que ya han pedido su parte */
    long siguiente; /* el primer elemento que nadie ha pedido */
    long por_hacer;
    /* De los dados antes que copia, ninguno sin acabar se ha copiado vuelta
     * veces o menos. */
    long copia;
    int vuelta;
};

/* Cuántos trozos puede llegar a haber. */
static long maximo(const struct plan_opciones *o)
{
    return o->elementos / o->chunksize + o->trabajadores;
}

void plan_destruye(struct plan *p)
{
    if (p != NULL) {
        free(p->dados);
        free(p->devueltos);
        free(p->tiene);
        free(p->servido);
    }
    free(p);
}

int plan_crea(struct plan **sale, const struct plan_opciones *o)
{
    if (o->elementos < 0 || o->trabajadores < 1 || o->chunksize < 1)
        return EINVAL;
    size_t k = (size_t)o->trabajadores, m = (size_t)maximo(o);
    struct plan *p = calloc(1, sizeof *p);

    if (p == NULL)
        return ENOMEM;
    p->o = *o;
    p->por_hacer = o->elementos;
    p->dados = calloc(m, sizeof *p->dados);
    p->devueltos = calloc(m, sizeof *p->devueltos);
    p->tiene = malloc(k * sizeof *p->tiene);
    p->servido = calloc(k, sizeof *p->servido);
    if (p->dados == NULL || p->devueltos == NULL || p->tiene == NULL ||
        p->servido == NULL) {
        plan_destruye(p);
        return ENOMEM;
    }
    for (size_t q = 0; q < k; q++)
        p->tiene[q] = -1;
    *sale = p;
    return 0;
}

bool plan_hecho(const struct plan *p)
{
    return p->por_hacer == 0;
}

/* Apunta un trozo nuevo y devuelve su número. */
static long da(struct plan *p, long desde, long n)
{
    p->dados[p->n_dados].t = (struct trozo){desde, n};
    return p->n_dados++;
}

/* El número de un trozo que nadie ha pedido, o -1 si no hay para quien. */
static long nuevo(struct plan *p, int quien)
{
    /* HUECO: dar uno nuevo */
    (void)p;
    (void)quien;
    (void)da;
    return -1;
}

/* El número de un trozo que otro está haciendo, o -1. */
static long repetido(struct plan *p)
{
    /* HUECO: elegir cuál se copia */
    (void)p;
    return -1;
}

bool plan_pide(struct plan *p, int quien, struct trozo *t)
{
    long d = -1;

    /* HUECO: primero, lo devuelto */
    if (d == -1)
        d = nuevo(p, quien);
    if (d == -1)
        d = repetido(p);
    if (d == -1)
        return false;
    p->tiene[quien] = d;
    p->dados[d].haciendolo++;
    *t = p->dados[d].t;
    return true;
}

bool plan_acaba(struct plan *p, int quien)
{
    /* HUECO: dar por hecho lo suyo */
    (void)p;
    (void)quien;
    return false;
}

bool plan_pierde(struct plan *p, int quien)
{
    /* HUECO: devolver lo suyo, si hace falta */
    (void)p;
    (void)quien;
    return false;
}
