#define _GNU_SOURCE
#include "cgrupo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Una ruta en ruta[PATH_MAX]; false si no cabe. */
static __attribute__((format(printf, 2, 3))) bool
compone(char *ruta, const char *formato, ...)
{
    va_list ap;

    va_start(ap, formato);
    int n = vsnprintf(ruta, PATH_MAX, formato, ap);
    va_end(ap);
    return n >= 0 && n < PATH_MAX;
}

/* En la jerarquía de verdad los ficheros ya están, y crearlos no se puede;
 * en un árbol de prueba, se crean. */
static int escribe(const char *carpeta, const char *fichero,
                   const char *texto)
{
    char ruta[PATH_MAX];

    if (!compone(ruta, "%s/%s", carpeta, fichero))
        return ENAMETOOLONG;
    int fd = open(ruta, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd == -1)
        return errno;
    int r = write(fd, texto, strlen(texto)) == -1 ? errno : 0;
    close(fd);
    return r;
}

static int escribe_numero(const char *carpeta, const char *fichero,
                          size_t n)
{
    char texto[32];

    snprintf(texto, sizeof texto, "%zu", n);
    return escribe(carpeta, fichero, texto);
}

/* El número que sigue a clave en un fichero, o -1. */
static long lee_numero(const char *carpeta, const char *fichero,
                       const char *clave)
{
    char ruta[PATH_MAX], linea[256];
    size_t largo = strlen(clave);
    long n = -1;

    FILE *f =
        compone(ruta, "%s/%s", carpeta, fichero) ? fopen(ruta, "re") : NULL;
    while (f != NULL && fgets(linea, sizeof linea, f) != NULL)
        if (strncmp(linea, clave, largo) == 0 && linea[largo] == ' ')
            n = strtol(linea + largo, NULL, 10);
    if (f != NULL)
        fclose(f);
    return n;
}

/* Dónde está este proceso: en v1, en la línea de ese controlador; en v2
 * (controlador NULL), en la que no lo dice: «0::/ruta». */
static bool propio(const char *propios, const char *controlador, char *ruta)
{
    char linea[PATH_MAX + 256];
    bool hay = false;
    FILE *f = fopen(propios, "re");

    while (!hay && f != NULL && fgets(linea, sizeof linea, f) != NULL) {
        char *que = strchr(linea, ':');
        char *donde = que == NULL ? NULL : strchr(que + 1, ':');

        if (donde == NULL)
            continue;
        *donde++ = '\0';
        donde[strcspn(donde, "\n")] = '\0';
        if (strcmp(que + 1, controlador == NULL ? "" : controlador) != 0)
            continue;
        hay = compone(ruta, "%s", strcmp(donde, "/") == 0 ? "" : donde);
    }
    if (f != NULL)
        fclose(f);
    return hay;
}

static int pon_topes(int version, size_t i, const char *carpeta,
                     size_t memoria, size_t procesos)
{
    int r;

    if (version == 1 && i == 1)
        return escribe_numero(carpeta, "pids.max", procesos);
    if (version == 1) {
        r = escribe_numero(carpeta, "memory.limit_in_bytes", memoria);
        /* Sin cuenta de swap no existe, y no hace falta. */
        escribe_numero(carpeta, "memory.memsw.limit_in_bytes", memoria);
        return r;
    }
    r = escribe_numero(carpeta, "memory.max", memoria);
    if (r == 0)
        r = escribe_numero(carpeta, "pids.max", procesos);
    escribe(carpeta, "memory.swap.max", "0");
    escribe(carpeta, "memory.oom.group", "0");
    return r;
}

