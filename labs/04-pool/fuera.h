/* fuera.h: un proceso hijo que hace trozos, y cómo se habla con él. Interno
 * del pool.
 *
 * Forma: al hijo le llega por un zócalo el encargo, que es el propio struct
 *   pool_trozo, y detrás las entradas; contesta el error del trozo y, si es
 *   0, las salidas. Uno cada vez. La dirección de la función vale allí
 *   porque el hijo es una copia de este proceso.
 * Errores: 0, o un errno, salvo donde dice otra cosa.
 * Dueño: el hijo y su zócalo son de quien lo hace nacer, hasta hijo_espera.
 * Concurrencia: con cada hijo habla un solo hilo. */
#ifndef FUERA_H
#define FUERA_H

#include "pool.h"

#include <sys/types.h>

struct hijo {
    pid_t pid; /* 0 si no lo hay, o ya se le espera */
    int fd;    /* nuestro extremo del zócalo */
};

/* Nace hijo[i]; los anteriores, hijo[0] a hijo[i - 1], ya han nacido. El
 * hijo no tiene abierto nada que no tuviera quien llama, salvo su extremo
 * del zócalo, y acaba cuando se le cuelga. */
int hijo_nace(struct hijo *hijo, int i);

/* Le encarga el trozo y espera la respuesta; deja en *error el del trozo.
 * false: ya no contesta, y hay que esperarlo. */
bool hijo_hace(const struct hijo *h, const struct pool_trozo *t,
               int *error);

/* Le cuelga y espera a que acabe. POOL_MURIO o POOL_SALIO. */
int hijo_espera(pid_t pid, int fd);

/* Hace el trozo aquí mismo, y devuelve su error. Está en pool.c. */
int trozo_hace(const struct pool_trozo *t);

#endif
