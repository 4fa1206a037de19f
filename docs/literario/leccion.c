#include "leccion.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_DIVISIONES = 32, MAX_LINEA = 100000 };

typedef struct {
    bool solucion;
    Error *error;
    Pista *pista;
    Paso *paso; /* esta división es un .paso */
    Lugar lugar;
} Division;

/* Lo que se sabe mientras se recorren las líneas de un fichero. */
typedef struct {
    Leccion *l;
    Lugar aqui;
    Bloque *valla; /* el bloque abierto, o NULL */
    bool en_valla, comentario, basta;
    char signo; /* ` o ~ */
    size_t largo;
    Lugar apertura; /* de la valla o del comentario */
    Division pila[MAX_DIVISIONES];
    int profundidad;
    Paso *paso;
    int apartado, subapartado;
    int cuenta[8]; /* uno por cada tipo numerado */
} Lector;

static const char *const TIPOS[] = {"lst", "fig",  "tbl", "eq",
                                    "eje", "paso", "pre", NULL};

/* ---- atributos ---- */

const char *atributo(const Bloque *b, const char *clave)
{
    for (size_t i = 0; i < b->n_atributos; i++)
        if (strcmp(b->atributos[i].clave, clave) == 0)
            return b->atributos[i].valor;
    return NULL;
}

bool tiene(const Bloque *b, const char *clave)
{
    return atributo(b, clave) != NULL;
}

bool es_de_fichero(const Bloque *b)
{
    return b->clase == ARCHIVO || b->clase == LAB || b->clase == BIBLIOTECA;
}

const char *id_de(const Bloque *b)
{
    for (size_t i = 0; i < b->n_atributos; i++)
        if (b->atributos[i].clave[0] == '#') {
            const char *p = strchr(b->atributos[i].clave, ':');
            return p ? p + 1 : NULL;
        }
    return NULL;
}

static void anade_atributo(Bloque *b, const char *s, size_t n)
{
    const char *igual =
        s[0] == '.' || s[0] == '#' ? NULL : memchr(s, '=', n);
    Atributo a = {copia_n(s, igual ? (size_t)(igual - s) : n), ""};

    if (igual != NULL) {
        const char *v = igual + 1;
        size_t nv = (size_t)(s + n - v);
        if (nv >= 2 && v[0] == '"' && v[nv - 1] == '"') {
            v++;
            nv -= 2;
        }
        a.valor = copia_n(v, nv);
    }
    b->atributos = crece(b->atributos, b->n_atributos, &b->cap_atributos,
                         sizeof *b->atributos);
    b->atributos[b->n_atributos++] = a;
}

/* Lee «{#id .clase clave=valor clave="valor"}»; s apunta tras la llave. */
static void lee_atributos(Bloque *b, const char *s)
{
    for (;;) {
        while (*s == ' ' || *s == '\t')
            s++;
        if (*s == '}') {
            if (s[1 + strspn(s + 1, " \t")] != '\0')
                error_en(b->lugar, "sobra texto detrás de la llave «}»");
            return;
        }
        if (*s == '\0') {
            error_en(b->lugar, "los atributos no acaban con «}»");
            return;
        }
        const char *p = s;
        bool comillas = false;
        while (*p && (comillas || (*p != ' ' && *p != '}'))) {
            comillas ^= *p == '"';
            p++;
            if (p[-1] == '\\' && *p == '"') {
                error_en(b->lugar,
                         "dentro de unas comillas no caben otras");
                return;
            }
        }
        if (comillas) {
            error_en(b->lugar, "comillas sin cerrar en los atributos");
            return;
        }
        anade_atributo(b, s, (size_t)(p - s));
        s = p;
    }
}

/* ---- qué es cada bloque ---- */

