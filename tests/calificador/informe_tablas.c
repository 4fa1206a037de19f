/* informe_tablas.c: los CSV y el JUnit. */
#include "evaluacion.h"
#include "hoja.h"
#include "informes.h"

#include <stdlib.h>
#include <string.h>

static void fila(struct tira *t, size_t n, const char *const campo[])
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            tira_pon(t, ",");
        tira_csv(t, campo[i] == NULL ? "" : campo[i]);
    }
    tira_pon(t, "\r\n");
}

#define FILA(t, ...)                                                       \
    fila((t), sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *),      \
         (const char *[]){__VA_ARGS__})

/* De un calificador a una hoja de cálculo, con punto: lo lee Moodle. */
static char *numero(long centesimas)
{
    struct tira t = {0};

    tira_puntos(&t, centesimas, '.');
    return tira_saca(&t);
}

void informe_notas(const struct informe *i, struct tira *t)
{
    FILA(t, "alumno", "lab", "puntos", "maximo", "motivo");
    for (size_t k = 0; k < i->notas->n; k++) {
        const struct nota *n = &i->notas->v[k];
        char *puntos = numero(n->puntos), *maximo = numero(n->maximo);

        FILA(t, n->entrega->alumno, n->entrega->lab,
             n->calificada ? puntos : "", n->baremo != NULL ? maximo : "",
             n->motivo);
        free(puntos);
        free(maximo);
    }
}

static void avisos(struct tira *t, const char *alumno, const char *lab,
                   const char *origen, const struct avisos *a)
{
    for (size_t i = 0; i < a->n; i++)
        FILA(t, alumno, lab, origen, a->v[i].clave, a->v[i].texto);
}

void informe_avisos(const struct informe *i, struct tira *t)
{
    const struct clase *c = i->clase;

    FILA(t, "alumno", "lab", "origen", "aviso", "texto");
    avisos(t, "", "", "", &c->entregas.avisos);
    for (size_t k = 0; k < c->entregas.n; k++) {
        const struct entrega *e = &c->entregas.v[k];

        avisos(t, e->alumno, e->lab, e->origen, &e->avisos);
        if (c->evaluacion[k] != NULL)
            avisos(t, e->alumno, e->lab, e->origen,
                   &c->evaluacion[k]->avisos);
    }
}

void informe_bandas(const struct informe *i, struct tira *t)
{
    FILA(t, "alumno", "lab", "paso", "razon", "parejas", "motivo");
    for (size_t k = 0; k < i->notas->n; k++) {
        const struct nota *n = &i->notas->v[k];

        for (size_t b = 0;
             n->evaluacion != NULL && b < n->evaluacion->bandas; b++) {
            const struct banda *v = &n->evaluacion->banda[b];
            char *razon =
                v->razon < 0 ? copia("") : formato("%.3f", v->razon);
            char *parejas = formato("%d", v->parejas);

            FILA(t, n->entrega->alumno, n->entrega->lab, v->paso, razon,
                 parejas, v->motivo);
            free(razon);
            free(parejas);
        }
    }
}

/* -------------------------------------------------------------- Moodle -- */

static const char *identidad(const struct hoja *h, const char *alumno)
{
    int a = hoja_columna(h, "alumno");

    for (size_t i = 1; i < h->filas; i++)
        if (strcmp(hoja_campo(h, i, a), alumno) == 0)
            return hoja_campo(h, i, a == 0 ? 1 : 0);
    return NULL;
}

/* Un guion es «sin nota», y por eso va tal cual. */
static void fila_moodle(struct tira *t, const struct informe *i,
                        const char *quien, const struct nota *v, size_t n)
{
    struct tira dicho = {0};

    tira_csv(t, quien);
    for (size_t p = 0; p < i->clase->baremos; p++) {
        const struct nota *esta = NULL;

        for (size_t k = 0; k < n; k++)
            if (v[k].baremo == &i->clase->baremo[p])
                esta = &v[k];
        tira_pon(t, ",");
        if (esta == NULL || !esta->calificada)
            tira_pon(t, "-");
        else
            tira_puntos(t, esta->puntos, '.');
        if (esta != NULL)
            tira_compone(&dicho, "%s%l: %l", dicho.n > 0 ? "\n" : "",
                         esta->baremo->lab, esta->motivo);
    }
    tira_mete(&dicho, "", 0);
    tira_pon(t, ",");
    tira_csv(t, dicho.t);
    tira_pon(t, "\r\n");
    tira_libera(&dicho);
}

