/* obra.h: quien evalúa, visto por quien reparte. Hay dos: obra.c, con el
 * recinto y las pruebas, y la de las pruebas del propio calificador, que
 * inventa los veredictos (tests/calificador/unidad/obra_falsa.c).
 *
 * Errores: obra_abre, false y en mal por qué; obra_evalua no falla: lo que
 *   no se puede evaluar es IMPOSIBLE.
 * Concurrencia: obra_evalua, desde varios hilos a la vez. */
#ifndef CALIFICADOR_OBRA_H
#define CALIFICADOR_OBRA_H

#include "calificador.h"

enum aislamiento {
    AISLAMIENTO_ENTERO,
    AISLAMIENTO_EXTERNO,
    AISLAMIENTO_NINGUNO,
};

struct obra_opciones {
    const char *taller;  /* la raíz del curso */
    const char *ocultas; /* o NULL */
    const char *trabajo; /* una carpeta suya */
    enum aislamiento aislamiento;
    bool rendimiento; /* medirlo, que tarda */
};

struct obra;

bool obra_abre(struct obra **sale, const struct obra_opciones *o,
               char mal[static 512]);
void obra_cierra(struct obra *o);
/* Qué aislamiento hay en vigor; es de la obra. */
const char *obra_texto(const struct obra *o);
void obra_evalua(struct obra *o, const struct entrega *e,
                 struct evaluacion *sale);

#endif
