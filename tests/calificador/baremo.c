#include "baremo.h"

#include "../apoyo/tabla.h"
#include "politica.h"
#include "tira.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool paso_de(const struct baremo *p, const char *id, size_t *i)
{
    for (*i = 0; *i < p->pasos; ++*i)
        if (strcmp(p->paso[*i].id, id) == 0)
            return true;
    return false;
}

static struct prueba *busca(struct baremo *p, const char *id)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->prueba[i].id, id) == 0)
            return &p->prueba[i];
    return NULL;
}

static void mete_paso(struct baremo *p, const struct fila *f)
{
    p->paso = cierto(realloc(p->paso, (p->pasos + 1) * sizeof *p->paso));
    p->paso[p->pasos++] =
        (struct paso){copia(f->campo[1]), copia(f->campo[2]),
                      copia(f->campo[4]), copia(f->campo[5])};
}

/* NULL, o qué tiene de malo. */
static const char *mete_prueba(struct baremo *p, const struct fila *f,
                               bool oculta)
{
    struct prueba *ya = busca(p, f->campo[1]);
    size_t paso;
    long puntos;

    if (!lee_puntos(f->campo[3], &puntos) || puntos < 0)
        return "los puntos no son un número";
    if (ya != NULL && oculta) {
        ya->puntos = puntos;
        return NULL;
    }
    if (ya != NULL)
        return "está dos veces";
    if (!paso_de(p, f->campo[2], &paso))
        return "no es de ningún paso";
    p->prueba = cierto(realloc(p->prueba, (p->n + 1) * sizeof *p->prueba));
    p->prueba[p->n++] = (struct prueba){
        copia(f->campo[1]), copia(f->campo[4]), paso, puntos, oculta};
    return NULL;
}

static bool mete(struct baremo *p, const char *ruta, bool oculta,
                 char **error)
{
    struct tabla t;

    if (!tabla_lee(ruta, &t)) {
        *error = formato("%s: no se puede leer", ruta);
        return false;
    }
    for (int i = 0; i < t.n; i++) {
        const struct fila *f = &t.fila[i];
        const char *mal = NULL;

        if (strcmp(f->campo[0], "prueba") == 0)
            mal = mete_prueba(p, f, oculta);
        else if (oculta)
            mal = "aquí solo se ponen pruebas";
        else if (strcmp(f->campo[0], "capitulo") == 0 && p->titulo == NULL)
            p->titulo = copia(f->campo[3]);
        else if (strcmp(f->campo[0], "paso") == 0)
            mete_paso(p, f);
        if (mal != NULL) {
            *error = formato("%s: %s: %s", ruta, f->campo[1], mal);
            return false;
        }
    }
    return true;
}

bool baremo_lee(struct baremo *p, const char *lab, const char *manifiesto,
                const char *oculto, char **error)
{
    *p = (struct baremo){.lab = copia(lab)};
    bool bien = mete(p, manifiesto, false, error) &&
                (oculto == NULL || access(oculto, F_OK) != 0 ||
                 mete(p, oculto, true, error));
    if (p->titulo == NULL)
        p->titulo = copia(lab);
    if (bien && p->n == 0) {
        *error = formato("%s: no tiene ninguna prueba", manifiesto);
        bien = false;
    }
    if (!bien)
        baremo_libera(p);
    return bien;
}

void baremo_libera(struct baremo *p)
{
    for (size_t i = 0; i < p->pasos; i++) {
        free(p->paso[i].id);
        free(p->paso[i].titulo);
        free(p->paso[i].apartado);
        free(p->paso[i].lectura);
    }
    for (size_t i = 0; i < p->n; i++) {
        free(p->prueba[i].id);
        free(p->prueba[i].titulo);
    }
    free(p->paso);
    free(p->prueba);
    free(p->lab);
    free(p->titulo);
    *p = (struct baremo){0};
}

long baremo_maximo(const struct baremo *p)
{
    long n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += p->prueba[i].puntos;
    return n;
}
