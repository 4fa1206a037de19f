/* Los futuros y el imap: lo que no miran las pruebas de las prácticas 5 y
 * 6, que también los juzgan a través de un adaptador. */
#include "par.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct par_pool *pool;

static void abre(int k, const char *inicio)
{
    struct par_opciones o = {.trabajadores = k, .inicio = inicio};

    exige_error(par_crea(&pool, &o), 0, "par_crea de %d, %s", k, inicio);
}

/* ---- puertas ---- */

static sem_t dentro, puerta;

static void pon_puertas(void)
{
    sem_init(&dentro, 0, 0);
    sem_init(&puerta, 0, 0);
}

static void pasa(sem_t *s)
{
    while (sem_wait(s) != 0)
        ;
}

static int espera_en_la_puerta(const void *x, void *y)
{
    (void)x;
    (void)y;
    sem_post(&dentro);
    pasa(&puerta);
    return 0;
}

static int quien(const void *x, void *y)
{
    (void)x;
    *(pthread_t *)y = pthread_self();
    return 0;
}

static void manda(struct par_futuro *f, par_funcion *fn, const void *x,
                  size_t tx, void *y, size_t ty)
{
    struct par_trabajo t = {fn, 1, x, tx, y, ty};

    exige_error(par_envia(pool, f, &t), 0, "par_envia");
}

/* El único trabajador, parado en la puerta. */
static void para_al_trabajador(struct par_futuro *f)
{
    pon_puertas();
    manda(f, espera_en_la_puerta, NULL, 0, NULL, 0);
    pasa(&dentro);
}

/* ---- futuros ---- */

void prueba_vuelo_quien_espera_ayuda(void)
{
    struct par_futuro a = {0}, b = {0};
    pthread_t hecho;

    abre(1, "hilo");
    para_al_trabajador(&a);
    manda(&b, quien, NULL, 0, &hecho, sizeof hecho);
    exige_error(par_espera(&b, 0), ETIMEDOUT, "par_espera, plazo 0");
    exige_error(par_espera(&b, 0.01), ETIMEDOUT,
                "par_espera con plazo, que no ayuda");
    exige_error(par_espera(&b, -1), 0, "par_espera sin plazo");
    exige(pthread_equal(hecho, pthread_self()),
          "con el trabajador ocupado, par_espera sin plazo no lo ha hecho");
    sem_post(&puerta);
    exige_error(par_espera(&a, 1e30), 0, "par_espera, con 1e30 s de plazo");
    par_destruye(pool);
}

/* La tarea no la puede hacer quien la espera (tendría cogido lo que ella
 * quiere): con plazo, aunque sea INFINITY, no la hace. */
static pthread_t quien_espera;

static int que_no_sea_quien_espera(const void *x, void *y)
{
    (void)x;
    (void)y;
    return pthread_equal(pthread_self(), quien_espera) ? EDEADLK : 0;
}

void prueba_vuelo_con_plazo_no_ayuda(void)
{
    enum { N = 100 };
    struct par_futuro f[N] = {{0}};

    abre(2, "hilo");
    quien_espera = pthread_self();
    for (int i = 0; i < N; i++)
        manda(&f[i], que_no_sea_quien_espera, NULL, 0, NULL, 0);
    for (int i = N - 1; i >= 0; i--) {
        exige_error(par_espera(&f[i], INFINITY), 0,
                    "par_espera, con plazo INFINITY");
        exige_error(par_error(&f[i]), 0,
                    "la tarea, que no puede hacer quien la espera");
    }
    par_destruye(pool);
}

struct espera {
    struct par_futuro *f;
    double s;
    int r;
};

static void *espera(void *arg)
{
    struct espera *e = arg;

    e->r = par_espera(e->f, e->s);
    return NULL;
}