int cgrupo_crea(const struct cgrupos *g, const char *nombre, size_t memoria,
                size_t procesos, struct cgrupo *c)
{
    c->n = 0;
    for (size_t i = 0; i < g->n; i++) {
        char *carpeta = c->carpeta[i];
        int r = compone(carpeta, "%s/%s", g->padre[i], nombre)
                    ? 0
                    : ENAMETOOLONG;

        if (r == 0 && mkdir(carpeta, 0755) == -1)
            r = errno;
        if (r == 0) {
            c->n++;
            r = pon_topes(g->version, i, carpeta, memoria, procesos);
        }
        if (r != 0) {
            cgrupo_borra(c);
            return r;
        }
    }
    return g->n == 0 ? ENOENT : 0;
}

bool cgrupo_falto_memoria(const struct cgrupo *c)
{
    return c->n > 0 &&
           (lee_numero(c->carpeta[0], "memory.oom_control", "oom_kill") >
                0 ||
            lee_numero(c->carpeta[0], "memory.events", "oom_kill") > 0);
}

void cgrupo_borra(struct cgrupo *c)
{
    struct timespec pausa = {0, 1000000};

    for (size_t i = 0; i < c->n; i++)
        for (int v = 0; v < 1000; v++) {
            if (rmdir(c->carpeta[i]) == 0 || errno != EBUSY)
                break;
            nanosleep(&pausa, NULL);
        }
    c->n = 0;
}

static int prueba(const struct cgrupos *g)
{
    char nombre[64];
    struct cgrupo c;

    snprintf(nombre, sizeof nombre, "calificador.%ld", (long)getpid());
    int r = cgrupo_crea(g, nombre, (size_t)1 << 30, 100, &c);
    cgrupo_borra(&c);
    return r;
}

/* En el de este proceso no suelen dejar (v2 no admite procesos y cgroups a
 * la vez); en la raíz, si se es root, sí. */
static int busca_v2(struct cgrupos *g, const char *raiz,
                    const char *propios)
{
    char donde[PATH_MAX];
    int r = ENOENT;

    if (!propio(propios, NULL, donde))
        return ENOENT;
    *g = (struct cgrupos){.version = 2, .n = 1};
    for (int i = 0; i < 2; i++) {
        if (!compone(g->padre[0], "%s%s", raiz, i == 0 ? donde : ""))
            return ENAMETOOLONG;
        escribe(g->padre[0], "cgroup.subtree_control", "+memory +pids");
        r = prueba(g);
        if (r == 0)
            return 0;
    }
    return r;
}

static int busca_v1(struct cgrupos *g, const char *raiz,
                    const char *propios)
{
    static const char *const que[] = {"memory", "pids"};
    char donde[PATH_MAX];
    int r = ENOENT;

    *g = (struct cgrupos){.version = 1, .n = 2};
    for (int i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++)
            if (!propio(propios, que[j], donde) ||
                !compone(g->padre[j], "%s/%s%s", raiz, que[j],
                         i == 0 ? donde : ""))
                return ENOENT;
        r = prueba(g);
        if (r == 0)
            return 0;
    }
    return r;
}

int cgrupos_busca(struct cgrupos *g, const char *raiz, const char *propios)
{
    char ruta[PATH_MAX];

    *g = (struct cgrupos){0};
    int r = compone(ruta, "%s/cgroup.controllers", raiz) &&
                    access(ruta, F_OK) == 0
                ? busca_v2(g, raiz, propios)
                : busca_v1(g, raiz, propios);
    if (r != 0)
        *g = (struct cgrupos){0};
    return r;
}

void cgrupos_limpia(const struct cgrupos *g, const char *prefijo)
{
    size_t largo = strlen(prefijo);
    char ruta[PATH_MAX];

    for (size_t i = 0; i < g->n; i++) {
        DIR *d = opendir(g->padre[i]);
        struct dirent *x;

        while (d != NULL && (x = readdir(d)) != NULL)
            if (strncmp(x->d_name, prefijo, largo) == 0 &&
                compone(ruta, "%s/%s", g->padre[i], x->d_name))
                rmdir(ruta);
        if (d != NULL)
            closedir(d);
    }
}
