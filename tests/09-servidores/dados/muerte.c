/* Un proceso que muere en cualquier sitio no pierde ni dobla nada.
 *
 * Dos maneras: en cada llamada al sistema, una por una (se le sigue con
 * ptrace y se le mata al entrar en la k-ésima), y en cualquier
 * instante, a la buena de Dios: MUERTES veces, del entorno. */
#define _GNU_SOURCE
#include "buzon.h"
#include "mesa.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Lo que el hijo ha llegado a saber que estaba hecho. */
static atomic_int *hecho;

/* El hijo hace f y muere al ir a hacer su k-ésima llamada, que no hace;
 * false si acabó antes. */
static bool muere_en(void (*f)(struct correo *), struct correo *c, int k)
{
    int estado;
    pid_t p = fork();

    if (p == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        f(c);
        _exit(0);
    }
    exige(p > 0, "fork: %s", strerror(errno));
    waitpid(p, &estado, 0);
    for (int i = 0; i < 2 * k - 1;
         i++) { /* una al entrar y otra al salir */
        exige(ptrace(PTRACE_SYSCALL, p, NULL, NULL) == 0, "ptrace: %s",
              strerror(errno));
        waitpid(p, &estado, 0);
        if (WIFEXITED(estado))
            return false;
    }
    kill(p, SIGKILL);
    waitpid(p, &estado, 0);
    return true;
}

/* Los mensajes llevan su número repetido, largo: a medias se notaría. */
enum { REPITE = 3000 };

static size_t texto(int id, char x[REPITE * 12])
{
    size_t n = 0;

    for (int i = 0; i < REPITE; i++)
        n += (size_t)sprintf(x + n, "mensaje %d\n", id);
    return n;
}

/* Cuenta en cuántos sitios está cada mensaje de una carpeta, y mira que
 * estén enteros. */
enum { IDS = 64 };

static void cuenta_carpeta(struct correo *c, const char *carpeta,
                           int veces[IDS])
{
    static char x[REPITE * 12], y[REPITE * 12];
    struct buzon *b;
    int fd, id, r = buzon_abre(&b, c->ana, carpeta);

    if (r == ENOENT && *carpeta != '\0')
        return;
    exige_error(r, 0, "buzon_abre, después de una muerte");
    for (size_t i = 0; i < buzon_cuantos(b); i++) {
        exige_error(buzon_lee(b, i, &fd), 0, "buzon_lee");
        ssize_t n = read(fd, x, sizeof x);
        close(fd);
        exige(n > 0 && sscanf(x, "mensaje %d", &id) == 1 && id >= 0 &&
                  id < IDS,
              "un mensaje entregado está vacío");
        exige((size_t)n == texto(id, y) && memcmp(x, y, (size_t)n) == 0,
              "un mensaje entregado está a medias");
        veces[id]++;
    }
    buzon_cierra(b);
}

static void entrega(struct correo *c, int id)
{
    static char x[REPITE * 12];
    size_t n = texto(id, x);

    exige_error(buzon_entrega(c->ana, x, n), 0, "buzon_entrega");
}

/* ---- al entregar ---- */

static void entrega_dos(struct correo *c)
{
    for (int i = 0; i < 2; i++) {
        entrega(c, i);
        atomic_store(hecho, i + 1);
    }
}

void prueba_muerte_entrega(void)
{
    bool murio = true;

    hecho = comparte(sizeof *hecho);
    for (int k = 1; murio; k++) {
        struct correo c;
        int veces[IDS] = {0};

        correo_crea(&c);
        atomic_store(hecho, 0);
        murio = muere_en(entrega_dos, &c, k);
        cuenta_carpeta(&c, "", veces);
        for (int i = 0; i < 2; i++)
            exige(veces[i] == 1 ||
                      (veces[i] == 0 && atomic_load(hecho) <= i),
                  "muerto en la llamada %d: el mensaje %d está %d veces, y "
                  "se habían dado por entregados %d",
                  k, i, veces[i], atomic_load(hecho));
        correo_borra(&c);
    }
}

/* ---- al despedirse ---- */

static void borra_y_mueve(struct correo *c)
{
    struct buzon *b;
    int fd;

    exige_error(buzon_abre(&b, c->ana, NULL), 0, "buzon_abre");
    buzon_borra(b, 0);
    buzon_mueve(b, 1, "x");
    if (buzon_lee(b, 2, &fd) == 0)
        close(fd);
    exige_error(buzon_aplica(b), 0, "buzon_aplica");
    atomic_store(hecho, 1);
    buzon_cierra(b);
}

