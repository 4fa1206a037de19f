#include "caja.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct caja {
    int diario; /* no cambia */
    /* HUECO: lo que comparten los hilos */
    long saldo;
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
    /* HUECO: terminar de crear la caja */
    *sale = c;
    return 0;
}

int caja_ingresa(struct caja *c, long cantidad)
{
    if (cantidad <= 0)
        return EINVAL;
    /* HUECO: ingresar */
    long antes = c->saldo;
    int r = apunta(c, '+', cantidad);

    if (r == 0)
        c->saldo = antes + cantidad;
    return r;
}

int caja_retira(struct caja *c, long cantidad)
{
    if (cantidad <= 0)
        return EINVAL;
    /* HUECO: retirar */
    long antes = c->saldo;

    if (antes < cantidad)
        return ECANCELED;
    int r = apunta(c, '-', cantidad);
    if (r == 0)
        c->saldo = antes - cantidad;
    return r;
}

long caja_saldo(struct caja *c)
{
    /* HUECO: leer el saldo */
    return c->saldo;
}

void caja_destruye(struct caja *c)
{
    /* HUECO: deshacer la caja */
    free(c);
}
