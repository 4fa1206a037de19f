#include "nucleo.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

/* la obra */
/* Una obra es un bucle repartido. Manda a la cola un parte por trabajador,
 * y cada uno, al sacar el suyo, va tomando tramos hasta que no quedan.
 * Quien la encargó vuelve cuando está acabada, sin esperar a los partes que
 * nadie ha sacado aún: por eso no vive en su pila, sino mientras la tenga
 * alguien. */

struct obra;

struct zona {
    _Alignas(LINEA) atomic_size_t va; /* el primero sin repartir */
    size_t hasta;
};

struct parte {
    struct encargo e;
    struct obra *obra;
};

struct obra {
    /* No cambian. */
    struct par_pool *p;
    par_tramo *f; /* con su ctx; si es NULL, un map: w */
    void *ctx;
    struct par_trabajo w;
    size_t n, k; /* elementos; cuántos participan, como mucho */
    struct par_bucle b;
    struct trabajador *dueno; /* NULL si quien la encarga no es del pool */
    double aviso; /* cuándo fue el último; solo de quien la encarga */
    struct zona *zona; /* entre todas, los n elementos */
    size_t zonas;
    /* El final. */
    _Alignas(LINEA) atomic_size_t faltan; /* elementos por acabar */
    atomic_size_t hechos;                 /* para los avisos */
    atomic_uint acabada; /* 1: no falta ninguno; en ella se espera */
    atomic_uint duenos;  /* los que aún la tienen */
    pthread_mutex_t m;   /* guarda lo que sigue */
    size_t primero;      /* dónde empieza el primer tramo que falló, */
    int error;           /* y su error */
    struct parte parte[];
};

