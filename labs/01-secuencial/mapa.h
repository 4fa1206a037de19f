/* mapa.h: aplicar una función a cada elemento de un vector.
 *
 * Forma: x e y son vectores de n enteros de 64 bits. Pueden ser el mismo
 *   (y == x: el resultado sustituye al dato), o no tocarse.
 * Errores: 0, o un errno que se nombra abajo.
 * Dueño: los vectores y ctx son de quien llama; aquí no se reserva nada.
 * Concurrencia: desde cualquier hilo, sobre vectores distintos. */
#ifndef MAPA_H
#define MAPA_H

#include <stddef.h>
#include <stdint.h>

/* Una función con su contexto: deja en *y el resultado para x.
 * Devuelve 0, o el error por el que no lo hay. */
typedef int funcion(void *ctx, int64_t x, int64_t *y);

/* Equivale a: for (size_t i = 0; i < n; i++) f(ctx, x[i], &y[i]);
 * en orden, y hasta el primer error.
 *
 * Con n == 0 no mira los punteros.
 * Errores: EINVAL, sin llamar a f, si x e y se solapan a medias; el
 * primero que devuelva f, que ya no se vuelve a llamar (los elementos
 * anteriores quedan hechos). */
int mapa(funcion *f, void *ctx, const int64_t *x, int64_t *y, size_t n);

#endif
