/* El cuerpo de la prueba del mapa del capítulo 4, tal cual. */
#include "../04-pool/mapa.c" // NOLINT(bugprone-suspicious-include)

#include "cuerpos.h"

void cuerpos_del_mapa(void)
{
    struct pool *p;

    exige_error(pool_crea(&p, 3, "fork"), 0, "pool_crea");
    mapa_iguala_al_bucle(p);
    pool_destruye(p);
}
