/* imap.h: aplicar una función a los elementos de una fuente, en un pool, y
 * recoger los resultados de uno en uno según se necesitan.
 *
 * Forma: la fuente da elementos de te bytes; los resultados son de ts. Uno
 *   u otro puede ser 0. Viajan en trozos de chunksize elementos (el último,
 *   los que queden), y hay como mucho ventana trozos sacados de la fuente y
 *   sin entregar del todo.
 * Errores: 0, IMAP_FIN, o uno de los de pool.h; errno no se usa.
 * Dueño: el imap es de quien lo crea, y se destruye antes que el pool. La
 *   fuente y su ctx son de quien llama, y viven tanto como el imap.
 * Concurrencia: un imap, un hilo: el que consume, que es además el único
 *   que llama a la fuente. Varios imap pueden compartir el pool. Nunca
 *   desde un trabajador ni desde un aviso: se esperarían a sí mismos. */
#ifndef IMAP_H
#define IMAP_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

enum { IMAP_FIN = -1 }; /* se acabó; no es ningún errno */

/* Deja en *x el siguiente elemento y devuelve 0; o IMAP_FIN, o un error
 * suyo, de 1 a 999. Después de no devolver 0, no se la vuelve a llamar. */
typedef int imap_fuente(void *ctx, void *x);

struct imap_opciones {
    size_t chunksize; /* elementos en un trozo; 0: 1 */
    size_t ventana;   /* trozos; 0: dos por trabajador */
    bool sin_orden;   /* según acaban, no según salen de la fuente */
};

struct imap;

/* Deja en *sale un imap y manda los primeros trozos: al volver, la ventana
 * está llena o la fuente se ha acabado. Con o == NULL, todo a cero. Lo que
 * falte por mandar se mandará aunque después se cierre el pool.
 * EPIPE si ya está cerrado; ENOMEM, o el error del mutex o de la
 * condición: entonces no queda nada, y no se ha llamado a la fuente. */
int imap_crea(struct imap **sale, struct pool *p, pool_funcion *f,
              imap_fuente *fuente, void *ctx, size_t te, size_t ts,
              const struct imap_opciones *o);

/* Deja en *salida el siguiente resultado y devuelve 0. Equivale, llamada a
 * llamada, a:
 *     r = fuente(ctx, x); return r != 0 ? r : f(x, salida);
 * y en trozos de más de uno, el error de f ocupa el lugar de su trozo: se
 * dice una vez y los resultados de ese trozo se pierden. Se puede seguir.
 * El de la fuente llega cuando se ha entregado todo lo anterior, sin
 * perder nada (también sin orden), y es lo último.
 * Si no se puede mandar un trozo (ENOMEM, o EPIPE si han terminado el
 * pool), ese error ocupa su lugar y no se saca más.
 * Después de lo último, IMAP_FIN, siempre.
 *
 * Perezoso: la fuente solo se usa aquí y en imap_crea, y siempre
 *     sacados - entregados <= ventana * chunksize
 * contando como entregado lo que ya se ha devuelto, o perdido en un trozo
 * con error. Antes de esperar, llena la ventana; espera dormido. */
int imap_siguiente(struct imap *it, void *salida);

/* Escribe «<imap en orden, chunksize=1, ventana=4>», o «sin orden». ERANGE
 * si no cabe en tam bytes con su '\0'. */
int imap_describe(const struct imap *it, char *texto, size_t tam);

/* Espera a que acaben los trozos que están en el pool, que ya nadie va a
 * recoger, y lo libera todo. Con NULL no hace nada. */
void imap_destruye(struct imap *it);

#endif
