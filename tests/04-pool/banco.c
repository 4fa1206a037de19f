/* Lo que tarda un mapa según el tamaño de trozo, con hilos y con procesos. */
#include "errores.h"
#include "pool.h"
#include "reloj.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 20000, TRABAJADORES = 2, VUELTAS = 800 };

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

static void mide(struct pool *p, const char *serie, size_t chunksize)
{
    double t = reloj();

    PT(pool_map(p, revuelve, N, x, sizeof *x, y, sizeof *y, chunksize));
    printf("%s\t%zu\t%.6f\n", serie, chunksize, reloj() - t);
    fflush(stdout);
}

int main(void)
{
    static const size_t chunksize[] = {1,    4,    16,   64,    256,
                                       1024, 2500, 5000, 10000, N};
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;
    struct pool *hilos, *procesos;

    PT(pool_crea(&procesos, TRABAJADORES, "fork"));
    PT(pool_crea(&hilos, TRABAJADORES, "hilo"));
    for (uint32_t i = 0; i < N; i++)
        x[i] = i;
    for (int r = 0; r < rep; r++)
        for (size_t i = 0; i < sizeof chunksize / sizeof *chunksize; i++) {
            mide(procesos, "proceso", chunksize[i]);
            mide(hilos, "hilo", chunksize[i]);
        }
    pool_destruye(hilos);
    pool_destruye(procesos);
    return 0;
}
