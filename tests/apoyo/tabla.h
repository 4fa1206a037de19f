/* tabla.h: ficheros de texto en columnas separadas por tabuladores.
 *
 * Forma: «\n», «\t» y «\\» dentro de un campo son un salto, un tabulador y
 * una barra. Las líneas vacías y las que empiezan por # no cuentan.
 * Dueño: lo leído vive hasta que acaba el programa. */
#ifndef APOYO_TABLA_H
#define APOYO_TABLA_H

#include <stdbool.h>

enum { TABLA_CAMPOS = 8 };

struct fila {
    const char *campo[TABLA_CAMPOS]; /* los que faltan son "" */
};

struct tabla {
    struct fila *fila;
    int n;
};

/* false, y la tabla vacía, si el fichero no se puede leer; «-» es la entrada
 * estándar. Sin memoria, acaba el programa. */
bool tabla_lee(const char *ruta, struct tabla *t);

/* La siguiente fila, desde i, cuyos primeros campos son clave y, si no es
 * NULL, sub; o -1. */
int tabla_busca(const struct tabla *t, int i, const char *clave,
                const char *sub);

/* El veredicto de una prueba: NULL si pasa; si no, el mensaje («no ha dado
 * veredicto», si falta). Si lo hay repetido, vale el primer fallo. */
const char *tabla_veredicto(const struct tabla *t, const char *id,
                            const char **causa);

#endif
