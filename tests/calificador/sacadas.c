/* sacadas.c: de un saco, las entregas que hay en él, ya en disco. */
#include "cosecha.h"

#include "guarda.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- una entrega más ---- */

char *junta(const char *a, const char *b, size_t n)
{
    char *s = malloc(strlen(a) + n + 2);

    if (s != NULL)
        sprintf(s, n > 0 ? "%s/%.*s" : "%s%.*s", a, (int)n, b);
    return s;
}

/* NULL, sin memoria. */
static struct borrador *anade(struct cosecha *o, const struct fuente *f,
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

int cosecha_rechazada(struct cosecha *o, const struct fuente *f,
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

static int guarda(struct cosecha *o, struct borrador *b, struct pieza *x,
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

static int de_grupo(struct cosecha *o, const struct fuente *f,
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
static void explica(const struct cosecha *o, const struct saco *s,
                    struct fallo *f)
{
    char corto[CORTO];

    if (s->n > 0 && o->r->lab != NULL)
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

int cosecha_de_saco(struct cosecha *o, const struct fuente *f,
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
    return cosecha_rechazada(o, f, origen, lab, &fallo);
}
