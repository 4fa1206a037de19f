#define _XOPEN_SOURCE 700
#include "fuentes.h"

#include "archivo.h"
#include "carpeta.h"
#include "guarda.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fuente_libera(struct fuente *f)
{
    rotulo_libera(&f->de);
    free(f->origen);
    free(f->abre);
    free(f->ruta);
}

void fuentes_libera(struct fuentes *f)
{
    for (size_t i = 0; i < f->n; i++)
        fuente_libera(&f->v[i]);
    free(f->v);
    if (f->base != -1)
        close(f->base);
    *f = (struct fuentes){.base = -1};
}

bool fuente_misma(const struct fuente *a, const struct fuente *b)
{
    return strcmp(a->de.alumno, b->de.alumno) == 0 &&
           strcmp(a->de.numero_moodle, b->de.numero_moodle) == 0;
}

static int en_orden(const void *pa, const void *pb)
{
    const struct fuente *a = pa, *b = pb;
    int r = strcmp(a->de.alumno, b->de.alumno);

    if (r == 0)
        r = strcmp(a->de.numero_moodle, b->de.numero_moodle);
    if (r == 0)
        r = (a->de.copia > b->de.copia) - (a->de.copia < b->de.copia);
    if (r == 0)
        r = strcmp(a->origen, b->origen);
    if (r == 0)
        r = strcmp(a->ruta, b->ruta);
    return r != 0 ? r : strcmp(a->abre, b->abre);
}

/* Una fuente más, con su rótulo; las cadenas se copian. NULL, sin memoria. */
static struct fuente *anade(struct fuentes *f, const char *nombre,
                            bool carpeta, const char *origen,
                            const char *abre, const char *ruta)
{
    struct fuente *v = realloc(f->v, (f->n + 1) * sizeof *v);

    if (v == NULL)
        return NULL;
    f->v = v;
    v += f->n;
    *v = (struct fuente){.clase = F_CARPETA, .cuando = -1};
    if (rotulo_lee(nombre, carpeta, &v->de) != 0)
        return NULL;
    v->origen = strdup(origen);
    v->abre = strdup(abre);
    v->ruta = strdup(ruta);
    if (v->origen == NULL || v->abre == NULL || v->ruta == NULL) {
        fuente_libera(v);
        return NULL;
    }
    f->n++;
    return v;
}

/* Qué es un fichero que se llama así; si no se puede saber, F_SUELTO. */
static void clasifica(struct fuente *v, const char *nombre, long long bytes)
{
    size_t base;

    switch (nombre_extension(nombre, &base)) {
    case EXT_TAR:
    case EXT_ZIP:
        v->clase = F_ARCHIVO;
        break;
    case EXT_NO_SE_ABRE:
        v->clase = F_MALA;
        fallo_pon(&v->fallo, "formato",
                  "los archivos %s no se abren: tiene que ser tar.gz, "
                  "tar.xz, tar.bz2, tar o zip",
                  nombre + base);
        return;
    default:
        v->clase = F_SUELTO;
    }
    if (bytes > FUENTE_MAX) {
        v->clase = F_MALA;
        fallo_pon(&v->fallo, "grande", "ocupa más de %d MiB",
                  FUENTE_MAX >> 20);
    }
}

/* Un aviso que no es de ningún alumno. */
static int suelto(struct avisos *a, const char *nombre, const char *por_que)
{
    char corto[CORTO], *limpio = nombre_limpia(nombre);
    int r = limpio == NULL
                ? ENOMEM
                : avisos_anade(a, "suelto", "%s: %s",
                               nombre_corto(limpio, corto), por_que);

    free(limpio);
    return r;
}

/* ---- una carpeta con una entrada por alumno ---- */

static bool de_moodle(const struct fuente *v)
{
    return v->de.numero_moodle[0] != '\0';
}

/* Quita la última, que al final no es una entrega. */
static int descarta(struct fuentes *f, struct avisos *sueltos,
                    const char *nombre, const char *por_que)
{
    fuente_libera(&f->v[--f->n]);
    return suelto(sueltos, nombre, por_que);
}

static int mira_fichero(struct fuentes *f, struct avisos *sueltos,
                        const char *nombre, long long bytes)
{
    struct fuente *v = &f->v[f->n - 1];
    const char *suyo = de_moodle(v) ? v->de.resto : nombre;

    clasifica(v, suyo, bytes);
    if (v->clase != F_SUELTO)
        return 0;
    if (!de_moodle(v))
        return descarta(
            f, sueltos, nombre,
            "no es una carpeta ni un archivo: no sé de quién es");
    free(v->ruta);
    v->ruta = strdup(suyo);
    return v->ruta == NULL ? ENOMEM : 0;
}

