#define _GNU_SOURCE
#include "taller.h"

#include "../apoyo/tabla.h"
#include "tira.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const carpetas[] = {"normal", "asan", "tsan"};

const char *variante_carpeta(enum variante v)
{
    return carpetas[v];
}

/* Las líneas de un fichero, acabadas en NULL; o NULL si no está. */
static char **lineas(const char *ruta, size_t *n)
{
    FILE *f = fopen(ruta, "re");
    char **v = NULL, *linea = NULL;
    size_t cap = 0;

    *n = 0;
    if (f == NULL)
        return NULL;
    v = cierto(calloc(1, sizeof *v));
    while (getline(&linea, &cap, f) > 0) {
        linea[strcspn(linea, "\n")] = '\0';
        v = cierto(realloc(v, (*n + 2) * sizeof *v));
        v[(*n)++] = copia(linea);
        v[*n] = NULL;
    }
    free(linea);
    fclose(f);
    return v;
}

static void suelta(char **v)
{
    for (char **p = v; p != NULL && *p != NULL; p++)
        free(*p);
    free(v);
}

/* De las filas que empiezan así, un campo. */
static char **columna(const struct tabla *m, const char *clave, int campo,
                      const char *acaba, size_t *n)
{
    char **v = cierto(calloc((size_t)m->n + 1, sizeof *v));

    *n = 0;
    for (int i = 0; (i = tabla_busca(m, i, clave, NULL)) >= 0; i++) {
        const char *s = m->fila[i].campo[campo];
        size_t k = strlen(s), a = strlen(acaba);

        if (k >= a && strcmp(s + k - a, acaba) == 0)
            v[(*n)++] = copia(s);
    }
    return v;
}

static void lee_bandas(struct taller *t)
{
    char *ruta = formato("%s/bandas.tsv", t->carpeta);
    struct tabla b;

    if (tabla_lee(ruta, &b)) {
        t->banda = cierto(calloc((size_t)b.n + 1, sizeof *t->banda));
        for (int i = 0; i < b.n; i++) {
            const char *const *c = b.fila[i].campo;

            t->banda[t->bandas++] = (struct regla_de_banda){
                copia(c[1]), copia(c[2]), strcmp(c[3], "mas") == 0,
                atoi(c[4])};
        }
    }
    free(ruta);
}

static int compara(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void lee_ordenes(struct taller *t)
{
    size_t n;

    for (int v = 0; v < VARIANTES; v++) {
        char *orden = formato("%s/orden.%s", t->carpeta, carpetas[v]);
        char *enlace = formato("%s/enlace.%s", t->carpeta, carpetas[v]);

        t->orden[v] = lineas(orden, &n);
        t->enlace[v] = lineas(enlace, &n);
        free(orden);
        free(enlace);
    }
    char *banco = formato("%s/enlace.banco", t->carpeta);
    t->banco = lineas(banco, &n);
    free(banco);
}

bool taller_lee(struct taller *t, const char *carpeta, const char *lab,
                char mal[static 512])
{
    struct tabla m;
    char *ruta = formato("%s/manifiesto.tsv", carpeta);
    char *internos = formato("%s/internos", carpeta);
    char *hecho = formato("%s/hecho", carpeta);
    bool bien = access(hecho, F_OK) == 0 && tabla_lee(ruta, &m);

    *t = (struct taller){.lab = copia(lab), .carpeta = copia(carpeta)};
    if (bien) {
        t->prueba = columna(&m, "prueba", 1, "", &t->n);
        t->paso = columna(&m, "prueba", 2, "", &t->n);
        t->fuente = columna(&m, "fichero", 1, ".c", &t->fuentes);
        t->internos.v = lineas(internos, &t->internos.n);
        if (t->internos.n > 0)
            qsort(t->internos.v, t->internos.n, sizeof *t->internos.v,
                  compara);
        lee_ordenes(t);
        lee_bandas(t);
        bien = t->n > 0 && t->orden[NORMAL] != NULL &&
               t->enlace[NORMAL] != NULL;
    }
    if (!bien)
        snprintf(
            mal, 512,
            "%s no está preparada para calificarla: make taller, en la "
            "carpeta del curso",
            lab);
    free(ruta);
    free(internos);
    free(hecho);
    return bien;
}

void taller_libera(struct taller *t)
{
    suelta(t->prueba);
    suelta(t->paso);
    suelta(t->fuente);
    suelta(t->banco);
    for (size_t i = 0; i < t->bandas; i++) {
        free(t->banda[i].paso);
        free(t->banda[i].serie);
    }
    free(t->banda);
    nombres_libera(&t->internos);
    for (int v = 0; v < VARIANTES; v++) {
        suelta(t->orden[v]);
        suelta(t->enlace[v]);
    }
    free(t->lab);
    free(t->carpeta);
    *t = (struct taller){0};
}
