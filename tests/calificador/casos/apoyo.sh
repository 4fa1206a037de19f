# Lo que usan los casos: parten de una solución, y cambian un fichero.
d=$1

# entrega NN-nombre: la solución entera.
entrega() {
    lab=$d/labs/$1
    mkdir -p "$lab" && cp "solutions/$1"/*.[ch] "$lab"
}

# vector <<E: un vector.c (práctica 00) que hace otra cosa. buena() es la
# solución, para quien quiera además que le salga bien.
vector() {
    entrega 00-herramientas
    {
        cat <<'FIN'
#define _GNU_SOURCE
#include "vector.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static inline int buena(const int *v, size_t n, int *mayor)
{
    if (n == 0)
        return ENODATA;
    *mayor = v[0];
    for (size_t i = 1; i < n; i++)
        if (v[i] > *mayor)
            *mayor = v[i];
    return 0;
}

FIN
        cat
    } >"$lab/vector.c"
}

# antes <<E: igual, y vector_maximo llama antes a hazlo(), que viene en E.
antes() {
    { cat; cat <<'FIN'
int vector_maximo(const int *v, size_t n, int *mayor)
{
    hazlo();
    return buena(v, n, mayor);
}
FIN
    } | vector
}

# impide <<E: y solo hace bien lo suyo si se_puede(), que viene en E, dice que
# no: con la nota entera, lo que intenta no se ha podido.
impide() {
    { cat; cat <<'FIN'
int vector_maximo(const int *v, size_t n, int *mayor)
{
    return se_puede() ? EPERM : buena(v, n, mayor);
}
FIN
    } | vector
}
