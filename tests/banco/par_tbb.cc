/* Contendiente: oneTBB. */
#include "contendiente.h"
#include "problemas.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_group.h>

namespace t = oneapi::tbb;

static t::global_control *tope;
static int64_t *x, *y;
static size_t n, fichas;
static uint64_t suma; // lo que daría resume con los resultados, en orden

static void limita(int hilos)
{
    tope = new t::global_control(t::global_control::max_allowed_parallelism,
                                 static_cast<size_t>(hilos));
}

static void prepara(size_t cuantos, int hilos)
{
    limita(hilos);
    n = cuantos;
    x = vector_de_entrada(n);
    y = vector_de_salida(n);
}

static void tareas()
{
    funcion *f = el_cuadrado();
    t::task_group g;

    for (size_t i = 0; i < n; i++)
        g.run([=] { f(&x[i], &y[i]); });
    g.wait();
}

static void corre(size_t cuantos)
{
    funcion *f = el_cuadrado();
    int64_t va = 0;
    uint64_t s = 0, i = 0;

    t::parallel_pipeline(
        fichas,
        t::make_filter<void, int64_t>(t::filter_mode::serial_in_order,
                                      [&](t::flow_control &c) -> int64_t {
                                          if (va == static_cast<int64_t>(
                                                        cuantos)) {
                                              c.stop();
                                              return 0;
                                          }
                                          return va++;
                                      }) &
            t::make_filter<int64_t, int64_t>(t::filter_mode::parallel,
                                             [=](int64_t v) {
                                                 int64_t r;
                                                 f(&v, &r);
                                                 return r;
                                             }) &
            t::make_filter<int64_t, void>(
                t::filter_mode::serial_in_order, [&](int64_t v) {
                    s += static_cast<uint64_t>(v) ^ (8 * i++);
                }));
    suma = s;
}

static void pipeline()
{
    corre(n);
}

// Se queda con el número de fichas con el que va más deprisa.
static void prepara_pipeline(size_t cuantos, int hilos)
{
    double mejor = 1e9;
    size_t buenas = 16;

    limita(hilos);
    n = cuantos;
    for (int r = 0; r < 3; r++)
        for (fichas = 4; fichas <= 4096; fichas *= 4) {
            auto a = std::chrono::steady_clock::now();
            corre(n / 10);
            std::chrono::duration<double> d =
                std::chrono::steady_clock::now() - a;
            if (d.count() < mejor) {
                mejor = d.count();
                buenas = fichas;
            }
        }
    fichas = buenas;
}

static void ensucia()
{
    memset(y, 1, n * sizeof *y);
}

static uint64_t resume_y()
{
    return resume(y, n * sizeof *y);
}

static uint64_t resume_imap()
{
    return suma;
}

static const struct problema problemas[] = {
    {"tarea", prepara, ensucia, tareas, resume_y},
    {"imap-1", prepara_pipeline, nullptr, pipeline, resume_imap},
};

int main(int argc, char **argv)
{
    return contendiente(argc, argv, problemas,
                        sizeof problemas / sizeof *problemas);
}
