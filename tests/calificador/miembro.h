/* miembro.h: lo que carpeta.c y archivo.c cuentan de lo que encuentran, y a
 * quién. Ninguno de los dos escribe nada en el disco.
 *
 * Dueño: un miembro y sus bytes viven lo que dura la llamada.
 * Concurrencia: quien recorre llama a su receptor desde su mismo hilo. */
#ifndef CALIFICADOR_MIEMBRO_H
#define CALIFICADOR_MIEMBRO_H

#include <stdbool.h>
#include <stddef.h>

enum tipo { CARPETA, FICHERO, ENLACE, ESPECIAL };
enum formato { SIN_ARCHIVO, TAR, ZIP };

struct miembro {
    enum tipo tipo;
    enum formato formato; /* del archivo del que sale */
    const char *ruta;     /* tal como viene */
    long long tamano;     /* el que dice tener, o -1 */
    long long cuando;     /* segundos desde 1970, o -1 */
};

enum quiere { BASTA = -1, NO_QUIERE, QUIERE };

/* miembro dice si quiere sus bytes; si los quiere, llegan con datos, a
 * trozos. Con BASTA (o false) no se sigue. */
struct receptor {
    void *ctx;
    enum quiere (*miembro)(void *ctx, const struct miembro *m);
    bool (*datos)(void *ctx, const void *p, size_t n);
};

/* Por qué no se ha podido contar todo. */
struct fallo {
    const char *clave; /* un aviso; NULL si ha sido el receptor */
    bool imposible;    /* es nuestro: hay que repetirlo */
    char texto[256];
};

void fallo_pon(struct fallo *f, const char *clave, const char *formato, ...)
    __attribute__((format(printf, 3, 4)));

/* Un fallo nuestro, con su errno. */
void fallo_nuestro(struct fallo *f, const char *clave, const char *que,
                   int error);

/* Un errno, en español si es de los que pasan. */
void error_dicho(int error, char texto[static 128]);

#endif
