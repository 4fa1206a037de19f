#include "nucleo.h"

#include <errno.h>
#include <limits.h>

enum { PENDIENTE, EN_MARCHA, CANCELADO, HECHO };

struct futuro {
    int (*empieza)(struct par_futuro *f);
    void (*acabado)(struct par_futuro *f, int error);
    void *ctx;
    struct encargo e;
    struct par_pool *p;
    struct par_trabajo t;
    atomic_uint estado;
    int error;
};
_Static_assert(sizeof(struct futuro) <= sizeof(struct par_futuro),
               "no cabe en lo que reserva par.h");

static void corre(struct encargo *e, struct trabajador *t, int error)
{
    struct futuro *f =
        (struct futuro *)(void *)((char *)e - offsetof(struct futuro, e));
    void (*acabado)(struct par_futuro *, int) = f->acabado;
    struct par_futuro *q = (struct par_futuro *)(void *)f;
    unsigned v = PENDIENTE;
    int r = error;

    if (!atomic_compare_exchange_strong(&f->estado, &v, EN_MARCHA))
        r = ECANCELED;
    else if (t != NULL && (f->empieza == NULL || (r = f->empieza(q)) == 0))
        r = par__haz(t, &f->t);
    f->error = r;
    atomic_store(&f->estado, HECHO);
    par__despierta(&f->estado, INT_MAX);
    if (acabado != NULL)
        acabado(q, r);
}

static int envia(struct par_pool *p, struct par_futuro *q,
                 const struct par_trabajo *t, bool reservado)
{
    struct futuro *f = (struct futuro *)(void *)q;

    f->e.corre = corre;
    f->p = p;
    f->t = *t;
    f->error = 0;
    atomic_store_explicit(&f->estado, PENDIENTE, memory_order_relaxed);
    return par__manda(p, &f->e, reservado);
}

int par_envia(struct par_pool *p, struct par_futuro *f,
              const struct par_trabajo *t)
{
    return envia(p, f, t, false);
}

int par_envia_reservado(struct par_pool *p, struct par_futuro *f,
                        const struct par_trabajo *t)
{
    return envia(p, f, t, true);
}

bool par_listo(const struct par_futuro *q)
{
    const struct futuro *f = (const struct futuro *)(const void *)q;

    return atomic_load_explicit(&f->estado, memory_order_acquire) == HECHO;
}

int par_espera(struct par_futuro *q, double segundos)
{
    struct futuro *f = (struct futuro *)(void *)q;
    unsigned e;

    (void)segundos;
    while ((e = atomic_load(&f->estado)) != HECHO)
        if (!par__ayuda(f->p))
            par__duerme(&f->estado, e, NULL);
    return 0;
}

int par_error(const struct par_futuro *q)
{
    return ((const struct futuro *)(const void *)q)->error;
}

int par_cancela(struct par_futuro *q)
{
    struct futuro *f = (struct futuro *)(void *)q;
    unsigned v = PENDIENTE;

    if (atomic_compare_exchange_strong(&f->estado, &v, CANCELADO) ||
        v == CANCELADO)
        return 0;
    return EBUSY;
}
