/* tubo.h: leer y escribir por una tubería todo lo que se pide, no una
 * parte.
 *
 * Forma: n bytes a partir de p. Con n == 0 no se hace nada.
 * Unidades: bytes.
 * Errores: 0, o el errno de read o de write. EINTR no es un error: una
 *   señal interrumpe la llamada, y se repite.
 * Dueño: el descriptor y los bytes son de quien llama.
 * Concurrencia: desde cualquier hilo o proceso, en tuberías distintas. */
#ifndef TUBO_H
#define TUBO_H

#include <stddef.h>

/* Equivale a: for (i = 0; i < n; i++) escribe el byte p[i]; y para en el
 * primer error. EPIPE si ya nadie lee y SIGPIPE está ignorada. */
int tubo_escribe(int fd, const void *p, size_t n);

/* Equivale a: for (i = 0; i < n; i++) lee el byte p[i]; y para en el primer
 * error o al llegar el final. Deja en *leidos cuántos ha leído: si vale 0
 * y *leidos < n, ha llegado el final. */
int tubo_lee(int fd, void *p, size_t n, size_t *leidos);

#endif
