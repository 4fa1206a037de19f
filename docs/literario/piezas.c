#include "piezas.h"

#include <stdio.h>
#include <string.h>

/* Más hondo, o más largo, no hay quien lo lea: será un error. */
enum { MAX_ANIDADO = 64, MAX_FICHERO = 4 << 20, MAX_INCLUSIONES = 1 << 16 };

typedef struct {
    Leccion *l;
    Modo modo;
    const Error *error;
    Cadena sal;
    int linea; /* por la que va el fichero que se escribe */
    const char *pila[MAX_ANIDADO];
    int profundidad, inclusiones;
} Expansion;

char *referencia(const char *s)
{
    s += strspn(s, " \t");
    if (s[0] != '<' || s[1] != '<')
        return NULL;
    const char *fin = strstr(s + 2, ">>");
    if (fin == NULL || fin == s + 2)
        return NULL;
    if (fin[2 + strspn(fin + 2, " \t")] != '\0')
        return NULL;
    return copia_n(s + 2, (size_t)(fin - s) - 2);
}

static bool es_pieza(const Bloque *b, const char *nombre)
{
    return b->clase == PIEZA && strcmp(b->nombre, nombre) == 0;
}

static bool es_partida(const Bloque *b)
{
    return tiene(b, ".hueco");
}

bool es_hueco(const Leccion *l, const char *pieza)
{
    bool resuelta = false;

    for (size_t i = 0; i < l->n_bloques; i++) {
        const Bloque *b = l->bloques[i];
        if (!es_pieza(b, pieza) || b->error || es_partida(b))
            continue;
        if (!b->solucion)
            return false;
        resuelta = true;
    }
    return resuelta;
}

bool empieza_fichero(const Leccion *l, const Bloque *b)
{
    if (!es_de_fichero(b))
        return false;
    for (size_t i = 0; l->bloques[i] != b; i++)
        if (l->bloques[i]->clase == b->clase &&
            strcmp(l->bloques[i]->nombre, b->nombre) == 0)
            return false;
    return true;
}

static bool estropeada(const Leccion *l, const char *pieza, const Error *e)
{
    for (size_t i = 0; e != NULL && i < l->n_bloques; i++)
        if (l->bloques[i]->error == e && es_pieza(l->bloques[i], pieza))
            return true;
    return false;
}

/* Si b, que es esa pieza, entra en lo que se está escribiendo. */
static bool entra(const Expansion *x, const Bloque *b, bool hueco,
                  bool mala)
{
    if (mala)
        return b->error == x->error;
    if (b->error != NULL)
        return false;
    return es_partida(b) == (hueco && x->modo == ESQUELETO);
}

static bool es_c(const Bloque *raiz)
{
    return acaba_en(raiz->nombre, ".c") || acaba_en(raiz->nombre, ".h");
}

static void pon_linea(Expansion *x, int sangria, const char *s)
{
    if (*s == '\0')
        pon(&x->sal, "\n");
    else
        pon(&x->sal, "%*s%s\n", sangria, "", s);
    x->linea++;
}

/* El nombre de la pieza, como comentario, delante de ella. */
static void rotula(Expansion *x, const Bloque *raiz, const char *pieza,
                   int sangria, bool hueco)
{
    const char *abre = es_c(raiz) ? "/* " : "# ";
    const char *cierra = es_c(raiz) ? " */" : "";

    if (hueco && x->modo == ESQUELETO)
        pon_linea(x, sangria,
                  formato("%sHUECO: %s%s", abre, pieza, cierra));
    else if (es_c(raiz) || acaba_en(raiz->nombre, ".py") ||
             acaba_en(raiz->nombre, ".sh"))
        pon_linea(x, sangria, formato("%s%s%s", abre, pieza, cierra));
}

static void expande(Expansion *x, const Bloque *raiz, Bloque *b,
                    int sangria);

static bool en_la_pila(const Expansion *x, const char *pieza)
{
    for (int i = 0; i < x->profundidad; i++)
        if (strcmp(x->pila[i], pieza) == 0)
            return true;
    return false;
}

/* No se puede seguir, ni saber qué piezas se habrían usado. */
static void rompe(Expansion *x, Lugar aqui, const char *por_que)
{
    error_en(aqui, "%s", por_que);
    x->l->rota = true;
}

static void incluye(Expansion *x, const Bloque *raiz, const char *pieza,
                    int sangria, Lugar desde)
{
    bool hueco = es_hueco(x->l, pieza);
    bool mala = estropeada(x->l, pieza, x->error), alguna = false;

    if (en_la_pila(x, pieza)) {
        rompe(x, desde,
              formato("la pieza «%s» se incluye a sí misma", pieza));
        return;
    }
    if (x->profundidad == MAX_ANIDADO) {
        rompe(x, desde,
              formato("la pieza «%s» está demasiado anidada", pieza));
        return;
    }
    if (++x->inclusiones > MAX_INCLUSIONES) {
        rompe(x, desde, "el fichero extraído crece sin medida");
        return;
    }
    x->pila[x->profundidad++] = pieza;
    if (x->modo != FUENTE)
        rotula(x, raiz, pieza, sangria, hueco);
    for (size_t i = 0; i < x->l->n_bloques && !x->l->rota; i++) {
        Bloque *b = x->l->bloques[i];
        if (!es_pieza(b, pieza))
            continue;
        alguna = alguna || (b->error == NULL && !es_partida(b));
        b->usado = true;
        if (entra(x, b, hueco, mala))
            expande(x, raiz, b, sangria);
    }
    x->profundidad--;
    if (!alguna && !x->l->rota)
        error_en(desde, "la pieza «%s» no está definida", pieza);
}

