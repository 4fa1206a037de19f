/* extraer.h: de la página de un equipo a su tabla de disciplina.
 *
 * Forma: una tabla con la cabecera de la página y una columna más, TEAM: el
 *   último tramo de la dirección. Las celdas, tal como se leen.
 * Errores: 0 o los de nav.h: un errno (ETIMEDOUT si lo que se esperaba no
 *   aparece) o, de 400 a 599, lo que contestó el servidor. EPROTO si una
 *   fila no tiene tantas celdas como la cabecera, o si son más de 16
 *   columnas o de 512 filas.
 * Dueño: la tabla y las direcciones son de quien llama: tabla_destruye y
 *   free.
 * Concurrencia: desde cualquier hilo o proceso, y a la vez, después de
 *   nav_inicia: cada llamada usa un navegador suyo, que nace y muere con
 *   ella. */
#ifndef EXTRAER_H
#define EXTRAER_H

#include "tabla.h"

/* Abre la página, acepta las cookies, pulsa la pestaña y lee la tabla. Si
 * falla, *sale queda en NULL y no queda nada por liberar. */
int extraer(const char *url, struct tabla **sale);

/* Las páginas de los equipos, a partir de la dirección del sitio: deja en
 * urls hasta max y devuelve cuántas, o el error con el signo cambiado. */
int enlaces(const char *base, char *urls[], int max);

#endif
