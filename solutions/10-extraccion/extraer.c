#include "extraer.h"
#include "nav.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ESPERA = 5000, COLUMNAS = 16, FILAS = 512, ENLACES = 512 };

/* Los del cuaderno. */
static const char boton[] = "//*[@id=\"onetrust-accept-btn-handler\"]";
static const char liga[] =
    "//*[@id=\"fittPageContainer\"]/div/div/div/div/div[3]/div[1]/div"
    "/div[5]/div/section/div/div/span[2]/a";
static const char pestana[] =
    "//*[@id=\"fittPageContainer\"]/div[2]/div[5]/div/div/section/div"
    "/div[2]/nav/ul/li[2]/a";

/* Espera a que esté, y lo pulsa. */
static int pulsa(struct nav *n, const char *xpath)
{
    struct nav_elem e;
    int r = nav_espera(n, xpath, ESPERA, &e);

    return r != 0 ? r : nav_pulsa(n, &e, ESPERA);
}

/* ---- los equipos ---- */

static int junta_enlaces(struct nav *n, char *urls[], int max)
{
    static const char xpath[] = "//a[contains(@class, 'AnchorLink')]";
    struct nav_elem *a = malloc(ENLACES * sizeof *a);
    int k = a == NULL ? -ENOMEM : nav_busca(n, NULL, xpath, a, ENLACES);
    int van = 0;

    for (int i = 0; i < k && van < max; i++) {
        char *h = nav_href(n, &a[i]);

        if (h != NULL && strstr(h, "team/stats") != NULL)
            urls[van++] = h;
        else
            free(h);
    }
    free(a);
    return k < 0 ? k : van;
}

int enlaces(const char *base, char *urls[], int max)
{
    struct nav *n = nav_crea();
    struct nav_elem e;
    char url[256];

    if (n == NULL)
        return -ENOMEM;
    snprintf(url, sizeof url, "%s/soccer/competitions", base);
    int r = nav_abre(n, url);
    if (r == 0)
        r = pulsa(n, boton);
    if (r == 0)
        r = pulsa(n, liga);
    if (r == 0) /* que la página sea ya la otra */
        r = nav_espera(n, "//a[contains(@href, 'team/stats')]", ESPERA, &e);
    r = r != 0 ? -r : junta_enlaces(n, urls, max);
    nav_destruye(n);
    return r;
}

/* ---- la tabla de uno ---- */

static void suelta(char *texto[], int k)
{
    while (k > 0)
        free(texto[--k]);
}

/* Deja en texto los textos de los que cumplen el XPath y, detrás, una copia
 * de otro. Devuelve cuántos son en total, o el error con el signo cambiado;
 * los libera suelta. */
static int celdas(struct nav *n, const struct nav_elem *en,
                  const char *xpath, const char *otro,
                  char *texto[COLUMNAS + 1])
{
    struct nav_elem e[COLUMNAS + 1];
    int k = nav_busca(n, en, xpath, e, COLUMNAS + 1);

    if (k > COLUMNAS)
        return -EPROTO;
    for (int i = 0; i <= k; i++) {
        texto[i] = i < k ? nav_texto(n, &e[i]) : strdup(otro);
        if (texto[i] == NULL) {
            suelta(texto, i);
            return -ENOMEM;
        }
    }
    return k < 0 ? k : k + 1;
}

/* La fila tr de la página pasa a ser otra fila de t. */
static int lee_fila(struct nav *n, const struct nav_elem *tr,
                    const char *equipo, struct tabla *t)
{
    char *texto[COLUMNAS + 1];

    /* leer una fila */
    /* las celdas de la fila */
    int k = celdas(n, tr, ".//td", equipo, texto);
    if (k < 0)
        return -k;
    int r = (size_t)k == tabla_columnas(t)
                ? tabla_anade(t, (const char *const *)texto)
                : EPROTO;
    suelta(texto, k);
    return r;
}

static int lee_filas(struct nav *n, const char *equipo, struct tabla *t)
{
    struct nav_elem *tr = malloc((FILAS + 1) * sizeof *tr);

    if (tr == NULL)
        return ENOMEM;
    int k = nav_busca(n, NULL, "//tbody//tr", tr, FILAS + 1);
    int r = k < 0 ? -k : k > FILAS ? EPROTO : 0;
    for (int i = 0; i < k && r == 0; i++)
        r = lee_fila(n, &tr[i], equipo, t);
    free(tr);
    return r;
}

/* La tabla de la página que está abierta. */
static int lee_tabla(struct nav *n, const char *equipo, struct tabla **sale)
{
    char *texto[COLUMNAS + 1];

    /* leer la tabla */
    int k = celdas(n, NULL, "//thead//th", "TEAM", texto);
    if (k < 0)
        return -k;
    struct tabla *t = tabla_crea((size_t)k, (const char *const *)texto);
    suelta(texto, k);
    if (t == NULL)
        return ENOMEM;
    int r = lee_filas(n, equipo, t);
    /* si no se ha podido leer entera */
    if (r != 0) {
        tabla_destruye(t);
        return r;
    }
    *sale = t;
    return 0;
}

int extraer(const char *url, struct tabla **sale)
{
    /* extraer */
    struct nav_elem e;

    *sale = NULL;
    /* un navegador */
    struct nav *n = nav_crea();
    if (n == NULL)
        return ENOMEM;
    int r = nav_abre(n, url);
    /* aceptar las cookies */
    if (r == 0)
        r = pulsa(n, boton);
    if (r == 0)
        r = pulsa(n, pestana);
    if (r == 0)
        r = nav_espera(n, "//thead//th[.='YC']", ESPERA, &e);
    if (r == 0)
        r = lee_tabla(n, strrchr(url, '/') + 1, sale);
    /* y se acabó */
    nav_destruye(n);
    return r;
}
