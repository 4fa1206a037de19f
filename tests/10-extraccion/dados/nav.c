/* El navegador de libcurl, y lo que pasa cuando se hereda usado. */
#include "nav.h"
#include "cliente.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Los del cuaderno, letra por letra. */
#define BOTON "//*[@id=\"onetrust-accept-btn-handler\"]"
#define LIGA                                                               \
    "//*[@id=\"fittPageContainer\"]/div/div/div/div/div[3]/div[1]/div/"    \
    "div[5]/div/section/div/div/span[2]/a"
#define PESTANA                                                            \
    "//*[@id=\"fittPageContainer\"]/div[2]/div[5]/div/div/section/div/"    \
    "div[2]/nav/ul/li[2]/a"

static struct sitio *s;

static struct nav *empieza(const struct sitio_opciones *o)
{
    s = arranca(o);
    exige_error(nav_inicia(), 0, "nav_inicia");
    struct nav *n = nav_crea();
    exige(n != NULL, "nav_crea ha devuelto NULL");
    return n;
}

static void acaba(struct nav *n)
{
    nav_destruye(n);
    nav_destruye(NULL);
    nav_acaba();
    sitio_para(s);
}

static const char *url(const char *ruta)
{
    static _Thread_local char u[256];

    snprintf(u, sizeof u, "%s%s", sitio_base(s), ruta);
    return u;
}

static const char *equipo(int id)
{
    char ruta[64];

    snprintf(ruta, sizeof ruta, "/soccer/team/stats/_/id/%d/x", id);
    return url(ruta);
}

static void pulsa(struct nav *n, const char *xpath)
{
    struct nav_elem e;

    exige_error(nav_espera(n, xpath, 0, &e), 0, "nav_espera %s", xpath);
    exige_error(nav_pulsa(n, &e, 0), 0, "nav_pulsa %s", xpath);
}

void prueba_nav_cuaderno(void)
{
    struct nav *n = empieza(NULL);
    struct nav_elem v[64];
    struct sitio_cuentas c;

    exige_error(nav_abre(n, url("/soccer/competitions")), 0, "nav_abre");
    exige_entero(nav_busca(n, NULL, LIGA, v, 64), 1, "enlaces a la liga");
    pulsa(n, BOTON);
    pulsa(n, LIGA);
    exige_entero(nav_busca(n, NULL, BOTON, v, 64), 0, "avisos, aceptado");
    exige_entero(nav_busca(n, NULL,
                           "//a[contains(@class, 'AnchorLink')]"
                           "[contains(@href, 'team/stats')]",
                           v, 64),
                 20, "enlaces a los equipos");
    char *h = nav_href(n, &v[0]);
    exige_texto(h, url("/soccer/team/stats/_/id/103/ac-milan"), "nav_href");
    exige_error(nav_abre(n, h), 0, "nav_abre(%s)", h);
    free(h);
    exige_entero(nav_busca(n, NULL, PESTANA, v, 64), 1, "pestañas");
    pulsa(n, PESTANA);
    exige_entero(nav_busca(n, NULL, "//tbody//tr", v, 64), 24, "filas");
    struct nav_elem td[16];
    exige_entero(nav_busca(n, &v[0], ".//td", td, 16), 6, "celdas");
    sitio_cuentas(s, &c);
    exige_entero(c.conexiones, 1, "conexiones");
    exige_entero(c.sin_identificar, 0, "peticiones sin identificar");
    acaba(n);
}

void prueba_nav_textos(void)
{
    struct nav *n = empieza(NULL);
    char *v[8];
    struct nav_elem e;

    exige_error(nav_abre(n, equipo(121)), 0, "nav_abre");
    exige_entero(nav_textos(n, "//td[contains(., '\"')]", v, 8), 1,
                 "filas difíciles");
    exige_texto(v[0], "Ñíguez, \"Tito\" <b>O'Shea</b> & Hijos",
                "el nombre");
    free(v[0]);
    exige_entero(nav_textos(n, "//thead//th", v, 3), 3, "con max = 3");
    exige_texto(v[1], "NAME", "el segundo título");
    for (int i = 0; i < 3; i++)
        free(v[i]);
    exige_error(nav_espera(n, "//nav", 0, &e), 0, "nav_espera //nav");
    v[0] = nav_texto(n, &e);
    exige_texto(v[0], "GolesDisciplina", "el texto de //nav");
    free(v[0]);
    exige(nav_href(n, &e) == NULL, "nav_href de algo sin href");
    exige_entero(nav_textos(n, "//nada", v, 8), 0, "textos de //nada");
    acaba(n);
}

void prueba_nav_errores(void)
{
    struct nav *n = empieza(&(struct sitio_opciones){.fallo_id = 103,
                                                     .fallo_codigo = 500,
                                                     .lento_id = 107,
                                                     .lento_ms = 600000});
    struct nav_elem e;

    exige_entero(nav_busca(n, NULL, "//a", &e, 1), -EINVAL,
                 "nav_busca sin página");
    exige_error(nav_abre(n, equipo(103)), 500, "un 500");
    exige(strstr(nav_error(n), "HTTP 500") != NULL, "nav_error: %s",
          nav_error(n));
    exige_error(nav_abre(n, equipo(111)), 0, "el siguiente");
    exige_error(nav_abre(n, url("/nada")), 404, "un 404");
    exige_entero(nav_busca(n, NULL, "//h1", &e, 1), 1,
                 "tras un 404, la página de antes");
    exige_entero(nav_busca(n, NULL, "//a[", &e, 1), -EINVAL, "XPath roto");
    exige_entero(nav_busca(n, NULL, "1 + 1", &e, 1), -EINVAL,
                 "XPath que no da nodos");
    exige_error(nav_espera(n, "//nada", 0, &e), ETIMEDOUT,
                "lo que no está");
    exige_error(nav_espera(n, "//h1", 0, &e), 0, "//h1");
    exige_error(nav_pulsa(n, &e, 0), EINVAL, "pulsar un título");
    nav_plazo(n, 1);
    exige_error(nav_abre(n, equipo(107)), ETIMEDOUT, "uno que no contesta");
    nav_plazo(n, NAV_PLAZO);
    exige_error(nav_abre(n, "http://"), EINVAL, "una dirección que no es");
    const char *raiz = url("/");
    sitio_para(s);
    exige_error(nav_abre(n, raiz), ECONNREFUSED, "sin sitio");
    s = arranca(&(struct sitio_opciones){.fallo_id = 103,
                                         .fallo_codigo = SITIO_CORTA});
    exige_error(nav_abre(n, equipo(103)), ECONNRESET, "media página");
    acaba(n);
}

