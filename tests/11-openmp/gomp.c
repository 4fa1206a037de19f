/* gomp: lo que GCC espera de su biblioteca de OpenMP, escrito con hilos de
 * POSIX para que ThreadSanitizer lo vea todo. El libgomp de verdad espera
 * con futex, y ThreadSanitizer cree que nadie ha esperado a nadie.
 *
 * Solo se enlaza con ThreadSanitizer, delante de -lgomp. No corre: busca
 * carreras. Los hilos de una región nacen con ella y se unen al final; una
 * tarea es un hilo; y el primer trozo de un bucle dynamic le toca, siempre,
 * a cada uno el suyo, para que trabajen todos también en una máquina
 * ocupada. Pedir el siguiente no pone de acuerdo a nadie (memory_order
 * relaxed): con un mutex, las carreras del cuerpo dejarían de verse.
 *
 * Sin ThreadSanitizer, de aquí solo queda una cuenta: la de las tareas que se
 * mandan, camino de la biblioteca de verdad.
 *
 * Los nombres y los argumentos son los de libgomp (la interfaz que usa el
 * compilador, no la de omp.h); lo que aquí no está, dice su nombre y acaba. */
#define _GNU_SOURCE
#include "gomp.h"

#include <stdatomic.h>
#include <stdbool.h>

static atomic_int mandadas;

int tareas_mandadas(void)
{
    return atomic_load_explicit(&mandadas, memory_order_relaxed);
}

typedef void gomp_tarea(void (*f)(void *), void *datos,
                        void (*copia)(void *, void *), long tam,
                        long alinea, bool si, unsigned x, void **depende,
                        int prioridad, void *detach);
gomp_tarea GOMP_task;

#ifndef __SANITIZE_THREAD__
#include <dlfcn.h>

void GOMP_task(void (*f)(void *), void *datos,
               void (*copia)(void *, void *), long tam, long alinea,
               bool si, unsigned x, void **depende, int prioridad,
               void *detach)
{
    union {
        void *p;
        gomp_tarea *f;
    } manda = {dlsym(RTLD_NEXT, "GOMP_task")};

    atomic_fetch_add_explicit(&mandadas, si, memory_order_relaxed);
    manda.f(f, datos, copia, tam, alinea, si, x, depende, prioridad,
            detach);
}

#else
#include <omp.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long long ull;

enum { BUCLES = 64, HILOS_MAX = 64 };

/* Un reparto: un bucle o unas secciones. Todos los hilos del equipo llegan a
 * los mismos, en el mismo orden. */
struct reparto {
    bool listo;
    ull desde, paso, trozo, cuantos;
    ull turno; /* el trozo al que le tocan los ordered */
    atomic_ullong siguiente;
};

struct equipo {
    int n;
    pthread_mutex_t m; /* guarda lo que sigue, salvo siguiente */
    pthread_cond_t cambio;
    int llegados;
    unsigned ronda; /* de la barrera */
    unsigned solos; /* los single que ya tienen quien los haga */
    struct reparto reparto[BUCLES];
};

struct tarea {
    pthread_t hilo;
    struct tarea *siguiente;
    struct equipo *e;
    int id;
    void (*f)(void *);
    alignas(max_align_t) char datos[];
};

/* Lo que sabe de sí mismo cada hilo. */
struct yo {
    struct equipo *e;
    int id;
    unsigned repartos, solos; /* por los que ha pasado */
    struct reparto *r;
    bool estrenado;   /* ya ha tomado su primer trozo */
    ull vuelta, otra; /* su trozo: desde, y la primera que ya no es suya */
    struct tarea *hijas;
};

static _Thread_local struct yo yo;
static int hilos_pedidos = 2;
static pthread_mutex_t atomico = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t critico = PTHREAD_MUTEX_INITIALIZER;

/* ---- regiones ---- */

void GOMP_parallel(void (*f)(void *), void *datos, unsigned n, unsigned x);
void GOMP_barrier(void);
void GOMP_taskwait(void);
unsigned GOMP_sections_next(void);

struct miembro {
    pthread_t hilo;
    struct equipo *e;
    int id;
    void (*f)(void *);
    void *datos;
};

