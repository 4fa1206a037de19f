/* Todo lo que puede faltar, falta una vez: la n-ésima llamada de cada clase
 * falla, para cada n hasta que ya no hay n-ésima, durante la vida entera de
 * un pool. Lo que no sale bien lo tiene que decir, y lo demás tiene que
 * seguir sirviendo. De lo que quede sin soltar se encarga la celda. */
#include "par.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { N = 40 };

static const char *const clases[AV_CUANTAS] = {
    [AV_HILO] = "pthread_create", [AV_FORK] = "fork",
    [AV_MEMORIA] = "malloc",      [AV_TUBERIA] = "pipe o socketpair",
    [AV_MMAP] = "mmap",           [AV_DESCRIPTOR] = "memfd o pidfd",
};

static int suma_uno(const void *x, void *y)
{
    *(int *)y = *(const int *)x + 1;
    return 0;
}

static int muere(const void *x, void *y)
{
    (void)x;
    (void)y;
    return raise(SIGKILL);
}

/* ---- una vida entera, con algo que puede fallar ---- */

struct vida {
    struct par_pool *p;
    const char *que; /* para los mensajes */
    enum averia cual;
    int n;
    /* Los que nacen después son hijos de otro proceso, que lleva su propia
     * cuenta: lo que allí falla, aquí solo se ve porque algo sale mal. */
    bool nacen_fuera;
    bool mal;
};

/* Si sale mal, es porque ya ha habido una llamada que fallaba. */
static bool bien(struct vida *v, int r, const char *llamada)
{
    if (r == 0)
        return true;
    v->mal = true;
    exige(v->nacen_fuera || llamadas(v->cual) >= v->n,
          "%s, sin que falle nada, dice %d (%s)", llamada, r, v->que);
    exige(r == ENOMEM || r == EAGAIN || r == EMFILE || r >= PAR_MURIO,
          "%s, si falla %s número %d, dice %d (%s)", llamada,
          clases[v->cual], v->n, r, v->que);
    return false;
}

static void hace_mapa(struct vida *v)
{
    int x[N], y[N] = {0};

    for (int i = 0; i < N; i++)
        x[i] = i;
    if (bien(v, par_map(v->p, suma_uno, N, x, sizeof *x, y, sizeof *y, 3),
             "par_map"))
        for (int i = 0; i < N; i++)
            exige_entero(y[i], i + 1, "par_map, %s, resultado %d", v->que,
                         i);
}

static void hace_futuro(struct vida *v)
{
    int x = 6, y = 0;
    struct par_futuro f = {.ctx = NULL};
    struct par_trabajo t = {suma_uno, 1, &x, sizeof x, &y, sizeof y};

    if (!bien(v, par_envia(v->p, &f, &t), "par_envia"))
        return;
    exige_error(par_espera(&f, -1), 0, "par_espera(f, -1)");
    if (bien(v, par_error(&f), "par_error"))
        exige_entero(y, 7, "el resultado de un futuro, %s", v->que);
}

static int cuenta_hasta(void *ctx, void *x, size_t max, size_t *n)
{
    int *va = ctx;

    if (*va == N)
        return PAR_FIN;
    for (*n = 0; *n < max && *va < N; ++*n)
        ((int *)x)[*n] = (*va)++;
    return 0;
}

static void hace_imap(struct vida *v)
{
    struct par_imap_opciones o = {.chunk = 3, .ventana = 4};
    struct par_imap *it = NULL;
    int va = 0, y, r, i = 0;

    if (!bien(v,
              par_imap_crea(&it, v->p, suma_uno, cuenta_hasta, &va,
                            sizeof va, sizeof y, &o),
              "par_imap_crea")) {
        exige(it == NULL, "par_imap_crea ha fallado y ha cambiado *sale");
        return;
    }
    while ((r = par_imap_siguiente(it, &y)) != PAR_FIN && i < 3 * N)
        if (bien(v, r, "par_imap_siguiente"))
            exige(y > i && (i = y) <= N,
                  "par_imap_siguiente da %d después de %d", y, i);
        else if (i++ > N)
            break;
    par_imap_destruye(it);
}

