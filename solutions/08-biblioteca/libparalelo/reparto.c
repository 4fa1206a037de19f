#include "nucleo.h"

#include <errno.h>
#include <string.h>

/* Una obra es un bucle repartido: vive en la pila de quien la encarga, que
 * no vuelve hasta que todos los partes han acabado. */
struct obra {
    par_tramo *f; /* o un map, si es NULL */
    void *ctx;
    const struct par_trabajo *w;
    size_t n, chunk;
    _Alignas(LINEA) atomic_size_t va; /* el primero sin repartir */
    _Alignas(LINEA) atomic_uint faltan; /* partes sin acabar */
    size_t primero; /* el primer tramo que falló, y su error */
    int error;
    pthread_mutex_t m;
};

struct parte {
    struct encargo e;
    struct obra *obra;
};

static void apunta(struct obra *o, size_t cual, int r)
{
    pthread_mutex_lock(&o->m);
    if (cual < o->primero) {
        o->primero = cual;
        o->error = r;
    }
    pthread_mutex_unlock(&o->m);
}

static int haz_tramo(struct obra *o, struct trabajador *t, size_t d,
                     size_t h)
{
    struct par_trabajo w;

    if (o->f != NULL)
        return par__haz_tramo(t, o->f, o->ctx, d, h);
    w = *o->w;
    w.n = h - d;
    w.x = (const char *)w.x + d * w.tx;
    w.y = (char *)w.y + d * w.ty;
    return par__haz(t, &w);
}

static void participa(struct encargo *e, struct trabajador *t, int error)
{
    struct obra *o = ((struct parte *)(void *)e)->obra;
    size_t d;

    while ((d = atomic_fetch_add_explicit(&o->va, o->chunk,
                                          memory_order_relaxed)) < o->n) {
        size_t h = o->n - d < o->chunk ? o->n : d + o->chunk;
        int r = t == NULL ? error : haz_tramo(o, t, d, h);
        if (r != 0)
            apunta(o, d, r);
    }
    if (atomic_fetch_sub(&o->faltan, 1) == 1)
        par__despierta(&o->faltan, 1);
}

static int reparte(struct par_pool *p, struct obra *o)
{
    struct parte v[64];
    size_t k = (size_t)p->k, trozos = (o->n + o->chunk - 1) / o->chunk;
    int r = 0;

    k = k > trozos ? trozos : k;
    k = k > 64 ? 64 : k;
    atomic_init(&o->faltan, (unsigned)k);
    for (size_t i = 0; i < k; i++) {
        v[i] = (struct parte){.e = {.corre = participa}, .obra = o};
        r = par__manda(p, &v[i].e, false);
        if (r != 0) {
            atomic_fetch_sub(&o->faltan, (unsigned)(k - i));
            if (i > 0)
                r = 0;
            break;
        }
    }
    for (unsigned q, vueltas = 0; (q = atomic_load(&o->faltan)) > 0;)
        if (++vueltas < VUELTAS)
            par__pausa();
        else
            par__duerme(&o->faltan, q, NULL);
    return r != 0 ? r : o->error;
}

size_t par_chunksize(size_t n, int trabajadores)
{
    size_t k = 4 * (size_t)trabajadores;

    return n / k + (n % k != 0);
}

int par_map(struct par_pool *p, par_funcion *f, size_t n, const void *x,
            size_t tx, void *y, size_t ty, size_t chunk)
{
    struct par_trabajo w = {f, n, x, tx, y, ty};
    struct obra o = {.w = &w,
                     .n = n,
                     .chunk = chunk ? chunk : par_chunksize(n, p->k),
                     .primero = (size_t)-1,
                     .m = PTHREAD_MUTEX_INITIALIZER};

    return n == 0 ? 0 : reparte(p, &o);
}

int par_para(struct par_pool *p, par_tramo *f, void *ctx, size_t n,
             const struct par_bucle *b)
{
    size_t chunk = b != NULL ? b->chunk : 0;
    struct obra o = {.f = f,
                     .ctx = ctx,
                     .n = n,
                     .chunk = chunk ? chunk : par_chunksize(n, p->k),
                     .primero = (size_t)-1,
                     .m = PTHREAD_MUTEX_INITIALIZER};

    return n == 0 ? 0 : reparte(p, &o);
}
