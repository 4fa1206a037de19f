/* enreda.c: extrae de una lección todo lo que no es prosa.
 *
 *   enreda -o build/03-hilos lessons/03-hilos
 *
 * Lo que escribe está contado en docs/guia-autor.md. Escribe solo lo que
 * cambia y borra lo que ya no sale de la lección; si la lección tiene
 * errores, los dice como gcc («fichero:línea: error: …»), no escribe
 * leccion.mk, de modo que make volverá a llamarlo, y acaba con 1. */
#include "leccion.h"
#include "piezas.h"
#include "reglas.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *id, *titulo;
    int puntos;
    const Paso *paso;
    Lugar lugar;
} Prueba;

typedef struct {
    Leccion *l;
    const char *dir;
    Prueba *pruebas;
    size_t n, cap;
} Enredo;

/* ---- pruebas y pesos ---- */

static const Prueba *prueba(const Enredo *x, const char *id)
{
    for (size_t i = 0; i < x->n; i++)
        if (strcmp(x->pruebas[i].id, id) == 0)
            return &x->pruebas[i];
    return NULL;
}

static bool identificador(const char *s)
{
    if (!islower((unsigned char)*s))
        return false;
    while (islower((unsigned char)*s) || isdigit((unsigned char)*s) ||
           *s == '_')
        s++;
    return *s == '\0';
}

/* «pon_orden 2 Lo que entra primero sale primero» */
static void lee_prueba(Enredo *x, const Bloque *b, const Linea *li)
{
    Lugar aqui = {b->lugar.fichero, li->linea};
    const char *s = li->texto + strspn(li->texto, " ");
    size_t n = strcspn(s, " ");
    char *id = copia_n(s, n), *fin;

    if (*s == '\0')
        return;
    long puntos = strtol(s + n, &fin, 10);
    if (!identificador(id) || puntos < 1 || puntos > 10 || *fin != ' ')
        error_en(aqui, "una prueba es «identificador puntos título»");
    else if (prueba(x, id) != NULL)
        error_en(aqui, "la prueba «%s» está repetida", id);
    x->pruebas = crece(x->pruebas, x->n, &x->cap, sizeof *x->pruebas);
    x->pruebas[x->n++] = (Prueba){id, formato("%s", fin + strspn(fin, " ")),
                                  (int)puntos, b->paso, aqui};
}

static void comprueba_pruebas(Enredo *x)
{
    int total = 0;

    for (size_t i = 0; i < x->l->n_bloques; i++)
        for (size_t j = 0;
             x->l->bloques[i]->clase == PRUEBAS && j < x->l->bloques[i]->n;
             j++)
            lee_prueba(x, x->l->bloques[i], &x->l->bloques[i]->lineas[j]);
    for (size_t i = 0; i < x->n; i++)
        total += x->pruebas[i].puntos;
    if (x->l->n_pasos > 0 && total != 10)
        error_en(x->l->lugar, "las pruebas suman %d puntos en vez de 10",
                 total);
}

static void comprueba_paso(const Enredo *x, const Paso *p)
{
    int niveles = 0;

    if (numerado(x->l, p->lee) == NULL)
        error_en(p->lugar, "«lee=%s» no es ningún apartado", p->lee);
    for (size_t i = 0; i < x->l->n_pistas; i++)
        if (strcmp(x->l->pistas[i]->paso, p->id) == 0)
            niveles |= 1 << x->l->pistas[i]->nivel;
    if (niveles != (1 << 1 | 1 << 2 | 1 << 3))
        error_en(p->lugar, "el paso «%s» necesita pistas de nivel 1, 2 y 3",
                 p->id);
}

