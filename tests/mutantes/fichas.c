#include "fichas.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void acaba(const char *que)
{
    fprintf(stderr, "mutador: %s\n", que);
    exit(EXIT_FAILURE);
}

static void lee_texto(struct fuente *f, const char *ruta)
{
    FILE *e = fopen(ruta, "rb");
    long n = -1;

    if (e != NULL && fseek(e, 0, SEEK_END) == 0 && (n = ftell(e)) >= 0)
        rewind(e);
    f->texto = n < 0 ? NULL : calloc((size_t)n + 1, 1);
    if (f->texto == NULL || fread(f->texto, 1, (size_t)n, e) != (size_t)n)
        acaba(ruta);
    fclose(e);
    f->largo = (int)n;
}

/* Dónde acaba una línea de preprocesador, con sus continuaciones. */
static int fin_directiva(const char *t, int i)
{
    while (t[i] != '\0' && t[i] != '\n')
        i += t[i] == '\\' && t[i + 1] != '\0' ? 2 : 1;
    return i;
}

static int fin_comentario(const char *t, int i)
{
    const char *fin =
        t[i + 1] == '/' ? strchr(t + i, '\n') : strstr(t + i + 2, "*/");

    if (fin == NULL)
        return i + (int)strlen(t + i);
    return (int)(fin - t) + (*fin == '*' ? 2 : 0);
}

static int fin_cadena(const char *t, int i)
{
    char comilla = t[i++];

    while (t[i] != '\0' && t[i] != comilla)
        i += t[i] == '\\' && t[i + 1] != '\0' ? 2 : 1;
    return t[i] == '\0' ? i : i + 1;
}

static bool de_nombre(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c > 127;
}

/* 1e-9 y 0x1p+3 también son un número. */
static int fin_numero(const char *t, int i)
{
    while (de_nombre(t[i]) || t[i] == '.' ||
           ((t[i] == '-' || t[i] == '+') && strchr("eEpP", t[i - 1])))
        i++;
    return i;
}

static int fin_signo(const char *t, int i)
{
    static const char *const largos[] = {
        "<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
        "<=",  ">=",  "==",  "!=", "&&", "||", "+=", "-=",
        "*=",  "/=",  "%=",  "&=", "|=", "^="};

    for (size_t k = 0; k < sizeof largos / sizeof *largos; k++)
        if (strncmp(t + i, largos[k], strlen(largos[k])) == 0)
            return i + (int)strlen(largos[k]);
    return i + 1;
}

/* Salta lo que no da fichas; la línea está vacía hasta ahora si `limpia`. */
static int salta(const char *t, int i, bool *limpia)
{
    for (;;) {
        if (isspace((unsigned char)t[i]))
            *limpia = t[i++] == '\n' || *limpia;
        else if (t[i] == '/' && (t[i + 1] == '/' || t[i + 1] == '*'))
            i = fin_comentario(t, i);
        else if (t[i] == '#' && *limpia)
            i = fin_directiva(t, i);
        else
            return i;
    }
}

static void anade(struct fuente *f, enum tipo tipo, int ini, int fin)
{
    if (f->n % 1024 == 0) {
        size_t caben = (size_t)f->n + 1024;

        f->ficha = realloc(f->ficha, caben * sizeof *f->ficha);
        if (f->ficha == NULL)
            acaba("no hay memoria");
    }
    f->ficha[f->n++] = (struct ficha){tipo, ini, fin, -1};
}

static void parte(struct fuente *f)
{
    const char *t = f->texto;
    bool limpia = true;

    for (int i = 0, fin; (i = salta(t, i, &limpia)) < f->largo; i = fin) {
        limpia = false;
        if (isdigit((unsigned char)t[i])) {
            fin = fin_numero(t, i);
            anade(f, NUMERO, i, fin);
        } else if (de_nombre(t[i])) {
            for (fin = i; de_nombre(t[fin]); fin++)
                ;
            anade(f, NOMBRE, i, fin);
        } else if (t[i] == '"' || t[i] == '\'') {
            fin = fin_cadena(t, i);
            anade(f, CADENA, i, fin);
        } else {
            fin = fin_signo(t, i);
            anade(f, SIGNO, i, fin);
        }
    }
    anade(f, SIGNO, f->largo, f->largo);
    f->n--;
}

static void empareja(struct fuente *f)
{
    enum { HONDO = 256 };
    int abiertas[HONDO], n = 0;

    for (int i = 0; i < f->n; i++) {
        if (es_uno(f, i, "( [ {")) {
            if (n == HONDO)
                acaba("demasiados paréntesis");
            abiertas[n++] = i;
        } else if (es_uno(f, i, ") ] }")) {
            if (n == 0)
                acaba("los paréntesis no casan");
            f->ficha[i].pareja = abiertas[--n];
            f->ficha[abiertas[n]].pareja = i;
        }
    }
    if (n > 0)
        acaba("los paréntesis no casan");
}

void fuente_lee(struct fuente *f, const char *ruta)
{
    memset(f, 0, sizeof *f);
    lee_texto(f, ruta);
    parte(f);
    empareja(f);
}

void fuente_libera(struct fuente *f)
{
    free(f->texto);
    free(f->ficha);
}

bool es(const struct fuente *f, int i, const char *que)
{
    if (i < 0 || i >= f->n)
        return false;
    const struct ficha *x = &f->ficha[i];
    size_t n = (size_t)(x->fin - x->ini);

    return x->tipo != CADENA && strlen(que) == n &&
           strncmp(f->texto + x->ini, que, n) == 0;
}

bool es_uno(const struct fuente *f, int i, const char *lista)
{
    char palabra[64];
    int salto;

    for (; sscanf(lista, "%63s%n", palabra, &salto) == 1; lista += salto)
        if (es(f, i, palabra))
            return true;
    return false;
}
