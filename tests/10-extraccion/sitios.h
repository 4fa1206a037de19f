/* sitios.h: lo que las pruebas del capítulo 10 hacen con el sitio. */
#ifndef PRUEBAS_SITIOS_H
#define PRUEBAS_SITIOS_H

#include "prueba.h"
#include "sitio.h"

/* Como exige_error, con los números que además da HTTP. */
#define exige_codigo(salido, esperado, ...)                                \
    ((salido) < 400 && (esperado) < 400                                    \
         ? exige_error(salido, esperado, __VA_ARGS__)                      \
         : exige_entero(salido, esperado, __VA_ARGS__))

/* Un sitio en marcha; si no puede ser, la prueba falla. */
struct sitio *sitio_de_prueba(const struct sitio_opciones *o);

/* La dirección del i-ésimo equipo; de quien llama. */
char *direccion(const struct sitio *s, int i);

/* La tabla, en CSV; de quien llama. */
struct tabla;
char *en_csv(const struct tabla *t);

/* Que t sea la tabla de disciplina del i-ésimo equipo. */
void exige_equipo(const struct tabla *t, int i, const char *cuando);

#endif