static void comprueba_error(const Enredo *x, const Error *e)
{
    bool alguna = false;

    if (strcmp(e->caza, "tsan") != 0 && strcmp(e->caza, "asan") != 0 &&
        strcmp(e->caza, "fugas") != 0 && prueba(x, e->caza) == NULL)
        error_en(e->lugar,
                 "«caza=%s» no es una prueba, ni tsan, asan o "
                 "fugas",
                 e->caza);
    for (size_t i = 0; i < x->l->n_bloques; i++) {
        const Bloque *b = x->l->bloques[i];
        if (b->error != e || b->clase != PIEZA)
            continue;
        alguna = true;
        if (!b->usado)
            error_en(b->lugar, "la variante de «%s» no sustituye a nada",
                     b->nombre);
    }
    if (!alguna)
        error_en(e->lugar, "el error típico no cambia ninguna pieza");
}

/* Dos bloques que escribirían el mismo fichero. */
static void comprueba_repetido(const Leccion *l, size_t i)
{
    const Bloque *b = l->bloques[i];
    const char *que = b->clase == SALIDA    ? "salida"
                      : b->clase == MEDIDA  ? "medida"
                      : b->clase == GRAFICA ? "gráfica"
                                            : NULL;

    for (size_t j = 0; que && b->nombre && j < i; j++) {
        const Bloque *antes = l->bloques[j];
        if (antes->clase == b->clase && antes->nombre &&
            strcmp(antes->nombre, b->nombre) == 0) {
            error_en(b->lugar, "la %s «%s» ya está en la línea %d", que,
                     b->nombre, antes->lugar.linea);
            return;
        }
    }
}

/* Una práctica puede usar otras anteriores, por su contrato. */
static void comprueba_usa(const Leccion *l)
{
    const char *s = l->usa;

    for (char *u; (u = palabra(&s, " ")) != NULL;)
        if (strcmp(u, l->nombre) == 0 || !es_anterior(l, u))
            error_en(l->lugar, "«usa: %s» no es un capítulo anterior", u);
}

/* Lo que va en una orden de make y del shell, sin comillas. */
static void comprueba_enlaza(const Leccion *l)
{
    if (l->enlaza[strspn(l->enlaza, "abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789+-._ ")] != '\0')
        error_en(l->lugar,
                 "«enlaza: %s» no son nombres de pkg-config ni opciones",
                 l->enlaza);
}

static void comprueba(Enredo *x)
{
    comprueba_usa(x->l);
    comprueba_enlaza(x->l);
    comprueba_piezas(x->l);
    for (size_t i = 0; i < x->l->n_bloques; i++)
        comprueba_repetido(x->l, i);
    if (x->l->rota)
        return;
    comprueba_pruebas(x);
    for (size_t i = 0; i < x->l->n_pasos; i++)
        comprueba_paso(x, x->l->pasos[i]);
    for (size_t i = 0; i < x->l->n_errores; i++)
        comprueba_error(x, x->l->errores[i]);
    for (size_t i = 0; i < x->l->n_pistas; i++) {
        bool hay = false;
        for (size_t j = 0; j < x->l->n_pasos; j++)
            hay |= strcmp(x->l->pistas[i]->paso, x->l->pasos[j]->id) == 0;
        if (!hay)
            error_en(x->l->pistas[i]->lugar, "no hay ningún paso «%s»",
                     x->l->pistas[i]->paso);
    }
}

/* ---- ficheros ---- */

static void escribe_fichero(const Enredo *x, const char *carpeta,
                            const Bloque *b, Modo m, const Error *e)
{
    Cadena c = fichero(x->l, b, m, e);

    escribe_si_cambia(formato("%s/%s/%s", x->dir, carpeta, b->nombre), &c);
}

static void escribe_ficheros(const Enredo *x)
{
    for (size_t i = 0; i < x->l->n_bloques; i++) {
        const Bloque *b = x->l->bloques[i];
        if (!empieza_fichero(x->l, b))
            continue;
        if (b->clase == ARCHIVO) {
            escribe_fichero(x, "fuente", b, FUENTE, NULL);
            escribe_fichero(x, "ejemplos", b, LIMPIO, NULL);
            continue;
        }
        if (b->clase == BIBLIOTECA) {
            escribe_fichero(x, "biblioteca/fuente", b, FUENTE, NULL);
            escribe_fichero(x, "biblioteca/limpio", b, LIMPIO, NULL);
            continue;
        }
        escribe_fichero(x, "lab/fuente", b, FUENTE, NULL);
        escribe_fichero(x, "lab/solucion", b, LIMPIO, NULL);
        escribe_fichero(x, "lab/esqueleto", b, ESQUELETO, NULL);
        for (size_t j = 0; j < x->l->n_errores; j++) {
            const Error *e = x->l->errores[j];
            escribe_fichero(x, formato("errores/%s", e->slug), b, FUENTE,
                            e);
        }
    }
}

