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
    /* dar uno nuevo */
    long k = p->o.trabajadores, n = p->o.chunksize;
    long quedan = p->o.elementos - p->siguiente;

    if (p->o.politica == FIJO) {
        /* su parte, la primera vez */
        long desde = p->o.elementos * quien / k;
        long hasta = p->o.elementos * (quien + 1) / k;

        if (p->servido[quien] || desde == hasta)
            return -1;
        p->servido[quien] = true;
        return da(p, desde, hasta - desde);
    }
    if (quedan == 0)
        return -1;
    if (p->o.politica == GUIADO) {
        /* los que tocan a cada uno */
        long toca = quedan / k + (quedan % k != 0);

        if (toca > n)
            n = toca;
    }
    if (n > quedan)
        n = quedan;
    p->siguiente += n;
    return da(p, p->siguiente - n, n);
}

/* El número de un trozo que otro está haciendo, o -1. */
static long repetido(struct plan *p)
{
    /* elegir cuál se copia */
    for (; p->vuelta < p->o.copias; p->vuelta++, p->copia = 0)
        while (p->copia < p->n_dados) {
            long n = p->copia++;
            struct dado *d = &p->dados[n];

            /* saltar los que no se pueden copiar */
            if (d->hecho || d->copias != p->vuelta || d->haciendolo == 0)
                continue;
            d->copias++;
            return n;
        }
    return -1;
}

bool plan_pide(struct plan *p, int quien, struct trozo *t)
{
    long d = -1;

    /* primero, lo devuelto */
    if (p->n_devueltos > 0)
        d = p->devueltos[--p->n_devueltos];
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
    /* dar por hecho lo suyo */
    struct dado *d = &p->dados[p->tiene[quien]];
    bool primero = !d->hecho;

    p->tiene[quien] = -1;
    d->haciendolo--;
    d->hecho = true;
    /* si es el primero, contarlo */
    if (primero)
        p->por_hacer -= d->t.n;
    return primero;
}

bool plan_pierde(struct plan *p, int quien)
{
    /* devolver lo suyo, si hace falta */
    long n = p->tiene[quien];

    if (n == -1)
        return false;
    struct dado *d = &p->dados[n];
    p->tiene[quien] = -1;
    d->haciendolo--;
    /* si ya está hecho, o lo hace otro, nada */
    if (d->hecho || d->haciendolo > 0)
        return false;
    /* a la pila, como si fuera nuevo */
    d->copias = 0;
    p->vuelta = 0;
    p->copia = 0;
    p->devueltos[p->n_devueltos++] = n;
    return true;
}
