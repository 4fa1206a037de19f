#include "nucleo.h"

/* La cola de Vyukov, que enlaza sin cerrojo, con turno para sacar. Los
 * encargos van de primero a ultimo por «otro»; entre cambiar ultimo y
 * enlazar, quien mete deja la cadena cortada un instante: quien saca ve lo
 * de antes del corte, y lo demás después. */

/* ponerse el último */
static void enlaza(struct cola *c, struct encargo *e)
{
    atomic_store_explicit(&e->otro, NULL, memory_order_relaxed);
    struct encargo *antes = atomic_exchange(&c->ultimo, e);

    /* release: su pareja es el acquire de siguiente. */
    atomic_store_explicit(&antes->otro, e, memory_order_release);
}

/* meter */
bool par__cola_mete(struct cola *c, struct encargo *e, bool reservado)
{
    size_t cerrada = reservado ? TERMINATE & ~CLOSE : TERMINATE;

    /* Se cuenta antes de meterlo: quien mire puede esperar uno que aún no
     * se ve, pero no irse sin uno que va a estar. Y la misma suma dice si
     * la puerta estaba abierta. */
    if (atomic_fetch_add(&c->metidos, UNO) & cerrada) {
        atomic_fetch_sub(&c->metidos, UNO);
        return false;
    }
    enlaza(c, e);
    return true;
}

/* el que va detrás */
static struct encargo *siguiente(struct encargo *e)
{
    /* acquire: su pareja es el release de enlaza. */
    return atomic_load_explicit(&e->otro, memory_order_acquire);
}

/* desatar el primero */
/* Con el turno de sacar. */
static struct encargo *desata(struct cola *c)
{
    struct encargo *e = c->primero, *otro = siguiente(e);

    if (e == &c->tonto) {
        if (otro == NULL)
            return NULL;
        c->primero = e = otro;
        otro = siguiente(e);
    }
    /* Si e es el último, para llevárselo hace falta otro detrás. */
    if (otro == NULL && atomic_load(&c->ultimo) == e) {
        enlaza(c, &c->tonto);
        otro = siguiente(e);
    }
    if (otro == NULL)
        return NULL;
    c->primero = otro;
    return e;
}

/* sacar, si es mi turno */
struct encargo *par__cola_saca(struct cola *c)
{
    struct encargo *e;

    /* acquire y release: el turno es un cerrojo que nadie espera. */
    if (atomic_load_explicit(&c->saca, memory_order_relaxed) != 0 ||
        atomic_exchange_explicit(&c->saca, 1, memory_order_acquire) != 0)
        return NULL;
    e = desata(c);
    if (e != NULL)
        atomic_store_explicit(&c->sacados, c->sacados + UNO,
                              memory_order_release);
    atomic_store_explicit(&c->saca, 0, memory_order_release);
    return e;
}

/* cuántos hay */
size_t par__cola_cuantos(struct cola *c)
{
    /* En este orden: lo que se cuele entre las dos lecturas, sobra. */
    size_t sacados = atomic_load(&c->sacados);

    return (atomic_load(&c->metidos) - sacados) / UNO;
}

/* vaciarla, y su estado */
void par__cola_vacia(struct cola *c)
{
    atomic_init(&c->tonto.otro, NULL);
    atomic_init(&c->ultimo, &c->tonto);
    atomic_init(&c->metidos, 0);
    atomic_init(&c->saca, 0);
    atomic_init(&c->sacados, 0);
    c->primero = &c->tonto;
}

enum estado par__cola_estado(struct cola *c)
{
    return (enum estado)(atomic_load(&c->metidos) & TERMINATE);
}
