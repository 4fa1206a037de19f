/* Los problemas de los capítulos 4 a 7, con cualquier número de hilos. */
#define _GNU_SOURCE
#include "pragmas.h"

#include "cita.h"
#include "gomp.h"
#include "proc.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <math.h>
#include <omp.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N = 1000, K_MAX = 4, RELLENO = 0x5a };

static atomic_int llamadas_a_f;

/* ------------------------------------------------------- el mapa ------ */

struct par {
    int32_t a, b;
};

static int opera(const void *entrada, void *salida)
{
    const struct par *x = entrada;

    atomic_fetch_add(&llamadas_a_f, 1);
    *(int64_t *)salida = (int64_t)x->a * x->b;
    return 0;
}

static int mira_entrada(const void *entrada, void *salida)
{
    const struct par *x = entrada;

    (void)salida;
    atomic_fetch_add(&llamadas_a_f, 1);
    return x->b == 3 * x->a ? 0 : 5;
}

/* Los vectores llevan un elemento de más, que no debe tocarse. */
static void compara(size_t n, size_t chunksize, int hilos)
{
    static struct par x[N + 1];
    static int64_t y[N + 1];
    int64_t relleno;

    memset(&relleno, RELLENO, sizeof relleno);
    memset(y, RELLENO, sizeof y);
    for (size_t i = 0; i <= n; i++)
        x[i] = (struct par){(int32_t)i, 3 * (int32_t)i};
    atomic_store(&llamadas_a_f, 0);
    exige_error(
        pragmas_map(opera, n, x, sizeof *x, y, sizeof *y, chunksize), 0,
        "pragmas_map de %zu elementos, chunksize %zu, %d hilos", n,
        chunksize, hilos);
    exige_entero(atomic_load(&llamadas_a_f), n,
                 "llamadas a f en pragmas_map de %zu elementos, chunksize "
                 "%zu, %d hilos",
                 n, chunksize, hilos);
    for (size_t i = 0; i < n; i++)
        exige_entero(y[i], 3 * (int64_t)i * (int64_t)i,
                     "resultado %zu de pragmas_map de %zu elementos, "
                     "chunksize %zu, %d hilos",
                     i, n, chunksize, hilos);
    exige(y[n] == relleno,
          "pragmas_map de %zu elementos ha escrito más allá del último", n);
    exige_error(
        pragmas_map(mira_entrada, n, x, sizeof *x, NULL, 0, chunksize), 0,
        "pragmas_map de %zu elementos sin salidas", n);
}

void prueba_mapa_valores(void)
{
    static const size_t n[] = {0, 1, 2, 7, N};

    for (int k = 1; k <= K_MAX; k++) {
        omp_set_num_threads(k);
        for (size_t i = 0; i < sizeof n / sizeof *n; i++)
            for (size_t c = 0; c <= 9; c += 3)
                compara(n[i], c, k);
    }
}

static struct cita *a_la_vez;
static struct puerta *los_demas;
static struct quienes *en_el_trozo[2];
static atomic_int hechos;

enum { ELEMENTOS = 12, TROZO = 3 };

/* El elemento 0 no acaba hasta que estén hechos todos los que no son de su
 * trozo: los tiene que tomar el otro. */
static int espera_a_los_demas(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    (void)salida;
    if (i / TROZO < 2)
        quienes_apunta(en_el_trozo[i / TROZO]);
    if (i % TROZO == 0)
        cita_entra(a_la_vez);
    if (i == 0)
        return puerta_espera(los_demas) ? 0 : 7;
    if (i >= TROZO && atomic_fetch_add(&hechos, 1) + 1 == ELEMENTOS - TROZO)
        puerta_abre(los_demas);
    return 0;
}

/* chunksize 0 es uno: el elemento 1 lo hace otro, mientras espera el 0. */
static int espera_al_siguiente(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    (void)salida;
    if (i == 1)
        puerta_abre(los_demas);
    return i != 0 || puerta_espera(los_demas) ? 0 : 7;
}

