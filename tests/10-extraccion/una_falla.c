/* El extractor entero contra el sitio: con procesos y con hilos. */
#define _GNU_SOURCE
#include "extractor.h"
#include "extraer.h"
#include "nav.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"
#include "sitios.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MATA = 7, FALLA = 13 }; /* qué equipos dan problemas */

typedef int extractor(char *const urls[], size_t n, struct tabla *tablas[],
                      int errores[], const struct extrae_opciones *o);

static const struct manera {
    const char *nombre;
    extractor *f;
} procesos = {"extrae_procesos", extrae_procesos},
  hilos = {"extrae_hilos", extrae_hilos};

static void no_duerme(int ms)
{
    (void)ms;
}

static char marca[64]; /* el final de la dirección del que mata */

static int mata_a_uno(const char *url, struct tabla **sale)
{
    return strcmp(strrchr(url, '/'), marca) == 0 ? raise(SIGKILL)
                                                 : extraer(url, sale);
}

static void mira(const struct manera *m, size_t i, struct tabla *t,
                 int error, int esperado)
{
    char cuando[64];

    snprintf(cuando, sizeof cuando, "%s, equipo %zu", m->nombre, i);
    exige_codigo(error, esperado, "%s: su error", cuando);
    exige((t == NULL) == (esperado != 0), "%s: da %d y %s tabla", cuando,
          error, t == NULL ? "no hay" : "hay");
    if (t != NULL)
        exige_equipo(t, (int)i, cuando);
    tabla_destruye(t);
}

static void va(const struct manera *m, const struct sitio_opciones *so,
               const struct extrae_opciones *o, int falla_con, int mata_con,
               int pedidas)
{
    struct sitio *s = sitio_de_prueba(so);
    char *urls[SITIO_EQUIPOS];
    struct tabla *tablas[SITIO_EQUIPOS];
    int errores[SITIO_EQUIPOS], mios = hijos_sin_esperar();
    struct sitio_cuentas c;

    for (int i = 0; i < SITIO_EQUIPOS; i++)
        urls[i] = direccion(s, i);
    snprintf(marca, sizeof marca, "%s", strrchr(urls[MATA], '/'));
    exige_error(m->f(urls, SITIO_EQUIPOS, tablas, errores, o), 0, "%s",
                m->nombre);
    exige_entero(hijos_sin_esperar(), mios, "%s: hijos sin esperar",
                 m->nombre);
    for (size_t i = 0; i < SITIO_EQUIPOS; i++)
        mira(m, i, tablas[i], errores[i],
             i == FALLA  ? falla_con
             : i == MATA ? mata_con
                         : 0);
    sitio_cuentas(s, &c);
    exige(so->barrera == 0 || c.barrera_cumplida,
          "%s, con n_jobs = %d: al sitio no le han llegado %d a la vez; "
          "como mucho, %ld",
          m->nombre, o->n_jobs, so->barrera, c.en_barrera);
    exige_entero(sitio_pedido(s, so->fallo_id, false), pedidas,
                 "%s: veces que se pide la página que falla", m->nombre);
    exige_entero(c.prohibidas + c.sin_identificar, 0,
                 "%s: peticiones sin identificarse o a lo prohibido",
                 m->nombre);
    for (int i = 0; i < SITIO_EQUIPOS; i++)
        free(urls[i]);
    sitio_para(s);
}

void prueba_una_falla(void)
{
    struct sitio_equipo e;

    exige(sitio_equipo(FALLA, &e), "la prueba no tiene equipos");
    struct extrae_opciones o = {
        .n_jobs = 4, .intentos = 3, .espera = no_duerme};
    struct sitio_opciones so = {.barrera = 4, .fallo_id = e.id};
    nav_inicia();
    so.fallo_codigo = 404;
    o.extrae = mata_a_uno;
    va(&procesos, &so, &o, 404, EXTRAE_PERDIDA, 1);
    so.fallo_codigo = 503;
    o.extrae = NULL;
    va(&procesos, &so, &o, 503, 0, 3);
    so.fallo_veces = 2;
    va(&procesos, &so, &o, 0, 0, 3);
    va(&hilos, &so, &o, 0, 0, 3);
    nav_acaba();
}
