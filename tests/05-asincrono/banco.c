/* Lo que cuesta una tarea según cuántas haya en vuelo: mandada como trozo, a
 * secas, y como futuro. La diferencia es el futuro. */
#include "errores.h"
#include "futuro.h"
#include "reloj.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { TAREAS = 2000, VUELO_MAX = 256, TRABAJADORES = 2 };

static int nada(const void *entrada, void *salida)
{
    *(long *)salida = *(const long *)entrada + 1;
    return 0;
}

/* Un trozo a secas: un vuelo se acaba cuando todos los suyos han avisado. */
static struct {
    pthread_mutex_t m;
    pthread_cond_t ya;
    long faltan;
} vuelo = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

static void llega(void *ctx, int error)
{
    (void)ctx;
    (void)error;
    pthread_mutex_lock(&vuelo.m);
    if (--vuelo.faltan == 0)
        pthread_cond_signal(&vuelo.ya);
    pthread_mutex_unlock(&vuelo.m);
}

static void con_trozos(struct pool *p, int k)
{
    static long x[VUELO_MAX], y[VUELO_MAX];

    vuelo.faltan = k;
    for (int i = 0; i < k; i++) {
        struct pool_trozo t = {.f = nada,
                               .n = 1,
                               .entrada = &x[i],
                               .tam_entrada = sizeof x[i],
                               .salida = &y[i],
                               .tam_salida = sizeof y[i],
                               .acabado = llega};

        PT(pool_envia(p, &t));
    }
    pthread_mutex_lock(&vuelo.m);
    while (vuelo.faltan > 0)
        pthread_cond_wait(&vuelo.ya, &vuelo.m);
    pthread_mutex_unlock(&vuelo.m);
}

static void con_futuros(struct pool *p, int k)
{
    struct futuro *f[VUELO_MAX];
    const void *v;

    for (long i = 0; i < k; i++)
        PT(futuro_envia(&f[i], p, nada, &i, sizeof i, sizeof i));
    for (int i = 0; i < k; i++) {
        PT(futuro_toma(f[i], -1, &v));
        futuro_suelta(f[i]);
    }
}

static double cuesta(void (*como)(struct pool *p, int k), int k)
{
    struct pool *p;

    PT(pool_crea(&p, TRABAJADORES, "hilo"));
    double t = reloj();

    for (int i = 0; i < TAREAS; i += k)
        como(p, k);
    t = reloj() - t;
    pool_destruye(p);
    return t / TAREAS;
}

int main(void)
{
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;

    for (int r = 0; r < rep; r++)
        for (int k = 1; k <= VUELO_MAX; k *= 4) {
            printf("trozo\t%d\t%.9f\n", k, cuesta(con_trozos, k));
            printf("futuro\t%d\t%.9f\n", k, cuesta(con_futuros, k));
            fflush(stdout);
        }
    return 0;
}
