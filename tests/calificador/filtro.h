/* filtro.h: lo que el núcleo no deja hacer a lo que se califica, esté o no
 * dentro de bubblewrap. Un proceso se lo pone a sí mismo y ya no se lo quita;
 * lo heredan sus hijos, también después de exec. Interno de dentro.c.
 *
 * Errores: 0 o -1, con errno; ENOSYS o EOPNOTSUPP si este núcleo no sabe. */
#ifndef CALIFICADOR_FILTRO_H
#define CALIFICADOR_FILTRO_H

#include <stdbool.h>
#include <stddef.h>

/* seccomp: ni mirar o tocar otros procesos, ni espacios de nombres nuevos, ni
 * montar, ni relojes, ni lo que un programa de este curso no necesita. Con
 * rastrea se permite ptrace: LeakSanitizer se mira a sí mismo con él. */
int filtro_llamadas(bool rastrea);

/* Landlock: solo se lee y se ejecuta bajo las rutas de lee; solo se escribe
 * bajo las de escribe; y, si el núcleo llega, ni señales ni zócalos
 * abstractos hacia fuera. Una ruta que no está no cuenta. */
int filtro_ficheros(char *const *lee, size_t n, char *const *escribe,
                    size_t m);

/* La versión de Landlock que hay, o 0. */
int filtro_landlock(void);

#endif
