/* vigia.h: lo que hacen los rangos, visto desde todos ellos.
 *
 * Las llamadas de MPI del código probado pasan por aquí (MPI_X está en el
 * programa, y la biblioteca queda detrás, en PMPI_X). Un MPI_Send es
 * síncrono: no vuelve hasta que alguien recibe, mida lo que mida el mensaje.
 * Quien espera dice a qué en una memoria que comparten los rangos; si todos
 * esperan, y nada de lo que esperan está viajando, no hace falta plazo: se
 * han quedado colgados, y se dice. */
#ifndef VIGIA_H
#define VIGIA_H

#include <stdatomic.h>

enum { VIGIA_RANGOS = 8, VIGIA_CUENTAS = 64 };

/* Los rangos comparten el fichero, a cero; lo llama cada uno, el primero. */
void vigia_abre(const char *fichero);

/* Contadores que todos ven, para los cuerpos. */
extern atomic_long *vigia_cuenta;

/* Espera a que la cuenta i llegue a n. */
void vigia_espera(int i, long n);

/* Operaciones empezadas en este rango (MPI_Isend, MPI_Irecv) que nadie ha
 * esperado. */
int vigia_sin_esperar(void);

#endif