/* Todos los que esperan a uno despiertan, con plazo y sin él. */
void prueba_vuelo_despierta_a_todos(void)
{
    struct par_futuro f = {0};
    struct espera e[4];
    struct hilo *h[4];

    abre(1, "hilo");
    para_al_trabajador(&f);
    for (int i = 0; i < 4; i++) {
        e[i] = (struct espera){&f, i % 2 == 0 ? -1 : 1e9, -7};
        h[i] = lanza(espera, &e[i]);
        exige(observa(h[i]) == DUERME, "par_espera no duerme: %s",
              que_hace(h[i]));
    }
    sem_post(&puerta);
    for (int i = 0; i < 4; i++) {
        recoge(h[i], "par_espera");
        exige_error(e[i].r, 0, "par_espera, el %d de cuatro", i);
    }
    par_destruye(pool);
}

static int fib(const void *x, void *y)
{
    long n = *(const long *)x, a = n - 1, b = n - 2, fa = 0, fb = 0;
    struct par_futuro f = {0};

    if (n < 2) {
        *(long *)y = n;
        return 0;
    }
    manda(&f, fib, &a, sizeof a, &fa, sizeof fa);
    fib(&b, &fb);
    par_espera(&f, -1);
    *(long *)y = fa + fb;
    return par_error(&f);
}

void prueba_vuelo_anidado(void)
{
    for (int k = 1; k <= 3; k++) {
        struct par_futuro f = {0};
        long n = 15, y = 0;

        abre(k, "hilo");
        manda(&f, fib, &n, sizeof n, &y, sizeof y);
        exige_error(par_espera(&f, -1), 0, "par_espera");
        exige_entero(y, 610, "fib(15), con %d trabajadores", k);
        par_destruye(pool);
    }
}

static atomic_int avisos, ultimo_aviso;

static void anota(struct par_futuro *f, int error)
{
    (void)f;
    ultimo_aviso = error;
    avisos++;
}

static int no_empieces(struct par_futuro *f)
{
    return *(int *)f->ctx;
}

void prueba_vuelo_cancela(void)
{
    int motivo = 555;
    struct par_futuro a = {0}, b = {.acabado = anota},
                      c = {.empieza = no_empieces, .ctx = &motivo};
    pthread_t y;

    memset(&y, 0, sizeof y);
    abre(1, "hilo");
    para_al_trabajador(&a);
    manda(&b, quien, NULL, 0, &y, sizeof y);
    manda(&c, quien, NULL, 0, &y, sizeof y);
    exige_error(par_cancela(&a), EBUSY, "par_cancela de uno en marcha");
    exige_error(par_cancela(&b), 0, "par_cancela de uno que espera");
    exige_error(par_cancela(&b), 0, "par_cancela, otra vez");
    exige(!par_listo(&b), "cancelado, y acaba antes de su turno");
    sem_post(&puerta);
    exige_error(par_espera(&c, 1e9), 0, "par_espera");
    exige_error(par_error(&b), ECANCELED, "par_error del cancelado");
    exige_error(par_error(&c), 555, "par_error, si empieza dice que no");
    exige_error(par_cancela(&b), EBUSY, "par_cancela de uno acabado");
    exige_error(par_error(&a), 0, "par_error del que estaba en marcha");
    exige_entero(avisos, 1, "veces que se ha avisado del cancelado");
    exige_error(ultimo_aviso, ECANCELED, "el aviso del cancelado");
    par_destruye(pool);
}

enum { SUELTOS = 5000 };

static void libera(struct par_futuro *f, int error)
{
    exige_error(error, 0, "el aviso");
    free(f);
    avisos++;
}

static int nada(const void *x, void *y)
{
    (void)x;
    (void)y;
    return 0;
}

/* Con AddressSanitizer: nadie toca el futuro después del aviso. */
void prueba_vuelo_libera_al_acabar(void)
{
    abre(2, "hilo");
    for (int i = 0; i < SUELTOS; i++) {
        struct par_futuro *f = calloc(1, sizeof *f);

        exige(f != NULL, "calloc");
        f->acabado = libera;
        manda(f, nada, NULL, 0, NULL, 0);
    }
    par_cierra(pool);
    exige_error(par_une(pool), 0, "par_une");
    exige_entero(avisos, SUELTOS, "avisos");
    par_destruye(pool);
}

