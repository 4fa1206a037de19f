#include "errores.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void muere(int error, const char *expr,
                            const char *fichero, int linea)
{
    fprintf(stderr, "%s:%d: %s: %s\n", fichero, linea, expr,
            strerror(error));
    exit(EXIT_FAILURE);
}

void errores_pt(int r, const char *expr, const char *fichero, int linea)
{
    if (r != 0)
        muere(r, expr, fichero, linea);
}

int errores_sys(int r, const char *expr, const char *fichero, int linea)
{
    if (r == -1)
        muere(errno, expr, fichero, linea);
    return r;
}

long errores_sys_largo(long r, const char *expr, const char *fichero,
                       int linea)
{
    if (r == -1)
        muere(errno, expr, fichero, linea);
    return r;
}

void *errores_mem(void *p, const char *expr, const char *fichero, int linea)
{
    if (p == NULL || p == (void *)-1) /* -1 es MAP_FAILED */
        muere(errno, expr, fichero, linea);
    return p;
}
