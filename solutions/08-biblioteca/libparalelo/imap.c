#include "nucleo.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Un imap es un anillo de sitios. Cada trozo ocupa uno: sus entradas, las
 * pone la fuente en x; sus resultados, quien lo hace en y, y ahí se quedan
 * hasta que se entregan. Tres manecillas, que solo avanzan:
 *     entregados <= tomados <= metidos <= entregados + ventana
 * metidos y entregados las mueve quien consume; tomados, quienes hacen. */

enum { TANDA_MAX = 64, MIB = 1 << 20, MAX_VENTANA = 1 << 28 };
enum { MAX_AUTO = 8 * MIB }; /* bytes, si también se elige el trozo */

/* Un turno acabado: el sitio, y cómo ha ido. El bit VUELTA cambia cada vez
 * que el anillo da una: así no hay que borrar los avisos de la anterior. */
enum { VUELTA = 1, ESPERADO = 2, FALLO = 4, SITIO = 3 };

struct sitio {
    size_t n;  /* elementos del trozo */
    int error; /* si el aviso dice FALLO */
};

/* Quien hace trozos: un encargo que va a la cola si hay trabajo y no está
 * ya en ella, o haciéndolo. */
enum { LIBRE, MANDADA, SALIENDO };

struct mano {
    struct encargo e;
    struct par_imap *it;
    atomic_uint estado;
    /* Los turnos tomados y sin empezar: primero << 16 | cuántos. */
    _Alignas(LINEA) atomic_ullong rango;
};

/* Para elegir cuántas manos: el ritmo con pocas y con muchas. */
struct sondeo {
    double desde, ritmo[2];
    size_t hechos;
    int ahora, probando;    /* cuál de los dos; si es por probar */
    unsigned falta, espera; /* periodos hasta la próxima prueba */
};

struct par_imap {
    /* No cambian. */
    struct par_pool *p;
    par_funcion *f;
    par_fuente *fuente;
    void *ctx;
    size_t tx, ty;
    char *x, *y;
    size_t c;         /* elementos que caben en un sitio */
    uint64_t ventana; /* sitios */
    uint64_t mascara; /* de los dos anillos: potencia de dos - 1 */
    bool orden, autom;
    size_t k;
    struct sitio *sitio;
    atomic_uint *turno; /* de cada turno, su sitio */
    atomic_uint *aviso; /* de cada turno acabado, cómo */
    struct mano *mano;  /* k, y la de quien consume */
    /* De quien consume. */
    uint64_t entregados;
    uint64_t prestados; /* turnos entregados en la última tanda */
    uint64_t tope;      /* de la ventana, lo que se usa, */
    uint64_t minimo;    /* y lo menos que se usa */
    size_t llevo;       /* elementos del trozo a medio llenar */
    size_t trozo;       /* elementos por trozo, ahora */
    int fin;            /* 0: la fuente sigue; si no, lo que dijo */
    const char *resto;  /* lo que par_imap_siguiente no ha entregado */
    size_t quedan;
    double desde;  /* para ajusta: cuándo se miró, */
    size_t hechos; /* y los entregados desde entonces */
    bool ligero; /* los trozos duran tan poco que también los hace ella */
    struct sondeo sondeo;
    /* De todos. */
    _Alignas(LINEA) _Atomic uint64_t metidos;
    _Alignas(LINEA) _Atomic uint64_t tomados;
    _Alignas(LINEA) _Atomic uint64_t acabados; /* sin orden */
    _Alignas(LINEA) atomic_size_t manos; /* de las k, las que hacen falta */
};

/* ---- tomar ---- */

static uint64_t rango(uint64_t primero, uint64_t n)
{
    return primero << 16 | n;
}

/* El primero de un rango propio, que otro puede estar robando. */
static bool toma_propio(struct mano *m, uint64_t *turno)
{
    unsigned long long r = atomic_load(&m->rango);

    while ((r & 0xffff) > 0)
        if (atomic_compare_exchange_weak(&m->rango, &r,
                                         r + (1 << 16) - 1)) {
            *turno = r >> 16;
            return true;
        }
    return false;
}

/* La mitad de atrás de lo que otro ha tomado y no ha empezado. */
static bool roba(struct par_imap *it, struct mano *m)
{
    for (size_t i = 0; i <= it->k; i++) {
        struct mano *de = &it->mano[i];
        unsigned long long r = atomic_load(&de->rango), n;

        while ((n = r & 0xffff) > 0) {
            uint64_t mitad = (n + 1) / 2;
            if (atomic_compare_exchange_weak(&de->rango, &r, r - mitad)) {
                atomic_store(&m->rango,
                             rango((r >> 16) + n - mitad, mitad));
                return true;
            }
        }
    }
    return false;
}