/* Con procesos: uno muere, y se repone o no. */
static void hace_muerte(struct vida *v)
{
    int r = par_map(v->p, muere, 1, NULL, 0, NULL, 0, 1);

    if (r < PAR_MURIO)
        bien(v, r == 0 ? ENOSYS : r, "par_map de lo que muere");
    else
        exige(r == PAR_MURIO + SIGKILL || r == PAR_MURIO ||
                  v->nacen_fuera || llamadas(v->cual) >= v->n,
              "par_map de lo que muere dice %d (%s)", r, v->que);
}

/* Lo que se puede hacer con un pool. true si llegó a fallar algo. */
static bool vive(struct par_opciones o, enum averia cual, int n,
                 const char *que)
{
    struct vida v = {
        .que = que, .cual = cual, .n = n, .nacen_fuera = o.repone};
    int fds = descriptores_abiertos();

    averia(cual, n);
    if (bien(&v, par_crea(&v.p, &o), "par_crea")) {
        hace_mapa(&v);
        hace_futuro(&v);
        hace_imap(&v);
        if (strcmp(o.inicio, "hilo") != 0)
            hace_muerte(&v);
        hace_mapa(&v);
        par_suelta(v.p, par_pide(v.p, 100));
    } else {
        exige(v.p == NULL, "par_crea ha fallado y ha cambiado *sale");
    }
    par_destruye(v.p);
    bool hubo = v.mal || llamadas(cual) >= n;

    averia(cual, 0);
    exige_entero(descriptores_abiertos(), fds,
                 "descriptores abiertos, %s, si falla %s número %d", que,
                 clases[cual], n);
    exige_entero(hijos_sin_esperar(), 0,
                 "hijos sin esperar, %s, si falla %s número %d", que,
                 clases[cual], n);
    exige_entero(hilos_sin_unir(), 0,
                 "hilos sin unir, %s, si falla %s número %d", que,
                 clases[cual], n);
    return hubo;
}

static void barre(struct par_opciones o, enum averia cual, const char *que)
{
    int n = 1;

    while (n < 200 && vive(o, cual, n, que))
        n++;
    exige(n < 200, "no se acaban las llamadas a %s", clases[cual]);
}

void prueba_averias_hilos(void)
{
    static const enum averia de_hilos[] = {AV_HILO, AV_MEMORIA, AV_MMAP};
    struct par_opciones o = {.trabajadores = 3, .inicio = "hilo"};

    for (size_t i = 0; i < sizeof de_hilos / sizeof *de_hilos; i++)
        barre(o, de_hilos[i], "con hilos");
}

static const enum averia de_procesos[] = {
    AV_HILO, AV_FORK, AV_MEMORIA, AV_TUBERIA, AV_MMAP, AV_DESCRIPTOR};

void prueba_averias_procesos(void)
{
    struct par_opciones o = {
        .trabajadores = 2, .inicio = "fork", .arena = 1 << 20};

    for (size_t i = 0; i < sizeof de_procesos / sizeof *de_procesos; i++)
        barre(o, de_procesos[i], "con procesos");
}

void prueba_averias_que_se_reponen(void)
{
    struct par_opciones o = {.trabajadores = 2,
                             .inicio = "fork",
                             .arena = 1 << 20,
                             .repone = true};

    for (size_t i = 0; i < sizeof de_procesos / sizeof *de_procesos; i++)
        barre(o, de_procesos[i], "con procesos que se reponen");
}

/* ---- los tamaños ---- */

