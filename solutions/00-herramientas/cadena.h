/* cadena.h: dos operaciones con cadenas.
 *
 * Forma: una cadena son bytes seguidos que acaban en '\0'.
 * Errores: donde los hay, 0 o un errno que se nombra abajo.
 * Dueño: las cadenas que entran son de quien llama; la que sale de
 *   cadena_une también, y la libera con free.
 * Concurrencia: desde cualquier hilo, sobre cadenas distintas. */
#ifndef CADENA_H
#define CADENA_H

#include <stddef.h>

/* Pone en mayúsculas, en su sitio, las letras de la 'a' a la 'z'; los demás
 * bytes no cambian. Devuelve cuántas ha cambiado. Recorre s una sola vez:
 * el tiempo crece como su longitud, no como su cuadrado. */
size_t cadena_mayusculas(char *s);

/* Deja en *sale una cadena nueva con a y, detrás, b. ENOMEM si no hay
 * memoria: entonces *sale no cambia. */
int cadena_une(const char *a, const char *b, char **sale);

#endif