/* Ni después de que lo vea hecho quien espera, aunque esté en su pila. */
void prueba_vuelo_en_la_pila(void)
{
    abre(2, "hilo");
    for (int i = 0; i < SUELTOS; i++) {
        struct par_futuro *f = calloc(1, sizeof *f);

        exige(f != NULL, "calloc");
        manda(f, nada, NULL, 0, NULL, 0);
        par_espera(f, i % 2 == 0 ? -1 : 1e9);
        free(f);
    }
    par_destruye(pool);
}

/* ---- imap ---- */

enum { FALLO = 77, FIN_MALO = 55, CADA = 101, CUAL = 7 };

struct numeros {
    long n, va, entregados, tope; /* n < 0: no se acaba; tope 0: no hay */
    size_t de;                    /* como mucho, de una vez; 0: max */
    int final;
    bool acabo;
};

static int numeros(void *ctx, void *x, size_t max, size_t *n)
{
    struct numeros *s = ctx;
    long *v = x;

    exige(!s->acabo, "se llama a la fuente después de su final");
    exige(max > 0, "se llama a la fuente con max = 0");
    if (s->de > 0 && s->de < max)
        max = s->de;
    for (*n = 0; *n < max && s->va != s->n; ++*n)
        v[*n] = s->va++;
    if (s->tope > 0)
        exige(s->va - s->entregados <= s->tope,
              "sacados %ld y entregados %ld: en la ventana caben %ld",
              s->va, s->entregados, s->tope);
    s->acabo = s->va == s->n;
    return s->acabo ? s->final : 0;
}

static int cuadrado(const void *x, void *y)
{
    long v = *(const long *)x;

    *(long *)y = v * v;
    return 0;
}

static int cuadrado_o_fallo(const void *x, void *y)
{
    cuadrado(x, y);
    return *(const long *)x % CADA == CUAL ? FALLO : 0;
}

static struct par_imap *crea(par_funcion *f, struct numeros *s,
                             struct par_imap_opciones o)
{
    struct par_imap *it = NULL;

    exige_error(par_imap_crea(&it, pool, f, numeros, s, sizeof(long),
                              sizeof(long), &o),
                0, "par_imap_crea(chunk %zu, ventana %zu)", o.chunk,
                o.ventana);
    return it;
}

/* Los que diga el azar: con uno, par_imap_siguiente. */
static int toma(struct par_imap *it, const long **v, size_t *n)
{
    static long y;
    const void *q;
    int r;

    if (azar(2) == 0) {
        *n = 1;
        *v = &y;
        return par_imap_siguiente(it, &y);
    }
    r = par_imap_tanda(it, &q, n);
    if (r == 0)
        exige(*n > 0, "par_imap_tanda ha dado 0 resultados");
    *v = q;
    return r;
}

static void apunta(char *visto, long n, long y)
{
    long i = 0;

    while (i < n && i * i != y)
        i++;
    exige(i < n && !visto[i], "%ld no es de nadie, o ha salido dos veces",
          y);
    visto[i] = 1;
}

/* Todos, cada uno una vez; en orden, si lo hay; un trozo con error se lleva
 * los suyos; y al final, el de la fuente. */
static void recorre(struct par_imap_opciones o, long n, int final,
                    size_t de)
{
    struct numeros s = {.n = n,
                        .final = final,
                        .de = de,
                        .tope = (long)(o.chunk * o.ventana)};
    struct par_imap *it = crea(cuadrado_o_fallo, &s, o);
    char *visto = calloc((size_t)n + 1, 1);
    const long *v;
    long antes = -1;
    size_t m;
    int r;

    exige(visto != NULL, "calloc");
    while ((r = toma(it, &v, &m)) == 0 || r == FALLO) {
        s.entregados += r == 0 ? (long)m : (long)o.chunk;
        for (size_t i = 0; r == 0 && i < m; i++) {
            apunta(visto, n, v[i]);
            exige(o.sin_orden || v[i] > antes, "%ld detrás de %ld", v[i],
                  antes);
            antes = v[i];
        }
    }
    exige_entero(r, final, "con qué acaba");
    for (long i = 0; i < n; i++)
        exige(visto[i] || o.chunk != 1 || i % CADA == CUAL,
              "falta el %ld, con chunk %zu y ventana %zu", i, o.chunk,
              o.ventana);
    exige_entero(par_imap_siguiente(it, &antes), PAR_FIN, "después");
    par_imap_destruye(it);
    free(visto);
}

