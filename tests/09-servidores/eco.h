/* eco.h: el protocolo con el que se prueban los servidores.
 *
 * Forma: al empezar saluda con «hola». Después, una orden por línea:
 *     ECO x       contesta x
 *     PINTA n     contesta n equis y un fin de línea
 *     CITA        espera a que haya cita, y contesta «sí» o «no»
 *     FIN         contesta «adiós» y acaba
 *   Una línea a medias se queda en la entrada, como manda servidor.h.
 * Concurrencia: con una conversación, de una en una: si no, la prueba
 *   falla; y también si se la llama cuando ya ha acabado. */
#ifndef PRUEBAS_ECO_H
#define PRUEBAS_ECO_H

#include "servidor.h"

struct cita;

/* Con esa cita, o NULL. Las cuentas vuelven a cero. */
struct protocolo eco(struct cita *c);

int eco_creadas(void);
int eco_destruidas(void);

/* Órdenes que se han atendido en total. */
long eco_ordenes(void);

/* A partir de ahora, tantas veces, crea devuelve NULL. */
void eco_niega(int veces);

#endif
