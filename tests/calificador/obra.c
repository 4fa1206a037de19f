/* obra.c: abre el recinto y los talleres, y evalúa lo que le llega.
 *
 * Para medir y para las pruebas del propio calificador, en el entorno:
 * CALIFICADOR_PLAZO, lo que multiplica los 10 s de cada prueba (3), y
 * CALIFICADOR_SIN_SANEADORES, solo la compilación corriente. */
#define _GNU_SOURCE
#include "obra.h"

#include "evalua.h"
#include "tira.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAREJAS = 5 };

struct obra {
    struct recinto *r;
    size_t n;
    struct taller *taller;
    struct evalua_opciones como;
};

extern char **environ;

/* ¿Puede entrar ahí quien no es nadie? */
static bool abierta(const char *ruta)
{
    char *entera = realpath(ruta, NULL);
    bool si = entera != NULL;

    for (char *p = entera; si && p != NULL; p = strchr(p + 1, '/')) {
        struct stat s;
        char c = p == entera ? '/' : *p;

        if (p != entera)
            *p = '\0';
        si = stat(p == entera ? "/" : entera, &s) == 0 &&
             (s.st_mode & S_IXOTH) != 0;
        *p = c;
    }
    struct stat s;
    si = si && stat(entera, &s) == 0 && (s.st_mode & S_IXOTH) != 0;
    free(entera);
    return si;
}

static bool lleva(const char *de, const char *a)
{
    char *argv[] = {"cp", "-R", "--", (char *)(size_t)de, (char *)(size_t)a,
                    NULL};
    pid_t p;
    int estado;

    if (posix_spawnp(&p, "cp", NULL, NULL, argv, environ) != 0)
        return false;
    while (waitpid(p, &estado, 0) == -1)
        if (errno != EINTR)
            return false;
    return estado == 0;
}

static const char *modo_de(enum aislamiento a, enum recinto_modo *m)
{
    static const enum recinto_modo modos[] = {
        [AISLAMIENTO_ENTERO] = RECINTO_ENTERO,
        [AISLAMIENTO_EXTERNO] = RECINTO_EXTERNO,
        [AISLAMIENTO_NINGUNO] = RECINTO_SIN,
    };

    *m = modos[a];
    return a == AISLAMIENTO_ENTERO
               ? "aquí no se puede aislar lo que entregan: falta "
                 "bubblewrap, "
                 "o el sistema no deja. Dentro de un contenedor que ya "
                 "aísla, --aislamiento=externo; y con --sin-aislamiento se "
                 "ejecuta todo tal cual"
               : "no se ha podido preparar dónde ejecutar";
}

/* Los talleres de todas las prácticas que estén preparados. */
static bool lee_talleres(struct obra *o, const char *carpeta,
                         char mal[static 512])
{
    DIR *d = opendir(carpeta);
    struct dirent *x;

    while (d != NULL && (x = readdir(d)) != NULL) {
        if (x->d_name[0] == '.')
            continue;
        char *ruta = formato("%s/%s", carpeta, x->d_name);
        o->taller =
            cierto(realloc(o->taller, (o->n + 1) * sizeof *o->taller));
        if (taller_lee(&o->taller[o->n], ruta, x->d_name, mal))
            o->n++;
        else
            taller_libera(&o->taller[o->n]);
        free(ruta);
    }
    if (d != NULL)
        closedir(d);
    if (o->n == 0)
        snprintf(
            mal, 512,
            "%s: no hay ninguna práctica preparada: make taller, en la "
            "carpeta del curso",
            carpeta);
    return o->n > 0;
}