/* ---- tablas ---- */

static void pon_fila(Cadena *c, const char *const campos[])
{
    for (int i = 0; campos[i] != NULL; i++) {
        pon(c, i ? "\t" : "");
        pon_campo(c, campos[i]);
    }
    pon(c, "\n");
}

#define FILA(c, ...) pon_fila((c), (const char *const[]){__VA_ARGS__, NULL})

static void escribe_refs(const Enredo *x)
{
    Leccion *l = x->l;
    Cadena c = {0};

    FILA(&c, formato("cap:%s", l->nombre), "cap", formato("%d", l->numero),
         l->titulo, formato("%s:%d", l->lugar.fichero, l->lugar.linea));
    for (size_t i = 0; i < l->n_numerados; i++) {
        const Numerado *n = &l->numerados[i];
        FILA(&c, n->id, n->tipo, n->numero, n->titulo,
             formato("%s:%d", n->lugar.fichero, n->lugar.linea));
    }
    escribe_si_cambia(formato("%s/refs.tsv", x->dir), &c);
}

/* Dónde se incluye la pieza. Para quien estudia (en_ficheros), en qué
 * ficheros acaba, sin contar las soluciones. */
static void pon_uso(const Leccion *l, const char *pieza, bool en_ficheros,
                    Cadena *c)
{
    const char *ultimo = "";

    for (size_t i = 0; i < l->n_bloques; i++) {
        const Bloque *b = l->bloques[i];
        if (b->error != NULL || (en_ficheros && b->solucion))
            continue;
        for (size_t j = 0; j < b->n; j++) {
            char *r = b->clase == PIEZA || es_de_fichero(b)
                          ? referencia(b->lineas[j].texto)
                          : NULL;
            if (r == NULL || strcmp(r, pieza) != 0 ||
                strcmp(ultimo, b->nombre) == 0)
                continue;
            ultimo = b->nombre;
            if (en_ficheros && b->clase == PIEZA)
                pon_uso(l, b->nombre, true, c);
            else if (!en_ficheros || c->p == NULL ||
                     strstr(c->p, b->nombre) == NULL)
                pon(c, "%s%s", c->n ? "; " : "", b->nombre);
        }
    }
}

static void escribe_piezas(const Enredo *x)
{
    Cadena c = {0};

    for (size_t i = 0; i < x->l->n_bloques; i++) {
        const Bloque *b = x->l->bloques[i];
        if (b->clase != PIEZA || b->error || tiene(b, ".hueco") ||
            tiene(b, ".sigue"))
            continue;
        Cadena uso = {0};
        pon_uso(x->l, b->nombre, false, &uso);
        FILA(&c, b->nombre, es_hueco(x->l, b->nombre) ? "1" : "0",
             uso.p ? uso.p : "");
    }
    escribe_si_cambia(formato("%s/piezas.tsv", x->dir), &c);
}

static void pon_pasos(const Enredo *x, Cadena *c)
{
    for (size_t i = 0; i < x->l->n_pasos; i++) {
        const Paso *p = x->l->pasos[i];
        const Numerado *lee = numerado(x->l, p->lee);
        int puntos = 0;
        for (size_t j = 0; j < x->n; j++)
            puntos += x->pruebas[j].paso == p ? x->pruebas[j].puntos : 0;
        FILA(c, "paso", p->id, p->titulo, formato("%d", puntos),
             lee->numero, lee->titulo, p->lee);
    }
    for (size_t i = 0; i < x->n; i++)
        FILA(c, "prueba", x->pruebas[i].id, x->pruebas[i].paso->id,
             formato("%d", x->pruebas[i].puntos), x->pruebas[i].titulo);
}

