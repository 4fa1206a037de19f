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

    /* anotar que el trozo ha vuelto */
    pthread_mutex_lock(&it->m);
    c->lista = true;
    c->error = error;
    /* si no hay orden, su turno es ahora */
    if (it->sin_orden)
        encola(it, c);
    it->vuelan--;
    /* avisar a quien consume */
    pthread_cond_signal(&it->hay);
    pthread_mutex_unlock(&it->m);
}

/* Manda la casilla, que ya tiene c->n elementos. */
static void manda(struct imap *it, struct casilla *c)
{
    /* mandar la casilla */
    struct pool_trozo t = {.f = it->f,
                           .n = c->n,
                           .entrada = c->entrada,
                           .tam_entrada = it->te,
                           .salida = c->salida,
                           .tam_salida = it->ts,
                           .acabado = acaba,
                           .ctx = c,
                           .reservado = true};

    c->lista = false;
    c->dados = 0;
    pthread_mutex_lock(&it->m);
    it->vuelan++;
    /* si hay orden, su turno es ya */
    if (!it->sin_orden)
        encola(it, c);
    pthread_mutex_unlock(&it->m);
    int r = pool_envia(it->pool, &t);

    if (r != 0) {
        /* el trozo no ha salido */
        it->fin = IMAP_FIN;
        acaba(c, r);
    }
}

/* Llena la casilla con lo que dé la fuente. */
static void saca(struct imap *it, struct casilla *c)
{
    /* sacar un trozo de la fuente */
    for (c->n = 0; c->n < it->chunksize && it->fin == 0;) {
        it->fin = it->fuente(it->ctx, c->entrada + c->n * it->te);
        if (it->fin == 0)
            c->n++;
    }
}

/* Mientras haya casillas libres y la fuente dé, saca y manda. */
static void rellena(struct imap *it)
{
    /* llenar la ventana */
    while (it->libres > 0 && it->fin == 0) {
        struct casilla *c = it->libre[it->libres - 1];

        saca(it, c);
        /* mandarla, si lleva algo */
        if (c->n > 0) {
            it->libres--;
            manda(it, c);
        }
    }
    /* si no hay más que mandar, soltar la reserva */
    if (it->fin != 0 && it->reserva) {
        pool_suelta(it->pool);
        it->reserva = false;
    }
}

/* ---------------------------------------------------------- recoger --- */

/* La casilla que toca entregar, ya lista; NULL si no queda ninguna. */
static struct casilla *espera(struct imap *it)
{
    struct casilla *c = NULL;

    /* esperar a la que toca */
    pthread_mutex_lock(&it->m);
    if (it->libres < it->ventana) {
        /* dormir hasta que la primera esté lista */
        while (it->esperan == 0 || !it->turno[it->primera]->lista)
            pthread_cond_wait(&it->hay, &it->m);
        c = it->turno[it->primera];
    }
    pthread_mutex_unlock(&it->m);
    return c;
}

/* La que toca ya está entregada: sale del turno y queda libre. */
static void suelta(struct imap *it, struct casilla *c)
{
    /* soltar la casilla */
    pthread_mutex_lock(&it->m);
    desencola(it);
    pthread_mutex_unlock(&it->m);
    it->libre[it->libres++] = c;
}

int imap_siguiente(struct imap *it, void *salida)
{
    /* entregar el siguiente */
    /* tener la ventana llena */
    rellena(it);
    struct casilla *c = espera(it);
    int r;

    /* si no queda nada, decir por qué */
    if (c == NULL) {
        r = it->fin;
        it->fin = IMAP_FIN;
        return r;
    }
    r = c->error;
    /* si ha ido bien, copiar un resultado */
    if (r == 0 && it->ts > 0)
        memcpy(salida, c->salida + c->dados * it->ts, it->ts);
    c->dados++;
    /* si el trozo está entregado, soltarlo */
    if (r != 0 || c->dados == c->n)
        suelta(it, c);
    return r;
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
/* preparar todo, o nada */
static int prepara(struct imap *it)
{
    int r = pool_reserva(it->pool);

    if (r != 0)
        return r;
    it->reserva = true;
    if ((r = reparte(it)) != 0)
        goto libera_memoria;
    if ((r = pthread_mutex_init(&it->m, NULL)) != 0)
        goto libera_memoria;
    if ((r = pthread_cond_init(&it->hay, NULL)) != 0)
        /* si falla la condición */
        goto quita_mutex;
    return 0;

quita_mutex:
    pthread_mutex_destroy(&it->m);
libera_memoria:
    libera(it);
    pool_suelta(it->pool);
    return r;
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
    /* lo que vale cero por omisión */
    it->chunksize = o->chunksize > 0 ? o->chunksize : 1;
    /* el tamaño de la ventana */
    it->ventana = o->ventana > 0 ? o->ventana : 2 * (size_t)pool_tamano(p);
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
    /* esperar a los trozos que vuelan */
    pthread_mutex_lock(&it->m);
    while (it->vuelan > 0)
        pthread_cond_wait(&it->hay, &it->m);
    pthread_mutex_unlock(&it->m);
    /* devolver la reserva y lo demás */
    if (it->reserva)
        pool_suelta(it->pool);
    pthread_cond_destroy(&it->hay);
    pthread_mutex_destroy(&it->m);
    libera(it);
    free(it);
}
