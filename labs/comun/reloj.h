/* reloj.h: el tiempo que ha pasado y el que ha trabajado la CPU.
 *
 * Unidades: segundos, en coma flotante; solo las diferencias significan algo.
 * Errores: ninguno. Concurrencia: desde cualquier hilo. */
#ifndef COMUN_RELOJ_H
#define COMUN_RELOJ_H

/* Tiempo de pared, monótono: no retrocede aunque alguien cambie la hora. */
double reloj(void);

/* Tiempo de CPU de este hilo. */
double reloj_hilo(void);

#endif
