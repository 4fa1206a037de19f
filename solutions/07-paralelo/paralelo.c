#include "paralelo.h"
#include "cpus.h"
#include "reloj.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Un lote: o está libre, o en manos del pool, o acabado y sin atender. */
struct lote {
    struct paralelo *p;
    size_t desde, n;
    double salio; /* cuándo se mandó */
    int error;
    struct lote *sig;
};

struct paralelo {
    struct paralelo_opciones o; /* no cambia */
    int trabajadores;           /* no cambia */
    struct pool *pool;  /* NULL si hay que renovarlo; solo quien llama */
    struct lote *lotes; /* 2 * trabajadores: no hay más en vuelo */

    pthread_mutex_t m;
    pthread_cond_t hay;
    /* Lo guarda m: los acabados, en el orden en que acabaron. *ultimo es
     * el NULL del final. */
    struct lote *primero, **ultimo;
};

/* Una llamada en curso: solo la toca el hilo que llamó. */
struct vuelta {
    struct paralelo *p;
    struct pool_trozo trozo; /* lo que tienen en común los lotes */
    size_t n;
    double inicio;
    struct paralelo_cuenta c;
    struct paralelo_ritmo ritmo;
    size_t corte, tam; /* dónde acaba la tanda, y de cuánto son sus lotes */
    struct lote *libres;
    size_t en_vuelo;
    bool muerte; /* ha muerto algún trabajador */
    int error;
    size_t donde; /* el primer elemento del lote que falló */
};

/* ------------------------------------------------- las cuentas ------- */

int paralelo_n_jobs(int n_jobs, int cpus)
{
    /* contar los trabajadores */
    if (n_jobs >= 0)
        return n_jobs;
    /* contar desde el final */
    int k = cpus + 1 + n_jobs;

    return k < 1 ? 1 : k;
}

void paralelo_ritmo_acabado(struct paralelo_ritmo *r, size_t n,
                            double segundos)
{
    /* aprender de un lote */
    /* descartar el que no es de ahora */
    if (n != r->lote)
        return;
    if (r->media <= 0)
        r->media = segundos;
    else
        r->media = 0.8 * r->media + 0.2 * segundos;
}

size_t paralelo_ritmo_siguiente(struct paralelo_ritmo *r)
{
    /* ajustar el tamaño */
    size_t lote = r->lote;

    if (r->media > 0 && r->media < 0.2)
        lote *= 2;
    /* encoger si tarda demasiado */
    if (r->media > 2 && lote >= 2) {
        lote = 2 * (size_t)((double)lote * 0.2 / r->media);
        lote = lote > 0 ? lote : 1;
    }
    if (lote != r->lote) {
        r->lote = lote;
        /* olvidar la media */
        r->media = 0;
    }
    return lote;
}

/* T: «   0.0s» o « 1.5min». */
static void escribe_tiempo(char *texto, size_t tam, double s)
{
    if (s > 60)
        snprintf(texto, tam, "%4.1fmin", s / 60);
    else
        snprintf(texto, tam, " %5.1fs", s);
}

/* las líneas del registro */
/* Cada vez más de tarde en tarde. */
static bool toca_al_principio(const struct paralelo_cuenta *c)
{
    double b = (double)c->lotes;
    double a = 0.5 * (11 - c->verbose) * (11 - c->verbose);

    return c->verbose > 10 ||
           floor(sqrt(b / a)) != floor(sqrt((b + 1) / a));
}

/* Unas verbose veces entre todas las que faltan. */
static bool toca_al_final(const struct paralelo_cuenta *c)
{
    /* medir lo que falta */
    long falta =
        (long)c->despachadas - (long)c->hechas + 1 - (long)c->antes;
    long cada = (long)(c->despachadas / (size_t)c->verbose) + 1;

    return c->hechas + 1 != c->despachadas && falta % cada == 0;
}

