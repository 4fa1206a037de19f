/* archivo.h: abre un tar (sin comprimir, o con gzip, xz o bzip2) o un zip que
 * puede venir de cualquiera, y cuenta lo que trae. No escribe nada.
 *
 * Se lee con libarchive y una capa estricta encima: un zip, por su índice
 * (sin él está cortado); una sola compresión; sin contraseñas; y no más
 * de lo que digan los topes.
 * Errores: true si se ha contado todo; si no, *f dice por qué (o clave NULL,
 *   si ha sido el receptor el que no quería más).
 * Concurrencia: archivo_cuenta_aparte bifurca; es mejor llamarla antes de
 *   tener hilos. */
#ifndef CALIFICADOR_ARCHIVO_H
#define CALIFICADOR_ARCHIVO_H

#include "miembro.h"

#include <stdbool.h>

struct topes {
    long miembros;
    long long bytes; /* en total, una vez abierto */
    long long uno;   /* de un miembro que se quiere */
    long razon;      /* veces que puede crecer al abrirlo, o 0 */
    int cpu;         /* segundos */
};

/* Aquí mismo; fd, desde el principio. */
bool archivo_cuenta(int fd, const struct topes *t, const struct receptor *r,
                    struct fallo *f);

/* Lo mismo, en un proceso que solo puede leer fd y escribir en una tubería:
 * si el archivo lo tumba, o lo hace girar, no tumba a quien llama. Los bytes
 * de un miembro se cuentan si los quieren interesa(ctx, ruta), que se llama
 * en el otro proceso, y el receptor. */
bool archivo_cuenta_aparte(int fd, const struct topes *t,
                           bool (*interesa)(void *ctx, const char *ruta),
                           const struct receptor *r, struct fallo *f);

#endif
