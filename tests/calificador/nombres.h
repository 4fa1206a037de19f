/* nombres.h: los nombres que ponen otros.
 *
 * Forma: cadenas de bytes que acaban en cero; lo esperado es UTF-8, y no se
 *   cuenta con ello.
 * Errores: las que devuelven una cadena, NULL si no hay memoria.
 * Dueño: la cadena devuelta es de quien llama.
 * Concurrencia: no guardan nada; se llaman desde cualquier hilo. */
#ifndef CALIFICADOR_NOMBRES_H
#define CALIFICADOR_NOMBRES_H

#include <stdbool.h>
#include <stddef.h>

/* Si es UTF-8 y no trae caracteres de control ni de los que dan la vuelta al
 * texto. */
bool nombre_es_texto(const char *s);

/* Una copia en la que cada byte de lo que no es texto va como %0A: se puede
 * enseñar, y no se confunde con el nombre de un fichero nuestro. */
char *nombre_limpia(const char *s);

/* s o, si es más larga, su principio y «…», sin partir un carácter. */
enum { CORTO = 104 };
const char *nombre_corto(const char *s, char corto[static CORTO]);

/* Una copia en la forma NFC de Unicode (la «é» de macOS y la de los demás
 * son la misma); si no es UTF-8, tal cual. */
char *nombre_compone(const char *s);

/* Una copia que es igual a la de otro nombre si en algún sistema de ficheros
 * serían el mismo: sin mayúsculas y en NFC. */
char *nombre_pliega(const char *s);

enum ruta {
    RUTA_BIEN,
    RUTA_VACIA,    /* o «.» */
    RUTA_LARGA,    /* más de RUTA_MAX bytes */
    RUTA_ABSOLUTA, /* o con letra de unidad */
    RUTA_SALE,     /* tiene algún «..» */
};
enum { RUTA_MAX = 1024 };

/* *limpia es la ruta sin «.», sin barras de más y con nombre_limpia; una
 * barra invertida separa, como en Windows. Si no es RUTA_BIEN, NULL; también
 * si no hay memoria, y entonces la respuesta es RUTA_BIEN. */
enum ruta ruta_limpia(const char *ruta, char **limpia);

enum extension { EXT_OTRA, EXT_TAR, EXT_ZIP, EXT_NO_SE_ABRE };

/* Por cómo acaba el nombre, sin mirar mayúsculas; *base es cuántos bytes
 * quedan delante. EXT_NO_SE_ABRE: un archivo de otra clase (rar, 7z…). */
enum extension nombre_extension(const char *s, size_t *base);

/* De quién es una entrada de ENTREGAS, por su nombre. */
struct rotulo {
    char *alumno; /* en NFC, sin lo que añade Moodle, extensión ni copia */
    char *numero_moodle; /* «12345», o «» */
    char *resto; /* de Moodle sin carpetas: cómo se llamaba el fichero */
    int copia;   /* «ana (2).zip»: 2; si no lo dice, 0 */
    bool fichero_moodle; /* es de Moodle, y de ficheros (no texto…) */
};

/* Devuelve 0 o ENOMEM. */
int rotulo_lee(const char *nombre, bool carpeta, struct rotulo *r);
void rotulo_libera(struct rotulo *r);

#endif