static uint64_t tanda(struct par_imap *it, const struct mano *m, uint64_t n)
{
    uint64_t b = n / (2 * it->k);

    if (m == &it->mano[it->k] || b < 1)
        return 1;
    return b < TANDA_MAX ? b : TANDA_MAX;
}

/* Vecinos de los que no ha tomado nadie. */
static bool toma_tanda(struct par_imap *it, struct mano *m)
{
    uint64_t t = atomic_load(&it->tomados), n, b;

    while ((n = atomic_load(&it->metidos) - t) > 0) {
        b = tanda(it, m, n);
        if (atomic_compare_exchange_weak(&it->tomados, &t, t + b)) {
            atomic_store(&m->rango, rango(t, b));
            return true;
        }
    }
    return false;
}

/* Sin orden, los anillos dan la vuelta sin esperar al más lento: el sitio
 * hay que leerlo antes de que el turno sea de alguien. */
static bool toma_suelto(struct par_imap *it, unsigned *sitio)
{
    uint64_t t = atomic_load(&it->tomados);

    while (t != atomic_load(&it->metidos)) {
        *sitio = atomic_load(&it->turno[t & it->mascara]);
        if (atomic_compare_exchange_weak(&it->tomados, &t, t + 1))
            return true;
    }
    return false;
}

static bool toma(struct par_imap *it, struct mano *m, uint64_t *turno,
                 unsigned *sitio)
{
    if (!it->orden)
        return toma_suelto(it, sitio);
    while (!toma_propio(m, turno))
        if (!toma_tanda(it, m) && !roba(it, m))
            return false;
    *sitio = atomic_load_explicit(&it->turno[*turno & it->mascara],
                                  memory_order_relaxed);
    return true;
}

/* ---- hacer ---- */

/* El bit que tendrá el aviso de ese turno. */
static unsigned vuelta(const struct par_imap *it, uint64_t turno)
{
    return (turno & (it->mascara + 1)) == 0 ? VUELTA : 0;
}

static void avisa(struct par_imap *it, uint64_t turno, unsigned sitio,
                  int r)
{
    atomic_uint *a;

    if (!it->orden)
        turno = atomic_fetch_add(&it->acabados, 1);
    if (r != 0)
        it->sitio[sitio].error = r;
    a = &it->aviso[turno & it->mascara];
    if (atomic_exchange(a, sitio << SITIO | (r != 0 ? FALLO : 0) |
                               vuelta(it, turno)) &
        ESPERADO)
        par__despierta(a, 1);
}

/* Un trozo, si queda alguno que nadie haya empezado. Con t == NULL no se
 * hace: acaba con error. */
static bool haz_uno(struct par_imap *it, struct mano *m,
                    struct trabajador *t, int error)
{
    uint64_t turno = 0;
    unsigned sitio;

    if (!toma(it, m, &turno, &sitio))
        return false;
    if (t != NULL) {
        size_t i = sitio * it->c;
        struct par_trabajo w = {
            it->f,  it->sitio[sitio].n, it->x + i * it->tx,
            it->tx, it->y + i * it->ty, it->ty};
        error = par__haz(t, &w);
    }
    avisa(it, turno, sitio, error);
    return true;
}

/* Si hay trozos que no ha tomado nadie. */
static bool hay(struct par_imap *it)
{
    return atomic_load(&it->metidos) != atomic_load(&it->tomados);
}

/* Si esa mano está de más. */
static bool sobra(struct par_imap *it, const struct mano *m)
{
    return (size_t)(m - it->mano) >= atomic_load(&it->manos);
}

/* Quien se va lo dice antes de mirar por última vez; quien mete mira
 * después de meter. Uno de los dos ve al otro. Lo último que toca de it es
 * ese estado: quien lo vea LIBRE puede liberarlo. */
static bool sale(struct par_imap *it, struct mano *m)
{
    unsigned v = SALIENDO;

    atomic_store(&m->estado, SALIENDO);
    if ((hay(it) && !sobra(it, m)) ||
        !atomic_compare_exchange_strong(&m->estado, &v, LIBRE)) {
        atomic_store(&m->estado, MANDADA);
        return false;
    }
    par__despierta(&m->estado, 1);
    return true;
}

