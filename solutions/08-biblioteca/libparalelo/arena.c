#define _GNU_SOURCE /* memfd_create, MAP_ANONYMOUS */
#include "proceso.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* las marcas */
/* La memoria que ven los procesos: primero sus ventanas, y detrás lo que se
 * pide, en unidades de 64 bytes. Qué está libre se apunta fuera de ella, en
 * memoria que ningún trabajador puede tocar. */
struct marca {
    uint32_t tam; /* del bloque; en su primera y última unidad */
    uint32_t antes, despues; /* si está libre: sus vecinos de lista */
    bool libre;
};

/* una arena */
/* Con hilos, un bloque de malloc, precedido de esto. */
struct bloque {
    _Alignas(LINEA) struct bloque *antes;
    struct bloque *despues;
};

struct arena {
    char *base; /* NULL: el pool es de hilos */
    size_t tam, ventanas, tam_marca;
    int fd; /* -1: no hace falta mandarla a nadie */

    pthread_mutex_t m;
    struct marca *marca; /* la 0 no es de nadie: es la cabeza de la lista */
    struct bloque todos;
};

/* ---- los bloques de una arena ---- */

/* liberar un bloque */
static void saca(struct marca *v, uint32_t b)
{
    v[v[b].antes].despues = v[b].despues;
    v[v[b].despues].antes = v[b].antes;
}

static void marca(struct marca *v, uint32_t b, uint32_t n, bool libre)
{
    v[b].tam = v[b + n - 1].tam = n;
    v[b].libre = v[b + n - 1].libre = libre;
}

static void libera(struct marca *v, uint32_t b, uint32_t n)
{
    if (v[b - 1].libre) {
        b -= v[b - 1].tam;
        n += v[b].tam;
        saca(v, b);
    }
    if (v[b + n].libre) {
        saca(v, b + n);
        n += v[b + n].tam;
    }
    marca(v, b, n, true);
    v[b].antes = 0;
    v[b].despues = v[0].despues;
    v[v[b].despues].antes = v[0].despues = b;
}

/* ocupar un bloque */
/* El primero en que quepa, por el final: lo que sobra sigue en su sitio. */
static uint32_t ocupa(struct marca *v, uint32_t n)
{
    uint32_t b = v[0].despues;

    while (b != 0 && v[b].tam < n)
        b = v[b].despues;
    if (b == 0)
        return 0;
    if (v[b].tam == n) {
        saca(v, b);
    } else {
        marca(v, b, v[b].tam - n, true);
        b += v[b].tam;
    }
    marca(v, b, n, false);
    return b;
}

/* ---- nacer y morir ---- */

/* poner la arena donde otros puedan */
/* Un proceso que empieza de cero tiene que poder ponerla en la misma
 * dirección: lejos de donde el núcleo pone, al azar, todo lo demás. La
 * segunda es para ThreadSanitizer, que no deja usar la primera. */
static void *pone_lejos(const struct arena *a)
{
    static const uintptr_t lejos[] = {0x200000000000, 0x7e8000000000};
    static atomic_uint cuantas;
    uintptr_t i = atomic_fetch_add(&cuantas, 1) % 16;
    void *q = MAP_FAILED;

    for (int j = 0; j < 2; j++) {
        void *donde = (void *)(lejos[j] + (i << 35));
        if (q != MAP_FAILED)
            munmap(q, a->tam);
        q = mmap(donde, a->tam, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_NORESERVE, a->fd, 0);
        if (q == MAP_FAILED || q == donde)
            break;
    }
    return q;
}

/* la arena puesta, o no */
static int pone(struct arena *a, bool con_nombre)
{
    if (con_nombre) {
        a->fd = memfd_create("arena", MFD_CLOEXEC);
        if (a->fd < 0 || ftruncate(a->fd, (off_t)a->tam) < 0)
            return errno;
        a->base = pone_lejos(a);
    } else {
        a->base = mmap(NULL, a->tam, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_NORESERVE | MAP_ANONYMOUS, -1, 0);
    }
    return a->base == MAP_FAILED ? ENOMEM : 0;
}

/* Una unidad de más a cada lado, que nunca están libres. */
static int prepara(struct arena *a, size_t bytes)
{
    size_t n = bytes / LINEA;

    if (n >= UINT32_MAX - 2)
        return ENOMEM;
    /* calloc podría dar memoria usada, y ponerla toda a cero. */
    a->tam_marca = (n + 2) * sizeof a->marca[0];
    a->marca = mmap(NULL, a->tam_marca, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_NORESERVE | MAP_ANONYMOUS, -1, 0);
    if (a->marca == MAP_FAILED)
        return ENOMEM;
    madvise(a->marca, a->tam_marca, MADV_DONTFORK);
    libera(a->marca, 1, (uint32_t)n);
    return 0;
}

