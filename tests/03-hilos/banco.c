/* Elementos por segundo que pasan por la cola, según su capacidad. */
#include "cola.h"
#include "errores.h"
#include "reloj.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { LADO_MAX = 2 };

static struct cola *cola;
static int cada_uno;

static void *produce(void *arg)
{
    for (int i = 0; i < cada_uno; i++)
        PT(cola_pon(cola, arg));
    return NULL;
}

static void *consume(void *arg)
{
    void *x;

    for (int i = 0; i < cada_uno; i++)
        PT(cola_toma(cola, &x));
    return arg;
}

static double caudal(int lado, size_t capacidad)
{
    pthread_t p[LADO_MAX], c[LADO_MAX];

    PT(cola_crea(&cola, capacidad));
    double t = reloj();

    for (int i = 0; i < lado; i++) {
        PT(pthread_create(&p[i], NULL, produce, NULL));
        PT(pthread_create(&c[i], NULL, consume, NULL));
    }
    for (int i = 0; i < lado; i++) {
        PT(pthread_join(p[i], NULL));
        PT(pthread_join(c[i], NULL));
    }
    t = reloj() - t;
    cola_destruye(cola);
    return lado * cada_uno / t;
}

int main(void)
{
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;

    for (int r = 0; r < rep; r++)
        for (size_t k = 1; k <= 1024; k *= 4) {
            cada_uno = k < 16 ? 10000 : 100000;
            printf("uno\t%zu\t%.0f\n", k, caudal(1, k));
            printf("dos\t%zu\t%.0f\n", k, caudal(2, k));
            fflush(stdout);
        }
    return 0;
}
