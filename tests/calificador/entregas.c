/* entregas.c: de una fuente, un saco; de un saco, las entregas que hay en él;
 * y de todas, cuál cuenta. */
#define _XOPEN_SOURCE 700
#include "entregas.h"

#include "archivo.h"
#include "carpeta.h"
#include "fuentes.h"
#include "guarda.h"
#include "saco.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Una entrega, y lo que hace falta para ordenarla. */
struct borrador {
    struct entrega e;
    char *numero_moodle;
    int copia;
};

struct obra {
    const struct recogida *r;
    int trabajo;
    struct fuentes fuentes;
    size_t n;
    struct borrador *v;
};

static void entrega_vacia(struct entrega *e)
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

/* ---- una entrega más ---- */

/* origen, seguido de «/» y algo más si hay algo más. */
static char *junta(const char *a, const char *b, size_t n)
{
    char *s = malloc(strlen(a) + n + 2);

    if (s != NULL)
        sprintf(s, n > 0 ? "%s/%.*s" : "%s%.*s", a, (int)n, b);
    return s;
}

/* NULL, sin memoria. */
static struct borrador *anade(struct obra *o, const struct fuente *f,
                              const char *origen, const struct practica *p)
{
    struct borrador *b = realloc(o->v, (o->n + 1) * sizeof *b);

    if (b == NULL)
        return NULL;
    o->v = b;
    b += o->n++;
    *b = (struct borrador){.copia = f->de.copia};
    b->numero_moodle = strdup(f->de.numero_moodle);
    b->e = (struct entrega){.alumno = strdup(f->de.alumno),
                            .origen = strdup(origen),
                            .lab = p == NULL ? NULL : strdup(p->nombre),
                            .cuando = f->cuando};
    return b->numero_moodle == NULL || b->e.alumno == NULL ||
                   b->e.origen == NULL || (p != NULL && b->e.lab == NULL)
               ? NULL
               : b;
}

static int rechaza(struct entrega *e, const struct fallo *f)
{
    e->rechazo = strdup(f->texto);
    e->imposible = f->imposible;
    if (e->rechazo == NULL)
        return ENOMEM;
    return avisos_anade(&e->avisos, f->clave, "%s", f->texto);
}

static int anade_rechazada(struct obra *o, const struct fuente *f,
                           const char *origen, const struct practica *p,
                           const struct fallo *fallo)
{
    struct borrador *b = anade(o, f, origen, p);

    return b == NULL ? ENOMEM : rechaza(&b->e, fallo);
}

/* ---- una práctica de un saco ---- */

/* Los hallados de una carpeta: van de desde a hasta, por ruta. */
struct grupo {
    const struct saco *s;
    const struct practica *p;
    size_t desde, hasta;
};

static const char *nombre_de(const struct hallado *h)
{
    return h->ruta + h->sitio.raiz + (h->sitio.raiz > 0);
}

/* Con el mismo nombre, o uno que en otro sistema sería el mismo. */
static int busca_doble(const struct grupo *g, const struct fichero *f,
                       bool *doble)
{
    size_t n = 0;

    *doble = false;
    for (size_t i = g->desde; i < g->hasta; i++) {
        char *plegado = nombre_pliega(nombre_de(&g->s->v[i]));

        if (plegado == NULL)
            return ENOMEM;
        n += strcmp(plegado, f->nombre) == 0;
        free(plegado);
    }
    *doble = n > 1;
    return 0;
}

static const struct hallado *busca(const struct grupo *g,
                                   const struct fichero *f)
{
    for (size_t i = g->desde; i < g->hasta; i++)
        if (g->s->v[i].sitio.fichero == f)
            return &g->s->v[i];
    return NULL;
}

/* Iguales sin contar los retornos de carro de Windows. */
static bool iguales(const struct fichero *f, const struct hallado *h)
{
    size_t i = 0, j = 0;

    for (;; i++, j++) {
        while (i < f->n && f->texto[i] == '\r')
            i++;
        while (j < h->n && h->datos[j] == '\r')
            j++;
        if (i == f->n || j == h->n)
            return i == f->n && j == h->n;
        if (f->texto[i] != h->datos[j])
            return false;
    }
}

static bool es_cabecera(const char *nombre)
{
    size_t n = strlen(nombre);

    return n > 2 && strcmp(nombre + n - 2, ".h") == 0;
}

/* Qué se usa de un fichero, y qué hay que avisar. */
static int elige(const struct grupo *g, const struct fichero *f,
                 struct entrega *e, struct pieza *x)
{
    const struct hallado *h = busca(g, f);
    int r = 0;

