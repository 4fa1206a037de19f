#define _XOPEN_SOURCE 700
#include "carpeta.h"

#include "nombres.h"
#include "practicas.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void fallo_pon(struct fallo *f, const char *clave, const char *formato, ...)
{
    va_list ap;

    va_start(ap, formato);
    vsnprintf(f->texto, sizeof f->texto, formato, ap);
    va_end(ap);
    f->clave = clave;
    f->imposible = false;
}

void error_dicho(int error, char texto[static 128])
{
    static const struct {
        int error;
        const char *texto;
    } lista[] = {
        {EACCES, "no hay permiso"},
        {EDQUOT, "no queda sitio (cuota)"},
        {EFBIG, "no caben ficheros tan grandes"},
        {EIO, "el disco falla"},
        {EMFILE, "no quedan descriptores"},
        {ENOENT, "no está"},
        {ENOMEM, "no hay memoria"},
        {ENOSPC, "no queda sitio en el disco"},
        {ENOTDIR, "no es una carpeta, ni un zip de Moodle"},
        {EROFS, "aquí no se puede escribir"},
    };

    if (strerror_r(error, texto, 128) != 0)
        snprintf(texto, 128, "error %d", error);
    for (size_t i = 0; i < sizeof lista / sizeof *lista; i++)
        if (lista[i].error == error)
            snprintf(texto, 128, "%s", lista[i].texto);
}

void fallo_nuestro(struct fallo *f, const char *clave, const char *que,
                   int error)
{
    char corto[CORTO], x[128], *limpio = nombre_limpia(que);

    error_dicho(error, x);
    fallo_pon(f, clave, "%s: %s",
              limpio == NULL ? "?" : nombre_corto(limpio, corto), x);
    f->imposible = true;
    free(limpio);
}

/* ---- abrir y leer ---- */

int abre_normal(int dirfd, const char *nombre)
{
    struct stat s;

    if (fstatat(dirfd, nombre, &s, AT_SYMLINK_NOFOLLOW) == -1)
        return -1;
    if (!S_ISREG(s.st_mode)) {
        errno = S_ISLNK(s.st_mode) ? ELOOP : EINVAL;
        return -1;
    }
    int fd =
        openat(dirfd, nombre,
               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    /* Entre mirar y abrir ha podido ser otra cosa. */
    if (fd != -1 && (fstat(fd, &s) == -1 || !S_ISREG(s.st_mode))) {
        close(fd);
        errno = EINVAL;
        return -1;
    }
    return fd;
}

long lee_hasta(int fd, void *p, size_t n)
{
    size_t van = 0;

    while (van < n) {
        ssize_t k = read(fd, (char *)p + van, n - van);

        if (k == -1 && errno == EINTR)
            continue;
        if (k == -1)
            return -1;
        if (k == 0)
            break;
        van += (size_t)k;
    }
    return (long)van;
}

/* ---- lo que se recorre ---- */

struct recorrido {
    const struct receptor *r;
    struct fallo *f;
    long quedan;
    size_t n; /* lo que hay en ruta */
    char ruta[RUTA_MAX + 260];
};

static bool vuelca(int fd, struct recorrido *x)
{
    char trozo[1 << 14];
    long k;

    while ((k = lee_hasta(fd, trozo, sizeof trozo)) > 0)
        if (!x->r->datos(x->r->ctx, trozo, (size_t)k))
            return false;
    if (k == -1)
        fallo_nuestro(x->f, "ilegible", x->ruta, errno);
    return k == 0;
}

static enum tipo tipo_de(mode_t m)
{
    return S_ISREG(m)   ? FICHERO
           : S_ISDIR(m) ? CARPETA
           : S_ISLNK(m) ? ENLACE
                        : ESPECIAL;
}

/* Un fichero, un enlace…: lo que no es carpeta. */
static bool cuenta_uno(int dirfd, const char *nombre, const struct stat *s,
                       struct recorrido *x)
{
    struct miembro m = {tipo_de(s->st_mode), SIN_ARCHIVO, x->ruta,
                        s->st_size, s->st_mtim.tv_sec};
    enum quiere q = x->r->miembro(x->r->ctx, &m);

    if (q != QUIERE)
        return q == NO_QUIERE;
    int fd = abre_normal(dirfd, nombre);
    if (fd == -1) {
        fallo_nuestro(x->f, "ilegible", x->ruta, errno);
        return false;
    }
    bool bien = vuelca(fd, x);
    close(fd);
    return bien;
}

static int por_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void suelta(char **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(v[i]);
    free(v);
}

/* Los nombres de d, en orden. Devuelve 0, un errno, o E2BIG si hay más de los
 * que quedan. */
static int nombres_de(DIR *d, long *quedan, char ***v, size_t *n)
{
    struct dirent *e;
    size_t cabe = 0;

    *v = NULL;
    *n = 0;
    while (errno = 0, (e = readdir(d)) != NULL) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if ((*quedan)-- <= 0)
            return E2BIG;
        if (*n == cabe) {
            char **mas = realloc(*v, (cabe = 2 * cabe + 16) * sizeof *mas);

            if (mas == NULL)
                return ENOMEM;
            *v = mas;
        }
        if (((*v)[*n] = strdup(e->d_name)) == NULL)
            return ENOMEM;
        ++*n;
    }
    if (errno != 0)
        return errno;
    if (*n > 0)
        qsort(*v, *n, sizeof **v, por_bytes);
    return 0;
}

