#define _GNU_SOURCE
#include "mirada.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Los que tienen detrás otra máquina, o un programa: sus números, en
 * linux/magic.h. Lo que se escribe al otro lado, inotify no lo cuenta. */
static bool de_fuera(const char *carpeta)
{
    static const uint32_t tipos[] = {
        0x6969,     /* NFS */
        0xff534d42, /* CIFS */
        0xfe534d42, /* SMB2 */
        0x517b,     /* SMB */
        0x65735546, /* FUSE: sshfs y demás */
        0x01021997, /* 9P: máquinas virtuales, WSL */
        0x786f4256, /* vboxsf */
        0x00c36400, /* Ceph */
        0x5346414f, /* AFS */
    };
    struct statfs s;

    if (statfs(carpeta, &s) == -1)
        return false;
    for (size_t i = 0; i < sizeof tipos / sizeof *tipos; i++)
        if ((uint32_t)s.f_type == tipos[i])
            return true;
    return false;
}

static int vigila(const struct mirada *m)
{
    return inotify_add_watch(m->fd, m->carpeta,
                             IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM |
                                 IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF |
                                 IN_ONLYDIR);
}

void mirada_abre(struct mirada *m, const char *carpeta, bool sondeo)
{
    *m = (struct mirada){.carpeta = carpeta, .fd = -1, .vigilancia = -1};
    if (sondeo || de_fuera(carpeta))
        return;
    m->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (m->fd == -1)
        return;
    m->vigilancia = vigila(m);
    if (m->vigilancia == -1)
        mirada_cierra(m);
}

void mirada_cierra(struct mirada *m)
{
    if (m->fd != -1)
        close(m->fd);
    m->fd = m->vigilancia = -1;
}

int mirada_plazo(const struct mirada *m)
{
    return m->vigilancia == -1 ? MIRADA_CADA_MS : MIRADA_AVISADA_MS;
}

void mirada_vacia(struct mirada *m)
{
    _Alignas(struct inotify_event) char sucesos[4096];

    if (m->fd == -1)
        return;
    while (read(m->fd, sucesos, sizeof sucesos) > 0)
        ;
    m->vigilancia = vigila(m); /* si ya lo estaba, es la misma */
}

static bool es_codigo(const char *nombre)
{
    size_t n = strlen(nombre);

    return n > 2 && nombre[0] != '.' && nombre[n - 2] == '.' &&
           (nombre[n - 1] == 'c' || nombre[n - 1] == 'h');
}

static int por_nombre(const void *a, const void *b)
{
    return strcmp(((const struct visto *)a)->nombre,
                  ((const struct visto *)b)->nombre);
}

void foto_hace(const char *carpeta, struct foto *f)
{
    DIR *d = opendir(carpeta);
    struct dirent *e;
    struct stat s;

    f->n = 0;
    if (d == NULL)
        return;
    while (f->n < MIRADA_FICHEROS && (e = readdir(d)) != NULL) {
        struct visto *v = &f->visto[f->n];

        if (!es_codigo(e->d_name) ||
            fstatat(dirfd(d), e->d_name, &s, 0) == -1)
            continue;
        snprintf(v->nombre, sizeof v->nombre, "%s", e->d_name);
        v->fecha = s.st_mtim;
        v->tamano = s.st_size;
        v->nodo = s.st_ino;
        f->n++;
    }
    closedir(d);
    qsort(f->visto, (size_t)f->n, sizeof *f->visto, por_nombre);
}

static bool iguales(const struct visto *a, const struct visto *b)
{
    return strcmp(a->nombre, b->nombre) == 0 &&
           a->fecha.tv_sec == b->fecha.tv_sec &&
           a->fecha.tv_nsec == b->fecha.tv_nsec && a->tamano == b->tamano &&
           a->nodo == b->nodo;
}

bool foto_igual(const struct foto *a, const struct foto *b)
{
    if (a->n != b->n)
        return false;
    for (int i = 0; i < a->n; i++)
        if (!iguales(&a->visto[i], &b->visto[i]))
            return false;
    return true;
}

bool foto_cambia(const struct foto *antes, const struct foto *ahora, int i)
{
    for (int k = 0; k < antes->n; k++)
        if (iguales(&antes->visto[k], &ahora->visto[i]))
            return false;
    return true;
}
