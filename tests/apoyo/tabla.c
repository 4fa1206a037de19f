#include "tabla.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *cierto(void *p)
{
    if (p == NULL) {
        perror("memoria");
        exit(EXIT_FAILURE);
    }
    return p;
}

static char *lee_todo(FILE *f)
{
    size_t n = 0, cap = 1 << 14;
    char *texto = cierto(malloc(cap));
    size_t k;

    while ((k = fread(texto + n, 1, cap - n - 1, f)) > 0) {
        n += k;
        if (n + 1 == cap)
            texto = cierto(realloc(texto, cap *= 2));
    }
    texto[n] = '\0';
    return texto;
}

static void sin_barras(char *campo)
{
    char *a = campo;

    for (const char *de = campo; *de != '\0'; de++) {
        if (*de == '\\' && de[1] != '\0') {
            de++;
            *a++ = *de == 'n' ? '\n' : *de == 't' ? '\t' : *de;
        } else
            *a++ = *de;
    }
    *a = '\0';
}

static struct fila parte(char *linea)
{
    struct fila f;
    int n = 0;

    for (char *p = linea; p != NULL && n < TABLA_CAMPOS; n++) {
        char *fin = strchr(p, '\t');

        if (fin != NULL)
            *fin++ = '\0';
        sin_barras(p);
        f.campo[n] = p;
        p = fin;
    }
    while (n < TABLA_CAMPOS)
        f.campo[n++] = "";
    return f;
}

bool tabla_lee(const char *ruta, struct tabla *t)
{
    FILE *f = strcmp(ruta, "-") == 0 ? stdin : fopen(ruta, "r");
    int cap = 0;

    t->fila = NULL;
    t->n = 0;
    if (f == NULL)
        return false;
    char *p = lee_todo(f);
    if (f != stdin)
        fclose(f);
    while (p != NULL && *p != '\0') {
        char *fin = strchr(p, '\n');

        if (fin != NULL)
            *fin++ = '\0';
        if (*p != '\0' && *p != '#') {
            if (t->n == cap) {
                cap = cap == 0 ? 64 : 2 * cap;
                t->fila =
                    cierto(realloc(t->fila, (size_t)cap * sizeof *t->fila));
            }
            t->fila[t->n++] = parte(p);
        }
        p = fin;
    }
    return true;
}

int tabla_busca(const struct tabla *t, int i, const char *clave,
                const char *sub)
{
    for (; i < t->n; i++)
        if (strcmp(t->fila[i].campo[0], clave) == 0 &&
            (sub == NULL || strcmp(t->fila[i].campo[1], sub) == 0))
            return i;
    return -1;
}

const char *tabla_veredicto(const struct tabla *t, const char *id,
                            const char **causa)
{
    bool hay = false;

    *causa = "";
    for (int i = 0; (i = tabla_busca(t, i, "prueba", id)) >= 0; i++) {
        const struct fila *f = &t->fila[i];

        hay = true;
        if (strcmp(f->campo[2], "ok") == 0)
            continue;
        *causa = f->campo[4];
        return f->campo[3];
    }
    return hay ? NULL : "no ha dado veredicto, y cuenta como fallada";
}
