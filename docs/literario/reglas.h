/* reglas.h: lo que make y captura necesitan saber de una lección: cómo se
 * compila cada ejemplo, qué se ejecuta, qué se mide y qué se dibuja. */
#ifndef REGLAS_H
#define REGLAS_H

#include "leccion.h"

/* Escribe en dir los .orden, .gp y .tex, y devuelve las reglas de make. */
Cadena escribe_reglas(const Leccion *l, const char *dir);

#endif