    *x = (struct pieza){f->nombre, f->texto, f->n};
    if (h != NULL && h->tipo != FICHERO) {
        r = avisos_anade(&e->avisos,
                         h->tipo == ENLACE ? "enlace" : "especial",
                         "%s no es un fichero normal", f->nombre);
        h = NULL;
    }
    if (r == 0 && h == NULL && f->suyo)
        r = avisos_anade(&e->avisos, "falta",
                         "falta %s: se usa el del esqueleto", f->nombre);
    if (h == NULL || r != 0)
        return r;
    if (!f->suyo && !iguales(f, h))
        r = es_cabecera(f->nombre)
                ? avisos_anade(&e->avisos, "contrato",
                               "%s no es como la del curso, que es la que "
                               "se usa",
                               f->nombre)
                : avisos_anade(&e->avisos, "dado",
                               "%s venía hecho y lo ha cambiado",
                               f->nombre);
    if (f->suyo || !es_cabecera(f->nombre))
        *x = (struct pieza){f->nombre, h->datos, h->n};
    return r;
}

/* Los nombres de lo que no es de la práctica, hasta unos cuantos. */
static int avisa_ignorados(const struct grupo *g, struct avisos *a)
{
    enum { CUANTOS = 8 };
    char lista[CUANTOS * (CORTO + 4)] = "", corto[CORTO];
    size_t n = 0, van = 0;

    for (size_t i = g->desde; i < g->hasta; i++) {
        if (g->s->v[i].sitio.fichero != NULL)
            continue;
        if (n++ < CUANTOS)
            van += (size_t)sprintf(
                lista + van, "%s%s", van > 0 ? ", " : "",
                nombre_corto(nombre_de(&g->s->v[i]), corto));
    }
    if (n == 0)
        return 0;
    return n <= CUANTOS
               ? avisos_anade(a, "ignorado", "no son de la práctica: %s",
                              lista)
               : avisos_anade(a, "ignorado",
                              "no son de la práctica: %s y %zu más", lista,
                              n - CUANTOS);
}

/* Deja en x lo que hay que guardar; en f, por qué no hay nada. */
static int reune(const struct grupo *g, struct entrega *e, struct pieza *x,
                 struct fallo *f)
{
    bool alguno = false, doble;
    int r = avisa_ignorados(g, &e->avisos);

    for (size_t i = 0; r == 0 && i < g->p->n; i++) {
        const struct fichero *k = &g->p->fichero[i];
        const struct hallado *h = busca(g, k);

        alguno = alguno || (k->suyo && h != NULL && h->tipo == FICHERO);
        r = busca_doble(g, k, &doble);
        if (r == 0 && doble)
            fallo_pon(f, "doble",
                      "%s viene dos veces: no se sabe cuál cuenta",
                      k->nombre);
        if (r == 0)
            r = elige(g, k, e, &x[i]);
    }
    if (!alguno && f->clave == NULL)
        fallo_pon(f, "vacia", "no trae ningún fichero de %s que evaluar",
                  g->p->nombre);
    return r;
}

/* Dónde se deja: igual para la misma entrega, haya las que haya. */
static void nombra_carpeta(const struct entrega *e,
                           const struct borrador *b, char sale[128])
{
    char x[RESUMEN + 1];
    struct pieza v[] = {{"1", e->alumno, strlen(e->alumno)},
                        {"2", b->numero_moodle, strlen(b->numero_moodle)},
                        {"3", e->origen, strlen(e->origen)},
                        {"4", e->lab, strlen(e->lab)}};

    guarda_resume(v, sizeof v / sizeof *v, x);
    snprintf(sale, 128, "%.60s-%.16s", e->lab, x);
}

static int guarda(struct obra *o, struct borrador *b, struct pieza *x,
                  size_t n)
{
    char nombre[128], resumen[RESUMEN + 1];
    struct fallo f;

    nombra_carpeta(&b->e, b, nombre);
    int r = guarda_escribe(o->trabajo, nombre, x, n);
    if (r != 0) {
        fallo_nuestro(&f, "disco", "no se ha podido guardar", r);
        return rechaza(&b->e, &f);
    }
    guarda_resume(x, n, resumen);
    b->e.resumen = strdup(resumen);
    b->e.carpeta = junta(o->r->trabajo, nombre, strlen(nombre));
    return b->e.resumen == NULL || b->e.carpeta == NULL ? ENOMEM : 0;
}

static long long mas_nuevo(const struct grupo *g)
{
    long long t = -1;

    for (size_t i = g->desde; i < g->hasta; i++)
        if (g->s->v[i].datos != NULL && g->s->v[i].cuando > t)
            t = g->s->v[i].cuando;
    return t;
}