static void *corre(void *arg)
{
    struct miembro *m = arg;

    yo = (struct yo){.e = m->e, .id = m->id};
    m->f(m->datos);
    GOMP_taskwait();
    return NULL;
}

void GOMP_parallel(void (*f)(void *), void *datos, unsigned n, unsigned x)
{
    struct yo antes = yo;
    struct equipo *e = calloc(1, sizeof *e);
    struct miembro m[HILOS_MAX];

    (void)x;
    if (n == 0)
        n = yo.e != NULL ? 1 : (unsigned)hilos_pedidos;
    if (n > HILOS_MAX)
        n = HILOS_MAX;
    if (e == NULL)
        abort();
    e->n = (int)n;
    pthread_mutex_init(&e->m, NULL);
    pthread_cond_init(&e->cambio, NULL);
    for (unsigned i = 0; i < n; i++) {
        m[i] =
            (struct miembro){.e = e, .id = (int)i, .f = f, .datos = datos};
        if (i > 0 && pthread_create(&m[i].hilo, NULL, corre, &m[i]) != 0)
            abort();
    }
    corre(&m[0]);
    for (unsigned i = 1; i < n; i++)
        pthread_join(m[i].hilo, NULL);
    pthread_cond_destroy(&e->cambio);
    pthread_mutex_destroy(&e->m);
    free(e);
    yo = antes;
}

void GOMP_barrier(void)
{
    struct equipo *e = yo.e;

    GOMP_taskwait();
    if (e == NULL)
        return;
    pthread_mutex_lock(&e->m);
    unsigned ronda = e->ronda;
    if (++e->llegados == e->n) {
        e->llegados = 0;
        e->ronda++;
        pthread_cond_broadcast(&e->cambio);
    }
    while (e->ronda == ronda)
        pthread_cond_wait(&e->cambio, &e->m);
    pthread_mutex_unlock(&e->m);
}

bool GOMP_single_start(void)
{
    struct equipo *e = yo.e;
    bool mio = true;

    if (e == NULL)
        return true;
    pthread_mutex_lock(&e->m);
    if ((mio = yo.solos == e->solos))
        e->solos++;
    yo.solos++;
    pthread_mutex_unlock(&e->m);
    return mio;
}

/* ---- repartos ---- */

static void entra(ull desde, ull hasta, ull paso, bool sube, ull trozo)
{
    struct equipo *e = yo.e;
    struct reparto *r = &e->reparto[yo.repartos++ % BUCLES];
    ull largo = sube ? hasta - desde : desde - hasta;
    ull salto = sube ? paso : -paso;

    pthread_mutex_lock(&e->m);
    if (!r->listo) {
        *r = (struct reparto){.listo = true,
                              .desde = desde,
                              .paso = paso,
                              .trozo = trozo > 0 ? trozo : 1};
        r->cuantos = (sube ? desde < hasta : desde > hasta)
                         ? (largo + salto - 1) / salto
                         : 0;
        atomic_store_explicit(&r->siguiente, (ull)e->n * r->trozo,
                              memory_order_relaxed);
    }
    pthread_mutex_unlock(&e->m);
    yo.r = r;
    yo.estrenado = false;
}

static bool toma(ull *desde, ull *hasta)
{
    struct reparto *r = yo.r;
    ull i = (ull)yo.id * r->trozo;

    if (yo.estrenado)
        i = atomic_fetch_add_explicit(&r->siguiente, r->trozo,
                                      memory_order_relaxed);
    yo.estrenado = true;
    if (i >= r->cuantos)
        return false;
    yo.vuelta = i;
    yo.otra = i + r->trozo < r->cuantos ? i + r->trozo : r->cuantos;
    *desde = r->desde + i * r->paso;
    *hasta = r->desde + yo.otra * r->paso;
    return true;
}

/* Los ordered van por trozos: quien tiene el de ahora los hace todos y pasa
 * el turno cuando pide otro. */
void GOMP_ordered_start(void)
{
    pthread_mutex_lock(&yo.e->m);
    while (yo.r->turno != yo.vuelta)
        pthread_cond_wait(&yo.e->cambio, &yo.e->m);
    pthread_mutex_unlock(&yo.e->m);
}

void GOMP_ordered_end(void)
{
}

