/* El pool y el imap de los capítulos 4 y 6, hechos con rangos: así ejecutan
 * sus cuerpos. Un pool es todos los rangos; sus «trabajadores», los que diga
 * quien lo crea, porque de eso depende lo que mide la ventana. */
#include "imap.h"
#include "rangos.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct pool {
    int trabajadores;
};

int pool_crea(struct pool **sale, int trabajadores, const char *inicio)
{
    struct pool *p = malloc(sizeof *p);

    (void)inicio;
    if (p == NULL)
        return ENOMEM;
    p->trabajadores = trabajadores;
    *sale = p;
    return 0;
}

size_t pool_chunksize(size_t n, int trabajadores)
{
    size_t k = 4 * (size_t)trabajadores;

    return n / k + (n % k != 0);
}

/* El tamaño de los trozos lo deciden los rangos. */
int pool_map(struct pool *p, pool_funcion *f, size_t n, const void *entrada,
             size_t tam_entrada, void *salida, size_t tam_salida,
             size_t chunksize)
{
    (void)p;
    (void)chunksize;
    return rangos_map(f, n, entrada, tam_entrada, salida, tam_salida);
}

int pool_tamano(const struct pool *p)
{
    return p->trabajadores;
}

void pool_destruye(struct pool *p)
{
    free(p);
}

/* Lo que llaman los cuerpos que aquí no se ejecutan: solo hay que enlazar. */
int pool_envia(struct pool *p, const struct pool_trozo *t)
{
    (void)p;
    (void)t;
    return ENOSYS;
}

void pool_cierra(struct pool *p)
{
    (void)p;
}

void pool_termina(struct pool *p)
{
    (void)p;
}

int pool_une(struct pool *p)
{
    (void)p;
    return 0;
}

/* ---- la ventana ---- */

struct imap {
    struct rangos_imap *it;
};

int imap_crea(struct imap **sale, struct pool *p, pool_funcion *f,
              imap_fuente *fuente, void *ctx, size_t te, size_t ts,
              const struct imap_opciones *o)
{
    struct rangos_opciones suyas = {.ventana = 2 * (size_t)pool_tamano(p)};
    struct imap *m = calloc(1, sizeof *m);

    if (m == NULL)
        return ENOMEM;
    if (o != NULL) {
        suyas.chunksize = o->chunksize;
        suyas.sin_orden = o->sin_orden;
        suyas.ventana = o->ventana > 0 ? o->ventana : suyas.ventana;
    }
    int r = rangos_imap_crea(&m->it, f, fuente, ctx, te, ts, &suyas);

    if (r == 0)
        *sale = m;
    else
        free(m);
    return r;
}

int imap_siguiente(struct imap *m, void *salida)
{
    return rangos_imap_siguiente(m->it, salida);
}

int imap_describe(const struct imap *m, char *texto, size_t tam)
{
    (void)m;
    (void)texto;
    (void)tam;
    return ENOSYS;
}

void imap_destruye(struct imap *m)
{
    if (m == NULL)
        return;
    rangos_imap_destruye(m->it);
    free(m);
}
