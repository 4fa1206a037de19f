#define _GNU_SOURCE /* sched_getaffinity */
#include "nucleo.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- despertar y dormir ----
 * Quien va a dormirse se apunta en dormidos y vuelve a mirar la cola; quien
 * mete algo mira dormidos después. Uno de los dos ve al otro. Quien llama
 * borra a uno de dormidos y deja una ficha: así a cada dormido se le llama
 * una vez, por muchos que metan mientras despierta. */

static bool baja(atomic_uint *a)
{
    unsigned v = atomic_load(a);

    while (v > 0)
        if (atomic_compare_exchange_weak(a, &v, v - 1))
            return true;
    return false;
}

static void llama(struct par_pool *p)
{
    if (atomic_load(&p->dormidos) > 0 && baja(&p->dormidos)) {
        atomic_fetch_add(&p->fichas, 1);
        par__despierta(&p->fichas, 1);
    }
}

/* Nada que hacer, ni que pueda llegar. */
static bool acabado(struct par_pool *p)
{
    unsigned e = atomic_load(&p->estado);

    if (e == RUN || (e == CLOSE && atomic_load(&p->reservas) > 0))
        return false;
    return par__cola_cuantos(&p->cola) == 0;
}

static void duerme(struct par_pool *p)
{
    atomic_fetch_add(&p->dormidos, 1);
    if ((par__cola_cuantos(&p->cola) > 0 || acabado(p)) &&
        baja(&p->dormidos))
        return;
    while (!baja(&p->fichas))
        par__duerme(&p->fichas, 0, NULL);
}

/* ---- trabajar ---- */

static _Thread_local struct trabajador *yo;

struct trabajador *par__yo(const struct par_pool *p)
{
    return yo != NULL && yo->pool == p ? yo : NULL;
}

int par__haz(struct trabajador *t, const struct par_trabajo *w)
{
    const char *x = w->x;
    char *y = w->y;
    int r = 0;

    if (t->proceso != NULL)
        return par__proceso_haz(t->proceso, w);
    for (size_t i = 0; i < w->n && r == 0; i++, x += w->tx, y += w->ty)
        r = w->f(x, y);
    return r;
}

int par__haz_tramo(struct trabajador *t, par_tramo *f, void *ctx, size_t d,
                   size_t h)
{
    return t->proceso != NULL ? par__proceso_tramo(t->proceso, f, ctx, d, h)
                              : f(ctx, d, h);
}

bool par__vive(const struct trabajador *t)
{
    return t->proceso == NULL || par__proceso_vive(t->proceso);
}

/* Cuántos llevarse de una vez: ninguno de los que otro podría ir haciendo. */
static int tanda(struct par_pool *p)
{
    size_t n = par__cola_cuantos(&p->cola) / (2 * (size_t)p->k);

    if (p->procesos != NULL)
        return 1;
    return n < 1 ? 1 : n > TANDA ? TANDA : (int)n;
}

static void corre(struct par_pool *p, struct encargo *e,
                  struct trabajador *t)
{
    if (atomic_load(&p->estado) == TERMINATE)
        e->corre(e, NULL, ECANCELED);
    else
        e->corre(e, t, 0);
}

static bool haz_tanda(struct trabajador *t)
{
    struct encargo *v[TANDA];
    struct par_pool *p = t->pool;
    int n = par__cola_saca(&p->cola, v, tanda(p));

    if (n > 0 && par__cola_cuantos(&p->cola) > 0)
        llama(p);
    for (int i = 0; i < n; i++)
        corre(p, v[i], t);
    return n > 0;
}

bool par__ayuda(struct par_pool *p)
{
    struct trabajador este = {.pool = p};
    struct encargo *e;

    if (p->procesos != NULL || par__cola_saca(&p->cola, &e, 1) == 0)
        return false;
    corre(p, e, yo != NULL && yo->pool == p ? yo : &este);
    return true;
}

static void *trabaja(void *arg)
{
    struct trabajador *t = arg;
    int vueltas = 0;

    yo = t;
    for (;;) {
        if (haz_tanda(t)) {
            vueltas = 0;
        } else if (acabado(t->pool)) {
            return NULL;
        } else if (++vueltas < VUELTAS) {
            par__pausa();
        } else {
            duerme(t->pool);
            vueltas = 0;
        }
    }
}