static struct arena *nueva(void)
{
    struct arena *a = calloc(1, sizeof *a);

    if (a == NULL)
        return NULL;
    a->fd = -1;
    a->todos.antes = a->todos.despues = &a->todos;
    pthread_mutex_init(&a->m, NULL);
    return a;
}

static void deshaz(struct arena *a)
{
    while (a->todos.despues != &a->todos) {
        struct bloque *b = a->todos.despues;
        a->todos.despues = b->despues;
        free(b);
    }
    if (a->base != NULL && a->base != MAP_FAILED)
        munmap(a->base, a->tam);
    if (a->marca != NULL && a->marca != MAP_FAILED)
        munmap(a->marca, a->tam_marca);
    if (a->fd >= 0)
        close(a->fd);
    pthread_mutex_destroy(&a->m);
    free(a);
}

int par__arena_nace(struct par_pool *p, size_t bytes, bool con_nombre)
{
    struct arena *a = nueva();
    int r = ENOMEM;

    if (a == NULL)
        return r;
    bytes = bytes > 0 ? bytes : (size_t)64 << 20;
    a->ventanas = (size_t)p->k * VENTANA;
    if (bytes <= SIZE_MAX / 2 - a->ventanas) {
        bytes = (bytes + LINEA - 1) & ~(size_t)(LINEA - 1);
        a->tam = a->ventanas + bytes;
        r = pone(a, con_nombre);
        r = r == 0 ? prepara(a, bytes) : r;
    }
    if (r != 0)
        deshaz(a);
    else
        atomic_store(&p->arena, a);
    return r;
}

void par__arena_muere(struct par_pool *p)
{
    struct arena *a = atomic_exchange(&p->arena, NULL);

    if (a != NULL)
        deshaz(a);
}

char *par__arena_sitio(const struct par_pool *p, size_t *tam, int *fd)
{
    const struct arena *a = atomic_load(&p->arena);

    *tam = a->tam;
    *fd = a->fd;
    return a->base;
}

/* si está en la arena */
bool par__en_arena(const struct par_pool *p, const void *q, size_t n)
{
    const struct arena *a = atomic_load(&p->arena);
    uintptr_t base = (uintptr_t)a->base, d = (uintptr_t)q - base;

    return d < a->tam && n <= a->tam - d;
}

/* ---- con hilos: malloc, y apuntado para poder llevárselo todo ---- */

/* con hilos, malloc */
static struct arena *la_de_hilos(struct par_pool *p)
{
    struct arena *a = atomic_load(&p->arena), *b = NULL;

    if (a != NULL || (b = nueva()) == NULL)
        return a;
    if (atomic_compare_exchange_strong(&p->arena, &a, b))
        return b;
    deshaz(b);
    return a;
}

static void *de_malloc(struct arena *a, size_t n)
{
    struct bloque *b = NULL;

    if (n <= SIZE_MAX / 2)
        b = aligned_alloc(
            LINEA, sizeof *b + ((n + LINEA - 1) & ~(size_t)(LINEA - 1)));
    if (b == NULL)
        return NULL;
    pthread_mutex_lock(&a->m);
    b->antes = &a->todos;
    b->despues = a->todos.despues;
    b->despues->antes = a->todos.despues = b;
    pthread_mutex_unlock(&a->m);
    return b + 1;
}

static void a_free(struct arena *a, struct bloque *b)
{
    pthread_mutex_lock(&a->m);
    b->antes->despues = b->despues;
    b->despues->antes = b->antes;
    pthread_mutex_unlock(&a->m);
    free(b);
}

/* ---- lo que se pide y lo que se suelta ---- */

/* pedir y soltar */
void *par_pide(struct par_pool *p, size_t n)
{
    struct arena *a;
    uint32_t b;

    if (par__ajeno(p) || (a = la_de_hilos(p)) == NULL)
        return NULL;
    if (a->base == NULL)
        return de_malloc(a, n);
    n = n == 0 ? 1 : n / LINEA + (n % LINEA != 0);
    if (n > UINT32_MAX)
        return NULL;
    pthread_mutex_lock(&a->m);
    b = ocupa(a->marca, (uint32_t)n);
    pthread_mutex_unlock(&a->m);
    return b == 0 ? NULL : a->base + a->ventanas + (size_t)(b - 1) * LINEA;
}

void par_suelta(struct par_pool *p, void *q)
{
    struct arena *a = atomic_load(&p->arena);
    uint32_t b;

    if (q == NULL || par__ajeno(p))
        return;
    if (a->base == NULL) {
        a_free(a, (struct bloque *)q - 1);
        return;
    }
    b = (uint32_t)(((uintptr_t)q - (uintptr_t)a->base - a->ventanas) /
                   LINEA) +
        1;
    pthread_mutex_lock(&a->m);
    libera(a->marca, b, a->marca[b].tam);
    pthread_mutex_unlock(&a->m);
}
