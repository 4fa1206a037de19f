#include "notas.h"

#include "hoja.h"
#include "tira.h"

#include <stdlib.h>
#include <string.h>

const char *saneador(enum variante v)
{
    return v == TSAN ? "ThreadSanitizer" : "AddressSanitizer";
}

/* ------------------------------------------------------------- ajustes -- */

static const char *un_ajuste(struct clase *c, const struct hoja *h,
                             size_t i)
{
    const char *alumno = hoja_campo(h, i, hoja_columna(h, "alumno"));
    const char *lab = hoja_campo(h, i, hoja_columna(h, "lab"));
    const char *modo = hoja_campo(h, i, hoja_columna(h, "modo"));
    const char *motivo = hoja_campo(h, i, hoja_columna(h, "motivo"));
    bool fija = strcmp(modo, "fija") == 0;
    long p;

    if (!fija && strcmp(modo, "suma") != 0)
        return "modo es «suma» o «fija»";
    if (!lee_puntos(hoja_campo(h, i, hoja_columna(h, "puntos")), &p))
        return "puntos no es un número";
    if (*motivo == '\0')
        return "falta el motivo";
    c->ajuste =
        cierto(realloc(c->ajuste, (c->ajustes + 1) * sizeof *c->ajuste));
    c->ajuste[c->ajustes++] = (struct ajuste){
        limpio(alumno), limpio(lab), limpio(motivo), fija, p, false};
    return NULL;
}

bool ajustes_lee(struct clase *c, const char *ruta, char **error)
{
    static const char *const columnas[] = {"alumno", "lab", "modo",
                                           "puntos", "motivo"};
    struct hoja h;
    int r = hoja_lee(&h, ruta);

    *error = NULL;
    if (r != 0) {
        *error = formato("%s: %s", ruta, porque(r));
        return false;
    }
    for (size_t i = 0; i < sizeof columnas / sizeof *columnas; i++)
        if (*error == NULL && hoja_columna(&h, columnas[i]) < 0)
            *error =
                formato("%s: falta la columna «%s»", ruta, columnas[i]);
    for (size_t i = 1; *error == NULL && i < h.filas; i++) {
        const char *mal = un_ajuste(c, &h, i);

        if (mal != NULL)
            *error = formato("%s, fila %zu: %s", ruta, i + 1, mal);
    }
    hoja_libera(&h);
    return *error == NULL;
}

static struct ajuste *ajuste_de(struct clase *c, const struct entrega *e)
{
    struct ajuste *a = NULL;

    for (size_t i = 0; i < c->ajustes; i++)
        if (strcmp(c->ajuste[i].alumno, e->alumno) == 0 &&
            strcmp(c->ajuste[i].lab, e->lab) == 0)
            a = &c->ajuste[i];
    if (a != NULL)
        a->usado = true;
    return a;
}

/* ---------------------------------------------------------- una prueba -- */

static const struct veredicto *veredicto(const struct evaluacion *e,
                                         enum variante v, const char *id)
{
    for (size_t i = 0; i < e->n[v]; i++)
        if (strcmp(e->v[v][i].prueba, id) == 0)
            return &e->v[v][i];
    return NULL;
}

/* Con un sanitizer todo va más despacio: un plazo agotado no dice nada. */
static bool acusa(const struct veredicto *v)
{
    return v != NULL && v->fin == FIN_FALLA &&
           (v->causa == NULL || strcmp(v->causa, "plazo") != 0);
}

static struct nota_prueba valora(const struct clase *c,
                                 const struct evaluacion *e,
                                 const struct prueba *p)
{
    struct nota_prueba n = {NO_VALE, 0, veredicto(e, NORMAL, p->id),
                            NORMAL};

    if (n.v != NULL && n.v->fin == FIN_SALTO)
        n.vale = NO_CUENTA;
    if (n.v == NULL || n.v->fin != FIN_PASA)
        return n;
    n.vale = VALE;
    n.puntos = p->puntos;
    for (int v = ASAN; v <= TSAN; v++) {
        const struct veredicto *s = veredicto(e, (enum variante)v, p->id);

        if (!acusa(s) || n.vale != VALE)
            continue;
        n = (struct nota_prueba){
            VALE_MENOS, (p->puntos * c->politica.saneador + 50) / 100, s,
            (enum variante)v};
    }
    return n;
}

/* ------------------------------------------------------------ una nota -- */

static const struct baremo *baremo_de(const struct clase *c,
                                      const char *lab)
{
    for (size_t i = 0; lab != NULL && i < c->baremos; i++)
        if (strcmp(c->baremo[i].lab, lab) == 0)
            return &c->baremo[i];
    return NULL;
}

