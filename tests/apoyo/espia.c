#include "espia.h"

#include "../../labs/04-pool/pool.h"
#include "prueba.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum { TAMANOS = 4096 };

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t vuelve = PTHREAD_COND_INITIALIZER;

/* Lo guarda m. */
static int pools, trozos, avisos;
static size_t tamano[TAMANOS], ahora, maximo;

int __real_pool_crea(struct pool **sale, int k, const char *inicio);
int __wrap_pool_crea(struct pool **sale, int k, const char *inicio);
int __real_pool_envia(struct pool *p, const struct pool_trozo *t);
int __wrap_pool_envia(struct pool *p, const struct pool_trozo *t);
void *__real_malloc(size_t n);
int __real_pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *x);

int __wrap_pool_crea(struct pool **sale, int k, const char *inicio)
{
    int r = __real_pool_crea(sale, k, inicio);

    pthread_mutex_lock(&m);
    pools += r == 0;
    pthread_mutex_unlock(&m);
    return r;
}

/* Los avisos de verdad, y cuántos elementos los esperan. */
struct aviso {
    int (*empieza)(void *ctx);
    void (*acabado)(void *ctx, int error);
    void *ctx;
    size_t n;
};

static int empieza(void *ctx)
{
    const struct aviso *a = ctx;

    return a->empieza(a->ctx);
}

static void avisa(void *ctx, int error)
{
    struct aviso a = *(struct aviso *)ctx;

    free(ctx);
    pthread_mutex_lock(&m);
    ahora -= a.n;
    pthread_mutex_unlock(&m);
    a.acabado(a.ctx, error);
    pthread_mutex_lock(&m);
    avisos++;
    pthread_cond_broadcast(&vuelve);
    pthread_mutex_unlock(&m);
}

/* Se apunta antes de mandar: cuando pool_envia vuelve, quizá ya ha acabado. */
static void apunta(size_t n)
{
    pthread_mutex_lock(&m);
    if (trozos < TAMANOS)
        tamano[trozos] = n;
    trozos++;
    ahora += n;
    maximo = ahora > maximo ? ahora : maximo;
    pthread_mutex_unlock(&m);
}

static void borra(size_t n)
{
    pthread_mutex_lock(&m);
    trozos--;
    ahora -= n;
    pthread_mutex_unlock(&m);
}

int __wrap_pool_envia(struct pool *p, const struct pool_trozo *t)
{
    struct pool_trozo otro = *t;
    int cual;

    if (averia_toca(AV_ENVIA, &cual))
        return ENOMEM;
    struct aviso *a = __real_malloc(sizeof *a);

    if (a == NULL)
        falla("la prueba no ha conseguido memoria");
    *a = (struct aviso){t->empieza, t->acabado, t->ctx, t->n};
    otro.empieza = t->empieza != NULL ? empieza : NULL;
    otro.acabado = avisa;
    otro.ctx = a;
    apunta(t->n);
    int r = __real_pool_envia(p, &otro);
    if (r != 0) {
        borra(t->n);
        free(a);
    }
    averia_vuelve(AV_ENVIA, cual);
    return r;
}

static int mira(const int *cual)
{
    pthread_mutex_lock(&m);
    int n = *cual;

    pthread_mutex_unlock(&m);
    return n;
}

int espia_pools(void)
{
    return mira(&pools);
}

int espia_trozos(void)
{
    return mira(&trozos);
}

size_t espia_tamano(int i)
{
    pthread_mutex_lock(&m);
    size_t n = i >= 0 && i < trozos && i < TAMANOS ? tamano[i] : 0;

    pthread_mutex_unlock(&m);
    return n;
}

size_t espia_en_vuelo(void)
{
    pthread_mutex_lock(&m);
    size_t n = maximo;

    pthread_mutex_unlock(&m);
    return n;
}

void espia_espera(int cuantos)
{
    pthread_mutex_lock(&m);
    while (avisos < cuantos)
        __real_pthread_cond_wait(&vuelve, &m);
    pthread_mutex_unlock(&m);
}

void espia_reinicia(void)
{
    pthread_mutex_lock(&m);
    pools = trozos = avisos = 0;
    ahora = maximo = 0;
    pthread_mutex_unlock(&m);
}
