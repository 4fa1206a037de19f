#include "esquema.h"

#include <stdio.h>
#include <string.h>

static bool es(const json_t *j, const char *tipo)
{
    if (strcmp(tipo, "number") == 0)
        return json_is_number(j);
    if (strcmp(tipo, "integer") == 0)
        return json_is_integer(j);
    if (strcmp(tipo, "boolean") == 0)
        return json_is_boolean(j);
    static const char *const tipos[] = {[JSON_OBJECT] = "object",
                                        [JSON_ARRAY] = "array",
                                        [JSON_STRING] = "string",
                                        [JSON_NULL] = "null"};
    int t = (int)json_typeof(j);
    return (t == JSON_OBJECT || t == JSON_ARRAY || t == JSON_STRING ||
            t == JSON_NULL) &&
           strcmp(tipos[t], tipo) == 0;
}

static bool de_tipo(const json_t *j, const json_t *tipo)
{
    if (json_is_string(tipo))
        return es(j, json_string_value(tipo));
    for (size_t i = 0; i < json_array_size(tipo); i++)
        if (es(j, json_string_value(json_array_get(tipo, i))))
            return true;
    return false;
}

static bool de_la_lista(const json_t *j, const json_t *lista)
{
    for (size_t i = 0; i < json_array_size(lista); i++)
        if (json_equal(j, json_array_get(lista, i)))
            return true;
    return false;
}

static const json_t *definicion(const json_t *raiz, const char *ref)
{
    const char *antes = "#/$defs/";

    return strncmp(ref, antes, strlen(antes)) != 0
               ? NULL
               : json_object_get(json_object_get(raiz, "$defs"),
                                 ref + strlen(antes));
}

static bool no(char *mal, size_t tam, const char *donde, const char *que)
{
    snprintf(mal, tam, "%s: %s", donde, que);
    return false;
}

static bool un_objeto(const json_t *j, const json_t *esquema,
                      const json_t *raiz, const char *donde, char *mal,
                      size_t tam)
{
    json_t *props = json_object_get(esquema, "properties");
    json_t *pide = json_object_get(esquema, "required");
    const char *clave;
    json_t *valor;

    for (size_t i = 0; i < json_array_size(pide); i++)
        if (json_object_get(
                j, json_string_value(json_array_get(pide, i))) == NULL)
            return no(mal, tam, donde,
                      json_string_value(json_array_get(pide, i)));
    json_object_foreach((json_t *)j, clave, valor)
    {
        char aqui[512];
        const json_t *suyo = json_object_get(props, clave);

        snprintf(aqui, sizeof aqui, "%s.%s", donde, clave);
        if (suyo == NULL)
            return no(mal, tam, aqui, "sobra");
        if (!esquema_cumple(valor, suyo, raiz, aqui, mal, tam))
            return false;
    }
    return true;
}

static bool alguno(const json_t *j, const json_t *lista, const json_t *raiz,
                   const char *donde, char *mal, size_t tam)
{
    for (size_t i = 0; i < json_array_size(lista); i++)
        if (esquema_cumple(j, json_array_get(lista, i), raiz, donde, mal,
                           tam))
            return true;
    return false;
}

bool esquema_cumple(const json_t *j, const json_t *esquema,
                    const json_t *raiz, const char *donde, char *mal,
                    size_t tam)
{
    const char *ref = json_string_value(json_object_get(esquema, "$ref"));
    const json_t *tipo = json_object_get(esquema, "type");
    const json_t *lista = json_object_get(esquema, "enum");
    const json_t *varios = json_object_get(esquema, "anyOf");

    if (ref != NULL) {
        esquema = definicion(raiz, ref);
        return esquema == NULL
                   ? no(mal, tam, donde, ref)
                   : esquema_cumple(j, esquema, raiz, donde, mal, tam);
    }
    if (tipo != NULL && !de_tipo(j, tipo))
        return no(mal, tam, donde, "no es del tipo que dice");
    if (lista != NULL && !de_la_lista(j, lista))
        return no(mal, tam, donde, "no es de los valores que dice");
    if (varios != NULL)
        return alguno(j, varios, raiz, donde, mal, tam);
    if (json_is_object(j))
        return un_objeto(j, esquema, raiz, donde, mal, tam);
    for (size_t i = 0; i < json_array_size(j); i++)
        if (!esquema_cumple(json_array_get(j, i),
                            json_object_get(esquema, "items"), raiz, donde,
                            mal, tam))
            return false;
    return true;
}