bool paralelo_linea(const struct paralelo_cuenta *c, char *texto,
                    size_t tam)
{
    char van[32], faltan[32];

    if (c->verbose <= 0 ||
        !(c->agotada ? toca_al_final : toca_al_principio)(c))
        return false;
    escribe_tiempo(van, sizeof van, c->segundos);
    if (!c->agotada) {
        snprintf(
            texto, tam,
            "[Parallel(n_jobs=%d)]: Done %3zu tasks      | elapsed: %s",
            c->n_jobs, c->hechas, van);
        return true;
    }
    escribe_tiempo(faltan, sizeof faltan,
                   c->segundos / (double)c->hechas *
                       (double)(c->despachadas - c->hechas));
    snprintf(texto, tam,
             "[Parallel(n_jobs=%d)]: Done %3zu out of %3zu | elapsed: %s "
             "remaining: %s",
             c->n_jobs, c->hechas, c->despachadas, van, faltan);
    return true;
}

int paralelo_motivo(int error, char *texto, size_t tam)
{
    static const struct {
        int senal;
        const char *nombre;
    } tabla[] = {
        {SIGABRT, " (SIGABRT)"}, {SIGBUS, " (SIGBUS)"},
        {SIGFPE, " (SIGFPE)"},   {SIGILL, " (SIGILL)"},
        {SIGINT, " (SIGINT)"},   {SIGKILL, " (SIGKILL)"},
        {SIGPIPE, " (SIGPIPE)"}, {SIGSEGV, " (SIGSEGV)"},
        {SIGTERM, " (SIGTERM)"},
    };
    const char *nombre = "";
    int n;

    for (size_t i = 0; i < sizeof tabla / sizeof tabla[0]; i++)
        if (error - POOL_MURIO == tabla[i].senal)
            nombre = tabla[i].nombre;
    /* decir el motivo */
    if (error >= POOL_SALIO)
        n = snprintf(texto, tam, "un trabajador ha salido con estado %d",
                     error - POOL_SALIO);
    else if (error >= POOL_MURIO)
        n = snprintf(texto, tam, "un trabajador ha muerto: señal %d%s",
                     error - POOL_MURIO, nombre);
    else
        n = snprintf(texto, tam, "la tarea ha fallado: error %d", error);
    return n < 0 || (size_t)n >= tam ? ERANGE : 0;
}

/* --------------------------------------------- crear y destruir ------ */

static FILE *registro(const struct paralelo_opciones *o)
{
    if (o->registro != NULL)
        return o->registro;
    return o->verbose < 50 ? stderr : stdout;
}

int paralelo_crea(struct paralelo **sale, const struct paralelo_opciones *o)
{
    int k = paralelo_n_jobs(o->n_jobs, cpus_utiles());
    int r = ENOMEM;

    if (k == 0)
        return EINVAL;
    struct paralelo *p = calloc(1, sizeof *p);
    if (p == NULL)
        return r;
    p->o = *o;
    p->o.registro = registro(o);
    p->o.reloj = o->reloj != NULL ? o->reloj : reloj;
    p->trabajadores = k;
    p->ultimo = &p->primero;
    p->lotes = calloc(2 * (size_t)k, sizeof p->lotes[0]);
    if (p->lotes == NULL)
        goto libera_paralelo;
    if ((r = pthread_mutex_init(&p->m, NULL)) != 0)
        goto libera_lotes;
    if ((r = pthread_cond_init(&p->hay, NULL)) != 0)
        goto quita_mutex;
    if ((r = pool_crea(&p->pool, k, p->o.inicio)) != 0)
        goto quita_cond;
    *sale = p;
    return 0;

quita_cond:
    pthread_cond_destroy(&p->hay);
quita_mutex:
    pthread_mutex_destroy(&p->m);
libera_lotes:
    free(p->lotes);
libera_paralelo:
    free(p);
    return r;
}

void paralelo_destruye(struct paralelo *p)
{
    if (p == NULL)
        return;
    pool_destruye(p->pool);
    pthread_cond_destroy(&p->hay);
    pthread_mutex_destroy(&p->m);
    free(p->lotes);
    free(p);
}

/* ---------------------------------------- los que van acabando ------- */