static int mira_entrada(struct fuentes *f, struct avisos *sueltos,
                        const char *nombre)
{
    struct stat s;

    if (fstatat(f->base, nombre, &s, AT_SYMLINK_NOFOLLOW) == -1)
        return errno == ENOENT ? 0 : errno;
    struct fuente *v =
        anade(f, nombre, S_ISDIR(s.st_mode), nombre, nombre, "");
    if (v == NULL)
        return ENOMEM;
    if (de_moodle(v) && !v->de.fichero_moodle)
        return descarta(f, sueltos, nombre,
                        "es un texto de Moodle, no ficheros");
    if (S_ISREG(s.st_mode)) {
        v->cuando = s.st_mtim.tv_sec;
        return mira_fichero(f, sueltos, nombre, s.st_size);
    }
    if (S_ISDIR(s.st_mode))
        return 0;
    v->clase = F_MALA;
    if (S_ISLNK(s.st_mode))
        fallo_pon(&v->fallo, "enlace", "es un enlace, y no se sigue");
    else
        fallo_pon(&v->fallo, "especial", "no es una carpeta ni un fichero");
    return 0;
}

/* Para leer lo que hay en fd, que sigue abierto. NULL, con errno. */
static DIR *abre_lista(int fd)
{
    int otro = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = otro == -1 ? NULL : fdopendir(otro);

    if (d == NULL && otro != -1)
        close(otro);
    return d;
}

/* Cuántas entradas tiene, y cuál es la última. */
static int cuenta_entradas(int fd, size_t *n, char unica[NAME_MAX + 1])
{
    DIR *d = abre_lista(fd);
    struct dirent *x;

    *n = 0;
    if (d == NULL)
        return errno;
    while (errno = 0, (x = readdir(d)) != NULL)
        if (x->d_name[0] != '.') {
            snprintf(unica, NAME_MAX + 1, "%s", x->d_name);
            ++*n;
        }
    int e = errno;
    closedir(d);
    return e;
}

static int lee_carpeta(struct fuentes *f, struct avisos *sueltos)
{
    DIR *d = abre_lista(f->base);
    struct dirent *x;
    int r = 0;

    if (d == NULL)
        return errno;
    while (r == 0 && (errno = 0, (x = readdir(d)) != NULL))
        if (x->d_name[0] != '.')
            r = mira_entrada(f, sueltos, x->d_name);
    if (r == 0)
        r = errno;
    closedir(d);
    return r;
}

/* ---- el zip de Moodle ---- */

static const struct topes topes_moodle = {100000, 1LL << 36, FUENTE_MAX, 0,
                                          1200};

struct moodle {
    struct fuentes *f;
    struct avisos *sueltos;
    int fd;    /* el fichero que se escribe, o -1 */
    int error; /* nuestro y de todos: sin memoria */
    bool es;   /* el primer fichero se llama como los de Moodle */
};

static enum quiere mira_si_es(void *ctx, const struct miembro *m)
{
    struct moodle *x = ctx;
    struct rotulo r;

    if (m->tipo != FICHERO)
        return NO_QUIERE;
    if (rotulo_lee(m->ruta, true, &r) == 0) {
        x->es = m->formato == ZIP && r.numero_moodle[0] != '\0';
        rotulo_libera(&r);
    }
    return BASTA;
}

static bool nada(void *ctx, const void *p, size_t n)
{
    (void)ctx;
    (void)p;
    (void)n;
    return false;
}

static bool ninguno(void *ctx, const char *ruta)
{
    (void)ctx;
    (void)ruta;
    return false;
}

static bool es_moodle(int fd)
{
    struct moodle x = {.fd = -1};
    struct receptor r = {&x, mira_si_es, nada};
    struct fallo f;

    archivo_cuenta_aparte(fd, &topes_moodle, ninguno, &r, &f);
    return x.es;
}

static void cierra(struct moodle *x)
{
    if (x->fd != -1)
        close(x->fd);
    x->fd = -1;
}

static void no_cabe(struct moodle *x, int error)
{
    struct fuente *v = &x->f->v[x->f->n - 1];

    v->clase = F_MALA;
    fallo_nuestro(&v->fallo, "disco", "al sacarla del zip de Moodle",
                  error);
    cierra(x);
    unlinkat(x->f->base, v->abre, 0);
}

/* Un fichero del zip: «CARPETA/ruta», o «CARPETA_ruta» sin carpetas. */
static enum quiere pon_en_moodle(struct moodle *x, const struct miembro *m)
{
    char primera[NAME_MAX + 1], abre[32];
    size_t k = strcspn(m->ruta, "/");

    snprintf(primera, sizeof primera, "%.*s", (int)k, m->ruta);
    snprintf(abre, sizeof abre, "%06zu", x->f->n);
    struct fuente *v =
        anade(x->f, primera, true, m->ruta[k] == '/' ? primera : m->ruta,
              abre, m->ruta[k] == '/' ? m->ruta + k + 1 : "");
    if (v == NULL)
        return x->error = ENOMEM, BASTA;
    v->cuando = m->cuando;
    if (!de_moodle(v) || !v->de.fichero_moodle) {
        x->error = descarta(x->f, x->sueltos, m->ruta,
                            "no es una entrega de ficheros de Moodle");
        return x->error != 0 ? BASTA : NO_QUIERE;
    }
    if (m->ruta[k] != '/') {
        free(v->ruta);
        if ((v->ruta = strdup(v->de.resto)) == NULL)
            return x->error = ENOMEM, BASTA;
    }
    clasifica(v, v->ruta, m->tamano);
    if (m->ruta[k] != '/' && v->clase == F_ARCHIVO)
        v->ruta[0] = '\0';
    /* Un archivo que no está en el primer nivel no se abre. */
    if (strchr(v->ruta, '/') != NULL && v->clase != F_SUELTO)
        v->clase = F_SUELTO;
    return v->clase == F_MALA ? NO_QUIERE : QUIERE;
}

