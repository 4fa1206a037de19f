/* hijos.h: aplicar una función a cada elemento de un vector, entre varios
 * procesos hijos.
 *
 * Forma: x e y son vectores de n enteros de 64 bits; pueden ser el mismo.
 *   Nacen k hijos, o n si k > n. A cada uno le toca un tramo seguido, en
 *   orden; los tramos difieren en un elemento como mucho, y los largos van
 *   primero.
 * Errores: 0, o un errno; entonces, el contenido de y no significa nada.
 *     EINVAL     k < 1; no se llama a f
 *     ECANCELED  un hijo murió, o se fue, sin acabar su tramo
 *     el que devuelva f; si falla en varios tramos, el del primero
 *     el de pipe, fork, mmap o malloc, si falta sitio para más
 * Dueño: los vectores y ctx son de quien llama. Al volver, también con
 *   error, no queda ningún hijo sin esperar ni ningún descriptor abierto.
 *   Los hijos que ya tuviera quien llama no se tocan.
 * Concurrencia: desde un proceso de un solo hilo. f se ejecuta en los
 *   hijos, k a la vez: lo que escriba fuera de *y no lo ve nadie más. Un
 *   hijo no vacía los búferes que heredó, y no tiene abierto más que lo
 *   que heredó de quien llama y, con tuberías, su extremo de escribir. */
#ifndef HIJOS_H
#define HIJOS_H

#include <stddef.h>
#include <stdint.h>

/* Deja en *y el resultado para x. 0, o un errno (de 1 a 255). */
typedef int funcion(void *ctx, int64_t x, int64_t *y);

/* El tramo del hijo h, de k: los i con *desde <= i < *hasta. h < k. */
void hijos_tramo(size_t n, size_t k, size_t h, size_t *desde,
                 size_t *hasta);

/* Las dos equivalen a:
 *   for (i = 0; i < n; i++) if ((r = f(ctx, x[i], &y[i])) != 0) return r;
 * pero sin orden entre tramos. Los resultados vuelven por una tubería de
 * cada hijo, o por una memoria que comparten todos. */
int hijos_mapa_tubos(funcion *f, void *ctx, const int64_t *x, int64_t *y,
                     size_t n, int k);
int hijos_mapa_memoria(funcion *f, void *ctx, const int64_t *x, int64_t *y,
                       size_t n, int k);

#endif
