#include "nucleo.h"

#include <errno.h>
#include <limits.h>

/* Lo que pasa con un futuro, en bits que solo se ponen. Los dos primeros
 * deciden quién llegó antes: quien lo hace, o quien lo cancela. */
enum { EMPEZADO = 1, CANCELADO = 2, HECHO = 4, ESPERADO = 8 };

struct futuro {
    struct encargo e; /* el primero: de su dirección sale la del futuro */
    struct par_pool *p;
    struct par_trabajo t;
    atomic_uint estado;
    int error; /* lo guarda HECHO */
};
_Static_assert(sizeof(struct futuro) <=
                   sizeof((struct par_futuro *)0)->privado,
               "no cabe en lo que reserva par.h");

static struct futuro *interior(const struct par_futuro *f)
{
    return (struct futuro *)(void *)f->privado;
}

static struct par_futuro *exterior(struct encargo *e)
{
    return (
        struct par_futuro *)(void *)((char *)e -
                                     offsetof(struct par_futuro, privado));
}

static int haz(struct par_futuro *q, struct trabajador *t, int error)
{
    struct futuro *f = interior(q);

    if (atomic_fetch_or(&f->estado, EMPEZADO) & CANCELADO)
        return ECANCELED;
    if (t == NULL)
        return error;
    error = q->empieza != NULL ? q->empieza(q) : 0;
    return error != 0 ? error : par__haz(t, &f->t);
}

static void corre(struct encargo *e, struct trabajador *t, int error)
{
    struct par_futuro *q = exterior(e);
    struct futuro *f = interior(q);
    void (*acabado)(struct par_futuro *, int) = q->acabado;

    error = f->error = haz(q, t, error);
    /* Desde aquí puede no existir: de f solo se usa la dirección. */
    if (atomic_exchange(&f->estado, EMPEZADO | HECHO) & ESPERADO)
        par__despierta(&f->estado, INT_MAX);
    if (acabado != NULL)
        acabado(q, error);
}

static int envia(struct par_pool *p, struct par_futuro *q,
                 const struct par_trabajo *t, bool reservado)
{
    struct futuro *f = interior(q);

    f->e.corre = corre;
    f->p = p;
    f->t = *t;
    atomic_init(&f->estado, 0);
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

bool par_listo(const struct par_futuro *f)
{
    /* acquire: su pareja es el exchange de corre. */
    return atomic_load_explicit(&interior(f)->estado,
                                memory_order_acquire) &
           HECHO;
}

/* Hasta que despierte, o algo cambie. */
static void duerme(struct futuro *f, const struct timespec *falta)
{
    unsigned e = atomic_fetch_or(&f->estado, ESPERADO);

    if (!(e & HECHO))
        par__duerme(&f->estado, e | ESPERADO, falta);
}

/* Sin plazo, y ayudando. */
static void aguarda(struct par_futuro *q)
{
    struct futuro *f = interior(q);

    for (int vueltas = 0; !par_listo(q);) {
        if (par__ayuda(f->p)) {
            vueltas = 0;
        } else if (vueltas++ < VUELTAS) {
            par__pausa();
        } else {
            duerme(f, NULL);
            vueltas = 0;
        }
    }
}

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int par_espera(struct par_futuro *q, double segundos)
{
    double fin, falta = segundos;

    if (par_listo(q))
        return 0;
    if (segundos < 0) {
        aguarda(q);
        return 0;
    }
    fin = ahora() + segundos;
    for (; falta > 0 && !par_listo(q); falta = fin - ahora()) {
        double s = falta < 1e6 ? falta : 1e6; /* que quepa en time_t */
        struct timespec t = {.tv_sec = (time_t)s};

        t.tv_nsec = (long)(1e9 * (s - (double)t.tv_sec));
        duerme(interior(q), &t);
    }
    return par_listo(q) ? 0 : ETIMEDOUT;
}

int par_error(const struct par_futuro *f)
{
    return interior(f)->error;
}

int par_cancela(struct par_futuro *f)
{
    unsigned e = atomic_fetch_or(&interior(f)->estado, CANCELADO);

    return e & EMPEZADO ? EBUSY : 0;
}
