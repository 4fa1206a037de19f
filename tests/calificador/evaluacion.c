#include "evaluacion.h"

#include "tira.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const fines[] = {
    [FIN_PASA] = "pasa",
    [FIN_FALLA] = "falla",
    [FIN_SIN_VEREDICTO] = "sin-veredicto",
    [FIN_SALTO] = "salto",
};
static const char *const evaluadas[] = {
    [EVALUADA] = "evaluada",
    [NO_COMPILA] = "no-compila",
    [RECHAZADA] = "rechazada",
    [IMPOSIBLE] = "imposible",
};
static const char *const variantes[] = {"normal", "asan", "tsan"};

const char *fin_nombre(enum fin f)
{
    return fines[f];
}

const char *evaluada_nombre(enum evaluada e)
{
    return evaluadas[e];
}

const char *variante_nombre(enum variante v)
{
    return variantes[v];
}

/* El lugar de s en la lista, o -1. */
static int lugar(const char *const *lista, int n, const char *s)
{
    for (int i = 0; s != NULL && i < n; i++)
        if (strcmp(lista[i], s) == 0)
            return i;
    return -1;
}

/* ------------------------------------------------------------ escribir -- */

static json_t *cadena(const char *s)
{
    char *l = limpio(s);
    json_t *j = l == NULL ? json_null() : json_string(l);

    free(l);
    return cierto(j);
}

static json_t *veredictos(const struct evaluacion *e, int variante)
{
    json_t *lista = cierto(json_array());

    for (size_t i = 0; i < e->n[variante]; i++) {
        const struct veredicto *v = &e->v[variante][i];

        cierto(json_array_append_new(
                   lista,
                   json_pack("[o,s,o,o]", cadena(v->prueba), fines[v->fin],
                             cadena(v->causa), cadena(v->mensaje))) == 0
                   ? lista
                   : NULL);
    }
    return lista;
}

static json_t *bandas(const struct evaluacion *e)
{
    json_t *lista = cierto(json_array());

    for (size_t i = 0; i < e->bandas; i++)
        json_array_append_new(
            lista, json_pack("[o,f,i,o]", cadena(e->banda[i].paso),
                             e->banda[i].razon, e->banda[i].parejas,
                             cadena(e->banda[i].motivo)));
    return lista;
}

static json_t *avisos(const struct avisos *a)
{
    json_t *lista = cierto(json_array());

    for (size_t i = 0; i < a->n; i++)
        json_array_append_new(lista,
                              json_pack("[o,o]", cadena(a->v[i].clave),
                                        cadena(a->v[i].texto)));
    return lista;
}

char *evaluacion_a_json(const struct evaluacion *e)
{
    json_t *j = cierto(json_pack(
        "{s:s,s:o,s:o,s:o,s:o,s:f}", "que", evaluadas[e->que], "motivo",
        cadena(e->motivo), "compilador", cadena(e->compilador), "bandas",
        bandas(e), "avisos", avisos(&e->avisos), "cpu", e->cpu));

    for (int v = 0; v < VARIANTES; v++)
        json_object_set_new(j, variantes[v], veredictos(e, v));
    char *s = cierto(json_dumps(j, JSON_COMPACT));
    json_decref(j);
    return s;
}

/* ---------------------------------------------------------------- leer -- */

static char *texto_de(const json_t *j)
{
    return copia(json_string_value(j));
}

static bool lee_veredictos(const json_t *lista, struct evaluacion *e,
                           int variante)
{
    size_t n = json_array_size(lista);

    if (!json_is_array(lista))
        return false;
    e->v[variante] = cierto(calloc(n + 1, sizeof **e->v));
    for (size_t i = 0; i < n; i++) {
        json_t *j = json_array_get(lista, i);
        struct veredicto *v = &e->v[variante][i];
        int fin = lugar(fines, FIN_SALTO + 1,
                        json_string_value(json_array_get(j, 1)));

        if (fin < 0 || !json_is_string(json_array_get(j, 0)))
            return false;
        *v = (struct veredicto){
            texto_de(json_array_get(j, 0)), (enum fin)fin,
            texto_de(json_array_get(j, 2)), texto_de(json_array_get(j, 3))};
        e->n[variante]++;
    }
    return true;
}

static void lee_bandas(const json_t *lista, struct evaluacion *e)
{
    size_t n = json_array_size(lista);

    e->banda = cierto(calloc(n + 1, sizeof *e->banda));
    e->bandas = n;
    for (size_t i = 0; i < n; i++) {
        json_t *j = json_array_get(lista, i);
        char *paso = texto_de(json_array_get(j, 0));

        e->banda[i] =
            (struct banda){paso == NULL ? copia("") : paso,
                           json_number_value(json_array_get(j, 1)),
                           (int)json_integer_value(json_array_get(j, 2)),
                           texto_de(json_array_get(j, 3))};
    }
}

/* Un diario viejo puede traer avisos que ya no existen: se callan. */
static void lee_avisos(const json_t *lista, struct avisos *a)
{
    for (size_t i = 0; i < json_array_size(lista); i++) {
        json_t *j = json_array_get(lista, i);
        const char *clave = json_string_value(json_array_get(j, 0));
        const char *texto = json_string_value(json_array_get(j, 1));

        if (clave != NULL && texto != NULL &&
            avisos_significado(clave) != NULL &&
            avisos_anade(a, clave, "%s", texto) != 0)
            cierto(NULL);
    }
}

bool evaluacion_de_json(struct evaluacion *e, const char *texto)
{
    json_t *j = json_loads(texto, 0, NULL);
    int que = lugar(evaluadas, IMPOSIBLE + 1,
                    json_string_value(json_object_get(j, "que")));
    bool bien = que >= 0;

    *e = (struct evaluacion){0};
    for (int v = 0; bien && v < VARIANTES; v++)
        bien = lee_veredictos(json_object_get(j, variantes[v]), e, v);
    if (bien) {
        e->que = (enum evaluada)que;
        e->motivo = texto_de(json_object_get(j, "motivo"));
        e->compilador = texto_de(json_object_get(j, "compilador"));
        lee_bandas(json_object_get(j, "bandas"), e);
        lee_avisos(json_object_get(j, "avisos"), &e->avisos);
        e->cpu = json_number_value(json_object_get(j, "cpu"));
    } else
        evaluacion_libera(e);
    json_decref(j);
    return bien;
}
