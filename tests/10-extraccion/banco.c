/* El extractor con páginas que no cuestan nada y tardan 30 ms en llegar, en
 * latencias, según los trabajadores; y la ley. */
#include "errores.h"
#include "extractor.h"
#include "reloj.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAGINAS = 20, LATENCIA = 30 };

static int tarda(const char *url, struct tabla **sale)
{
    const char *cabecera[] = {"PAGINA"}, *fila[] = {url};
    struct timespec t = {0, LATENCIA * 1000000L};

    nanosleep(&t, NULL);
    *sale = MEM(tabla_crea(1, cabecera));
    return tabla_anade(*sale, fila);
}

static void mide(int n_jobs)
{
    char *urls[PAGINAS];
    struct tabla *t[PAGINAS];
    int errores[PAGINAS];
    struct extrae_opciones o = {.n_jobs = n_jobs, .extrae = tarda};

    for (int i = 0; i < PAGINAS; i++)
        urls[i] = "pagina";
    double empezo = reloj();
    PT(extrae_procesos(urls, PAGINAS, t, errores, &o));
    double s = reloj() - empezo;
    for (int i = 0; i < PAGINAS; i++) {
        PT(errores[i]);
        tabla_destruye(t[i]);
    }
    printf("procesos\t%d\t%.6f\n", n_jobs, 1000 * s / LATENCIA);
    printf("ley\t%d\t%d\n", n_jobs, (PAGINAS + n_jobs - 1) / n_jobs);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const char *veces = argc > 1 ? argv[1] : getenv("REP");
    int rep = veces == NULL ? 3 : atoi(veces);

    for (int r = 0; r < rep; r++)
        for (int n = 1; n <= 32; n *= 2)
            mide(n);
    return 0;
}
