#define _GNU_SOURCE
#include "arbol.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAXIMO = 8192, HONDO = 64 };

static ssize_t lee(const char *ruta, char *texto, size_t n)
{
    int fd = open(ruta, O_RDONLY | O_CLOEXEC);
    ssize_t k = fd == -1 ? -1 : read(fd, texto, n - 1);

    if (fd != -1)
        close(fd);
    texto[k < 0 ? 0 : k] = '\0';
    return k;
}

/* Los campos 14 a 17 y 24 de /proc/PID/stat: utime, stime, cutime, cstime y
 * rss. El nombre va entre paréntesis y puede traerlos. */
static void suma(pid_t p, struct arbol *a)
{
    char ruta[64], texto[1024];
    unsigned long t[4];
    long paginas;

    snprintf(ruta, sizeof ruta, "/proc/%d/stat", (int)p);
    if (lee(ruta, texto, sizeof texto) <= 0)
        return;
    const char *q = strrchr(texto, ')');
    if (q == NULL ||
        sscanf(q + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu "
               "%lu %*d %*d %*d %*d %*u %*u %ld",
               &t[0], &t[1], &t[2], &t[3], &paginas) != 5)
        return;
    a->procesos++;
    a->cpu +=
        (double)(t[0] + t[1] + t[2] + t[3]) / (double)sysconf(_SC_CLK_TCK);
    a->memoria += (size_t)paginas * (size_t)sysconf(_SC_PAGESIZE);
}

static void baja(pid_t p, struct arbol *a, int hondo);

static void hijos_de(pid_t p, const char *tid, struct arbol *a, int hondo)
{
    char ruta[64], texto[4096];

    snprintf(ruta, sizeof ruta, "/proc/%d/task/%.16s/children", (int)p,
             tid);
    if (lee(ruta, texto, sizeof texto) <= 0)
        return;
    for (char *q = texto, *fin; *q != '\0'; q = fin) {
        long hijo = strtol(q, &fin, 10);

        if (fin == q)
            break;
        baja((pid_t)hijo, a, hondo + 1);
    }
}

/* Cada hilo tiene sus hijos. */
static void baja(pid_t p, struct arbol *a, int hondo)
{
    char ruta[64];
    struct dirent *d;

    suma(p, a);
    if (hondo > HONDO || a->procesos > MAXIMO)
        return;
    snprintf(ruta, sizeof ruta, "/proc/%d/task", (int)p);
    DIR *hilos = opendir(ruta);
    while (hilos != NULL && (d = readdir(hilos)) != NULL)
        if (d->d_name[0] != '.')
            hijos_de(p, d->d_name, a, hondo);
    if (hilos != NULL)
        closedir(hilos);
}

void arbol_mide(pid_t raiz, struct arbol *a)
{
    *a = (struct arbol){0};
    baja(raiz, a, 0);
}
