/* sucesos.h: lo que va a pasar, en orden.
 *
 * Forma: un suceso es un instante, a quién le pasa y qué.
 * Unidades: segundos.
 * Errores: 0 o ENOMEM; errno no se usa.
 * Dueño: la cola es de quien la crea; los sucesos se copian.
 * Concurrencia: un hilo. */
#ifndef SUCESOS_H
#define SUCESOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct suceso {
    double cuando;
    uint32_t quien;
    uint32_t que;
};

struct sucesos;

/* Una cola vacía. */
int sucesos_crea(struct sucesos **sale);

/* Con NULL no hace nada. */
void sucesos_destruye(struct sucesos *c);

/* Pone uno, en tiempo logarítmico. Con ENOMEM la cola queda como estaba. */
int sucesos_pon(struct sucesos *c, struct suceso s);

/* Saca el primero: el de menor cuando y, entre iguales, el que antes se
 * puso. false si no queda ninguno. */
bool sucesos_saca(struct sucesos *c, struct suceso *s);

size_t sucesos_cuantos(const struct sucesos *c);

#endif