/* Sobra, y no ha tomado nada que tenga que hacer antes de irse. */
static bool de_mas(struct par_imap *it, struct mano *m)
{
    return sobra(it, m) && (atomic_load(&m->rango) & 0xffff) == 0;
}

/* Otro podrá seguir donde lo deja el que ha perdido su proceso. */
static void participa(struct encargo *e, struct trabajador *t, int error)
{
    struct mano *m = (struct mano *)(void *)e;
    struct par_imap *it = m->it;
    struct par_pool *p = it->p;

    for (int vueltas = 0;;) {
        if (t != NULL && (error = par__parado(t)) != 0)
            t = NULL;
        if (t != NULL && !par__vive(t) && par__manda(p, e, true) == 0)
            return;
        if (!(t != NULL && de_mas(it, m)) && haz_uno(it, m, t, error))
            vueltas = 0;
        else if (t != NULL && vueltas++ < VUELTAS && !sobra(it, m) &&
                 par__cola_cuantos(&p->cola) == 0)
            par__pausa();
        else if (sale(it, m))
            break;
    }
    par_devuelve(p);
}

/* ---- mandar ---- */

/* Cada mano mandada tiene su reserva: la devuelve al salir. */
static int manda(struct par_imap *it, struct mano *m)
{
    int r;

    atomic_store(&m->estado, MANDADA);
    atomic_fetch_add(&it->p->reservas, 1);
    r = par__manda(it->p, &m->e, true);
    if (r != 0) {
        atomic_store(&m->estado, LIBRE);
        par_devuelve(it->p);
    }
    return r;
}

/* Que haya quien haga los nuevos. */
static int llama(struct par_imap *it, uint64_t nuevos)
{
    int r = 0;

    for (size_t i = 0; nuevos > 0 && r == 0; i++) {
        struct mano *m = &it->mano[i];
        if (sobra(it, m))
            break;
        unsigned v = atomic_load(&m->estado);

        if (v == SALIENDO &&
            atomic_compare_exchange_strong(&m->estado, &v, MANDADA))
            v = MANDADA;
        if (v == LIBRE) {
            r = manda(it, m);
            nuevos--;
        }
    }
    return r;
}

/* Lo que quede lo harán entre todas: sin reserva no se podrá llamar a
 * más. */
static void acaba(struct par_imap *it, int r)
{
    if (it->fin == 0) {
        atomic_store(&it->manos, it->k);
        llama(it, atomic_load(&it->metidos) - atomic_load(&it->tomados));
        par_devuelve(it->p);
    }
    it->fin = r;
}

static void mete(struct par_imap *it, uint64_t nuevos)
{
    int r;

    if (nuevos == 0)
        return;
    atomic_store(&it->metidos, atomic_load(&it->metidos) + nuevos);
    r = llama(it, nuevos);
    if (r == 0)
        return;
    while (haz_uno(it, &it->mano[it->k], NULL, r))
        ;
    if (it->fin == 0)
        acaba(it, PAR_FIN);
}

/* ---- sacar de la fuente ---- */

static uint64_t fuera(const struct par_imap *it)
{
    return atomic_load_explicit(&it->metidos, memory_order_relaxed) -
           it->entregados;
}

static unsigned sitio_de(const struct par_imap *it, uint64_t turno)
{
    return atomic_load_explicit(&it->turno[turno & it->mascara],
                                memory_order_relaxed);
}

/* ¿Van más deprisa pocas manos, o muchas? Se prueba lo que no se está
 * haciendo, cada vez más de tarde en tarde mientras no gane. */
static int sondea(struct sondeo *s, double t)
{
    if (t - s->desde < 1e-3)
        return s->ahora;
    s->ritmo[s->ahora] = (double)s->hechos / (t - s->desde);
    s->desde = t;
    s->hechos = 0;
    if (!s->probando && s->falta > 0) {
        s->falta--;
        return s->ahora;
    }
    if (s->probando) {
        bool gana = s->ritmo[s->ahora] > s->ritmo[!s->ahora];
        s->espera = gana ? 4 : s->espera < 64 ? 2 * s->espera : 64;
        s->falta = s->espera;
    }
    s->probando = !s->probando;
    if (s->probando || s->ritmo[s->ahora] < s->ritmo[!s->ahora])
        s->ahora = !s->ahora;
    return s->ahora;
}

