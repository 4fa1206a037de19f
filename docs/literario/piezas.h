/* piezas.h: los ficheros que salen de una lección, con sus piezas dentro. */
#ifndef PIEZAS_H
#define PIEZAS_H

#include "leccion.h"

typedef enum {
    FUENTE,    /* con #line y las columnas de la lección: se compila */
    LIMPIO,    /* para leer: sangrado, con el nombre de cada pieza */
    ESQUELETO, /* limpio, con los huecos sin rellenar */
} Modo;

/* Dice qué está mal: piezas sin definir, repetidas, sin usar o en círculo.
 * Marca las usadas. */
void comprueba_piezas(Leccion *l);

/* El fichero entero que empieza en el bloque b (es_de_fichero). Con un
 * error típico, sus piezas sustituyen a las de la solución. */
Cadena fichero(Leccion *l, const Bloque *b, Modo m, const Error *e);

/* Si b es el primer bloque de su fichero. */
bool empieza_fichero(const Leccion *l, const Bloque *b);
/* Si la pieza solo está definida dentro de .solucion. */
bool es_hueco(const Leccion *l, const char *pieza);
/* El nombre que hay en «<<nombre>>», o NULL; la línea no dice nada más. */
char *referencia(const char *linea);

#endif