/* En un hilo del pool. */
static void lote_acabado(void *ctx, int error)
{
    struct lote *l = ctx;
    struct paralelo *p = l->p;

    l->error = error;
    l->sig = NULL;
    /* apuntar el lote y avisar */
    pthread_mutex_lock(&p->m);
    /* ponerlo al final */
    *p->ultimo = l;
    p->ultimo = &l->sig;
    pthread_cond_signal(&p->hay);
    pthread_mutex_unlock(&p->m);
}

static struct lote *espera_lote(struct paralelo *p)
{
    struct lote *l;

    /* esperar un lote acabado */
    pthread_mutex_lock(&p->m);
    /* dormir hasta que haya uno */
    while (p->primero == NULL)
        pthread_cond_wait(&p->hay, &p->m);
    l = p->primero;
    p->primero = l->sig;
    if (p->primero == NULL)
        p->ultimo = &p->primero;
    pthread_mutex_unlock(&p->m);
    return l;
}

/* ---------------------------------------------------- la vuelta ------ */

static void anota(const struct vuelta *v, const char *linea)
{
    if (v->c.verbose > 0)
        fprintf(v->p->o.registro, "%s\n", linea);
}

/* Las líneas que no dependen de la cuenta. */
static void registra(const struct vuelta *v, const char *formato, ...)
{
    char texto[200];
    int n = snprintf(texto, sizeof texto,
                     "[Parallel(n_jobs=%d)]: ", v->c.n_jobs);
    va_list arg;

    va_start(arg, formato);
    vsnprintf(texto + n, sizeof texto - (size_t)n, formato, arg);
    va_end(arg);
    anota(v, texto);
}

static void avisa(const struct vuelta *v)
{
    const struct paralelo_opciones *o = &v->p->o;

    if (o->avance != NULL)
        o->avance(o->ctx, v->c.despachadas, v->c.hechas);
}

/* El tamaño que toca, y una línea si ha cambiado. */
static size_t tamano_lote(struct vuelta *v)
{
    struct paralelo_ritmo antes = v->ritmo;

    if (v->p->o.lote != 0)
        return v->p->o.lote;
    size_t lote = paralelo_ritmo_siguiente(&v->ritmo);
    if (lote != antes.lote && v->c.verbose >= 10)
        registra(
            v, "Batch computation too %s (%.4fs.) Setting batch_size=%zu.",
            lote > antes.lote ? "fast" : "slow", antes.media, lote);
    return lote;
}

/* Cuántos elementos van en el siguiente lote; 0 si no quedan. Se corta una
 * tanda, un lote por trabajador, y cuando se ha mandado entera, otra. Las
 * primeras no pasan de c.antes; después, la que no se llena se corta diez
 * veces más fina, para que todos acaben casi a la vez. */
static size_t corta(struct vuelta *v, size_t hasta)
{
    size_t k = (size_t)v->p->trabajadores, lote = tamano_lote(v);

    if (v->c.despachadas == v->corte) {
        size_t quedan = hasta - v->corte;
        bool llena = quedan / k >= lote;

        v->tam = llena ? lote : quedan / (v->c.hechas == 0 ? k : 10 * k);
        v->tam = v->tam > 0 ? v->tam : 1;
        v->corte += llena ? lote * k : quedan;
    }
    /* acabar el lote donde acaba la tanda */
    size_t quedan = v->corte - v->c.despachadas;

    return quedan < v->tam ? quedan : v->tam;
}

/* Se devuelve el error del lote que estaba antes en la entrada. */
static void falla(struct vuelta *v, size_t desde, int error)
{
    /* quedarse con el primer error */
    /* apuntar si ha muerto alguien */
    v->muerte = v->muerte || error >= POOL_MURIO;
    if (v->error == 0 || desde < v->donde) {
        v->error = error;
        v->donde = desde;
    }
}

/* Manda otro lote. false si no quedan elementos antes de hasta, o lotes
 * libres, o si el pool no lo admite. */
