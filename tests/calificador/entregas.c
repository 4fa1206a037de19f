/* entregas.c: de ENTREGAS, las fuentes; y de cada fuente, un saco. */
#define _XOPEN_SOURCE 700
#include "entregas.h"

#include "archivo.h"
#include "carpeta.h"
#include "cosecha.h"
#include "guarda.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void entrega_vacia(struct entrega *e)
{
    free(e->alumno);
    free(e->origen);
    free(e->lab);
    free(e->carpeta);
    free(e->resumen);
    free(e->rechazo);
    avisos_vacia(&e->avisos);
    *e = (struct entrega){0};
}

void entregas_libera(struct entregas *e)
{
    for (size_t i = 0; i < e->n; i++)
        entrega_vacia(&e->v[i]);
    free(e->v);
    avisos_vacia(&e->avisos);
    *e = (struct entregas){0};
}

/* Si el nombre dice lo que es: un aviso en lo que haya salido de él. */
static int avisa_extension(struct cosecha *o, size_t desde,
                           const char *nombre, enum formato formato)
{
    size_t base;
    enum extension e = nombre_extension(nombre, &base);
    int r = 0;

    if (formato == SIN_ARCHIVO || (e == EXT_ZIP) == (formato == ZIP))
        return 0;
    for (size_t i = desde; r == 0 && i < o->n; i++)
        r = avisos_anade(&o->v[i].e.avisos, "extension",
                         "se llama %s y es un %s", nombre + base,
                         formato == ZIP ? "zip" : "tar");
    return r;
}

static const struct topes topes = {SACO_MIEMBROS, 512LL << 20, SACO_BYTES,
                                   200, 60};

static int abre_archivo(struct cosecha *o, const struct fuente *f,
                        int dirfd, const char *abre, const char *origen)
{
    struct saco s;
    int fd = abre_normal(dirfd, abre);
    size_t desde = o->n;
    struct fallo fallo;
    struct stat st;

    saco_crea(&s, o->r->practicas, o->r->lab);
    if (fd == -1 || fstat(fd, &st) == -1)
        fallo_nuestro(&s.fallo, "ilegible", origen, errno);
    else if (st.st_size == 0)
        fallo_pon(&s.fallo, "vacia", "el archivo está vacío");
    else if (st.st_size > FUENTE_MAX)
        fallo_pon(&s.fallo, "grande", "ocupa más de %d MiB",
                  FUENTE_MAX >> 20);
    else {
        struct receptor r = saco_receptor(&s);

        archivo_cuenta_aparte(fd, &topes, saco_interesa, &r, &fallo);
        if (fallo.clave != NULL)
            s.fallo = fallo;
    }
    if (fd != -1)
        close(fd);
    int r = cosecha_de_saco(o, f, origen, &s);
    if (r == 0)
        r = avisa_extension(o, desde, origen, s.formato);
    saco_vacia(&s);
    return r;
}

/* El receptor de una carpeta: el del saco, y además los archivos que hay en
 * su primer nivel. */
struct mirada {
    struct saco s;
    struct receptor saco;
    size_t n;
    char **archivo;
};

static enum quiere apunta_archivo(struct mirada *x, const char *nombre)
{
    char **v = realloc(x->archivo, (x->n + 1) * sizeof *v);

    if (v != NULL)
        x->archivo = v;
    if (v == NULL || (v[x->n] = strdup(nombre)) == NULL) {
        x->s.sin_memoria = true;
        return BASTA;
    }
    x->n++;
    return NO_QUIERE;
}

static enum quiere mira_miembro(void *ctx, const struct miembro *m)
{
    struct mirada *x = ctx;
    size_t base;
    enum extension e = nombre_extension(m->ruta, &base);

    if (m->tipo == FICHERO && strchr(m->ruta, '/') == NULL &&
        (e == EXT_TAR || e == EXT_ZIP) && m->ruta[0] != '.')
        return apunta_archivo(x, m->ruta);
    return x->saco.miembro(x->saco.ctx, m);
}

static bool mira_datos(void *ctx, const void *p, size_t n)
{
    struct mirada *x = ctx;

    return x->saco.datos(x->saco.ctx, p, n);
}

/* Los archivos del primer nivel, si no han dejado de mirarse. */
static int abre_los_de_dentro(struct cosecha *o, const struct fuente *f,
                              int dirfd, struct mirada *x)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < x->n; i++) {
        char *origen =
            junta(f->origen, x->archivo[i], strlen(x->archivo[i]));
        struct fuente suya = *f;
        struct rotulo de;
        struct stat s;

        if (origen != NULL && rotulo_lee(x->archivo[i], false, &de) == 0) {
            if (de.copia > 0)
                suya.de.copia = de.copia;
            rotulo_libera(&de);
        }
        if (fstatat(dirfd, x->archivo[i], &s, AT_SYMLINK_NOFOLLOW) == 0)
            suya.cuando = s.st_mtim.tv_sec;
        r = origen == NULL
                ? ENOMEM
                : abre_archivo(o, &suya, dirfd, x->archivo[i], origen);
        free(origen);
    }
    return r;
}

