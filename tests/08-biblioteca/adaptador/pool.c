/* El pool de la práctica 4, hecho con libparalelo: así la juzgan también
 * las pruebas de aquella práctica, y las de las que se apoyan en ella. */
#include "pool.h"

#include "par.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct pool {
    struct par_pool *p;
    atomic_int reservas; /* sin soltar; en libparalelo no se preguntan */
};

/* En cada hijo: su zócalo, y la tubería que le dice que su padre vive. */
extern const int pool_descriptores;
const int pool_descriptores = 2;

int pool_crea(struct pool **sale, int trabajadores, const char *inicio)
{
    struct par_opciones o = {.trabajadores = trabajadores,
                             .inicio = inicio};
    struct pool *p;
    int r;

    if (trabajadores < 1) /* en libparalelo, 0 es «los que convengan» */
        return EINVAL;
    if ((p = malloc(sizeof *p)) == NULL)
        return ENOMEM;
    atomic_init(&p->reservas, 0);
    if ((r = par_crea(&p->p, &o)) == 0)
        *sale = p;
    else
        free(p);
    return r;
}

/* ---- un trozo: un futuro que se libera a sí mismo ---- */

struct nodo {
    struct par_futuro f;
    struct pool_trozo t;
};

static int empieza(struct par_futuro *f)
{
    struct nodo *nodo = f->ctx;

    return nodo->t.empieza(nodo->t.ctx);
}

static void acabado(struct par_futuro *f, int error)
{
    struct nodo *nodo = f->ctx;

    nodo->t.acabado(nodo->t.ctx, error);
    free(nodo);
}

int pool_envia(struct pool *p, const struct pool_trozo *t)
{
    struct par_trabajo w = {t->f,           t->n,      t->entrada,
                            t->tam_entrada, t->salida, t->tam_salida};
    struct nodo *nodo = malloc(sizeof *nodo);
    int r;

    if (nodo == NULL)
        return ENOMEM;
    nodo->t = *t;
    nodo->f.empieza = t->empieza != NULL ? empieza : NULL;
    nodo->f.acabado = acabado;
    nodo->f.ctx = nodo;
    r = t->reservado && atomic_load(&p->reservas) > 0
            ? par_envia_reservado(p->p, &nodo->f, &w)
            : par_envia(p->p, &nodo->f, &w);
    if (r != 0)
        free(nodo);
    return r;
}

/* ---- lo demás se llama casi igual ---- */

int pool_reserva(struct pool *p)
{
    int r = par_reserva(p->p);

    atomic_fetch_add(&p->reservas, r == 0);
    return r;
}

void pool_suelta(struct pool *p)
{
    atomic_fetch_sub(&p->reservas, 1);
    par_devuelve(p->p);
}

size_t pool_chunksize(size_t n, int trabajadores)
{
    return par_chunksize(n, trabajadores);
}

int pool_map(struct pool *p, pool_funcion *f, size_t n, const void *entrada,
             size_t tam_entrada, void *salida, size_t tam_salida,
             size_t chunksize)
{
    return par_map(p->p, f, n, entrada, tam_entrada, salida, tam_salida,
                   chunksize);
}

void pool_cierra(struct pool *p)
{
    par_cierra(p->p);
}

void pool_termina(struct pool *p)
{
    par_termina(p->p);
}

int pool_une(struct pool *p)
{
    return par_une(p->p);
}

void pool_destruye(struct pool *p)
{
    if (p == NULL)
        return;
    par_destruye(p->p);
    free(p);
}

int pool_tamano(const struct pool *p)
{
    return par_tamano(p->p);
}

/* Solo cambia el nombre: «<par inicio=…» por «<pool inicio=…». */
int pool_describe(struct pool *p, char *texto, size_t tam)
{
    char otro[80];
    int r = par_describe(p->p, otro, sizeof otro);
    size_t n = strlen(otro + sizeof "<par" - 1);

    if (r != 0 || sizeof "<pool" + n > tam)
        return ERANGE;
    memcpy(texto, "<pool", sizeof "<pool" - 1);
    memcpy(texto + sizeof "<pool" - 1, otro + sizeof "<par" - 1, n + 1);
    return 0;
}
