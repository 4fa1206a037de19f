/* Lo que la prueba de ejemplo de la guía del autor da por hecho: un mapa con
 * un hilo por elemento; con EN_SERIE, uno detrás de otro. */
#include "cita.h"
#include "prueba.h"
#include <pthread.h>

enum { MAPA_MAXIMO = 8 };

struct elemento {
    int (*f)(const void *, void *);
    const int *x;
    int *y;
    pthread_t hilo;
};

static void *uno(void *p)
{
    struct elemento *e = p;

    e->f(e->x, e->y);
    return NULL;
}

static int mapa(int (*f)(const void *, void *), int n, const int *x, int *y,
                int trabajadores)
{
    struct elemento e[MAPA_MAXIMO];
    int r = n > MAPA_MAXIMO || trabajadores < 1;

    for (int i = 0; r == 0 && i < n; i++) {
        e[i] = (struct elemento){.f = f, .x = &x[i], .y = &y[i]};
        r = pthread_create(&e[i].hilo, NULL, uno, &e[i]);
#ifdef EN_SERIE
        pthread_join(e[i].hilo, NULL);
#endif
    }
#ifndef EN_SERIE
    for (int i = 0; r == 0 && i < n; i++)
        pthread_join(e[i].hilo, NULL);
#endif
    return r;
}
