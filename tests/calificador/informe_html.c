/* informe_html.c: el informe de quien enseña. Una página, sin guiones, que
 * se imprime; nada se dice solo con un color. */
#include "informes.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------- de una práctica -- */

/* Las notas de la práctica p, una tras otra; NULL cuando no hay más. */
static const struct nota *siguiente(const struct informe *i,
                                    const struct baremo *p, size_t *k)
{
    while (*k < i->notas->n) {
        const struct nota *n = &i->notas->v[(*k)++];

        if (n->baremo == p)
            return n;
    }
    return NULL;
}

static int por_valor(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;

    return x < y ? -1 : x > y;
}

enum { CAJONES = 11, ALTO = 96, ANCHO = 34 };

static void barras(const size_t *cajon, size_t mayor, struct tira *t)
{
    tira_compone(t,
                 "<svg class=\"reparto\" viewBox=\"0 0 %z 132\" "
                 "role=\"img\" aria-label=\"Cuántos hay en cada décima "
                 "parte de la nota:",
                 (size_t)CAJONES * ANCHO);
    for (size_t i = 0; i < CAJONES; i++)
        tira_compone(t, " %z en %z%s", cajon[i], i,
                     i + 1 < CAJONES ? "," : ".");
    tira_pon(t, "\">\n");
    for (size_t i = 0; i < CAJONES; i++) {
        size_t alto = mayor == 0 ? 0 : cajon[i] * ALTO / mayor;
        size_t x = i * ANCHO;

        tira_compone(t,
                     "<rect x=\"%z\" y=\"%z\" width=\"%z\" "
                     "height=\"%z\"/>",
                     x + 2, 16 + ALTO - alto, (size_t)(ANCHO - 4), alto);
        if (cajon[i] > 0)
            tira_compone(t, "<text x=\"%z\" y=\"%z\">%z</text>",
                         x + ANCHO / 2, 12 + ALTO - alto, cajon[i]);
        tira_compone(t, "<text x=\"%z\" y=\"128\">%z</text>\n",
                     x + ANCHO / 2, i);
    }
    tira_pon(t, "</svg>\n");
}

/* La décima parte en la que está la nota; 10 es la máxima. */
static size_t cajon_de(const struct nota *n)
{
    return n->maximo <= 0 ? 0 : (size_t)(n->puntos * 10 / n->maximo);
}

static void reparto(const struct informe *i, const struct baremo *p,
                    struct tira *t)
{
    size_t cajon[CAJONES] = {0}, mayor = 0, cuantas = 0, k = 0;
    long *v = cierto(calloc(i->notas->n + 1, sizeof *v)), total = 0;
    const struct nota *n;

    while ((n = siguiente(i, p, &k)) != NULL) {
        if (!n->calificada)
            continue;
        size_t c = ++cajon[cajon_de(n)];
        mayor = c > mayor ? c : mayor;
        total += n->puntos;
        v[cuantas++] = n->puntos;
    }
    qsort(v, cuantas, sizeof *v, por_valor);
    if (cuantas > 0) {
        long mediana = (v[(cuantas - 1) / 2] + v[cuantas / 2]) / 2;

        tira_compone(t,
                     "<p>%z %s; media, %p; mediana, %p; máximo, %p.</p>\n",
                     cuantas, cuantas == 1 ? "nota" : "notas",
                     total / (long)cuantas, mediana, baremo_maximo(p));
        barras(cajon, mayor, t);
    }
    free(v);
}

/* ---------------------------------------------------- lo que más falla -- */

struct fallada {
    size_t prueba, veces;
};

static int por_veces(const void *x, const void *y)
{
    const struct fallada *a = x, *b = y;

    if (a->veces != b->veces)
        return a->veces > b->veces ? -1 : 1;
    return a->prueba < b->prueba ? -1 : 1;
}

static size_t mas_fallado(const struct informe *i, const struct baremo *p,
                          struct fallada *f)
{
    size_t evaluadas = 0, k = 0;
    const struct nota *n;

    for (size_t j = 0; j < p->n; j++)
        f[j] = (struct fallada){j, 0};
    while ((n = siguiente(i, p, &k)) != NULL) {
        if (n->prueba == NULL)
            continue;
        evaluadas++;
        for (size_t j = 0; j < p->n; j++)
            f[j].veces += n->prueba[j].vale == NO_VALE ||
                          n->prueba[j].vale == VALE_MENOS;
    }
    qsort(f, p->n, sizeof *f, por_veces);
    return evaluadas;
}

static void falladas(const struct informe *i, const struct baremo *p,
                     struct tira *t)
{
    struct fallada *f = cierto(calloc(p->n, sizeof *f));
    size_t evaluadas = mas_fallado(i, p, f);

