#include "tramas.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Escribe los n bytes: 0, o el error de write. */
static int escribe_todo(int fd, const void *datos, size_t n)
{
    /* escribir todo */
    const char *p = datos;

    while (n > 0) {
        ssize_t k = write(fd, p, n);

        /* lo que se ha escrito */
        if (k == -1 && errno == EINTR)
            continue;
        if (k == -1)
            return errno;
        p += k;
        n -= (size_t)k;
    }
    return 0;
}

/* Lee n bytes: 0; ENODATA si no hay ni el primero; EPROTO si faltan. */
static int lee_todo(int fd, void *datos, size_t n)
{
    /* leer todo */
    char *p = datos;
    size_t leidos = 0;

    while (leidos < n) {
        ssize_t k = read(fd, p + leidos, n - leidos);

        /* lo que se ha leído */
        if (k == 0)
            return leidos == 0 ? ENODATA : EPROTO;
        if (k == -1 && errno != EINTR)
            return errno;
        if (k > 0)
            leidos += (size_t)k;
    }
    return 0;
}

int trama_envia(int fd, const struct trama *m, const char *bytes)
{
    /* enviar una trama */
    if (m->largo > TRAMA_MAX)
        return EINVAL;
    int r = escribe_todo(fd, m, sizeof *m);
    return r != 0 ? r : escribe_todo(fd, bytes, m->largo);
}

int trama_recibe(int fd, struct trama *m, char **bytes)
{
    /* recibir una trama */
    *bytes = NULL;
    int r = lee_todo(fd, m, sizeof *m);
    if (r != 0)
        return r;
    /* desconfiar del largo */
    if (m->largo > TRAMA_MAX)
        return EPROTO;
    if (m->largo == 0)
        return 0;
    char *b = malloc(m->largo);
    if (b == NULL)
        return ENOMEM;
    r = lee_todo(fd, b, m->largo);
    /* si falta algo */
    if (r != 0) {
        free(b);
        return r == ENODATA ? EPROTO : r;
    }
    *bytes = b;
    return 0;
}
