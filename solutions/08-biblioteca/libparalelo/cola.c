#include "nucleo.h"

/* La cola de Vyukov, que enlaza sin cerrojo, con turno para sacar. Los
 * encargos van de primero a ultimo por «otro»; entre cambiar ultimo y
 * enlazar, quien mete deja la cadena cortada un instante: quien saca ve lo
 * de antes del corte, y lo demás después. */

void par__cola_vacia(struct cola *c)
{
    atomic_init(&c->tonto.otro, NULL);
    atomic_init(&c->ultimo, &c->tonto);
    atomic_init(&c->metidos, 0);
    atomic_init(&c->saca, 0);
    atomic_init(&c->sacados, 0);
    c->primero = &c->tonto;
}

static void enlaza(struct cola *c, struct encargo *e)
{
    atomic_store_explicit(&e->otro, NULL, memory_order_relaxed);
    struct encargo *antes = atomic_exchange(&c->ultimo, e);

    /* release: su pareja es el acquire de siguiente. */
    atomic_store_explicit(&antes->otro, e, memory_order_release);
}

void par__cola_mete(struct cola *c, struct encargo *e)
{
    /* Antes de meterlo: quien los cuente puede esperar uno que aún no se
     * ve, pero no perderse uno que ya está. */
    atomic_fetch_add(&c->metidos, 1);
    enlaza(c, e);
}

static struct encargo *siguiente(struct encargo *e)
{
    return atomic_load_explicit(&e->otro, memory_order_acquire);
}

/* Con el turno de sacar. */
static struct encargo *saca_uno(struct cola *c)
{
    struct encargo *e = c->primero, *otro = siguiente(e);

    if (e == &c->tonto) {
        if (otro == NULL)
            return NULL;
        c->primero = e = otro;
        otro = siguiente(e);
    }
    if (otro == NULL) {
        /* e es el último: para llevárselo hace falta otro detrás. */
        if (atomic_load(&c->ultimo) != e)
            return NULL;
        enlaza(c, &c->tonto);
        otro = siguiente(e);
        if (otro == NULL)
            return NULL;
    }
    c->primero = otro;
    return e;
}

size_t par__cola_cuantos(struct cola *c)
{
    return atomic_load(&c->metidos) - atomic_load(&c->sacados);
}

int par__cola_saca(struct cola *c, struct encargo **v, int max)
{
    int n = 0;

    if (atomic_load_explicit(&c->saca, memory_order_relaxed) != 0 ||
        atomic_exchange_explicit(&c->saca, 1, memory_order_acquire) != 0)
        return 0;
    while (n < max && (v[n] = saca_uno(c)) != NULL)
        n++;
    if (n > 0)
        atomic_store(&c->sacados, atomic_load(&c->sacados) + (size_t)n);
    atomic_store_explicit(&c->saca, 0, memory_order_release);
    return n;
}
