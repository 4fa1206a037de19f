#include "reglas.h"
#include "piezas.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *nombre, *compilador, *opciones, *enlaza;
    const char *practicas; /* las de las soluciones que usa, con espacios */
    const char *sin;       /* menos estos ficheros suyos, con espacios */
    const char *requiere;  /* una biblioteca de fuera, o "" */
    char **fuentes;
    size_t n, cap;
    bool limpio, libparalelo;
} Programa;

typedef struct {
    const Leccion *l;
    const char *dir;
    Programa *programas;
    size_t n, cap;
    Cadena reglas;
    Cadena lista[4]; /* PROGRAMAS, SALIDAS, GRAFICAS y DIAGRAMAS */
    Cadena datos;
} Reglas;

enum { PROGRAMAS, SALIDAS, GRAFICAS, DIAGRAMAS };

static const char *atributo_o(const Bloque *b, const char *clave,
                              const char *si_falta)
{
    const char *v = atributo(b, clave);

    return v ? v : si_falta;
}

static const Bloque *archivo(const Leccion *l, const char *nombre)
{
    for (size_t i = 0; i < l->n_bloques; i++)
        if (l->bloques[i]->clase == ARCHIVO &&
            strcmp(l->bloques[i]->nombre, nombre) == 0)
            return l->bloques[i];
    return NULL;
}

/* ---- programas ---- */

static const Programa *programa(const Reglas *r, const char *nombre)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->programas[i].nombre, nombre) == 0)
            return &r->programas[i];
    return NULL;
}

static Programa *anade_programa(Reglas *r, const char *nombre, Lugar aqui)
{
    if (programa(r, nombre) != NULL)
        error_en(aqui, "el programa «%s» está repetido", nombre);
    if (archivo(r->l, nombre) != NULL)
        error_en(aqui, "el programa «%s» se llama como un fichero", nombre);
    r->programas = crece(r->programas, r->n, &r->cap, sizeof *r->programas);
    Programa *p = &r->programas[r->n++];
    *p = (Programa){.nombre = nombre,
                    .compilador = "$(CC)",
                    .opciones = "",
                    .enlaza = "",
                    .practicas = "",
                    .sin = "",
                    .requiere = ""};
    return p;
}

static void anade_fuente(Programa *p, char *f)
{
    p->fuentes = crece(p->fuentes, p->n, &p->cap, sizeof *p->fuentes);
    p->fuentes[p->n++] = f;
}

static bool es_fuente_de_alguno(const Reglas *r, const char *f)
{
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = 0; j < r->programas[i].n; j++)
            if (strcmp(r->programas[i].fuentes[j], f) == 0)
                return true;
    return false;
}

static void programa_descrito(Reglas *r, const Bloque *b)
{
    Programa *p = anade_programa(r, b->nombre, b->lugar);
    p->compilador = atributo_o(b, "compilador", "$(CC)");
    p->opciones = atributo_o(b, "opciones", "");
    p->enlaza = atributo_o(b, "enlaza", "");
    p->practicas = atributo_o(b, "practicas", "");
    p->sin = atributo_o(b, "sin", "");
    p->requiere = atributo_o(b, "requiere", "");
    if (*p->requiere != '\0' && !acaba_en(p->requiere, ".pc"))
        error_en(b->lugar, "«requiere=%s» no es una biblioteca, «x.pc»",
                 p->requiere);
    p->limpio = tiene(b, ".limpio");
    p->libparalelo = tiene(b, ".libparalelo");
    const char *de = p->practicas;
    for (char *q; (q = palabra(&de, " ")) != NULL;)
        if (!es_anterior(r->l, q))
            error_en(b->lugar,
                     "«practicas=%s» no es este capítulo ni uno anterior",
                     q);
    if (strpbrk(p->opciones, "$#\n") || strpbrk(p->enlaza, "$#\n") ||
        (strpbrk(p->compilador, "$#\n") &&
         strcmp(p->compilador, "$(CC)") != 0))
        error_en(b->lugar, "en las opciones no caben «$» ni «#»");
    const char *s = atributo_o(b, "fuentes", "");
    for (char *f; (f = palabra(&s, " ")) != NULL;) {
        if (archivo(r->l, f) == NULL)
            error_en(b->lugar, "no hay ningún archivo «%s»", f);
        anade_fuente(p, f);
    }
}

