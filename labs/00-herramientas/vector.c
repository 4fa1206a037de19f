#include "vector.h"

#include <errno.h>

int vector_maximo(const int *v, size_t n, int *mayor)
{
    /* HUECO: buscar el mayor */
    (void)ENODATA;
    *mayor = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i] > *mayor)
            *mayor = v[i];
    return 0;
}
