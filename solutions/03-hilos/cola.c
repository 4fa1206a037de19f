#include "cola.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct cola {
    size_t capacidad; /* no cambia */
    pthread_mutex_t m;
    pthread_cond_t hay_sitio, hay_algo;

    /* Lo que sigue lo guarda m. Invariante: n <= capacidad y primero <
     * capacidad; los elementos son dato[(primero + i) % capacidad], para
     * 0 <= i < n. */
    size_t primero, n;
    bool cerrada;
    void **dato;
};

/* crear la cola */
int cola_crea(struct cola **sale, size_t capacidad)
{
    int r = ENOMEM;

    if (capacidad == 0)
        return EINVAL;
    struct cola *c = calloc(1, sizeof *c);
    if (c == NULL)
        return r;
    c->capacidad = capacidad;
    c->dato = calloc(capacidad, sizeof c->dato[0]);
    if (c->dato == NULL)
        goto libera_cola;
    if ((r = pthread_mutex_init(&c->m, NULL)) != 0)
        goto libera_dato;
    if ((r = pthread_cond_init(&c->hay_sitio, NULL)) != 0)
        goto quita_mutex;
    /* iniciar la segunda condición */
    if ((r = pthread_cond_init(&c->hay_algo, NULL)) != 0)
        goto quita_sitio;
    *sale = c;
    return 0;

quita_sitio:
    pthread_cond_destroy(&c->hay_sitio);
quita_mutex:
    pthread_mutex_destroy(&c->m);
libera_dato:
    free(c->dato);
libera_cola:
    free(c);
    return r;
}

int cola_pon(struct cola *c, void *x)
{
    /* poner */
    int r = 0;

    pthread_mutex_lock(&c->m);
    /* esperar a que haya sitio */
    while (c->n == c->capacidad && !c->cerrada)
        pthread_cond_wait(&c->hay_sitio, &c->m);
    if (c->cerrada) {
        r = EPIPE;
    } else {
        /* meter x al final */
        c->dato[(c->primero + c->n) % c->capacidad] = x;
        c->n++;
        pthread_cond_signal(&c->hay_algo);
    }
    pthread_mutex_unlock(&c->m);
    return r;
}

int cola_toma(struct cola *c, void **sale)
{
    /* tomar */
    int r = 0;

    pthread_mutex_lock(&c->m);
    /* esperar a que haya algo */
    while (c->n == 0 && !c->cerrada)
        pthread_cond_wait(&c->hay_algo, &c->m);
    if (c->n == 0) {
        r = ENODATA;
    } else {
        /* sacar el primero */
        *sale = c->dato[c->primero];
        c->primero = (c->primero + 1) % c->capacidad;
        c->n--;
        /* avisar de que hay sitio */
        pthread_cond_signal(&c->hay_sitio);
    }
    pthread_mutex_unlock(&c->m);
    return r;
}

void cola_cierra(struct cola *c)
{
    /* cerrar */
    pthread_mutex_lock(&c->m);
    c->cerrada = true;
    /* despertar a todos */
    pthread_cond_broadcast(&c->hay_algo);
    pthread_cond_broadcast(&c->hay_sitio);
    pthread_mutex_unlock(&c->m);
}

void cola_destruye(struct cola *c)
{
    /* destruir */
    pthread_cond_destroy(&c->hay_algo);
    pthread_cond_destroy(&c->hay_sitio);
    pthread_mutex_destroy(&c->m);
    free(c->dato);
    free(c);
}
