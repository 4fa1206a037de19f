/* esquema.h: si un JSON cumple su esquema. De JSON Schema sabe lo que usa
 * esquema.json: type, enum, properties, required, additionalProperties,
 * items, anyOf y $ref dentro del mismo fichero. */
#ifndef UNIDAD_ESQUEMA_H
#define UNIDAD_ESQUEMA_H

#include <jansson.h>
#include <stdbool.h>

/* Si no, en mal, de tam bytes, dónde y por qué. */
bool esquema_cumple(const json_t *j, const json_t *esquema,
                    const json_t *raiz, const char *donde, char *mal,
                    size_t tam);

#endif