static bool toma_en_orden(ull *desde, ull *hasta)
{
    if (yo.estrenado) {
        GOMP_ordered_start();
        pthread_mutex_lock(&yo.e->m);
        yo.r->turno = yo.otra;
        pthread_cond_broadcast(&yo.e->cambio);
        pthread_mutex_unlock(&yo.e->m);
    }
    return toma(desde, hasta);
}

void GOMP_loop_end(void)
{
    GOMP_barrier();
}

void GOMP_loop_end_nowait(void)
{
}

/* Cada manera de repartir tiene su nombre, y aquí todas son la misma. */
#define EMPIEZA(nombre, toma_uno)                                          \
    bool GOMP_loop_##nombre##_start(long a, long b, long paso, long trozo, \
                                    long *desde, long *hasta)              \
    {                                                                      \
        entra((ull)a, (ull)b, (ull)paso, paso > 0, (ull)trozo);            \
        return toma_uno((ull *)desde, (ull *)hasta);                       \
    }                                                                      \
    bool GOMP_loop_ull_##nombre##_start(bool sube, ull a, ull b, ull paso, \
                                        ull trozo, ull *desde, ull *hasta) \
    {                                                                      \
        entra(a, b, paso, sube, trozo);                                    \
        return toma_uno(desde, hasta);                                     \
    }
#define SIGUE(nombre, toma_uno)                                            \
    bool GOMP_loop_##nombre##_next(long *desde, long *hasta)               \
    {                                                                      \
        return toma_uno((ull *)desde, (ull *)hasta);                       \
    }                                                                      \
    bool GOMP_loop_ull_##nombre##_next(ull *desde, ull *hasta)             \
    {                                                                      \
        return toma_uno(desde, hasta);                                     \
    }
/* En una región que es un bucle, entra cada uno antes de empezar. */
struct region {
    void (*f)(void *);
    void *datos;
    ull desde, hasta, paso, trozo;
    bool sube;
};

static void en_bucle(void *arg)
{
    struct region *r = arg;

    entra(r->desde, r->hasta, r->paso, r->sube, r->trozo);
    r->f(r->datos);
}
#define REGION(nombre)                                                     \
    void GOMP_parallel_loop_##nombre(void (*f)(void *), void *datos,       \
                                     unsigned n, long a, long b,           \
                                     long paso, long trozo, unsigned x)    \
    {                                                                      \
        struct region r = {f,         datos,      (ull)a,  (ull)b,         \
                           (ull)paso, (ull)trozo, paso > 0};               \
        GOMP_parallel(en_bucle, &r, n, x);                                 \
    }
#define BUCLE(nombre)                                                      \
    EMPIEZA(nombre, toma)                                                  \
    SIGUE(nombre, toma)                                                    \
    REGION(nombre)
#define ORDENADO(nombre)                                                   \
    EMPIEZA(nombre, toma_en_orden)                                         \
    SIGUE(nombre, toma_en_orden)
BUCLE(dynamic)
BUCLE(guided)
BUCLE(nonmonotonic_dynamic)
BUCLE(nonmonotonic_guided)
ORDENADO(ordered_static)
ORDENADO(ordered_dynamic)
ORDENADO(ordered_guided)

unsigned GOMP_sections_start(unsigned cuantas)
{
    entra(1, (ull)cuantas + 1, 1, true, 1);
    return GOMP_sections_next();
}

unsigned GOMP_sections_next(void)
{
    ull desde, hasta;

    return toma(&desde, &hasta) ? (unsigned)desde : 0;
}

void GOMP_parallel_sections(void (*f)(void *), void *datos, unsigned n,
                            unsigned cuantas, unsigned x)
{
    struct region r = {f, datos, 1, (ull)cuantas + 1, 1, 1, true};

    GOMP_parallel(en_bucle, &r, n, x);
}

void GOMP_sections_end(void)
{
    GOMP_barrier();
}

void GOMP_sections_end_nowait(void)
{
}

/* ---- cerrojos ---- */

void GOMP_atomic_start(void)
{
    pthread_mutex_lock(&atomico);
}

void GOMP_atomic_end(void)
{
    pthread_mutex_unlock(&atomico);
}

void GOMP_critical_start(void)
{
    pthread_mutex_lock(&critico);
}

void GOMP_critical_end(void)
{
    pthread_mutex_unlock(&critico);
}

