#define _GNU_SOURCE /* sched_getaffinity */
#include "cpus.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUTA_MAX = 4096, CPUS_MAX = 65536 };

static double menor(double a, double b)
{
    return a < b ? a : b;
}

int cpus_en_linea(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : (int)n;
}

/* El conjunto se agranda hasta que el núcleo acepta su tamaño: el fijo,
 * cpu_set_t, se queda corto con más de 1024 CPU. */
int cpus_afinidad(void)
{
    for (int cpus = 1024; cpus <= CPUS_MAX; cpus *= 2) {
        size_t tamano = CPU_ALLOC_SIZE((size_t)cpus);
        cpu_set_t *conjunto = CPU_ALLOC((size_t)cpus);

        if (conjunto == NULL)
            break;
        int r = sched_getaffinity(0, tamano, conjunto);
        int n = r == 0 ? CPU_COUNT_S(tamano, conjunto) : 0;

        CPU_FREE(conjunto);
        if (n > 0)
            return n;
    }
    return cpus_en_linea();
}

/* Lee la primera línea de raiz + carpeta + fichero, sin el salto. */
static int lee(const char *raiz, const char *carpeta, const char *fichero,
               char linea[128])
{
    char ruta[RUTA_MAX];
    int n = snprintf(ruta, sizeof ruta, "%s%s%s", raiz, carpeta, fichero);
    FILE *f = n < RUTA_MAX ? fopen(ruta, "r") : NULL;

    if (f == NULL)
        return 0;
    int hay = fgets(linea, 128, f) != NULL;
    fclose(f);
    return hay;
}

/* cpu.max dice «cuota periodo», en microsegundos, o «max periodo». */
static double cuota_v2(const char *raiz, const char *carpeta)
{
    char linea[128];
    double cuota, periodo;

    if (lee(raiz, carpeta, "/cpu.max", linea) &&
        sscanf(linea, "%lf %lf", &cuota, &periodo) == 2 && periodo > 0)
        return cuota / periodo;
    return INFINITY;
}

/* En el 1 son dos ficheros, y la cuota -1 es que no la hay. */
static double cuota_v1(const char *raiz, const char *carpeta)
{
    char linea[128];

    if (!lee(raiz, carpeta, "/cpu.cfs_quota_us", linea))
        return INFINITY;
    double cuota = strtod(linea, NULL);

    if (cuota <= 0 || !lee(raiz, carpeta, "/cpu.cfs_period_us", linea))
        return INFINITY;
    double periodo = strtod(linea, NULL);

    return periodo > 0 ? cuota / periodo : INFINITY;
}

/* La menor del grupo y de todos los que lo contienen, hasta el montaje.
 * Dentro de un contenedor el camino puede no existir: entonces solo se ve
 * el montaje, que es el grupo del contenedor. */
static double la_menor(double (*cuota)(const char *, const char *),
                       const char *raiz, const char *montaje,
                       const char *grupo)
{
    char carpeta[RUTA_MAX];
    int n = snprintf(carpeta, sizeof carpeta, "%s%s", montaje, grupo);
    double r = INFINITY;

    if (n >= RUTA_MAX)
        return cuota(raiz, montaje);
    for (;;) {
        r = menor(r, cuota(raiz, carpeta));
        if (strlen(carpeta) <= strlen(montaje))
            return r;
        *strrchr(carpeta, '/') = '\0';
    }
}

/* ¿Está «cpu» en una lista como «cpu,cpuacct»? */
static int lleva_cpu(char *lista)
{
    char *sigue;

    for (char *c = strtok_r(lista, ",", &sigue); c != NULL;
         c = strtok_r(NULL, ",", &sigue))
        if (strcmp(c, "cpu") == 0)
            return 1;
    return 0;
}

/* Una línea de /proc/self/cgroup: «0::/grupo» es del 2; «4:cpu,cpuacct:
 * /grupo», del 1. */
static double cuota_de(const char *raiz, char *linea)
{
    char *lista = strchr(linea, ':');
    char *grupo = lista == NULL ? NULL : strchr(lista + 1, ':');

    if (grupo == NULL || grupo[1] != '/')
        return INFINITY;
    *grupo++ = '\0';
    grupo[strcspn(grupo, "\n")] = '\0';
    if (*++lista == '\0')
        return la_menor(cuota_v2, raiz, "/sys/fs/cgroup", grupo);
    if (lleva_cpu(lista))
        return la_menor(cuota_v1, raiz, "/sys/fs/cgroup/cpu", grupo);
    return INFINITY;
}

double cpus_cuota_en(const char *raiz)
{
    char linea[RUTA_MAX];
    double r = INFINITY;
    int n = snprintf(linea, sizeof linea, "%s/proc/self/cgroup", raiz);
    FILE *f = n < RUTA_MAX ? fopen(linea, "r") : NULL;

    if (f == NULL)
        return INFINITY;
    while (fgets(linea, sizeof linea, f) != NULL)
        r = menor(r, cuota_de(raiz, linea));
    fclose(f);
    return r;
}

double cpus_cuota(void)
{
    return cpus_cuota_en("");
}

int cpus_utiles(void)
{
    int n = cpus_en_linea(), afinidad = cpus_afinidad();
    double cuota = cpus_cuota();

    if (afinidad < n)
        n = afinidad;
    if (cuota <= n - 1) /* hacia arriba: 1.5 deja 2 */
        n = (int)cuota + (cuota > (int)cuota);
    return n < 1 ? 1 : n;
}
