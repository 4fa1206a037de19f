/* fuentes.h: qué hay en ENTREGAS y de quién, sin abrirlo todavía. El zip de
 * Moodle es la excepción: lo que trae se deja en trabajo/moodle, cada cosa
 * con un nombre nuestro.
 *
 * Errores: 0 o un errno, y mal dice qué ha sido.
 * Dueño: quien llama; fuentes_libera cierra y suelta todo. */
#ifndef CALIFICADOR_FUENTES_H
#define CALIFICADOR_FUENTES_H

#include "calificador.h"
#include "miembro.h"
#include "nombres.h"

enum clase {
    F_CARPETA,
    F_ARCHIVO,
    F_SUELTO, /* un fichero; los de un alumno van juntos */
    F_MALA,   /* ni se intenta: fallo dice por qué */
};

struct fuente {
    struct rotulo de;
    enum clase clase;
    char *origen; /* en ENTREGAS, tal como se enseña */
    char *abre;   /* cómo se llama en base */
    char *ruta;   /* F_SUELTO: dónde estaba dentro de la entrega */
    long long cuando;
    struct fallo fallo;
};

struct fuentes {
    int base; /* la carpeta en la que están, o -1 */
    size_t n;
    struct fuente *v; /* por alumno, número de Moodle, copia y origen */
};

enum { FUENTE_MAX = 64 << 20 }; /* lo más que ocupa una, comprimida */

int fuentes_lee(const char *entregas, int trabajo, struct fuentes *f,
                struct avisos *sueltos, char mal[static 512]);
void fuentes_libera(struct fuentes *f);

/* Si las dos son del mismo alumno; y en qué orden van. */
bool fuente_misma(const struct fuente *a, const struct fuente *b);

#endif
