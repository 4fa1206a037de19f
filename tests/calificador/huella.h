/* huella.h: de qué depende una evaluación. Si la huella es la misma, lo que
 * hay en el diario vale.
 *
 * Forma: un SHA-256 en hexadecimal.
 * Dueño: de quien llama.
 * Concurrencia: huella_clave, desde un solo hilo: recuerda las pruebas de
 *   cada práctica, que se leen una vez. */
#ifndef CALIFICADOR_HUELLA_H
#define CALIFICADOR_HUELLA_H

#include "calificador.h"

/* De una entrega: quién es, qué trae, con qué pruebas y en qué recinto. */
char *huella_clave(const struct entrega *e, const char *taller,
                   const char *ocultas, int aislamiento);

#endif