/* Con trozos ligeros, quien consume es una mano más; y quizá baste. */
static void elige_manos(struct par_imap *it, double t)
{
    size_t k = it->k, muchas = k > 1 ? k - 1 : 1;

    it->ligero =
        it->autom && it->orden && it->trozo > 1 && it->p->procesos == NULL;
    it->sondeo.hechos += it->hechos;
    if (it->ligero)
        k = sondea(&it->sondeo, t) ? muchas : 0;
    if (it->fin == 0 && atomic_load(&it->manos) != k)
        atomic_store(&it->manos, k);
}

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Hacia lo que convendría, sin pasar de doblar. */
static size_t acerca(size_t v, double bien, size_t a, size_t b)
{
    bien = bien < 2 * (double)v ? bien : 2 * (double)v;
    return bien < (double)a ? a : bien < (double)b ? (size_t)bien : b;
}

/* Según lo que se va entregando: trozos de unos 50 microsegundos, con los
 * que mandarlos no cuesta y nadie acaba tarde por uno; y en la ventana, los
 * de 4 milisegundos, que es lo que un hilo puede pasar sin su núcleo. */
static void ajusta(struct par_imap *it)
{
    double t = ahora(), ritmo;

    if (t - it->desde < 1e-4)
        return;
    ritmo = (double)it->hechos / (t - it->desde);
    if (it->autom)
        it->trozo =
            acerca(it->trozo, ritmo * 50e-6 / (double)it->k, 1, it->c);
    it->tope = acerca(it->tope, ritmo * 4e-3 / (double)it->trozo,
                      it->minimo, it->ventana);
    elige_manos(it, t);
    it->desde = t;
    it->hechos = 0;
}

/* Cuántos elementos caben seguidos a partir de ese sitio: de una vez, un
 * cuarto de la ventana, para que mientras tanto se vayan haciendo. */
static size_t caben(const struct par_imap *it, unsigned sitio)
{
    uint64_t n = it->tope - fuera(it), cuarto = it->tope / 4;

    if (!it->orden || it->trozo < it->c)
        return it->trozo;
    if (n > it->ventana - sitio)
        n = it->ventana - sitio;
    if (n > cuarto)
        n = cuarto > 0 ? cuarto : 1;
    return n * it->c;
}

/* Apunta los trozos que forman n elementos seguidos; el último, a medias,
 * solo si es lo que hay. */
static uint64_t trocea(struct par_imap *it, unsigned sitio, bool todo)
{
    uint64_t nuevos = 0;

    while (it->llevo >= it->trozo || (todo && it->llevo > 0)) {
        size_t n = it->llevo < it->trozo ? it->llevo : it->trozo;
        if (it->sitio[sitio].n != n)
            it->sitio[sitio].n = n;
        it->llevo -= n;
        sitio++;
        nuevos++;
    }
    return nuevos;
}

/* Una llamada a la fuente. Con trozos a elegir, si nadie tiene qué hacer no
 * se espera a llenar uno. */
static void saca(struct par_imap *it)
{
    uint64_t turno = atomic_load(&it->metidos);
    unsigned sitio = sitio_de(it, turno);
    size_t n = 0;
    int r;

    if (par__estado(it->p) == TERMINATE) {
        acaba(it, PAR_FIN);
        return;
    }
    r = it->fuente(it->ctx, it->x + (sitio * it->c + it->llevo) * it->tx,
                   caben(it, sitio) - it->llevo, &n);
    it->llevo += n;
    mete(it, trocea(it, sitio,
                    r != 0 ||
                        (it->autom && atomic_load(&it->tomados) == turno)));
    if (r != 0 && it->fin == 0)
        acaba(it, r);
}

static bool cabe(const struct par_imap *it, uint64_t tope)
{
    return it->fin == 0 && fuera(it) < tope;
}

/* ---- entregar ---- */

static bool listo(const struct par_imap *it, uint64_t turno, unsigned *a)
{
    *a = atomic_load(&it->aviso[turno & it->mascara]);
    return (*a & VUELTA) == vuelta(it, turno);
}

/* Lo entregado la otra vez deja sitio al turno de una ventana después. */
static void recupera(struct par_imap *it)
{
    for (; it->prestados > 0; it->prestados--) {
        uint64_t t = it->entregados++;
        unsigned s = atomic_load_explicit(&it->aviso[t & it->mascara],
                                          memory_order_relaxed) >>
                     SITIO;
        t += it->ventana;
        it->hechos += it->sitio[s].n;
        if (sitio_de(it, t) != s)
            atomic_store_explicit(&it->turno[t & it->mascara], s,
                                  memory_order_relaxed);
    }
}

