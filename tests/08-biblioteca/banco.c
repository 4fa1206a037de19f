/* Cuánto cuesta que mueran trabajadores: 400 tareas de un milisegundo entre
 * dos, y lo que dice la cuenta, que no incluye nacer ni enterrar. */
#include "errores.h"
#include "guardia.h"
#include "reloj.h"
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { N = 400, K = 2 };

static int por_ciento; /* de intentos que mueren */

static void dura(double segundos)
{
    struct timespec t = {.tv_nsec = (long)(segundos * 1e9)};

    nanosleep(&t, NULL);
}

/* Un milisegundo de espera; o menos, y la muerte. El azar es del proceso y
 * de la tarea, que no se encuentran dos veces. */
static int tarea(const void *entrada, void *salida)
{
    uint64_t z = (uint64_t)getpid() * 1000 + *(const unsigned *)entrada;

    (void)salida;
    for (int v = 0; v < 3; v++)
        z = (z ^ z >> 29) * 0x9e3779b97f4a7c15u;
    if ((int)((z >> 40) % 100) < por_ciento) {
        dura(0.001 * (double)(z >> 20 & 1023) / 1024);
        raise(SIGKILL);
    }
    dura(0.001);
    return 0;
}

static double corre(int p)
{
    static unsigned x[N];
    static int errores[N];
    struct guardia_opciones o = {.intentos = 100};
    double t = reloj();

    por_ciento = p;
    for (unsigned i = 0; i < N; i++)
        x[i] = i;
    PT(guardia_map(K, tarea, N, x, sizeof x[0], NULL, 0, &o, errores));
    return reloj() - t;
}

int main(int argc, char **argv)
{
    static const int ps[] = {0, 5, 10, 20, 30, 40, 50};
    const char *veces = argc > 1 ? argv[1] : getenv("REP");
    int rep = veces == NULL ? 3 : atoi(veces);

    for (int r = 0; r < rep; r++) {
        double t0 = 0;

        for (size_t i = 0; i < sizeof ps / sizeof ps[0]; i++) {
            double p = ps[i] / 100.0, t = corre(ps[i]);

            t0 = i == 0 ? t : t0;
            printf("medida\t%d\t%.6f\n", ps[i], t);
            printf("cuenta\t%d\t%.6f\n", ps[i], t0 * (1 + p / (1 - p) / 2));
        }
        fflush(stdout);
    }
    return 0;
}