static void suma(const struct clase *c, struct nota *n)
{
    const struct baremo *p = n->baremo;

    if (p == NULL)
        return;
    n->maximo = baremo_maximo(p);
    if (n->evaluacion == NULL || n->evaluacion->que != EVALUADA)
        return;
    n->prueba = cierto(calloc(p->n, sizeof *n->prueba));
    for (size_t i = 0; i < p->n; i++) {
        n->prueba[i] = valora(c, n->evaluacion, &p->prueba[i]);
        n->suma += n->prueba[i].puntos;
        if (n->prueba[i].vale == NO_CUENTA)
            n->maximo -= p->prueba[i].puntos;
    }
}

static long entre(long x, long minimo, long maximo)
{
    return x < minimo ? minimo : x > maximo ? maximo : x;
}

static void normas(const struct clase *c, struct nota *n)
{
    const struct politica *p = &c->politica;
    const struct entrega *e = n->entrega;

    n->dias = politica_dias(p, e->lab == NULL ? "" : e->lab, e->cuando);
    long tanto = entre(n->dias * p->retraso, 0, p->retraso_maximo);
    n->perdido = (n->suma * tanto + 50) / 100;
    n->puntos = n->suma - n->perdido;
    if (n->prueba != NULL && n->puntos < p->suelo)
        n->puntos = p->suelo;
    n->puntos = entre(n->puntos, 0, n->maximo);
}

static void ajusta(struct nota *n)
{
    const struct ajuste *a = n->ajuste;

    if (a != NULL)
        n->puntos = entre(a->fija ? a->puntos : n->puntos + a->puntos, 0,
                          n->maximo > 0 ? n->maximo : 100000);
}

/* ----------------------------------------------------------- el motivo -- */

static void frase(struct tira *t, const char *s)
{
    if (t->n > 0)
        tira_pon(t, " ");
    tira_linea(t, s);
}

static void lista(struct tira *t, const struct nota *n, enum vale vale,
                  enum variante variante, const char *rotulo)
{
    size_t cuantas = 0, ocultas = 0;
    long oculto = 0;

    for (size_t i = 0; i < n->baremo->n; i++) {
        const struct prueba *p = &n->baremo->prueba[i];

        if (n->prueba[i].vale != vale || n->prueba[i].variante != variante)
            continue;
        if (p->oculta) {
            ocultas++;
            oculto += p->puntos - n->prueba[i].puntos;
            continue;
        }
        if (cuantas++ == 0)
            frase(t, rotulo);
        tira_compone(t, "%s %l (−%p)", cuantas == 1 ? "" : ",", p->id,
                     p->puntos - n->prueba[i].puntos);
    }
    if (ocultas > 0 && cuantas++ == 0)
        frase(t, rotulo);
    if (ocultas > 0)
        tira_compone(t, "%s %z %s (−%p)", cuantas == 1 ? "" : ",", ocultas,
                     ocultas == 1 ? "oculta" : "ocultas", oculto);
    if (cuantas > 0)
        tira_pon(t, ".");
}

static void motivo_pruebas(struct tira *t, const struct nota *n)
{
    if (avisos_tiene(&n->evaluacion->avisos, "compila"))
        frase(t, "No compila todo: de lo que no, se ha probado el "
                 "esqueleto.");
    lista(t, n, NO_VALE, NORMAL, "No pasan:");
    lista(t, n, VALE_MENOS, ASAN, "Fallan con AddressSanitizer:");
    lista(t, n, VALE_MENOS, TSAN, "Fallan con ThreadSanitizer:");
    lista(t, n, NO_CUENTA, NORMAL,
          "Aquí no se pueden probar, y no cuentan:");
    if (t->n == 0)
        frase(t, "Todo pasa.");
}

static void motivo_normas(struct tira *t, const struct clase *c,
                          const struct nota *n)
{
    const struct ajuste *a = n->ajuste;

    if (n->dias > 0)
        tira_compone(t, " %z %s tarde: −%p.", (size_t)n->dias,
                     n->dias == 1 ? "día" : "días", n->perdido);
    if (n->prueba != NULL && c->politica.suelo > n->suma - n->perdido)
        tira_compone(t, " Con el suelo, %p.", c->politica.suelo);
    if (a != NULL)
        tira_compone(t, " Ajuste, %s%p: %l.",
                     a->fija         ? "queda en "
                     : a->puntos < 0 ? ""
                                     : "+",
                     a->puntos, a->motivo);
}

static const char *sin_evaluar(const struct nota *n)
{
    const struct entrega *e = n->entrega;

    if (e->rechazo != NULL)
        return e->rechazo;
    if (n->evaluacion == NULL)
        return "Sin evaluar todavía";
    return n->evaluacion->motivo == NULL ? "" : n->evaluacion->motivo;
}