static char *recorta(const Cadena *c)
{
    const char *s = c->p ? c->p : "";
    size_t n;

    s += strspn(s, " \n");
    n = strlen(s);
    while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == ' '))
        n--;
    return copia_n(s, n);
}

static const char *valor(const Bloque *b, const char *clave)
{
    const char *v = atributo(b, clave);

    return v ? v : "";
}

static void pon_bloque_de_manifiesto(const Enredo *x, const Bloque *b,
                                     Cadena *c)
{
    Cadena uso = {0};

    if (b->clase == LAB && empieza_fichero(x->l, b))
        FILA(c, "fichero", b->nombre);
    if (b->clase == GRAFICA && tiene(b, ".lab"))
        FILA(c, "grafica", b->nombre, valor(b, "datos"), valor(b, "tipo"));
    if (b->clase != PIEZA || !b->solucion || tiene(b, ".sigue"))
        return;
    /* Una pieza de otra pieza resuelta no está en el esqueleto: el
     * manifiesto, que se reparte, no la nombra. */
    pon_uso(x->l, b->nombre, true, &uso);
    if (uso.p != NULL)
        FILA(c, "hueco", b->nombre, b->paso ? b->paso->id : "", uso.p);
}

static void escribe_manifiesto(const Enredo *x)
{
    Leccion *l = x->l;
    Cadena c = {0};

    FILA(&c, "capitulo", l->nombre, formato("%d", l->numero), l->titulo);
    if (*l->usa != '\0')
        FILA(&c, "usa", l->usa);
    if (*l->enlaza != '\0')
        FILA(&c, "enlaza", l->enlaza);
    pon_pasos(x, &c);
    for (size_t i = 0; i < l->n_pistas; i++)
        FILA(&c, "pista", l->pistas[i]->paso,
             formato("%d", l->pistas[i]->nivel),
             recorta(&l->pistas[i]->texto));
    for (size_t i = 0; i < l->n_bloques; i++)
        pon_bloque_de_manifiesto(x, l->bloques[i], &c);
    for (size_t i = 0; i < l->n_errores; i++)
        FILA(&c, "error", l->errores[i]->slug, l->errores[i]->caza,
             l->errores[i]->titulo);
    escribe_si_cambia(formato("%s/manifiesto.tsv", x->dir), &c);
}

static void escribe_pruebas_h(const Enredo *x)
{
    Cadena c = {0};

    pon(&c,
        "/* Extraído de lessons/%s: no lo edites. */\n"
        "#ifndef PRUEBAS_H\n#define PRUEBAS_H\n\n",
        x->l->nombre);
    for (size_t i = 0; i < x->n; i++)
        pon(&c, "void prueba_%s(void);\n", x->pruebas[i].id);
    pon(&c, "\n#define PRUEBAS(X)");
    for (size_t i = 0; i < x->n; i++)
        pon(&c, " \\\n    X(%s)", x->pruebas[i].id);
    pon(&c, "\n\n#endif\n");
    escribe_si_cambia(formato("%s/pruebas.h", x->dir), &c);
}

/* ---- make ---- */

/* Con hilos suyos, o con los de la práctica que usa. */
static bool usa_hilos(const Enredo *x)
{
    if (*x->l->usa != '\0')
        return true;
    for (size_t i = 0; i < x->l->n_bloques; i++) {
        const Bloque *b = x->l->bloques[i];
        for (size_t j = 0; j < b->n && b->clase == LAB; j++)
            if (strcmp(b->lineas[j].texto, "#include <pthread.h>") == 0 ||
                strcmp(b->lineas[j].texto, "#include <omp.h>") == 0)
                return true;
    }
    return false;
}