void prueba_mapa_trozos(void)
{
    int x[ELEMENTOS];

    for (int i = 0; i < ELEMENTOS; i++)
        x[i] = i;
    a_la_vez = cita_crea(2);
    los_demas = puerta_crea();
    en_el_trozo[0] = quienes_crea();
    en_el_trozo[1] = quienes_crea();
    omp_set_num_threads(2);
    int r = pragmas_map(espera_a_los_demas, ELEMENTOS, x, sizeof *x, NULL,
                        0, TROZO);
    exige(
        cita_cumplida(a_la_vez),
        "pragmas_map con 2 hilos: nunca ha habido 2 llamadas a f a la vez");
    exige(
        r == 0,
        "pragmas_map de %d elementos, chunksize %d, 2 hilos: mientras uno "
        "sigue con el primero, el otro no ha tomado los demás",
        ELEMENTOS, TROZO);
    for (int t = 0; t < 2; t++)
        exige_entero(quienes_cuantos(en_el_trozo[t]), 1,
                     "hilos que han hecho el trozo %d, de %d elementos "
                     "seguidos",
                     t, TROZO);
    los_demas = puerta_crea();
    exige_error(pragmas_map(espera_al_siguiente, ELEMENTOS, x, sizeof *x,
                            NULL, 0, 0),
                0,
                "pragmas_map con chunksize 0 (de uno en uno) y 2 hilos: "
                "mientras uno sigue con el primero, el otro no ha tomado "
                "el segundo");
}

static atomic_bool hecho[N];
static struct puerta *falla_el_500, *se_pide_el_ultimo;

/* Fallan el 10, el 500 y el último, y no en ese orden: el 10 espera a que
 * falle el 500, y el último lo hace quien ya ha acabado el 10, porque el otro
 * hilo no sale del anterior hasta que alguien lo pide. Ni el primer error
 * que se ve ni el último son los del primer elemento. */
static int falla_a_veces(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    (void)salida;
    atomic_store(&hecho[i], true);
    if (i == 500)
        puerta_abre(falla_el_500);
    if (i == N - 1)
        puerta_abre(se_pide_el_ultimo);
    if (i == 10)
        return puerta_espera(falla_el_500) ? 110 : 999;
    if (i == N - 2)
        return puerta_espera(se_pide_el_ultimo) ? 0 : 998;
    return i == 500 ? 50 : i == N - 1 ? 9 : 0;
}

static int falla_el_tres(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    (void)salida;
    atomic_store(&hecho[i], true);
    return i == 3 ? 33 : 0;
}

static void todos_hechos(const char *cuando)
{
    for (int i = 0; i < N; i++)
        exige(atomic_load(&hecho[i]),
              "%s: el elemento %d no se ha hecho, y un error no detiene a "
              "los "
              "demás",
              cuando, i);
}

void prueba_mapa_errores(void)
{
    static int x[N];

    for (int i = 0; i < N; i++)
        x[i] = i;
    for (int k = 1; k <= K_MAX; k++) {
        memset(hecho, 0, sizeof hecho);
        omp_set_num_threads(k);
        exige_error(pragmas_map(falla_el_tres, N, x, sizeof *x, NULL, 0, 1),
                    33, "pragmas_map, si falla el elemento 3, con %d hilos",
                    k);
        todos_hechos("pragmas_map, si falla el elemento 3");
    }
    memset(hecho, 0, sizeof hecho);
    falla_el_500 = puerta_crea();
    se_pide_el_ultimo = puerta_crea();
    omp_set_num_threads(2);
    exige_entero(
        pragmas_map(falla_a_veces, N, x, sizeof *x, NULL, 0, 1), 110,
        "pragmas_map, si fallan los elementos 10, 500 y 999 con los "
        "errores 110, 50 y 9");
    todos_hechos("pragmas_map, si fallan tres");
}

/* --------------------------------------------------- las sumas -------- */