void prueba_tamanos_que_desbordan(void)
{
    struct par_opciones o = {.trabajadores = 2};
    struct par_imap_opciones oi = {.chunk = SIZE_MAX};
    struct par_imap *it = NULL;
    struct par_pool *p;
    int x[2] = {1, 2}, y[2] = {0}, va = 0;

    exige_error(par_crea(&p, &o), 0, "par_crea");
    exige_error(par_map(p, suma_uno, SIZE_MAX / 2, x, 4, y, 4, 1),
                EOVERFLOW, "par_map de más bytes de los que hay");
    exige_error(par_map(p, suma_uno, 3, x, SIZE_MAX / 2, y, 4, 1),
                EOVERFLOW, "par_map de elementos enormes");
    exige_error(par_map(p, suma_uno, 2, x, 4, y, 4, SIZE_MAX), 0,
                "par_map, con chunk = SIZE_MAX");
    exige(y[0] == 2 && y[1] == 3, "par_map, con chunk = SIZE_MAX: %d, %d",
          y[0], y[1]);
    exige_error(
        par_imap_crea(&it, p, suma_uno, cuenta_hasta, &va, 4, 4, &oi),
        EOVERFLOW, "par_imap_crea, con chunk = SIZE_MAX");
    oi = (struct par_imap_opciones){.chunk = 1, .ventana = SIZE_MAX};
    exige_error(
        par_imap_crea(&it, p, suma_uno, cuenta_hasta, &va, 4, 4, &oi),
        EOVERFLOW, "par_imap_crea, con ventana = SIZE_MAX");
    oi = (struct par_imap_opciones){.chunk = 2};
    exige_error(par_imap_crea(&it, p, suma_uno, cuenta_hasta, &va, SIZE_MAX,
                              4, &oi),
                EOVERFLOW, "par_imap_crea, con elementos enormes");
    exige(it == NULL && va == 0, "par_imap_crea ha fallado, y ha dejado "
                                 "algo o ha usado la fuente");
    exige(par_pide(p, SIZE_MAX) == NULL, "par_pide(p, SIZE_MAX) da algo");
    par_destruye(p);
}

static void pocos_elementos(const char *inicio)
{
    struct par_opciones o = {
        .trabajadores = 4, .inicio = inicio, .arena = 1 << 20};
    struct par_pool *p;
    static const size_t chunks[] = {0, 1, 2, 3, 1000};

    exige_error(par_crea(&p, &o), 0, "par_crea, «%s»", inicio);
    for (size_t n = 0; n <= 3; n++)
        for (size_t c = 0; c < sizeof chunks / sizeof *chunks; c++) {
            int x[3] = {4, 5, 6}, y[3] = {0};

            exige_error(par_map(p, suma_uno, n, x, 4, y, 4, chunks[c]), 0,
                        "par_map de %zu elementos, «%s», chunk %zu", n,
                        inicio, chunks[c]);
            for (size_t i = 0; i < 3; i++)
                exige_entero(y[i], i < n ? x[i] + 1 : 0,
                             "par_map de %zu elementos, «%s», chunk %zu: "
                             "resultado %zu",
                             n, inicio, chunks[c], i);
        }
    exige_error(par_map(p, suma_uno, 0, NULL, 4, NULL, 4, 0), 0,
                "par_map de nada");
    par_destruye(p);
}

void prueba_pocos_elementos(void)
{
    pocos_elementos("hilo");
    pocos_elementos("fork");
}

/* ---- usar lo que ya está cerrado ---- */

static int tramo(void *ctx, size_t desde, size_t hasta)
{
    atomic_fetch_add((atomic_size_t *)ctx, hasta - desde);
    return 0;
}

static void exige_cerrado(struct par_pool *p, const char *como)
{
    struct par_futuro f = {.ctx = NULL};
    struct par_trabajo t = {suma_uno, 0, NULL, 0, NULL, 0};
    struct par_imap *it = NULL;
    atomic_size_t hechos = 0;
    int x = 1, y = 0, va = 0;

    exige_error(par_map(p, suma_uno, 1, &x, 4, &y, 4, 0), EPIPE,
                "par_map, %s", como);
    exige_error(par_map(p, suma_uno, 0, &x, 4, &y, 4, 0), 0,
                "par_map de nada, %s", como);
    exige_error(par_para(p, tramo, &hechos, 3, NULL), EPIPE, "par_para, %s",
                como);
    exige_error(par_envia(p, &f, &t), EPIPE, "par_envia, %s", como);
    exige_error(
        par_imap_crea(&it, p, suma_uno, cuenta_hasta, &va, 4, 4, NULL),
        EPIPE, "par_imap_crea, %s", como);
    exige_error(par_reserva(p), EPIPE, "par_reserva, %s", como);
    exige(y == 0 && va == 0 && hechos == 0 && it == NULL,
          "con el pool cerrado (%s), se ha hecho algo", como);
}