static int avisa_raro(const struct saco *s, struct avisos *a)
{
    char corto[CORTO];

    return s->raro == NULL
               ? 0
               : avisos_anade(a, "nombre",
                              "hay nombres que no son texto: %s",
                              nombre_corto(s->raro, corto));
}

static int de_grupo(struct obra *o, const struct fuente *f,
                    const char *origen, const struct grupo *g)
{
    const struct hallado *h = &g->s->v[g->desde];
    char *suyo = junta(origen, h->ruta, h->sitio.raiz);
    struct borrador *b = suyo == NULL ? NULL : anade(o, f, suyo, g->p);
    struct pieza *x = calloc(g->p->n, sizeof *x);
    struct fallo fallo = g->s->fallo;
    int r = b == NULL || x == NULL ? ENOMEM : 0;

    if (r == 0 && f->cuando == -1)
        b->e.cuando = mas_nuevo(g);
    if (r == 0)
        r = avisa_raro(g->s, &b->e.avisos);
    if (r == 0 && fallo.clave == NULL)
        r = reune(g, &b->e, x, &fallo);
    if (r == 0)
        r = fallo.clave != NULL ? rechaza(&b->e, &fallo)
                                : guarda(o, b, x, g->p->n);
    free(x);
    free(suyo);
    return r;
}

/* ---- las prácticas de un saco ---- */

static int por_carpeta(const struct hallado *a, const struct hallado *b)
{
    size_t na = a->sitio.raiz, nb = b->sitio.raiz;
    int r = strncmp(a->ruta, b->ruta, na < nb ? na : nb);

    return r != 0 ? r : (na > nb) - (na < nb);
}

/* Por práctica, y dentro, por carpeta: lo suelto, detrás. */
static int por_sitio(const void *pa, const void *pb)
{
    const struct hallado *a = pa, *b = pb;
    int r = strcmp(a->sitio.practica->nombre, b->sitio.practica->nombre);

    if (r == 0)
        r = a->sitio.suelto - b->sitio.suelto;
    if (r == 0)
        r = por_carpeta(a, b);
    return r != 0 ? r : strcmp(a->ruta, b->ruta);
}

static bool misma_carpeta(const struct hallado *a, const struct hallado *b)
{
    return a->sitio.practica == b->sitio.practica &&
           a->sitio.suelto == b->sitio.suelto &&
           a->sitio.raiz == b->sitio.raiz &&
           memcmp(a->ruta, b->ruta, a->sitio.raiz) == 0;
}

/* Por qué no hay ninguna práctica en el saco. */
static void explica(const struct obra *o, const struct saco *s,
                    struct fallo *f)
{
    char corto[CORTO];

    if (s->n > 0)
        fallo_pon(f, "otra", "trae %s, y se pedía %s",
                  s->v[0].sitio.practica->nombre, o->r->lab->nombre);
    else if (s->enlazada != NULL)
        fallo_pon(f, "enlace", "%s es un enlace, y no se sigue",
                  nombre_corto(s->enlazada, corto));
    else if (s->archivo != NULL)
        fallo_pon(f, "anidado",
                  "solo trae otro archivo dentro (%s), que no se abre",
                  nombre_corto(s->archivo, corto));
    else if (!s->hay)
        fallo_pon(f, "vacia", "está vacía");
    else if (o->r->lab != NULL)
        fallo_pon(f, "vacia", "no trae nada de %s", o->r->lab->nombre);
    else if (s->perdido != NULL)
        fallo_pon(f, "vacia",
                  "%s no está en la carpeta de su práctica: para que valga "
                  "suelto hay que pedir una (LAB=…)",
                  nombre_corto(s->perdido, corto));
    else
        fallo_pon(f, "vacia",
                  "no trae ninguna carpeta que se llame como una práctica");
}

/* Las entregas que hay en el saco; si no hay ninguna, una que lo dice. */
static int de_saco(struct obra *o, const struct fuente *f,
                   const char *origen, struct saco *s)
{
    const struct practica *lab = o->r->lab;
    const struct practica *con_carpeta = NULL;
    struct fallo fallo = s->fallo;
    size_t hechas = 0, fin;
    int r = s->sin_memoria ? ENOMEM : 0;

    if (s->n > 0)
        qsort(s->v, s->n, sizeof *s->v, por_sitio);
    for (size_t i = 0; r == 0 && i < s->n; i = fin) {
        const struct sitio *x = &s->v[i].sitio;
        struct grupo g = {s, x->practica, i, i};

        for (fin = i; fin < s->n && misma_carpeta(&s->v[i], &s->v[fin]);)
            fin++;
        g.hasta = fin;
        if ((lab != NULL && x->practica != lab) ||
            (x->suelto && con_carpeta == lab))
            continue;
        r = de_grupo(o, f, origen, &g);
        con_carpeta = x->suelto ? NULL : x->practica;
        hechas++;
    }
    if (r != 0 || hechas > 0)
        return r;
    if (fallo.clave == NULL)
        explica(o, s, &fallo);
    return anade_rechazada(o, f, origen, lab, &fallo);
}