static void recorre_todos(const char *inicio)
{
    static const size_t c[] = {0, 1, 1, 2, 7, 64},
                        v[] = {0, 0, 1, 2, 3, 16}, d[] = {0, 1, 5};

    for (int k = 1; k <= 3; k++) {
        abre(k, inicio);
        for (int i = 0; i < 40; i++) {
            struct par_imap_opciones o = {c[azar(6)], v[azar(6)],
                                          azar(2) == 0};

            recorre(o, (long)azar(azar(2) == 0 ? 20 : 800),
                    azar(2) == 0 ? PAR_FIN : FIN_MALO, d[azar(3)]);
        }
        par_destruye(pool);
    }
}

void prueba_vuelo_imap_hilos(void)
{
    recorre_todos("hilo");
}

void prueba_vuelo_imap_procesos(void)
{
    recorre_todos("fork");
}

enum { MUCHOS = 200 };
static atomic_int hechos;

/* El primero no acaba hasta que se han hecho todos los demás: también los
 * que haya tomado con él su trabajador. */
static int el_primero_el_ultimo(const void *x, void *y)
{
    if (*(const long *)x == 0)
        pasa(&puerta);
    else if (atomic_fetch_add(&hechos, 1) == MUCHOS - 2)
        sem_post(&puerta);
    return cuadrado(x, y);
}

void prueba_vuelo_imap_se_roba(void)
{
    for (int i = 0; i < 20; i++) {
        struct numeros s = {.n = MUCHOS, .final = PAR_FIN};
        struct par_imap_opciones o = {.chunk = 1, .ventana = MUCHOS};
        struct par_imap *it;
        long y;

        pon_puertas();
        hechos = 0;
        abre(2, "hilo");
        it = crea(el_primero_el_ultimo, &s, o);
        for (long j = 0; j < MUCHOS; j++) {
            exige_error(par_imap_siguiente(it, &y), 0, "el %ld", j);
            exige_entero(y, j * j, "el %ld", j);
        }
        par_imap_destruye(it);
        par_destruye(pool);
    }
}

static int consume(const void *x, void *y)
{
    struct numeros s = {.n = 50, .final = PAR_FIN};
    struct par_imap *it = crea(
        cuadrado, &s,
        (struct par_imap_opciones){.chunk = 1,
                                   .ventana = 4,
                                   .sin_orden = *(const long *)x % 2 == 0});
    long z, suma = 0;

    while (par_imap_siguiente(it, &z) == 0)
        suma += z;
    par_imap_destruye(it);
    *(long *)y = suma;
    return 0;
}

/* Tantos imap a la vez como trabajadores, y más, dentro de ellos. */
void prueba_vuelo_imap_anidado(void)
{
    for (int k = 1; k <= 3; k++) {
        long x[8], y[8];

        for (long i = 0; i < 8; i++)
            x[i] = i;
        abre(k, "hilo");
        exige_error(
            par_map(pool, consume, 8, x, sizeof *x, y, sizeof *y, 1), 0,
            "par_map de ocho que consumen un imap cada uno");
        for (int i = 0; i < 8; i++)
            exige_entero(y[i], 40425, "suma de 50 cuadrados, el %d", i);
        par_destruye(pool);
    }
}

/* Con trozos a elegir, quien consume los hace también, y los trabajadores van
 * y vienen: no se pierde ninguno, también si se cierra a mitad. */
