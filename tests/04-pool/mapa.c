/* pool_map: los mismos resultados que el bucle, en orden; y sus errores. */
#include "mapa.h"

#include "ayuda.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------- valores ------ */

enum { N = 1000, W_MAX = 63, RELLENO = 0x5a };

struct par {
    int32_t a, b;
};
struct trio {
    int64_t producto;
    int32_t suma, resta;
};

static int opera(const void *entrada, void *salida)
{
    const struct par *x = entrada;
    struct trio *y = salida;

    y->producto = (int64_t)x->a * x->b;
    y->suma = x->a + x->b;
    y->resta = x->a - x->b;
    return 0;
}

static int siempre_siete(const void *entrada, void *salida)
{
    *(int *)salida = entrada == NULL ? 7 : 8;
    return 0;
}

static int comprueba_par(const void *entrada, void *salida)
{
    const struct par *x = entrada;

    return salida == NULL && x->b == 3 * x->a ? 0 : 5;
}

/* Los vectores llevan un elemento de más, que no debe tocarse. */
static void compara(struct pool *p, size_t n, size_t chunksize)
{
    static struct par x[N + 1];
    static struct trio y[N + 1];
    unsigned char relleno[sizeof y[0]];

    memset(relleno, RELLENO, sizeof relleno);
    memset(y, RELLENO, sizeof y);
    for (size_t i = 0; i <= n; i++)
        x[i] = (struct par){(int32_t)i, 3 * (int32_t)i};
    exige_fin(
        pool_map(p, opera, n, x, sizeof x[0], y, sizeof y[0], chunksize), 0,
        "pool_map de %zu elementos en trozos de %zu", n, chunksize);
    for (size_t i = 0; i < n; i++) {
        struct trio e = {3 * (int64_t)i * (int64_t)i, 4 * (int32_t)i,
                         -2 * (int32_t)i};

        exige(
            y[i].producto == e.producto && y[i].suma == e.suma &&
                y[i].resta == e.resta,
            "pool_map de %zu elementos en trozos de %zu: el resultado %zu "
            "no es el de su elemento (producto %lld en vez de %lld)",
            n, chunksize, i, (long long)y[i].producto,
            (long long)e.producto);
    }
    exige(memcmp(&y[n], relleno, sizeof y[n]) == 0,
          "pool_map de %zu elementos en trozos de %zu ha escrito más allá "
          "del último resultado",
          n, chunksize);
}

static void sin_un_vector(struct pool *p)
{
    int y[10] = {0};
    struct par x[10];

    exige_fin(pool_map(p, siempre_siete, 10, NULL, 0, y, sizeof y[0], 3), 0,
              "pool_map, con tam_entrada 0");
    for (int i = 0; i < 10; i++) {
        exige_entero(y[i], 7, "pool_map, con tam_entrada 0, resultado %d",
                     i);
        x[i] = (struct par){i, 3 * i};
    }
    exige_fin(pool_map(p, comprueba_par, 10, x, sizeof x[0], NULL, 0, 3), 0,
              "pool_map, con tam_salida 0");
    exige_fin(pool_map(p, opera, 0, NULL, 8, NULL, 16, 0), 0,
              "pool_map, de cero elementos");
    exige_fin(pool_map(p, opera, 0, x, sizeof x[0], y, sizeof y[0], 1), 0,
              "pool_map, de cero elementos en trozos de uno");
}

void mapa_iguala_al_bucle(struct pool *p)
{
    static const size_t largo[] = {1, 2, 7, 24, 25, 100, N};

    for (size_t i = 0; i < sizeof largo / sizeof largo[0]; i++) {
        size_t n = largo[i];
        size_t chunksize[] = {0, 1, 3, n, n + 5, SIZE_MAX};

        for (size_t j = 0; j < 6; j++)
            compara(p, n, chunksize[j]);
    }
    sin_un_vector(p);
}

static struct pool *pool;

static void *muchos_mapas(void *arg)
{
    int64_t base = *(int *)arg;
    struct par x[50];
    struct trio y[50];

    for (int v = 0; v < 20; v++) {
        for (int i = 0; i < 50; i++)
            x[i] = (struct par){(int32_t)(base + v), i};
        exige_fin(
            pool_map(pool, opera, 50, x, sizeof x[0], y, sizeof y[0], 4), 0,
            "pool_map, desde dos hilos a la vez");
        for (int i = 0; i < 50; i++)
            exige_entero(y[i].producto, (base + v) * i,
                         "pool_map, desde dos hilos a la vez, resultado %d",
                         i);
    }
    return NULL;
}

