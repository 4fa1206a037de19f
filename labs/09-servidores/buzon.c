#define _GNU_SOURCE /* flock */
#include "buzon.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NOMBRE = 256, RUTA = NOMBRE + BUZON_CARPETA + 16 };

enum suerte { SE_QUEDA, SE_BORRA, SE_MUEVE };

struct mensaje {
    bool nuevo;    /* está en new; si no, en cur */
    char *fichero; /* cómo se llama allí */
    char *uid;     /* lo mismo, hasta los dos puntos */
    size_t tamano;
    bool leido;
    enum suerte suerte;
    char destino[BUZON_CARPETA + 1]; /* adónde se mueve */
};

struct buzon {
    int dir; /* la raíz; mientras está abierto, tiene el cerrojo */
    char carpeta[BUZON_CARPETA + 1];
    size_t n, caben;
    struct mensaje *m;
};

/* ---- nombres ---- */

static bool carpeta_vale(const char *c)
{
    size_t n = strlen(c);

    if (n == 0 || n > BUZON_CARPETA)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)c[i]) && c[i] != '-' && c[i] != '_')
            return false;
    return true;
}

/* «new/x» en la de entrada; «.carpeta/new/x» en otra. */
static void ruta(char *r, const char *carpeta, const char *cual,
                 const char *fichero)
{
    snprintf(r, RUTA, "%s%s%s%s/%s", *carpeta ? "." : "", carpeta,
             *carpeta ? "/" : "", cual, fichero);
}

static int error_de(int r)
{
    return r == -1 ? errno : 0;
}

/* Una carpeta y sus tres; las que ya están no molestan. */
static int prepara(int dir, const char *carpeta)
{
    static const char *const cual[] = {"", "/tmp", "/new", "/cur"};
    char r[RUTA];

    for (int i = 0; i < 4; i++) {
        snprintf(r, sizeof r, "./%s%s%s", *carpeta ? "." : "", carpeta,
                 cual[i]);
        if (mkdirat(dir, r, 0700) == -1 && errno != EEXIST)
            return errno;
    }
    return 0;
}

/* Que lo hecho en una carpeta sobreviva a un apagón. */
static int asienta(int dir, const char *carpeta, const char *cual)
{
    char r[RUTA];

    ruta(r, carpeta, cual, "");
    int fd = openat(dir, r, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd == -1)
        return errno;
    int error = error_de(fsync(fd));
    close(fd);
    return error;
}

