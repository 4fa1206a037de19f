/* lista.h: qué entregas hay en una carpeta de salida, para poder reunir
 * varias sin tener delante lo entregado.
 *
 * Forma: lista.json, con las entregas de una parte y, de cada una, la clave
 *   de su evaluación en el diario de esa carpeta (NULL si no hay nada que
 *   evaluar). Las carpetas no se guardan: si la hay, al leerla es "".
 * Errores: false, y en *error por qué.
 * Dueño: lo leído es de quien llama: entregas_libera, y claves_libera. */
#ifndef CALIFICADOR_LISTA_H
#define CALIFICADOR_LISTA_H

#include "calificador.h"

struct parte {
    int k, n; /* la k de n; 1 de 1 si es todo */
};

bool lista_escribe(const char *salida, struct parte parte,
                   const struct entregas *e, char *const *clave,
                   char **error);
/* Añade a e y a *clave lo que haya. */
bool lista_lee(const char *salida, struct parte *parte, struct entregas *e,
               char ***clave, char **error);

/* Por alumno, práctica e intento, y las claves con ellas. */
void lista_ordena(struct entregas *e, char **clave);
/* Deja las de una parte: reparte por turno las prácticas de los alumnos, y
 * los intentos de una van siempre juntos. Los avisos de todos, a la 1. */
void lista_reparte(struct entregas *e, struct parte parte);

void claves_libera(char **clave, size_t n);

#endif