void prueba_map_valores(void)
{
    int base[2] = {1000, 2000};

    pool = nuevo(3, "hilo");
    mapa_iguala_al_bucle(pool);
    struct hilo *a = lanza(muchos_mapas, &base[0]);
    struct hilo *b = lanza(muchos_mapas, &base[1]);

    recoge(a, "veinte mapas de un hilo");
    recoge(b, "veinte mapas de otro hilo");
    acaba(pool);
}

/* ------------------------------------------------------- trozos ------- */

static atomic_char primero[N + 1];

/* Falla siempre: así, de cada trozo solo se llama para su primer elemento,
 * y se ve dónde empieza. */
static int marca(const void *entrada, void *salida)
{
    (void)salida;
    atomic_fetch_add(&primero[*(const int *)entrada], 1);
    return 9;
}

static void exige_trozos(int w, int n, size_t chunksize)
{
    static int x[N];
    size_t c = chunksize == 0 ? pool_chunksize((size_t)n, w) : chunksize;

    memset(primero, 0, sizeof primero);
    for (int i = 0; i < n; i++)
        x[i] = i;
    exige_fin(pool_map(pool, marca, (size_t)n, x, sizeof x[0], NULL, 0,
                       chunksize),
              9, "pool_map, con una función que siempre devuelve 9");
    for (int i = 0; i < n; i++)
        exige_entero(
            primero[i], (size_t)i % c == 0,
            "pool_map de %d elementos entre %d, en trozos de %zu: trozos "
            "que empiezan en el elemento %d",
            n, w, c, i);
}

static void los_trozos_que_manda(void)
{
    static const int largo[] = {1, 9, 64, 100, N};

    for (int w = 1; w <= W_MAX; w = w * 2 + 1) {
        pool = nuevo(w, "hilo");
        for (size_t i = 0; i < sizeof largo / sizeof largo[0]; i++) {
            exige_trozos(w, largo[i], 0);
            exige_trozos(w, largo[i], 7);
        }
        acaba(pool);
    }
}

/* ------------------------------------------------------- errores ------ */

static atomic_int llamadas_a_f;

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cambia = PTHREAD_COND_INITIALIZER;
static bool sigue; /* lo guarda m */

/* El elemento 0 no falla hasta que alguien ha llegado al 2: con dos
 * trabajadores, es quien hizo el 1, que ya ha fallado y ha avisado. */
static int falla_en_desorden(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    (void)salida;
    atomic_fetch_add(&llamadas_a_f, 1);
    pthread_mutex_lock(&m);
    if (i == 2) {
        sigue = true;
        pthread_cond_broadcast(&cambia);
    }
    while (i == 0 && !sigue)
        pthread_cond_wait(&cambia, &m);
    pthread_mutex_unlock(&m);
    return i == 0 || i == 1 || i == 7 ? 100 + i : 0;
}

static void el_error_del_primero(void)
{
    int x[8] = {0, 1, 2, 3, 4, 5, 6, 7};

    pool = nuevo(2, "hilo");
    exige_fin(
        pool_map(pool, falla_en_desorden, 8, x, sizeof x[0], NULL, 0, 1),
        100,
        "pool_map, si el trozo 1 falla con 101 y después el 0 con 100");
    exige_entero(llamadas_a_f, 8,
                 "llamadas a f, si fallan tres trozos de ocho");
    acaba(pool);
    pool = nuevo(1, "hilo"); /* uno detrás de otro */
    exige_fin(
        pool_map(pool, falla_en_desorden, 7, x + 1, sizeof x[0], NULL, 0,
                 1),
        101,
        "pool_map, si un trozo falla con 101 y otro posterior con 107");
    acaba(pool);
}

static int retiene_al_tres(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    if (i == 3)
        reja_entra();
    *(int *)salida = i;
    return 0;
}

static int resultado[6];

static void *mapa_de_seis(void *arg)
{
    int x[6] = {0, 1, 2, 3, 4, 5};

    *(int *)arg = pool_map(pool, retiene_al_tres, 6, x, sizeof x[0],
                           resultado, sizeof resultado[0], 1);
    return NULL;
}

