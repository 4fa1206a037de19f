/* Se mata a uno, y no queda nadie. */
#define _GNU_SOURCE /* pipe2 */
#include "arbol.h"
#include "nav.h"
#include "nav_wd.h"
#include "proc.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESOS = 512 };

/* Lo que cuenta de sí mismo quien tiene el navegador. */
struct tablon {
    atomic_int guardian, error;
    char dicho[512];
};

struct escena {
    struct tablon *t;
    pid_t padre;
    int listo[2], sigue[2];
};

static void apunta_error(struct tablon *t, int r, const struct nav *n)
{
    snprintf(t->dicho, sizeof t->dicho, "%s", nav_error(n));
    atomic_store(&t->error, r);
}

static _Noreturn void tiene_navegador(struct escena *e)
{
    char c;

    nav_inicia();
    struct nav *n = nav_crea();
    if (n == NULL || nav_abre(n, "about:blank") != 0)
        _exit(1);
    atomic_store(&e->t->guardian, nav_guardian(n));
    close(e->listo[1]);
    (void)!read(e->sigue[0], &c, 1);
    apunta_error(e->t, nav_abre(n, "about:blank"), n);
    nav_destruye(n);
    nav_acaba();
    _exit(0);
}

static void empieza(struct escena *e)
{
    char c;

    arbol_empieza();
    e->t = comparte(sizeof *e->t);
    exige(pipe2(e->listo, O_CLOEXEC) == 0 &&
              pipe2(e->sigue, O_CLOEXEC) == 0,
          "pipe2: %s", strerror(errno));
    e->padre = fork();
    exige(e->padre != -1, "fork: %s", strerror(errno));
    if (e->padre == 0) {
        close(e->listo[0]);
        close(e->sigue[1]);
        tiene_navegador(e);
    }
    close(e->listo[1]);
    close(e->sigue[0]);
    (void)!read(e->listo[0], &c, 1);
    close(e->listo[0]);
    exige(atomic_load(&e->t->guardian) > 0, "el navegador no ha arrancado");
}

/* Al que tiene el navegador se le deja seguir, y acaba por las buenas. */
static void sigue(struct escena *e)
{
    int estado;

    close(e->sigue[1]);
    exige(waitpid(e->padre, &estado, 0) == e->padre && WIFEXITED(estado) &&
              WEXITSTATUS(estado) == 0,
          "quien tenía el navegador no ha acabado bien: estado %#x",
          estado);
}

static void exige_que_lo_diga(const struct escena *e)
{
    exige_error(atomic_load(&e->t->error), ECONNRESET,
                "nav_abre, muerto el navegador");
    exige(*e->t->dicho != '\0' && strchr(e->t->dicho, '\n') == NULL,
          "nav_error, muerto el navegador: «%s»", e->t->dicho);
}

void prueba_muere_padre(void)
{
    struct escena e;

    empieza(&e);
    arbol_mata(e.padre);
    close(e.sigue[1]);
    arbol_acaba();
}

/* Muere uno de los que cuelgan del padre: sin que él haga nada, los demás
 * lo recogen todo. */
static void muere_uno(struct escena *e, pid_t quien, const char *nombre)
{
    exige(quien > 0, "no se ve a %s", nombre);
    arbol_mata(quien);
    arbol_espera_vacia();
    sigue(e);
    exige_que_lo_diga(e);
    arbol_acaba();
}

void prueba_muere_guardian(void)
{
    struct escena e;

    empieza(&e);
    muere_uno(&e, atomic_load(&e.t->guardian), "el guardián");
}

void prueba_muere_el_otro(void)
{
    struct escena e;
    pid_t hijo[8];

    empieza(&e);
    exige_entero(proc_hijos(atomic_load(&e.t->guardian), hijo, 8), 1,
                 "hijos del primer guardián");
    muere_uno(&e, hijo[0], "el otro guardián");
}

void prueba_muere_driver(void)
{
    struct escena e;

    empieza(&e);
    muere_uno(&e, arbol_busca(atomic_load(&e.t->guardian), "chromedriver"),
              "chromedriver");
}

/* De Chromium se entera chromedriver, y se lo dice a quien pregunte. */
void prueba_muere_chromium(void)
{
    struct escena e;

    empieza(&e);
    pid_t c = arbol_busca(atomic_load(&e.t->guardian), "chromium");
    exige(c > 0, "no se ve a Chromium");
    arbol_mata(c);
    sigue(&e);
    exige_que_lo_diga(&e);
    arbol_acaba();
}

/* ---- a la buena de Dios ---- */

static _Noreturn void navega_sin_parar(void)
{
    struct nav *n;

    nav_inicia();
    for (int mal = 0; !mal;) {
        n = nav_crea();
        mal = n == NULL;
        for (int i = 0; i < 20 && !mal; i++)
            mal = nav_abre(n, "about:blank") != 0;
        nav_destruye(n);
    }
    _exit(0);
}

/* A quién y cuándo, da igual: es al azar. Si no le toca al padre y no se
 * entera (murió algo que Chromium sabe reponer), se le mata después. */
static void una_muerte(void)
{
    pid_t v[PROCESOS];
    struct timespec t = {(time_t)azar(3), (long)azar(1000000000)};

    arbol_empieza();
    pid_t p = fork();
    exige(p != -1, "fork: %s", strerror(errno));
    if (p == 0)
        navega_sin_parar();
    nanosleep(&t, NULL);
    int n = arbol_procesos(p, v, PROCESOS);
    arbol_mata(v[azar((unsigned long)n)]);
    nanosleep(&(struct timespec){0, (long)azar(500000000)}, NULL);
    arbol_mata(p);
    arbol_acaba();
}

void prueba_muere_azar(void)
{
    const char *cuantas = getenv("MUERTES");

    for (int i = 0; i < (cuantas != NULL ? atoi(cuantas) : 2); i++)
        una_muerte();
}