static int abre_carpeta(struct cosecha *o, const struct fuente *f)
{
    struct mirada x = {0};
    struct receptor r = {&x, mira_miembro, mira_datos};
    struct fallo fallo = {0};
    int fd = openat(o->fuentes.base, f->abre,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int e = 0;

    saco_crea(&x.s, o->r->practicas, o->r->lab);
    x.saco = saco_receptor(&x.s);
    if (fd == -1)
        fallo_nuestro(&fallo, "ilegible", f->origen, errno);
    else
        carpeta_recorre(fd, SACO_MIEMBROS, &r, &fallo);
    if (fallo.clave != NULL)
        x.s.fallo = fallo;
    if (x.n == 0 || x.s.n > 0 || x.s.fallo.clave != NULL || x.s.sin_memoria)
        e = cosecha_de_saco(o, f, f->origen, &x.s);
    if (e == 0 && x.s.fallo.clave == NULL)
        e = abre_los_de_dentro(o, f, fd, &x);
    for (size_t i = 0; i < x.n; i++)
        free(x.archivo[i]);
    free(x.archivo);
    saco_vacia(&x.s);
    if (fd != -1)
        close(fd);
    return e;
}

/* Los ficheros sueltos de un alumno, de desde a hasta, en un saco. */
static int abre_sueltos(struct cosecha *o, size_t desde, size_t hasta)
{
    struct fuente *v = o->fuentes.v;
    struct saco s;
    size_t primero = hasta;
    bool hay_archivos = false;
    int r = 0;

    saco_crea(&s, o->r->practicas, o->r->lab);
    struct receptor x = saco_receptor(&s);
    for (size_t i = desde; i < hasta && s.fallo.clave == NULL; i++) {
        struct fallo f = {0};

        hay_archivos = hay_archivos || v[i].clase == F_ARCHIVO;
        if (v[i].clase != F_SUELTO)
            continue;
        if (primero == hasta)
            primero = i;
        if (v[i].cuando > v[primero].cuando)
            v[primero].cuando = v[i].cuando;
        size_t antes = s.n;
        carpeta_fichero(o->fuentes.base, v[i].abre, v[i].ruta, &x, &f);
        if (s.n > antes)
            s.v[antes].cuando = v[i].cuando;
        if (f.clave != NULL)
            s.fallo = f;
    }
    /* Un LEEME al lado del archivo no es otro intento. */
    if (primero < hasta && (s.n > 0 || s.fallo.clave != NULL ||
                            s.sin_memoria || !hay_archivos))
        r = cosecha_de_saco(o, &v[primero], v[primero].origen, &s);
    saco_vacia(&s);
    return r;
}

static int abre_fuente(struct cosecha *o, const struct fuente *f)
{
    switch (f->clase) {
    case F_CARPETA:
        return abre_carpeta(o, f);
    case F_ARCHIVO: {
        bool dentro = f->ruta[0] != '\0' && f->de.numero_moodle[0] != '\0';
        char *origen =
            junta(f->origen, f->ruta, dentro ? strlen(f->ruta) : 0);
        int r = origen == NULL
                    ? ENOMEM
                    : abre_archivo(o, f, o->fuentes.base, f->abre, origen);

        free(origen);
        return r;
    }
    case F_MALA:
        return cosecha_rechazada(o, f, f->origen, o->r->lab, &f->fallo);
    default:
        return 0;
    }
}

static int abre_todas(struct cosecha *o)
{
    struct fuente *v = o->fuentes.v;
    size_t fin;
    int r = 0;

    for (size_t i = 0; r == 0 && i < o->fuentes.n; i = fin) {
        if (o->r->para != NULL && o->r->para())
            return ECANCELED;
        for (fin = i; fin < o->fuentes.n && fuente_misma(&v[i], &v[fin]);)
            fin++;
        r = abre_sueltos(o, i, fin);
        for (size_t j = i; r == 0 && j < fin; j++)
            r = abre_fuente(o, &v[j]);
    }
    return r;
}

static int abre_trabajo(const char *ruta, int *fd, char mal[static 512])
{
    char x[128];

    if (mkdir(ruta, 0700) == 0 || errno == EEXIST)
        *fd = open(ruta, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd != -1)
        return 0;
    int r = errno;
    error_dicho(r, x);
    snprintf(mal, 512, "%s: %s", ruta, x);
    return r;
}

int entregas_recoge(const struct recogida *r, struct entregas *e,
                    char mal[static 512])
{
    struct cosecha o = {.r = r, .trabajo = -1, .fuentes = {.base = -1}};

    *e = (struct entregas){0};
    mal[0] = '\0';
    int x = abre_trabajo(r->trabajo, &o.trabajo, mal);
    if (x == 0)
        x = fuentes_lee(r->entregas, o.trabajo, &o.fuentes, &e->avisos,
                        mal);
    if (x == 0)
        x = abre_todas(&o);
    if (x == 0)
        x = cosecha_acaba(&o, e);
    if (x != 0 && mal[0] == '\0')
        error_dicho(x, mal);
    for (size_t i = 0; i < o.n; i++) {
        entrega_vacia(&o.v[i].e);
        free(o.v[i].numero_moodle);
    }
    free(o.v);
    fuentes_libera(&o.fuentes);
    if (o.trabajo != -1) {
        guarda_borra(o.trabajo, "moodle");
        close(o.trabajo);
    }
    if (x != 0)
        entregas_libera(e);
    return x;
}
