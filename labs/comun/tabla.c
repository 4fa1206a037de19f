#include "tabla.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Una fila es un solo bloque: los punteros y, detrás, sus textos. */
struct tabla {
    size_t columnas, filas, caben;
    char **cabecera;
    char ***fila;
};

static char **copia_fila(size_t n, const char *const celda[])
{
    size_t bytes = n * sizeof(char *);

    for (size_t i = 0; i < n; i++)
        bytes += strlen(celda[i]) + 1;
    char **f = malloc(bytes > 0 ? bytes : 1);
    if (f == NULL)
        return NULL;
    char *p = (char *)(f + n);
    for (size_t i = 0; i < n; i++) {
        size_t l = strlen(celda[i]) + 1;

        f[i] = memcpy(p, celda[i], l);
        p += l;
    }
    return f;
}

struct tabla *tabla_crea(size_t columnas, const char *const cabecera[])
{
    struct tabla *t = calloc(1, sizeof *t);

    if (t == NULL)
        return NULL;
    t->columnas = columnas;
    t->cabecera = copia_fila(columnas, cabecera);
    if (t->cabecera == NULL) {
        free(t);
        return NULL;
    }
    return t;
}

static void recorta(struct tabla *t, size_t filas)
{
    while (t->filas > filas)
        free(t->fila[--t->filas]);
}

void tabla_destruye(struct tabla *t)
{
    if (t == NULL)
        return;
    recorta(t, 0);
    free(t->fila);
    free(t->cabecera);
    free(t);
}

size_t tabla_filas(const struct tabla *t)
{
    return t->filas;
}

size_t tabla_columnas(const struct tabla *t)
{
    return t->columnas;
}

const char *tabla_titulo(const struct tabla *t, size_t columna)
{
    return columna < t->columnas ? t->cabecera[columna] : NULL;
}

const char *tabla_celda(const struct tabla *t, size_t fila, size_t columna)
{
    if (fila >= t->filas || columna >= t->columnas)
        return NULL;
    return t->fila[fila][columna];
}

int tabla_columna(const struct tabla *t, const char *titulo)
{
    for (size_t c = 0; c < t->columnas; c++)
        if (strcmp(t->cabecera[c], titulo) == 0)
            return (int)c;
    return -1;
}

static int haz_sitio(struct tabla *t)
{
    if (t->filas < t->caben)
        return 0;
    size_t caben = t->caben > 0 ? 2 * t->caben : 16;
    char ***f = realloc(t->fila, caben * sizeof *f);
    if (f == NULL)
        return ENOMEM;
    t->fila = f;
    t->caben = caben;
    return 0;
}

int tabla_anade(struct tabla *t, const char *const celda[])
{
    if (haz_sitio(t) != 0)
        return ENOMEM;
    char **f = copia_fila(t->columnas, celda);
    if (f == NULL)
        return ENOMEM;
    t->fila[t->filas++] = f;
    return 0;
}

static bool misma_cabecera(const struct tabla *a, const struct tabla *b)
{
    if (a->columnas != b->columnas)
        return false;
    for (size_t c = 0; c < a->columnas; c++)
        if (strcmp(a->cabecera[c], b->cabecera[c]) != 0)
            return false;
    return true;
}

int tabla_junta(struct tabla *a, const struct tabla *b)
{
    size_t antes = a->filas, suyas = b->filas;
    int r = misma_cabecera(a, b) ? 0 : EINVAL;

    for (size_t i = 0; r == 0 && i < suyas; i++)
        r = tabla_anade(a, (const char *const *)b->fila[i]);
    if (r != 0)
        recorta(a, antes);
    return r;
}

/* ---- para verla ---- */

/* Lo que ocupa en la pantalla: ni los bytes de continuación de UTF-8 ni
 * las marcas que se ponen encima de otra letra (U+0300 a U+036F). */
static int ancho(const char *s)
{
    int n = 0;

    for (const unsigned char *p = (const unsigned char *)s; *p; p++)
        if ((*p & 0xC0) != 0x80 && *p != 0xCC &&
            !(*p == 0xCD && p[1] < 0xB0))
            n++;
    return n;
}

