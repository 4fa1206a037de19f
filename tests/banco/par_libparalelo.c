/* Contendiente: libparalelo. */
#include "contendiente.h"
#include "errores.h"
#include "par.h"
#include "problemas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct par_pool *pool;
static int64_t *x, *y;
static size_t n;
static int k;

static void crea(int trabajadores, const char *inicio, size_t arena)
{
    struct par_opciones o = {
        .trabajadores = trabajadores, .inicio = inicio, .arena = arena};

    PT(par_crea(&pool, &o));
}

static void ensucia(void)
{
    memset(y, 1, n * sizeof *y);
}

static uint64_t resume_y(void)
{
    return resume(y, n * sizeof *y);
}

/* ---- map ---- */

static void prepara_map(size_t cuantos, int hilos)
{
    n = cuantos;
    crea(hilos, "hilo", 0);
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
}

static void prepara_procesos(size_t cuantos, int hilos)
{
    size_t bytes = cuantos * sizeof *x;

    n = cuantos;
    crea(hilos, "fork", 2 * bytes + (1 << 20));
    x = MEM(par_pide(pool, bytes));
    y = MEM(par_pide(pool, bytes));
    for (size_t i = 0; i < n; i++)
        x[i] = (int64_t)i;
    ensucia();
}

static void map(void)
{
    PT(par_map(pool, el_cuadrado(), n, x, sizeof *x, y, sizeof *y, 0));
}

static int un_trozo(void *ctx, size_t d, size_t h)
{
    (void)ctx;
    los_cuadrados()(x + d, y + d, h - d);
    return 0;
}

static void trozos(void)
{
    struct par_bucle b = {.reparto = PAR_ESTATICO};

    PT(par_para(pool, un_trozo, NULL, n, &b));
}

/* ---- bucles desiguales ---- */

static uint16_t *imagen;

static void prepara_filas(size_t cuantos, int hilos)
{
    n = cuantos;
    crea(hilos, "hilo", 0);
    imagen = MEM(calloc(n * COLUMNAS, sizeof *imagen));
}

static int unas_filas(void *ctx, size_t d, size_t h)
{
    (void)ctx;
    for (; d < h; d++)
        la_fila()(d * (FILAS / n), imagen + d * COLUMNAS);
    return 0;
}

static void filas(void)
{
    struct par_bucle b = {.reparto = PAR_DINAMICO, .chunk = 1};

    PT(par_para(pool, unas_filas, NULL, n, &b));
}

static void borra_imagen(void)
{
    memset(imagen, 0, n * COLUMNAS * sizeof *imagen);
}

static uint64_t resume_imagen(void)
{
    return resume(imagen, n * COLUMNAS * sizeof *imagen);
}

static double vueltas;

static void prepara_lazo(size_t cuantos, int hilos)
{
    prepara_map(cuantos, hilos);
    vueltas = vueltas_medidas();
}

static int unas_tareas(void *ctx, size_t d, size_t h)
{
    tarea *t = la_tarea();

    (void)ctx;
    for (; d < h; d++)
        y[d] = (int64_t)t(d, vueltas);
    return 0;
}

static int unas_menudas(void *ctx, size_t d, size_t h)
{
    funcion *f = el_cuadrado();
    int r = 0;

    (void)ctx;
    for (; d < h && r == 0; d++)
        r = f(&x[d], &y[d]);
    return r;
}

static void lazo(void)
{
    struct par_bucle b = {.reparto = PAR_AUTO};

    PT(par_para(pool, unas_tareas, NULL, n, &b));
}

static void menudas(void)
{
    struct par_bucle b = {.reparto = PAR_AUTO};

    PT(par_para(pool, unas_menudas, NULL, n, &b));
}

/* ---- tareas ---- */

static struct par_futuro *futuros;

/* Quien espera ayuda, y es el último de los k. */
static void prepara_tarea(size_t cuantos, int hilos)
{
    prepara_map(cuantos, hilos > 1 ? hilos - 1 : 1);
    futuros = MEM(calloc(n, sizeof *futuros));
}

static void tareas(void)
{
    funcion *f = el_cuadrado();

    for (size_t i = 0; i < n; i++) {
        struct par_trabajo t = {f, 1, &x[i], sizeof *x, &y[i], sizeof *y};
        int r = par_envia(pool, &futuros[i], &t);
        if (r != 0)
            PT(r);
    }
    for (size_t i = 0; i < n; i++)
        if (par_espera(&futuros[i], -1) != 0 || par_error(&futuros[i]) != 0)
            PT(par_error(&futuros[i]));
}

