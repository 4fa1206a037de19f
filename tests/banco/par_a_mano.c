/* Contendiente: lo que se hace a mano, sin biblioteca ninguna. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "contendiente.h"
#include "errores.h"
#include "problemas.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t *x, *y;
static size_t n;
static int k;

static void ensucia(void)
{
    memset(y, 1, n * sizeof *y);
}

static uint64_t resume_y(void)
{
    return resume(y, n * sizeof *y);
}

/* ---- memcpy, con hilos que ya están en marcha ---- */

static pthread_barrier_t empiezan, acaban;

static void copia_parte(size_t i)
{
    size_t d = n * i / (size_t)k, h = n * (i + 1) / (size_t)k;

    memcpy(y + d, x + d, (h - d) * sizeof *y);
}

static void *copia(void *arg)
{
    for (;;) {
        pthread_barrier_wait(&empiezan);
        copia_parte(*(size_t *)arg);
        pthread_barrier_wait(&acaban);
    }
    return NULL;
}

static void prepara_copia(size_t cuantos, int hilos)
{
    n = cuantos;
    k = hilos;
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
    PT(pthread_barrier_init(&empiezan, NULL, (unsigned)k));
    PT(pthread_barrier_init(&acaban, NULL, (unsigned)k));
    for (int i = 1; i < k; i++) {
        size_t *cual = MEM(malloc(sizeof *cual));
        pthread_t h;
        *cual = (size_t)i;
        PT(pthread_create(&h, NULL, copia, cual));
        PT(pthread_detach(h)); /* muere con el proceso */
    }
}

static void copian(void)
{
    pthread_barrier_wait(&empiezan);
    copia_parte(0);
    pthread_barrier_wait(&acaban);
}

/* ---- nacer ---- */

enum { OCHO = 8, VECES = 20 };

static void prepara_nacer(size_t cuantos, int hilos)
{
    (void)cuantos, (void)hilos;
    n = OCHO;
    x = vector_de_entrada(n);
    y = MEM(mmap(NULL, n * sizeof *y, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

static void *uno(void *arg)
{
    size_t i = (size_t)((int64_t *)arg - x);

    el_cuadrado()(&x[i], &y[i]);
    return NULL;
}

static void ocho_hilos(void)
{
    pthread_t h[OCHO];

    for (int i = 0; i < OCHO; i++)
        PT(pthread_create(&h[i], NULL, uno, &x[i]));
    for (int i = 0; i < OCHO; i++)
        PT(pthread_join(h[i], NULL));
}

static void ocho_procesos(void)
{
    pid_t h[OCHO];

    for (int i = 0; i < OCHO; i++) {
        h[i] = SYS(fork());
        if (h[i] == 0) {
            uno(&x[i]);
            _exit(0);
        }
    }
    for (int i = 0; i < OCHO; i++)
        while (waitpid(h[i], NULL, 0) < 0 && errno == EINTR)
            ;
}

static void nacen_hilos(void)
{
    for (int i = 0; i < VECES; i++)
        ocho_hilos();
}

static void nacen_procesos(void)
{
    for (int i = 0; i < VECES; i++)
        ocho_procesos();
}

/* memcpy no eleva al cuadrado: su resultado es otro. */
static uint64_t resume_copia(void)
{
    for (size_t i = 0; i < n; i++)
        if (y[i] != x[i])
            PT(EINVAL);
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * x[i];
    return resume_y();
}

static const struct problema problemas[] = {
    {"trozo", prepara_copia, ensucia, copian, resume_copia},
    {"nacer-hilos", prepara_nacer, ensucia, nacen_hilos, resume_y},
    {"nacer-procesos", prepara_nacer, ensucia, nacen_procesos, resume_y},
};

int main(int argc, char **argv)
{
    return contendiente(argc, argv, problemas,
                        sizeof problemas / sizeof *problemas);
}
