#define _GNU_SOURCE /* sched_getaffinity */
#include "nucleo.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* de quién es el pool */
/* ---- de quién es el pool ----
 * Los hilos no pasan al hijo de un fork: allí, mandar sería esperar a
 * nadie. Cada hijo vive en una era más que su padre. */

static atomic_uint era;
static _Thread_local struct trabajador *yo; /* NULL si no soy de un pool */

static void empieza_otra(void)
{
    atomic_fetch_add(&era, 1);
    yo = NULL;
    par__otra_era();
}

static void vigila_fork(void)
{
    pthread_atfork(NULL, NULL, empieza_otra);
}

bool par__ajeno(const struct par_pool *p)
{
    return p->era != atomic_load_explicit(&era, memory_order_relaxed);
}

/* el estado */
enum estado par__estado(struct par_pool *p)
{
    return par__cola_estado(&p->cola);
}

/* ---- despertar y dormir ----
 * Quien va a dormirse se apunta en dormidos y vuelve a mirar la cola; quien
 * mete algo mira dormidos después. Uno de los dos ve al otro. Quien llama
 * borra a uno de dormidos y deja una ficha: así a cada dormido se le llama
 * una vez, por muchos que metan mientras despierta. */

/* si se ha acabado */
/* Nada que hacer, ni que pueda llegar. En este orden: quien tiene una
 * reserva manda antes de devolverla. */
static bool acabado(struct par_pool *p)
{
    enum estado e = par__estado(p);

    if (e == RUN || (e == CLOSE && atomic_load(&p->reservas) > 0))
        return false;
    return par__cola_cuantos(&p->cola) == 0;
}

/* llamar y dormirse */
static bool baja(atomic_uint *a)
{
    unsigned v = atomic_load(a);

    while (v > 0)
        if (atomic_compare_exchange_weak(a, &v, v - 1))
            return true;
    return false;
}

static bool llama(struct par_pool *p)
{
    if (!baja(&p->dormidos))
        return false;
    atomic_fetch_add(&p->fichas, 1);
    par__despierta(&p->fichas, 1);
    return true;
}

static void llama_a_todos(struct par_pool *p)
{
    while (llama(p))
        ;
}

static void duerme(struct par_pool *p)
{
    atomic_fetch_add(&p->dormidos, 1);
    if ((par__cola_cuantos(&p->cola) > 0 || acabado(p)) &&
        baja(&p->dormidos)) {
        /* Hay, y no he podido sacarlo: que siga quien está a medias. */
        sched_yield();
        return;
    }
    while (!baja(&p->fichas))
        par__duerme(&p->fichas, 0, NULL);
}

/* ---- trabajar ---- */

/* quién soy, y hacer un trabajo */
struct trabajador *par__yo(const struct par_pool *p)
{
    return yo != NULL && yo->pool == p ? yo : NULL;
}

/* perder el proceso */
/* Si el trabajador ha perdido a su proceso sin remedio, lo dejará. */
static int cuenta_baja(struct trabajador *t, int r)
{
    if (r != 0 && t->error == 0 && !par__proceso_vive(t->proceso)) {
        t->error = r;
        t->ultimo = atomic_fetch_sub(&t->pool->vivos, 1) == 1;
    }
    return r;
}

static int aplica(const struct par_trabajo *w)
{
    const char *x = w->x;
    char *y = w->y;
    par_funcion *f = w->f;
    size_t tx = w->tx, ty = w->ty, n = w->n;
    int r = 0;

    /* De cuatro en cuatro: la llamada es casi todo lo que se hace, y así la
     * cuenta y el salto del bucle se pagan una vez por cada cuatro. */
    for (; n >= 4; n -= 4, x += 4 * tx, y += 4 * ty)
        if ((r = f(x, y)) != 0 || (r = f(x + tx, y + ty)) != 0 ||
            (r = f(x + 2 * tx, y + 2 * ty)) != 0 ||
            (r = f(x + 3 * tx, y + 3 * ty)) != 0)
            return r;
    for (; n > 0 && r == 0; n--, x += tx, y += ty)
        r = f(x, y);
    return r;
}

