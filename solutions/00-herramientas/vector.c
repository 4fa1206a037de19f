#include "vector.h"

#include <errno.h>

int vector_maximo(const int *v, size_t n, int *mayor)
{
    /* buscar el mayor */
    if (n == 0)
        return ENODATA;
    /* el mayor de los que hay */
    *mayor = v[0];
    for (size_t i = 1; i < n; i++)
        if (v[i] > *mayor)
            *mayor = v[i];
    return 0;
}
