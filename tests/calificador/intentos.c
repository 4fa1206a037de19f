/* intentos.c: en qué orden van las entregas, y cuál cuenta. */
#include "cosecha.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int numera_todas(struct cosecha *o)
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
static int separa_homonimos(struct cosecha *o)
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

int cosecha_acaba(struct cosecha *o, struct entregas *e)
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