int par__haz(struct trabajador *t, const struct par_trabajo *w)
{
    if (t->proceso != NULL)
        return cuenta_baja(t, par__proceso_haz(t->proceso, w));
    return aplica(w);
}

int par__haz_tramo(struct trabajador *t, par_tramo *f, void *ctx, size_t d,
                   size_t h)
{
    if (t->proceso == NULL)
        return f(ctx, d, h);
    return cuenta_baja(t, par__proceso_tramo(t->proceso, f, ctx, d, h));
}

/* si puede seguir, y con qué acaba lo demás */
bool par__vive(const struct trabajador *t)
{
    return t->error == 0;
}

int par__parado(const struct trabajador *t)
{
    if (atomic_load(&t->pool->terminado))
        return ECANCELED;
    return t->ultimo ? t->error : 0;
}

/* hacer uno */
static bool haz_uno(struct trabajador *t)
{
    struct cola *c = &t->pool->cola;
    struct encargo *e;
    int error;

    /* Pedir turno escribe: si no había, primero se mira. Y mirar le quita
     * la línea a quien mete: si había, no se mira. */
    if (t->seco && par__cola_cuantos(c) == 0)
        return false;
    e = par__cola_saca(c);
    t->seco = e == NULL;
    if (e == NULL)
        return false;
    error = par__parado(t);
    e->corre(e, error == 0 ? t : NULL, error);
    return true;
}

/* la vida de un trabajador */
static void *trabaja(void *arg)
{
    struct trabajador *t = arg;
    struct par_pool *p = t->pool;
    int vueltas = 0;

    yo = t;
    while (par__vive(t) || t->ultimo) {
        if (haz_uno(t)) {
            vueltas = 0;
        } else if (acabado(p)) {
            break;
        } else if (vueltas++ < p->vueltas) {
            par__pausa();
        } else {
            duerme(p);
            vueltas = 0;
        }
    }
    return NULL;
}

/* ayudar */
bool par__ayuda(struct par_pool *p)
{
    struct trabajador este = {.pool = p, .seco = true}, *antes = yo;
    bool hecho;

    if (p->procesos != NULL)
        return false;
    if (par__yo(p) != NULL)
        return haz_uno(antes);
    yo = &este;
    hecho = haz_uno(&este);
    yo = antes;
    return hecho;
}

/* mandar */
int par__manda(struct par_pool *p, struct encargo *e, bool reservado)
{
    if (par__ajeno(p))
        return EDEADLK;
    if (!par__cola_mete(&p->cola, e, reservado)) {
        /* Por un instante ha contado uno que no iba a entrar: quien lo haya
         * visto puede haberse dormido esperándolo. */
        llama_a_todos(p);
        return EPIPE;
    }
    if (atomic_load(&p->dormidos) > 0)
        llama(p);
    return 0;
}

/* ---- nacer y morir ---- */

/* cerrar y terminar */
static void sube_a(struct par_pool *p, enum estado e)
{
    if (par__ajeno(p))
        return;
    atomic_fetch_or(&p->cola.metidos, (size_t)e);
    llama_a_todos(p);
}

void par_cierra(struct par_pool *p)
{
    sube_a(p, CLOSE);
}

void par_termina(struct par_pool *p)
{
    if (par__ajeno(p))
        return;
    atomic_store(&p->terminado, true);
    sube_a(p, TERMINATE);
    if (p->procesos != NULL)
        par__procesos_mata(p);
}

/* reservar y devolver */
int par_reserva(struct par_pool *p)
{
    if (par__ajeno(p))
        return EDEADLK;
    atomic_fetch_add(&p->reservas, 1);
    if (par__estado(p) == RUN)
        return 0;
    par_devuelve(p);
    return EPIPE;
}