static bool ayuda(struct par_imap *it)
{
    struct trabajador este = {.pool = it->p}, *yo = par__yo(it->p),
                      *t = yo != NULL ? yo : &este;
    bool libre = it->orden && (it->ligero ||
                               atomic_load(&it->tomados) == it->entregados);
    int r = par__parado(t);

    if (it->p->procesos != NULL || (yo == NULL && !libre))
        return false;
    return haz_uno(it, &it->mano[it->k], r == 0 ? t : NULL, r) ||
           (yo != NULL && par__ayuda(it->p));
}

/* Espera un poco a que ese turno acabe. */
static void aguarda(struct par_imap *it, uint64_t turno)
{
    atomic_uint *a = &it->aviso[turno & it->mascara];
    unsigned v;

    /* Cada mirada le quita la línea a quien está escribiendo avisos: mejor
     * pocas, y que vaya por delante. */
    for (int n = 1; n < VUELTAS; n *= 2) {
        if (listo(it, turno, &v))
            return;
        for (int i = 0; i < n; i++)
            par__pausa();
    }
    v = atomic_fetch_or(a, ESPERADO);
    if ((v & VUELTA) != vuelta(it, turno))
        par__duerme(a, v | ESPERADO, NULL);
}

/* Los listos y seguidos, desde ese; hasta un cuarto de la ventana. */
static size_t reune(struct par_imap *it, unsigned a)
{
    unsigned s = a >> SITIO;
    size_t n = it->sitio[s].n;

    it->prestados = 1;
    while (it->prestados < it->tope / 4 && it->sitio[s].n == it->c &&
           listo(it, it->entregados + it->prestados, &a) && !(a & FALLO) &&
           a >> SITIO == s + 1) {
        n += it->sitio[++s].n;
        it->prestados++;
    }
    return n;
}

int par_imap_tanda(struct par_imap *it, const void **y, size_t *n)
{
    unsigned a;
    int r;

    if (it->quedan > 0) {
        *y = it->resto;
        *n = it->quedan;
        it->quedan = 0;
        return 0;
    }
    recupera(it);
    if ((it->autom || it->minimo < it->ventana) && it->llevo == 0)
        ajusta(it);
    while (!listo(it, it->entregados, &a)) {
        if (it->ligero && hay(it) && ayuda(it))
            continue;
        if (cabe(it, it->tope)) {
            saca(it);
        } else if (fuera(it) == 0) {
            r = it->fin;
            it->fin = PAR_FIN;
            return r;
        } else if (!ayuda(it)) {
            aguarda(it, it->entregados);
        }
    }
    while (cabe(it, it->tope / 2))
        saca(it);
    if (a & FALLO) {
        it->prestados = 1;
        return it->sitio[a >> SITIO].error;
    }
    *n = reune(it, a);
    *y = it->y + (a >> SITIO) * it->c * it->ty;
    return 0;
}

int par_imap_siguiente(struct par_imap *it, void *y)
{
    if (it->quedan == 0) {
        const void *q;
        int r = par_imap_tanda(it, &q, &it->quedan);

        if (r != 0)
            return r;
        it->resto = q;
    }
    if (it->ty > 0)
        memcpy(y, it->resto, it->ty);
    it->resto += it->ty;
    it->quedan--;
    return 0;
}

/* ---- nacer y morir ---- */

static uint64_t entre(uint64_t a, uint64_t v, uint64_t b)
{
    return v < a ? a : v > b ? b : v;
}

static uint64_t potencia(uint64_t n)
{
    uint64_t p = 1;

    while (p < n)
        p *= 2;
    return p;
}

/* Trozo y ventana: los pedidos, o los que quepan en 1 MiB, o en 8. */
static int dimensiona(struct par_imap *it,
                      const struct par_imap_opciones *o)
{
    size_t t = it->tx + it->ty, total;
    uint64_t k2 = 2 * it->k, v = o->ventana;

    it->autom = o->chunk == 0;
    it->c = o->chunk;
    if (t < it->tx)
        return EOVERFLOW;
    t += t == 0;
    if (v == 0 && it->autom)
        v = entre(k2, MAX_AUTO / t, potencia(k2 > 32 ? k2 : 32));
    else if (v == 0)
        v = entre(k2, MIB / t / o->chunk, MIB);
    if (v > MAX_VENTANA)
        return EOVERFLOW;
    if (it->autom)
        it->c = entre(1, MAX_AUTO / t / v, MIB);
    it->ventana = v;
    it->tope = it->minimo = o->ventana == 0 && v > k2 ? k2 : v;
    it->trozo = it->autom ? 1 : it->c;
    it->mascara = potencia(v) - 1;
    return __builtin_mul_overflow(v, it->c, &total) ||
                   __builtin_mul_overflow(total, t, &total)
               ? EOVERFLOW
               : 0;
}