static void usa_tras_cerrar(const char *inicio)
{
    struct par_opciones o = {
        .trabajadores = 2, .inicio = inicio, .arena = 1 << 20};
    struct par_pool *p;

    exige_error(par_crea(&p, &o), 0, "par_crea, «%s»", inicio);
    par_cierra(p);
    exige_cerrado(p, "cerrado");
    exige_error(par_une(p), 0, "par_une, cerrado");
    exige_cerrado(p, "cerrado y unido");
    par_termina(p);
    exige_cerrado(p, "terminado");
    exige_error(par_une(p), 0, "par_une, otra vez");
    par_destruye(p);
}

void prueba_usa_tras_cerrar(void)
{
    usa_tras_cerrar("hilo");
    usa_tras_cerrar("fork");
}

/* ---- un trabajo que encarga trabajo; dos pools ---- */

static struct par_pool *uno, *otro;

static int suma_del_otro(const void *x, void *y)
{
    int v[3] = {*(const int *)x, 10, 20}, w[3] = {0};
    int r = par_map(otro, suma_uno, 3, v, 4, w, 4, 1);

    *(int *)y = w[0] + w[1] + w[2];
    return r;
}

/* En un proceso: el pool que le dicen, que ya existía cuando nació. */
static int usa_el_pool(const void *x, void *y)
{
    struct par_pool *p = *(struct par_pool *const *)x;
    struct par_futuro f = {.ctx = NULL};
    struct par_trabajo t = {suma_uno, 0, NULL, 0, NULL, 0};
    int v = 1, *r = y;

    r[0] = par_map(p, suma_uno, 1, &v, 4, &v, 4, 1);
    r[1] = par_envia(p, &f, &t);
    r[2] = par_reserva(p);
    return 0;
}

static void exige_anidado(const char *que)
{
    int x[N], y[N] = {0};

    for (int i = 0; i < N; i++)
        x[i] = i;
    exige_error(par_map(uno, suma_del_otro, N, x, 4, y, 4, 1), 0, "%s",
                que);
    for (int i = 0; i < N; i++)
        exige_entero(y[i], i + 1 + 11 + 21, "%s, resultado %d", que, i);
}

void prueba_anida_y_cruza(void)
{
    struct par_opciones o = {.trabajadores = 2};

    exige_error(par_crea(&uno, &o), 0, "par_crea");
    otro = uno;
    exige_anidado("un map dentro de un map, en el mismo pool");
    exige_error(par_crea(&otro, &o), 0, "par_crea, otro");
    exige_anidado("un map dentro de un map, en otro pool");
    par_destruye(otro);
    o = (struct par_opciones){
        .trabajadores = 2, .inicio = "fork", .arena = 1 << 20};
    exige_error(par_crea(&otro, &o), 0, "par_crea, con procesos");
    exige_anidado("hilos que encargan a procesos");
    par_destruye(uno); /* el otro sigue */
    int r[3] = {0};

    exige_error(
        par_map(otro, usa_el_pool, 1, &otro, sizeof otro, r, sizeof r, 1),
        0, "un trabajador que usa su pool");
    exige_error(r[0], EDEADLK, "par_map, desde un proceso trabajador");
    exige_error(r[1], EDEADLK, "par_envia, desde un proceso trabajador");
    exige_error(r[2], EDEADLK, "par_reserva, desde un proceso trabajador");
    par_destruye(otro);
}
