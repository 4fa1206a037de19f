#include "hoja.h"

#include "tira.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int lee_fichero(const char *ruta, struct tira *t)
{
    FILE *f = fopen(ruta, "r");
    char b[4096];
    size_t n;
    int r = 0;

    if (f == NULL)
        return errno;
    while ((n = fread(b, 1, sizeof b, f)) > 0)
        tira_mete(t, b, n);
    if (ferror(f))
        r = EIO;
    fclose(f);
    tira_mete(t, "", 0);
    return r;
}

static char separador(const char *s)
{
    size_t linea = strcspn(s, "\r\n");
    const char *coma = memchr(s, ',', linea);

    return coma == NULL && memchr(s, ';', linea) != NULL ? ';' : ',';
}

/* Lee el campo que empieza en s; deja en *s lo que lo acaba. NULL si una
 * comilla no se cierra. */
static char *campo(const char **s, char sep)
{
    struct tira t = {0};
    const char *p = *s;

    if (*p == '"') {
        for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++) {
            tira_mete(&t, p, 1);
            p += *p == '"';
        }
        if (*p++ != '"') {
            tira_libera(&t);
            return NULL;
        }
    }
    for (; *p != '\0' && *p != sep && *p != '\r' && *p != '\n'; p++)
        tira_mete(&t, p, 1);
    *s = p;
    char *c = tira_saca(&t);
    if (c[0] == '\'' && c[1] != '\0' && strchr("=+-@\t", c[1]) != NULL)
        memmove(c, c + 1, strlen(c));
    return c;
}

struct fila {
    size_t n;
    char **campo;
};

static void mete(struct fila *f, char *c)
{
    f->campo = cierto(realloc(f->campo, (f->n + 1) * sizeof *f->campo));
    f->campo[f->n++] = c;
}

/* Una fila, en *f; false si una comilla no se cierra. */
static bool fila(const char **s, char sep, struct fila *f)
{
    for (;;) {
        char *c = campo(s, sep);

        if (c == NULL)
            return false;
        mete(f, c);
        if (**s != sep)
            break;
        ++*s;
    }
    *s += **s == '\r';
    *s += **s == '\n';
    return true;
}

static void pon_fila(struct hoja *h, struct fila *f)
{
    if (h->filas == 0)
        h->columnas = f->n;
    size_t n = h->filas * h->columnas;
    h->campo =
        cierto(realloc(h->campo, (n + h->columnas) * sizeof *h->campo));
    for (size_t i = 0; i < h->columnas; i++)
        h->campo[n + i] = i < f->n ? f->campo[i] : copia("");
    for (size_t i = h->columnas; i < f->n; i++)
        free(f->campo[i]);
    h->filas++;
}

static void libera_fila(struct fila *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->campo[i]);
}

int hoja_lee(struct hoja *h, const char *ruta)
{
    struct tira t = {0};
    int r = lee_fichero(ruta, &t);

    *h = (struct hoja){0};
    const char *s = t.t == NULL ? "" : t.t;
    if (strncmp(s, "\xEF\xBB\xBF", 3) == 0)
        s += 3;
    char sep = separador(s);
    while (r == 0 && *s != '\0') {
        struct fila f = {0};

        if (!fila(&s, sep, &f)) {
            libera_fila(&f);
            r = EINVAL;
        } else if (f.n == 1 && *f.campo[0] == '\0')
            libera_fila(&f);
        else
            pon_fila(h, &f);
        free(f.campo);
    }
    tira_libera(&t);
    if (r != 0)
        hoja_libera(h);
    return r;
}

void hoja_libera(struct hoja *h)
{
    for (size_t i = 0; i < h->filas * h->columnas; i++)
        free(h->campo[i]);
    free(h->campo);
    *h = (struct hoja){0};
}

int hoja_columna(const struct hoja *h, const char *nombre)
{
    for (size_t i = 0; h->filas > 0 && i < h->columnas; i++)
        if (strcmp(h->campo[i], nombre) == 0)
            return (int)i;
    return -1;
}

const char *hoja_campo(const struct hoja *h, size_t i, int columna)
{
    return columna < 0 ? "" : h->campo[i * h->columnas + (size_t)columna];
}
