/* informe_alumno.c: lo que recibe cada alumno, en Markdown y en HTML. De una
 * prueba oculta solo se dice que existe, de qué paso es y qué leer. */
#include "informes.h"

#include <string.h>

static const char *marca(const struct nota_prueba *v)
{
    static const char *const marcas[] = {[VALE] = "✓",
                                         [VALE_MENOS] = "◐",
                                         [NO_VALE] = "✗",
                                         [NO_CUENTA] = "–"};

    return marcas[v->vale];
}

/* De lo oculto, una frase fija. */
static const char *titulo(const struct prueba *p)
{
    return p->oculta ? "Una prueba que no se publica" : p->titulo;
}

static const char *mensaje(const struct nota *n, size_t i)
{
    const struct nota_prueba *v = &n->prueba[i];

    if (n->baremo->prueba[i].oculta || v->vale == VALE)
        return NULL;
    if (v->v == NULL || v->v->mensaje == NULL)
        return "No ha dado veredicto, y cuenta como fallada.";
    return v->v->mensaje;
}

static bool leer(const struct nota *n, size_t paso)
{
    long puntos, maximo;

    nota_paso(n, paso, &puntos, &maximo);
    return puntos < maximo && *n->baremo->paso[paso].apartado != '\0';
}

static const char *compilador(const struct nota *n)
{
    const char *c =
        n->evaluacion == NULL ? NULL : n->evaluacion->compilador;

    return c == NULL || *c == '\0' ? NULL : c;
}

/* ------------------------------------------------------------ Markdown -- */

static void prueba_md(const struct nota *n, size_t i, struct tira *t)
{
    const struct nota_prueba *v = &n->prueba[i];
    const char *m = mensaje(n, i);

    tira_compone(t, "- %s %m (%p de %p)\n", marca(v),
                 titulo(&n->baremo->prueba[i]), v->puntos,
                 n->baremo->prueba[i].puntos);
    if (m == NULL)
        return;
    tira_pon(t, "\n  ");
    if (v->variante != NORMAL)
        tira_compone(t, "Con %s: ", saneador(v->variante));
    struct tira una = {0};
    tira_linea(&una, m);
    tira_compone(t, "%m\n\n", una.t == NULL ? "" : una.t);
    tira_libera(&una);
}

static void paso_md(const struct nota *n, size_t paso, struct tira *t)
{
    const struct paso *s = &n->baremo->paso[paso];
    long puntos, maximo;

    nota_paso(n, paso, &puntos, &maximo);
    tira_compone(t, "\n## Paso %z. %m: %p de %p\n\n", paso + 1, s->titulo,
                 puntos, maximo);
    for (size_t i = 0; i < n->baremo->n; i++)
        if (n->baremo->prueba[i].paso == paso)
            prueba_md(n, i, t);
    if (leer(n, paso))
        tira_compone(t, "\nLee el apartado %m, «%m».\n", s->apartado,
                     s->lectura);
}

static void cabeza(const struct nota *n, struct tira *t, const char *con,
                   const char *sin)
{
    if (n->calificada)
        tira_compone(t, con, n->puntos, n->maximo);
    else
        tira_pon(t, sin);
}

static size_t pasos(const struct nota *n)
{
    return n->prueba == NULL || n->baremo == NULL ? 0 : n->baremo->pasos;
}

void nota_md(const struct nota *n, struct tira *t)
{
    tira_compone(t, "# %m%s%m: ", n->entrega->lab,
                 n->baremo == NULL ? "" : ", ",
                 n->baremo == NULL ? NULL : n->baremo->titulo);
    cabeza(n, t, "%p de %p\n\n", "sin calificar\n\n");
    tira_compone(t, "%m\n\n", n->entrega->alumno);
    tira_compone(t, "%m\n", n->motivo);
    for (size_t i = 0; i < pasos(n); i++)
        paso_md(n, i, t);
    if (compilador(n) != NULL) {
        tira_pon(t, "\n## Lo que ha dicho el compilador\n\n");
        tira_md_valla(t, compilador(n));
    }
}

/* ---------------------------------------------------------------- HTML -- */

static void prueba_html(const struct nota *n, size_t i, struct tira *t)
{
    static const char *const clases[] = {[VALE] = "si",
                                         [VALE_MENOS] = "medio",
                                         [NO_VALE] = "no",
                                         [NO_CUENTA] = "nada"};
    const struct nota_prueba *v = &n->prueba[i];
    const char *m = mensaje(n, i);

    tira_compone(t,
                 "<li class=\"%s\"><span class=\"marca\">%s</span> %x "
                 "<span class=\"de\">%p de %p</span>",
                 clases[v->vale], marca(v), titulo(&n->baremo->prueba[i]),
                 v->puntos, n->baremo->prueba[i].puntos);
    if (m != NULL)
        tira_compone(t, "<p>%s%s%s%x</p>",
                     v->variante != NORMAL ? "Con " : "",
                     v->variante != NORMAL ? saneador(v->variante) : "",
                     v->variante != NORMAL ? ": " : "", m);
    tira_pon(t, "</li>\n");
}

static void paso_html(const struct nota *n, size_t paso, struct tira *t)
{
    const struct paso *s = &n->baremo->paso[paso];
    long puntos, maximo;

    nota_paso(n, paso, &puntos, &maximo);
    tira_compone(t,
                 "<h2>Paso %z. %x <span class=\"de\">%p de %p</span></h2>\n"
                 "<ul class=\"resultados\">\n",
                 paso + 1, s->titulo, puntos, maximo);
    for (size_t i = 0; i < n->baremo->n; i++)
        if (n->baremo->prueba[i].paso == paso)
            prueba_html(n, i, t);
    tira_pon(t, "</ul>\n");
    if (leer(n, paso))
        tira_compone(t, "<p class=\"lee\">Lee el apartado %x, «%x».</p>\n",
                     s->apartado, s->lectura);
}

void nota_html(const struct nota *n, const char *estilo, struct tira *t)
{
    tira_compone(t,
                 "<!DOCTYPE html>\n<html lang=\"es\">\n<head>\n"
                 "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                 "content=\"width=device-width,initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n"
                 "<title>%x: %x</title>\n<style>\n%s</style>\n</head>\n"
                 "<body>\n<div class=\"pagina\"><main>\n"
                 "<header class=\"titulo\"><h1>%x</h1>\n"
                 "<p class=\"subtitulo\">%x</p></header>\n",
                 n->entrega->lab, n->entrega->alumno, estilo,
                 n->baremo == NULL ? n->entrega->lab : n->baremo->titulo,
                 n->entrega->alumno);
    cabeza(n, t, "<p class=\"nota\"><strong>%p</strong> de %p</p>\n",
           "<p class=\"nota\">Sin calificar</p>\n");
    tira_compone(t, "<p>%x</p>\n", n->motivo);
    for (size_t i = 0; i < pasos(n); i++)
        paso_html(n, i, t);
    if (compilador(n) != NULL)
        tira_compone(t,
                     "<h2>Lo que ha dicho el compilador</h2>\n"
                     "<pre>%x</pre>\n",
                     compilador(n));
    tira_pon(t, "</main></div>\n</body>\n</html>\n");
}
