#include "extractor.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct hilos {
    char *const *urls;
    size_t n;
    const struct extrae_opciones *o;
    /* Cada casilla la escribe el hilo que tiene esa página. */
    struct tabla **tablas;
    int *errores;

    pthread_mutex_t m;
    pthread_cond_t acaba;
    size_t turno, hechas; /* los guarda m */
};

static void *trabaja(void *arg)
{
    struct hilos *h = arg;

    /* lo que hace cada hilo */
    pthread_mutex_lock(&h->m);
    while (h->turno < h->n) {
        size_t i = h->turno++;

        pthread_mutex_unlock(&h->m);
        h->errores[i] = extrae_una(h->urls[i], i, h->o, &h->tablas[i]);
        pthread_mutex_lock(&h->m);
        h->hechas++;
        pthread_cond_signal(&h->acaba);
    }
    pthread_mutex_unlock(&h->m);
    return NULL;
}

/* Avisa de cada página acabada, sin el mutex cogido, hasta la última. */
static void sigue(struct hilos *h)
{
    for (size_t vistas = 0; vistas < h->n;) {
        pthread_mutex_lock(&h->m);
        while (h->hechas == vistas)
            pthread_cond_wait(&h->acaba, &h->m);
        size_t hechas = h->hechas, turno = h->turno;
        pthread_mutex_unlock(&h->m);
        for (; vistas < hechas; vistas++)
            if (h->o->avance != NULL)
                h->o->avance(h->o->ctx, turno, vistas + 1);
    }
}

int extrae_hilos(char *const urls[], size_t n, struct tabla *tablas[],
                 int errores[], const struct extrae_opciones *o)
{
    struct hilos h = {.urls = urls,
                      .n = n,
                      .o = o,
                      .tablas = tablas,
                      .errores = errores,
                      .m = PTHREAD_MUTEX_INITIALIZER,
                      .acaba = PTHREAD_COND_INITIALIZER};
    size_t k = o->n_jobs < 1 ? 0 : (size_t)o->n_jobs, nacidos = 0;

    if (k == 0)
        return EINVAL;
    for (size_t i = 0; i < n; i++) {
        tablas[i] = NULL;
        errores[i] = EXTRAE_PERDIDA;
    }
    if (n == 0)
        return 0;
    k = k < n ? k : n;
    pthread_t *hilo = malloc(k * sizeof *hilo);
    int error = hilo == NULL ? ENOMEM : 0;
    while (error == 0 && nacidos < k &&
           (error = pthread_create(&hilo[nacidos], NULL, trabaja, &h)) == 0)
        nacidos++;
    if (nacidos > 0) {
        error = 0;
        sigue(&h);
    }
    for (size_t j = 0; j < nacidos; j++)
        pthread_join(hilo[j], NULL);
    free(hilo);
    return error;
}
