/* banco: mide libparalelo y a los demás en una misma ejecución, por turnos.
 *
 *   banco PROGRAMAS SALIDA [RONDAS]
 *   banco --lista
 *
 * En la carpeta PROGRAMAS están los contendientes (los que no, se saltan por
 * su nombre, y también los que diga SIN="…"), y en SALIDA deja crudo.tsv,
 * todas las rondas; metas.tsv, una fila por meta; y frente.tsv, las series
 * para dibujar. Con SOLO="grupo…", solo esos. Con RAPIDO=1 todo es menor: sirve para ver que funciona, no
 * para saber cuánto tarda. --lista dice quién mediría qué: grupo,
 * contendiente, programa, problema y elementos. */
#include "cpus.h"
#include "errores.h"
#include "memoria.h"
#include "metas.h"
#include "problemas.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAR "par_libparalelo"
#define OMP "par_openmp"
#define MANO "par_a_mano"

#define M ((size_t)1000000)

/* bytes: los que ocupa cada elemento en ese contendiente. */
#define C(g, nom, prog, prob, cuantos, ocupa)                              \
    {                                                                      \
        .grupo = (g), .nombre = (nom), .programa = (prog),                 \
        .problema = (prob), .n = (cuantos), .bytes = (ocupa)               \
    }
static struct contendiente contendientes[] = {
    C("map", "libparalelo", PAR, "map", 100 * M, 16),
    C("map", "openmp", OMP, "map", 100 * M, 16),
    C("map", "libparalelo-fork", PAR, "map-procesos", 100 * M, 16),
    C("map", "libparalelo-imap", PAR, "imap-auto", 100 * M, 0),
    C("map", "python", "pares.py", "map", 10 * M, 120),

    C("trozo", "libparalelo", PAR, "trozo", 100 * M, 16),
    C("trozo", "memcpy", MANO, "trozo", 100 * M, 16),

    C("desigual", "libparalelo", PAR, "desigual", FILAS, 0),
    C("desigual", "openmp", OMP, "desigual", FILAS, 0),

    C("tarea", "libparalelo", PAR, "tarea", M / 2, 160),
    C("tarea", "openmp", OMP, "tarea", M / 2, 160),
    C("tarea", "tbb", "par_tbb", "tarea", M / 2, 160),
    C("tarea", "glib", "par_glib", "tarea", M / 2, 160),
    C("tarea", "glib-menos", "par_glib", "tarea-menos", M / 2, 160),
    C("tarea", "libuv", "par_libuv", "tarea", M / 2, 160),
    C("tarea", "libuv-menos", "par_libuv", "tarea-menos", M / 2, 160),

    C("imap-1", "libparalelo", PAR, "imap-1", 2 * M, 0),
    C("imap-1", "tbb", "par_tbb", "imap-1", 2 * M, 0),
    C("imap-1", "libparalelo-tandas", PAR, "imap-1-tandas", 2 * M, 0),
    C("imap-1", "libparalelo-fork", PAR, "imap-1-procesos", M / 10, 0),
    C("imap-1", "python", "pares.py", "imap-1", M / 10, 120),

    C("lazo", "libparalelo", PAR, "lazo", M / 5, 16),
    C("lazo", "openmp", OMP, "lazo", M / 5, 16),

    C("menudas", "libparalelo", PAR, "menudas", M / 5, 16),
    C("menudas", "joblib", "pares.py", "menudas", M / 5, 120),

    C("nacer-hilos", "libparalelo", PAR, "nacer-hilos", 20, 0),
    C("nacer-hilos", "a-mano", MANO, "nacer-hilos", 20, 0),
    C("nacer-procesos", "libparalelo", PAR, "nacer-procesos", 20, 0),
    C("nacer-procesos", "a-mano", MANO, "nacer-procesos", 20, 0),
};
enum { CUANTOS = sizeof contendientes / sizeof *contendientes };

#define PARES_TAREA "openmp tbb glib glib-menos libuv libuv-menos"

#define G(cual, g, a_medir, frente_a, reves, meta, mem)                    \
    {                                                                      \
        .id = (cual), .grupo = (g), .nuestro = (a_medir),                  \
        .pares = (frente_a), .al_reves = (reves), .valor = (meta),         \
        .memoria = (mem)                                                   \
    }
static struct meta metas[] = {
    G("map-hilos", "map", "libparalelo", "openmp", false, 1.05, 0),
    G("map-procesos", "map", "libparalelo-fork", "openmp", false, 1.10, 0),
    G("map-trozo", "trozo", "libparalelo", "memcpy", false, 1.15, 0),
    G("map-python", "map", "libparalelo-fork", "python", true, 200, 0),
    G("desigual", "desigual", "libparalelo", "openmp", false, 1.03, 0),
    G("tarea", "tarea", "libparalelo", PARES_TAREA, false, 1.0, 0),
    G("imap-1", "imap-1", "libparalelo", "tbb", true, 1.0, 0),
    G("imap-python", "imap-1", "libparalelo", "python", true, 200, 0),
    G("imap-auto", "map", "libparalelo-imap", "libparalelo", false, 1.3,
      16000000),
    G("lazo", "lazo", "libparalelo", "openmp", false, 1.2, 0),
    G("lazo-python", "menudas", "libparalelo", "joblib", true, 200, 0),
    G("nacer", "", "", "", false, 1.5, 0),
    /* De las que sale la anterior: la peor de las dos. */
    G("nacer-hilos", "nacer-hilos", "libparalelo", "a-mano", false, 1.5, 0),
    G("nacer-procesos", "nacer-procesos", "libparalelo", "a-mano", false,
      1.5, 0),
};
enum { METAS = sizeof metas / sizeof *metas, NACER = METAS - 3 };