static double con_cita(double x)
{
    atomic_fetch_add(&llamadas_a_f, 1);
    cita_entra(a_la_vez);
    return x;
}

static double inversa(double x)
{
    return 1 / x;
}

void prueba_suma(void)
{
    static double x[N];

    for (int i = 0; i < N; i++)
        x[i] = i - 7;
    for (int k = 1; k <= K_MAX; k++) {
        a_la_vez = cita_crea(k);
        atomic_store(&llamadas_a_f, 0);
        omp_set_num_threads(k);
        exige_real(pragmas_suma(con_cita, x, N),
                   N * (N - 1) / 2.0 - 7.0 * N, 0,
                   "pragmas_suma de los enteros de -7 a %d, con %d hilos",
                   N - 8, k);
        exige_entero(atomic_load(&llamadas_a_f), N,
                     "llamadas a f en pragmas_suma con %d hilos", k);
        exige(
            cita_cumplida(a_la_vez),
            "pragmas_suma con %d hilos: como mucho ha habido %d llamadas a "
            "f a la vez",
            k, cita_maximo(a_la_vez));
        exige_real(pragmas_suma(inversa, x, 0), 0, 0,
                   "pragmas_suma de ningún elemento");
    }
}

static double en_trozos(double (*f)(double), const double *x, size_t n)
{
    double s = 0;

    for (size_t t = 0; t < n; t += PRAGMAS_TROZO) {
        double p = 0;

        for (size_t i = t; i < n && i < t + PRAGMAS_TROZO; i++)
            p += f(x[i]);
        s += p;
    }
    return s;
}

static uint64_t bits(double x)
{
    union {
        double real;
        uint64_t bits;
    } u = {.real = x};

    return u.bits;
}

void prueba_suma_fija(void)
{
    static double x[5000];
    static const size_t n[] = {0, 1, 255, 256, 257, 4999, 5000};

    for (size_t i = 0; i < 5000; i++)
        x[i] = 0.1 + (double)(i * 7919 % 5000);
    for (int k = 1; k <= K_MAX; k++) {
        omp_set_num_threads(k);
        for (size_t j = 0; j < sizeof n / sizeof *n; j++) {
            double e = en_trozos(inversa, x, n[j]), s = NAN;

            exige_error(pragmas_suma_fija(inversa, x, n[j], &s), 0,
                        "pragmas_suma_fija de %zu elementos", n[j]);
            exige(bits(s) == bits(e),
                  "pragmas_suma_fija de %zu elementos con %d hilos: se "
                  "esperaba %.17g, bit a bit, y ha salido %.17g",
                  n[j], k, e, s);
        }
    }
    double s = NAN, e = en_trozos(inversa, x, 5000);
    averia(AV_MEMORIA, 1);
    int r = pragmas_suma_fija(inversa, x, 5000, &s);
    averia(AV_MEMORIA, 0);
    exige(r == ENOMEM || (r == 0 && bits(s) == bits(e)),
          "pragmas_suma_fija sin memoria devuelve %d y deja %g", r, s);
    a_la_vez = cita_crea(2);
    omp_set_num_threads(2);
    pragmas_suma_fija(con_cita, x, 5000, &s);
    exige(cita_cumplida(a_la_vez),
          "pragmas_suma_fija con 2 hilos: nunca ha "
          "habido 2 llamadas a f a la vez");
}

static double negada(double x)
{
    cita_entra(a_la_vez);
    return -x;
}

static void pico(const char *que, const double *x, size_t n, size_t espera)
{
    for (int k = 1; k <= K_MAX; k++) {
        a_la_vez = cita_crea(n < (size_t)k ? (int)n : k);
        omp_set_num_threads(k);
        exige_entero(pragmas_pico(negada, x, n), espera,
                     "pragmas_pico, %s, con %d hilos", que, k);
        exige(cita_cumplida(a_la_vez),
              "pragmas_pico con %d hilos: como mucho ha habido %d llamadas "
              "a f a la vez",
              k, cita_maximo(a_la_vez));
    }
}