/* El compilador da a cada nombre un puntero a cero. */
void GOMP_critical_name_start(void **nombre)
{
    pthread_mutex_lock(&atomico);
    if (*nombre == NULL) {
        pthread_mutex_t *m = malloc(sizeof *m);

        if (m == NULL)
            abort();
        *m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
        *nombre = m;
    }
    pthread_mutex_t *m = *nombre;
    pthread_mutex_unlock(&atomico);
    pthread_mutex_lock(m);
}

void GOMP_critical_name_end(void **nombre)
{
    pthread_mutex_unlock(*nombre);
}

/* ---- tareas ---- */

static void *cumple(void *arg)
{
    struct tarea *t = arg;

    yo = (struct yo){.e = t->e, .id = t->id};
    t->f(t->datos);
    GOMP_taskwait();
    return NULL;
}

void GOMP_taskwait(void)
{
    while (yo.hijas != NULL) {
        struct tarea *t = yo.hijas;

        yo.hijas = t->siguiente;
        pthread_join(t->hilo, NULL);
        free(t);
    }
}

/* Con if (false), con depend o sin con qué crear un hilo, la hace quien la
 * manda, en el acto. */
void GOMP_task(void (*f)(void *), void *datos,
               void (*copia)(void *, void *), long tam, long alinea,
               bool si, unsigned x, void **depende, int prioridad,
               void *detach)
{
    struct tarea *t = aligned_alloc(
        alignof(struct tarea), /* un múltiplo de lo que pide */
        (sizeof *t + (size_t)tam + alignof(struct tarea) - 1) /
            alignof(struct tarea) * alignof(struct tarea));

    (void)x;
    (void)prioridad;
    (void)detach;
    atomic_fetch_add_explicit(&mandadas, si, memory_order_relaxed);
    if (t == NULL || (size_t)alinea > alignof(struct tarea))
        abort();
    *t = (struct tarea){.f = f, .e = yo.e, .id = yo.id};
    if (copia != NULL)
        copia(t->datos, datos);
    else
        memcpy(t->datos, datos, (size_t)tam);
    if (si && depende == NULL && yo.e != NULL &&
        pthread_create(&t->hilo, NULL, cumple, t) == 0) {
        t->siguiente = yo.hijas;
        yo.hijas = t;
        return;
    }
    struct tarea *mias = yo.hijas;
    yo.hijas = NULL;
    f(t->datos);
    GOMP_taskwait();
    yo.hijas = mias;
    free(t);
}

void GOMP_taskgroup_start(void)
{
}

void GOMP_taskgroup_end(void)
{
    GOMP_taskwait();
}

/* ---- omp.h ---- */

int omp_get_thread_num(void)
{
    return yo.id;
}

int omp_get_num_threads(void)
{
    return yo.e != NULL ? yo.e->n : 1;
}

int omp_get_max_threads(void)
{
    return hilos_pedidos;
}

void omp_set_num_threads(int n)
{
    hilos_pedidos = n > 0 ? n : 1;
}

int omp_in_parallel(void)
{
    return yo.e != NULL && yo.e->n > 1;
}

/* ---- lo que aquí no está ---- */

#define FALTA(nombre)                                                      \
    void nombre(void)                                                      \
    {                                                                      \
        fputs("Las pruebas no saben buscar carreras con " #nombre          \
              ": usa lo que enseña el capítulo\n",                         \
              stderr);                                                     \
        _exit(3);                                                          \
    }
FALTA(GOMP_taskloop)
FALTA(GOMP_taskloop_ull)
FALTA(GOMP_taskyield)
FALTA(GOMP_cancel)
FALTA(GOMP_loop_runtime_start)
FALTA(GOMP_loop_ull_runtime_start)
FALTA(GOMP_loop_maybe_nonmonotonic_runtime_start)
FALTA(GOMP_loop_ull_maybe_nonmonotonic_runtime_start)
FALTA(GOMP_loop_start)
FALTA(GOMP_loop_ull_start)
FALTA(GOMP_parallel_loop_runtime)
FALTA(GOMP_parallel_loop_maybe_nonmonotonic_runtime)
FALTA(GOMP_single_copy_start)
FALTA(GOMP_parallel_reductions)
FALTA(GOMP_taskgroup_reduction_register)
#endif