static bool despacha(struct vuelta *v, size_t hasta)
{
    struct pool_trozo t = v->trozo;
    struct lote *l = v->libres;

    t.n = corta(v, hasta);
    if (l == NULL || t.n == 0)
        return false;
    /* mandar un lote */
    v->libres = l->sig;
    l->desde = v->c.despachadas;
    l->n = t.n;
    l->salio = v->p->o.reloj();
    if (t.tam_entrada > 0)
        t.entrada = (const char *)t.entrada + l->desde * t.tam_entrada;
    if (t.tam_salida > 0)
        t.salida = (char *)t.salida + l->desde * t.tam_salida;
    t.ctx = l;
    int r = pool_envia(v->p->pool, &t);
    if (r != 0) {
        falla(v, l->desde, r);
        return false;
    }
    v->c.despachadas += t.n;
    v->c.lotes++;
    v->en_vuelo++;
    avisa(v);
    return true;
}

/* Un lote ha acabado: hacer las cuentas y, si todo va bien, mandar otro. */
static void atiende(struct vuelta *v, struct lote *l)
{
    char linea[200];

    /* hacer las cuentas */
    v->en_vuelo--;
    l->sig = v->libres;
    v->libres = l;
    /* si el lote ha fallado */
    if (l->error != 0) {
        falla(v, l->desde, l->error);
        return;
    }
    v->c.hechas += l->n;
    avisa(v);
    double ahora = v->p->o.reloj();
    v->c.segundos = ahora - v->inicio;
    paralelo_ritmo_acabado(&v->ritmo, l->n, ahora - l->salio);
    if (v->error != 0)
        return;
    if (paralelo_linea(&v->c, linea, sizeof linea))
        anota(v, linea);
    /* mandar otro en su lugar */
    if (!v->c.agotada && !despacha(v, v->n))
        v->c.agotada = true;
}

/* La última línea, y qué pasa con los trabajadores. */
static void acaba(struct vuelta *v)
{
    char texto[100];

    if (v->error == 0) {
        escribe_tiempo(texto, sizeof texto, v->c.segundos);
        registra(v, "Done %3zu out of %3zu | elapsed: %s finished",
                 v->c.hechas, v->c.hechas, texto);
    } else if (paralelo_motivo(v->error, texto, sizeof texto) == 0) {
        registra(v, "%s", texto);
    }
    /* despedir al pool que ha perdido a alguien */
    if (v->muerte) {
        pool_destruye(v->p->pool);
        v->p->pool = NULL;
    }
}

static void corre(struct vuelta *v)
{
    /* recorrer el vector */
    /* mandar los primeros */
    size_t antes = v->n < v->c.antes ? v->n : v->c.antes;

    while (v->error == 0 && despacha(v, antes))
        ;
    while (v->en_vuelo > 0)
        atiende(v, espera_lote(v->p));
}

int paralelo_corre(struct paralelo *p, pool_funcion *f, size_t n,
                   const void *entrada, size_t tam_entrada, void *salida,
                   size_t tam_salida)
{
    struct vuelta v = {.p = p, .n = n, .ritmo = {.lote = 1}};

    /* tener trabajadores */
    if (p->pool == NULL) {
        int r = pool_crea(&p->pool, p->trabajadores, p->o.inicio);

        if (r != 0)
            return r;
    }
    v.trozo = (struct pool_trozo){.f = f,
                                  .entrada = entrada,
                                  .tam_entrada = tam_entrada,
                                  .salida = salida,
                                  .tam_salida = tam_salida,
                                  .acabado = lote_acabado};
    v.c.n_jobs = p->o.n_jobs;
    v.c.verbose = p->o.verbose;
    v.c.antes = 2 * (size_t)p->trabajadores;
    for (size_t i = 0; i < v.c.antes; i++) {
        p->lotes[i].p = p;
        p->lotes[i].sig = v.libres;
        v.libres = &p->lotes[i];
    }
    registra(&v, "Using backend %sBackend with %d concurrent workers.",
             strcmp(p->o.inicio, "hilo") == 0 ? "Hilo" : "Fork",
             p->trabajadores);
    v.inicio = p->o.reloj();
    corre(&v);
    acaba(&v);
    return v.error;
}