static void reune_programas(Reglas *r)
{
    const Leccion *l = r->l;

    for (size_t i = 0; i < l->n_bloques; i++)
        if (l->bloques[i]->clase == PROGRAMA && l->bloques[i]->nombre)
            programa_descrito(r, l->bloques[i]);
    for (size_t i = 0; i < l->n_bloques; i++) {
        const Bloque *b = l->bloques[i];
        if (b->clase == ARCHIVO && empieza_fichero(l, b) &&
            acaba_en(b->nombre, ".c") && !es_fuente_de_alguno(r, b->nombre))
            anade_fuente(
                anade_programa(r, copia_n(b->nombre, strlen(b->nombre) - 2),
                               b->lugar),
                b->nombre);
    }
}

/* En una llamada de make, una coma separaría argumentos. */
static char *sin_comas(const char *s)
{
    Cadena c = {0};

    for (; *s; s++)
        pon(&c, *s == ',' ? "$(coma)" : "%c", *s);
    return c.p ? c.p : "";
}

static void pon_cabeceras(Reglas *r, Cadena *c, const char *carpeta)
{
    for (size_t i = 0; i < r->l->n_bloques; i++) {
        const Bloque *b = r->l->bloques[i];
        if (b->clase == ARCHIVO && empieza_fichero(r->l, b) &&
            acaba_en(b->nombre, ".h"))
            pon(c, " %s/%s/%s", r->dir, carpeta, b->nombre);
    }
}

/* La carpeta de otro capítulo, que está junto a la de este. */
static char *junto(const Reglas *r, const char *otro)
{
    const char *barra = strrchr(r->dir, '/');

    return formato("%.*s%s", barra ? (int)(barra - r->dir) + 1 : 0, r->dir,
                   otro);
}

/* Las soluciones que usa un programa; qué ficheros son, lo sabe make. Con
 * «cabeceras», también las suyas. */
static void pon_practicas(const Reglas *r, const Programa *p,
                          const char *carpeta, bool cabeceras, Cadena *c)
{
    const char *s = p->practicas;

    for (char *q; (q = palabra(&s, " ")) != NULL;)
        pon(c, " $(addprefix %s/lab/%s/,%s%s)", junto(r, q), carpeta,
            *p->sin
                ? formato("$(filter-out %s,$(LAB_FUENTES.%s))", p->sin, q)
                : formato("$(LAB_FUENTES.%s)", q),
            cabeceras ? formato(" $(LAB_CABECERAS.%s)", q) : "");
}

/* Las carpetas de sus cabeceras, como opciones del compilador. */
static char *incluye_practicas(const Reglas *r, const Programa *p,
                               const char *carpeta)
{
    const char *s = p->practicas;
    Cadena c = {0};

    for (char *q; (q = palabra(&s, " ")) != NULL;)
        pon(&c, " -I%s/lab/%s", junto(r, q), carpeta);
    return c.p ? c.p : "";
}

/* Las bibliotecas de fuera, si el capítulo enlaza con alguna; dónde están,
 * lo sabe make. Van delante: lo que diga el programa, puede más. */
static char *de_fuera(const Reglas *r, const char *variable)
{
    return *r->l->enlaza ? formato("$(%s.%s) ", variable, r->l->nombre)
                         : "";
}

