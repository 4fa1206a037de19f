/* espia.h: qué le pide al pool el código que se prueba (capítulos 05 a 07).
 *
 * Forma: el enlazador (--wrap) lleva aquí pool_crea y pool_envia, que
 *   hacen lo suyo y dejan constancia. Vale para cualquier pool; lo que uno
 *   se pide a sí mismo por dentro (pool_map) no se ve.
 * Concurrencia: desde cualquier hilo. Un hijo no lo usa. */
#ifndef APOYO_ESPIA_H
#define APOYO_ESPIA_H

#include <stddef.h>

/* Pools creados, los que fallaron no. */
int espia_pools(void);

/* Trozos mandados, y de cuántos elementos era el i-ésimo (desde 0). Se
 * guardan los tamaños de los primeros 4096. */
int espia_trozos(void);
size_t espia_tamano(int i);

/* Elementos que ha habido en manos del pool a la vez, como mucho. */
size_t espia_en_vuelo(void);

/* Espera a que hayan vuelto tantos avisos de trozos (acabado). */
void espia_espera(int avisos);

/* Las cuentas vuelven a cero. Con trabajo pendiente, no. */
void espia_reinicia(void);

#endif