bool informe_moodle(const struct informe *i, struct tira *t, char **error)
{
    const struct notas *notas = i->notas;
    struct hoja h = {0};
    int r = i->lista == NULL ? 0 : hoja_lee(&h, i->lista);

    if (r != 0 || (i->lista != NULL &&
                   (h.columnas != 2 || hoja_columna(&h, "alumno") < 0))) {
        *error =
            formato("%s: %s", i->lista,
                    r != 0 ? porque(r)
                           : "tiene que tener dos columnas, «alumno» y "
                             "«useremail» (o «username»…)");
        hoja_libera(&h);
        return false;
    }
    tira_csv(t, i->lista == NULL
                    ? "username"
                    : h.campo[hoja_columna(&h, "alumno") == 0 ? 1 : 0]);
    for (size_t p = 0; p < i->clase->baremos; p++) {
        tira_pon(t, ",");
        tira_csv(t, i->clase->baremo[p].lab);
    }
    tira_pon(t, ",feedback\r\n");
    for (size_t k = 0, j; k < notas->n; k = j) {
        const char *alumno = notas->v[k].entrega->alumno;

        for (j = k + 1; j < notas->n &&
                        strcmp(notas->v[j].entrega->alumno, alumno) == 0;)
            j++;
        const char *quien =
            i->lista == NULL ? alumno : identidad(&h, alumno);
        if (quien != NULL)
            fila_moodle(t, i, quien, &notas->v[k], j - k);
    }
    hoja_libera(&h);
    return true;
}

/* --------------------------------------------------------------- JUnit -- */

static void caso_junit(const struct nota *n, size_t i, struct tira *t)
{
    const struct prueba *p = &n->baremo->prueba[i];
    const struct nota_prueba *v = &n->prueba[i];
    const char *mensaje = v->v == NULL ? NULL : v->v->mensaje;

    if (mensaje == NULL)
        mensaje = "no ha dado veredicto, y cuenta como fallada";
    tira_compone(t,
                 "    <testcase classname=\"%x.%x\" name=\"%x\" "
                 "time=\"0\"",
                 n->baremo->lab, n->baremo->paso[p->paso].id, p->id);
    if (v->vale == VALE)
        tira_pon(t, "/>\n");
    else if (v->vale == NO_CUENTA)
        tira_compone(t, "><skipped message=\"%x\"/></testcase>\n", mensaje);
    else
        tira_compone(t,
                     "><failure type=\"%x\" message=\"%x\">%x"
                     "</failure></testcase>\n",
                     v->variante != NORMAL ? variante_nombre(v->variante)
                     : v->v == NULL || v->v->causa == NULL ? "sin-veredicto"
                                                           : v->v->causa,
                     p->titulo, mensaje);
}

static void serie_junit(const struct nota *n, struct tira *t)
{
    size_t pruebas = n->prueba == NULL ? 1 : n->baremo->n, mal = 0,
           salto = 0;

    for (size_t i = 0; n->prueba != NULL && i < pruebas; i++) {
        mal +=
            n->prueba[i].vale == NO_VALE || n->prueba[i].vale == VALE_MENOS;
        salto += n->prueba[i].vale == NO_CUENTA;
    }
    tira_compone(t,
                 "  <testsuite name=\"%x · %x\" tests=\"%z\" "
                 "failures=\"%z\" errors=\"%z\" skipped=\"%z\" "
                 "time=\"0\">\n",
                 n->entrega->alumno, n->entrega->lab, pruebas, mal,
                 (size_t)(n->prueba == NULL), salto);
    if (n->prueba == NULL)
        tira_compone(t,
                     "    <testcase classname=\"%x\" name=\"evaluar\" "
                     "time=\"0\"><error type=\"%x\" message=\"%x\"/>"
                     "</testcase>\n",
                     n->entrega->lab, nota_estado(n), n->motivo);
    else
        for (size_t i = 0; i < pruebas; i++)
            caso_junit(n, i, t);
    tira_pon(t, "  </testsuite>\n");
}

void informe_junit(const struct informe *i, struct tira *t)
{
    tira_pon(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<testsuites>\n");
    for (size_t k = 0; k < i->notas->n; k++)
        serie_junit(&i->notas->v[k], t);
    tira_pon(t, "</testsuites>\n");
}
