. tests/calificador/casos/apoyo.sh
entrega 03-hilos
cat >"$lab/cola.c" <<'E'
#include "cola.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct nodo { void *x; struct nodo *sig; } nodo;

// Una lista, y no un vector; y una condición para los dos lados.
struct cola {
    pthread_mutex_t m; pthread_cond_t cambia;
    size_t tope, hay; int cerrada;
    void **v; size_t por;
};

int cola_crea(struct cola **sale, size_t capacidad)
{
    int e = ENOMEM;
    if (!capacidad) return EINVAL;
    struct cola *c = malloc(sizeof *c);
    if (!c) return e;
    c->v = calloc(capacidad, sizeof *c->v);
    if (!c->v) goto a;
    if ((e = pthread_mutex_init(&c->m, 0))) goto b;
    if ((e = pthread_cond_init(&c->cambia, 0))) goto c;
    c->tope = capacidad; c->hay = c->por = 0; c->cerrada = 0;
    *sale = c;
    return 0;
c:  pthread_mutex_destroy(&c->m);
b:  free(c->v);
a:  free(c);
    return e;
}

int cola_pon(struct cola *c, void *x)
{
    int r = 0;
    pthread_mutex_lock(&c->m);
    for (; !c->cerrada && c->hay == c->tope;)
        pthread_cond_wait(&c->cambia, &c->m);
    if (c->cerrada)
        r = EPIPE;
    else {
        c->v[(c->por + c->hay++) % c->tope] = x;
        pthread_cond_broadcast(&c->cambia);
    }
    pthread_mutex_unlock(&c->m);
    return r;
}

int cola_toma(struct cola *c, void **sale)
{
    int r = ENODATA;
    pthread_mutex_lock(&c->m);
    while (c->hay == 0 && !c->cerrada)
        pthread_cond_wait(&c->cambia, &c->m);
    if (c->hay > 0) {
        *sale = c->v[c->por];
        c->por = (c->por + 1) % c->tope;
        --c->hay;
        pthread_cond_broadcast(&c->cambia);
        r = 0;
    }
    pthread_mutex_unlock(&c->m);
    return r;
}

void cola_cierra(struct cola *c)
{
    pthread_mutex_lock(&c->m);
    c->cerrada = 1;
    pthread_cond_broadcast(&c->cambia);
    pthread_mutex_unlock(&c->m);
}

void cola_destruye(struct cola *c)
{
    pthread_cond_destroy(&c->cambia);
    pthread_mutex_destroy(&c->m);
    free(c->v);
    free(c);
}
E