static void regla_de_programa(Reglas *r, const Programa *p)
{
    const char *carpeta = p->limpio ? "ejemplos" : "fuente";
    const char *lab = p->limpio ? "solucion" : "fuente";
    Cadena fuentes = {0}, opciones = {0};

    for (size_t i = 0; i < p->n; i++)
        pon(&fuentes, " %s/%s/%s", r->dir, carpeta, p->fuentes[i]);
    pon_practicas(r, p, lab, false, &fuentes);
    pon(&opciones, "%s %s %s%s%s%s%s%s%s\n", p->compilador, p->opciones,
        p->enlaza, *p->practicas ? " " : "", p->practicas,
        *p->sin ? " sin " : "", p->sin,
        p->libparalelo ? " libparalelo" : "",
        *r->l->enlaza ? formato(" %s", r->l->enlaza) : "");
    char *exe = formato("%s/ejemplos/%s", r->dir, p->nombre);
    char *marca = formato("%s/opciones/%s", r->dir, p->nombre);
    escribe_si_cambia(marca, &opciones);
    anuncia(exe);
    pon(&r->lista[PROGRAMAS], " %s", exe);
    pon(&r->reglas, "%s:%s", exe, fuentes.p);
    pon_cabeceras(r, &r->reglas, carpeta);
    pon_practicas(r, p, lab, true, &r->reglas);
    if (p->libparalelo) {
        pon(&fuentes, " $(LIBPARALELO)");
        /* De segundas: aún no se sabe qué ficheros tiene. */
        pon(&r->reglas, " $$(LIBPARALELO)");
    }
    pon(&r->reglas, " %s $(COMUN) build/.banderas\n", marca);
    if (*p->requiere != '\0')
        pon(&r->reglas, "\t$(call si_hay,%s,$(call compila,", p->requiere);
    else
        pon(&r->reglas, "\t$(call compila,");
    pon(&r->reglas, "%s,%s%s -I%s/%s%s%s%s,%s,%s%s)%s\n",
        sin_comas(p->compilador), de_fuera(r, "ENLAZA_C"),
        sin_comas(p->opciones), r->dir, carpeta,
        incluye_practicas(r, p, lab), p->libparalelo ? " -I$(PAR_H)" : "",
        p->limpio ? formato(" -ffile-prefix-map=%s/ejemplos/=", r->dir)
                  : "",
        fuentes.p, de_fuera(r, "ENLAZA_L"), sin_comas(p->enlaza),
        *p->requiere != '\0' ? ")" : "");
}

/* ---- órdenes ---- */

/* Añade a deps y a exes (los que solo ordenan) lo que la orden nombra. */
static void pon_dependencias(Reglas *r, const char *orden,
                             const char *carpeta, Cadena *deps,
                             Cadena *exes)
{
    for (char *t; (t = palabra(&orden, " \t'\";|&()<>=$`\n")) != NULL;) {
        if (strncmp(t, "./", 2) == 0)
            t += 2;
        const Programa *p = programa(r, t);
        if (p != NULL) {
            for (size_t i = 0; i < p->n; i++)
                pon(deps, " %s/%s/%s", r->dir, carpeta, p->fuentes[i]);
            pon(deps, " %s/opciones/%s", r->dir, p->nombre);
            pon_cabeceras(r, deps, carpeta);
            pon_practicas(r, p, "solucion", true, deps);
            pon(deps, "%s", p->libparalelo ? " $$(PAR_LIMPIO)" : "");
            pon(exes, " %s/ejemplos/%s", r->dir, p->nombre);
        } else if (archivo(r->l, t) != NULL)
            pon(deps, " %s/ejemplos/%s", r->dir, t);
    }
}

static void pon_orden(Cadena *o, const char *clave, const char *valor)
{
    if (valor == NULL)
        return;
    pon(o, "%s\t", clave);
    pon_campo(o, valor);
    pon(o, "\n");
}

static void regla_de_orden(Reglas *r, const Bloque *b, const char *orden,
                           const char *base, const char *salida,
                           const char *antes)
{
    Cadena deps = {0}, exes = {0};
    const Leccion *l = r->l;
    const char *carpeta = tiene(b, ".lineas") ? "fuente" : "ejemplos";

    pon_dependencias(r, orden, carpeta, &deps, &exes);
    pon_dependencias(r, atributo_o(b, "usa", ""), carpeta, &deps, &exes);
    for (size_t i = 0; i < l->n_bloques && tiene(b, ".lab"); i++)
        if (l->bloques[i]->clase == LAB &&
            empieza_fichero(l, l->bloques[i]))
            pon(&deps, " %s/lab/solucion/%s", r->dir,
                l->bloques[i]->nombre);
    if (tiene(b, ".lab"))
        pon(&deps, " tests/%s/banco.c", l->nombre);
    pon(&r->reglas, "%s: %s.orden build/.banderas $(COMUN_FUENTES)%s",
        salida, base, deps.p ? deps.p : "");
    pon(&r->reglas, " | build/captura%s%s\n", exes.p ? exes.p : "", antes);
    pon(&r->reglas, "\t$(call captura,%s:%d,%s.orden,%s/ejemplos,%s)\n",
        b->lugar.fichero, b->lugar.linea, base, r->dir, salida);
    anuncia(salida);
}

