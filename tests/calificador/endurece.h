/* endurece.h: mira un objeto recién compilado y dice si se puede enlazar con
 * las pruebas. Lo que no se admite podría actuar antes que ellas (un
 * constructor), hacerse pasar por ellas o por la biblioteca, o salir de la
 * celda.
 *
 * Se mira el fichero objeto, y no el texto: no hay macro ni ensamblador que
 * lo esconda. No se ve el código máquina metido como dato; ese se queda en
 * el recinto, y sin más llamadas al sistema que las del filtro.
 *
 * Errores: endurece dice true si se admite; si no, *clave es una de las de
 *   avisos.c y *motivo, una frase para quien lo escribió. Un fichero que no
 *   se entiende no se admite.
 * Dueño: *motivo, de quien llama. */
#ifndef CALIFICADOR_ENDURECE_H
#define CALIFICADOR_ENDURECE_H

#include <stdbool.h>
#include <stddef.h>

/* Nombres ordenados por strcmp. */
struct nombres_de {
    size_t n;
    char **v;
};

bool nombres_estan(const struct nombres_de *l, const char *s);

/* Es un objeto, y está entero: puede que el compilador lo dejara a medias. */
bool endurece_entero(const char *objeto);

/* Añade a l, y la deja ordenada, lo que un objeto define para los demás. */
void endurece_define(const char *objeto, struct nombres_de *l);
void nombres_libera(struct nombres_de *l);

/* objeto: su ruta; fichero: cómo se llama el .c; internos: los símbolos de
 * las pruebas, que no son de nadie más; suyos: lo que definen él y los demás
 * del mismo alumno. *duda: hay bytes que podrían ser una
 * llamada al sistema, y lo tiene que decir un desensamblador. */
bool endurece(const char *objeto, const char *fichero,
              const struct nombres_de *internos,
              const struct nombres_de *suyos, const char **clave,
              char **motivo, bool *duda);

/* ¿Hay alguna llamada al sistema en lo que dijo objdump -d? */
bool endurece_desensamblado(const char *texto);

#endif
