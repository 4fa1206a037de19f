/* Contendiente: los hilos de libuv. */
#include "contendiente.h"
#include "errores.h"
#include "problemas.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static uv_work_t *pedidos;
static int64_t *x, *y;
static size_t n;

static void hace(uv_work_t *p)
{
    size_t i = (size_t)(p - pedidos);

    el_cuadrado()(&x[i], &y[i]);
}

static void prepara(size_t cuantos, int hilos)
{
    char texto[16];

    snprintf(texto, sizeof texto, "%d", hilos);
    SYS(setenv("UV_THREADPOOL_SIZE", texto, 1));
    n = cuantos;
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
    pedidos = MEM(calloc(n, sizeof *pedidos));
}

/* Uno menos, por si quien manda le estorba. */
static void prepara_menos(size_t cuantos, int hilos)
{
    prepara(cuantos, hilos > 1 ? hilos - 1 : 1);
}

static void tareas(void)
{
    uv_loop_t *l = uv_default_loop();

    for (size_t i = 0; i < n; i++)
        if (uv_queue_work(l, &pedidos[i], hace, NULL) != 0)
            PT(EINVAL);
    PT(uv_run(l, UV_RUN_DEFAULT));
}

static void ensucia(void)
{
    memset(y, 1, n * sizeof *y);
}

static uint64_t resume_y(void)
{
    return resume(y, n * sizeof *y);
}

static const struct problema problemas[] = {
    {"tarea", prepara, ensucia, tareas, resume_y},
    {"tarea-menos", prepara_menos, ensucia, tareas, resume_y},
};

int main(int argc, char **argv)
{
    return contendiente(argc, argv, problemas,
                        sizeof problemas / sizeof *problemas);
}
