#include "nucleo.h"

#include <errno.h>
#include <stdlib.h>

int par__procesos_nacen(struct par_pool *p, const struct par_opciones *o)
{
    (void)p;
    (void)o;
    return EINVAL;
}

void par__procesos_mata(struct par_pool *p)
{
    (void)p;
}

void par__procesos_mueren(struct par_pool *p)
{
    (void)p;
}

void par__procesos_libera(struct par_pool *p)
{
    (void)p;
}

int par__proceso_haz(struct proceso *q, const struct par_trabajo *w)
{
    (void)q;
    (void)w;
    return ENOSYS;
}

int par__proceso_tramo(struct proceso *q, par_tramo *f, void *ctx, size_t d,
                       size_t h)
{
    (void)q;
    (void)f;
    (void)ctx;
    (void)d;
    (void)h;
    return ENOSYS;
}

bool par__proceso_vive(const struct proceso *q)
{
    return q != NULL;
}

bool par__soy_proceso(void)
{
    return false;
}

void *par_pide(struct par_pool *p, size_t n)
{
    (void)p;
    return malloc(n);
}

void par_suelta(struct par_pool *p, void *q)
{
    (void)p;
    free(q);
}