static void pon_variables(const Enredo *x, Cadena *c)
{
    const Leccion *l = x->l;
    Cadena fuentes = {0}, cabeceras = {0}, biblioteca = {0};

    for (size_t i = 0; i < l->n_bloques; i++) {
        const Bloque *b = l->bloques[i];
        if (b->clase == LAB && empieza_fichero(l, b))
            pon(acaba_en(b->nombre, ".c") ? &fuentes : &cabeceras, " %s",
                b->nombre);
        if (b->clase == BIBLIOTECA && empieza_fichero(l, b))
            pon(&biblioteca, " %s", b->nombre);
    }
    if (biblioteca.p != NULL)
        pon(c, "BIBLIOTECA.%s :=%s\n", l->nombre, biblioteca.p);
    pon(c, "LAB_FUENTES.%s :=%s\n", l->nombre, fuentes.p ? fuentes.p : "");
    pon(c, "LAB_CABECERAS.%s :=%s\n", l->nombre,
        cabeceras.p ? cabeceras.p : "");
    pon(c, "USA.%s := %s\n", l->nombre, l->usa);
    if (*l->enlaza != '\0')
        pon(c, "ENLAZA.%s := %s\n", l->nombre, l->enlaza);
    pon(c, "LAB_HILOS.%s := %s\n", l->nombre, usa_hilos(x) ? "1" : "");
    pon(c, "ERRORES.%s :=", l->nombre);
    for (size_t i = 0; i < l->n_errores; i++)
        pon(c, " %s", l->errores[i]->slug);
    pon(c, "\n");
    for (size_t i = 0; i < l->n_errores; i++)
        pon(c, "CAZA.%s.%s := %s\n", l->nombre, l->errores[i]->slug,
            l->errores[i]->caza);
}

static const char *const CARPETAS[] = {"fuente",
                                       "ejemplos",
                                       "opciones",
                                       "salidas",
                                       "datos",
                                       "graficas",
                                       "diagramas",
                                       "lab/fuente",
                                       "lab/solucion",
                                       "lab/esqueleto",
                                       "biblioteca/fuente",
                                       "biblioteca/limpio",
                                       "errores"};
enum { N_CARPETAS = sizeof CARPETAS / sizeof CARPETAS[0] };

static void crea_carpetas(const Enredo *x)
{
    for (size_t i = 0; i < N_CARPETAS; i++)
        crea_carpeta(formato("%s/%s", x->dir, CARPETAS[i]));
    for (size_t i = 0; i < x->l->n_errores; i++) {
        char *suya =
            formato("%s/errores/%s", x->dir, x->l->errores[i]->slug);
        crea_carpeta(suya);
        anuncia(suya);
        anuncia(formato("%s.mensaje", suya));
    }
}

static void escribe_todo(const Enredo *x)
{
    Cadena mk = {0};
    pon(&mk, "# Extraído de lessons/%s: no lo edites.\n", x->l->nombre);
    escribe_ficheros(x);
    Cadena reglas = escribe_reglas(x->l, x->dir);
    if (errores() > 0)
        return;
    escribe_refs(x);
    escribe_piezas(x);
    escribe_manifiesto(x);
    escribe_pruebas_h(x);
    pon_variables(x, &mk);
    pon(&mk, "%s", reglas.p);
    crea_carpetas(x);
    vuelca();
    for (size_t i = 0; i < N_CARPETAS; i++)
        poda(formato("%s/%s", x->dir, CARPETAS[i]));
    poda_carpetas(formato("%s/errores", x->dir));
    /* La última: su fecha dice que la extracción acabó bien. */
    char *ruta = formato("%s/leccion.mk", x->dir);
    remove(ruta);
    escribe_si_cambia(ruta, &mk);
    vuelca();
}

int main(int argc, char **argv)
{
    Enredo x = {0};

    if (argc != 4 || strcmp(argv[1], "-o") != 0) {
        fprintf(stderr, "uso: enreda -o CARPETA lessons/NN-nombre\n");
        return 2;
    }
    x.dir = argv[2];
    x.l = lee_leccion(argv[3]);
    if (errores() == 0)
        comprueba(&x);
    if (errores() == 0)
        escribe_todo(&x);
    return errores() > 0;
}
