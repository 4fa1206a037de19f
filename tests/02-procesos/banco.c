/* El mapa con dos hijos, por tuberías y por memoria, y el bucle: con una
 * función que no cuesta nada según cuántos elementos haya, y con una cara. */
#include "errores.h"
#include "hijos.h"
#include "reloj.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { HIJOS = 2, MAX = 1 << 22, CAROS = 1 << 16 };

static int64_t *x, *y;

static int cuadrado(void *ctx, int64_t n, int64_t *r)
{
    (void)ctx;
    *r = n * n;
    return 0;
}

static int caro(void *ctx, int64_t n, int64_t *r)
{
    uint64_t a = (uint64_t)n;

    (void)ctx;
    for (int i = 0; i < 1000; i++)
        a = a * 6364136223846793005u + 1442695040888963407u;
    *r = (int64_t)(a >> 1);
    return 0;
}

static int bucle(funcion *f, void *ctx, const int64_t *dato, int64_t *sale,
                 size_t n, int k)
{
    (void)k;
    for (size_t i = 0; i < n; i++) {
        int r = f(ctx, dato[i], &sale[i]);

        if (r != 0)
            return r;
    }
    return 0;
}

typedef int mapa(funcion *, void *, const int64_t *, int64_t *, size_t,
                 int);

static const struct {
    const char *nombre;
    mapa *mapa;
} manera[] = {
    {"bucle", bucle},
    {"tubos", hijos_mapa_tubos},
    {"comun", hijos_mapa_memoria},
};

/* El padre tiene solo lo que hace falta: lo que más cuesta es fork. */
static void mide(funcion *f, const char *que, size_t n)
{
    x = MEM(malloc(n * sizeof *x));
    y = MEM(malloc(n * sizeof *y));
    for (size_t i = 0; i < n; i++)
        x[i] = y[i] = (int64_t)i;
    for (size_t m = 0; m < sizeof manera / sizeof *manera; m++) {
        double t = reloj();

        PT(manera[m].mapa(f, NULL, x, y, n, HIJOS));
        printf("%s%s\t%zu\t%.9f\n", manera[m].nombre, que, n, reloj() - t);
    }
    fflush(stdout);
    free(x);
    free(y);
}

int main(int argc, char **argv)
{
    const char *veces = argc > 1 ? argv[1] : getenv("REP");
    int rep = veces == NULL ? 3 : atoi(veces);

    for (int r = 0; r < rep; r++) {
        for (size_t n = 1024; n <= MAX; n *= 4)
            mide(cuadrado, "", n);
        mide(caro, "-caro", CAROS);
    }
    return 0;
}