static const struct {
    Clase clase;
    const char *atributo, *lengua; /* cuál de los dos la distingue */
    const char *admite;            /* separados por espacios */
} CLASES[] = {
    {ARCHIVO, "archivo", NULL, "archivo .sigue .oculto"},
    {LAB, "lab", NULL, "lab .sigue .oculto"},
    {BIBLIOTECA, "biblioteca", NULL, "biblioteca .sigue .oculto"},
    {PIEZA, "pieza", NULL, "pieza .sigue .oculto .hueco"},
    {PROGRAMA, NULL, "programa",
     "nombre fuentes compilador opciones enlaza practicas sin "
     ".libparalelo .limpio"},
    {SALIDA, NULL, "salida",
     "orden muestra estado plazo mascara tolerancia usa requiere "
     ".desordenada .referencia .libre .lineas"},
    {MEDIDA, NULL, "medida", "datos orden plazo requiere usa .lab .larga"},
    {GRAFICA, NULL, "gnuplot", "grafica datos tipo pie alt desc .lab"},
    {DIAGRAMA, NULL, "diagrama", "pie alt desc"},
    {TABLA, NULL, "tabla", "datos filas columnas por decimales"},
    {CIFRAS, NULL, "cifras", ""},
    {PRUEBAS, NULL, "pruebas", ""},
};

static bool en_lista(const char *lista, const char *palabra)
{
    size_t n = strlen(palabra);

    if (n == 0)
        return false;
    for (const char *p = lista; (p = strstr(p, palabra)) != NULL; p += n)
        if ((p == lista || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}

static void clasifica(Bloque *b)
{
    size_t i, n = sizeof CLASES / sizeof CLASES[0];

    for (i = 0; i < n; i++)
        if (CLASES[i].atributo ? tiene(b, CLASES[i].atributo)
                               : strcmp(b->lengua, CLASES[i].lengua) == 0)
            break;
    if (i == n) {
        if (b->n_atributos > 0)
            error_en(b->lugar, "no sé qué es un bloque «%s» con «%s»",
                     b->lengua, b->atributos[0].clave);
        return;
    }
    b->clase = CLASES[i].clase;
    for (size_t j = 0; j < b->n_atributos; j++) {
        const char *c = b->atributos[j].clave;
        if (c[0] != '#' && !en_lista(CLASES[i].admite, c))
            error_en(b->lugar, "el atributo «%s» no es de este bloque", c);
    }
}

static bool nombre_bueno(const char *s)
{
    if (s == NULL || s[0] == '\0' || s[0] == '.' || s[0] == '-')
        return false;
    return s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                       "YZ0123456789_.-")] == '\0';
}

static void nombra(Bloque *b)
{
    static const char *const de[] = {
        [TEXTO] = NULL,        [ARCHIVO] = "archivo",
        [LAB] = "lab",         [BIBLIOTECA] = "biblioteca",
        [PIEZA] = "pieza",     [PROGRAMA] = "nombre",
        [SALIDA] = NULL,       [MEDIDA] = "datos",
        [GRAFICA] = "grafica", [DIAGRAMA] = NULL,
        [TABLA] = NULL,        [CIFRAS] = NULL,
        [PRUEBAS] = NULL};
    const char *v = de[b->clase] ? atributo(b, de[b->clase]) : id_de(b);

    b->nombre = v ? copia_n(v, strlen(v)) : NULL;
    if (b->clase == PIEZA) {
        if (v == NULL || v[0] == '\0' || strstr(v, ">>") != NULL)
            error_en(b->lugar, "la pieza necesita un nombre");
    } else if ((de[b->clase] || b->clase == DIAGRAMA) && !nombre_bueno(v))
        error_en(b->lugar, "falta «%s», o no vale como nombre de fichero",
                 de[b->clase] ? de[b->clase] : "#fig:nombre");
    if (b->clase == SALIDA && tiene(b, ".referencia") && !nombre_bueno(v))
        error_en(b->lugar, "una salida «.referencia» necesita #sal:nombre");
    else if (b->clase == SALIDA && v != NULL && !nombre_bueno(v))
        error_en(b->lugar, "«#sal:%s» no vale como nombre de fichero", v);
    if (b->clase == SALIDA && !tiene(b, "orden"))
        error_en(b->lugar, "la salida no dice qué orden ejecutar");
    if (b->clase == MEDIDA && !tiene(b, "orden") && !tiene(b, ".lab"))
        error_en(b->lugar, "la medida no dice qué orden ejecutar");
    if (b->clase == PROGRAMA && !tiene(b, "fuentes"))
        error_en(b->lugar, "el programa no dice sus fuentes");
}