    if (f[0].veces > 0)
        tira_pon(t, "<h3>Lo que más falla</h3>\n<ol class=\"falladas\">\n");
    for (size_t j = 0; j < p->n && j < 5 && f[j].veces > 0; j++) {
        const struct prueba *x = &p->prueba[f[j].prueba];
        const struct paso *s = &p->paso[x->paso];

        tira_compone(t,
                     "<li>%x <small>(%x, paso «%x»%s)</small>: %z de %z. "
                     "Apartado %x, «%x».</li>\n",
                     x->titulo, x->id, s->titulo,
                     x->oculta ? ", oculta" : "", f[j].veces, evaluadas,
                     s->apartado, s->lectura);
    }
    if (f[0].veces > 0)
        tira_pon(t, "</ol>\n");
    free(f);
}

/* ------------------------------------------------------------ la tabla -- */

static void celda_paso(const struct nota *n, size_t paso, struct tira *t)
{
    long puntos, maximo;

    if (n->prueba == NULL) {
        tira_pon(t, "<td class=\"nada\">—</td>");
        return;
    }
    nota_paso(n, paso, &puntos, &maximo);
    tira_compone(t, "<td class=\"%s\">%p/%p <span>%s</span></td>",
                 puntos == maximo ? "si"
                 : puntos > 0     ? "medio"
                                  : "no",
                 puntos, maximo,
                 puntos == maximo ? "✓"
                 : puntos > 0     ? "◐"
                                  : "✗");
}

/* Una vez cada clave. */
static void claves(const struct nota *n, struct tira *t)
{
    const struct avisos *dos[] = {
        &n->entrega->avisos,
        n->evaluacion == NULL ? NULL : &n->evaluacion->avisos};
    const char *clave;
    bool hay = false;

    for (size_t i = 0; (clave = avisos_clave(i)) != NULL; i++)
        if (avisos_tiene(dos[0], clave) ||
            (dos[1] != NULL && avisos_tiene(dos[1], clave))) {
            tira_compone(t, "%s%x", hay ? ", " : "", clave);
            hay = true;
        }
}

static void fila(const struct nota *n, struct tira *t)
{
    struct tira ruta = {0};

    nota_ruta(n, &ruta);
    tira_pon(t, "<tr><th scope=\"row\"><a href=\"");
    for (const char *p = ruta.t; *p != '\0'; p++)
        if (*p == '%')
            tira_pon(t, "%25");
        else
            tira_mete(t, p, 1);
    tira_compone(t, ".html\">%x</a></th>", n->entrega->alumno);
    if (n->calificada)
        tira_compone(t, "<td class=\"total\">%p</td>", n->puntos);
    else
        tira_pon(t, "<td class=\"total\">—</td>");
    for (size_t s = 0; s < n->baremo->pasos; s++)
        celda_paso(n, s, t);
    tira_compone(t, "<td>%x</td><td>", n->motivo);
    claves(n, t);
    tira_pon(t, "</td></tr>\n");
    tira_libera(&ruta);
}

static void tabla(const struct informe *i, const struct baremo *p,
                  struct tira *t)
{
    const struct nota *n;
    size_t k = 0;

    tira_pon(t, "<div class=\"ancha\"><table class=\"clase\">\n<thead><tr>"
                "<th scope=\"col\">Alumno</th><th scope=\"col\">Nota</th>");
    for (size_t s = 0; s < p->pasos; s++)
        tira_compone(t, "<th scope=\"col\">%z. %x</th>", s + 1,
                     p->paso[s].titulo);
    tira_pon(t, "<th scope=\"col\">Por qué</th>"
                "<th scope=\"col\">Avisos</th></tr></thead>\n<tbody>\n");
    while ((n = siguiente(i, p, &k)) != NULL)
        fila(n, t);
    tira_pon(t, "</tbody></table></div>\n");
}

static void practica(const struct informe *i, const struct baremo *p,
                     struct tira *t)
{
    size_t k = 0;

    if (siguiente(i, p, &k) == NULL)
        return;
    tira_compone(t,
                 "<section>\n<h2 id=\"%x\">%x <span class=\"de\">%x"
                 "</span></h2>\n",
                 p->lab, p->titulo, p->lab);
    reparto(i, p, t);
    falladas(i, p, t);
    tabla(i, p, t);
    tira_pon(t, "</section>\n");
}

/* --------------------------------------------------------- lo de todos -- */

static void filas_de_avisos(struct tira *t, const struct entrega *e,
                            const struct avisos *a)
{
    for (size_t i = 0; i < a->n; i++)
        tira_compone(t,
                     "<tr><td>%x</td><td>%x</td><td>%x</td><td>%x: %x</td>"
                     "</tr>\n",
                     e == NULL ? "—" : e->alumno, e == NULL ? "" : e->lab,
                     a->v[i].clave, avisos_significado(a->v[i].clave),
                     a->v[i].texto);
}