void prueba_pico(void)
{
    double x[120];

    for (int i = 0; i < 120; i++)
        x[i] = 5 + (i * 37) % 120;
    pico("con un máximo y todos los valores negativos", x, 120, 0);
    x[0] = 500;
    x[119] = 1;
    pico("con el máximo al final", x, 120, 119);
    x[40] = x[80] = 1;
    pico("con tres máximos iguales, en 40, 80 y 119", x, 120, 40);
    for (int i = 0; i < 120; i++)
        x[i] = INFINITY;
    pico("si todos son -INFINITY", x, 120, 0);
    pico("con un solo elemento", x, 1, 0);
}

/* ---------------------------------------------------- la cuenta ------- */

void prueba_cuenta(void)
{
    static unsigned char x[20000];
    long e[256], c[256];

    for (int k = 1; k <= K_MAX; k++) {
        memset(e, 0, sizeof e);
        memset(c, RELLENO, sizeof c);
        for (int i = 0; i < 20000; i++) {
            x[i] = (unsigned char)(i % 3 == 0 ? ' ' : i * i % 251);
            e[x[i]]++;
        }
        e[255] += x[19999] != 255;
        e[x[19999]] -= x[19999] != 255;
        x[19999] = 255;
        omp_set_num_threads(k);
        pragmas_cuenta(x, 20000, c);
        for (int b = 0; b < 256; b++)
            exige_entero(c[b], e[b],
                         "veces que pragmas_cuenta ve el byte %d, con %d "
                         "hilos",
                         b, k);
    }
}

/* ---------------------------------------------------- en orden -------- */

static struct puerta *entregado_el_cero;
static atomic_int entregando, entregados, quien_hace_el_tres;

/* El hilo que ha calculado el 3 se ha dormido: espera su turno. */
static bool duerme_el_tres(void)
{
    struct proc_hilo a, b;
    pid_t tid = atomic_load(&quien_hace_el_tres);

    return tid != 0 && proc_mira(getpid(), tid, &a) && proc_duerme(&a) &&
           proc_mira(getpid(), tid, &b) && proc_duerme(&b) &&
           a.cambios == b.cambios;
}

/* Con dos hilos. El 0 y el 1 se calculan a la vez; el 1 no acaba hasta que
 * se ha entregado el 0; y el 2, hasta que el 3 ya ha querido entregarse. */
static int calcula(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    if (i < 2)
        cita_entra(a_la_vez);
    if (i == 1 && !puerta_espera(entregado_el_cero))
        return 77;
    if (i == 3)
        atomic_store(&quien_hace_el_tres, (int)gettid());
    while (i == 2 && atomic_load(&entregados) < 3 && !duerme_el_tres())
        sched_yield();
    *(long *)salida = (long)i * i;
    return i == 5 ? 15 : 0;
}

static void recibe(void *ctx, int error, const void *y)
{
    int yo = atomic_load(&entregados);

    exige(atomic_fetch_add(&entregando, 1) == 0,
          "dos entregas a la vez: tienen que ir una detrás de otra");
    exige(ctx == &entregados, "entrega no recibe su ctx");
    exige(error != 77, "el elemento 0 está calculado y no se ha entregado "
                       "mientras se calculaba el 1");
    exige_entero(error, yo == 5 ? 15 : 0, "error en la entrega número %d",
                 yo);
    if (error == 0)
        exige_entero(*(const long *)y, (long)yo * yo,
                     "resultado en la entrega número %d", yo);
    atomic_fetch_sub(&entregando, 1);
    if (atomic_fetch_add(&entregados, 1) == 0)
        puerta_abre(entregado_el_cero);
}

