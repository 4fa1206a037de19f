/* ganchos.h: se incluye delante de cada fichero de la biblioteca, para que
 * sus hilos, sus mutex y su memoria sean los de la escena. */
#ifndef ENTRELAZA_GANCHOS_H
#define ENTRELAZA_GANCHOS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "entrelaza.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* Quien planifica las cambia al cambiar de hilo. */
#define _Thread_local __attribute__((section("propias")))

static inline int ent_nada(const void *m, const void *a)
{
    (void)m;
    (void)a;
    return 0;
}

static inline int ent_coge(const void *m)
{
    entrelaza_coge(m);
    return 0;
}

static inline int ent_suelta(const void *m)
{
    entrelaza_suelta(m);
    return 0;
}

#define sched_yield() entrelaza_pausa()
#define pthread_atfork(a, b, c) ((void)(a), (void)(b), (void)(c))
#define pthread_create entrelaza_nace
#define pthread_join entrelaza_une
#define pthread_mutex_init(m, a) ent_nada((m), (a))
#define pthread_mutex_destroy(m) ent_nada((m), NULL)
#define pthread_mutex_lock(m) ent_coge(m)
#define pthread_mutex_unlock(m) ent_suelta(m)
#define malloc(n) entrelaza_pide(n)
#define calloc(n, t) entrelaza_pide((n) * (t))
#define aligned_alloc(a, n) entrelaza_pide(((void)(a), (n)))
#define free(p) entrelaza_libera(p)

#endif
