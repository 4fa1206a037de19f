/* El mapa sobre un vector: valores, orden, n = 0, el mismo vector, solapes
 * a medias y errores. */
#include "mapa.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>

enum { N = 8 };

/* Apunta a quién ha visto, y falla en uno. */
struct testigo {
    int vistos;
    int64_t dato[N];
    int64_t falla_en;
};

static int cuadrado(void *ctx, int64_t x, int64_t *y)
{
    struct testigo *t = ctx;

    if (t->vistos < N)
        t->dato[t->vistos] = x;
    t->vistos++;
    if (x == t->falla_en)
        return EDOM;
    *y = x * x;
    return 0;
}

static void llena(int64_t *v, int64_t desde)
{
    for (int i = 0; i < N; i++)
        v[i] = desde + i;
}

static void exige_cuadrados(const int64_t *y, int64_t desde,
                            const char *que)
{
    for (int64_t i = 0; i < N; i++)
        exige_entero(y[i], (desde + i) * (desde + i), "%s: y[%" PRId64 "]",
                     que, i);
}

static void valores(void)
{
    struct testigo t = {.falla_en = -1};
    int64_t x[N], y[N];

    llena(x, 3000000000);
    exige_error(mapa(cuadrado, &t, x, y, N), 0, "mapa de %d elementos", N);
    exige_entero(t.vistos, N, "mapa de %d elementos: llamadas a f", N);
    for (int i = 0; i < N; i++)
        exige_entero(t.dato[i], x[i], "mapa: el dato de la llamada %d a f",
                     i + 1);
    exige_cuadrados(y, 3000000000,
                    "mapa de cuadrado, con x[0] = 3 000 000 000");
}

static void bordes(void)
{
    struct testigo t = {.falla_en = -1};
    int64_t v[2 * N];

    exige_error(mapa(cuadrado, &t, NULL, NULL, 0), 0, "mapa con n = 0");
    exige_entero(t.vistos, 0, "mapa con n = 0: llamadas a f");
    llena(v, 3);
    exige_error(mapa(cuadrado, &t, v, v, N), 0, "mapa con y == x");
    exige_cuadrados(v, 3, "mapa con y == x");
    llena(v, 3);
    exige_error(mapa(cuadrado, &t, v, v + N, N), 0,
                "mapa con y justo detrás de x, sin tocarse");
    exige_cuadrados(v + N, 3, "mapa con y justo detrás de x");
    llena(v + N, 3);
    exige_error(mapa(cuadrado, &t, v + N, v, N), 0,
                "mapa con y justo delante de x, sin tocarse");
    exige_cuadrados(v, 3, "mapa con y justo delante de x");
}

static void solape(void)
{
    struct testigo t = {.falla_en = -1};
    int64_t v[2 * N];

    llena(v, 3);
    exige_error(mapa(cuadrado, &t, v, v + 1, N), EINVAL,
                "mapa con y una casilla después de x");
    exige_error(mapa(cuadrado, &t, v + N - 1, v, N), EINVAL,
                "mapa con una sola casilla compartida");
    exige_entero(t.vistos, 0, "mapa con solape a medias: llamadas a f");
}

static void error_de_f(void)
{
    struct testigo t = {.falla_en = 5};
    int64_t x[N], y[N] = {0};

    llena(x, 2);
    exige_error(mapa(cuadrado, &t, x, y, N), EDOM,
                "mapa, con una f que falla en el cuarto elemento");
    exige_entero(t.vistos, 4,
                 "mapa, con una f que falla en el cuarto "
                 "elemento: llamadas a f");
    exige_entero(y[2], 16,
                 "mapa, con una f que falla en el cuarto "
                 "elemento: y[2], ya hecho");
}

void prueba_mapa_valores(void)
{
    valores();
    bordes();
}

void prueba_mapa_avisa(void)
{
    error_de_f();
    solape();
}