/* soltarla, y otras minucias */
static void suelta(struct obra *o)
{
    if (atomic_fetch_sub(&o->duenos, 1) != 1)
        return;
    pthread_mutex_destroy(&o->m);
    free(o);
}

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static size_t menor(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t mayor(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* ---- el reparto ---- */

/* cuántos tomar */
/* Cuántos tomar a partir de v, cuando quedan «quedan». */
static size_t cuantos(const struct obra *o, size_t v, size_t quedan,
                      size_t lote)
{
    size_t parte = o->n / o->k, sobran = o->n % o->k;

    switch (o->b.reparto) {
    case PAR_ESTATICO:
        return v < sobran * (parte + 1) ? parte + 1 : parte;
    case PAR_GUIADO:
        return mayor(quedan / (2 * o->k), o->b.chunk);
    case PAR_AUTO:
        return mayor(menor(lote, quedan / (2 * o->k)), 1);
    default:
        return o->b.chunk;
    }
}

/* tomar un tramo */
/* Toma un tramo de esa zona, [*d, *h). false si no quedan. */
static bool toma_de(struct obra *o, struct zona *z, size_t lote, size_t *d,
                    size_t *h)
{
    size_t v = atomic_load_explicit(&z->va, memory_order_relaxed), m;

    /* relaxed: solo reparte números. Lo que haya en los vectores llega por
     * la cola, y vuelve por faltan. */
    do {
        if (v >= z->hasta)
            return false;
        m = menor(cuantos(o, v, z->hasta - v, lote), z->hasta - v);
    } while (!atomic_compare_exchange_weak_explicit(
        &z->va, &v, v + m, memory_order_relaxed, memory_order_relaxed));
    *d = v;
    *h = v + m;
    return true;
}

/* tomar un tramo, de la zona de cada uno */
static bool toma(struct obra *o, const struct trabajador *t, size_t lote,
                 size_t *d, size_t *h)
{
    size_t mia = t->proceso != NULL ? (size_t)(t - o->p->v) : 0;

    for (size_t i = 0; i < o->zonas; i++)
        if (toma_de(o, &o->zona[(mia + i) % o->zonas], lote, d, h))
            return true;
    return false;
}

/* ajustar el lote */
/* Segundos que debería durar un tramo con PAR_AUTO: mil veces lo que cuesta
 * tomarlo, si lo hace un hilo; si lo hace un proceso, cien. */
static const double OBJETIVO = 50e-6, OBJETIVO_PROCESO = 1e-3;

/* El lote siguiente, si uno de m elementos ha durado s segundos. */
static size_t ajusta(const struct obra *o, size_t lote, size_t m, double s)
{
    double objetivo = o->p->procesos == NULL ? OBJETIVO : OBJETIVO_PROCESO;

    if (s > 2 * objetivo)
        return mayor(lote / 2, 1);
    return m == lote && s < objetivo / 2 ? 2 * lote : lote;
}

/* ---- participar ---- */

/* apuntar un error, y abandonar */
static void apunta(struct obra *o, size_t d, int r)
{
    pthread_mutex_lock(&o->m);
    if (d < o->primero) {
        o->primero = d;
        o->error = r;
    }
    pthread_mutex_unlock(&o->m);
}

/* Lo que quede sin repartir acaba con ese error. Devuelve cuánto era. */
static size_t abandona(struct obra *o, int error)
{
    size_t suma = 0;

    for (size_t i = 0; i < o->zonas; i++) {
        struct zona *z = &o->zona[i];
        size_t d = atomic_exchange(&z->va, z->hasta);
        if (d < z->hasta)
            apunta(o, d, error);
        suma += z->hasta - d;
    }
    return suma;
}

/* hacer uno, y avisar */
static int haz(struct obra *o, struct trabajador *t, size_t d, size_t h)
{
    struct par_trabajo w = o->w;
    int r;

    if (o->f != NULL) {
        r = par__haz_tramo(t, o->f, o->ctx, d, h);
    } else {
        w.n = h - d;
        w.x = (const char *)w.x + d * w.tx;
        w.y = (char *)w.y + d * w.ty;
        r = par__haz(t, &w);
    }
    if (r != 0)
        apunta(o, d, r);
    return r;
}

/* Si toca, cuenta por dónde va; lo llama el hilo que la encargó. */
static void avisa(struct obra *o)
{
    double t;

    if (o->b.avance == NULL || (t = ahora()) - o->aviso < 0.1)
        return;
    o->aviso = t;
    o->b.avance(o->b.ctx, atomic_load(&o->hechos), o->n);
}

/* hacer tramos */
/* Hace tramos, y devuelve cuántos elementos ha quitado de en medio. */
static size_t trabaja_en(struct obra *o, struct trabajador *t, int error)
{
    size_t d, h, lote = mayor(o->b.chunk, 1), suma = 0;

    while (error == 0 && par__vive(t) && toma(o, t, lote, &d, &h)) {
        double antes = o->b.reparto == PAR_AUTO ? ahora() : 0;
        int r = haz(o, t, d, h);

        if (o->b.reparto == PAR_AUTO)
            lote = ajusta(o, lote, h - d, ahora() - antes);
        suma += h - d;
        if (o->b.avance != NULL)
            atomic_fetch_add(&o->hechos, h - d);
        if (t == o->dueno)
            avisa(o);
        error = o->b.sigue || r == 0 ? par__parado(t) : r;
    }
    return error == 0 ? suma : suma + abandona(o, error);
}

/* participar */
static void participa(struct obra *o, struct trabajador *t, int error)
{
    size_t suma = trabaja_en(o, t, error);

    if (suma == 0 || atomic_fetch_sub(&o->faltan, suma) != suma)
        return;
    atomic_store(&o->acabada, 1);
    par__despierta(&o->acabada, 1);
}

static void corre(struct encargo *e, struct trabajador *t, int error)
{
    struct obra *o = ((struct parte *)(void *)e)->obra;

    participa(o, t, error);
    suelta(o);
}

/* ---- encargarla ---- */

/* convocar, y esperar */
/* Manda partes para los demás. Con que se admita uno, la obra se hará. */
static int convoca(struct obra *o, size_t otros)
{
    for (size_t i = 0; i < otros; i++) {
        o->parte[i] = (struct parte){.e.corre = corre, .obra = o};
        atomic_fetch_add(&o->duenos, 1);
        int r = par__manda(o->p, &o->parte[i].e, false);
        if (r != 0) {
            atomic_fetch_sub(&o->duenos, 1);
            return i > 0 ? 0 : r;
        }
    }
    return 0;
}

static void espera(struct obra *o)
{
    static const struct timespec decima = {.tv_nsec = 100000000};
    const struct timespec *falta = o->b.avance != NULL ? &decima : NULL;

    for (int i = 0; i < o->p->vueltas && !atomic_load(&o->acabada); i++)
        par__pausa();
    while (!atomic_load(&o->acabada)) {
        par__duerme(&o->acabada, 0, falta);
        avisa(o);
    }
}

/* encargar una obra */
static int lleva(struct obra *o)
{
    size_t otros = o->k;
    int r;

    if (o->dueno != NULL && par__vive(o->dueno))
        otros--;
    r = par__estado(o->p) == RUN ? convoca(o, otros) : EPIPE;
    if (r != 0)
        return r;
    if (o->b.avance != NULL)
        o->b.avance(o->b.ctx, 0, o->n);
    if (o->dueno != NULL)
        participa(o, o->dueno, par__parado(o->dueno));
    espera(o);
    if (o->b.avance != NULL)
        o->b.avance(o->b.ctx, atomic_load(&o->hechos), o->n);
    return o->error;
}

/* lo que llama el usuario */
/* Los que pueden tener algo que hacer. */
static size_t participantes(const struct par_bucle *b, size_t n, size_t k)
{
    return menor(k, n / b->chunk + (n % b->chunk != 0));
}

/* Sin partir ningún trozo. */
static void pone_zonas(struct obra *o)
{
    size_t n = o->n, c = menor(o->b.chunk, n), d = 0;
    size_t trozos = n / c + (n % c != 0);
    size_t cada = trozos / o->zonas + (trozos % o->zonas != 0);

    for (size_t i = 0; i < o->zonas; i++) {
        size_t h = i + 1 < o->zonas ? menor(d + cada * c, n) : n;
        atomic_init(&o->zona[i].va, d);
        o->zona[i].hasta = h;
        d = h;
    }
}

static struct obra *nueva_obra(size_t k, size_t zonas)
{
    size_t tam = sizeof(struct obra) + k * sizeof(struct parte);
    char *q;

    tam = (tam + LINEA - 1) / LINEA * LINEA;
    q = aligned_alloc(LINEA, tam + zonas * sizeof(struct zona));
    if (q == NULL)
        return NULL;
    *(struct obra *)(void *)q = (struct obra){
        .k = k, .zonas = zonas, .zona = (struct zona *)(void *)(q + tam)};
    return (struct obra *)(void *)q;
}

static int reparte(struct par_pool *p, par_tramo *f, void *ctx,
                   struct par_trabajo w, struct par_bucle b)
{
    size_t k = w.n > 0 ? participantes(&b, w.n, (size_t)p->k) : 0;
    bool mapa_de_procesos =
        f == NULL && p->procesos != NULL && w.n < SIZE_MAX / 4;
    struct obra *o;
    int r;

    if (k == 0)
        return 0;
    o = nueva_obra(k, mapa_de_procesos ? (size_t)p->k : 1);
    if (o == NULL)
        return ENOMEM;
    o->p = p;
    o->f = f;
    o->ctx = ctx;
    o->w = w;
    o->n = w.n;
    o->b = b;
    pone_zonas(o);
    o->dueno = par__yo(p);
    o->aviso = ahora();
    atomic_init(&o->faltan, o->n);
    atomic_init(&o->duenos, 1);
    o->m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    o->primero = SIZE_MAX;
    r = lleva(o);
    suelta(o);
    return r;
}

size_t par_chunksize(size_t n, int trabajadores)
{
    size_t k = 4 * (size_t)trabajadores;

    return n / k + (n % k != 0);
}

static bool cabe(size_t n, size_t t)
{
    return t == 0 || n <= PTRDIFF_MAX / t;
}

int par_map(struct par_pool *p, par_funcion *f, size_t n, const void *x,
            size_t tx, void *y, size_t ty, size_t chunk)
{
    struct par_trabajo w = {f, n, x, tx, y, ty};
    struct par_bucle b = {.chunk = chunk, .sigue = true};

    if (!cabe(n, tx) || !cabe(n, ty))
        return EOVERFLOW;
    if (chunk == 0)
        b.chunk = par_chunksize(n, p->k);
    return reparte(p, NULL, NULL, w, b);
}

int par_para(struct par_pool *p, par_tramo *f, void *ctx, size_t n,
             const struct par_bucle *b)
{
    struct par_trabajo w = {.n = n};
    struct par_bucle c = b != NULL ? *b : (struct par_bucle){.chunk = 0};

    if (c.chunk == 0)
        c.chunk = c.reparto == PAR_DINAMICO ? par_chunksize(n, p->k) : 1;
    return reparte(p, f, ctx, w, c);
}
