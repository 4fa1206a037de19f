/* vector.h: preguntas sobre un vector de enteros.
 *
 * Forma: v apunta al primero de n enteros seguidos.
 * Errores: 0, o un errno que se nombra abajo; errno no se usa.
 * Dueño: el vector es de quien llama; aquí no se reserva nada.
 * Concurrencia: desde cualquier hilo, mientras nadie escriba en v. */
#ifndef VECTOR_H
#define VECTOR_H

#include <stddef.h>

/* Deja en *mayor el más grande de los n. ENODATA si n es 0, porque no hay
 * ninguno: entonces *mayor no cambia, y v no se mira. */
int vector_maximo(const int *v, size_t n, int *mayor);

#endif