static void comprueba_numero(const Bloque *b, const char *clave)
{
    const char *v = atributo(b, clave);
    char *fin;

    if (v == NULL)
        return;
    double x = strtod(v, &fin);
    if (!isdigit((unsigned char)*v) || *fin != '\0' || !(x > 0))
        error_en(b->lugar, "«%s=%s» no es un número mayor que cero", clave,
                 v);
}

static void comprueba_valores(const Bloque *b)
{
    const char *m = atributo(b, "mascara");
    const char *tipo = atributo(b, "tipo");

    comprueba_numero(b, "plazo");
    comprueba_numero(b, "tolerancia");
    for (size_t n; m != NULL && *m; m += n + strspn(m + n, " ")) {
        n = strcspn(m, " ");
        if (!en_lista("pid hex tiempo num", copia_n(m, n)))
            error_en(b->lugar, "no hay máscaras «%.*s»", (int)n, m);
    }
    if (tipo != NULL && !en_lista("lineas barras libre", tipo))
        error_en(b->lugar, "«tipo=%s» no es lineas, barras ni libre", tipo);
}

/* ---- lo numerado ---- */

bool es_anterior(const Leccion *l, const char *otra)
{
    const char *barra = strrchr(l->lugar.fichero, '/');
    int n = barra ? (int)(barra - l->lugar.fichero) : 0;

    return isdigit((unsigned char)*otra) && strcmp(otra, l->nombre) <= 0 &&
           access(formato("%.*s/../%s", n, l->lugar.fichero, otra), F_OK) ==
               0;
}

const Numerado *numerado(const Leccion *l, const char *id)
{
    for (size_t i = 0; i < l->n_numerados; i++)
        if (strcmp(l->numerados[i].id, id) == 0)
            return &l->numerados[i];
    return NULL;
}

static void numera(Lector *r, const char *id, const char *tipo,
                   char *numero, const char *titulo)
{
    Leccion *l = r->l;
    const Numerado *otro = numerado(l, id);

    if (otro != NULL) {
        error_en(r->aqui, "«#%s» ya está en la línea %d", id,
                 otro->lugar.linea);
        return;
    }
    l->numerados = crece(l->numerados, l->n_numerados, &l->cap_numerados,
                         sizeof *l->numerados);
    l->numerados[l->n_numerados++] =
        (Numerado){copia_n(id, strlen(id)), numero,
                   copia_n(titulo, strlen(titulo)), tipo, r->aqui};
}

/* Da a «tipo:nombre» el número que le toca en su cuenta. */
static void numera_siguiente(Lector *r, const char *id, const char *titulo)
{
    for (int t = 0; TIPOS[t] != NULL; t++) {
        size_t n = strlen(TIPOS[t]);
        if (strncmp(id, TIPOS[t], n) == 0 && id[n] == ':') {
            char *num = formato("%d.%d", r->l->numero, ++r->cuenta[t]);
            numera(r, id, TIPOS[t], num, titulo);
            return;
        }
    }
    if (strncmp(id, "err:", 4) != 0 && strncmp(id, "sal:", 4) != 0)
        error_en(r->aqui, "no sé numerar «#%s»", id);
}

