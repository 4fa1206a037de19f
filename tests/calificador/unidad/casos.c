/* casos CALIFICACION CASOS ORIGENES [largo]: si de cada caso ha salido lo que
 * dice casos.tsv. ORIGENES dice qué entradas de la clase hizo cada caso:
 * caso<TAB>entrada. Un caso que no está en ORIGENES no se ha hecho, y su
 * porqué, si lo hay, es el tercer campo. Lo que sale y nadie espera, también
 * es un fallo. */
#include "../tira.h"
#include "dice.h"

#include "../../apoyo/tabla.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASO, LAB, PUNTOS, MAXIMO, AVISOS, QUE, LARGO };

static const char *texto(const json_t *j, const char *clave)
{
    const char *s = json_string_value(json_object_get(j, clave));

    return s == NULL ? "-" : s;
}

static bool de_la_entrada(const char *origen, const char *entrada)
{
    size_t n = strlen(entrada);

    return strncmp(origen, entrada, n) == 0 &&
           (origen[n] == '\0' || origen[n] == '/' || origen[n] == ':' ||
            origen[n] == ' ');
}

/* «caso:alumno» es ese alumno de los del caso. */
static bool del_caso(const json_t *nota, const char *caso,
                     const struct tabla *origenes)
{
    const char *alumno = strchr(caso, ':');
    size_t n = alumno == NULL ? strlen(caso) : (size_t)(alumno - caso);

    if (alumno != NULL && strcmp(texto(nota, "alumno"), alumno + 1) != 0)
        return false;
    for (int i = 0; i < origenes->n; i++)
        if (strncmp(origenes->fila[i].campo[0], caso, n) == 0 &&
            origenes->fila[i].campo[0][n] == '\0' &&
            de_la_entrada(texto(nota, "origen"),
                          origenes->fila[i].campo[1]))
            return true;
    return false;
}

static bool hay(const json_t *avisos, const char *clave, size_t n)
{
    json_t *a;
    size_t i;

    json_array_foreach(avisos, i, a)
    {
        const char *s = texto(a, "aviso");

        if (strlen(s) == n && strncmp(s, clave, n) == 0)
            return true;
    }
    return false;
}

static bool nombrado(const char *lista, const char *clave)
{
    size_t n = strlen(clave);

    for (const char *p = lista; (p = strstr(p, clave)) != NULL; p++)
        if ((p == lista || p[-1] == ',') && (p[n] == ',' || p[n] == '\0'))
            return true;
    return false;
}

static bool mismos_avisos(const json_t *avisos, const char *lista)
{
    json_t *a;
    size_t i;

    if (strcmp(lista, "-") == 0)
        return json_array_size(avisos) == 0;
    json_array_foreach(avisos, i, a)
    {
        if (!nombrado(lista, texto(a, "aviso")))
            return false;
    }
    for (const char *p = lista; *p != '\0'; p += *p == ',') {
        size_t n = strcspn(p, ",");

        if (!hay(avisos, p, n))
            return false;
        p += n;
    }
    return true;
}

static bool mismo_numero(const json_t *j, const char *s)
{
    return strcmp(s, "-") == 0
               ? json_is_null(j)
               : json_is_number(j) &&
                     fabs(json_number_value(j) - strtod(s, NULL)) < 0.001;
}

/* Lo que ha salido, en una línea. */
static char *dicho(const json_t *nota)
{
    struct tira t = {0};
    json_t *a, *p = json_object_get(nota, "puntos");
    size_t i;

    if (json_is_null(p))
        tira_pon(&t, "sin nota");
    else
        tira_di(&t, "%g", json_number_value(p));
    tira_di(&t, " de %g; avisos:",
            json_number_value(json_object_get(nota, "maximo")));
    json_array_foreach(json_object_get(nota, "avisos"), i, a)
        tira_compone(&t, " %l", texto(a, "aviso"));
    tira_compone(&t, ". %l", texto(nota, "motivo"));
    json_array_foreach(json_object_get(nota, "pruebas"), i, a)
    {
        if (strcmp(texto(a, "vale"), "si") != 0)
            tira_compone(&t, " [%l, %l: %l]", texto(a, "id"),
                         texto(a, "variante"), texto(a, "mensaje"));
    }
    return tira_saca(&t);
}

static void un_caso(const struct fila *f, json_t *notas,
                    const struct tabla *origenes)
{
    char *que = formato("%s: %s", f->campo[CASO], f->campo[QUE]);
    json_t *n;
    size_t i;

    json_array_foreach(notas, i, n)
    {
        if (strcmp(texto(n, "lab"), f->campo[LAB]) != 0 ||
            !del_caso(n, f->campo[CASO], origenes))
            continue;
        char *s = dicho(n);
        json_object_set_new(n, "visto", json_true());
        dice(mismo_numero(json_object_get(n, "puntos"), f->campo[PUNTOS]) &&
                 (strcmp(f->campo[MAXIMO], "-") == 0 ||
                  mismo_numero(json_object_get(n, "maximo"),
                               f->campo[MAXIMO])) &&
                 mismos_avisos(json_object_get(n, "avisos"),
                               f->campo[AVISOS]),
             que, "se esperaba %s de %s; avisos: %s; y ha salido %s",
             f->campo[PUNTOS], f->campo[MAXIMO], f->campo[AVISOS], s);
        free(s);
        free(que);
        return;
    }
    dice(false, que, "no ha salido ninguna nota de %s", f->campo[LAB]);
    free(que);
}

static void lo_que_sobra(json_t *notas)
{
    json_t *n;
    size_t i;

    json_array_foreach(notas, i, n)
    {
        char *s;

        if (json_is_true(json_object_get(n, "visto")))
            continue;
        s = dicho(n);
        dice(false, "lo que nadie esperaba", "%s, %s: %s",
             texto(n, "origen"), texto(n, "lab"), s);
        free(s);
    }
}

int main(int argc, char **argv)
{
    struct tabla casos, origenes;
    json_error_t e;

    if (argc < 4 || !tabla_lee(argv[2], &casos) ||
        !tabla_lee(argv[3], &origenes))
        return 2;
    json_t *j = json_load_file(argv[1], 0, &e);
    dice_de("casos");
    if (j == NULL) {
        dice(false, "la clase entera", "%s", e.text);
        return 1;
    }
    json_t *notas = json_object_get(j, "notas");
    for (int i = 0; i < casos.n; i++) {
        const struct fila *f = &casos.fila[i];

        if (argc > 4 || strcmp(f->campo[LARGO], "largo") != 0)
            un_caso(f, notas, &origenes);
    }
    lo_que_sobra(notas);
    json_decref(j);
    return 0;
}