static bool recorre(int fd, int fondo, struct recorrido *x);

static bool entra(int dirfd, const char *nombre, int fondo,
                  struct recorrido *x)
{
    struct miembro m = {CARPETA, SIN_ARCHIVO, x->ruta, -1, -1};

    if (x->r->miembro(x->r->ctx, &m) == BASTA)
        return false;
    if (fondo == CARPETA_FONDO || carpeta_ajena(nombre, strlen(nombre)))
        return true;
    int fd = openat(dirfd, nombre,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd == -1) {
        fallo_nuestro(x->f, "ilegible", x->ruta, errno);
        return false;
    }
    bool bien = recorre(fd, fondo + 1, x);
    close(fd);
    return bien;
}

static bool cuenta(int dirfd, const char *nombre, int fondo,
                   struct recorrido *x)
{
    struct stat s;
    size_t antes = x->n;
    bool bien;

    if (antes + strlen(nombre) + 1 > RUTA_MAX)
        return true;
    if (fstatat(dirfd, nombre, &s, AT_SYMLINK_NOFOLLOW) == -1) {
        if (errno == ENOENT)
            return true;
        fallo_nuestro(x->f, "ilegible", nombre, errno);
        return false;
    }
    x->n += (size_t)sprintf(x->ruta + antes, "%s%s", antes > 0 ? "/" : "",
                            nombre);
    bien = S_ISDIR(s.st_mode) ? entra(dirfd, nombre, fondo, x)
                              : cuenta_uno(dirfd, nombre, &s, x);
    x->ruta[x->n = antes] = '\0';
    return bien;
}

static bool recorre(int fd, int fondo, struct recorrido *x)
{
    int otro = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = otro == -1 ? NULL : fdopendir(otro);
    char **v = NULL;
    size_t n = 0;
    int e = d == NULL ? errno : nombres_de(d, &x->quedan, &v, &n);
    bool bien = e == 0;

    if (e == E2BIG)
        fallo_pon(x->f, "muchos", "tiene más ficheros de los que se miran");
    else if (e != 0)
        fallo_nuestro(x->f, "ilegible", x->n > 0 ? x->ruta : "la carpeta",
                      e);
    for (size_t i = 0; bien && i < n; i++)
        bien = cuenta(fd, v[i], fondo, x);
    suelta(v, n);
    if (d != NULL)
        closedir(d);
    else if (otro != -1)
        close(otro);
    return bien;
}

bool carpeta_recorre(int fd, long entradas, const struct receptor *r,
                     struct fallo *f)
{
    struct recorrido x = {.r = r, .f = f, .quedan = entradas};

    *f = (struct fallo){0};
    return recorre(fd, 0, &x);
}

bool carpeta_fichero(int dirfd, const char *nombre, const char *ruta,
                     const struct receptor *r, struct fallo *f)
{
    struct recorrido x = {.r = r, .f = f};
    struct stat s;

    *f = (struct fallo){0};
    snprintf(x.ruta, sizeof x.ruta, "%s", ruta);
    if (fstatat(dirfd, nombre, &s, AT_SYMLINK_NOFOLLOW) == -1) {
        fallo_nuestro(f, "ilegible", ruta, errno);
        return false;
    }
    return cuenta_uno(dirfd, nombre, &s, &x);
}