static void avisos(const struct clase *c, struct tira *t)
{
    struct tira f = {0};

    filas_de_avisos(&f, NULL, &c->entregas.avisos);
    for (size_t i = 0; i < c->entregas.n; i++) {
        filas_de_avisos(&f, &c->entregas.v[i], &c->entregas.v[i].avisos);
        if (c->evaluacion[i] != NULL)
            filas_de_avisos(&f, &c->entregas.v[i],
                            &c->evaluacion[i]->avisos);
    }
    if (f.n > 0)
        tira_compone(
            t,
            "<section>\n<h2>Avisos</h2>\n<p>No cambian la nota: "
            "son para mirarlos.</p>\n<div class=\"ancha\"><table>\n"
            "<thead><tr><th>Alumno</th><th>Práctica</th>"
            "<th>Aviso</th><th>Qué es</th></tr></thead>\n<tbody>\n"
            "%s</tbody></table></div>\n</section>\n",
            f.t);
    tira_libera(&f);
}

static void sin_practica(const struct informe *i, struct tira *t)
{
    struct tira f = {0};

    for (size_t k = 0; k < i->notas->n; k++)
        if (i->notas->v[k].baremo == NULL)
            tira_compone(&f, "<li>%x: %x</li>\n",
                         i->notas->v[k].entrega->alumno,
                         i->notas->v[k].motivo);
    if (f.n > 0)
        tira_compone(t,
                     "<section>\n<h2>De ninguna práctica</h2>\n<ul>\n%s"
                     "</ul>\n</section>\n",
                     f.t);
    tira_libera(&f);
}

static void ajustes(const struct clase *c, struct tira *t)
{
    struct tira f = {0};

    for (size_t i = 0; i < c->ajustes; i++)
        if (!c->ajuste[i].usado)
            tira_compone(&f, "<li>%x, %x: %x</li>\n", c->ajuste[i].alumno,
                         c->ajuste[i].lab, c->ajuste[i].motivo);
    if (f.n > 0)
        tira_compone(t,
                     "<section>\n<h2>Ajustes que no son de nadie</h2>\n"
                     "<ul>\n%s</ul>\n</section>\n",
                     f.t);
    tira_libera(&f);
}

static void intentos(const struct clase *c, struct tira *t)
{
    struct tira f = {0};

    for (size_t i = 0; i < c->entregas.n; i++) {
        const struct entrega *e = &c->entregas.v[i];

        if (e->intento > 1 || !e->cuenta)
            tira_compone(&f,
                         "<tr><td>%x</td><td>%x</td><td>%z</td><td>%x</td>"
                         "<td>%s</td></tr>\n",
                         e->alumno, e->lab, (size_t)e->intento, e->origen,
                         e->cuenta ? "último" : "");
    }
    if (f.n > 0)
        tira_compone(t,
                     "<section>\n<h2>Quien entregó más de una vez</h2>\n"
                     "<div class=\"ancha\"><table>\n<thead><tr>"
                     "<th>Alumno</th><th>Práctica</th><th>Intento</th>"
                     "<th>De dónde</th><th></th></tr></thead>\n<tbody>\n%s"
                     "</tbody></table></div>\n</section>\n",
                     f.t);
    tira_libera(&f);
}

static void resumen(const struct informe *i, struct tira *t)
{
    size_t alumnos = 0, sin = 0;

    for (size_t k = 0; k < i->notas->n; k++) {
        const struct nota *n = &i->notas->v[k];

        alumnos += k == 0 ||
                   strcmp(n->entrega->alumno, n[-1].entrega->alumno) != 0;
        sin += !n->calificada;
    }
    tira_compone(t, "<p>%z %s y %z %s", alumnos,
                 alumnos == 1 ? "alumno" : "alumnos", i->notas->n,
                 i->notas->n == 1 ? "práctica" : "prácticas");
    if (sin > 0)
        tira_compone(t, "; <strong>%z sin calificar</strong>", sin);
    tira_pon(t, ".</p>\n");
}

void informe_html(const struct informe *i, struct tira *t)
{
    tira_compone(t,
                 "<!DOCTYPE html>\n<html lang=\"es\">\n<head>\n"
                 "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                 "content=\"width=device-width,initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n"
                 "<title>Notas</title>\n<style>\n%s</style>\n</head>\n"
                 "<body>\n<div class=\"informe\"><main>\n"
                 "<header class=\"titulo\"><h1>Notas</h1></header>\n",
                 i->estilo);
    resumen(i, t);
    for (size_t k = 0; k < i->clase->baremos; k++)
        practica(i, &i->clase->baremo[k], t);
    sin_practica(i, t);
    avisos(i->clase, t);
    intentos(i->clase, t);
    ajustes(i->clase, t);
    tira_pon(t, "</main></div>\n</body>\n</html>\n");
}