static void numera_bloque(Lector *r, Bloque *b)
{
    for (size_t i = 0; i < b->n_atributos; i++)
        if (b->atributos[i].clave[0] == '#') {
            const char *t = atributo(b, "pie");
            numera_siguiente(r, b->atributos[i].clave + 1, t ? t : "");
        }
    if (es_de_fichero(b) && !tiene(b, ".sigue") && !tiene(b, ".oculto"))
        numera_siguiente(r, formato("lst:%s", b->nombre), b->nombre);
}

/* «## Título {#sec:x .unnumbered}» */
static void encabezado(Lector *r, const char *s)
{
    int nivel = (int)strspn(s, "#");
    const char *t = s + nivel + strspn(s + nivel, " ");
    const char *llave = strstr(t, " {");
    size_t n = llave ? (size_t)(llave - t) : strlen(t);

    if (nivel > 2 || (llave && strstr(llave, ".unnumbered") != NULL))
        return;
    if (nivel == 1) {
        r->apartado++;
        r->subapartado = 0;
    } else
        r->subapartado++;
    if (llave == NULL || llave[2] != '#')
        return;
    size_t largo = strcspn(llave + 3, " }");
    char *num = nivel == 1 ? formato("%d.%d", r->l->numero, r->apartado)
                           : formato("%d.%d.%d", r->l->numero, r->apartado,
                                     r->subapartado);
    numera(r, copia_n(llave + 3, largo), "sec", num, copia_n(t, n));
}

/* Los #tbl: y #eq: que cierran una línea de prosa. */
static void numera_en_prosa(Lector *r, const char *s)
{
    static const char *const marcas[] = {"{#tbl:", "{#eq:"};

    for (int i = 0; i < 2; i++) {
        const char *p = strstr(s, marcas[i]);
        const char *fin = p ? strchr(p, '}') : NULL;
        if (fin == NULL)
            continue;
        const char *t = s + strspn(s, ": ");
        size_t n = t < p ? (size_t)(p - t) : 0;
        while (n > 0 && t[n - 1] == ' ')
            n--;
        numera_siguiente(r, copia_n(p + 2, (size_t)(fin - p) - 2),
                         i == 0 ? copia_n(t, n) : "");
    }
}

/* ---- divisiones ---- */

static const char DIVISIONES[] =
    "objetivos apuesta aviso nota frente ejercicio paso solucion error "
    "pista pregunta respuesta";

#define ANADE(vector, n, cap, x)                                           \
    do {                                                                   \
        (vector) = crece((vector), (n), &(cap), sizeof *(vector));         \
        (vector)[(n)++] = (x);                                             \
    } while (0)

static char *valor_o(const Bloque *b, const char *clave)
{
    const char *v = atributo(b, clave);

    if (v == NULL || v[0] == '\0') {
        error_en(b->lugar, "falta «%s=»", clave);
        return "";
    }
    return copia_n(v, strlen(v));
}

static Error *abre_error(Lector *r, const Bloque *b)
{
    Error *e = pide(sizeof *e);
    const char *id = id_de(b);

    e->lugar = r->aqui;
    e->titulo = valor_o(b, "titulo");
    e->caza = valor_o(b, "caza");
    e->slug = copia_n(id ? id : "", id ? strlen(id) : 0);
    if (!nombre_bueno(e->slug))
        error_en(r->aqui, "el error típico necesita #err:nombre");
    for (size_t i = 0; i < r->l->n_errores; i++)
        if (strcmp(r->l->errores[i]->slug, e->slug) == 0)
            error_en(r->aqui, "el error típico «%s» está repetido",
                     e->slug);
    ANADE(r->l->errores, r->l->n_errores, r->l->cap_errores, e);
    return e;
}

