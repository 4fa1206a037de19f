/* El extraer de la práctica, con un navegador de verdad debajo. */
#include "arbol.h"
#include "equipo.h"
#include "extractor.h"
#include "prueba.h"
#include "pruebas.h"
#include "tabla.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* La tabla, como CSV. */
static char *csv(const struct tabla *t)
{
    char *p = NULL;
    size_t n;
    FILE *f = open_memstream(&p, &n);

    exige(f != NULL && tabla_escribe_csv(t, f) == 0, "tabla_escribe_csv");
    fclose(f);
    return p;
}

static void exige_la_suya(int i, const struct tabla *t)
{
    struct sitio_equipo e;
    struct tabla *buena;

    exige(sitio_equipo(i, &e), "sitio_equipo(%d)", i);
    buena = sitio_disciplina(e.id);
    char *a = csv(t), *b = csv(buena);
    exige_texto(a, b, "el CSV de %s", e.apodo);
    free(a);
    free(b);
    tabla_destruye(buena);
}

/* Dos navegadores que tienen que estar dentro a la vez. */
static void dos(int (*extrae)(char *const[], size_t, struct tabla *[],
                              int[], const struct extrae_opciones *))
{
    char url[2][EQUIPO_URL], *urls[2] = {url[0], url[1]};
    struct tabla *t[2];
    int error[2];
    struct sitio_cuentas c;
    struct sitio_opciones o = {.barrera = 2, .barrera_ms = 60000};

    arbol_empieza();
    struct sitio *s = sitio_arranca(&o);
    exige(s != NULL, "sitio_arranca: %s", strerror(errno));
    exige_error(nav_inicia(), 0, "nav_inicia");
    equipo_url(s, 0, urls[0]);
    equipo_url(s, 1, urls[1]);
    exige_error(
        extrae(urls, 2, t, error, &(struct extrae_opciones){.n_jobs = 2}),
        0, "con n_jobs = 2");
    sitio_cuentas(s, &c);
    exige(c.barrera_cumplida, "los dos navegadores no han coincidido");
    for (int i = 0; i < 2; i++) {
        exige_error(error[i], 0, "la página %d", i);
        exige_la_suya(i, t[i]);
        tabla_destruye(t[i]);
    }
    nav_acaba();
    sitio_para(s);
    arbol_acaba();
}

void prueba_nav_procesos(void)
{
    dos(extrae_procesos);
}

void prueba_nav_hilos(void)
{
    dos(extrae_hilos);
}
