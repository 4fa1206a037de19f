/* El imap de la práctica 6, hecho con el de libparalelo. */
#include "imap.h"

#include "par.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* El de adaptador/pool.c. */
struct pool {
    struct par_pool *p;
};

struct imap {
    struct par_imap *it;
    struct imap_opciones o;
    imap_fuente *fuente;
    void *ctx;
    size_t te;
};

/* De uno en uno, hasta los que quepan. */
static int saca(void *ctx, void *x, size_t max, size_t *n)
{
    struct imap *m = ctx;
    int r = 0;

    for (*n = 0; *n < max && r == 0; *n += r == 0)
        r = m->fuente(m->ctx, (char *)x + *n * m->te);
    return r;
}

int imap_crea(struct imap **sale, struct pool *p, pool_funcion *f,
              imap_fuente *fuente, void *ctx, size_t te, size_t ts,
              const struct imap_opciones *o)
{
    struct imap *m = calloc(1, sizeof *m);
    int r;

    if (m == NULL)
        return ENOMEM;
    if (o != NULL)
        m->o = *o;
    if (m->o.chunksize == 0)
        m->o.chunksize = 1;
    if (m->o.ventana == 0)
        m->o.ventana = 2 * (size_t)pool_tamano(p);
    m->fuente = fuente;
    m->ctx = ctx;
    m->te = te;
    r = par_imap_crea(&m->it, p->p, f, saca, m, te, ts,
                      &(struct par_imap_opciones){
                          m->o.chunksize, m->o.ventana, m->o.sin_orden});
    if (r == 0)
        *sale = m;
    else
        free(m);
    return r == EOVERFLOW ? ENOMEM : r;
}

int imap_siguiente(struct imap *m, void *salida)
{
    return par_imap_siguiente(m->it, salida);
}

int imap_describe(const struct imap *m, char *texto, size_t tam)
{
    int n = snprintf(texto, tam, "<imap %s, chunksize=%zu, ventana=%zu>",
                     m->o.sin_orden ? "sin orden" : "en orden",
                     m->o.chunksize, m->o.ventana);

    return (size_t)n >= tam ? ERANGE : 0;
}

void imap_destruye(struct imap *m)
{
    if (m == NULL)
        return;
    par_imap_destruye(m->it);
    free(m);
}
