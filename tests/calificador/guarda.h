/* guarda.h: deja en disco los ficheros de una entrega, y los resume.
 *
 * Dueño: quien llama. Concurrencia: carpetas distintas, hilos distintos. */
#ifndef CALIFICADOR_GUARDA_H
#define CALIFICADOR_GUARDA_H

#include <stddef.h>

enum { RESUMEN = 64 }; /* cifras hexadecimales */

struct pieza {
    const char *nombre;
    const char *datos;
    size_t n;
};

/* SHA-256 de, por orden de nombre: nombre, cero, tamaño en decimal, cero y
 * bytes. Deja las piezas en ese orden. */
void guarda_resume(struct pieza *v, size_t n, char sale[RESUMEN + 1]);

/* Escribe las piezas en la carpeta nombre de dirfd, que queda con ellas y
 * nada más. Devuelve 0 o un errno; entonces la carpeta ya no está. */
int guarda_escribe(int dirfd, const char *nombre, const struct pieza *v,
                   size_t n);

/* Escribe n bytes de una vez. 0 o un errno. */
int escribe_todo(int fd, const void *p, size_t n);

/* Borra una carpeta que solo tiene ficheros. */
void guarda_borra(int dirfd, const char *nombre);

#endif
