/* caja.h: una caja de dinero que deja constancia de lo que se mueve.
 *
 * Forma: un saldo que no baja de cero, y un diario: cada movimiento hecho
 *   deja en él una línea, «+cantidad» o «-cantidad», en el orden en que
 *   cambió el saldo. Lo que no se puede apuntar, no se hace.
 * Unidades: céntimos.
 * Errores: 0, o el número del error; si lo hay, el saldo no ha cambiado.
 *     EINVAL     la cantidad no es positiva
 *     ECANCELED  no hay saldo bastante
 *     el de write, si no se ha podido apuntar
 * Dueño: la caja es de quien la crea. El descriptor del diario sigue
 *   siendo de quien lo abrió: la caja escribe en él y no lo cierra.
 * Concurrencia: ingresa, retira y saldo, desde cualquier hilo y a la vez.
 *   crea y destruye, cuando nadie más la usa. */
#ifndef CAJA_H
#define CAJA_H

struct caja;

/* Deja en *sale una caja nueva. ENOMEM, o el error del cerrojo. */
int caja_crea(struct caja **sale, long saldo, int diario);

int caja_ingresa(struct caja *c, long cantidad);
int caja_retira(struct caja *c, long cantidad);
long caja_saldo(struct caja *c);

void caja_destruye(struct caja *c);

#endif
