#include "saco.h"

#include "nombres.h"

#include <stdlib.h>
#include <string.h>

void saco_crea(struct saco *s, const struct practicas *p,
               const struct practica *lab)
{
    *s = (struct saco){.practicas = p, .lab = lab};
}

void saco_vacia(struct saco *s)
{
    for (size_t i = 0; i < s->n; i++) {
        free(s->v[i].ruta);
        free(s->v[i].datos);
    }
    free(s->v);
    free(s->archivo);
    free(s->perdido);
    free(s->raro);
    free(s->enlazada);
    *s = (struct saco){0};
}

/* Los bytes que se quieren: los de una práctica de las que se piden. */
static bool se_quiere(const struct saco *s, const struct sitio *x)
{
    return x->fichero != NULL && (s->lab == NULL || x->practica == s->lab);
}

bool saco_interesa(void *ctx, const char *ruta)
{
    struct saco *s = ctx;
    struct sitio x;
    char *limpia;
    bool bien = ruta_limpia(ruta, &limpia) == RUTA_BIEN && limpia != NULL &&
                practicas_situa(s->practicas, s->lab, limpia, &x) &&
                se_quiere(s, &x);

    free(limpia);
    return bien;
}

/* Se queda con una copia del primero. */
static void apunta(struct saco *s, char **donde, const char *que)
{
    if (*donde == NULL && (*donde = strdup(que)) == NULL)
        s->sin_memoria = true;
}

static const char *ultimo(const char *ruta)
{
    const char *barra = strrchr(ruta, '/');

    return barra == NULL ? ruta : barra + 1;
}

/* Lo que está fuera de toda práctica: solo importa si explica por qué no se
 * encuentra ninguna. */
static void mira_de_fuera(struct saco *s, const struct miembro *m,
                          const char *limpia)
{
    const char *nombre = ultimo(limpia);
    size_t base;

    if (m->tipo == FICHERO && nombre_extension(nombre, &base) != EXT_OTRA)
        apunta(s, &s->archivo, limpia);
    for (size_t i = 0; m->tipo == FICHERO && i < s->practicas->n; i++)
        if (practica_fichero(&s->practicas->v[i], nombre) != NULL)
            apunta(s, &s->perdido, limpia);
    if (m->tipo == ENLACE &&
        (strcmp(nombre, "labs") == 0 ||
         practicas_busca(s->practicas, nombre, strlen(nombre)) != NULL))
        apunta(s, &s->enlazada, limpia);
}

static enum quiere guarda(struct saco *s, const struct miembro *m,
                          const struct sitio *x, char **limpia)
{
    if (s->n == SACO_FICHEROS) {
        fallo_pon(&s->fallo, "muchos",
                  "trae más de %d ficheros en sus prácticas",
                  SACO_FICHEROS);
        return BASTA;
    }
    struct hallado *v = realloc(s->v, (s->n + 1) * sizeof *v);
    if (v == NULL) {
        s->sin_memoria = true;
        return BASTA;
    }
    s->v = v;
    v[s->n++] = (struct hallado){
        .ruta = *limpia, .sitio = *x, .tipo = m->tipo, .cuando = m->cuando};
    *limpia = NULL;
    if (m->tipo != FICHERO || !se_quiere(s, x))
        return NO_QUIERE;
    if (m->tamano > SACO_BYTES) {
        char corto[CORTO];

        fallo_pon(&s->fallo, "grande", "%s pasa de %d MiB",
                  nombre_corto(v[s->n - 1].ruta, corto), SACO_BYTES >> 20);
        return BASTA;
    }
    v[s->n - 1].datos = malloc(1);
    s->sin_memoria = s->sin_memoria || v[s->n - 1].datos == NULL;
    return s->sin_memoria ? BASTA : QUIERE;
}

static enum quiere recibe_limpio(struct saco *s, const struct miembro *m,
                                 char **limpia)
{
    struct sitio x;

    if (!nombre_es_texto(m->ruta))
        apunta(s, &s->raro, *limpia);
    s->hay = s->hay || m->tipo != CARPETA;
    if (m->tipo != CARPETA &&
        practicas_situa(s->practicas, s->lab, *limpia, &x))
        return guarda(s, m, &x, limpia);
    mira_de_fuera(s, m, *limpia);
    return s->sin_memoria ? BASTA : NO_QUIERE;
}

static enum quiere recibe_miembro(void *ctx, const struct miembro *m)
{
    struct saco *s = ctx;
    char *limpia;
    enum ruta r = ruta_limpia(m->ruta, &limpia);
    enum quiere q = NO_QUIERE;

    s->formato = m->formato;
    if (r == RUTA_ABSOLUTA || r == RUTA_SALE) {
        char corto[CORTO], *mala = nombre_limpia(m->ruta);

        fallo_pon(&s->fallo, "ruta", "se sale de su carpeta: %s",
                  mala == NULL ? "" : nombre_corto(mala, corto));
        free(mala);
        return BASTA;
    }
    if (r == RUTA_LARGA)
        apunta(s, &s->raro, "(un nombre larguísimo)");
    if (r == RUTA_BIEN && limpia == NULL)
        s->sin_memoria = true;
    else if (r == RUTA_BIEN)
        q = recibe_limpio(s, m, &limpia);
    free(limpia);
    return s->sin_memoria ? BASTA : q;
}

static bool recibe_datos(void *ctx, const void *p, size_t n)
{
    struct saco *s = ctx;
    struct hallado *h = &s->v[s->n - 1];

    if (s->bytes + n > SACO_BYTES) {
        fallo_pon(&s->fallo, "grande", "sus ficheros pasan de %d MiB",
                  SACO_BYTES >> 20);
        return false;
    }
    char *mas = realloc(h->datos, h->n + n + 1);
    if (mas == NULL) {
        s->sin_memoria = true;
        return false;
    }
    h->datos = mas;
    memcpy(mas + h->n, p, n);
    h->n += n;
    s->bytes += n;
    return true;
}

struct receptor saco_receptor(struct saco *s)
{
    return (struct receptor){s, recibe_miembro, recibe_datos};
}
