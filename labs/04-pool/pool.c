#include "pool.h"

#include "fuera.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum estado { RUN, CLOSE, TERMINATE };

struct nodo {
    struct pool_trozo t;
    struct nodo *siguiente;
};

struct worker {
    struct pool *p;
    struct hijo *hijo; /* el suyo, si los trabajadores son procesos */
    pthread_t hilo;

    /* Lo que sigue solo lo usa su hilo. */
    int muerte; /* de qué murió su hijo; 0 si vive */
    bool solo;  /* era el último vivo, y se queda para decir que no hay */
};

struct pool {
    /* No cambian. */
    int tamano;
    bool procesos;
    struct worker *worker;

    pthread_mutex_t m;
    pthread_cond_t hay; /* hay un trozo, o ya no habrá más */

    /* Lo que sigue lo guarda m. Invariante: la lista que empieza en primero
     * acaba en *ultimo, que es NULL; reservas >= 0. */
    enum estado estado;
    int reservas;
    int vivos;         /* trabajadores que pueden hacer trozos */
    struct hijo *hijo; /* tamano hijos; el fd de cada uno es de su hilo */
    struct nodo *primero, **ultimo;

    bool unido; /* solo de quien une */
};

size_t pool_chunksize(size_t n, int trabajadores)
{
    /* HUECO: cuántos elementos por trozo */
    (void)trabajadores;
    return n;
}

/* -------------------------------------------------- trabajadores ----- */

int trozo_hace(const struct pool_trozo *t)
{
    const char *entrada = t->entrada;
    char *salida = t->salida;
    int r = 0;

    for (size_t i = 0; i < t->n && r == 0; i++) {
        r = t->f(entrada, salida);
        if (t->tam_entrada > 0)
            entrada += t->tam_entrada;
        if (t->tam_salida > 0)
            salida += t->tam_salida;
    }
    return r;
}

/* Con m cogido: ¿es seguro que no llegará más trabajo? */
static bool no_vendra_mas(const struct pool *p)
{
    /* HUECO: cuándo no vendrá más trabajo */
    return p->estado != RUN;
}

/* Saca el primer trozo de la cola; si no hay, espera. NULL: ya no habrá
 * más. El nodo pasa a ser de quien llama. */
static struct nodo *toma(struct pool *p)
{
    struct nodo *nodo;

    /* HUECO: tomar el primero, o esperar */
    (void)no_vendra_mas(p);
    nodo = NULL;
    return nodo;
}

static bool terminado(struct pool *p)
{
    pthread_mutex_lock(&p->m);
    bool si = p->estado == TERMINATE;

    pthread_mutex_unlock(&p->m);
    return si;
}

/* El hijo de w ya no servirá: apunta que hay un trabajador menos, y si era
 * el último, y lo espera. Devuelve de qué acabó. */
static int entierra(struct worker *w)
{
    /* HUECO: apuntar que el hijo ya no está */
    pid_t pid = w->hijo->pid;
    return hijo_espera(pid, w->hijo->fd);
}

/* Hace el trozo, o que lo haga su hijo. Devuelve el error del trozo. */
static int atiende(struct worker *w, const struct pool_trozo *t)
{
    int r = terminado(w->p) ? ECANCELED : 0;

    if (r == 0 && t->empieza != NULL)
        r = t->empieza(t->ctx);
    if (r != 0)
        return r;
    if (!w->p->procesos)
        return trozo_hace(t);
    if (w->muerte == 0) {
        /* HUECO: encargárselo a su hijo */
        (void)entierra;
        (void)hijo_hace;
        r = ENOSYS;
        return r;
    }
    return terminado(w->p) ? ECANCELED : w->muerte;
}

/* ¿Ha de seguir tomando trozos? */
static bool sigue(const struct worker *w)
{
    /* HUECO: seguir o dejarlo */
    return w->muerte == 0;
}

static void *trabaja(void *arg)
{
    struct worker *w = arg;
    struct nodo *nodo;

    while (sigue(w) && (nodo = toma(w->p)) != NULL) {
        int r = atiende(w, &nodo->t);

        /* HUECO: avisar de que el trozo ha acabado */
        (void)r;
    }
    if (w->p->procesos && w->muerte == 0)
        entierra(w);
    return NULL;
}

/* ------------------------------------------------ nacer y morir ------ */

/* Deshace lo que nació a medias: tantos hijos y tantos hilos. */
static void deshace(struct pool *p, int hijos, int hilos)
{
    pool_cierra(p);
    for (int i = 0; i < hilos; i++)
        pthread_join(p->worker[i].hilo, NULL);
    for (int i = hilos; i < hijos; i++)
        hijo_espera(p->hijo[i].pid, p->hijo[i].fd);
}

