/* Eficiencia de dos trabajadores según lo que dura cada vuelta, con lotes
 * automáticos y de uno. */
#include "errores.h"
#include "paralelo.h"
#include "reloj.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_MAX = 4000, TRABAJADORES = 2 };

static long vueltas[N_MAX];
static uint32_t sale[N_MAX];

static int cuenta(const void *entrada, void *salida)
{
    uint32_t a = 1;

    for (long i = *(const long *)entrada; i > 0; i--)
        a = a * 1664525u + 1013904223u + (uint32_t)i;
    *(uint32_t *)salida = a;
    return 0;
}

static double en_bucle(size_t n)
{
    double t = reloj();

    for (size_t i = 0; i < n; i++)
        cuenta(&vueltas[i], &sale[i]);
    return reloj() - t;
}

static double repartido(size_t n, size_t lote)
{
    struct paralelo_opciones o = {
        .n_jobs = TRABAJADORES, .inicio = "hilo", .lote = lote};
    struct paralelo *p;

    PT(paralelo_crea(&p, &o));
    double t = reloj();

    PT(paralelo_corre(p, cuenta, n, vueltas, sizeof vueltas[0], sale,
                      sizeof sale[0]));
    t = reloj() - t;
    paralelo_destruye(p);
    return t;
}

int main(void)
{
    static const double grano[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2};
    const char *veces = getenv("REP");
    int rep = veces != NULL ? atoi(veces) : 3;

    vueltas[0] = 5000000;
    double por_segundo = (double)vueltas[0] / en_bucle(1);

    for (int r = 0; r < rep; r++)
        for (size_t i = 0; i < sizeof grano / sizeof grano[0]; i++) {
            double g = grano[i];
            size_t n = (size_t)(0.1 / g);

            n = n > N_MAX ? N_MAX : n;
            for (size_t j = 0; j < n; j++)
                vueltas[j] = (long)(g * por_segundo);
            printf("automatico\t%.0f\t%.6f\n", g * 1e6,
                   en_bucle(n) / TRABAJADORES / repartido(n, 0));
            printf("uno\t%.0f\t%.6f\n", g * 1e6,
                   en_bucle(n) / TRABAJADORES / repartido(n, 1));
            fflush(stdout);
        }
    return 0;
}