void par_devuelve(struct par_pool *p)
{
    if (atomic_fetch_sub(&p->reservas, 1) == 1 && par__estado(p) != RUN)
        llama_a_todos(p);
}

/* cuántas CPU, y un pool vacío */
static int cpus(void)
{
    cpu_set_t s;
    long n;

    if (sched_getaffinity(0, sizeof s, &s) == 0)
        return CPU_COUNT(&s);
    n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (int)n : 1;
}

static struct par_pool *reserva_pool(const struct par_opciones *o)
{
    struct par_pool *p = aligned_alloc(LINEA, sizeof *p);
    int n = cpus();

    if (p == NULL)
        return NULL;
    memset(p, 0, sizeof *p);
    par__cola_vacia(&p->cola);
    p->m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    p->inicio = o->inicio != NULL ? o->inicio : "hilo";
    p->k = o->trabajadores > 0 ? o->trabajadores : n;
    /* Si no hay CPU para todos, quien da vueltas se la quita a otro. */
    p->vueltas = p->k <= n ? VUELTAS : 0;
    p->era = atomic_load(&era);
    atomic_init(&p->vivos, (unsigned)p->k);
    p->v = calloc((size_t)p->k, sizeof p->v[0]);
    if (p->v != NULL)
        return p;
    free(p);
    return NULL;
}

/* nacer */
static int nacen(struct par_pool *p, const struct par_opciones *o)
{
    int r = 0;

    if (strcmp(p->inicio, "hilo") != 0)
        r = par__procesos_nacen(p, o);
    while (r == 0 && p->nacidos < p->k) {
        struct trabajador *t = &p->v[p->nacidos];
        t->pool = p;
        r = pthread_create(&t->hilo, NULL, trabaja, t);
        p->nacidos += r == 0;
    }
    return r;
}

/* crear */
int par_crea(struct par_pool **sale, const struct par_opciones *o)
{
    static const struct par_opciones corriente;
    static pthread_once_t una_vez = PTHREAD_ONCE_INIT;
    struct par_pool *p;
    int r;

    if (par__soy_proceso())
        return EDEADLK;
    if (o == NULL)
        o = &corriente;
    if (o->trabajadores < 0)
        return EINVAL;
    pthread_once(&una_vez, vigila_fork);
    p = reserva_pool(o);
    if (p == NULL)
        return ENOMEM;
    r = nacen(p, o);
    if (r == 0)
        *sale = p;
    else
        par_destruye(p);
    return r;
}

/* unir */
int par_une(struct par_pool *p)
{
    if (par__ajeno(p) || par__yo(p) != NULL)
        return EDEADLK;
    if (par__estado(p) == RUN)
        return EINVAL;
    pthread_mutex_lock(&p->m);
    while (p->nacidos > 0)
        pthread_join(p->v[--p->nacidos].hilo, NULL);
    if (p->procesos != NULL && !p->unido)
        par__procesos_mueren(p);
    p->unido = true;
    pthread_mutex_unlock(&p->m);
    return 0;
}

/* destruir y describir */
void par_destruye(struct par_pool *p)
{
    if (p == NULL || par__ajeno(p))
        return;
    par_termina(p);
    par_une(p);
    if (p->procesos != NULL)
        par__procesos_libera(p);
    pthread_mutex_destroy(&p->m);
    par__arena_muere(p);
    free(p->v);
    free(p);
}

int par_tamano(const struct par_pool *p)
{
    return p->k;
}

int par_describe(struct par_pool *p, char *texto, size_t tam)
{
    static const char *const nombres[] = {
        [RUN] = "RUN", [CLOSE] = "CLOSE", [TERMINATE] = "TERMINATE"};
    int n = snprintf(texto, tam, "<par inicio=%s state=%s pool_size=%d>",
                     p->inicio, nombres[par__estado(p)], p->k);

    return n < 0 || (size_t)n >= tam ? ERANGE : 0;
}