static bool rapido(void)
{
    const char *s = getenv("RAPIDO");

    return s != NULL && strcmp(s, "1") == 0;
}

/* ---- medir ---- */

/* Los de un grupo caben a la vez en la mitad de la memoria disponible. */
static void ajusta(struct contendiente *v, int n)
{
    double piden = 0, hay = (double)memoria_disponible() / 2;

    for (int i = 0; i < n; i++) {
        if (rapido() && v[i].n > 10000)
            v[i].n /= 20;
        piden += (double)v[i].n * (double)v[i].bytes;
    }
    if (hay <= 0 || piden <= hay)
        return;
    printf(
        "# nota: %s: los elementos, por %.3f, por la memoria disponible\n",
        v->grupo, hay / piden);
    for (int i = 0; i < n; i++)
        if (v[i].n > 10000)
            v[i].n = (size_t)((double)v[i].n * hay / piden);
}

static void anuncia(const struct contendiente *v, int n)
{
    printf("  mide      %s:", v->grupo);
    for (int i = 0; i < n; i++)
        if (v[i].suerte == PRESENTE)
            printf(" %s", v[i].nombre);
    for (int i = 0; i < n; i++)
        if (v[i].suerte != PRESENTE)
            printf(" (sin %s)", v[i].nombre);
    printf("\n");
    fflush(stdout);
}

/* Con los mismos elementos, el mismo resultado. */
static bool coinciden(const struct contendiente *v, int n)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < v[i].rondas; j++) {
            const struct medida *a = &v[0].v[0], *b = &v[i].v[j];
            if (a->elementos != b->elementos || b->resumen[0] == '-')
                continue;
            if (v[0].rondas == 0 || strcmp(a->resumen, b->resumen) != 0) {
                fprintf(stderr, "banco: %s, en %s: otro resultado\n",
                        v[i].nombre, v->grupo);
                return false;
            }
        }
    return true;
}

static bool pedido(const char *grupo)
{
    const char *solo = getenv("SOLO");

    return solo == NULL || *solo == '\0' || en_lista(solo, grupo) ||
           (strncmp(grupo, "nacer-", 6) == 0 && en_lista(solo, "nacer"));
}

static bool mide_grupo(struct contendiente *v, int n, const char *carpeta,
                       int rondas, int k)
{
    bool bien = true;

    if (!pedido(v->grupo)) {
        for (int i = 0; i < n; i++)
            v[i].suerte = AUSENTE;
        return true;
    }
    ajusta(v, n);
    for (int i = 0; i < n; i++) {
        contendiente_arranca(&v[i], carpeta, k);
        contendiente_calienta(&v[i]);
    }
    anuncia(v, n);
    for (int r = 0; r < rondas; r++)
        for (int i = 0; i < n; i++)
            contendiente_mide(&v[(r + i) % n]);
    for (int i = 0; i < n; i++) {
        contendiente_para(&v[i]);
        bien = bien && v[i].suerte != FALLIDO;
    }
    return coinciden(v, n) && bien;
}

static int del_mismo_grupo(int desde)
{
    int n = 1;

    while (desde + n < CUANTOS &&
           strcmp(contendientes[desde].grupo,
                  contendientes[desde + n].grupo) == 0)
        n++;
    return n;
}

/* ---- escribir ---- */

static FILE *abre(const char *carpeta, const char *nombre)
{
    char ruta[256];

    snprintf(ruta, sizeof ruta, "%s/%s", carpeta, nombre);
    return MEM(fopen(ruta, "w"));
}

static void cierra(FILE *f)
{
    SYS(fclose(f));
}

static void escribe_crudo(FILE *f, int k)
{
    fprintf(
        f,
        "# trabajadores: %d\n# columnas: grupo, contendiente, ronda, "
        "segundos, elementos, fallos de página menores y mayores, "
        "cambios de contexto voluntarios y forzados, bytes que creció su "
        "memoria\n",
        k);
    for (int i = 0; i < CUANTOS; i++) {
        const struct contendiente *c = &contendientes[i];
        if (c->suerte == AUSENTE)
            fprintf(f, "%s\t%s\tsin-par\n", c->grupo, c->nombre);
        for (int r = 0; r < c->rondas; r++) {
            const struct medida *m = &c->v[r];
            fprintf(f, "%s\t%s\t%d\t%.9f\t%zu\t%ld\t%ld\t%ld\t%ld\t%ld\n",
                    c->grupo, c->nombre, r + 1, m->segundos, m->elementos,
                    m->menores, m->mayores, m->voluntarios, m->forzados,
                    m->memoria);
        }
    }
}