static Paso *abre_paso(Lector *r, const Bloque *b)
{
    Paso *p = pide(sizeof *p);
    const char *id = id_de(b);

    p->lugar = r->aqui;
    p->titulo = valor_o(b, "titulo");
    p->lee = valor_o(b, "lee");
    p->id = copia_n(id ? id : "", id ? strlen(id) : 0);
    if (!nombre_bueno(p->id))
        error_en(r->aqui, "el paso necesita #paso:nombre");
    ANADE(r->l->pasos, r->l->n_pasos, r->l->cap_pasos, p);
    return p;
}

static Pista *abre_pista(Lector *r, const Bloque *b)
{
    Pista *p = pide(sizeof *p);
    char *nivel = valor_o(b, "nivel");

    p->lugar = r->aqui;
    p->paso = valor_o(b, "paso");
    p->nivel = atoi(nivel);
    if (p->nivel < 1 || p->nivel > 3)
        error_en(r->aqui, "el nivel de una pista es 1, 2 o 3");
    ANADE(r->l->pistas, r->l->n_pistas, r->l->cap_pistas, p);
    return p;
}

/* La división como si fuera un bloque: sus clases y sus atributos. */
static Bloque *cabecera_de_division(Lector *r, const char *s)
{
    Bloque *b = pide(sizeof *b);

    b->lugar = r->aqui;
    if (*s == '{') {
        lee_atributos(b, s + 1);
        return b;
    }
    size_t n = strcspn(s, " :");
    if (s[n + strspn(s + n, " :")] != '\0')
        error_en(r->aqui, "no entiendo la división «%s»", s);
    char *clase = formato(".%.*s", (int)n, s);
    anade_atributo(b, clase, strlen(clase));
    return b;
}

static void abre_division(Lector *r, const char *s)
{
    if (r->profundidad == MAX_DIVISIONES) {
        error_en(r->aqui, "demasiadas divisiones anidadas");
        r->basta = true;
        return;
    }
    Bloque *b = cabecera_de_division(r, s);
    Division *d = &r->pila[r->profundidad];
    *d = r->profundidad ? d[-1] : (Division){0};
    d->lugar = r->aqui;
    d->paso = NULL;
    r->profundidad++;
    for (size_t i = 0; i < b->n_atributos; i++) {
        const char *c = b->atributos[i].clave;
        if (c[0] == '.' && !en_lista(DIVISIONES, c + 1))
            error_en(r->aqui, "no hay divisiones «%s»", c);
        else if (c[0] == '#' && strncmp(c, "#err:", 5) != 0)
            numera_siguiente(r, c + 1,
                             atributo(b, "titulo") ? atributo(b, "titulo")
                                                   : "");
    }
    if (tiene(b, ".solucion"))
        d->solucion = true;
    if (tiene(b, ".error"))
        d->error = abre_error(r, b);
    if (tiene(b, ".paso"))
        r->paso = d->paso = abre_paso(r, b);
    if (tiene(b, ".pista"))
        d->pista = abre_pista(r, b);
}

static void division(Lector *r, const char *s)
{
    s += strspn(s, ":");
    s += strspn(s, " \t");
    if (*s != '\0')
        abre_division(r, s);
    else if (r->profundidad > 0)
        r->profundidad--;
    else
        error_en(r->aqui, "«:::» cierra una división que nadie abrió");
}

/* ---- vallas ---- */

static void abre_valla(Lector *r, const char *s, int sangria)
{
    const char *llave = strchr(s, '{');
    size_t n = llave ? (size_t)(llave - s) : strlen(s);

    while (n > 0 && s[n - 1] == ' ')
        n--;
    r->en_valla = true;
    r->apertura = r->aqui;
    r->valla = NULL;
    if (llave == NULL && strcmp(s, "cifras") != 0 &&
        strcmp(s, "pruebas") != 0)
        return;
    Bloque *b = pide(sizeof *b);
    Division fuera = {0},
             *d = r->profundidad ? &r->pila[r->profundidad - 1] : &fuera;
    b->lugar = r->aqui;
    b->sangria = sangria;
    b->lengua = copia_n(s, n);
    b->solucion = d->solucion;
    b->error = d->error;
    b->paso = r->paso;
    int antes = errores();
    if (llave != NULL)
        lee_atributos(b, llave + 1);
    if (errores() == antes)
        clasifica(b);
    if (errores() == antes) {
        nombra(b);
        comprueba_valores(b);
    }
    if (b->clase == PRUEBAS && d->paso == NULL)
        error_en(r->aqui, "un bloque «pruebas» va dentro de un .paso");
    if (b->nombre != NULL || b->clase != TEXTO)
        numera_bloque(r, b);
    ANADE(r->l->bloques, r->l->n_bloques, r->l->cap_bloques, b);
    r->valla = b;
}

