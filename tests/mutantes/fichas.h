/* fichas.h: un fuente de C, partido en fichas.
 *
 * Forma: el texto entero y la lista de sus fichas; los comentarios y las
 * líneas de preprocesador no dan ninguna, así que nada las puede tocar.
 * Errores: lo que no se puede leer, o no casa, acaba con el programa. */
#ifndef MUTANTES_FICHAS_H
#define MUTANTES_FICHAS_H

#include <stdbool.h>
#include <stddef.h>

enum tipo { NOMBRE, NUMERO, CADENA, SIGNO };

struct ficha {
    enum tipo tipo;
    int ini, fin; /* su trozo del texto es [ini, fin) */
    int pareja;   /* de un ( [ {, o de un ) ] }: la otra; si no, -1 */
};

struct fuente {
    char *texto;
    int largo;
    struct ficha *ficha;
    int n; /* la ficha n existe, y está vacía */
};

void fuente_lee(struct fuente *f, const char *ruta);
void fuente_libera(struct fuente *f);

/* ¿Es la ficha i ese nombre, o ese signo? */
bool es(const struct fuente *f, int i, const char *que);

/* ¿Está entre esos, separados por espacios? */
bool es_uno(const struct fuente *f, int i, const char *lista);

#endif
