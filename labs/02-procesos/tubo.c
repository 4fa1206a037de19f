#include "tubo.h"

#include <errno.h>
#include <unistd.h>

int tubo_escribe(int fd, const void *p, size_t n)
{
    const char *resto = p;

    /* HUECO: escribir hasta que no quede nada */
    (void)fd, (void)resto, (void)n;
    return ENOSYS;
}

int tubo_lee(int fd, void *p, size_t n, size_t *leidos)
{
    char *destino = p;

    *leidos = 0;
    /* HUECO: leer hasta tenerlos todos */
    (void)fd, (void)destino, (void)n;
    return ENOSYS;
}