static char *base_de_salida(const Bloque *b, int cual, const char *dir)
{
    if (b->nombre != NULL)
        return formato("%s/salidas/%s", dir, b->nombre);
    return formato("%s/salidas/_%d", dir, cual);
}

static void salida(Reglas *r, const Bloque *b, int cual, Cadena *bloques)
{
    char *base = base_de_salida(b, cual, r->dir);
    const char *orden = atributo_o(b, "orden", "");
    const char *estado = atributo_o(b, "estado", "0");
    Cadena o = {0};

    pon_orden(&o, "orden", orden);
    pon_orden(&o, "estado", estado);
    pon_orden(&o, "plazo", atributo_o(b, "plazo", "60"));
    pon_orden(&o, "mascara", atributo(b, "mascara"));
    pon_orden(&o, "tolerancia", atributo(b, "tolerancia"));
    pon_orden(&o, "requiere", atributo(b, "requiere"));
    pon_orden(&o, "desordenada", atributo(b, ".desordenada"));
    pon_orden(&o, "libre", atributo(b, ".libre"));
    if (tiene(b, ".referencia"))
        pon_orden(&o, "referencia",
                  formato("lessons/%s/datos/salidas/%s.txt", r->l->nombre,
                          b->nombre));
    if (b->n > 0)
        pon(&o, "---\n");
    for (size_t i = 0; i < b->n; i++)
        pon(&o, "%s\n", b->lineas[i].texto);
    escribe_si_cambia(formato("%s.orden", base), &o);
    regla_de_orden(r, b, orden, base, formato("%s.salida", base), "");
    if (tiene(b, ".referencia"))
        pon(&r->reglas, "%s.salida: lessons/%s/datos/salidas/%s.txt\n",
            base, r->l->nombre, b->nombre);
    pon(&r->lista[SALIDAS], " %s.salida", base);
    pon(bloques, "%s:%d\tsalida\t%s.salida\t%s\t", b->lugar.fichero,
        b->lugar.linea, base, estado);
    pon_campo(bloques, orden);
    pon(bloques, "\n");
}

static void medida(Reglas *r, const Bloque *b)
{
    char *nombre = copia_n(b->nombre, strlen(b->nombre));

    if (!acaba_en(nombre, ".tsv")) {
        error_en(b->lugar, "los datos se llaman algo.tsv");
        return;
    }
    nombre[strlen(nombre) - 4] = '\0';
    char *base = formato("%s/datos/%s", r->dir, nombre);
    const char *orden =
        tiene(b, ".lab") ? formato("../banco") : atributo_o(b, "orden", "");
    Cadena o = {0};
    pon_orden(&o, "orden", orden);
    pon_orden(&o, "estado", "0");
    pon_orden(&o, "plazo", atributo_o(b, "plazo", "60"));
    pon_orden(&o, "requiere", atributo(b, "requiere"));
    pon_orden(&o, "larga", atributo(b, ".larga"));
    pon_orden(&o, "medida",
              formato("lessons/%s/datos/%s", r->l->nombre, b->nombre));
    escribe_si_cambia(formato("%s.orden", base), &o);
    regla_de_orden(r, b, orden, base, formato("%s.tsv", base),
                   tiene(b, ".lab")
                       ? formato(" %s/banco $$(ANTES_DE_MEDIR)", r->dir)
                       : " $$(ANTES_DE_MEDIR)");
    anuncia(formato("%s.ref", base));
    anuncia(formato("%s.res", base));
    pon(&r->datos, " %s", base);
}

static const Bloque *datos(const Leccion *l, const char *nombre)
{
    for (size_t i = 0; i < l->n_bloques; i++)
        if (l->bloques[i]->clase == MEDIDA && l->bloques[i]->nombre &&
            strcmp(l->bloques[i]->nombre, nombre) == 0)
            return l->bloques[i];
    return NULL;
}

/* ---- dibujos ---- */

static Cadena cuerpo(const Bloque *b)
{
    Cadena c = {0};

    for (size_t i = 0; i < b->n; i++)
        pon(&c, "%s\n", b->lineas[i].texto);
    return c;
}

static void anuncia_dibujo(const char *base)
{
    anuncia(formato("%s.svg", base));
    anuncia(formato("%s.pdf", base));
}