/* ---- abrir una fuente ---- */

/* Si el nombre dice lo que es: un aviso en lo que haya salido de él. */
static int avisa_extension(struct obra *o, size_t desde, const char *nombre,
                           enum formato formato)
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

static int abre_archivo(struct obra *o, const struct fuente *f, int dirfd,
                        const char *abre, const char *origen)
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
    int r = de_saco(o, f, origen, &s);
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
static int abre_los_de_dentro(struct obra *o, const struct fuente *f,
                              int dirfd, struct mirada *x)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < x->n; i++) {
        char *origen =
            junta(f->origen, x->archivo[i], strlen(x->archivo[i]));
        struct fuente suya = *f;
        struct stat s;

        if (fstatat(dirfd, x->archivo[i], &s, AT_SYMLINK_NOFOLLOW) == 0)
            suya.cuando = s.st_mtim.tv_sec;
        r = origen == NULL
                ? ENOMEM
                : abre_archivo(o, &suya, dirfd, x->archivo[i], origen);
        free(origen);
    }
    return r;
}

static int abre_carpeta(struct obra *o, const struct fuente *f)
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
        e = de_saco(o, f, f->origen, &x.s);
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
static int abre_sueltos(struct obra *o, size_t desde, size_t hasta)
{
    struct fuente *v = o->fuentes.v;
    struct saco s;
    size_t primero = hasta;
    int r = 0;

    saco_crea(&s, o->r->practicas, o->r->lab);
    struct receptor x = saco_receptor(&s);
    for (size_t i = desde; i < hasta && s.fallo.clave == NULL; i++) {
        struct fallo f = {0};

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
    if (primero < hasta)
        r = de_saco(o, &v[primero], v[primero].origen, &s);
    saco_vacia(&s);
    return r;
}

static int abre_fuente(struct obra *o, const struct fuente *f)
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
        return anade_rechazada(o, f, f->origen, o->r->lab, &f->fallo);
    default:
        return 0;
    }
}

static int abre_todas(struct obra *o)
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

/* ---- los intentos ---- */

static int entre(long long a, long long b)
{
    return (a > b) - (a < b);
}

static int en_orden(const void *pa, const void *pb)
{
    const struct borrador *a = pa, *b = pb;
    int r = strcmp(a->e.alumno, b->e.alumno);

    if (r == 0)
        r = strcmp(a->numero_moodle, b->numero_moodle);
    if (r == 0)
        r = strcmp(a->e.lab == NULL ? "" : a->e.lab,
                   b->e.lab == NULL ? "" : b->e.lab);
    if (r == 0)
        r = entre(a->copia, b->copia);
    if (r == 0)
        r = entre(a->e.cuando, b->e.cuando);
    return r != 0 ? r : strcmp(a->e.origen, b->e.origen);
}

static bool mismo_alumno(const struct borrador *a, const struct borrador *b)
{
    return strcmp(a->e.alumno, b->e.alumno) == 0 &&
           strcmp(a->numero_moodle, b->numero_moodle) == 0;
}

static bool misma_practica(const struct borrador *a,
                           const struct borrador *b)
{
    return mismo_alumno(a, b) && (a->e.lab == NULL) == (b->e.lab == NULL) &&
           (a->e.lab == NULL || strcmp(a->e.lab, b->e.lab) == 0);
}

/* v[0..n) son los intentos de un alumno y una práctica. */
static int numera(struct borrador *v, size_t n)
{
    size_t cual = n - 1;

    for (size_t i = 0; i < n; i++)
        v[i].e.intento = (int)i + 1;
    if (v[cual].e.rechazo != NULL && !v[cual].e.imposible)
        while (cual > 0 && v[cual].e.rechazo != NULL)
            cual--;
    if (v[cual].e.rechazo != NULL)
        cual = n - 1;
    v[cual].e.cuenta = true;
    return cual == n - 1 ? 0
                         : avisos_anade(&v[cual].e.avisos, "anterior",
                                        "la última no se puede evaluar: %s",
                                        v[n - 1].e.rechazo);
}

