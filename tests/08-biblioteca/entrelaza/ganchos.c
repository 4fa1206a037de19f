/* Lo que en la biblioteca es el núcleo (espera.c) o son procesos. */
#include "nucleo.h"

void par__duerme(atomic_uint *a, unsigned v, const struct timespec *falta)
{
    (void)falta; /* ninguna escena espera con plazo */
    entrelaza_duerme(a, v);
}

void par__despierta(atomic_uint *a, int cuantos)
{
    entrelaza_despierta(a, cuantos);
}

void par__pausa(void)
{
    entrelaza_pausa();
}

/* Un pool de procesos, para lo que aquí se mira, es uno cuyos hilos no
 * dejan que otro haga su trabajo. */
int par__procesos_nacen(struct par_pool *p, const struct par_opciones *o)
{
    (void)o;
    p->procesos = (struct procesos *)(void *)p;
    return 0;
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
    return 0;
}

int par__proceso_tramo(struct proceso *q, par_tramo *f, void *ctx, size_t d,
                       size_t h)
{
    (void)q;
    return f(ctx, d, h);
}

bool par__proceso_vive(const struct proceso *q)
{
    (void)q;
    return true;
}

bool par__soy_proceso(void)
{
    return false;
}

void par__otra_era(void)
{
}

void *par_pide(struct par_pool *p, size_t n)
{
    (void)p;
    return entrelaza_pide(n);
}

void par_suelta(struct par_pool *p, void *q)
{
    (void)p;
    entrelaza_libera(q);
}

void par__arena_muere(struct par_pool *p)
{
    (void)p;
}
