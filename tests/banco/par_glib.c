/* Contendiente: GThreadPool, de GLib. Sus tareas no tienen futuro: que han
 * acabado todas se sabe por una cuenta, lo más barato que admite. */
#include "contendiente.h"
#include "errores.h"
#include "problemas.h"

#include <glib.h>
#include <string.h>

static GThreadPool *pool;
static int64_t *x, *y;
static size_t n;
static gint faltan;
static GMutex m;
static GCond acabado;

static void hace(gpointer p, gpointer ctx)
{
    size_t i = (size_t)((int64_t *)p - x);

    (void)ctx;
    el_cuadrado()(&x[i], &y[i]);
    if (g_atomic_int_dec_and_test(&faltan)) {
        g_mutex_lock(&m);
        g_cond_signal(&acabado);
        g_mutex_unlock(&m);
    }
}

static void prepara(size_t cuantos, int hilos)
{
    n = cuantos;
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
    pool = MEM(g_thread_pool_new(hace, NULL, hilos, TRUE, NULL));
}

/* Uno menos, por si quien manda le estorba. */
static void prepara_menos(size_t cuantos, int hilos)
{
    prepara(cuantos, hilos > 1 ? hilos - 1 : 1);
}

static void tareas(void)
{
    g_atomic_int_set(&faltan, (gint)n);
    for (size_t i = 0; i < n; i++)
        g_thread_pool_push(pool, &x[i], NULL);
    g_mutex_lock(&m);
    while (g_atomic_int_get(&faltan) > 0)
        g_cond_wait(&acabado, &m);
    g_mutex_unlock(&m);
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
