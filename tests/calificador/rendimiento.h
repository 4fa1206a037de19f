/* rendimiento.h: cuánto tarda lo de un alumno comparado con la solución.
 *
 * Forma: el banco de una práctica escribe filas «serie x valor», con
 *   tabuladores. Se ejecutan por parejas, alumno y solución una detrás de
 *   otra, y de cada pareja sale una razón: la media geométrica, sobre las x,
 *   de tiempo del alumno entre tiempo de la solución. Lo que vale es la
 *   mediana de las parejas: 1 es igual; 2, el doble de lento.
 * Errores: false si no hay filas que comparar. */
#ifndef CALIFICADOR_RENDIMIENTO_H
#define CALIFICADOR_RENDIMIENTO_H

#include <stdbool.h>
#include <stddef.h>

bool rendimiento_razon(const char *alumno, const char *solucion,
                       const char *serie, bool mas, double *razon);
double rendimiento_mediana(double *v, size_t n); /* la ordena; n > 0 */

#endif