static int abre_raiz(const char *raiz, int *dir)
{
    *dir = open(raiz, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *dir == -1 ? errno : 0;
}

int buzon_prepara(const char *raiz)
{
    int dir;

    if (mkdir(raiz, 0700) == -1 && errno != EEXIST)
        return errno;
    int r = abre_raiz(raiz, &dir);
    if (r == 0) {
        r = prepara(dir, "");
        close(dir);
    }
    return r;
}

/* ---- entregar ---- */

/* Segundos.MmicrosegundosPprocesoQcuenta.máquina: nadie más lo dirá. */
static void nombre_unico(char *nombre)
{
    static atomic_ulong cuenta;
    char maquina[64] = "";
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    gethostname(maquina, sizeof maquina - 1);
    for (char *c = maquina; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '.' && *c != '-')
            *c = '_';
    snprintf(nombre, NOMBRE, "%010lld.M%06ldP%ldQ%lu.%s",
             (long long)t.tv_sec, t.tv_nsec / 1000, (long)getpid(),
             atomic_fetch_add(&cuenta, 1), maquina);
}

static int escribe_todo(int fd, const char *x, size_t n)
{
    while (n > 0) {
        ssize_t r = write(fd, x, n);

        if (r == -1 && errno != EINTR)
            return errno;
        if (r > 0) {
            x += r;
            n -= (size_t)r;
        }
    }
    return 0;
}

/* Un fichero nuevo con ese texto, que está en el disco al volver. */
static int escribe(int dir, const char *r, const char *texto, size_t n)
{
    int fd = openat(dir, r, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd == -1)
        return errno;
    int error = escribe_todo(fd, texto, n);

    if (error == 0)
        error = error_de(fsync(fd));
    if (close(fd) == -1 && error == 0)
        error = errno;
    return error;
}

/* entregar un mensaje */
int buzon_entrega(const char *raiz, const char *texto, size_t n)
{
    char nombre[NOMBRE], tmp[RUTA], new[RUTA];
    int dir, r = abre_raiz(raiz, &dir);

    if (r != 0)
        return r;
    nombre_unico(nombre);
    ruta(tmp, "", "tmp", nombre);
    ruta(new, "", "new", nombre);
    if ((r = escribe(dir, tmp, texto, n)) == 0)
        r = error_de(renameat(dir, tmp, dir, new));
    if (r != 0)
        unlinkat(dir, tmp, 0);
    else
        r = asienta(dir, "", "new");
    close(dir);
    return r;
}

/* ---- la lista ---- */

/* Lo que ocupa en la red: cada \n sin \r delante lleva uno más, y la última
 * línea acaba aunque en el disco no acabe. */
static int mide(int fd, size_t *tamano)
{
    char b[4096], anterior = '\n';
    ssize_t n;

    *tamano = 0;
    while ((n = read(fd, b, sizeof b)) != 0) {
        if (n == -1 && errno == EINTR)
            continue;
        if (n == -1)
            return errno;
        for (ssize_t i = 0; i < n; anterior = b[i++])
            *tamano += b[i] == '\n' && anterior != '\r' ? 2 : 1;
    }
    if (anterior != '\n')
        *tamano += 2;
    return 0;
}

static int crece(struct buzon *b)
{
    if (b->n < b->caben)
        return 0;
    size_t caben = b->caben * 2 + 8;
    struct mensaje *m = realloc(b->m, caben * sizeof *m);

    if (m == NULL)
        return ENOMEM;
    b->m = m;
    b->caben = caben;
    return 0;
}

static int apunta(struct buzon *b, bool nuevo, const char *fichero)
{
    struct mensaje m = {.nuevo = nuevo};
    int fd, r = crece(b);

    if (r != 0)
        return r;
    m.fichero = strdup(fichero);
    m.uid = strndup(fichero, strcspn(fichero, ":"));
    if (m.fichero == NULL || m.uid == NULL) {
        free(m.fichero);
        free(m.uid);
        return ENOMEM;
    }
    b->m[b->n++] = m;
    r = buzon_lee(b, b->n - 1, &fd);
    if (r == 0) {
        r = mide(fd, &b->m[b->n - 1].tamano);
        close(fd);
        b->m[b->n - 1].leido = false;
    }
    return r;
}

/* NULL, y en errno por qué, si no se puede. */
static DIR *abre_carpeta(int dir, const char *r)
{
    int fd = openat(dir, r, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd != -1 ? fdopendir(fd) : NULL;

    if (d == NULL && fd != -1) {
        int error = errno;

        close(fd);
        errno = error;
    }
    return d;
}

/* barrer lo que se quedó a medias */
enum { DIA_Y_MEDIO = 36 * 60 * 60 };

/* Es una cortesía: si no se puede, otra vez será. */
static void barre(int dir)
{
    time_t antes = time(NULL) - DIA_Y_MEDIO;
    DIR *d = abre_carpeta(dir, "tmp");
    struct dirent *e;
    struct stat s;

    if (d == NULL)
        return;
    while ((e = readdir(d)) != NULL)
        if (fstatat(dirfd(d), e->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(s.st_mode) && s.st_mtime < antes)
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

static int lista(struct buzon *b, bool nuevo)
{
    char r[RUTA];
    struct dirent *e;
    int error = 0;

    ruta(r, b->carpeta, nuevo ? "new" : "cur", "");
    DIR *d = abre_carpeta(b->dir, r);

    if (d == NULL)
        return errno;
    while (error == 0 && (errno = 0, e = readdir(d)) != NULL)
        if (e->d_name[0] != '.')
            error = apunta(b, nuevo, e->d_name);
    if (error == 0)
        error = errno;
    closedir(d);
    return error;
}

static int por_llegada(const void *a, const void *b)
{
    return strcmp(((const struct mensaje *)a)->uid,
                  ((const struct mensaje *)b)->uid);
}

int buzon_abre(struct buzon **sale, const char *raiz, const char *carpeta)
{
    int r;

    if (carpeta != NULL && *carpeta != '\0' && !carpeta_vale(carpeta))
        return EINVAL;
    struct buzon *b = calloc(1, sizeof *b);
    if (b == NULL)
        return ENOMEM;
    snprintf(b->carpeta, sizeof b->carpeta, "%s",
             carpeta != NULL ? carpeta : "");
    if ((r = abre_raiz(raiz, &b->dir)) != 0)
        goto cierra;
    /* que nadie más lo abra */
    if (flock(b->dir, LOCK_EX | LOCK_NB) == -1) {
        r = errno == EWOULDBLOCK ? EBUSY : errno;
        goto cierra;
    }
    barre(b->dir);
    if ((r = lista(b, true)) != 0 || (r = lista(b, false)) != 0)
        goto cierra;
    if (b->n > 0)
        qsort(b->m, b->n, sizeof b->m[0], por_llegada);
    *sale = b;
    return 0;

cierra:
    buzon_cierra(b);
    return r;
}

void buzon_cierra(struct buzon *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n; i++) {
        free(b->m[i].fichero);
        free(b->m[i].uid);
    }
    free(b->m);
    if (b->dir != -1)
        close(b->dir);
    free(b);
}

/* ---- usarla ---- */

size_t buzon_cuantos(const struct buzon *b)
{
    return b->n;
}

size_t buzon_tamano(const struct buzon *b, size_t i)
{
    return b->m[i].tamano;
}

const char *buzon_uid(const struct buzon *b, size_t i)
{
    return b->m[i].uid;
}

bool buzon_marcado(const struct buzon *b, size_t i)
{
    return b->m[i].suerte != SE_QUEDA;
}

int buzon_lee(struct buzon *b, size_t i, int *fd)
{
    struct mensaje *m = &b->m[i];
    char r[RUTA];

    ruta(r, b->carpeta, m->nuevo ? "new" : "cur", m->fichero);
    *fd = openat(b->dir, r, O_RDONLY | O_CLOEXEC);
    if (*fd == -1)
        return errno;
    m->leido = true;
    return 0;
}

void buzon_borra(struct buzon *b, size_t i)
{
    b->m[i].suerte = SE_BORRA;
}

int buzon_mueve(struct buzon *b, size_t i, const char *carpeta)
{
    if (!carpeta_vale(carpeta))
        return EINVAL;
    snprintf(b->m[i].destino, sizeof b->m[i].destino, "%s", carpeta);
    b->m[i].suerte = SE_MUEVE;
    return 0;
}

void buzon_desmarca(struct buzon *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->m[i].suerte = SE_QUEDA;
}

/* ---- aplicar ---- */

/* mover de carpeta */
static int mueve(struct buzon *b, struct mensaje *m, const char *aqui)
{
    const char *cual = m->nuevo ? "new" : "cur";
    char alli[RUTA];
    int r = prepara(b->dir, m->destino);

    if (r != 0)
        return r;
    ruta(alli, m->destino, cual, m->fichero);
    if (renameat(b->dir, aqui, b->dir, alli) == -1)
        return errno;
    return asienta(b->dir, m->destino, cual);
}

/* Leído: a cur, con su marca. */
static int archiva(struct buzon *b, struct mensaje *m, const char *aqui)
{
    char fichero[NOMBRE + 4], alli[RUTA];

    if (!m->leido || !m->nuevo)
        return 0;
    snprintf(fichero, sizeof fichero, "%s:2,S", m->uid);
    ruta(alli, b->carpeta, "cur", fichero);
    return error_de(renameat(b->dir, aqui, b->dir, alli));
}

/* aplicar lo apuntado */
static int aplica(struct buzon *b, struct mensaje *m)
{
    char aqui[RUTA];

    ruta(aqui, b->carpeta, m->nuevo ? "new" : "cur", m->fichero);
    switch (m->suerte) {
    case SE_BORRA:
        return error_de(unlinkat(b->dir, aqui, 0));
    case SE_MUEVE:
        return mueve(b, m, aqui);
    default:
        return archiva(b, m, aqui);
    }
}

int buzon_aplica(struct buzon *b)
{
    int primero = 0;

    for (size_t i = 0; i < b->n; i++) {
        int r = aplica(b, &b->m[i]);

        if (primero == 0)
            primero = r;
    }
    for (int i = 0; i < 2; i++) {
        int r = asienta(b->dir, b->carpeta, i == 0 ? "new" : "cur");

        if (primero == 0)
            primero = r;
    }
    return primero;
}