static void espera_a_todos(void)
{
    int r = -1;

    pool = nuevo(2, "hilo");
    reja_cierra();
    struct hilo *h = lanza(mapa_de_seis, &r);

    reja_espera(1, "pool_map, el cuarto elemento de seis");
    exige(observa(h) == DUERME,
          "pool_map, con un elemento de seis sin acabar: se esperaba que "
          "durmiera, y %s",
          que_hace(h));
    reja_abre();
    recoge(h, "pool_map, con seis elementos");
    exige_fin(r, 0, "pool_map, con seis elementos");
    for (int i = 0; i < 6; i++)
        exige_entero(resultado[i], i, "pool_map, resultado %d", i);
    acaba(pool);
}

static int entra(const void *entrada, void *salida)
{
    (void)entrada;
    (void)salida;
    reja_entra();
    return 0;
}

static void *mapa_retenido(void *arg)
{
    *(int *)arg = pool_map(pool, entra, 4, NULL, 0, NULL, 0, 1);
    return NULL;
}

/* Un pool de uno, con su trabajador tras la reja: la próxima espera, y la
 * próxima reserva de memoria, son del mapa. */
static void ocupa(struct aviso *a)
{
    struct pool_trozo t = {
        .f = entra, .n = 1, .acabado = aviso_da, .ctx = a};

    *a = (struct aviso){0};
    pool = nuevo(1, "hilo");
    reja_cierra();
    exige_fin(pool_envia(pool, &t), 0, "pool_envia");
    reja_espera(1, "un trozo y un trabajador");
}

static void espurio(void)
{
    struct aviso a;
    int r = -1;

    ocupa(&a);
    averia(AV_ESPURIO, 1);
    struct hilo *h = lanza(mapa_retenido, &r);
    enum que_hace hace = observa(h);

    averia(AV_ESPURIO, 0);
    exige(hace == DUERME,
          "pool_map, con el trabajador ocupado: pthread_cond_wait vuelve "
          "sin que nadie avise (POSIX lo permite), y %s sin que haya "
          "acabado ningún trozo",
          que_hace(h));
    reja_abre();
    recoge(h, "pool_map, con cuatro elementos");
    exige_fin(r, 0, "pool_map, con cuatro elementos");
    aviso_espera(&a, 0, "un trozo suelto");
    acaba(pool);
}

/* Quita la avería; false si no ha llegado a haber n-ésima llamada: un pool
 * puede no reservar nada para un mapa. */
static bool fallo(enum averia cual, int n)
{
    bool si = llamadas(cual) >= n;

    averia(cual, 0);
    return si;
}

/* Falla la n-ésima reserva de memoria: si alguno se mandó, se espera. */
static void sin_memoria(void)
{
    struct aviso a;
    int r = -1;

    ocupa(&a);
    averia(AV_MEMORIA, 4); /* hay para mandar dos trozos */
    struct hilo *h = lanza(mapa_retenido, &r);
    enum que_hace hace = observa(h);
    int error = fallo(AV_MEMORIA, 4) ? ENOMEM : 0;

    exige(
        hace == DUERME,
        "pool_map de cuatro trozos, sin memoria para mandarlos todos: hay "
        "dos en la cola, y %s sin esperarlos",
        que_hace(h));
    reja_abre();
    recoge(h, "pool_map, sin memoria para mandarlo todo");
    exige_fin(r, error, "pool_map, sin memoria para mandarlo todo");
    aviso_espera(&a, 0, "un trozo suelto");
    acaba(pool);
}

static void sin_nada_que_esperar(void)
{
    pool = nuevo(2, "hilo");
    averia(AV_MEMORIA, 1);
    int r = pool_map(pool, marca, 6, resultado, sizeof resultado[0], NULL,
                     0, 1);

    exige_fin(r, fallo(AV_MEMORIA, 1) ? ENOMEM : 9,
              "pool_map, sin memoria");
    pool_cierra(pool);
    exige_fin(pool_map(pool, marca, 6, resultado, sizeof resultado[0], NULL,
                       0, 1),
              EPIPE, "pool_map, ya cerrado");
    exige_fin(pool_map(pool, marca, 0, NULL, 1, NULL, 0, 1), 0,
              "pool_map de cero elementos, ya cerrado");
    acaba(pool);
}

void prueba_map_errores(void)
{
    los_trozos_que_manda();
    el_error_del_primero();
    sin_nada_que_esperar();
    espera_a_todos();
    espurio();
    sin_memoria();
}