/* ---- nacer ---- */

enum { OCHO = 8, VECES = 20 };

static void prepara_nacer(size_t cuantos, int hilos)
{
    (void)cuantos, (void)hilos;
    n = OCHO;
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
}

static void nace(const char *inicio)
{
    for (int i = 0; i < VECES; i++) {
        crea(OCHO, inicio, 0);
        PT(par_map(pool, el_cuadrado(), n, x, sizeof *x, y, sizeof *y, 1));
        par_destruye(pool);
    }
}

static void nacen_hilos(void)
{
    nace("hilo");
}

static void nacen_procesos(void)
{
    nace("fork");
}

/* ---- imap ---- */

static uint64_t suma; /* lo que daría resume con los resultados, en orden */
static size_t va;

static int numeros(void *ctx, void *p, size_t max, size_t *cuantos)
{
    size_t m = n - va < max ? n - va : max, desde = va;

    (void)ctx;
    numera(p, m, (int64_t)desde);
    *cuantos = m;
    va = desde + m;
    return va == n ? PAR_FIN : 0;
}

static void prepara_imap(size_t cuantos, int hilos)
{
    n = cuantos;
    k = hilos;
    crea(k, "hilo", 0);
}

static void prepara_imap_1(size_t cuantos, int hilos)
{
    prepara_imap(cuantos, hilos > 1 ? hilos - 1 : 1);
}

static void prepara_imap_procesos(size_t cuantos, int hilos)
{
    n = cuantos;
    crea(hilos, "fork", 0);
}

static struct par_imap *abre(size_t chunk)
{
    struct par_imap_opciones o = {.chunk = chunk};
    struct par_imap *it;

    va = 0;
    PT(par_imap_crea(&it, pool, el_cuadrado(), numeros, NULL,
                     sizeof(int64_t), sizeof(int64_t), &o));
    return it;
}

static void imap_1(void)
{
    struct par_imap *it = abre(1);
    uint64_t s = 0, i = 0;
    int64_t v;
    int r;

    while ((r = par_imap_siguiente(it, &v)) == 0)
        s += (uint64_t)v ^ (8 * i++);
    suma = s;
    PT(r == PAR_FIN ? 0 : r);
    par_imap_destruye(it);
}

static void por_tandas(size_t chunk)
{
    struct par_imap *it = abre(chunk);
    uint64_t s = 0, hechos = 0;
    const void *p;
    size_t cuantos;
    int r;

    while ((r = par_imap_tanda(it, &p, &cuantos)) == 0) {
        s += resume_desde(p, cuantos, hechos);
        hechos += cuantos;
    }
    suma = s;
    PT(r == PAR_FIN ? 0 : r);
    par_imap_destruye(it);
}

static void imap_1_tandas(void)
{
    por_tandas(1);
}

static void imap_auto(void)
{
    por_tandas(0);
}

static uint64_t resume_imap(void)
{
    return suma;
}

static const struct problema problemas[] = {
    {"map", prepara_map, ensucia, map, resume_y},
    {"map-procesos", prepara_procesos, ensucia, map, resume_y},
    {"trozo", prepara_map, ensucia, trozos, resume_y},
    {"desigual", prepara_filas, borra_imagen, filas, resume_imagen},
    {"lazo", prepara_lazo, ensucia, lazo, resume_y},
    {"menudas", prepara_map, ensucia, menudas, resume_y},
    {"tarea", prepara_tarea, ensucia, tareas, resume_y},
    {"nacer-hilos", prepara_nacer, ensucia, nacen_hilos, resume_y},
    {"nacer-procesos", prepara_nacer, ensucia, nacen_procesos, resume_y},
    {"imap-1", prepara_imap_1, NULL, imap_1, resume_imap},
    {"imap-1-tandas", prepara_imap_1, NULL, imap_1_tandas, resume_imap},
    {"imap-1-procesos", prepara_imap_procesos, NULL, imap_1, resume_imap},
    {"imap-auto", prepara_imap, NULL, imap_auto, resume_imap},
};

int main(int argc, char **argv)
{
    par_registra(NULL, 0, argc, argv);
    return contendiente(argc, argv, problemas,
                        sizeof problemas / sizeof *problemas);
}