void prueba_nav_sin_memoria(void)
{
    struct nav *n = empieza(NULL);
    char *v[32];
    int i = 1, k = 0, e;

    do {
        averia(AV_MEMORIA, i++);
        e = nav_abre(n, equipo(121));
        if (e == 0)
            k = nav_textos(n, "//th", v, 32);
        averia(AV_MEMORIA, 0);
        exige(e == 0 || e == ENOMEM, "si falla un malloc, da %d", e);
        exige(e != 0 || k > 0 || k == -ENOMEM, "nav_textos da %d", k);
        for (int j = 0; e == 0 && j < k; j++)
            free(v[j]);
    } while (e != 0 || k < 0);
    exige(i > 2, "no se ha estropeado nada");
    acaba(n);
}

static void *abre_uno(void *id)
{
    struct nav *n = nav_crea();
    char *v[2] = {NULL, NULL};

    exige(n != NULL, "nav_crea en un hilo");
    exige_error(nav_abre(n, equipo(*(int *)id)), 0, "nav_abre en un hilo");
    exige_entero(nav_textos(n, "//h1", v, 2), 1, "títulos");
    nav_destruye(n);
    return v[0];
}

void prueba_nav_a_la_vez(void)
{
    struct nav *n = empieza(&(struct sitio_opciones){.barrera = 4});
    struct sitio_cuentas c;
    struct sitio_equipo e[4];
    pthread_t h[4];
    void *titulo;

    for (int i = 0; i < 4; i++) {
        sitio_equipo(i, &e[i]);
        pthread_create(&h[i], NULL, abre_uno, &e[i].id);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(h[i], &titulo);
        exige_texto((char *)titulo, e[i].nombre, "el título del %d",
                    e[i].id);
        free(titulo);
    }
    sitio_cuentas(s, &c);
    exige(c.barrera_cumplida, "nunca ha habido cuatro peticiones a la vez");
    acaba(n);
}

/* ---- heredar un navegador ya usado ---- */

/* El título de la página abierta por n, comparado. */
static bool pone(struct nav *n, const char *esperado)
{
    char *v[1] = {NULL};
    bool si =
        nav_textos(n, "//h1", v, 1) == 1 && strcmp(v[0], esperado) == 0;

    free(v[0]);
    return si;
}

/* Un hijo pide el 103 con ese navegador (o con uno suyo, si es NULL) y lo
 * matan cuando la petición ya ha llegado al sitio. */
static void hijo_que_muere(struct nav *n)
{
    pid_t p = fork();

    if (p == 0) {
        if (n == NULL)
            n = nav_crea();
        nav_abre(n, equipo(103));
        _exit(0);
    }
    while (sitio_pedido(s, 103, false) == 0)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    kill(p, SIGKILL);
    waitpid(p, NULL, 0);
}

/* La respuesta del 103 no sale hasta que haya otra petición detrás: no hay
 * carrera ni suerte. */
static const struct sitio_opciones retenido = {.retiene_id = 103,
                                               .retiene_ms = 600000};

void prueba_heredado_ajena(void)
{
    struct nav *n = empieza(&retenido);

    exige_error(nav_abre(n, equipo(111)), 0, "la primera, del padre");
    hijo_que_muere(n);
    exige_error(nav_abre(n, equipo(107)), 0, "el 107, tras morir el hijo");
    exige(pone(n, "AC Milan"),
          "se esperaba la página ajena, la que pidió el hijo");
    acaba(n);
    n = empieza(&retenido);
    exige_error(nav_abre(n, equipo(111)), 0, "la primera, del padre");
    hijo_que_muere(NULL);
    exige_error(nav_abre(n, equipo(107)), 0, "el 107, tras morir el hijo");
    exige(pone(n, "Aurora Valdeluna"),
          "con un navegador cada uno, no ha llegado el 107");
    acaba(n);
}

/* Cuatro hijos, cada uno una página; devuelve cuántas conexiones ha visto el
 * sitio. */
static long cuatro_hijos(bool hereda)
{
    struct nav *n = empieza(NULL);
    struct sitio_cuentas c;

    exige_error(nav_abre(n, equipo(111)), 0, "la primera, del padre");
    for (int i = 0; i < 4; i++) {
        pid_t p = fork();

        if (p == 0) {
            struct nav *m = hereda ? n : nav_crea();
            int r = nav_abre(m, equipo(103));

            _exit(r != 0);
        }
        waitpid(p, NULL, 0); /* de uno en uno: cuenta, no compite */
    }
    sitio_cuentas(s, &c);
    acaba(n);
    return c.conexiones;
}

void prueba_heredado_conexiones(void)
{
    exige_entero(cuatro_hijos(true), 1,
                 "conexiones, si heredan la del padre");
    exige_entero(cuatro_hijos(false), 5, "conexiones, con una cada uno");
}