static void deja_cuatro(struct correo *c)
{
    static char x[REPITE * 12];
    char nombre[] = "0";

    for (int i = 0; i < 4; i++, nombre[0]++)
        pon_mensaje(c, "new", nombre, x, texto(i, x));
}

void prueba_muerte_quit(void)
{
    bool murio = true;

    hecho = comparte(sizeof *hecho);
    for (int k = 1; murio; k++) {
        struct correo c;
        int dentro[IDS] = {0}, fuera[IDS] = {0};

        correo_crea(&c);
        deja_cuatro(&c);
        atomic_store(hecho, 0);
        murio = muere_en(borra_y_mueve, &c, k);
        cuenta_carpeta(&c, "", dentro);
        cuenta_carpeta(&c, "x", fuera);
        bool todo = atomic_load(hecho) == 1;
        exige(dentro[0] <= (todo ? 0 : 1) && fuera[0] == 0,
              "muerto en la llamada %d: el borrado", k);
        exige(dentro[1] + fuera[1] == 1 && (fuera[1] == 1 || !todo),
              "muerto en la llamada %d: el que se movía está %d veces", k,
              dentro[1] + fuera[1]);
        exige(dentro[2] == 1 && dentro[3] == 1,
              "muerto en la llamada %d: uno de los demás", k);
        correo_borra(&c);
    }
}

/* ---- a la buena de Dios ---- */

/* En cada vuelta llega uno, se le mueve de carpeta en carpeta y, uno de cada
 * tres, se borra. Se apunta antes lo que se va a hacer, y después que está. */
struct apuntes {
    atomic_int llega, llegado, borra, borrado;
};
static struct apuntes *ap;

/* El último de una carpeta, a otra; o, con NULL, fuera. */
static void al_ultimo(struct correo *c, const char *de, const char *a)
{
    struct buzon *b;

    exige_error(buzon_abre(&b, c->ana, de), 0, "buzon_abre");
    if (a != NULL)
        buzon_mueve(b, buzon_cuantos(b) - 1, a);
    else
        buzon_borra(b, buzon_cuantos(b) - 1);
    exige_error(buzon_aplica(b), 0, "buzon_aplica");
    buzon_cierra(b);
}

static void sin_parar(struct correo *c)
{
    for (int i = 0; i < IDS; i++) {
        atomic_store(&ap->llega, i + 1);
        entrega(c, i);
        atomic_store(&ap->llegado, i + 1);
        al_ultimo(c, "", "x");
        al_ultimo(c, "x", "y");
        al_ultimo(c, "y", "x");
        if (i % 3 != 0)
            continue;
        atomic_store(&ap->borra, i + 1);
        al_ultimo(c, "x", NULL);
        atomic_store(&ap->borrado, i + 1);
    }
}

/* Cuántas veces tiene que estar el i-ésimo: de *pocas a *muchas. */
static void debe_estar(int i, int *pocas, int *muchas)
{
    *pocas = i < atomic_load(&ap->llegado);
    *muchas = i < atomic_load(&ap->llega);
    if (i % 3 == 0 && i < atomic_load(&ap->borra))
        *pocas = 0;
    if (i % 3 == 0 && i < atomic_load(&ap->borrado))
        *muchas = 0;
}

static void una_muerte(struct correo *c)
{
    int veces[IDS] = {0}, estado;
    struct timespec t = {0, (long)azar(12000000)};
    pid_t p = fork();

    if (p == 0) {
        sin_parar(c);
        _exit(0);
    }
    exige(p > 0, "fork: %s", strerror(errno));
    nanosleep(&t, NULL); /* cuándo muere da igual: es al azar */
    kill(p, SIGKILL);
    waitpid(p, &estado, 0);
    cuenta_carpeta(c, "", veces);
    cuenta_carpeta(c, "x", veces);
    cuenta_carpeta(c, "y", veces);
    for (int i = 0; i < IDS; i++) {
        int pocas, muchas;

        debe_estar(i, &pocas, &muchas);
        exige(pocas <= veces[i] && veces[i] <= muchas,
              "el mensaje %d está %d veces", i, veces[i]);
    }
}

void prueba_muerte_azar(void)
{
    const char *cuantas = getenv("MUERTES");

    ap = comparte(sizeof *ap);
    for (int i = 0; i < (cuantas != NULL ? atoi(cuantas) : 8); i++) {
        struct correo c;

        correo_crea(&c);
        *ap = (struct apuntes){0, 0, 0, 0};
        una_muerte(&c);
        correo_borra(&c);
    }
}
