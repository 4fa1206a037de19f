#include "reparto.h"

#include "barra.h"
#include "par.h"
#include "reloj.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { MIRA_NS = 200 * 1000 * 1000 };

struct turno {
    const struct reparto *r;
    struct barra *barra;

    /* Con el mutex: cuántas hay dentro; y de la CPU, lo que se leyó la
     * última vez y si entonces sobraba, que vale para que entre una. */
    pthread_mutex_t mutex;
    pthread_cond_t sale;
    int dentro;
    double leido;
    unsigned long long parada, toda;
    bool sobra;
};

/* Los tiempos de /proc/stat, en total y sin hacer nada. */
static bool lee_cpu(unsigned long long *parada, unsigned long long *toda)
{
    unsigned long long v[8];
    FILE *f = fopen("/proc/stat", "r");

    if (f == NULL)
        return false;
    int n = fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &v[0],
                   &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]);
    fclose(f);
    *parada = v[3];
    *toda = 0;
    for (int i = 0; i < n; i++)
        *toda += v[i];
    return n == 8;
}

/* Con el mutex. ¿Ha sobrado más de media CPU desde que se miró? */
static void mira(struct turno *t)
{
    unsigned long long parada, toda;
    double ahora = reloj();
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    if (ahora - t->leido < MIRA_NS / 1e9 || !lee_cpu(&parada, &toda))
        return;
    t->sobra = t->leido > 0 && toda > t->toda &&
               (parada - t->parada) * 2 * (unsigned long long)cpus >
                   toda - t->toda;
    t->leido = ahora;
    t->parada = parada;
    t->toda = toda;
}

static bool cabe(struct turno *t)
{
    if (t->dentro < t->r->puestos)
        return true;
    mira(t);
    if (!t->sobra || t->dentro >= t->r->maximo)
        return false;
    t->sobra = false;
    return true;
}

static bool entra(struct turno *t)
{
    pthread_mutex_lock(&t->mutex);
    while (!t->r->para() && !cabe(t)) {
        struct timespec hasta;

        clock_gettime(CLOCK_MONOTONIC, &hasta);
        hasta.tv_nsec += MIRA_NS;
        hasta.tv_sec += hasta.tv_nsec / 1000000000;
        hasta.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&t->sale, &t->mutex, &hasta);
    }
    bool si = !t->r->para();
    t->dentro += si;
    pthread_mutex_unlock(&t->mutex);
    return si;
}

static void deja(struct turno *t)
{
    pthread_mutex_lock(&t->mutex);
    t->dentro--;
    pthread_cond_signal(&t->sale);
    pthread_mutex_unlock(&t->mutex);
}

static int tramo(void *ctx, size_t desde, size_t hasta)
{
    struct turno *t = ctx;
    int r = 0;

    for (size_t i = desde; r == 0 && i < hasta; i++) {
        if (!entra(t))
            return ECANCELED;
        r = t->r->hace(t->r->ctx, i);
        deja(t);
    }
    return r;
}

static void avance(void *ctx, size_t hechos, size_t n)
{
    struct turno *t = ctx;

    (void)n;
    if (t->barra != NULL)
        barra_pon(t->barra, hechos);
}

static int con_pool(struct turno *t, struct par_pool *p)
{
    struct par_bucle b = {
        .reparto = PAR_DINAMICO, .chunk = 1, .avance = avance, .ctx = t};
    struct barra_opciones o = {.total = t->r->n,
                               .titulo = "evaluando",
                               .unidad = "entregas",
                               .modo = BARRA_TERMINAL};

    if (t->r->barra && barra_crea(&t->barra, &o) != 0)
        t->barra = NULL;
    int r = par_para(p, tramo, t, t->r->n, &b);
    barra_cierra(t->barra);
    return r;
}

static int crea_condicion(pthread_cond_t *c)
{
    pthread_condattr_t a;
    int r = pthread_condattr_init(&a);

    if (r != 0)
        return r;
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    r = pthread_cond_init(c, &a);
    pthread_condattr_destroy(&a);
    return r;
}

int reparto_corre(const struct reparto *r)
{
    struct turno t = {.r = r};
    struct par_pool *p;
    int hilos = r->n < (size_t)r->maximo ? (int)r->n : r->maximo;
    int mal;

    if (r->n == 0)
        return 0;
    if ((mal = pthread_mutex_init(&t.mutex, NULL)) != 0)
        return mal;
    if ((mal = crea_condicion(&t.sale)) == 0) {
        mal = par_crea(&p, &(struct par_opciones){.trabajadores = hilos});
        if (mal == 0) {
            mal = con_pool(&t, p);
            par_destruye(p);
        }
        pthread_cond_destroy(&t.sale);
    }
    pthread_mutex_destroy(&t.mutex);
    return mal;
}
