/* informe_json.c: todo, en JSON, y el results.json de Gradescope. Cada
 * cadena se limpia: jansson no admite lo que no es UTF-8. */
#include "evaluacion.h"
#include "informes.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const valores[] = {
    [VALE] = "si",
    [VALE_MENOS] = "menos",
    [NO_VALE] = "no",
    [NO_CUENTA] = "no-cuenta",
};

static json_t *cadena(const char *s)
{
    char *l = limpio(s);
    json_t *j = cierto(l == NULL ? json_null() : json_string(l));

    free(l);
    return j;
}

static json_t *numero(long centesimas)
{
    return cierto(json_real((double)centesimas / 100));
}

static json_t *entero(long n)
{
    return cierto(json_integer(n));
}

static json_t *logico(bool b)
{
    return json_boolean(b);
}

/* pon(j, "clave", valor): el valor pasa a ser de j. */
static void pon(json_t *j, const char *clave, json_t *valor)
{
    if (json_object_set_new(j, clave, valor) != 0)
        cierto(NULL);
}

static void mete(json_t *lista, json_t *valor)
{
    if (json_array_append_new(lista, valor) != 0)
        cierto(NULL);
}

static json_t *objeto(void)
{
    return cierto(json_object());
}

static json_t *lista(void)
{
    return cierto(json_array());
}

static void vuelca(json_t *j, struct tira *t)
{
    char *s =
        cierto(json_dumps(j, JSON_INDENT(1) | JSON_REAL_PRECISION(9)));

    tira_pon(t, s);
    tira_pon(t, "\n");
    free(s);
    json_decref(j);
}

/* ---------------------------------------------------------------- todo -- */

static json_t *una_practica(const struct baremo *p)
{
    json_t *j = objeto(), *pasos = lista(), *pruebas = lista();

    for (size_t i = 0; i < p->pasos; i++) {
        json_t *s = objeto();

        pon(s, "id", cadena(p->paso[i].id));
        pon(s, "titulo", cadena(p->paso[i].titulo));
        pon(s, "apartado", cadena(p->paso[i].apartado));
        pon(s, "lectura", cadena(p->paso[i].lectura));
        mete(pasos, s);
    }
    for (size_t i = 0; i < p->n; i++) {
        json_t *s = objeto();

        pon(s, "id", cadena(p->prueba[i].id));
        pon(s, "titulo", cadena(p->prueba[i].titulo));
        pon(s, "paso", cadena(p->paso[p->prueba[i].paso].id));
        pon(s, "puntos", numero(p->prueba[i].puntos));
        pon(s, "oculta", logico(p->prueba[i].oculta));
        mete(pruebas, s);
    }
    pon(j, "lab", cadena(p->lab));
    pon(j, "titulo", cadena(p->titulo));
    pon(j, "maximo", numero(baremo_maximo(p)));
    pon(j, "pasos", pasos);
    pon(j, "pruebas", pruebas);
    return j;
}

static json_t *una_prueba(const struct nota *n, size_t i)
{
    const struct nota_prueba *v = &n->prueba[i];
    json_t *j = objeto();

    pon(j, "id", cadena(n->baremo->prueba[i].id));
    pon(j, "vale", cadena(valores[v->vale]));
    pon(j, "puntos", numero(v->puntos));
    pon(j, "fin",
        cadena(fin_nombre(v->v == NULL ? FIN_SIN_VEREDICTO : v->v->fin)));
    pon(j, "variante", cadena(variante_nombre(v->variante)));
    pon(j, "causa", cadena(v->v == NULL ? NULL : v->v->causa));
    pon(j, "mensaje", cadena(v->v == NULL ? NULL : v->v->mensaje));
    return j;
}

static void mete_avisos(json_t *l, const struct avisos *a)
{
    for (size_t i = 0; i < a->n; i++) {
        json_t *j = objeto();

        pon(j, "aviso", cadena(a->v[i].clave));
        pon(j, "texto", cadena(a->v[i].texto));
        mete(l, j);
    }
}

static json_t *un_ajuste(const struct ajuste *a)
{
    if (a == NULL)
        return json_null();
    json_t *j = objeto();
    pon(j, "alumno", cadena(a->alumno));
    pon(j, "lab", cadena(a->lab));
    pon(j, "modo", cadena(a->fija ? "fija" : "suma"));
    pon(j, "puntos", numero(a->puntos));
    pon(j, "motivo", cadena(a->motivo));
    return j;
}

static json_t *una_nota(const struct nota *n)
{
    json_t *j = objeto(), *pruebas = lista(), *avisos = lista();

    for (size_t i = 0; n->prueba != NULL && i < n->baremo->n; i++)
        mete(pruebas, una_prueba(n, i));
    mete_avisos(avisos, &n->entrega->avisos);
    if (n->evaluacion != NULL)
        mete_avisos(avisos, &n->evaluacion->avisos);
    pon(j, "alumno", cadena(n->entrega->alumno));
    pon(j, "lab", cadena(n->entrega->lab));
    pon(j, "origen", cadena(n->entrega->origen));
    pon(j, "intento", entero(n->entrega->intento));
    pon(j, "intentos", entero((long)n->intentos));
    pon(j, "estado", cadena(nota_estado(n)));
    pon(j, "puntos", n->calificada ? numero(n->puntos) : json_null());
    pon(j, "maximo", numero(n->maximo));
    pon(j, "suma", numero(n->suma));
    pon(j, "dias_tarde", entero(n->dias));
    pon(j, "perdido", numero(n->perdido));
    pon(j, "ajuste", un_ajuste(n->ajuste));
    pon(j, "motivo", cadena(n->motivo));
    pon(j, "compilador",
        cadena(n->evaluacion == NULL ? NULL : n->evaluacion->compilador));
    pon(j, "pruebas", pruebas);
    pon(j, "avisos", avisos);
    return j;
}

