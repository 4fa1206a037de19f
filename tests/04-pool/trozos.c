/* La regla de CPython, comparada con lo que CPython hace (trozos.h). */
#include "trozos.h"

#include "pool.h"
#include "prueba.h"
#include "pruebas.h"

#include <stdint.h>

/* La regla, para decir dónde está el primer fallo. */
static size_t regla(size_t n, int w)
{
    size_t partes = 4 * (size_t)w;

    return n / partes + (n % partes != 0);
}

static void exige_regla(size_t n, int w)
{
    size_t c = pool_chunksize(n, w);

    exige(c == regla(n, w),
          "pool_chunksize(%zu, %d): se esperaba %zu y ha salido %zu", n, w,
          regla(n, w), c);
}

static unsigned long mezcla(unsigned long h, size_t x)
{
    return (unsigned long)((h * 1000003ull + x) % 2147483647u);
}

/* Recorre todos los trozos de 0 a CPYTHON_N elementos. */
static struct resumen resume(int w)
{
    struct resumen r = {1, 1};

    for (size_t n = 0; n <= CPYTHON_N; n++) {
        size_t c = pool_chunksize(n, w);

        for (size_t quedan = n; quedan > 0; quedan -= c) {
            if (c > quedan)
                c = quedan;
            r.chunks = mezcla(r.chunks, c);
        }
        r.chunks = mezcla(r.chunks, 0);
        r.primeros = mezcla(r.primeros, n == 0 ? 0 : pool_chunksize(n, w));
    }
    return r;
}

void prueba_trozos(void)
{
    for (int w = 1; w <= CPYTHON_W; w++) {
        for (size_t n = 0; n <= CPYTHON_N; n++)
            exige_regla(n, w);
        struct resumen r = resume(w);

        exige(r.chunks == de_cpython[w - 1].chunks &&
                  r.primeros == de_cpython[w - 1].primeros,
              "con %d trabajadores, los trozos no son los de CPython", w);
    }
    exige_regla(10, 1000);
    exige_regla(SIZE_MAX, 1);
    exige_regla(SIZE_MAX, 64);
}
