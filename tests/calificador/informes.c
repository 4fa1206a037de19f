/* informes.c: escribe los informes en su carpeta. Cada fichero se escribe
 * aparte y se pone en su sitio con rename: el que hay está siempre entero. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "informes.h"

#include "evaluacion.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *nota_estado(const struct nota *n)
{
    if (n->entrega->rechazo != NULL)
        return evaluada_nombre(n->entrega->imposible ? IMPOSIBLE
                                                     : RECHAZADA);
    return n->evaluacion == NULL ? "sin-evaluar"
                                 : evaluada_nombre(n->evaluacion->que);
}

void nota_paso(const struct nota *n, size_t paso, long *puntos,
               long *maximo)
{
    *puntos = *maximo = 0;
    for (size_t i = 0; i < n->baremo->n; i++) {
        if (n->baremo->prueba[i].paso != paso ||
            n->prueba[i].vale == NO_CUENTA)
            continue;
        *puntos += n->prueba[i].puntos;
        *maximo += n->baremo->prueba[i].puntos;
    }
}

static void ruta_en(const char *carpeta, const struct nota *n,
                    struct tira *t)
{
    tira_di(t, "%s/", carpeta);
    tira_ruta(t, n->entrega->alumno);
    tira_pon(t, "/");
    tira_ruta(t, n->entrega->lab == NULL ? "ninguna" : n->entrega->lab);
}

void nota_ruta(const struct nota *n, struct tira *t)
{
    ruta_en("alumnos", n, t);
}

/* ------------------------------------------------------------ escribir -- */

static int vuelca(int fd, const char *s, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, s, n);

        if (k < 0 && errno != EINTR)
            return errno;
        if (k > 0) {
            s += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

/* Deja t en carpeta/nombre, y la tira vacía. */
static bool escribe(const char *carpeta, const char *nombre, struct tira *t,
                    bool al_disco, char **error)
{
    char *ruta = formato("%s/%s", carpeta, nombre);
    char *nueva = formato("%s.nuevo", ruta);
    int fd = open(nueva, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int r = fd < 0 ? errno : vuelca(fd, t->t, t->n);

    if (r == 0 && al_disco && fsync(fd) < 0)
        r = errno;
    if (fd >= 0 && close(fd) < 0 && r == 0)
        r = errno;
    if (r == 0 && rename(nueva, ruta) < 0)
        r = errno;
    if (r != 0) {
        *error = formato("%s: %s", ruta, porque(r));
        if (fd >= 0)
            unlink(nueva);
    }
    free(nueva);
    free(ruta);
    tira_libera(t);
    return r == 0;
}

static bool crea(const char *ruta, char **error)
{
    if (mkdir(ruta, 0755) == 0 || errno == EEXIST)
        return true;
    *error = formato("%s: %s", ruta, porque(errno));
    return false;
}

static int borra(const char *ruta, const struct stat *s, int que,
                 struct FTW *f)
{
    (void)s;
    (void)que;
    (void)f;
    remove(ruta);
    return 0;
}

static void borra_todo(const char *ruta)
{
    nftw(ruta, borra, 16, FTW_DEPTH | FTW_PHYS);
}

/* ------------------------------------------------- una carpeta entera -- */

typedef bool de_una(const struct informe *i, const struct nota *n,
                    const char *carpeta, const char *nombre, char **error);

static bool paginas(const struct informe *i, const struct nota *n,
                    const char *carpeta, const char *nombre, char **error)
{
    struct tira html = {0}, md = {0};
    char *uno = formato("%s.html", nombre),
         *otro = formato("%s.md", nombre);

    nota_html(n, i->estilo, &html);
    nota_md(n, &md);
    bool bien = escribe(carpeta, uno, &html, false, error) &&
                escribe(carpeta, otro, &md, false, error);
    tira_libera(&md);
    free(uno);
    free(otro);
    return bien;
}

static bool results(const struct informe *i, const struct nota *n,
                    const char *carpeta, const char *nombre, char **error)
{
    struct tira t = {0};
    char *uno = formato("%s.json", nombre);

    (void)i;
    nota_gradescope(n, &t);
    bool bien = escribe(carpeta, uno, &t, false, error);
    free(uno);
    return bien;
}

/* En una carpeta nueva que sustituye a la de antes: de quien ya no está en
 * la clase no queda nada. */
static bool carpeta(const struct informe *i, const char *nombre, de_una *f,
                    char **error)
{
    char *vieja = formato("%s/%s", i->salida, nombre);
    char *nueva = formato("%s.nuevo", vieja);
    bool bien;

    borra_todo(nueva);
    bien = crea(nueva, error);
    for (size_t k = 0; bien && k < i->notas->n; k++) {
        struct tira t = {0};

        ruta_en(nueva, &i->notas->v[k], &t);
        char *barra = strrchr(t.t, '/');
        *barra = '\0';
        bien = crea(t.t, error) &&
               f(i, &i->notas->v[k], t.t, barra + 1, error);
        tira_libera(&t);
    }
    if (bien) {
        borra_todo(vieja);
        if (rename(nueva, vieja) < 0) {
            *error = formato("%s: %s", vieja, porque(errno));
            bien = false;
        }
    } else
        borra_todo(nueva);
    free(nueva);
    free(vieja);
    return bien;
}

bool informes_escribe(const struct informe *i, char **error)
{
    static const struct {
        const char *nombre;
        void (*pon)(const struct informe *, struct tira *);
    } ficheros[] = {
        {"notas.csv", informe_notas},        {"avisos.csv", informe_avisos},
        {"bandas.csv", informe_bandas},      {"junit.xml", informe_junit},
        {"calificacion.json", informe_json}, {"informe.html", informe_html},
    };
    struct tira t = {0};

    for (size_t k = 0; k < sizeof ficheros / sizeof *ficheros; k++) {
        ficheros[k].pon(i, &t);
        if (!escribe(i->salida, ficheros[k].nombre, &t, true, error))
            return false;
    }
    if (!informe_moodle(i, &t, error)) {
        tira_libera(&t);
        return false;
    }
    return escribe(i->salida, "moodle.csv", &t, true, error) &&
           carpeta(i, "alumnos", paginas, error) &&
           carpeta(i, "gradescope", results, error);
}
