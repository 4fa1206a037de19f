#define _XOPEN_SOURCE 700
#include "guarda.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int por_nombre(const void *a, const void *b)
{
    return strcmp(((const struct pieza *)a)->nombre,
                  ((const struct pieza *)b)->nombre);
}

void guarda_resume(struct pieza *v, size_t n, char sale[RESUMEN + 1])
{
    struct sha256_ctx c;
    uint8_t x[SHA256_DIGEST_SIZE];
    char tamano[32];

    if (n > 0)
        qsort(v, n, sizeof *v, por_nombre);
    sha256_init(&c);
    for (size_t i = 0; i < n; i++) {
        int k = snprintf(tamano, sizeof tamano, "%zu", v[i].n);

        sha256_update(&c, strlen(v[i].nombre) + 1,
                      (const uint8_t *)v[i].nombre);
        sha256_update(&c, (size_t)k + 1, (const uint8_t *)tamano);
        sha256_update(&c, v[i].n, (const uint8_t *)v[i].datos);
    }
    sha256_digest(&c, sizeof x, x);
    for (size_t i = 0; i < sizeof x; i++)
        sprintf(sale + 2 * i, "%02x", x[i]);
}

int escribe_todo(int fd, const void *p, size_t n)
{
    for (size_t van = 0; van < n;) {
        ssize_t k = write(fd, (const char *)p + van, n - van);

        if (k == -1 && errno == EINTR)
            continue;
        if (k <= 0)
            return k == 0 ? EIO : errno;
        van += (size_t)k;
    }
    return 0;
}

static int escribe_pieza(int dirfd, const struct pieza *p)
{
    int fd =
        openat(dirfd, p->nombre,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

    if (fd == -1)
        return errno;
    int r = escribe_todo(fd, p->datos, p->n);
    if (close(fd) == -1 && r == 0)
        r = errno;
    return r;
}

void guarda_borra(int dirfd, const char *nombre)
{
    int fd = openat(dirfd, nombre,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd == -1 ? NULL : fdopendir(fd);
    struct dirent *x;

    if (d == NULL) {
        if (fd != -1)
            close(fd);
        return;
    }
    while ((x = readdir(d)) != NULL)
        if (strcmp(x->d_name, ".") != 0 && strcmp(x->d_name, "..") != 0)
            unlinkat(fd, x->d_name, 0);
    closedir(d);
    unlinkat(dirfd, nombre, AT_REMOVEDIR);
}

int guarda_escribe(int dirfd, const char *nombre, const struct pieza *v,
                   size_t n)
{
    int r = 0;

    guarda_borra(dirfd, nombre);
    if (mkdirat(dirfd, nombre, 0755) == -1)
        return errno;
    int fd = openat(dirfd, nombre,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd == -1)
        r = errno;
    for (size_t i = 0; r == 0 && i < n; i++)
        r = escribe_pieza(fd, &v[i]);
    if (fd != -1)
        close(fd);
    if (r != 0)
        guarda_borra(dirfd, nombre);
    return r;
}
