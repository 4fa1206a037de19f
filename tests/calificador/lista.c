#include "lista.h"

#include "tira.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *texto(const char *s)
{
    return s == NULL ? "" : s;
}

/* ------------------------------------------------------------ escribir -- */

static json_t *cadena(const char *s)
{
    return cierto(s == NULL ? json_null() : json_string(s));
}

static json_t *avisos(const struct avisos *a)
{
    json_t *l = cierto(json_array());

    for (size_t i = 0; i < a->n; i++)
        json_array_append_new(l, json_pack("[o,o]", cadena(a->v[i].clave),
                                           cadena(a->v[i].texto)));
    return l;
}

static json_t *una(const struct entrega *e, const char *clave)
{
    return cierto(json_pack(
        "{s:o,s:o,s:o,s:b,s:o,s:I,s:i,s:b,s:o,s:b,s:o,s:o}", "alumno",
        cadena(e->alumno), "origen", cadena(e->origen), "lab",
        cadena(e->lab), "carpeta", e->carpeta != NULL, "resumen",
        cadena(e->resumen), "cuando", (json_int_t)e->cuando, "intento",
        e->intento, "cuenta", e->cuenta, "rechazo", cadena(e->rechazo),
        "imposible", e->imposible, "avisos", avisos(&e->avisos), "clave",
        cadena(clave)));
}

bool lista_escribe(const char *salida, struct parte parte,
                   const struct entregas *e, char *const *clave,
                   char **error)
{
    json_t *j =
        cierto(json_pack("{s:i,s:i,s:o}", "parte", parte.k, "partes",
                         parte.n, "avisos", avisos(&e->avisos)));
    json_t *l = cierto(json_array());
    char *ruta = formato("%s/lista.json", salida);
    char *nueva = formato("%s.nuevo", ruta);

    for (size_t i = 0; i < e->n; i++)
        json_array_append_new(l, una(&e->v[i], clave[i]));
    json_object_set_new(j, "entregas", l);
    errno = 0;
    bool bien = json_dump_file(j, nueva, JSON_INDENT(1)) == 0 &&
                rename(nueva, ruta) == 0;
    if (!bien) {
        *error =
            formato("%s: %s", ruta,
                    errno == 0 ? "no se puede escribir" : porque(errno));
        remove(nueva);
    }
    json_decref(j);
    free(nueva);
    free(ruta);
    return bien;
}

/* ---------------------------------------------------------------- leer -- */

static char *copia_de(const json_t *j, const char *clave)
{
    return copia(json_string_value(json_object_get(j, clave)));
}

static void lee_avisos(const json_t *l, struct avisos *a)
{
    for (size_t i = 0; i < json_array_size(l); i++) {
        json_t *j = json_array_get(l, i);
        const char *clave = json_string_value(json_array_get(j, 0));
        const char *que = json_string_value(json_array_get(j, 1));

        if (clave != NULL && que != NULL &&
            avisos_significado(clave) != NULL &&
            avisos_anade(a, clave, "%s", que) != 0)
            cierto(NULL);
    }
}

static bool lee_una(const json_t *j, struct entrega *e)
{
    *e = (struct entrega){
        .alumno = copia_de(j, "alumno"),
        .origen = copia_de(j, "origen"),
        .lab = copia_de(j, "lab"),
        .resumen = copia_de(j, "resumen"),
        .cuando = json_integer_value(json_object_get(j, "cuando")),
        .intento = (int)json_integer_value(json_object_get(j, "intento")),
        .cuenta = json_is_true(json_object_get(j, "cuenta")),
        .rechazo = copia_de(j, "rechazo"),
        .imposible = json_is_true(json_object_get(j, "imposible")),
    };
    if (json_is_true(json_object_get(j, "carpeta")))
        e->carpeta = copia("");
    lee_avisos(json_object_get(j, "avisos"), &e->avisos);
    return e->alumno != NULL && e->origen != NULL;
}

bool lista_lee(const char *salida, struct parte *parte, struct entregas *e,
               char ***clave, char **error)
{
    char *ruta = formato("%s/lista.json", salida);
    json_error_t donde;
    json_t *j = json_load_file(ruta, 0, &donde);
    json_t *l = json_object_get(j, "entregas");
    size_t n = json_array_size(l);
    bool bien = json_is_array(l);

    parte->k = (int)json_integer_value(json_object_get(j, "parte"));
    parte->n = (int)json_integer_value(json_object_get(j, "partes"));
    e->v = cierto(realloc(e->v, (e->n + n + 1) * sizeof *e->v));
    *clave = cierto(realloc(*clave, (e->n + n + 1) * sizeof **clave));
    for (size_t i = 0; bien && i < n; i++) {
        json_t *una_de = json_array_get(l, i);

        bien = lee_una(una_de, &e->v[e->n]);
        (*clave)[e->n++] = copia_de(una_de, "clave");
    }
    lee_avisos(json_object_get(j, "avisos"), &e->avisos);
    if (!bien)
        *error = formato("%s: no es la lista de una parte: %s", ruta,
                         j == NULL ? donde.text : "le falta algo");
    json_decref(j);
    free(ruta);
    return bien;
}

void claves_libera(char **clave, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(clave[i]);
    free(clave);
}

/* ------------------------------------------------------------- ordenar -- */

struct par {
    struct entrega e;
    char *clave;
};

static int por_orden(const void *x, const void *y)
{
    const struct entrega *a = &((const struct par *)x)->e;
    const struct entrega *b = &((const struct par *)y)->e;
    int c = strcmp(a->alumno, b->alumno);

    if (c == 0)
        c = strcmp(texto(a->lab), texto(b->lab));
    if (c == 0)
        c = (a->intento > b->intento) - (a->intento < b->intento);
    return c != 0 ? c : strcmp(a->origen, b->origen);
}

void lista_ordena(struct entregas *e, char **clave)
{
    struct par *p = cierto(calloc(e->n + 1, sizeof *p));

    for (size_t i = 0; i < e->n; i++)
        p[i] = (struct par){e->v[i], clave[i]};
    qsort(p, e->n, sizeof *p, por_orden);
    for (size_t i = 0; i < e->n; i++) {
        e->v[i] = p[i].e;
        clave[i] = p[i].clave;
    }
    free(p);
}

static bool otra(const struct entrega *a, const struct entrega *b)
{
    return strcmp(a->alumno, b->alumno) != 0 ||
           strcmp(texto(a->lab), texto(b->lab)) != 0;
}

static void suelta(struct entrega *e)
{
    struct entregas una_sola = {1, cierto(malloc(sizeof *e)), {0, NULL}};

    una_sola.v[0] = *e;
    entregas_libera(&una_sola);
}

void lista_reparte(struct entregas *e, struct parte parte)
{
    size_t n = 0, grupo = 0;
    bool *mia = cierto(calloc(e->n + 1, sizeof *mia));

    for (size_t i = 0; i < e->n; i++) {
        if (i > 0 && otra(&e->v[i - 1], &e->v[i]))
            grupo++;
        mia[i] = grupo % (size_t)parte.n == (size_t)parte.k - 1;
    }
    for (size_t i = 0; i < e->n; i++)
        if (mia[i])
            e->v[n++] = e->v[i];
        else
            suelta(&e->v[i]);
    e->n = n;
    if (parte.k != 1)
        avisos_vacia(&e->avisos);
    free(mia);
}
