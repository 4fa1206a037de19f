/* bufer.h: bytes de paso entre quien los trae y quien los gasta.
 *
 * Forma: los bytes están en b[desde..hasta). Se añaden por detrás y se
 *   quitan por delante; un búfer a cero está vacío.
 * Dueño: quien lo declara; no reserva nada.
 * Concurrencia: un hilo a la vez. */
#ifndef BUFER_H
#define BUFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { BUFER_TAM = 4096 };

struct bufer {
    size_t desde, hasta; /* desde <= hasta <= BUFER_TAM */
    char b[BUFER_TAM];
};

static inline void bufer_vacia(struct bufer *b)
{
    b->desde = b->hasta = 0;
}

static inline size_t bufer_ocupa(const struct bufer *b)
{
    return b->hasta - b->desde;
}

static inline const char *bufer_datos(const struct bufer *b)
{
    return b->b + b->desde;
}

/* Los n primeros ya se han gastado. */
static inline void bufer_quita(struct bufer *b, size_t n)
{
    b->desde += n;
    if (b->desde == b->hasta)
        b->desde = b->hasta = 0;
}

/* El sitio libre, todo seguido, y en *donde dónde empieza: se escriben ahí
 * hasta tantos bytes y se dice cuántos con bufer_crece. */
static inline size_t bufer_sitio(struct bufer *b, char **donde)
{
    if (b->desde > 0) {
        memmove(b->b, b->b + b->desde, bufer_ocupa(b));
        b->hasta -= b->desde;
        b->desde = 0;
    }
    *donde = b->b + b->hasta;
    return BUFER_TAM - b->hasta;
}

static inline void bufer_crece(struct bufer *b, size_t n)
{
    b->hasta += n;
}

static inline size_t bufer_cabe(const struct bufer *b)
{
    return BUFER_TAM - bufer_ocupa(b);
}

/* Añade n bytes, que caben. */
static inline void bufer_anade(struct bufer *b, const char *x, size_t n)
{
    char *donde;

    (void)bufer_sitio(b, &donde);
    memcpy(donde, x, n);
    bufer_crece(b, n);
}

#endif
