/* mirada.h: saber cuándo ha cambiado el código de una carpeta.
 *
 * Lo que decide es una foto: de cada .c y cada .h, su fecha, su tamaño y su
 * i-nodo. Así da igual cómo guarde el editor: en el mismo fichero, vaciándolo
 * antes, o escribiendo otro y cambiándole el nombre. inotify solo dice cuándo
 * merece la pena hacer otra foto. Donde no puede decirlo (no queda ninguno, o
 * el sistema de ficheros es de red o de otra máquina y lo que se escribe allí
 * no se anuncia aquí), se hace una foto de vez en cuando; y donde puede, por
 * si acaso, también, aunque menos.
 *
 * Dueño: mirada_cierra suelta lo que mirada_abre tomó.
 * Concurrencia: desde un solo hilo. */
#ifndef APOYO_MIRADA_H
#define APOYO_MIRADA_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

enum {
    MIRADA_FICHEROS = 256,
    MIRADA_CADA_MS = 400,
    MIRADA_AVISADA_MS = 2000
};

struct visto {
    char nombre[NAME_MAX + 1];
    struct timespec fecha;
    off_t tamano;
    ino_t nodo;
};

struct foto {
    struct visto visto[MIRADA_FICHEROS]; /* en orden de nombre */
    int n;
};

struct mirada {
    const char *carpeta;
    int fd, vigilancia; /* de inotify, o -1 */
};

/* sondeo: sin inotify, aunque lo haya. */
void mirada_abre(struct mirada *m, const char *carpeta, bool sondeo);
void mirada_cierra(struct mirada *m);

/* Cada cuánto hay que mirar, en milisegundos, aunque m->fd no diga nada. */
int mirada_plazo(const struct mirada *m);

/* Lee y olvida lo que inotify tenga que decir. Si la carpeta vigilada ya no
 * es esa (se ha borrado, o se ha traído otra), vigila la nueva. */
void mirada_vacia(struct mirada *m);

void foto_hace(const char *carpeta, struct foto *f);
bool foto_igual(const struct foto *a, const struct foto *b);

/* Si el fichero i de ahora no estaba así en antes. */
bool foto_cambia(const struct foto *antes, const struct foto *ahora, int i);

#endif
