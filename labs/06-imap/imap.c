#include "imap.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct casilla {
    struct imap *it; /* no cambian */
    char *entrada, *salida;

    size_t n;     /* de quien la tiene: elementos que lleva... */
    size_t dados; /* ...y de ellos, entregados */

    bool lista; /* los guarda it->m: ya ha vuelto del pool... */
    int error;  /* ...y con qué */
};

struct imap {
    /* No cambian. */
    struct pool *pool;
    pool_funcion *f;
    imap_fuente *fuente;
    void *ctx;
    size_t te, ts, chunksize, ventana;
    bool sin_orden;
    struct casilla *casilla;  /* ventana casillas... */
    char *entradas, *salidas; /* ...y los elementos de todas */

    /* De quien consume. */
    struct casilla **libre; /* una pila */
    size_t libres;
    int fin;      /* lo que dijo la fuente, si está por decir */
    bool reserva; /* en el pool, hasta que no haya más que mandar */

    /* Los guarda m. turno es un anillo: las casillas por entregar, en el
     * orden en que se entregarán. */
    pthread_mutex_t m;
    pthread_cond_t hay; /* quizá la primera del turno ya esté lista */
    struct casilla **turno;
    size_t primera, esperan;
    size_t vuelan; /* casillas que tiene el pool */
};

/* la cola de las casillas por entregar */
/* Con m cogido. */
static void encola(struct imap *it, struct casilla *c)
{
    it->turno[(it->primera + it->esperan) % it->ventana] = c;
    it->esperan++;
}

/* Con m cogido, y esperan > 0. */
static void desencola(struct imap *it)
{
    it->primera = (it->primera + 1) % it->ventana;
    it->esperan--;
}

/* ---------------------------------------------------------- mandar ---- */

/* El aviso: lo llama un hilo del pool. */
static void acaba(void *ctx, int error)
{
    struct casilla *c = ctx;
    struct imap *it = c->it;

    /* HUECO: anotar que el trozo ha vuelto */
    (void)it;
    (void)error;
}

/* Manda la casilla, que ya tiene c->n elementos. */
static void manda(struct imap *it, struct casilla *c)
{
    /* HUECO: mandar la casilla */
    (void)it;
    (void)c;
    (void)acaba;
    (void)encola;
}

/* Llena la casilla con lo que dé la fuente. */
static void saca(struct imap *it, struct casilla *c)
{
    /* HUECO: sacar un trozo de la fuente */
    (void)it;
    (void)c;
}

/* Mientras haya casillas libres y la fuente dé, saca y manda. */
static void rellena(struct imap *it)
{
    /* HUECO: llenar la ventana */
    (void)it;
    (void)saca;
    (void)manda;
}

/* ---------------------------------------------------------- recoger --- */

/* La casilla que toca entregar, ya lista; NULL si no queda ninguna. */
static struct casilla *espera(struct imap *it)
{
    struct casilla *c = NULL;

    /* HUECO: esperar a la que toca */
    (void)it;
    return c;
}

/* La que toca ya está entregada: sale del turno y queda libre. */
static void suelta(struct imap *it, struct casilla *c)
{
    /* HUECO: soltar la casilla */
    (void)it;
    (void)c;
    (void)desencola;
}

int imap_siguiente(struct imap *it, void *salida)
{
    /* HUECO: entregar el siguiente */
    (void)it;
    (void)salida;
    (void)espera;
    (void)suelta;
    return IMAP_FIN;
}

int imap_describe(const struct imap *it, char *texto, size_t tam)
{
    int n = snprintf(texto, tam, "<imap %s, chunksize=%zu, ventana=%zu>",
                     it->sin_orden ? "sin orden" : "en orden",
                     it->chunksize, it->ventana);

    return (size_t)n >= tam ? ERANGE : 0;
}

/* ---------------------------------------------------------- crear ----- */

/* Pide las casillas y reparte entre ellas los elementos. Si no puede, lo
 * que haya pedido lo libera libera. */
static int reparte(struct imap *it)
{
    /* pedir y repartir la memoria */
    size_t caben = it->ventana * it->chunksize;

    if (caben / it->chunksize != it->ventana)
        return ENOMEM;
    it->casilla = calloc(it->ventana, sizeof it->casilla[0]);
    it->libre = calloc(it->ventana, sizeof(struct casilla *));
    it->turno = calloc(it->ventana, sizeof(struct casilla *));
    it->entradas = calloc(caben, it->te);
    it->salidas = calloc(caben, it->ts);
    if (it->casilla == NULL || it->libre == NULL || it->turno == NULL ||
        (it->te > 0 && it->entradas == NULL) ||
        (it->ts > 0 && it->salidas == NULL))
        return ENOMEM;
    for (size_t i = 0; i < it->ventana; i++) {
        it->casilla[i].it = it;
        it->casilla[i].entrada = it->entradas + i * it->chunksize * it->te;
        /* su sitio para las salidas */
        it->casilla[i].salida = it->salidas + i * it->chunksize * it->ts;
        it->libre[it->libres++] = &it->casilla[i];
    }
    return 0;
}

static void libera(struct imap *it)
{
    /* liberar la memoria */
    free(it->casilla);
    free(it->libre);
    free(it->turno);
    /* liberar los elementos */
    free(it->entradas);
    free(it->salidas);
}

/* La reserva, la memoria, el mutex y la condición: todo, o nada. */
/* HUECO: preparar todo, o nada */
static int prepara(struct imap *it)
{
    (void)it;
    (void)reparte;
    (void)libera;
    return ENOSYS;
}

int imap_crea(struct imap **sale, struct pool *p, pool_funcion *f,
              imap_fuente *fuente, void *ctx, size_t te, size_t ts,
              const struct imap_opciones *o)
{
    static const struct imap_opciones ninguna;
    struct imap *it = malloc(sizeof *it);

    if (it == NULL)
        return ENOMEM;
    if (o == NULL)
        o = &ninguna;
    *it = (struct imap){.pool = p,
                        .f = f,
                        .fuente = fuente,
                        .ctx = ctx,
                        .te = te,
                        .ts = ts,
                        .sin_orden = o->sin_orden};
    /* HUECO: lo que vale cero por omisión */
    it->chunksize = 1;
    it->ventana = 1;
    int r = prepara(it);

    if (r != 0) {
        free(it);
        return r;
    }
    rellena(it);
    *sale = it;
    return 0;
}

void imap_destruye(struct imap *it)
{
    if (it == NULL)
        return;
    /* HUECO: esperar a los trozos que vuelan */
    /* HUECO: devolver la reserva y lo demás */
}
