/* opciones.h: lo que se le pide al calificador.
 *
 * Errores: opciones_lee acaba el programa: con 0 si se pide --help; con 2, y
 *   una línea, si algo está mal dicho.
 * Dueño: las cadenas son las de argv. */
#ifndef CALIFICADOR_OPCIONES_H
#define CALIFICADOR_OPCIONES_H

#include "lista.h"
#include "obra.h"

struct opciones {
    const char *entregas; /* NULL con --reune */
    const char *lab, *salida, *taller;
    const char *ocultas, *politica, *ajustes, *lista; /* o NULL */
    int trabajos; /* 0: las CPU que haya */
    struct parte parte;
    bool reune;
    char **carpetas; /* las que se reúnen */
    int cuantas;
    enum aislamiento aislamiento;
    bool rendimiento;
};

void opciones_lee(struct opciones *o, int argc, char **argv);

#endif
