/* Lo que tarda pragmas_map según el tamaño de trozo. */
#include "errores.h"
#include "pragmas.h"
#include "reloj.h"

#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 20000, VUELTAS = 800 };

static uint32_t x[N], y[N];

/* Alrededor de un microsegundo. */
static int revuelve(const void *entrada, void *salida)
{
    uint32_t z = *(const uint32_t *)entrada;

    for (int i = 0; i < VUELTAS; i++)
        z = z * 1664525u + 1013904223u;
    *(uint32_t *)salida = z;
    return 0;
}

int main(void)
{
    static const size_t chunksize[] = {1,    4,    16,   64,    256,
                                       1024, 2500, 5000, 10000, N};
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;

    omp_set_num_threads(2);
    for (uint32_t i = 0; i < N; i++)
        x[i] = i;
    for (int r = 0; r < rep; r++)
        for (size_t i = 0; i < sizeof chunksize / sizeof *chunksize; i++) {
            double t = reloj();

            PT(pragmas_map(revuelve, N, x, sizeof *x, y, sizeof *y,
                           chunksize[i]));
            printf("pragmas\t%zu\t%.6f\n", chunksize[i], reloj() - t);
            fflush(stdout);
        }
    return 0;
}