static bool continuada(const Bloque *b, size_t i)
{
    const char *s = i > 0 ? b->lineas[i - 1].texto : "";
    size_t n = strlen(s);

    return n > 0 && s[n - 1] == '\\';
}

/* Escribe las líneas de un bloque; sangria es la de quien lo incluye. */
static void expande(Expansion *x, const Bloque *raiz, Bloque *b,
                    int sangria)
{
    bool marca = true, seguido = true;
    int primera = x->linea + 1;

    for (size_t i = 0; i < b->n && !x->l->rota; i++) {
        const char *s = b->lineas[i].texto;
        Lugar aqui = {b->lugar.fichero, b->lineas[i].linea};
        int propia = (int)strspn(s, " ");
        int quita = propia < b->sangria ? propia : b->sangria;
        char *ref = referencia(s);
        if (ref != NULL) {
            if (continuada(b, i))
                error_en(aqui, "una pieza no cabe en una macro continuada");
            incluye(x, raiz, ref, sangria + propia - quita, aqui);
            marca = true;
            seguido = false;
            continue;
        }
        if (x->modo == FUENTE && marca && es_c(raiz))
            pon(&x->sal, "#line %d \"%s\"\n", aqui.linea, aqui.fichero);
        marca = false;
        if (x->modo != FUENTE)
            s += quita;
        bool margen = x->modo == FUENTE || (es_c(raiz) && *s == '#');
        pon_linea(x, margen ? 0 : sangria, s);
        if (x->sal.n > MAX_FICHERO)
            rompe(x, aqui, "el fichero extraído crece sin medida");
    }
    if (x->modo == LIMPIO && x->error == NULL)
        b->en_limpio = seguido ? primera : 0;
}

Cadena fichero(Leccion *l, const Bloque *b, Modo m, const Error *e)
{
    Expansion x = {.l = l, .modo = m, .error = e};

    for (size_t i = 0; i < l->n_bloques && !l->rota; i++) {
        Bloque *c = l->bloques[i];
        if (c->clase == b->clase && strcmp(c->nombre, b->nombre) == 0)
            expande(&x, b, c, 0);
    }
    return x.sal;
}

/* ---- comprobaciones ---- */

static bool misma_edicion(const Bloque *a, const Bloque *b)
{
    return a->error == b->error && es_partida(a) == es_partida(b);
}

static void comprueba_repetida(const Leccion *l, size_t i)
{
    const Bloque *b = l->bloques[i], *antes = NULL;

    for (size_t j = 0; j < i && antes == NULL; j++)
        if (l->bloques[j]->clase == b->clase &&
            strcmp(l->bloques[j]->nombre, b->nombre) == 0 &&
            misma_edicion(l->bloques[j], b))
            antes = l->bloques[j];
    if (antes && !tiene(b, ".sigue"))
        error_en(b->lugar, "«%s» ya empezó en la línea %d (¿falta .sigue?)",
                 b->nombre, antes->lugar.linea);
    if (!antes && tiene(b, ".sigue"))
        error_en(b->lugar, "«%s» no tiene qué continuar", b->nombre);
}

static void comprueba_bloque(Leccion *l, const Bloque *b)
{
    if ((b->clase == LAB || b->clase == BIBLIOTECA) &&
        (b->solucion || b->error))
        error_en(b->lugar, "un fichero de la práctica o de la biblioteca "
                           "no puede estar entero dentro de una solución");
    if (b->clase != PIEZA)
        return;
    if (!b->usado && b->error == NULL)
        error_en(b->lugar, "la pieza «%s» no la usa nadie", b->nombre);
    if (es_partida(b) && (b->solucion || b->error))
        error_en(b->lugar, "el texto de partida va fuera de la solución");
    if (es_partida(b) && !es_hueco(l, b->nombre))
        error_en(b->lugar, "«%s» no es un hueco: sobra el texto de partida",
                 b->nombre);
    if (es_hueco(l, b->nombre) && b->paso == NULL)
        error_en(b->lugar, "el hueco «%s» no sigue a ningún .paso",
                 b->nombre);
}

void comprueba_piezas(Leccion *l)
{
    for (size_t i = 0; i < l->n_bloques; i++) {
        const Bloque *b = l->bloques[i];
        if (b->clase == PIEZA || es_de_fichero(b))
            comprueba_repetida(l, i);
        if (empieza_fichero(l, b))
            fichero(l, b, LIMPIO, NULL);
    }
    for (size_t i = 0; i < l->n_bloques && !l->rota; i++)
        comprueba_bloque(l, l->bloques[i]);
}
