#define _GNU_SOURCE /* open_memstream */
#include "sitios.h"
#include "prueba.h"
#include "tabla.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sitio *sitio_de_prueba(const struct sitio_opciones *o)
{
    struct sitio *s = sitio_arranca(o);

    exige(s != NULL, "la prueba no ha podido arrancar el sitio: %s",
          strerror(errno));
    return s;
}

char *direccion(const struct sitio *s, int i)
{
    struct sitio_equipo e;
    char *url = malloc(256);

    exige(url != NULL && sitio_equipo(i, &e), "la prueba no tiene equipos");
    snprintf(url, 256, "%s/soccer/team/stats/_/id/%d/%s", sitio_base(s),
             e.id, e.apodo);
    return url;
}

char *en_csv(const struct tabla *t)
{
    char *texto = NULL;
    size_t n;
    FILE *f = open_memstream(&texto, &n);

    exige(f != NULL && tabla_escribe_csv(t, f) == 0 && fclose(f) == 0,
          "la prueba no tiene memoria");
    return texto;
}

/* La primera línea en que difieren. */
static void difieren(const char *a, const char *b, const char *cuando)
{
    for (int linea = 1;; linea++) {
        int na = (int)strcspn(a, "\n"), nb = (int)strcspn(b, "\n");

        exige(na == nb && memcmp(a, b, (size_t)na) == 0,
              "%s, la línea %d de la tabla: se esperaba «%.*s» y ha salido "
              "«%.*s»",
              cuando, linea, nb, b, na, a);
        a += na + 1;
        b += nb + 1;
    }
}

void exige_equipo(const struct tabla *t, int i, const char *cuando)
{
    struct sitio_equipo e;

    exige(sitio_equipo(i, &e), "la prueba no tiene equipos");
    struct tabla *buena = sitio_disciplina(e.id);
    exige(buena != NULL && t != NULL, "%s: no hay tabla", cuando);
    char *sale = en_csv(t), *espera = en_csv(buena);
    if (strcmp(sale, espera) != 0)
        difieren(sale, espera, cuando);
    free(sale);
    free(espera);
    tabla_destruye(buena);
}