static int lento_a_ratos(const void *x, void *y)
{
    long v = *(const long *)x;

    for (volatile int i = v / 300000 % 2 == 1 ? 2000 : 0; i > 0; i--)
        ;
    return cuadrado(x, y);
}

void prueba_vuelo_imap_entre_todos(void)
{
    enum { N = 1000000 };

    for (int k = 1; k <= 3; k++) {
        struct numeros s = {.n = N, .final = PAR_FIN};
        struct par_imap *it;
        const void *q;
        size_t n;

        abre(k, "hilo");
        it = crea(lento_a_ratos, &s, (struct par_imap_opciones){0});
        while (par_imap_tanda(it, &q, &n) == 0) {
            for (size_t i = 0; i < n; i++, s.entregados++)
                exige(((const long *)q)[i] == s.entregados * s.entregados,
                      "el resultado %ld no es el suyo", s.entregados);
            if (s.entregados > N / 2)
                par_cierra(pool);
        }
        exige_entero(s.entregados, N, "entregados, con %d", k);
        exige_error(par_une(pool), 0, "par_une");
        par_imap_destruye(it);
        par_destruye(pool);
    }
}

/* Sin decir la ventana, nunca hay dentro más de 1 MiB, o de 8 si tampoco se
 * dice el trozo; y de una fuente sin fin se puede uno marchar. */
void prueba_vuelo_imap_sin_fin(void)
{
    static const struct par_imap_opciones o[] = {
        {0}, {.chunk = 1}, {.sin_orden = true}, {.chunk = 1000}};

    for (size_t i = 0; i < sizeof o / sizeof o[0]; i++) {
        struct numeros s = {
            .n = -1, .tope = (o[i].chunk > 0 ? 1 << 20 : 8 << 20) / 16};
        struct par_imap *it;
        const void *q;
        size_t n;

        abre(2, "hilo");
        it = crea(cuadrado, &s, o[i]);
        while (s.entregados < 300000) {
            exige_error(par_imap_tanda(it, &q, &n), 0, "par_imap_tanda");
            s.entregados += (long)n;
        }
        par_imap_destruye(it);
        par_destruye(pool);
    }
}

void prueba_vuelo_imap_desborda(void)
{
    struct par_imap *it = NULL;
    struct numeros s = {.final = PAR_FIN};
    static const struct par_imap_opciones o[] = {
        {.chunk = SIZE_MAX / 2, .ventana = 4},
        {.chunk = SIZE_MAX, .ventana = 1},
        {.ventana = SIZE_MAX},
    };

    abre(1, "hilo");
    for (size_t i = 0; i < sizeof o / sizeof o[0]; i++)
        exige_error(
            par_imap_crea(&it, pool, cuadrado, numeros, &s, 8, 8, &o[i]),
            EOVERFLOW, "par_imap_crea(chunk %zu, ventana %zu)", o[i].chunk,
            o[i].ventana);
    exige_error(
        par_imap_crea(&it, pool, cuadrado, numeros, &s, SIZE_MAX, 8, NULL),
        EOVERFLOW, "par_imap_crea, con elementos de SIZE_MAX");
    exige(it == NULL, "par_imap_crea ha fallado y ha cambiado *sale");
    par_cierra(pool);
    exige_error(par_une(pool), 0, "par_une: no queda ninguna reserva");
    par_destruye(pool);
}

/* Al terminar el pool, una fuente sin fin se acaba: cada trozo, su error. */
void prueba_vuelo_imap_terminado(void)
{
    struct numeros s = {.n = -1};
    struct par_imap *it;
    long y;
    int r;

    abre(2, "hilo");
    it = crea(cuadrado, &s, (struct par_imap_opciones){.chunk = 1});
    exige_error(par_imap_siguiente(it, &y), 0, "par_imap_siguiente");
    par_termina(pool);
    while ((r = par_imap_siguiente(it, &y)) != PAR_FIN)
        exige(r == 0 || r == ECANCELED || r == EPIPE,
              "par_imap_siguiente, después de par_termina: %d", r);
    par_imap_destruye(it);
    par_destruye(pool);
}