void prueba_en_orden(void)
{
    int x[60];

    for (int i = 0; i < 60; i++)
        x[i] = i;
    a_la_vez = cita_crea(2);
    entregado_el_cero = puerta_crea();
    omp_set_num_threads(2);
    exige_error(pragmas_en_orden(calcula, 60, x, sizeof *x, sizeof(long),
                                 recibe, &entregados),
                0, "pragmas_en_orden de 60 elementos con 2 hilos");
    exige_entero(atomic_load(&entregados), 60,
                 "entregas de pragmas_en_orden, de 60 elementos");
    exige(cita_cumplida(a_la_vez),
          "pragmas_en_orden con 2 hilos: el elemento "
          "0 y el 1 no se han calculado a la vez");
    atomic_store(&entregados, 0);
    exige_error(pragmas_en_orden(calcula, 0, x, sizeof *x, sizeof(long),
                                 recibe, &entregados),
                0, "pragmas_en_orden de ningún elemento");
    exige_error(pragmas_en_orden(calcula, 0, x, sizeof *x, PRAGMAS_SALIDA,
                                 recibe, &entregados),
                0, "pragmas_en_orden con ts = PRAGMAS_SALIDA");
    exige_error(pragmas_en_orden(calcula, 60, x, sizeof *x,
                                 PRAGMAS_SALIDA + 1, recibe, &entregados),
                EINVAL, "pragmas_en_orden con ts = PRAGMAS_SALIDA + 1");
    exige_entero(atomic_load(&entregados), 0,
                 "entregas de las tres últimas llamadas");
}

/* ---------------------------------------------------- ordenar --------- */

static bool por_miles(long a, long b)
{
    return a / 1000 < b / 1000;
}

static void ordena(size_t n, size_t corte, int hilos)
{
    static long v[N], e[N], sitio[N];
    size_t visto = 0;

    for (size_t i = 0; i < n; i++)
        v[i] = (long)(i * 7919 % 10) * 1000 + (long)i;
    for (long c = 0; c < 10; c++)
        for (size_t i = 0; i < n; i++)
            if (v[i] / 1000 == c)
                e[visto++] = v[i];
    pragmas_ordena(v, sitio, n, por_miles, corte);
    for (size_t i = 0; i < n; i++)
        exige_entero(v[i], e[i],
                     "posición %zu de %zu al ordenar por los millares, con "
                     "corte %zu y %d hilos",
                     i, n, corte, hilos);
}

void prueba_ordena(void)
{
    static const size_t n[] = {0, 1, 2, 3, 10, 777};

    for (int k = 1; k <= K_MAX; k++) {
        omp_set_num_threads(k);
        for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
            ordena(n[i], 100, k);
            ordena(n[i], 1000, k);
        }
    }
}

static bool antes_con_cita(long a, long b)
{
    cita_entra(a_la_vez);
    return a < b;
}

static bool menor(long a, long b)
{
    return a < b;
}

/* Cuántas tareas manda al ordenar 400 elementos con ese corte. */
static int tareas(size_t corte)
{
    long v[400], sitio[400];
    int antes = tareas_mandadas();

    for (int i = 0; i < 400; i++)
        v[i] = 400 - i;
    pragmas_ordena(v, sitio, 400, menor, corte);
    for (int i = 0; i < 400; i++)
        exige_entero(v[i], i + 1, "posición %d al ordenar 400 elementos",
                     i);
    return tareas_mandadas() - antes;
}

void prueba_ordena_a_la_vez(void)
{
    long v[400], sitio[400];

    for (int k = 2; k <= K_MAX; k++) {
        for (int i = 0; i < 400; i++)
            v[i] = 400 - i;
        a_la_vez = cita_crea(k);
        omp_set_num_threads(k);
        pragmas_ordena(v, sitio, 400, antes_con_cita, 40);
        exige(cita_cumplida(a_la_vez),
              "pragmas_ordena con %d hilos y corte 40: como mucho han "
              "comparado %d a la vez",
              k, cita_maximo(a_la_vez));
    }
    exige_entero(tareas(400), 0,
                 "tareas mandadas al ordenar 400 elementos con corte 400");
    int n = tareas(100);
    exige(
        n <= 6,
        "al ordenar 400 elementos con corte 100 se han mandado %d tareas, "
        "y no hay tantas partes mayores",
        n);
}
