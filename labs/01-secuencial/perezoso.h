/* perezoso.h: iteradores que calculan cada elemento cuando se les pide.
 *
 * Forma: un iterador es una estructura que empieza por struct iterador;
 *   lo que necesite para seguir va detrás, en la estructura de su clase.
 * Errores: las funciones que crean devuelven 0 o ENOMEM, y entonces no
 *   han tocado la fuente, que sigue siendo de quien llama.
 * Dueño: crear un iterador sobre una fuente se queda con ella;
 *   iter_destruye, sobre el último, destruye la cadena entera.
 * Concurrencia: un iterador, un hilo. */
#ifndef PEREZOSO_H
#define PEREZOSO_H

#include "mapa.h"

#include <stddef.h>
#include <stdint.h>

enum { ITER_FIN = -1 }; /* se acabó; no es ningún errno */

struct iterador {
    /* Deja en *x el siguiente y devuelve 0; o ITER_FIN, o un errno, y
     * entonces no toca *x. */
    int (*siguiente)(struct iterador *it, int64_t *x);
    void (*destruye)(struct iterador *it);
    int final; /* 0 mientras dé elementos; después, lo que devolvió */
};

/* El siguiente elemento, en *x. Devuelve 0; ITER_FIN si no quedan; o el
 * error de quien no ha podido darlo. El final es definitivo: después de
 * ITER_FIN o de un error repite lo mismo, sin volver a preguntar.
 * Todo el mundo pide por aquí, nunca por it->siguiente. */
int iter_siguiente(struct iterador *it, int64_t *x);

/* Libera el iterador y sus fuentes. Con NULL no hace nada. */
void iter_destruye(struct iterador *it);

/* Los enteros desde, desde + 1, …, hasta - 1. */
int iter_rango(int64_t desde, int64_t hasta, struct iterador **it);

/* f(ctx, x) de cada x de la fuente. No pide nada hasta que le piden, y
 * pide un elemento por cada uno que da. El error de f es el suyo. */
int iter_mapa(struct iterador *fuente, funcion *f, void *ctx,
              struct iterador **it);

/* Los n primeros de la fuente, o los que haya. Dados n, no pide más. */
int iter_primeros(struct iterador *fuente, size_t n, struct iterador **it);

/* Equivale a: for (*n = 0; *n < cap; ++*n) iter_siguiente(it, &y[*n]);
 * hasta que llene, se acabe o falle. En *n, cuántos ha dejado.
 * Errores: el del iterador; que se acabe no es un error. */
int iter_recoge(struct iterador *it, int64_t *y, size_t cap, size_t *n);

#endif
