#define _GNU_SOURCE
#include "cita.h"

#include "pagina.h"
#include "prueba.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const double PACIENCIA = 3; /* segundos; PLAZO_FACTOR la escala */

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Una cerradura que pasa una sola vez de CERRADA a otro estado, y ya no
 * cambia; vale entre procesos (futex sin FUTEX_PRIVATE_FLAG). */
enum { CERRADA, ABIERTA, RENDIDA };

static void decide(atomic_int *cerradura, int estado)
{
    int cerrada = CERRADA;

    if (atomic_compare_exchange_strong(cerradura, &cerrada, estado))
        syscall(SYS_futex, cerradura, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static bool espera(atomic_int *cerradura)
{
    double limite = ahora() + plazo(PACIENCIA);

    while (atomic_load(cerradura) == CERRADA) {
        double queda = limite - ahora();

        if (queda <= 0) {
            decide(cerradura, RENDIDA);
            break;
        }
        struct timespec t = {(time_t)queda,
                             (long)(1e9 * (queda - (double)(time_t)queda))};
        syscall(SYS_futex, cerradura, FUTEX_WAIT, CERRADA, &t, NULL, 0);
    }
    return atomic_load(cerradura) == ABIERTA;
}

struct cita {
    int k;
    atomic_int dentro, maximo, cerradura;
};

struct cita *cita_crea(int k)
{
    struct cita *c = comparte(sizeof *c);

    c->k = k;
    return c;
}

bool cita_entra(struct cita *c)
{
    int dentro = atomic_fetch_add(&c->dentro, 1) + 1;
    int maximo = atomic_load(&c->maximo);

    while (dentro > maximo &&
           !atomic_compare_exchange_weak(&c->maximo, &maximo, dentro))
        ;
    if (dentro >= c->k)
        decide(&c->cerradura, ABIERTA);
    bool cumplida = espera(&c->cerradura);
    atomic_fetch_sub(&c->dentro, 1);
    return cumplida;
}

bool cita_cumplida(const struct cita *c)
{
    return atomic_load(&c->cerradura) == ABIERTA;
}

int cita_maximo(const struct cita *c)
{
    return atomic_load(&c->maximo);
}

enum { QUIENES = 4096 };

struct quienes {
    atomic_int cuantos;
    atomic_int tid[QUIENES]; /* 0 es un sitio libre */
};

struct quienes *quienes_crea(void)
{
    return comparte(sizeof(struct quienes));
}

void quienes_apunta(struct quienes *q)
{
    int yo = (int)gettid();

    for (int i = 0; i < QUIENES; i++) {
        int libre = 0;

        if (atomic_load(&q->tid[i]) == yo)
            return;
        if (atomic_compare_exchange_strong(&q->tid[i], &libre, yo)) {
            atomic_fetch_add(&q->cuantos, 1);
            return;
        }
        if (libre == yo)
            return;
    }
    falla("han pasado más de %d hilos o procesos distintos", QUIENES);
}

int quienes_cuantos(const struct quienes *q)
{
    return atomic_load(&q->cuantos);
}

struct puerta {
    atomic_int cerradura;
};

struct puerta *puerta_crea(void)
{
    return comparte(sizeof(struct puerta));
}

void puerta_abre(struct puerta *p)
{
    decide(&p->cerradura, ABIERTA);
}

bool puerta_espera(struct puerta *p)
{
    return espera(&p->cerradura);
}