static int ancho_columna(const struct tabla *t, size_t c, size_t n)
{
    int w = ancho(t->cabecera[c]);

    for (size_t i = 0; i < n; i++)
        if (ancho(t->fila[i][c]) > w)
            w = ancho(t->fila[i][c]);
    return w;
}

void tabla_cabeza(const struct tabla *t, size_t n, FILE *f)
{
    if (n > t->filas)
        n = t->filas;
    int w0 = snprintf(NULL, 0, "%zu", n > 0 ? n - 1 : 0);
    for (size_t i = 0; i <= n; i++) {
        char **celda = i == 0 ? t->cabecera : t->fila[i - 1];

        if (i == 0)
            fprintf(f, "%*s", w0, "");
        else
            fprintf(f, "%-*zu", w0, i - 1);
        for (size_t c = 0; c < t->columnas; c++)
            fprintf(f, "  %*s%s", ancho_columna(t, c, n) - ancho(celda[c]),
                    "", celda[c]);
        fputc('\n', f);
    }
}

/* ---- CSV ---- */

static void escribe_campo(const char *s, FILE *f)
{
    if (s[strcspn(s, ",\"\r\n")] == '\0') {
        fputs(s, f);
        return;
    }
    fputc('"', f);
    for (; *s; s++) {
        if (*s == '"')
            fputc('"', f);
        fputc(*s, f);
    }
    fputc('"', f);
}

int tabla_escribe_csv(const struct tabla *t, FILE *f)
{
    for (size_t i = 0; i <= t->filas; i++) {
        char **celda = i == 0 ? t->cabecera : t->fila[i - 1];

        for (size_t c = 0; c < t->columnas; c++) {
            escribe_campo(celda[c], f);
            fputc(c + 1 < t->columnas ? ',' : '\n', f);
        }
    }
    return fflush(f) == EOF || ferror(f) ? EIO : 0;
}

/* Un registro a medio leer: los textos seguidos, cada uno con su '\0'. */
struct registro {
    char *texto;
    size_t n, caben, campos;
};

static int pon(struct registro *r, int c)
{
    if (r->n == r->caben) {
        size_t caben = r->caben > 0 ? 2 * r->caben : 256;
        char *t = realloc(r->texto, caben);

        if (t == NULL)
            return ENOMEM;
        r->texto = t;
        r->caben = caben;
    }
    r->texto[r->n++] = (char)c;
    return 0;
}

/* Lo de entre comillas, abiertas ya; las dobles valen por una. */
static int lee_comillas(FILE *f, struct registro *r)
{
    for (;;) {
        int c = getc(f);

        if (c == '"') {
            c = getc(f);
            if (c != '"') {
                ungetc(c, f);
                return 0;
            }
        }
        if (c == EOF || c == '\0')
            return EINVAL;
        if (pon(r, c) != 0)
            return ENOMEM;
    }
}

static int lee_suelto(FILE *f, struct registro *r)
{
    int c;

    while ((c = getc(f)) != EOF && strchr(",\r\n", c) == NULL)
        if (c == '"')
            return EINVAL;
        else if (pon(r, c) != 0)
            return ENOMEM;
    ungetc(c, f);
    return c == '\0' ? EINVAL : 0;
}

/* Un campo y lo que lo separa del siguiente; *ultimo: acaba la línea. */
static int lee_campo(FILE *f, struct registro *r, bool *ultimo)
{
    int c = getc(f);
    int e =
        c == '"' ? lee_comillas(f, r) : (ungetc(c, f), lee_suelto(f, r));

    if (e == 0)
        e = pon(r, '\0');
    r->campos++;
    c = getc(f);
    if (c == '\r')
        c = getc(f);
    *ultimo = c != ',';
    if (e == 0 && c != ',' && c != '\n' && c != EOF)
        e = EINVAL;
    return e;
}

/* *hay queda en false al final del fichero. */
static int lee_registro(FILE *f, struct registro *r, bool *hay)
{
    bool ultimo = false;
    int c = getc(f), e = 0;

    r->n = r->campos = 0;
    *hay = c != EOF;
    if (!*hay)
        return ferror(f) ? EIO : 0;
    ungetc(c, f);
    while (e == 0 && !ultimo)
        e = lee_campo(f, r, &ultimo);
    return ferror(f) ? EIO : e;
}

