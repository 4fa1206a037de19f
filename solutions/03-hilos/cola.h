/* cola.h: una cola con tope, para que unos hilos pasen cosas a otros.
 *
 * Forma: punteros, que salen en el orden en que entraron; como mucho
 *   «capacidad» dentro a la vez. La cola no mira lo que apuntan; NULL es
 *   un elemento como otro.
 * Unidades: la capacidad, en elementos.
 * Errores: 0, o el número del error; errno no se usa.
 * Dueño: la cola es de quien la crea. Lo apuntado pasa de quien pone a
 *   quien toma; lo que quede dentro al destruirla sigue siendo de quien
 *   lo puso.
 * Concurrencia: pon, toma y cierra, desde cualquier hilo y a la vez. crea
 *   y destruye, cuando nadie más la usa. Quien espera, duerme. */
#ifndef COLA_H
#define COLA_H

#include <stddef.h>

struct cola;

/* Deja en *sale una cola vacía y abierta. EINVAL si capacidad es 0;
 * ENOMEM, o el error del mutex o de las condiciones: entonces no queda
 * nada reservado, y *sale no cambia. */
int cola_crea(struct cola **sale, size_t capacidad);

/* Pone x al final; si está llena, espera a que haya sitio. EPIPE si la
 * cola está cerrada, o si la cierran durante la espera: x no ha entrado. */
int cola_pon(struct cola *c, void *x);

/* Saca en *sale el primero; si está vacía, espera a que haya uno. ENODATA
 * si está vacía y cerrada: ya no habrá más. *sale no cambia. */
int cola_toma(struct cola *c, void **sale);

/* Ya no entra nada más; lo de dentro se puede tomar. Despierta a todos los
 * que esperan. Cerrarla otra vez no hace nada. */
void cola_cierra(struct cola *c);

void cola_destruye(struct cola *c);

#endif
