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

/* HUECO: crear la cola */
int cola_crea(struct cola **sale, size_t capacidad)
{
    (void)sale;
    return capacidad == 0 ? EINVAL : ENOSYS;
}

int cola_pon(struct cola *c, void *x)
{
    /* HUECO: poner */
    (void)c;
    (void)x;
    return ENOSYS;
}

int cola_toma(struct cola *c, void **sale)
{
    /* HUECO: tomar */
    (void)c;
    (void)sale;
    return ENOSYS;
}

void cola_cierra(struct cola *c)
{
    /* HUECO: cerrar */
    (void)c;
}

void cola_destruye(struct cola *c)
{
    /* HUECO: destruir */
    (void)c;
}
