#include "practicas.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int lee_fichero(const char *ruta, struct fichero *f)
{
    FILE *e = fopen(ruta, "rb");
    size_t cabe = 1 << 14, k;

    if (e == NULL)
        return errno;
    f->texto = malloc(cabe);
    while (f->texto != NULL &&
           (k = fread(f->texto + f->n, 1, cabe - f->n, e)) > 0) {
        f->n += k;
        if (f->n < cabe)
            continue;
        char *mas = realloc(f->texto, cabe *= 2);
        if (mas == NULL)
            free(f->texto);
        f->texto = mas;
    }
    int r = f->texto == NULL ? ENOMEM : ferror(e) ? EIO : 0;
    fclose(e);
    return r;
}

static int anade_fichero(struct practica *p, const char *raiz,
                         const char *nombre)
{
    char ruta[4096];
    struct fichero *v =
        realloc(p->fichero, (p->n + 1) * sizeof *p->fichero);

    if (v == NULL)
        return ENOMEM;
    p->fichero = v;
    v[p->n] = (struct fichero){strdup(nombre), false, NULL, 0};
    if (v[p->n++].nombre == NULL)
        return ENOMEM;
    snprintf(ruta, sizeof ruta, "%s/%s/lab/esqueleto/%s", raiz, p->nombre,
             nombre);
    return lee_fichero(ruta, &v[p->n - 1]);
}

/* Lo que interesa del manifiesto: fichero<TAB>NOMBRE y, detrás,
 * hueco<TAB>pieza<TAB>paso<TAB>NOMBRE. */
static int lee_linea(struct practica *p, const char *raiz, char *linea)
{
    char *clave = strtok_r(linea, "\t\n", &linea);
    char *campo = strtok_r(NULL, "\t\n", &linea);

    if (clave == NULL || campo == NULL)
        return 0;
    if (strcmp(clave, "fichero") == 0)
        return anade_fichero(p, raiz, campo);
    if (strcmp(clave, "hueco") != 0)
        return 0;
    while ((clave = strtok_r(NULL, "\t\n", &linea)) != NULL)
        campo = clave;
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->fichero[i].nombre, campo) == 0)
            p->fichero[i].suyo = true;
    return 0;
}

static int lee_manifiesto(struct practica *p, const char *raiz, FILE *f)
{
    char *linea = NULL;
    size_t cabe = 0;
    int r = 0;

    while (r == 0 && getline(&linea, &cabe, f) != -1)
        r = lee_linea(p, raiz, linea);
    if (r == 0 && ferror(f))
        r = EIO;
    free(linea);
    return r;
}

static int anade_practica(struct practicas *ps, const char *raiz,
                          const char *nombre, FILE *f)
{
    struct practica *v = realloc(ps->v, (ps->n + 1) * sizeof *v);

    if (v == NULL)
        return ENOMEM;
    ps->v = v;
    v[ps->n] = (struct practica){strdup(nombre), 0, NULL};
    if (v[ps->n].nombre == NULL)
        return ENOMEM;
    int r = lee_manifiesto(&v[ps->n++], raiz, f);
    if (r == 0 && v[ps->n - 1].n == 0)
        free(v[--ps->n].nombre);
    return r;
}

static bool es_capitulo(const char *s)
{
    return strspn(s, "0123456789") == 2 && s[2] == '-' && s[3] != '\0';
}

static int por_nombre(const void *a, const void *b)
{
    return strcmp(((const struct practica *)a)->nombre,
                  ((const struct practica *)b)->nombre);
}

int practicas_lee(const char *raiz, struct practicas *p)
{
    DIR *d = opendir(raiz);
    struct dirent *x;
    int r = 0;

    *p = (struct practicas){0, NULL};
    if (d == NULL)
        return errno;
    while (r == 0 && (x = readdir(d)) != NULL) {
        char ruta[4096];

        if (!es_capitulo(x->d_name))
            continue;
        snprintf(ruta, sizeof ruta, "%s/%s/manifiesto.tsv", raiz,
                 x->d_name);
        FILE *f = fopen(ruta, "r");
        if (f == NULL)
            continue;
        r = anade_practica(p, raiz, x->d_name, f);
        fclose(f);
    }
    closedir(d);
    if (r == 0 && p->n == 0)
        r = ENOENT;
    if (r != 0)
        practicas_libera(p);
    else
        qsort(p->v, p->n, sizeof *p->v, por_nombre);
    return r;
}

void practicas_libera(struct practicas *p)
{
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->v[i].n; j++) {
            free(p->v[i].fichero[j].nombre);
            free(p->v[i].fichero[j].texto);
        }
        free(p->v[i].fichero);
        free(p->v[i].nombre);
    }
    free(p->v);
    *p = (struct practicas){0, NULL};
}

static bool igual(const char *s, const char *x, size_t n)
{
    return strlen(s) == n && memcmp(s, x, n) == 0;
}

const struct practica *practicas_busca(const struct practicas *p,
                                       const char *nombre, size_t n)
{
    for (size_t i = 0; i < p->n; i++)
        if (igual(p->v[i].nombre, nombre, n))
            return &p->v[i];
    return NULL;
}

const struct fichero *practica_fichero(const struct practica *p,
                                       const char *nombre)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->fichero[i].nombre, nombre) == 0)
            return &p->fichero[i];
    return NULL;
}

bool carpeta_ajena(const char *nombre, size_t n)
{
    static const char *const ajenas[] = {
        "__MACOSX", "biblioteca", "build",     "comun", "docs",
        "lessons",  "sitio",      "solutions", "tests",
    };

    if (n > 0 && nombre[0] == '.')
        return true;
    for (size_t i = 0; i < sizeof ajenas / sizeof *ajenas; i++)
        if (igual(ajenas[i], nombre, n))
            return true;
    return false;
}

enum { ANTES = 4, ANTES_SUELTO = 3 };

/* Cuántas carpetas hay antes de la de la práctica (o en total, y practica
 * NULL), y dónde acaba. false si alguna no se mira. */
static bool recorre(const struct practicas *p, const char *ruta,
                    const char *nombre, struct sitio *s, int *antes)
{
    *antes = 0;
    for (const char *c = ruta; c < nombre; (*antes)++) {
        size_t n = (size_t)(strchr(c, '/') - c);

        if (carpeta_ajena(c, n))
            return false;
        s->practica = practicas_busca(p, c, n);
        s->raiz = (size_t)(c - ruta) + n;
        if (s->practica != NULL)
            return true;
        c += n + 1;
    }
    return true;
}

bool practicas_situa(const struct practicas *p, const struct practica *lab,
                     const char *ruta, struct sitio *s)
{
    const char *barra = strrchr(ruta, '/');
    const char *nombre = barra == NULL ? ruta : barra + 1;
    int antes;

    *s = (struct sitio){0};
    if (nombre[0] == '.' || !recorre(p, ruta, nombre, s, &antes))
        return false;
    if (s->practica != NULL) {
        const char *resto = ruta + s->raiz + 1;

        s->fichero = practica_fichero(s->practica, resto);
        return antes <= ANTES;
    }
    if (lab == NULL || antes > ANTES_SUELTO)
        return false;
    s->practica = lab;
    s->suelto = true;
    s->fichero = practica_fichero(lab, nombre);
    return s->fichero != NULL;
}
