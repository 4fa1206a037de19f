/* baremo.h: los pasos y las pruebas de una práctica, y lo que vale cada
 * una. Salen del manifiesto de la lección y, si se dan, de las ocultas.
 *
 * Forma: las ocultas de quien enseña son una carpeta con la forma de tests/:
 *   OCULTAS/NN-nombre/manifiesto.tsv, con filas como las del manifiesto
 *   («prueba ID PASO PUNTOS TÍTULO», con tabuladores), y los .c que definen
 *   prueba_ID. Una fila cuyo ID ya está en el manifiesto cambia lo que vale
 *   esa prueba, que sigue siendo pública; las demás son pruebas ocultas.
 * Unidades: los puntos, en centésimas.
 * Errores: false, y en *error por qué.
 * Dueño: quien la lee la libera. */
#ifndef CALIFICADOR_BAREMO_H
#define CALIFICADOR_BAREMO_H

#include <stdbool.h>
#include <stddef.h>

struct paso {
    char *id, *titulo;
    char *apartado, *lectura; /* «3.4.1» y «Un cerrojo», o "" */
};

struct prueba {
    char *id, *titulo;
    size_t paso; /* su lugar en paso[] */
    long puntos;
    bool oculta;
};

struct baremo {
    char *lab, *titulo;
    size_t pasos, n;
    struct paso *paso;
    struct prueba *prueba; /* en el orden del manifiesto; detrás, las
                            * ocultas */
};

/* oculto puede ser NULL, o no existir. */
bool baremo_lee(struct baremo *p, const char *lab, const char *manifiesto,
                const char *oculto, char **error);
void baremo_libera(struct baremo *p);
long baremo_maximo(const struct baremo *p);

#endif