/* Apunta a n textos seguidos; devuelve dónde acaban. */
static const char *separa(const char *texto, const char *v[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        v[i] = texto;
        texto += strlen(texto) + 1;
    }
    return texto;
}

static int anade_registro(struct tabla **t, const struct registro *r)
{
    if (*t != NULL && r->campos != (*t)->columnas)
        return EINVAL;
    const char **v = malloc(r->campos * sizeof *v);
    int e = v == NULL ? ENOMEM : 0;

    if (e == 0)
        separa(r->texto, v, r->campos);
    if (e == 0 && *t != NULL)
        e = tabla_anade(*t, v);
    else if (e == 0 && (*t = tabla_crea(r->campos, v)) == NULL)
        e = ENOMEM;
    free(v);
    return e;
}

struct tabla *tabla_lee_csv(FILE *f)
{
    struct registro r = {0};
    struct tabla *t = NULL;
    bool hay = true;
    int e = 0;

    while (e == 0 && hay) {
        e = lee_registro(f, &r, &hay);
        if (e == 0 && hay)
            e = anade_registro(&t, &r);
    }
    free(r.texto);
    if (e == 0 && t == NULL)
        e = EINVAL;
    if (e != 0) {
        tabla_destruye(t);
        t = NULL;
        errno = e;
    }
    return t;
}

/* ---- en bytes: columnas, filas y todos los textos seguidos ---- */

static size_t bytes_de(char *const celda[], size_t n)
{
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++)
        bytes += strlen(celda[i]) + 1;
    return bytes;
}

static char *vuelca(char *p, char *const celda[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t l = strlen(celda[i]) + 1;

        memcpy(p, celda[i], l);
        p += l;
    }
    return p;
}

int tabla_empaqueta(const struct tabla *t, char **bytes, size_t *n)
{
    uint64_t talla[2] = {t->columnas, t->filas};
    size_t total = sizeof talla + bytes_de(t->cabecera, t->columnas);

    for (size_t i = 0; i < t->filas; i++)
        total += bytes_de(t->fila[i], t->columnas);
    char *b = malloc(total);
    if (b == NULL)
        return ENOMEM;
    char *p = b;
    memcpy(p, talla, sizeof talla);
    p = vuelca(p + sizeof talla, t->cabecera, t->columnas);
    for (size_t i = 0; i < t->filas; i++)
        p = vuelca(p, t->fila[i], t->columnas);
    *bytes = b;
    *n = total;
    return 0;
}

/* Cuántos textos enteros hay en n bytes, o SIZE_MAX si el último no acaba. */
static size_t cuenta_textos(const char *b, size_t n)
{
    size_t textos = 0;

    if (n > 0 && b[n - 1] != '\0')
        return SIZE_MAX;
    for (size_t i = 0; i < n; i++)
        textos += b[i] == '\0';
    return textos;
}

/* Monta la tabla con los textos que ya se sabe que hay. */
static struct tabla *monta(const char *b, size_t columnas, size_t filas)
{
    const char **v = malloc(columnas * sizeof *v);
    struct tabla *t = NULL;

    if (v == NULL)
        return NULL;
    b = separa(b, v, columnas);
    t = tabla_crea(columnas, v);
    for (size_t i = 0; t != NULL && i < filas; i++) {
        b = separa(b, v, columnas);
        if (tabla_anade(t, v) != 0) {
            tabla_destruye(t);
            t = NULL;
        }
    }
    free(v);
    return t;
}

struct tabla *tabla_desempaqueta(const char *bytes, size_t n)
{
    uint64_t talla[2];

    errno = EINVAL;
    if (n < sizeof talla)
        return NULL;
    memcpy(talla, bytes, sizeof talla);
    bytes += sizeof talla;
    size_t textos = cuenta_textos(bytes, n - sizeof talla);
    /* Dividir, que no desborda: textos = columnas · (filas + 1). */
    if (textos == SIZE_MAX || talla[0] == 0 || textos % talla[0] != 0 ||
        textos / talla[0] == 0 || textos / talla[0] - 1 != talla[1])
        return NULL;
    struct tabla *t = monta(bytes, (size_t)talla[0], (size_t)talla[1]);
    if (t == NULL)
        errno = ENOMEM;
    return t;
}
