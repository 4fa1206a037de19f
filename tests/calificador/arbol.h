/* arbol.h: cuánto gastan, entre todos, un proceso y sus descendientes. Para
 * donde no hay un cgroup que lo cuente. Interno de recinto.c.
 *
 * Concurrencia: desde cualquier hilo; no reserva memoria. */
#ifndef CALIFICADOR_ARBOL_H
#define CALIFICADOR_ARBOL_H

#include <stddef.h>
#include <sys/types.h>

struct arbol {
    size_t procesos;
    size_t memoria; /* bytes; lo que comparten, contado en cada uno */
    double cpu;     /* de los vivos y de los que ya han sido esperados */
};

void arbol_mide(pid_t raiz, struct arbol *a);

#endif
