/* sesion.h: una sesión de POP3 (RFC 1939), vista como una máquina de
 * estados. No sabe por dónde llegan los bytes ni cuándo.
 *
 * Forma: órdenes de una línea, y respuestas. Las tres funciones son las de
 *   un protocolo de servidor.h; el ctx es la carpeta del correo, y dentro
 *   hay una por usuario, que es su buzón y tiene además un fichero, clave.
 *   USER ana abre el de entrada; USER ana+trabajo, su carpeta .trabajo.
 * Unidades: una línea, 512 bytes con su \r\n, que puede ser solo \n.
 * Errores: son respuestas, -ERR y por qué; la sesión sigue.
 * Dueño: la sesión es de quien la crea. La cadena de la carpeta sigue
 *   siendo suya, y tiene que durar lo que la sesión.
 * Concurrencia: cada sesión la usa un hilo a la vez; unas y otras no
 *   comparten nada más que el disco, y solo él las hace esperar. */
#ifndef SESION_H
#define SESION_H

#include "bufer.h"

enum { SESION_LINEA = 512 };

/* Una sesión nueva, que aún no ha saludado; NULL si no hay memoria. */
void *sesion_crea(void *raiz);

/* Gasta órdenes de entrada y deja respuestas en salida, hasta que no quepa
 * otra o falte entrada. Si deja vacía la salida, en entrada hay sitio. Que
 * sea false quiere decir que se ha acabado: falta mandar lo que haya en
 * salida, y no hay que volver a llamarla. */
bool sesion_recibe(void *sesion, struct bufer *entrada,
                   struct bufer *salida);

/* Sin QUIT antes, no borra ni mueve nada. */
void sesion_destruye(void *sesion);

#endif
