#include "sitio_dentro.h"
#include "tabla.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* El ensamblador mete los ficheros tal cual, con un cero detrás. */
#define INCLUYE(nombre, fichero)                                           \
    __asm__(".pushsection .rodata\n"                                       \
            ".global " #nombre "\n" #nombre ":\n"                          \
            ".incbin \"sitio/" fichero "\"\n"                              \
            ".byte 0\n"                                                    \
            ".popsection\n")

INCLUYE(sitio_csv_equipos, "equipos.csv");
INCLUYE(sitio_csv_jugadores, "jugadores.csv");
INCLUYE(sitio_estilo, "estilo.css");
INCLUYE(sitio_guion, "guion.js");

extern const char sitio_csv_equipos[], sitio_csv_jugadores[];

enum { JUGADORES = 1024 };

static pthread_once_t una_vez = PTHREAD_ONCE_INIT;
static struct {
    bool listos;
    struct tabla *equipos, *jugadores; /* los textos son suyos */
    struct sitio_equipo equipo[SITIO_EQUIPOS];
    struct jugador jugador[JUGADORES];
    size_t n;
} datos;

static struct tabla *lee(const char *csv)
{
    FILE *f = fmemopen((void *)(uintptr_t)csv, strlen(csv), "r");
    struct tabla *t = f != NULL ? tabla_lee_csv(f) : NULL;

    if (f != NULL)
        fclose(f);
    return t;
}

static int numero(const struct tabla *t, size_t fila, size_t columna)
{
    return atoi(tabla_celda(t, fila, columna));
}

int sitio_indice(int id)
{
    for (int i = 0; i < SITIO_EQUIPOS; i++)
        if (datos.equipo[i].id == id)
            return i;
    return -1;
}

static void coloca(const struct tabla *e, const struct tabla *j)
{
    for (size_t i = 0; i < SITIO_EQUIPOS; i++)
        datos.equipo[i] = (struct sitio_equipo){
            numero(e, i, 0), tabla_celda(e, i, 1), tabla_celda(e, i, 2)};
    for (size_t i = 0; i < tabla_filas(j); i++)
        datos.jugador[datos.n++] =
            (struct jugador){sitio_indice(numero(j, i, 0)),
                             tabla_celda(j, i, 1),
                             numero(j, i, 2),
                             numero(j, i, 3),
                             numero(j, i, 4),
                             numero(j, i, 5)};
}

static void lee_todo(void)
{
    datos.equipos = lee(sitio_csv_equipos);
    datos.jugadores = lee(sitio_csv_jugadores);
    datos.listos = datos.equipos != NULL && datos.jugadores != NULL &&
                   tabla_filas(datos.equipos) == SITIO_EQUIPOS &&
                   tabla_filas(datos.jugadores) <= JUGADORES;
    if (datos.listos)
        coloca(datos.equipos, datos.jugadores);
}

bool sitio_datos(void)
{
    return pthread_once(&una_vez, lee_todo) == 0 && datos.listos;
}

bool sitio_equipo(int i, struct sitio_equipo *e)
{
    if (!sitio_datos() || i < 0 || i >= SITIO_EQUIPOS)
        return false;
    *e = datos.equipo[i];
    return true;
}

int sitio_puntos(const struct jugador *j)
{
    return j->yc + 3 * j->rc;
}

/* De más a menos; los empates, en el orden de los datos. */
static int compara(const struct jugador *a, const struct jugador *b,
                   int mas_a, int mas_b)
{
    if (mas_a != mas_b)
        return mas_a > mas_b ? -1 : 1;
    return (a > b) - (a < b);
}

static int por_puntos(const void *x, const void *y)
{
    const struct jugador *a = *(const struct jugador *const *)x,
                         *b = *(const struct jugador *const *)y;

    return compara(a, b, sitio_puntos(a), sitio_puntos(b));
}

static int por_goles(const void *x, const void *y)
{
    const struct jugador *a = *(const struct jugador *const *)x,
                         *b = *(const struct jugador *const *)y;

    return compara(a, b, a->g, b->g);
}

const struct jugador **sitio_jugadores(int equipo, bool disciplina,
                                       size_t *n)
{
    const struct jugador **v = malloc(datos.n * sizeof *v);

    *n = 0;
    if (v == NULL)
        return NULL;
    for (size_t i = 0; i < datos.n; i++)
        if (datos.jugador[i].equipo == equipo)
            v[(*n)++] = &datos.jugador[i];
    qsort(v, *n, sizeof *v, disciplina ? por_puntos : por_goles);
    return v;
}

static int anade(struct tabla *t, size_t rk, const struct jugador *j)
{
    const int cifra[] = {(int)rk, j->p, j->yc, j->rc, sitio_puntos(j)};
    char texto[5][12];

    for (int i = 0; i < 5; i++)
        snprintf(texto[i], sizeof texto[i], "%d", cifra[i]);
    return tabla_anade(
        t, (const char *const[]){texto[0], j->nombre, texto[1], texto[2],
                                 texto[3], texto[4],
                                 datos.equipo[j->equipo].apodo});
}

struct tabla *sitio_disciplina(int id)
{
    const char *const cabecera[] = {"RK", "NAME", "P",   "YC",
                                    "RC", "PTS",  "TEAM"};
    int equipo = sitio_datos() ? sitio_indice(id) : -1;
    size_t n = 0;

    if (equipo == -1)
        return NULL;
    const struct jugador **v = sitio_jugadores(equipo, true, &n);
    struct tabla *t = v != NULL ? tabla_crea(7, cabecera) : NULL;
    for (size_t i = 0; t != NULL && i < n; i++)
        if (anade(t, i + 1, v[i]) != 0) {
            tabla_destruye(t);
            t = NULL;
        }
    free(v);
    return t;
}