static void escribe_metas(FILE *f)
{
    for (int i = 0; i <= NACER; i++) {
        const struct meta *m = &metas[i];
        if (m->n > 0)
            fprintf(f, "%s\t%.4g\t%g\t%s\n", m->id, m->mediana, m->valor,
                    meta_estado(m));
        else
            fprintf(f, "%s\t%s\t%g\t%s\n", m->id, meta_estado(m), m->valor,
                    meta_estado(m));
    }
}

static void escribe_series(FILE *f)
{
    for (int i = 0; i < METAS; i++)
        for (int r = 0; r < metas[i].n; r++)
            fprintf(f, "%s\t1\t%.6g\n", metas[i].id, metas[i].razon[r]);
    for (int i = 0; i < METAS; i++)
        fprintf(f, "meta.%s\t1\t%g\n", metas[i].id, metas[i].valor);
    for (int i = 0; i < CUANTOS; i++)
        for (int r = 0; r < contendientes[i].rondas; r++) {
            const struct contendiente *c = &contendientes[i];
            const struct medida *m = &c->v[r];
            fprintf(f, "s.%s.%s\t1\t%.6g\n", c->grupo, c->nombre,
                    m->segundos / (double)m->elementos);
            fprintf(f, "fallos.%s.%s\t1\t%ld\n", c->grupo, c->nombre,
                    m->menores + m->mayores);
            fprintf(f, "cambios.%s.%s\t1\t%ld\n", c->grupo, c->nombre,
                    m->voluntarios + m->forzados);
            fprintf(f, "elementos.%s.%s\t1\t%zu\n", c->grupo, c->nombre,
                    m->elementos);
            if (strcmp(c->problema, "imap-auto") == 0)
                fprintf(f, "memoria.%s.%s\t1\t%ld\n", c->grupo, c->nombre,
                        m->memoria);
        }
}

static void escribe(const char *carpeta, int k)
{
    FILE *f = abre(carpeta, "crudo.tsv");

    escribe_crudo(f, k);
    cierra(f);
    f = abre(carpeta, "metas.tsv");
    escribe_metas(f);
    cierra(f);
    f = abre(carpeta, "frente.tsv");
    escribe_series(f);
    cierra(f);
}

/* Que nadie llegue con ajustes de casa. */
static void deja_el_entorno_limpio(void)
{
    static const char *const nombres[] = {
        "OMP_NUM_THREADS", "OMP_WAIT_POLICY",   "OMP_PROC_BIND",
        "OMP_PLACES",      "OMP_SCHEDULE",      "OMP_DYNAMIC",
        "GOMP_SPINCOUNT",  "GOMP_CPU_AFFINITY", "UV_THREADPOOL_SIZE"};
    char texto[32];

    for (size_t i = 0; i < sizeof nombres / sizeof *nombres; i++)
        unsetenv(nombres[i]);
    snprintf(texto, sizeof texto, "%.3f", vueltas_por_us());
    setenv("VUELTAS_POR_US", texto, 1);
}

static int lista(void)
{
    for (int i = 0; i < CUANTOS; i++) {
        const struct contendiente *c = &contendientes[i];
        printf("%s\t%s\t%s\t%s\t%zu\n", c->grupo, c->nombre, c->programa,
               c->problema, c->n);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int k = cpus_utiles(), rondas = rapido() ? 3 : 11;
    bool bien = true;

    if (argc == 2 && strcmp(argv[1], "--lista") == 0)
        return lista();
    if (argc < 3) {
        fprintf(stderr, "uso: banco PROGRAMAS SALIDA [RONDAS]\n");
        return 2;
    }
    if (argc > 3)
        rondas = atoi(argv[3]);
    rondas = rondas < 1 ? 1 : rondas > RONDAS_MAX ? RONDAS_MAX : rondas;
    signal(SIGPIPE, SIG_IGN);
    deja_el_entorno_limpio();
    for (int i = 0; i < CUANTOS; i += del_mismo_grupo(i))
        bien = mide_grupo(&contendientes[i], del_mismo_grupo(i), argv[1],
                          rondas, k) &&
               bien;
    for (int i = 0; i < METAS; i++)
        if (i != NACER)
            meta_calcula(&metas[i], contendientes, CUANTOS);
    meta_peor(&metas[NACER], &metas[NACER + 1], &metas[NACER + 2]);
    escribe(argv[2], k);
    printf(
        "\n%d trabajadores, %d rondas: la mediana de la razón. Si se queda "
        "corta,\ndebajo, los fallos de página y cambios de contexto de una "
        "ronda.\n",
        k, rondas);
    for (int i = 0; i <= NACER; i++)
        if (pedido(i == NACER ? "nacer" : metas[i].grupo))
            meta_dice(&metas[i]);
    return bien ? 0 : 1;
}