static json_t *una_entrega(const struct entrega *e)
{
    json_t *j = objeto();

    pon(j, "alumno", cadena(e->alumno));
    pon(j, "lab", cadena(e->lab));
    pon(j, "origen", cadena(e->origen));
    pon(j, "intento", entero(e->intento));
    pon(j, "ultima", logico(e->cuenta));
    pon(j, "rechazo", cadena(e->rechazo));
    return j;
}

void informe_json(const struct informe *i, struct tira *t)
{
    const struct clase *c = i->clase;
    json_t *j = objeto(), *practicas = lista(), *notas = lista(),
           *entregas = lista(), *avisos = lista(), *sobran = lista();

    for (size_t k = 0; k < c->baremos; k++)
        mete(practicas, una_practica(&c->baremo[k]));
    for (size_t k = 0; k < i->notas->n; k++)
        mete(notas, una_nota(&i->notas->v[k]));
    for (size_t k = 0; k < c->entregas.n; k++)
        mete(entregas, una_entrega(&c->entregas.v[k]));
    mete_avisos(avisos, &c->entregas.avisos);
    for (size_t k = 0; k < c->ajustes; k++)
        if (!c->ajuste[k].usado)
            mete(sobran, un_ajuste(&c->ajuste[k]));
    pon(j, "formato", entero(1));
    pon(j, "practicas", practicas);
    pon(j, "notas", notas);
    pon(j, "entregas", entregas);
    pon(j, "avisos", avisos);
    pon(j, "ajustes_sin_usar", sobran);
    vuelca(j, t);
}

/* ---------------------------------------------------------- Gradescope -- */

static void di_prueba(const struct nota *n, size_t i, struct tira *t)
{
    const struct prueba *p = &n->baremo->prueba[i];
    const struct paso *s = &n->baremo->paso[p->paso];
    const struct nota_prueba *v = &n->prueba[i];

    if (v->vale == VALE)
        return;
    if (v->variante != NORMAL)
        tira_compone(t, "Con %s: ", saneador(v->variante));
    tira_compone(t, "%s\n",
                 v->v == NULL || v->v->mensaje == NULL
                     ? "No ha dado veredicto, y cuenta como fallada."
                     : v->v->mensaje);
    if (*s->apartado != '\0')
        tira_compone(t, "Lee el apartado %s, «%s».", s->apartado,
                     s->lectura);
}

/* Gradescope numera «paso.prueba»; lo oculto no lo enseña nunca. */
static json_t *prueba_gradescope(const struct nota *n, size_t i,
                                 size_t orden)
{
    const struct prueba *p = &n->baremo->prueba[i];
    const struct nota_prueba *v = &n->prueba[i];
    struct tira t = {0};
    json_t *j = objeto();

    di_prueba(n, i, &t);
    tira_mete(&t, "", 0);
    pon(j, "name", cadena(p->titulo));
    char *numero_de = formato("%zu.%zu", p->paso + 1, orden);
    pon(j, "number", cadena(numero_de));
    free(numero_de);
    pon(j, "score", numero(v->puntos));
    pon(j, "max_score", numero(v->vale == NO_CUENTA ? 0 : p->puntos));
    pon(j, "status",
        cadena(v->vale == VALE || v->vale == NO_CUENTA ? "passed"
                                                       : "failed"));
    pon(j, "output", cadena(t.t));
    pon(j, "output_format", cadena("text"));
    pon(j, "tags", lista());
    pon(j, "visibility", cadena(p->oculta ? "hidden" : "visible"));
    tira_libera(&t);
    return j;
}

void nota_gradescope(const struct nota *n, struct tira *t)
{
    json_t *j = objeto(), *pruebas = lista();
    struct tira dicho = {0};

    for (size_t paso = 0; n->prueba != NULL && paso < n->baremo->pasos;
         paso++)
        for (size_t i = 0, orden = 0; i < n->baremo->n; i++)
            if (n->baremo->prueba[i].paso == paso)
                mete(pruebas, prueba_gradescope(n, i, ++orden));
    tira_compone(&dicho, "%s\n", n->motivo);
    if (n->evaluacion != NULL && n->evaluacion->que == NO_COMPILA)
        tira_compone(&dicho, "\n%s", n->evaluacion->compilador);
    pon(j, "score", numero(n->calificada ? n->puntos : 0));
    pon(j, "output", cadena(dicho.t));
    pon(j, "visibility", cadena("visible"));
    pon(j, "stdout_visibility", cadena("hidden"));
    pon(j, "tests", pruebas);
    vuelca(j, t);
    tira_libera(&dicho);
}