static void grafica(Reglas *r, const Bloque *b, Cadena *bloques)
{
    char *base = formato("%s/graficas/%s", r->dir, b->nombre);
    const char *d = atributo(b, "datos");
    char *ref = "-", *tuya = "-";
    Cadena c = cuerpo(b);

    escribe_si_cambia(formato("%s.gp", base), &c);
    anuncia_dibujo(base);
    if (d != NULL && datos(r->l, d) == NULL)
        error_en(b->lugar, "ningún bloque «medida» produce «%s»", d);
    else if (d != NULL) {
        char *s = formato("%s/datos/%.*s", r->dir, (int)strlen(d) - 4, d);
        ref = formato("%s.ref", s);
        if (!tiene(datos(r->l, d), ".larga"))
            tuya = formato("%s.res", s);
    }
    pon(&r->reglas, "%s.svg %s.pdf &: %s.gp %s %s $(GRAFICAS_COMUN)\n",
        base, base, base, strcmp(ref, "-") ? ref : "",
        strcmp(tuya, "-") ? tuya : "");
    pon(&r->reglas, "\t$(call dibuja,%s,%s,%s,%s,%s:%d)\n", base, ref, tuya,
        atributo_o(b, "tipo", "libre"), b->lugar.fichero, b->lugar.linea);
    pon(&r->lista[GRAFICAS], " %s", base);
    pon(bloques, "%s:%d\tgrafica\t%s\n", b->lugar.fichero, b->lugar.linea,
        base);
}

static void diagrama(Reglas *r, const Bloque *b, Cadena *bloques)
{
    char *base = formato("%s/diagramas/%s", r->dir, b->nombre);
    Cadena c = cuerpo(b);

    escribe_si_cambia(formato("%s.tex", base), &c);
    anuncia_dibujo(base);
    pon(&r->reglas, "%s.svg %s.pdf &: %s.tex $(DIAGRAMAS_COMUN)\n", base,
        base, base);
    pon(&r->reglas, "\t$(call diagrama,%s,%s:%d)\n", base, b->lugar.fichero,
        b->lugar.linea);
    pon(&r->lista[DIAGRAMAS], " %s", base);
    pon(bloques, "%s:%d\tdiagrama\t%s\n", b->lugar.fichero, b->lugar.linea,
        base);
}

/* ---- todo ---- */

static void codigo(const Bloque *b, Cadena *bloques)
{
    pon(bloques, "%s:%d\tcodigo\t", b->lugar.fichero, b->lugar.linea);
    pon_campo(bloques, b->nombre);
    pon(bloques, "\t%d\n", b->en_limpio);
}

static void regla_de_bloque(Reglas *r, const Bloque *b, int cual,
                            Cadena *bloques)
{
    if (b->clase == SALIDA)
        salida(r, b, cual, bloques);
    else if (b->nombre == NULL)
        return;
    else if (b->clase == MEDIDA)
        medida(r, b);
    else if (b->clase == GRAFICA)
        grafica(r, b, bloques);
    else if (b->clase == DIAGRAMA)
        diagrama(r, b, bloques);
    else if (es_de_fichero(b) || b->clase == PIEZA)
        codigo(b, bloques);
}

Cadena escribe_reglas(const Leccion *l, const char *dir)
{
    static const char *const nombres[] = {"PROGRAMAS", "SALIDAS",
                                          "GRAFICAS", "DIAGRAMAS"};
    Reglas r = {.l = l, .dir = dir};
    Cadena bloques = {0};
    int cual = 0;

    pon(&r.reglas, "coma := ,\n");
    reune_programas(&r);
    for (size_t i = 0; i < r.n; i++)
        regla_de_programa(&r, &r.programas[i]);
    for (size_t i = 0; i < l->n_bloques; i++) {
        cual += l->bloques[i]->clase == SALIDA;
        regla_de_bloque(&r, l->bloques[i], cual, &bloques);
    }
    for (int i = 0; i < 4; i++)
        pon(&r.reglas, "%s.%s :=%s\n", nombres[i], l->nombre,
            r.lista[i].p ? r.lista[i].p : "");
    pon(&r.reglas, "DATOS.%s :=%s\n", l->nombre,
        r.datos.p ? r.datos.p : "");
    escribe_si_cambia(formato("%s/bloques.tsv", dir), &bloques);
    return r.reglas;
}
