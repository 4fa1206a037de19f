#include "mapa.h"

#include <errno.h>

int mapa(funcion *f, void *ctx, const int64_t *x, int64_t *y, size_t n)
{
    /* aplicar f a cada elemento */
    /* rechazar los solapes a medias */
    uintptr_t a = (uintptr_t)x, b = (uintptr_t)y, bytes = n * sizeof *x;

    if (a != b && a < b + bytes && b < a + bytes)
        return EINVAL;
    for (size_t i = 0; i < n; i++) {
        /* un elemento */
        int error = f(ctx, x[i], &y[i]);
        if (error != 0)
            return error;
    }
    return 0;
}
