#include "caja.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct caja {
    int diario; /* no cambia */
    /* lo que comparten los hilos */
    pthread_mutex_t m;
    long saldo; /* lo guarda m */
};

/* Puede esperar: el diario es quizá una tubería llena. */
static int apunta(const struct caja *c, char signo, long cantidad)
{
    char linea[32];
    int n = snprintf(linea, sizeof linea, "%c%ld\n", signo, cantidad);

    for (int van = 0; van < n;) {
        ssize_t r = write(c->diario, linea + van, (size_t)(n - van));

        if (r == -1 && errno != EINTR)
            return errno;
        if (r > 0)
            van += (int)r;
    }
    return 0;
}

int caja_crea(struct caja **sale, long saldo, int diario)
{
    struct caja *c = malloc(sizeof *c);

    if (c == NULL)
        return ENOMEM;
    c->diario = diario;
    c->saldo = saldo;
    /* terminar de crear la caja */
    int r = pthread_mutex_init(&c->m, NULL);

    if (r != 0) {
        free(c);
        return r;
    }
    *sale = c;
    return 0;
}

int caja_ingresa(struct caja *c, long cantidad)
{
    if (cantidad <= 0)
        return EINVAL;
    /* ingresar */
    pthread_mutex_lock(&c->m);
    int r = apunta(c, '+', cantidad);

    if (r == 0)
        c->saldo += cantidad;
    pthread_mutex_unlock(&c->m);
    return r;
}

int caja_retira(struct caja *c, long cantidad)
{
    if (cantidad <= 0)
        return EINVAL;
    /* retirar */
    pthread_mutex_lock(&c->m);
    int r = c->saldo < cantidad ? ECANCELED : apunta(c, '-', cantidad);

    if (r == 0)
        c->saldo -= cantidad;
    pthread_mutex_unlock(&c->m);
    return r;
}

long caja_saldo(struct caja *c)
{
    /* leer el saldo */
    pthread_mutex_lock(&c->m);
    long saldo = c->saldo;

    pthread_mutex_unlock(&c->m);
    return saldo;
}

void caja_destruye(struct caja *c)
{
    /* deshacer la caja */
    pthread_mutex_destroy(&c->m);
    free(c);
}
