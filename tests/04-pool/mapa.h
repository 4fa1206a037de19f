/* mapa.h: el cuerpo de las pruebas del mapa, que solo se apoya en el
 * contrato: vale con cualquier inicio. */
#ifndef PRUEBAS_MAPA_H
#define PRUEBAS_MAPA_H

#include "pool.h"

/* pool_map contra el bucle, con muchas longitudes y tamaños de trozo. */
void mapa_iguala_al_bucle(struct pool *p);

#endif