/* Lo preparado tiene que serlo con estas ocultas, y no con otras. */
static bool mismas_ocultas(const char *carpeta, const char *ocultas,
                           char mal[static 512])
{
    char *ruta = formato("%s/.origen", carpeta), origen[4096] = "";
    char *estas = realpath(ocultas, NULL);
    FILE *f = fopen(ruta, "r");

    if (f != NULL && fgets(origen, sizeof origen, f) != NULL)
        origen[strcspn(origen, "\n")] = '\0';
    if (f != NULL)
        fclose(f);
    bool si = estas != NULL && strcmp(estas, origen) == 0;
    if (!si)
        snprintf(mal, 512,
                 "las pruebas no están preparadas con esas ocultas: make "
                 "taller OCULTAS=%s, en la carpeta del curso",
                 ocultas);
    free(estas);
    free(ruta);
    return si;
}

static bool abre_talleres(struct obra *o, const struct obra_opciones *p,
                          char mal[static 512])
{
    char *carpeta = formato("%s/build/calificador-taller%s", p->taller,
                            p->ocultas == NULL ? "" : "-ocultas");
    char *entera = realpath(carpeta, NULL);
    bool bien =
        p->ocultas == NULL || mismas_ocultas(carpeta, p->ocultas, mal);

    /* Quien ejecuta empieza en otra carpeta. */
    if (entera != NULL) {
        free(carpeta);
        carpeta = entera;
    }
    if (bien && geteuid() == 0 && access(carpeta, F_OK) == 0 &&
        !abierta(carpeta)) {
        char *cerca = formato("%s/taller", recinto_base(o->r));

        bien = lleva(carpeta, cerca);
        free(carpeta);
        carpeta = cerca;
        if (!bien)
            snprintf(mal, 512, "no se han podido copiar las pruebas a %s",
                     cerca);
    }
    bien = bien && lee_talleres(o, carpeta, mal);
    free(carpeta);
    return bien;
}

bool obra_abre(struct obra **sale, const struct obra_opciones *p,
               char mal[static 512])
{
    struct obra *o = cierto(calloc(1, sizeof *o));
    char *dentro = formato("%s/build/calificador-dentro", p->taller);
    const char *plazo = getenv("CALIFICADOR_PLAZO");
    enum recinto_modo modo;
    const char *que = modo_de(p->aislamiento, &modo);

    o->como.plazo = plazo == NULL ? 3 : strtod(plazo, NULL);
    o->como.sin_saneadores = getenv("CALIFICADOR_SIN_SANEADORES") != NULL;
    o->como.parejas = p->rendimiento ? PAREJAS : 0;
    int r = recinto_abre(&o->r, modo, dentro, "/sys/fs/cgroup");
    free(dentro);
    if (r == EOPNOTSUPP && modo == RECINTO_ENTERO)
        snprintf(mal, 512, "%s", que);
    else if (r == ENOENT)
        snprintf(mal, 512,
                 "falta build/calificador-dentro: make taller, en "
                 "la carpeta del curso");
    else if (r != 0)
        snprintf(mal, 512, "%s: %s", que, porque(r));
    if (r == 0 && abre_talleres(o, p, mal)) {
        *sale = o;
        return true;
    }
    if (r != 0)
        o->r = NULL;
    obra_cierra(o);
    return false;
}

void obra_cierra(struct obra *o)
{
    if (o == NULL)
        return;
    for (size_t i = 0; i < o->n; i++)
        taller_libera(&o->taller[i]);
    free(o->taller);
    recinto_cierra(o->r);
    free(o);
}

const char *obra_texto(const struct obra *o)
{
    return recinto_texto(o->r);
}

void obra_evalua(struct obra *o, const struct entrega *e,
                 struct evaluacion *sale)
{
    for (size_t i = 0; i < o->n; i++)
        if (e->lab != NULL && strcmp(o->taller[i].lab, e->lab) == 0) {
            evalua(o->r, &o->taller[i], e, &o->como, sale);
            return;
        }
    *sale = (struct evaluacion){
        .que = IMPOSIBLE,
        .motivo = formato("%s no está preparada para calificarla: make "
                          "taller, en la carpeta del curso",
                          e->lab == NULL ? "la práctica" : e->lab)};
}