/* Primero los hijos, cuando aún no hay hilos; después los hilos. */
static int nacen(struct pool *p)
{
    int r = 0, hijos = 0, hilos = 0;

    while (p->procesos && r == 0 && hijos < p->tamano)
        if ((r = hijo_nace(p->hijo, hijos)) == 0)
            hijos++;
    while (r == 0 && hilos < p->tamano) {
        struct worker *w = &p->worker[hilos];

        w->p = p;
        w->hijo = &p->hijo[hilos];
        if ((r = pthread_create(&w->hilo, NULL, trabaja, w)) == 0)
            hilos++;
    }
    if (r != 0)
        deshace(p, hijos, hilos);
    return r;
}

static void libera(struct pool *p)
{
    free(p->hijo);
    free(p->worker);
    free(p);
}

int pool_crea(struct pool **sale, int trabajadores, const char *inicio)
{
    bool procesos = strcmp(inicio, "fork") == 0;
    int r = ENOMEM;

    if (trabajadores < 1 || (!procesos && strcmp(inicio, "hilo") != 0))
        return EINVAL;
    struct pool *p = calloc(1, sizeof *p);
    if (p == NULL)
        return r;
    p->tamano = p->vivos = trabajadores;
    p->procesos = procesos;
    p->ultimo = &p->primero;
    p->worker = calloc((size_t)trabajadores, sizeof *p->worker);
    p->hijo = calloc((size_t)trabajadores, sizeof *p->hijo);
    if (p->worker == NULL || p->hijo == NULL)
        goto libera_pool;
    if ((r = pthread_mutex_init(&p->m, NULL)) != 0)
        goto libera_pool;
    if ((r = pthread_cond_init(&p->hay, NULL)) != 0)
        goto quita_mutex;
    if ((r = nacen(p)) != 0)
        goto quita_cond;
    *sale = p;
    return 0;

quita_cond:
    pthread_cond_destroy(&p->hay);
quita_mutex:
    pthread_mutex_destroy(&p->m);
libera_pool:
    libera(p);
    return r;
}

void pool_cierra(struct pool *p)
{
    /* HUECO: cerrar */
    (void)p;
}

void pool_termina(struct pool *p)
{
    /* HUECO: terminar */
    (void)p;
}

int pool_une(struct pool *p)
{
    /* HUECO: esperar a los trabajadores */
    (void)p;
    return ENOSYS;
}

void pool_destruye(struct pool *p)
{
    if (p == NULL)
        return;
    pool_termina(p);
    pool_une(p);
    pthread_cond_destroy(&p->hay);
    pthread_mutex_destroy(&p->m);
    libera(p);
}

int pool_tamano(const struct pool *p)
{
    return p->tamano;
}

int pool_describe(struct pool *p, char *texto, size_t tam)
{
    static const char *const nombre[] = {"RUN", "CLOSE", "TERMINATE"};

    pthread_mutex_lock(&p->m);
    enum estado estado = p->estado;

    pthread_mutex_unlock(&p->m);
    int n =
        snprintf(texto, tam, "<pool inicio=%s state=%s pool_size=%d>",
                 p->procesos ? "fork" : "hilo", nombre[estado], p->tamano);

    return (size_t)n < tam ? 0 : ERANGE;
}

/* ------------------------------------------------------ la cola ------ */

/* Con m cogido. */
static bool admite(const struct pool *p, const struct pool_trozo *t)
{
    /* HUECO: quién puede mandar todavía */
    (void)t;
    return p->estado == RUN;
}

int pool_envia(struct pool *p, const struct pool_trozo *t)
{
    int r = 0;

    /* HUECO: poner una copia en la cola */
    (void)admite(p, t);
    r = ENOSYS;
    return r;
}

int pool_reserva(struct pool *p)
{
    pthread_mutex_lock(&p->m);
    int r = p->estado == RUN ? 0 : EPIPE;

    if (r == 0)
        p->reservas++;
    pthread_mutex_unlock(&p->m);
    return r;
}

void pool_suelta(struct pool *p)
{
    /* HUECO: soltar una reserva */
    (void)p;
}

/* ------------------------------------------------------ el mapa ------ */

/* Un mapa en marcha: vive en la pila de quien lo espera. */
struct mapa {
    pthread_mutex_t m;
    pthread_cond_t fin; /* no falta ninguno */

    /* Lo que sigue lo guarda m. */
    size_t faltan;  /* trozos sin acabar */
    size_t primero; /* el primero, por orden, que tuvo error */
    int error;      /* el suyo; 0 si no lo ha habido */
};

struct parte {
    struct mapa *mapa;
    size_t i; /* qué trozo es */
};

static void parte_acabada(void *ctx, int error)
{
    struct parte *parte = ctx;
    struct mapa *mapa = parte->mapa;

    /* HUECO: apuntar que un trozo ha acabado */
    (void)mapa;
    (void)error;
}

int pool_map(struct pool *p, pool_funcion *f, size_t n, const void *entrada,
             size_t tam_entrada, void *salida, size_t tam_salida,
             size_t chunksize)
{
    if (n == 0)
        return 0;
    /* HUECO: partir, mandar y esperar */
    (void)parte_acabada;
    (void)p, (void)f, (void)chunksize;
    (void)entrada, (void)tam_entrada, (void)salida, (void)tam_salida;
    return ENOSYS;
}
