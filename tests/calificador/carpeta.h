/* carpeta.h: recorre la carpeta de quien entrega, que puede traer de todo.
 *
 * Por descriptores y sin seguir enlaces: lo que se mira es lo que se abre,
 * aunque alguien lo cambie entretanto. Solo se abren ficheros normales, y sin
 * bloquear. El orden es el de los nombres (bytes); no se entra en
 * carpeta_ajena() ni más de CARPETA_FONDO carpetas abajo. */
#ifndef CALIFICADOR_CARPETA_H
#define CALIFICADOR_CARPETA_H

#include "miembro.h"

enum { CARPETA_FONDO = 7 };

/* fd, que sigue siendo de quien llama, es de la carpeta; entradas, cuántas
 * caben en todo lo que se recorre. true si se ha contado todo; si no, *f. */
bool carpeta_recorre(int fd, long entradas, const struct receptor *r,
                     struct fallo *f);

/* Un fichero de dirfd, como un miembro con esa ruta. */
bool carpeta_fichero(int dirfd, const char *nombre, const char *ruta,
                     const struct receptor *r, struct fallo *f);

/* Abre para leer un fichero normal y nada más, o da -1 con errno (ELOOP si
 * es un enlace; EFTYPE no existe: EINVAL si es otra cosa). */
int abre_normal(int dirfd, const char *nombre);

/* Lee hasta n bytes, o hasta el final. -1 con errno. */
long lee_hasta(int fd, void *p, size_t n);

#endif