static bool cierra_valla(const Lector *r, const char *s)
{
    s += strspn(s, " ");
    size_t n = 0;
    while (s[n] == r->signo)
        n++;
    return n >= r->largo && s[n + strspn(s + n, " \t")] == '\0';
}

static void linea_de_valla(Lector *r, const char *s)
{
    Bloque *b = r->valla;

    if (cierra_valla(r, s)) {
        r->en_valla = false;
        return;
    }
    if (b == NULL)
        return;
    b->lineas = crece(b->lineas, b->n, &b->cap, sizeof *b->lineas);
    b->lineas[b->n++] = (Linea){copia_n(s, strlen(s)), r->aqui.linea};
}

/* ---- una línea cualquiera ---- */

/* Si la línea está dentro de un comentario HTML, o lo abre. */
static bool es_comentario(Lector *r, const char *s)
{
    if (!r->comentario && strncmp(s, "<!--", 4) != 0)
        return false;
    if (!r->comentario)
        r->apertura = r->aqui;
    r->comentario = strstr(s, "-->") == NULL;
    return true;
}

static void linea_de_prosa(Lector *r, const char *s)
{
    int sangria = (int)strspn(s, " ");
    const char *p = s + sangria;
    size_t n = strspn(p, *p == '~' ? "~" : "`");

    if (es_comentario(r, s))
        return;
    if (r->profundidad > 0 && r->pila[r->profundidad - 1].pista &&
        strncmp(p, ":::", 3) != 0)
        pon(&r->pila[r->profundidad - 1].pista->texto, "%s\n", s);
    if (n >= 3 && (*p == '~' || strchr(p + n, '`') == NULL)) {
        r->signo = *p;
        r->largo = n;
        abre_valla(r, p + n + strspn(p + n, " "), sangria);
    } else if (n >= 3 && strchr(p, '{') != NULL)
        error_en(r->aqui, "en los atributos de un bloque no cabe «`»");
    else if (strncmp(p, ":::", 3) == 0)
        division(r, p);
    else if (*s == '#' && s[strspn(s, "#")] == ' ')
        encabezado(r, s);
    else
        numera_en_prosa(r, s);
}

static bool utf8_bueno(const unsigned char *s)
{
    while (*s) {
        int mas = *s < 0x80             ? 0
                  : (*s & 0xe0) == 0xc0 ? 1
                  : (*s & 0xf0) == 0xe0 ? 2
                  : (*s & 0xf8) == 0xf0 ? 3
                                        : -1;
        if (mas < 0)
            return false;
        for (s++; mas > 0; mas--, s++)
            if ((*s & 0xc0) != 0x80)
                return false;
    }
    return true;
}

/* La cabecera YAML, de la que interesan cinco claves; el resto es de pandoc. */
static void lee_yaml(Lector *r, const char *s)
{
    char **a = strncmp(s, "title:", 6) == 0      ? &r->l->titulo
               : strncmp(s, "subtitle:", 9) == 0 ? &r->l->subtitulo
               : strncmp(s, "usa:", 4) == 0      ? &r->l->usa
               : strncmp(s, "enlaza:", 7) == 0   ? &r->l->enlaza
                                                 : NULL;
    if (a == NULL)
        return;
    s = strchr(s, ':') + 1;
    s += strspn(s, " \"");
    size_t n = strlen(s);
    while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '"'))
        n--;
    *a = copia_n(s, n);
}