static void suelta_datos(struct par_imap *it)
{
    if (it->y != NULL)
        par_suelta(it->p, it->y);
    if (it->x != NULL)
        par_suelta(it->p, it->x);
    it->x = it->y = NULL;
}

/* Si en la arena no caben tantos trozos tan grandes, menores. */
static bool reserva_datos(struct par_imap *it)
{
    do {
        size_t n = it->ventana * it->c;
        it->x = par_pide(it->p, n * it->tx + (it->tx == 0));
        it->y = par_pide(it->p, n * it->ty + (it->ty == 0));
        if (it->x != NULL && it->y != NULL)
            return true;
        suelta_datos(it);
    } while (it->autom && (it->c /= 2) > 0);
    return false;
}

static bool reserva_memoria(struct par_imap *it)
{
    size_t r = it->mascara + 1;

    it->sitio = calloc(it->ventana, sizeof *it->sitio);
    it->turno = calloc(r, sizeof *it->turno);
    it->aviso = calloc(r, sizeof *it->aviso);
    it->mano = aligned_alloc(LINEA, (it->k + 1) * sizeof *it->mano);
    return it->sitio != NULL && it->turno != NULL && it->aviso != NULL &&
           it->mano != NULL && reserva_datos(it);
}

static void libera(struct par_imap *it)
{
    suelta_datos(it);
    free(it->mano);
    free(it->aviso);
    free(it->turno);
    free(it->sitio);
    free(it);
}

static void prepara(struct par_imap *it)
{
    for (unsigned s = 0; s < it->ventana; s++)
        atomic_init(&it->turno[s], s);
    for (size_t i = 0; i <= it->k; i++) {
        struct mano *m = &it->mano[i];

        m->e.corre = participa;
        m->it = it;
        atomic_init(&m->estado, LIBRE);
        atomic_init(&m->rango, 0);
    }
    atomic_init(&it->manos, it->k);
    it->desde = ahora();
    it->sondeo = (struct sondeo){
        .desde = it->desde, .ahora = 1, .falta = 2, .espera = 4};
}

int par_imap_crea(struct par_imap **sale, struct par_pool *p,
                  par_funcion *f, par_fuente *fuente, void *ctx, size_t tx,
                  size_t ty, const struct par_imap_opciones *o)
{
    static const struct par_imap_opciones corriente;
    struct par_imap *it = aligned_alloc(LINEA, sizeof *it);
    int r;

    if (it == NULL)
        return ENOMEM;
    memset(it, 0, sizeof *it);
    it->p = p;
    it->f = f;
    it->fuente = fuente;
    it->ctx = ctx;
    it->tx = tx;
    it->ty = ty;
    it->k = (size_t)par_tamano(p);
    it->orden = o == NULL || !o->sin_orden;
    r = dimensiona(it, o != NULL ? o : &corriente);
    if (r == 0 && !reserva_memoria(it))
        r = ENOMEM;
    if (r == 0)
        r = par_reserva(p);
    if (r != 0) {
        libera(it);
        return r;
    }
    prepara(it);
    while (cabe(it, it->tope))
        saca(it);
    *sale = it;
    return 0;
}

/* Lo que nadie ha empezado, ya no se hará. */
static void abandona(struct par_imap *it)
{
    atomic_store(&it->tomados, atomic_load(&it->metidos));
    for (size_t i = 0; i < it->k; i++)
        atomic_store(&it->mano[i].rango, 0);
}

void par_imap_destruye(struct par_imap *it)
{
    if (it == NULL)
        return;
    abandona(it);
    for (size_t i = 0; i < it->k; i++) {
        atomic_uint *a = &it->mano[i].estado;

        for (unsigned v; (v = atomic_load(a)) != LIBRE;)
            if (par__yo(it->p) == NULL || !par__ayuda(it->p))
                par__duerme(a, v, NULL);
    }
    if (it->fin == 0)
        par_devuelve(it->p);
    libera(it);
}
