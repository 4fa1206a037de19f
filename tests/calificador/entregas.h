/* entregas.h: de la carpeta ENTREGAS a una lista de entregas, en disco.
 *
 * Cada entrada de ENTREGAS es de un alumno: una carpeta, o un archivo (tar,
 * tar.gz, tar.xz, tar.bz2 o zip), y se llama como él. «ana (2).zip» es otro
 * intento de «ana». También vale lo que descarga Moodle: las carpetas
 * «Apellidos Nombre_123_assignsubmission_file_», los ficheros que se llaman
 * así cuando no se piden carpetas, o el zip que lo trae todo, tanto si es lo
 * único que hay en ENTREGAS como si ENTREGAS es él. En la carpeta de un
 * alumno puede haber archivos: se abren los de su primer nivel, y no los que
 * haya dentro de otro. Lo que empieza por un punto no se mira.
 *
 * En una entrega, una práctica es cada carpeta NN-nombre (practicas.h): de
 * un alumno se recogen todas, o solo la que se pide; si se pide una, valen
 * también sus ficheros sueltos. De dos carpetas de la misma práctica, cada
 * una es un intento.
 *
 * De los intentos cuenta el último: primero por el número de copia, luego
 * por la hora (la del archivo en ENTREGAS o en Moodle; la del fichero más
 * nuevo, si venían sin archivo) y luego por el origen. Si el último no
 * tiene nada que evaluar y no es culpa nuestra, cuenta el último que sí.
 *
 * Forma: en carpeta están los ficheros de la práctica y ningún otro. Una
 *   cabecera del contrato es siempre la del curso; de lo que falta, se pone
 *   lo del esqueleto, y se avisa. El resumen es el SHA-256 de, por orden de
 *   nombre: el nombre, un cero, el tamaño en decimal, un cero y los bytes.
 * Errores: 0; ENOMEM; ECANCELED si para() lo pide; o, si no se puede leer
 *   ENTREGAS ni escribir en trabajo, su errno, y mal dice qué ha sido. Lo
 *   que le pasa a una entrega no es un error: está en ella.
 * Dueño: quien llama libera la lista con entregas_libera; las carpetas, en
 *   trabajo, se quedan. En ENTREGAS no se escribe nunca.
 * Concurrencia: bifurca para abrir archivos; es mejor llamarla antes de
 *   tener hilos. */
#ifndef CALIFICADOR_ENTREGAS_H
#define CALIFICADOR_ENTREGAS_H

#include "calificador.h"
#include "practicas.h"

struct recogida {
    const char *entregas; /* ENTREGAS: carpeta, o zip de Moodle */
    const char *trabajo;  /* donde se deja; se crea si no está */
    const struct practicas *practicas;
    const struct practica *lab; /* solo esa; o NULL */
    bool (*para)(void);         /* si hay que dejarlo; o NULL */
};

int entregas_recoge(const struct recogida *r, struct entregas *e,
                    char mal[static 512]);

#endif