static bool admite(struct par_pool *p, bool reservado)
{
    unsigned e = atomic_load(&p->estado);

    return e == RUN || (e == CLOSE && reservado);
}

int par__manda(struct par_pool *p, struct encargo *e, bool reservado)
{
    if (!admite(p, reservado))
        return EPIPE;
    par__cola_mete(&p->cola, e);
    llama(p);
    /* Si lo cerraron entre medias, quizá ya no quede quien lo haga. */
    if (!admite(p, reservado))
        while (par__cola_cuantos(&p->cola) > 0)
            par__ayuda(p);
    return 0;
}

/* ---- nacer y morir ---- */

static void llama_a_todos(struct par_pool *p)
{
    for (int i = 0; i < p->k; i++)
        llama(p);
}

static void sube_a(struct par_pool *p, unsigned cual)
{
    unsigned v = atomic_load(&p->estado);

    while (v < cual && !atomic_compare_exchange_weak(&p->estado, &v, cual))
        ;
    llama_a_todos(p);
}

void par_cierra(struct par_pool *p)
{
    sube_a(p, CLOSE);
}

void par_termina(struct par_pool *p)
{
    sube_a(p, TERMINATE);
    if (p->procesos != NULL)
        par__procesos_mata(p);
}

int par_reserva(struct par_pool *p)
{
    atomic_fetch_add(&p->reservas, 1);
    if (atomic_load(&p->estado) == RUN)
        return 0;
    par_devuelve(p);
    return EPIPE;
}

void par_devuelve(struct par_pool *p)
{
    if (atomic_fetch_sub(&p->reservas, 1) == 1)
        llama_a_todos(p);
}

static int cpus(void)
{
    cpu_set_t s;

    return sched_getaffinity(0, sizeof s, &s) == 0 ? CPU_COUNT(&s) : 1;
}

static int nacen(struct par_pool *p, const struct par_opciones *o)
{
    int r = 0;

    for (int i = 0; i < p->k; i++)
        p->v[i].pool = p;
    if (strcmp(p->inicio, "hilo") != 0)
        r = par__procesos_nacen(p, o);
    while (r == 0 && p->nacidos < p->k) {
        struct trabajador *t = &p->v[p->nacidos];
        r = pthread_create(&t->hilo, NULL, trabaja, t);
        p->nacidos += r == 0;
    }
    return r;
}

int par_crea(struct par_pool **sale, const struct par_opciones *o)
{
    static const struct par_opciones corriente;
    struct par_pool *p;
    int r = ENOMEM;

    if (par__soy_proceso())
        return EDEADLK;
    if (o == NULL)
        o = &corriente;
    if (o->trabajadores < 0)
        return EINVAL;
    p = aligned_alloc(LINEA, sizeof *p);
    if (p == NULL)
        return ENOMEM;
    memset(p, 0, sizeof *p);
    par__cola_vacia(&p->cola);
    p->inicio = o->inicio != NULL ? o->inicio : "hilo";
    p->k = o->trabajadores > 0 ? o->trabajadores : cpus();
    p->v = calloc((size_t)p->k, sizeof p->v[0]);
    if (p->v != NULL && (r = nacen(p, o)) == 0) {
        *sale = p;
        return 0;
    }
    par_destruye(p);
    return r;
}

int par_une(struct par_pool *p)
{
    if (atomic_load(&p->estado) == RUN)
        return EINVAL;
    if (par__yo(p) != NULL)
        return EDEADLK;
    while (p->nacidos > 0)
        pthread_join(p->v[--p->nacidos].hilo, NULL);
    if (p->procesos != NULL)
        par__procesos_mueren(p);
    return 0;
}

void par_destruye(struct par_pool *p)
{
    if (p == NULL)
        return;
    par_termina(p);
    par_une(p);
    if (p->procesos != NULL)
        par__procesos_libera(p);
    free(p->v);
    free(p);
}

int par_tamano(const struct par_pool *p)
{
    return p->k;
}

int par_describe(struct par_pool *p, char *texto, size_t tam)
{
    static const char *const nombres[] = {"RUN", "CLOSE", "TERMINATE"};
    int n = snprintf(texto, tam, "<par inicio=%s state=%s pool_size=%d>",
                     p->inicio, nombres[atomic_load(&p->estado)], p->k);

    return n < 0 || (size_t)n >= tam ? ERANGE : 0;
}