static int mas_tarde(const struct borrador *a, const struct borrador *b)
{
    int r = entre(a->copia, b->copia);

    return r != 0 ? r : entre(a->e.cuando, b->e.cuando);
}

/* v[0..n) son de un alumno, y sin es el último de los que no se sabe de qué
 * práctica son: no cuenta, pero si es posterior a algo que cuenta, se dice. */
static int avisa_de_la_ultima(struct borrador *v, size_t n,
                              struct borrador *sin)
{
    int r = 0;

    sin->e.cuenta = false;
    for (size_t i = 0; r == 0 && i < n; i++)
        if (v[i].e.cuenta && mas_tarde(sin, &v[i]) > 0 &&
            !avisos_tiene(&v[i].e.avisos, "anterior"))
            r = avisos_anade(&v[i].e.avisos, "anterior",
                             "la última no se puede evaluar: %s",
                             sin->e.rechazo);
    return r;
}

static int numera_alumno(struct borrador *v, size_t n)
{
    size_t fin, sabido = 0;
    int r = 0;

    for (size_t i = 0; r == 0 && i < n; i = fin) {
        for (fin = i; fin < n && misma_practica(&v[i], &v[fin]);)
            fin++;
        r = numera(&v[i], fin - i);
        if (v[i].e.lab == NULL)
            sabido = fin;
    }
    if (r == 0 && sabido > 0 && sabido < n)
        r = avisa_de_la_ultima(v + sabido, n - sabido, &v[sabido - 1]);
    return r;
}

static int numera_todas(struct obra *o)
{
    size_t fin;
    int r = 0;

    for (size_t i = 0; r == 0 && i < o->n; i = fin) {
        for (fin = i; fin < o->n && mismo_alumno(&o->v[i], &o->v[fin]);)
            fin++;
        r = numera_alumno(&o->v[i], fin - i);
    }
    return r;
}

static int distingue(struct borrador *b)
{
    char *s = NULL;

    if (b->numero_moodle[0] != '\0') {
        s = malloc(strlen(b->e.alumno) + strlen(b->numero_moodle) + 4);
        if (s == NULL)
            return ENOMEM;
        sprintf(s, "%s (%s)", b->e.alumno, b->numero_moodle);
    }
    if (avisos_anade(&b->e.avisos, "homonimo",
                     "hay otra entrega de «%s», y no es suya",
                     b->e.alumno) != 0) {
        free(s);
        return ENOMEM;
    }
    if (s != NULL) {
        free(b->e.alumno);
        b->e.alumno = s;
    }
    return 0;
}

/* Los que se llaman igual y son otros, con su número de Moodle detrás. */
static int separa_homonimos(struct obra *o)
{
    size_t fin;
    int r = 0;

    for (size_t i = 0; r == 0 && i < o->n; i = fin) {
        bool otro = false;

        for (fin = i; fin < o->n &&
                      strcmp(o->v[i].e.alumno, o->v[fin].e.alumno) == 0;
             fin++)
            otro = otro || !mismo_alumno(&o->v[i], &o->v[fin]);
        for (size_t j = i; r == 0 && otro && j < fin; j++)
            r = distingue(&o->v[j]);
    }
    return r;
}

static int por_alumno(const void *pa, const void *pb)
{
    const struct entrega *a = pa, *b = pb;
    int r = strcmp(a->alumno, b->alumno);

    if (r == 0)
        r = strcmp(a->lab == NULL ? "" : a->lab,
                   b->lab == NULL ? "" : b->lab);
    return r != 0 ? r : a->intento - b->intento;
}

static int acaba(struct obra *o, struct entregas *e)
{
    int r;

    if (o->n == 0)
        return 0;
    qsort(o->v, o->n, sizeof *o->v, en_orden);
    if ((r = numera_todas(o)) != 0 || (r = separa_homonimos(o)) != 0)
        return r;
    e->v = calloc(o->n, sizeof *e->v);
    if (e->v == NULL)
        return ENOMEM;
    for (size_t i = 0; i < o->n; i++) {
        e->v[i] = o->v[i].e;
        o->v[i].e = (struct entrega){0};
    }
    e->n = o->n;
    qsort(e->v, e->n, sizeof *e->v, por_alumno);
    return 0;
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
    struct obra o = {.r = r, .trabajo = -1, .fuentes = {.base = -1}};

    *e = (struct entregas){0};
    mal[0] = '\0';
    int x = abre_trabajo(r->trabajo, &o.trabajo, mal);
    if (x == 0)
        x = fuentes_lee(r->entregas, o.trabajo, &o.fuentes, &e->avisos,
                        mal);
    if (x == 0)
        x = abre_todas(&o);
    if (x == 0)
        x = acaba(&o, e);
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