static void lee_fichero(Lector *r, const char *ruta)
{
    FILE *f = fopen(ruta, "rb");
    char *s = NULL;
    size_t cap = 0;
    bool yaml = false;

    r->aqui = (Lugar){copia_n(ruta, strlen(ruta)), 0};
    if (f == NULL) {
        error_en(r->aqui, "%s", strerror(errno));
        return;
    }
    for (ssize_t n; !r->basta && (n = getline(&s, &cap, f)) >= 0;) {
        r->aqui.linea++;
        if (memchr(s, '\0', (size_t)n) != NULL || n > MAX_LINEA ||
            !utf8_bueno((unsigned char *)s)) {
            error_en(r->aqui, "esto no es texto UTF-8 legible");
            r->basta = true;
            break;
        }
        while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == '\r'))
            s[--n] = '\0';
        bool raya = strcmp(s, "---") == 0;
        if (raya && (r->aqui.linea == 1 || yaml))
            yaml = !yaml;
        else if (yaml)
            lee_yaml(r, s);
        else if (r->en_valla)
            linea_de_valla(r, s);
        else
            linea_de_prosa(r, s);
    }
    free(s);
    fclose(f);
    if (yaml && !r->basta)
        error_en(r->aqui, "la cabecera no acaba con «---»");
    if (r->en_valla && !r->basta)
        error_en(r->apertura, "el bloque abierto aquí no se cierra nunca");
    else if (r->comentario && !r->basta)
        error_en(r->apertura,
                 "el comentario abierto aquí no se cierra nunca");
    else if (r->profundidad > 0 && !r->basta)
        error_en(r->pila[r->profundidad - 1].lugar,
                 "la división abierta aquí no se cierra nunca");
    r->en_valla = r->comentario = false;
    r->profundidad = 0;
}

/* ---- la lección entera ---- */

static int solo_md(const struct dirent *e)
{
    return acaba_en(e->d_name, ".md") && e->d_name[0] != '.';
}

static bool nombra_leccion(Leccion *l, const char *carpeta)
{
    const char *barra = strrchr(carpeta, '/');
    const char *n = barra ? barra + 1 : carpeta;

    l->nombre = copia_n(n, strlen(n));
    l->lugar = (Lugar){copia_n(carpeta, strlen(carpeta)), 1};
    if (!isdigit((unsigned char)n[0]) || !isdigit((unsigned char)n[1]) ||
        n[2] != '-' || n[3] == '\0' ||
        n[strspn(n, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0') {
        error_en(l->lugar, "una lección se llama NN-nombre, en minúsculas");
        return false;
    }
    l->numero = atoi(n);
    return true;
}

Leccion *lee_leccion(const char *carpeta)
{
    Leccion *l = pide(sizeof *l);
    Lector r = {.l = l};
    struct dirent **v = NULL;

    if (!nombra_leccion(l, carpeta))
        return l;
    int n = scandir(carpeta, &v, solo_md, alphasort);
    if (n <= 0)
        error_en(l->lugar, "no hay ningún .md en la lección");
    for (int i = 0; i < n; i++) {
        lee_fichero(&r, formato("%s/%s", carpeta, v[i]->d_name));
        if (i == 0) {
            l->lugar = (Lugar){r.aqui.fichero, 1};
            if (l->titulo == NULL)
                error_en(l->lugar, "la cabecera no dice «title:»");
        }
        free(v[i]);
    }
    free(v);
    l->titulo = l->titulo ? l->titulo : "";
    l->subtitulo = l->subtitulo ? l->subtitulo : "";
    l->usa = l->usa ? l->usa : "";
    l->enlaza = l->enlaza ? l->enlaza : "";
    return l;
}
