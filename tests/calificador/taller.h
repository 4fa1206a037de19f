/* taller.h: lo que taller.mk dejó preparado de una práctica.
 *
 * Errores: taller_lee, false y en mal por qué: sin él no se evalúa.
 * Dueño: quien lo lee lo libera.
 * Concurrencia: leído, no cambia. */
#ifndef CALIFICADOR_TALLER_H
#define CALIFICADOR_TALLER_H

#include "calificador.h"
#include "endurece.h"

/* Un paso que habla de rapidez (bandas.tsv). */
struct regla_de_banda {
    char *paso, *serie;
    bool mas;
    int nucleos;
};

struct taller {
    char *lab, *carpeta;
    size_t n;              /* las pruebas, en el orden del manifiesto */
    char **prueba, **paso; /* y el paso de cada una */
    size_t fuentes;        /* los .c del contrato */
    char **fuente;
    struct nombres_de internos;
    char **orden[VARIANTES]; /* acabadas en NULL; NULL si no la hay */
    char **enlace[VARIANTES];
    char **banco; /* lo que se enlaza con el banco */
    size_t bandas;
    struct regla_de_banda *banda;
};

bool taller_lee(struct taller *t, const char *carpeta, const char *lab,
                char mal[static 512]);
void taller_libera(struct taller *t);

const char *
variante_carpeta(enum variante v); /* «normal», «asan», «tsan» */

#endif
