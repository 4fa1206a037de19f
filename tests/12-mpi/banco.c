/* Lo que tarda un mapa de elementos de unos 20 µs, según los rangos. Cada número
 * de rangos es otro mpirun, que lanza este mismo programa. */
#define _GNU_SOURCE
#include "errores.h"
#include "guion.h"
#include "rangos.h"
#include "reloj.h"

#include <errno.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N = 4000, RANGOS = 4 };

static int gasta(const void *entrada, void *salida)
{
    unsigned z = *(const unsigned *)entrada;

    for (int i = 0; i < 20000; i++)
        z = z * 1664525u + 1013904223u;
    *(unsigned *)salida = z;
    return 0;
}

static void mide(void)
{
    static unsigned x[N], y[N];
    const char *veces = getenv("REP");
    int k, rep = veces != NULL ? atoi(veces) : 3;

    MPI_Comm_size(MPI_COMM_WORLD, &k);
    for (int r = 0; r < rep; r++) {
        double t = reloj();

        PT(rangos_map(gasta, N, x, sizeof *x, y, sizeof *y));
        printf("rangos\t%d\t%.6f\n", k, reloj() - t);
    }
}

static void lanza(int k)
{
    char yo[1024] = "", n[16];
    int estado;
    pid_t p = fork();

    SYS(p);
    if (p == 0) {
        if (readlink("/proc/self/exe", yo, sizeof yo - 1) == -1)
            _exit(EXIT_FAILURE);
        snprintf(n, sizeof n, "%d", k);
        execl("/bin/sh", "sh", "-c", guion, "mpirun.sh", "-n", n, yo,
              (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    while (waitpid(p, &estado, 0) == -1 && errno == EINTR)
        ;
    if (estado != 0)
        exit(EXIT_FAILURE);
}

int main(int argc, char *argv[])
{
    if (getenv("OMPI_COMM_WORLD_SIZE") == NULL) {
        for (int k = 1; k <= RANGOS; k++)
            lanza(k);
        return 0;
    }
    MPI_Init(&argc, &argv);
    if (rangos_abre()) {
        mide();
        rangos_cierra();
    }
    MPI_Finalize();
    return 0;
}