static enum quiere saca(void *ctx, const struct miembro *m)
{
    struct moodle *x = ctx;
    char *limpia;
    enum ruta r = ruta_limpia(m->ruta, &limpia);

    free(limpia);
    cierra(x);
    if (m->tipo != FICHERO)
        return NO_QUIERE;
    if (r != RUTA_BIEN) {
        x->error = suelto(x->sueltos, m->ruta, "una ruta que no vale");
        return x->error != 0 ? BASTA : NO_QUIERE;
    }
    enum quiere q = pon_en_moodle(x, m);
    if (q != QUIERE)
        return q;
    x->fd =
        openat(x->f->base, x->f->v[x->f->n - 1].abre,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (x->fd != -1)
        return QUIERE;
    no_cabe(x, errno);
    return NO_QUIERE;
}

static bool saca_datos(void *ctx, const void *p, size_t n)
{
    struct moodle *x = ctx;
    int e = x->fd == -1 ? 0 : escribe_todo(x->fd, p, n);

    if (e != 0)
        no_cabe(x, e);
    return true;
}

static bool todos(void *ctx, const char *ruta)
{
    (void)ctx;
    (void)ruta;
    return true;
}

static int lee_moodle(int zip, int trabajo, struct fuentes *f,
                      struct avisos *sueltos, char mal[static 512])
{
    struct moodle x = {.f = f, .sueltos = sueltos, .fd = -1};
    struct receptor r = {&x, saca, saca_datos};
    struct fallo fallo;

    guarda_borra(trabajo, "moodle");
    if (mkdirat(trabajo, "moodle", 0700) == -1)
        return errno;
    if (f->base != -1)
        close(f->base);
    f->base = openat(trabajo, "moodle",
                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (f->base == -1)
        return errno;
    bool bien =
        archivo_cuenta_aparte(zip, &topes_moodle, todos, &r, &fallo);
    cierra(&x);
    if (bien || x.error != 0)
        return x.error;
    snprintf(mal, 512, "el zip de Moodle: %s", fallo.texto);
    return EBADMSG;
}

/* ---- lo uno o lo otro ---- */

/* El zip de Moodle, si lo es lo que se da o lo único que hay dentro; o -1.
 * En base queda la carpeta, si lo es. */
static int busca_moodle(const char *entregas, struct fuentes *f, int *zip)
{
    char unica[NAME_MAX + 1] = "";
    size_t n, base;
    int r = 0;

    *zip = -1;
    f->base = open(entregas, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->base == -1 && errno == ENOTDIR) {
        *zip = abre_normal(AT_FDCWD, entregas);
        r = *zip == -1 ? errno : 0;
        if (r == 0 && !es_moodle(*zip))
            r = ENOTDIR;
    } else if (f->base == -1)
        r = errno;
    else if ((r = cuenta_entradas(f->base, &n, unica)) == 0 && n == 1 &&
             nombre_extension(unica, &base) == EXT_ZIP)
        *zip = abre_normal(f->base, unica);
    if (*zip != -1 && (r != 0 || !es_moodle(*zip))) {
        close(*zip);
        *zip = -1;
    }
    return r;
}

static int por_texto(const void *a, const void *b)
{
    return strcmp(((const struct aviso *)a)->texto,
                  ((const struct aviso *)b)->texto);
}

/* readdir da las entradas en cualquier orden. */
static void ordena(struct fuentes *f, struct avisos *sueltos)
{
    if (f->n > 0)
        qsort(f->v, f->n, sizeof *f->v, en_orden);
    if (sueltos->n > 0)
        qsort(sueltos->v, sueltos->n, sizeof *sueltos->v, por_texto);
}

int fuentes_lee(const char *entregas, int trabajo, struct fuentes *f,
                struct avisos *sueltos, char mal[static 512])
{
    int zip, r;

    *f = (struct fuentes){.base = -1};
    mal[0] = '\0';
    r = busca_moodle(entregas, f, &zip);
    if (r == 0 && zip != -1)
        r = lee_moodle(zip, trabajo, f, sueltos, mal);
    else if (r == 0)
        r = lee_carpeta(f, sueltos);
    if (zip != -1)
        close(zip);
    if (r != 0 && mal[0] == '\0') {
        char x[128];

        error_dicho(r, x);
        snprintf(mal, 512, "%s: %s", entregas, x);
    }
    if (r != 0)
        fuentes_libera(f);
    else
        ordena(f, sueltos);
    return r;
}