static void punto_final(struct tira *t)
{
    if (t->n > 0 && strchr(".!?", t->t[t->n - 1]) == NULL)
        tira_pon(t, ".");
}

static char *motivo(const struct clase *c, const struct nota *n)
{
    struct tira t = {0};

    if (n->prueba != NULL)
        motivo_pruebas(&t, n);
    else {
        const char *dicho = sin_evaluar(n);

        if (n->evaluacion != NULL && n->evaluacion->que == NO_COMPILA)
            frase(&t, "No compila.");
        else if (n->entrega->rechazo != NULL || n->evaluacion != NULL)
            frase(&t, "No se puede evaluar:");
        if (*dicho != '\0')
            frase(&t, dicho);
        punto_final(&t);
    }
    if (n->intentos > 1)
        tira_di(&t, " Intento %d de %zu.", n->entrega->intento,
                n->intentos);
    motivo_normas(&t, c, n);
    return tira_saca(&t);
}

/* ------------------------------------------------------------ la clase -- */

bool clase_evalua(const struct clase *c, size_t i)
{
    const struct entrega *e = &c->entregas.v[i];

    return e->carpeta != NULL && e->rechazo == NULL &&
           baremo_de(c, e->lab) != NULL && (e->cuenta || c->politica.mejor);
}

static struct nota nota_de(struct clase *c, size_t i, size_t intentos)
{
    struct nota n = {.entrega = &c->entregas.v[i],
                     .evaluacion = c->evaluacion[i],
                     .intentos = intentos};

    n.baremo = baremo_de(c, n.entrega->lab);
    n.calificada =
        n.entrega->rechazo != NULL
            ? !n.entrega->imposible && n.baremo != NULL
            : n.evaluacion != NULL && n.evaluacion->que != IMPOSIBLE;
    suma(c, &n);
    normas(c, &n);
    return n;
}

/* El intento que cuenta de los que hay desde i hasta j. */
static struct nota elige(struct clase *c, size_t i, size_t j)
{
    struct nota mejor = {0};
    bool hay = false;

    for (size_t k = i; k < j; k++) {
        if (!c->entregas.v[k].cuenta && !clase_evalua(c, k))
            continue;
        struct nota n = nota_de(c, k, j - i);
        bool gana = !hay || (n.calificada && n.puntos >= mejor.puntos) ||
                    !mejor.calificada;
        struct nota *pierde = gana ? &mejor : &n;

        free(pierde->prueba);
        if (gana)
            mejor = n;
        hay = true;
    }
    if (!hay)
        mejor = nota_de(c, j - 1, j - i);
    return mejor;
}

static bool misma(const struct entrega *a, const struct entrega *b)
{
    return strcmp(a->alumno, b->alumno) == 0 && a->lab != NULL &&
           b->lab != NULL && strcmp(a->lab, b->lab) == 0;
}

void clase_califica(struct clase *c, struct notas *n)
{
    *n = (struct notas){0, cierto(calloc(c->entregas.n + 1, sizeof *n->v))};
    for (size_t i = 0; i < c->ajustes; i++)
        c->ajuste[i].usado = false;
    for (size_t i = 0, j; i < c->entregas.n; i = j) {
        for (j = i + 1; j < c->entregas.n &&
                        misma(&c->entregas.v[i], &c->entregas.v[j]);)
            j++;
        struct nota x = elige(c, i, j);
        if (x.entrega->lab != NULL)
            x.ajuste = ajuste_de(c, x.entrega);
        ajusta(&x);
        x.calificada = x.calificada || (x.ajuste && x.ajuste->fija);
        x.motivo = motivo(c, &x);
        n->v[n->n++] = x;
    }
}

void notas_libera(struct notas *n)
{
    for (size_t i = 0; i < n->n; i++) {
        free(n->v[i].prueba);
        free(n->v[i].motivo);
    }
    free(n->v);
    *n = (struct notas){0};
}

void clase_libera(struct clase *c)
{
    for (size_t i = 0; i < c->entregas.n && c->evaluacion != NULL; i++)
        if (c->evaluacion[i] != NULL) {
            evaluacion_libera(c->evaluacion[i]);
            free(c->evaluacion[i]);
        }
    free(c->evaluacion);
    entregas_libera(&c->entregas);
    for (size_t i = 0; i < c->baremos; i++)
        baremo_libera(&c->baremo[i]);
    free(c->baremo);
    politica_libera(&c->politica);
    for (size_t i = 0; i < c->ajustes; i++) {
        free(c->ajuste[i].alumno);
        free(c->ajuste[i].lab);
        free(c->ajuste[i].motivo);
    }
    free(c->ajuste);
    *c = (struct clase){0};
}
