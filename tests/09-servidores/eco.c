#include "eco.h"

#include "cita.h"
#include "prueba.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct charla {
    atomic_bool dentro;
    bool saludada, acabada;
    long pinta; /* equis que faltan; -1: ninguna pintura a medias */
};

static struct cita *la_cita;
static atomic_int creadas, destruidas, niega;
static atomic_long ordenes;

int eco_creadas(void)
{
    return atomic_load(&creadas);
}

int eco_destruidas(void)
{
    return atomic_load(&destruidas);
}

long eco_ordenes(void)
{
    return atomic_load(&ordenes);
}

void eco_niega(int veces)
{
    atomic_store(&niega, veces);
}

static void *crea(void *ctx)
{
    exige(ctx == &la_cita, "a crea no le ha llegado el ctx del protocolo");
    if (atomic_load(&niega) > 0) {
        atomic_fetch_sub(&niega, 1);
        return NULL;
    }
    struct charla *c = calloc(1, sizeof *c);

    if (c != NULL) {
        c->pinta = -1;
        atomic_fetch_add(&creadas, 1);
    }
    return c;
}

static void destruye(void *charla)
{
    struct charla *c = charla;

    exige(!atomic_exchange(&c->dentro, true),
          "se ha destruido una conversación que se estaba usando");
    atomic_fetch_add(&destruidas, 1);
    free(c);
}

static void di(struct bufer *salida, const char *x)
{
    bufer_anade(salida, x, strlen(x));
}

/* true si ha acabado de pintar. */
static bool sigue_pintando(struct charla *c, struct bufer *salida)
{
    while (c->pinta >= 0 && bufer_cabe(salida) > 0) {
        di(salida, c->pinta > 0 ? "x" : "\n");
        c->pinta--;
    }
    return c->pinta < 0;
}

static void obedece(struct charla *c, const char *linea,
                    struct bufer *salida)
{
    atomic_fetch_add(&ordenes, 1);
    if (strncmp(linea, "ECO ", 4) == 0) {
        di(salida, linea + 4);
        di(salida, "\n");
    } else if (strncmp(linea, "PINTA ", 6) == 0)
        c->pinta = atol(linea + 6);
    else if (strcmp(linea, "CITA") == 0)
        di(salida, cita_entra(la_cita) ? "sí\n" : "no\n");
    else if (strcmp(linea, "FIN") == 0) {
        di(salida, "adiós\n");
        c->acabada = true;
    } else
        falla("al protocolo le ha llegado «%s», que nadie ha mandado",
              linea);
}

enum { LINEA = 256 };

/* Una línea, si está entera. */
static bool saca_linea(struct bufer *entrada, char linea[LINEA])
{
    const char *x = bufer_datos(entrada);
    const char *fin = memchr(x, '\n', bufer_ocupa(entrada));

    if (fin == NULL)
        return false;
    size_t n = (size_t)(fin - x);
    exige(n < LINEA,
          "al protocolo le ha llegado una línea de %zu bytes, "
          "que nadie ha mandado",
          n);
    memcpy(linea, x, n);
    linea[n] = '\0';
    bufer_quita(entrada, n + 1);
    return true;
}

static bool recibe(void *charla, struct bufer *entrada,
                   struct bufer *salida)
{
    struct charla *c = charla;
    char linea[LINEA];

    exige(!atomic_exchange(&c->dentro, true),
          "dos hilos a la vez con la misma conversación");
    exige(!c->acabada, "se ha llamado a recibe después de que dijera que "
                       "había acabado");
    if (!c->saludada)
        di(salida, "hola\n");
    c->saludada = true;
    while (!c->acabada && sigue_pintando(c, salida) &&
           bufer_cabe(salida) >= LINEA && saca_linea(entrada, linea))
        obedece(c, linea, salida);
    bool sigue = !c->acabada;
    atomic_store(&c->dentro, false);
    return sigue;
}

struct protocolo eco(struct cita *c)
{
    la_cita = c;
    atomic_store(&creadas, 0);
    atomic_store(&destruidas, 0);
    atomic_store(&ordenes, 0);
    return (struct protocolo){crea, recibe, destruye, &la_cita};
}
