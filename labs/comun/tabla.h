/* tabla.h: una tabla de textos con cabecera, lo que en Python sería un
 * DataFrame pequeño.
 *
 * Forma: filas y columnas numeradas desde 0; cada celda es una cadena UTF-8
 *   acabada en '\0'. La cabecera no cuenta como fila.
 * Errores: 0, o el número del error, y entonces la tabla está como antes.
 *     ENOMEM  no hay memoria
 *     EINVAL  al juntar, las cabeceras no coinciden; al leer, eso no es una
 *             tabla
 *     EIO     el fichero no se deja leer o escribir
 *   Las que devuelven un puntero dan NULL y dejan el error en errno.
 * Dueño: la tabla guarda copias de lo que se le da; lo que devuelve es suyo
 *   y vive hasta que se destruye. Lo que hay que liberar, se dice.
 * Concurrencia: leer, cualquiera a la vez; cambiarla, uno y nadie leyendo. */
#ifndef COMUN_TABLA_H
#define COMUN_TABLA_H

#include <stddef.h>
#include <stdio.h>

struct tabla;

struct tabla *tabla_crea(size_t columnas, const char *const cabecera[]);
void tabla_destruye(struct tabla *t); /* NULL vale */

size_t tabla_filas(const struct tabla *t);
size_t tabla_columnas(const struct tabla *t);
const char *tabla_titulo(const struct tabla *t, size_t columna);

/* NULL si no existe. */
const char *tabla_celda(const struct tabla *t, size_t fila, size_t columna);

/* Qué columna lleva ese título, o -1. */
int tabla_columna(const struct tabla *t, const char *titulo);

/* Añade una fila al final; celda tiene una cadena por columna. */
int tabla_anade(struct tabla *t, const char *const celda[]);

/* Añade a una tabla las filas de otra, que no cambia: pd.concat. */
int tabla_junta(struct tabla *a, const struct tabla *b);

/* Las n primeras filas (o las que haya) en columnas alineadas: df.head. */
void tabla_cabeza(const struct tabla *t, size_t n, FILE *f);

/* CSV, RFC 4180; al escribir, las líneas acaban en \n y no en \r\n. */
int tabla_escribe_csv(const struct tabla *t, FILE *f);
struct tabla *tabla_lee_csv(FILE *f);

/* La tabla en bytes, para mandarla a otro proceso de esta máquina; los
 * libera quien llama. desempaqueta no se fía: si faltan bytes, sobran o no
 * son una tabla, da NULL y EINVAL. */
int tabla_empaqueta(const struct tabla *t, char **bytes, size_t *n);
struct tabla *tabla_desempaqueta(const char *bytes, size_t n);

#endif
