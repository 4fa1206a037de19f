/* Contendiente: OpenMP, el de gcc. */
#include "contendiente.h"
#include "errores.h"
#include "problemas.h"

#include <stdlib.h>
#include <string.h>

static int64_t *x, *y;
static uint16_t *imagen;
static size_t n;
static int k;
static double vueltas;

static void prepara(size_t cuantos, int hilos)
{
    n = cuantos;
    k = hilos;
    vueltas = vueltas_medidas();
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
}

static void prepara_filas(size_t cuantos, int hilos)
{
    n = cuantos;
    k = hilos;
    imagen = MEM(calloc(n * COLUMNAS, sizeof *imagen));
}

static void ensucia(void)
{
    memset(y, 1, n * sizeof *y);
}

static uint64_t resume_y(void)
{
    return resume(y, n * sizeof *y);
}

static void borra_imagen(void)
{
    memset(imagen, 0, n * COLUMNAS * sizeof *imagen);
}

static uint64_t resume_imagen(void)
{
    return resume(imagen, n * COLUMNAS * sizeof *imagen);
}

static void map(void)
{
    funcion *f = el_cuadrado();

#pragma omp parallel for schedule(static) num_threads(k)
    for (size_t i = 0; i < n; i++)
        f(&x[i], &y[i]);
}

static void filas(void)
{
    fila *f = la_fila();

#pragma omp parallel for schedule(dynamic, 1) num_threads(k)
    for (size_t i = 0; i < n; i++)
        f(i * (FILAS / n), imagen + i * COLUMNAS);
}

static void lazo(void)
{
    tarea *t = la_tarea();

#pragma omp parallel for schedule(dynamic) num_threads(k)
    for (size_t i = 0; i < n; i++)
        y[i] = (int64_t)t(i, vueltas);
}

static void tareas(void)
{
    funcion *f = el_cuadrado();

#pragma omp parallel num_threads(k)
#pragma omp single
    for (size_t i = 0; i < n; i++)
#pragma omp task firstprivate(i)
        f(&x[i], &y[i]);
}

static const struct problema problemas[] = {
    {"map", prepara, ensucia, map, resume_y},
    {"desigual", prepara_filas, borra_imagen, filas, resume_imagen},
    {"lazo", prepara, ensucia, lazo, resume_y},
    {"tarea", prepara, ensucia, tareas, resume_y},
};

int main(int argc, char **argv)
{
    return contendiente(argc, argv, problemas,
                        sizeof problemas / sizeof *problemas);
}
