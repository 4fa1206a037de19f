/* hoja.h: lee un CSV hecho a mano o con una hoja de cálculo.
 *
 * Forma: la primera línea son los nombres de las columnas. Los campos van
 *   separados por comas, o por punto y coma si así está escrita la primera
 *   línea; entre comillas pueden llevar cualquier cosa (RFC 4180). La marca
 *   de orden de bytes del principio, las líneas vacías y el apóstrofo con
 *   que tira_csv desactiva una fórmula no cuentan.
 * Errores: 0, o el errno de leerlo; EINVAL si una comilla no se cierra.
 * Dueño: quien la lee la libera. */
#ifndef CALIFICADOR_HOJA_H
#define CALIFICADOR_HOJA_H

#include <stddef.h>

struct hoja {
    size_t filas, columnas;
    char **campo; /* filas * columnas, con la primera; los que faltan, "" */
};

int hoja_lee(struct hoja *h, const char *ruta);
void hoja_libera(struct hoja *h);

/* La columna que se llama así, o -1. */
int hoja_columna(const struct hoja *h, const char *nombre);
/* El campo; "" si la columna es -1. */
const char *hoja_campo(const struct hoja *h, size_t i, int columna);

#endif
