#include "mapa.h"

#include <errno.h>

int mapa(funcion *f, void *ctx, const int64_t *x, int64_t *y, size_t n)
{
    /* HUECO: aplicar f a cada elemento */
    (void)f, (void)ctx, (void)x, (void)y, (void)n;
    return ENOSYS;
}
