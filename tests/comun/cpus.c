/* cpus.h, con ficheros inventados y con los de verdad. Imprime las líneas
 * de un .res: ok<TAB>qué, o fallo<TAB>qué<TAB>mensaje. */
#define _GNU_SOURCE /* sched_setaffinity, nftw */
#include "cpus.h"
#include "errores.h"

#include <ftw.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char raiz[] = "/tmp/cpus.XXXXXX";

/* Escribe un fichero de la raíz inventada, con las carpetas que falten. */
static void escribe(const char *nombre, const char *texto)
{
    char ruta[512];

    snprintf(ruta, sizeof ruta, "%s%s", raiz, nombre);
    for (char *c = ruta + strlen(raiz) + 1; (c = strchr(c, '/')); c++) {
        *c = '\0';
        mkdir(ruta, 0700); /* quizá ya está */
        *c = '/';
    }
    FILE *f = MEM(fopen(ruta, "w"));
    fputs(texto, f);
    fclose(f);
}

static int quita(const char *ruta, const struct stat *s, int tipo,
                 struct FTW *w)
{
    (void)s;
    (void)tipo;
    (void)w;
    return remove(ruta);
}

static void borra(void)
{
    nftw(raiz, quita, 8, FTW_DEPTH | FTW_PHYS);
}

static void di(int bien, const char *que, double sale, double esperado)
{
    if (bien)
        printf("ok\tcpus, %s\n", que);
    else
        printf("fallo\tcpus, %s\tse esperaba %g y ha salido %g\n", que,
               esperado, sale);
}

/* Ficheros por parejas (nombre, contenido), hasta un NULL. */
struct caso {
    const char *que;
    double cuota;
    const char *fichero[9];
};

static const struct caso caso[] = {
    {"sin cgroups", INFINITY, {NULL}},
    {"v2, CPU y media",
     1.5,
     {"/proc/self/cgroup", "0::/a\n", "/sys/fs/cgroup/a/cpu.max",
      "150000 100000\n"}},
    {"v2, sin límite",
     INFINITY,
     {"/proc/self/cgroup", "0::/a\n", "/sys/fs/cgroup/a/cpu.max",
      "max 100000\n"}},
    {"v2, manda el grupo de fuera",
     2,
     {"/proc/self/cgroup", "0::/a/b/c\n", "/sys/fs/cgroup/a/cpu.max",
      "200000 100000\n", "/sys/fs/cgroup/a/b/c/cpu.max",
      "400000 100000\n"}},
    {"v2, en un contenedor solo se ve el montaje",
     0.5,
     {"/proc/self/cgroup", "0::/no/se/ve\n", "/sys/fs/cgroup/cpu.max",
      "50000 100000\n"}},
    {"v1, tres CPU, con el controlador en una lista",
     3,
     {"/proc/self/cgroup", "9:memory:/m\n4:cpu,cpuacct:/a\n",
      "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "300000\n",
      "/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"}},
    {"v1, -1 es sin límite",
     INFINITY,
     {"/proc/self/cgroup", "1:cpu:/\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}},
    {"v1, cpuset no es cpu",
     INFINITY,
     {"/proc/self/cgroup", "3:cpuset,cpuacct:/\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}},
    {"los dos a la vez: el menor",
     1,
     {"/proc/self/cgroup", "1:cpu:/x\n0::/x\n",
      "/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "100000\n",
      "/sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n",
      "/sys/fs/cgroup/x/cpu.max", "200000 100000\n"}},
    {"ficheros que no se entienden",
     INFINITY,
     {"/proc/self/cgroup", "basura\n:::\n0::/a\n",
      "/sys/fs/cgroup/a/cpu.max", "ni idea\n"}},
};

static void inventa(const struct caso *c)
{
    MEM(mkdtemp(strcpy(raiz, "/tmp/cpus.XXXXXX")));
    for (const char *const *f = c->fichero; *f != NULL; f += 2)
        escribe(f[0], f[1]);
    double sale = cpus_cuota_en(raiz);

    di(sale >= c->cuota && sale <= c->cuota, c->que, sale, c->cuota);
    borra();
}

/* Con una sola CPU permitida, afinidad y útiles bajan a 1; en línea, no. */
static void fija_a_una(void)
{
    cpu_set_t antes, una;
    int linea = cpus_en_linea();
    size_t primera = 0;

    SYS(sched_getaffinity(0, sizeof antes, &antes));
    while (!CPU_ISSET(primera, &antes))
        primera++;
    CPU_ZERO(&una);
    CPU_SET(primera, &una);
    SYS(sched_setaffinity(0, sizeof una, &una));
    di(cpus_afinidad() == 1, "afinidad a una", cpus_afinidad(), 1);
    di(cpus_utiles() == 1, "útiles con afinidad a una", cpus_utiles(), 1);
    di(cpus_en_linea() == linea, "en línea no depende de la afinidad",
       cpus_en_linea(), linea);
    SYS(sched_setaffinity(0, sizeof antes, &antes));
}

int main(void)
{
    for (size_t i = 0; i < sizeof caso / sizeof caso[0]; i++)
        inventa(&caso[i]);
    fija_a_una();
    int utiles = cpus_utiles();

    di(utiles >= 1 && utiles <= cpus_afinidad(),
       "útiles, entre 1 y la "
       "afinidad",
       utiles, 1);
    di(cpus_cuota() > 0, "la cuota de verdad es positiva", cpus_cuota(), 1);
    return 0;
}
