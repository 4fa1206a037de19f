#include "tubo.h"

#include <errno.h>
#include <unistd.h>

int tubo_escribe(int fd, const void *p, size_t n)
{
    const char *resto = p;

    /* escribir hasta que no quede nada */
    while (n > 0) {
        ssize_t r = write(fd, resto, n);

        /* si write no ha podido */
        if (r == -1 && errno == EINTR)
            continue;
        if (r == -1)
            return errno;
        resto += r;
        n -= (size_t)r;
    }
    return 0;
}

int tubo_lee(int fd, void *p, size_t n, size_t *leidos)
{
    char *destino = p;

    *leidos = 0;
    /* leer hasta tenerlos todos */
    while (*leidos < n) {
        ssize_t r = read(fd, destino + *leidos, n - *leidos);

        /* si read no ha traído nada */
        if (r == -1 && errno == EINTR)
            continue;
        if (r == -1)
            return errno;
        if (r == 0)
            break;
        *leidos += (size_t)r;
    }
    return 0;
}
