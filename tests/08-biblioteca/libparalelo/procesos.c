/* Los trabajadores que son procesos: que hacen lo mismo que los hilos, que
 * mueren cuando sea sin que nadie se quede esperando, y que no dejan nada. */
#define _GNU_SOURCE
#include "par.h"
#include "proc.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- lo que se manda hacer ---- */

enum {
    MATA = -1,
    SALE = -2,
    SALE_BIEN = -3,
    FALLA = -4,
    MATA_AL_DECIRLO = -5
};

static void muere(void)
{
    raise(SIGKILL);
}

/* El cuadrado; los negativos son recados. */
static int cuadrado(const void *x, void *y)
{
    int64_t v = *(const int64_t *)x;

    switch (v) {
    case MATA:
        muere();
        break;
    case SALE:
        exit(3);
    case SALE_BIEN:
        exit(0);
    case FALLA:
        return 77;
    case MATA_AL_DECIRLO: /* a mitad de la respuesta, que va byte a byte */
        en_la_llamada(AV_CORTA, 6, muere);
        averia(AV_CORTA, 1);
        break;
    default:
        break;
    }
    *(int64_t *)y = v * v;
    return 0;
}

static int quien(const void *x, void *y)
{
    *(pid_t *)y = getpid();
    return x != NULL ? EINVAL : 0;
}

/* Donde está lo que le dan. */
struct sitio {
    const void *x;
    void *y;
};

static int donde(const void *x, void *y)
{
    *(struct sitio *)y = (struct sitio){x, y};
    return 0;
}

struct cita_en_arena {
    atomic_int dentro, pids[64];
    atomic_bool sigue;
};

/* Entran varios, y nadie sale hasta que se le diga. */
static int entra(void *ctx, size_t d, size_t h)
{
    struct cita_en_arena *c = ctx;

    atomic_store(&c->pids[d], getpid());
    atomic_fetch_add(&c->dentro, 1);
    while (!atomic_load(&c->sigue))
        sched_yield();
    return h == d + 1 ? 0 : EINVAL;
}

static int llena(void *ctx, size_t d, size_t h)
{
    int64_t *v = ctx;

    for (size_t i = d; i < h; i++)
        v[i] = (int64_t)(3 * i);
    return 0;
}

static int bloque(const void *x, void *y)
{
    memcpy(y, x, 1 << 20);
    return 0;
}

static int enorme(const void *x, void *y)
{
    *(char *)y = *(const char *)x;
    return 0;
}

/* Con los pools que heredó. */
static struct par_pool *heredado;

static int anidada(const void *x, void *y)
{
    struct par_pool *otro;
    int64_t v = 2, w;
    struct par_trabajo t = {cuadrado, 1, &v, sizeof v, &w, sizeof w};
    struct par_futuro f = {0};

    (void)x;
    *(int *)y =
        par_map(heredado, cuadrado, 1, &v, 8, &w, 8, 0) == EDEADLK &&
        par_envia(heredado, &f, &t) == EDEADLK &&
        par_reserva(heredado) == EDEADLK && par_une(heredado) == EDEADLK &&
        par_pide(heredado, 8) == NULL && par_crea(&otro, NULL) == EDEADLK;
    par_termina(heredado);
    par_destruye(heredado);
    return 0;
}

static const struct par_nombre tareas[] = {
    {"cuadrado", cuadrado, NULL}, {"quien", quien, NULL},
    {"donde", donde, NULL},       {"entra", NULL, entra},
    {"llena", NULL, llena},       {"bloque", bloque, NULL},
    {"enorme", enorme, NULL},
};

/* Lo llama el corredor, lo primero de main. */
void pruebas_empiezan(int argc, char **argv);
void pruebas_empiezan(int argc, char **argv)
{
    par_registra(tareas, sizeof tareas / sizeof *tareas, argc, argv);
}

/* ---- lo que usan las pruebas ---- */

static const char *const inicios[] = {"fork", "spawn", "forkserver"};

enum { INICIOS = 3, FORK = 0 };

static struct par_pool *crea(const char *inicio, int k, bool repone,
                             unsigned vida)
{
    struct par_opciones o = {.trabajadores = k,
                             .inicio = inicio,
                             .repone = repone,
                             .vida = vida};
    struct par_pool *p = NULL;

    exige_error(par_crea(&p, &o), 0, "par_crea de %d procesos, con %s", k,
                inicio);
    return p;
}

/* n números desde 0, al cuadrado; el de la posición i, si i < n, es v. */
static int al_cuadrado(struct par_pool *p, size_t n, size_t chunk, size_t i,
                       int64_t v, int64_t *y)
{
    int64_t *x = malloc(n * sizeof *x);
    int r;

    for (size_t j = 0; j < n; j++)
        x[j] = j == i ? v : (int64_t)j;
    memset(y, 0xff, n * sizeof *y);
    r = par_map(p, cuadrado, n, x, sizeof *x, y, sizeof *y, chunk);
    free(x);
    return r;
}

static void cuadrados_bien(struct par_pool *p, const char *cuando)
{
    int64_t y[40];
    int r = al_cuadrado(p, 40, 1, 40, 0, y);

    exige(r == 0, "un map, %s, ha dado %d", cuando, r);
    for (size_t i = 0; i < 40; i++)
        exige_entero(y[i], (int64_t)(i * i), "el elemento %zu, %s", i,
                     cuando);
}

static void nada_queda(int descriptores, const char *cuando)
{
    exige_entero(waitpid(-1, NULL, WNOHANG), -1, "waitpid, %s", cuando);
    exige_error(errno, ECHILD, "waitpid, %s", cuando);
    exige_entero(descriptores_abiertos(), descriptores,
                 "los descriptores, %s", cuando);
}

static pid_t uno(struct par_pool *p)
{
    pid_t pid = 0;

    exige_error(par_map(p, quien, 1, NULL, 0, &pid, sizeof pid, 1), 0,
                "preguntar quién es");
    return pid;
}

/* Espera a que haya muerto, aunque nadie lo haya enterrado. */
static bool se_ha_ido(int pidfd)
{
    struct pollfd f = {pidfd, POLLIN, 0};

    return poll(&f, 1, 5000) == 1;
}

static void mata_a(pid_t pid)
{
    int fd = pidfd_open(pid, 0);

    exige(fd >= 0, "el trabajador %d ya no existe", (int)pid);
    kill(pid, SIGKILL);
    exige(se_ha_ido(fd), "SIGKILL no ha matado a %d", (int)pid);
    close(fd);
}

/* ---- lo mismo que con hilos ---- */

static void valores(const char *inicio, bool repone, unsigned vida)
{
    struct par_pool *p = crea(inicio, 3, repone, vida);
    int64_t *v = par_pide(p, 1000 * sizeof *v), y[100];
    struct par_futuro f = {0};
    int64_t seis = 6, treinta = 0;
    struct par_trabajo t = {cuadrado, 1, &seis, 8, &treinta, 8};

    cuadrados_bien(p, inicio);
    exige_error(par_para(p, llena, v, 1000, NULL), 0, "par_para");
    for (size_t i = 0; i < 1000; i++)
        exige_entero(v[i], (int64_t)(3 * i), "el elemento %zu de par_para",
                     i);
    exige_error(par_envia(p, &f, &t), 0, "par_envia");
    exige_error(par_espera(&f, -1), 0, "par_espera");
    exige_error(par_error(&f), 0, "par_error");
    exige_entero(treinta, 36, "lo que dejó el futuro");
    exige_error(al_cuadrado(p, 100, 10, 25, FALLA, y), 77,
                "un map en el que falla el elemento 25");
    exige_entero(y[24], 24 * 24, "el anterior al que falla");
    exige_entero(y[25], -1, "el que falla");
    exige_entero(y[29], -1, "el último del trozo que falla");
    exige_entero(y[99], 99 * 99, "el último del map");
    exige_error(al_cuadrado(p, 1, 0, 1, 0, y), 0, "un map de uno");
    exige_error(par_map(p, cuadrado, 0, NULL, 8, NULL, 8, 0), 0,
                "un map de ninguno");
    par_cierra(p);
    exige_error(par_une(p), 0, "par_une");
    par_destruye(p);
}

void prueba_proc_valores(void)
{
    int descriptores = descriptores_abiertos();

    for (int i = 0; i < INICIOS; i++) {
        valores(inicios[i], false, 0);
        nada_queda(descriptores, "después de par_destruye");
        valores(inicios[i], true, 2);
        nada_queda(descriptores, "después de par_destruye, con relevos");
    }
}

/* Nadie sale hasta que están los tres: son tres, y a la vez. */
static void a_la_vez(const char *inicio, bool repone)
{
    struct par_pool *p = crea(inicio, 3, repone, 0);
    struct cita_en_arena *c = par_pide(p, sizeof *c);
    struct par_bucle b = {.chunk = 1};
    int r;

    atomic_store(&c->sigue, false);
    atomic_store(&c->dentro, 0);
    if (fork() == 0) { /* abre cuando están los tres */
        while (atomic_load(&c->dentro) < 3)
            sched_yield();
        atomic_store(&c->sigue, true);
        _exit(0);
    }
    r = par_para(p, entra, c, 3, &b);
    exige_error(r, 0, "un tramo por proceso");
    exige(atomic_load(&c->pids[0]) != atomic_load(&c->pids[1]) &&
              atomic_load(&c->pids[1]) != atomic_load(&c->pids[2]) &&
              atomic_load(&c->pids[0]) != atomic_load(&c->pids[2]),
          "dos de los tres tramos que hay a la vez son del mismo proceso");
    wait(NULL);
    par_destruye(p);
}

void prueba_proc_a_la_vez(void)
{
    for (int i = 0; i < INICIOS; i++) {
        a_la_vez(inicios[i], false);
        a_la_vez(inicios[i], true);
    }
}

/* Los primeros de las dos zonas se citan: los hacen dos procesos. */
static int se_cita(const void *x, void *y)
{
    struct cita_en_arena *c = *(struct cita_en_arena *const *)x;

    if (c != NULL) {
        atomic_fetch_add(&c->dentro, 1);
        while (atomic_load(&c->dentro) < 2)
            sched_yield();
    }
    *(pid_t *)y = getpid();
    return 0;
}

/* Cada mapa vuelve a dar a cada proceso el principio de su zona: ya tiene
 * puestas sus páginas. */
void prueba_proc_vuelve_a_su_zona(void)
{
    enum { N = 16 };
    struct par_pool *p = crea("fork", 2, false, 0);
    struct cita_en_arena *c = par_pide(p, sizeof *c), *x[N] = {0};
    pid_t y[N], antes[2] = {0};

    x[0] = x[N / 2] = c;
    for (int i = 0; i < 20; i++) {
        atomic_store(&c->dentro, 0);
        exige_error(par_map(p, se_cita, N, x, sizeof *x, y, sizeof *y, 1),
                    0, "par_map");
        exige(y[0] != y[N / 2], "los dos principios, en un proceso");
        exige(i == 0 || (y[0] == antes[0] && y[N / 2] == antes[1]),
              "en el mapa %d, el principio de una zona ha cambiado de "
              "proceso",
              i);
        antes[0] = y[0];
        antes[1] = y[N / 2];
    }
    par_destruye(p);
}

void prueba_proc_sin_copia(void)
{
    struct par_pool *p = crea("fork", 2, false, 0);
    struct sitio *y = par_pide(p, 10 * sizeof *y), fuera[10];
    char *x = par_pide(p, 10), local[10] = "";

    exige_error(par_map(p, donde, 10, x, 1, y, sizeof *y, 3), 0,
                "map en la arena");
    for (int i = 0; i < 10; i++)
        exige(y[i].x == x + i && y[i].y == &y[i],
              "el elemento %d estaba en la arena y se ha copiado", i);
    exige_error(par_map(p, donde, 10, local, 1, fuera, sizeof *y, 3), 0,
                "map fuera de la arena");
    for (int i = 0; i < 10; i++)
        exige(fuera[i].x != local + i && fuera[i].y != &fuera[i],
              "el elemento %d no estaba en la arena: ese proceso ha "
              "escrito donde nadie lo ve",
              i);
    par_destruye(p);
}

void prueba_proc_ventana(void)
{
    enum { N = 100000 };
    const size_t MB = (size_t)1 << 20;
    struct par_opciones o = {
        .trabajadores = 2, .inicio = "fork", .arena = 4 * MB};
    struct par_pool *p;
    int64_t *y = malloc(N * sizeof *y);
    char *a = malloc(2 * MB), *b = malloc(2 * MB), *c;

    exige_error(par_crea(&p, &o), 0, "par_crea");
    exige_error(al_cuadrado(p, N, N, N, 0, y), 0,
                "un trozo más grande que la ventana");
    for (size_t i = 0; i < N; i++)
        exige_entero(y[i], (int64_t)(i * i), "el elemento %zu", i);
    for (size_t i = 0; i < 2 * MB; i++)
        a[i] = (char)(i * 7);
    exige_error(par_map(p, bloque, 2, a, MB, b, MB, 2), 0,
                "elementos de 1 MiB");
    exige(memcmp(a, b, 2 * MB) == 0,
          "los elementos de 1 MiB no son los que se "
          "mandaron");
    exige_error(par_map(p, enorme, 1, a, 8 * MB, b, 1, 1), ENOMEM,
                "un elemento mayor que la arena");
    exige_error(par_map(p, bloque, 2, a, MB, b, MB, 2), 0,
                "y después, uno que cabe");
    exige((c = par_pide(p, 4 * MB)) != NULL,
          "par_pide(4 MiB): algún bloque de los elementos grandes no se ha "
          "soltado");
    par_suelta(p, c);
    par_destruye(p);
    free(a);
    free(b);
    free(y);
}

/* ---- la arena ---- */

static void bloques_al_azar(struct par_pool *p, size_t total)
{
    enum { CUANTOS = 60 };
    struct {
        unsigned char *q;
        size_t n;
    } v[CUANTOS] = {0};

    for (int i = 0; i < 5000; i++) {
        size_t k = azar(CUANTOS);
        for (size_t j = 0; j < v[k].n; j++)
            if (v[k].q[j] != (unsigned char)k)
                falla("dos bloques de par_pide se pisan");
        par_suelta(p, v[k].q);
        v[k].n = azar(2) ? azar(100) : azar(total / 8);
        v[k].q = par_pide(p, v[k].n);
        if (v[k].q == NULL)
            v[k].n = 0;
        exige((uintptr_t)v[k].q % 64 == 0, "par_pide, sin alinear");
        memset(v[k].q != NULL ? v[k].q : (void *)v, (int)k, v[k].n);
    }
    for (int k = 0; k < CUANTOS; k++)
        par_suelta(p, v[k].q);
}

void prueba_arena(void)
{
    enum { TOTAL = 1 << 16 };
    struct par_opciones o = {
        .trabajadores = 1, .inicio = "fork", .arena = TOTAL};
    struct par_pool *p;
    void *q;

    exige_error(par_crea(&p, &o), 0, "par_crea");
    exige(par_pide(p, TOTAL + 1) == NULL, "par_pide de más de lo que hay");
    exige(par_pide(p, SIZE_MAX) == NULL, "par_pide(SIZE_MAX)");
    bloques_al_azar(p, TOTAL);
    exige((q = par_pide(p, TOTAL)) != NULL,
          "todo suelto, y no cabe un bloque como la arena");
    exige(par_pide(p, 1) == NULL, "par_pide, sin nada libre");
    par_suelta(p, q);
    par_suelta(p, NULL);
    exige(par_pide(p, 0) != NULL, "par_pide(0)");
    par_destruye(p);
    o.arena = SIZE_MAX;
    exige_error(par_crea(&p, &o), ENOMEM, "una arena de SIZE_MAX bytes");
    o.arena = SIZE_MAX / 4;
    exige_error(par_crea(&p, &o), ENOMEM,
                "una arena de SIZE_MAX / 4 bytes");
}

void prueba_arena_de_hilos(void)
{
    struct par_pool *p;
    struct par_opciones o = {.trabajadores = 2};

    exige_error(par_crea(&p, &o), 0, "par_crea");
    exige(par_pide(p, SIZE_MAX) == NULL, "par_pide(SIZE_MAX)");
    bloques_al_azar(p, 1 << 16);
    exige(par_pide(p, 100) != NULL, "par_pide(100)"); /* y no se suelta */
    par_destruye(p);
}

/* ---- morir ---- */

void prueba_proc_muere_ocioso(void)
{
    for (int i = 0; i < INICIOS; i++) {
        struct par_pool *p = crea(inicios[i], 1, false, 0);
        int64_t y[4];

        mata_a(uno(p));
        exige_error(al_cuadrado(p, 4, 1, 4, 0, y), PAR_MURIO + SIGKILL,
                    "sin nadie que lo haga (%s)", inicios[i]);
        exige_error(al_cuadrado(p, 4, 1, 4, 0, y), PAR_MURIO + SIGKILL,
                    "otra vez sin nadie (%s)", inicios[i]);
        par_destruye(p);
        p = crea(inicios[i], 1, true, 0);
        for (int j = 0; j < 3; j++) {
            mata_a(uno(p));
            cuadrados_bien(p, "con otro en el sitio del que murió ocioso");
        }
        par_destruye(p);
    }
}

/* v, en el elemento 7 de 40, acaba con quien lo hace. */
static void muere_haciendo(const char *inicio, bool repone, int64_t v,
                           int error)
{
    struct par_pool *p = crea(inicio, 2, repone, 0);
    int64_t y[40];
    int vivos;

    exige_error(al_cuadrado(p, 40, 1, 7, v, y), error,
                "un map cuyo elemento 7 es %d (%s)", (int)v, inicio);
    for (size_t i = 0; i < 40; i++)
        exige(i == 7 || y[i] == (int64_t)(i * i),
              "el elemento %zu no se ha hecho, y no era el de la muerte",
              i);
    for (vivos = 0; vivos < 3; vivos++)
        cuadrados_bien(p, "después de una muerte");
    par_cierra(p);
    exige_error(par_une(p), 0, "par_une, después de una muerte");
    par_destruye(p);
}

static void de_cada_manera(int64_t v, int error)
{
    int descriptores = descriptores_abiertos();

    for (int i = 0; i < INICIOS; i++) {
        muere_haciendo(inicios[i], false, v, error);
        nada_queda(descriptores, "después de una muerte");
        muere_haciendo(inicios[i], true, v, error);
        nada_queda(descriptores, "después de una muerte y un relevo");
    }
}

void prueba_proc_muere_a_medias(void)
{
    de_cada_manera(MATA, PAR_MURIO + SIGKILL);
}

void prueba_proc_sale(void)
{
    de_cada_manera(SALE, PAR_SALIO + 3);
    de_cada_manera(SALE_BIEN, PAR_SALIO);
}

void prueba_proc_muere_contestando(void)
{
    de_cada_manera(MATA_AL_DECIRLO, PAR_MURIO + SIGKILL);
}

void prueba_proc_mueren_todos(void)
{
    for (int i = 0; i < INICIOS; i++) {
        struct par_pool *p = crea(inicios[i], 3, false, 0);
        int64_t x[30], y[30];

        for (int j = 0; j < 30; j++)
            x[j] = MATA;
        exige_error(par_map(p, cuadrado, 30, x, 8, y, 8, 1),
                    PAR_MURIO + SIGKILL, "un map que los mata a todos");
        exige_error(al_cuadrado(p, 30, 1, 30, 0, y), PAR_MURIO + SIGKILL,
                    "un map, sin nadie");
        par_cierra(p);
        exige_error(par_une(p), 0, "par_une, sin nadie");
        par_destruye(p);
        p = crea(inicios[i], 3, true, 0);
        exige_error(par_map(p, cuadrado, 30, x, 8, y, 8, 1),
                    PAR_MURIO + SIGKILL, "un map que los mata a todos");
        cuadrados_bien(p, "cuando han muerto todos, y se reponen");
        par_destruye(p);
    }
}

/* Otro se lleva su estado con wait: no se sabe de qué murió. */
void prueba_proc_estado_robado(void)
{
    struct par_pool *p = crea("fork", 1, false, 0);
    int64_t y[1];
    pid_t pid = uno(p);

    kill(pid, SIGKILL);
    exige_entero(waitpid(-1, NULL, 0), pid, "waitpid(-1)");
    exige_error(al_cuadrado(p, 1, 1, 1, 0, y), PAR_MURIO,
                "un map, con el trabajador enterrado por otro");
    par_destruye(p);
}

/* ---- la semilla ---- */

static pid_t semilla(void)
{
    pid_t v[8];

    exige_entero(proc_hijos(getpid(), v, 8), 1,
                 "los hijos, con una semilla");
    return v[0];
}

void prueba_proc_sin_semilla(void)
{
    /* Los trabajadores que deja huérfanos los recoge esta prueba. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int i = 0; i < INICIOS; i += 2) {
        struct par_pool *p = crea(inicios[i], 1, true, 0);
        int64_t y[1];

        mata_a(semilla());
        cuadrados_bien(p, "muerta la semilla");
        exige_error(al_cuadrado(p, 1, 1, 0, MATA, y), PAR_MURIO,
                    "una muerte que ya no puede explicar la semilla");
        exige_error(al_cuadrado(p, 1, 1, 1, 0, y), ECHILD,
                    "sin trabajador, y sin quien lo haga nacer");
        par_cierra(p);
        exige_error(par_une(p), 0, "par_une, muerta la semilla");
        par_destruye(p);
        while (waitpid(-1, NULL, 0) > 0)
            ;
    }
}

/* Al relevo no lo dejan nacer: se sabe, y no se espera a nadie. */
void prueba_proc_no_nace_el_relevo(void)
{
    struct par_pool *p;
    int64_t y[1];

    averia(AV_FORK, 2); /* en la semilla, el segundo trabajador */
    p = crea("forkserver", 1, true, 0);
    averia(AV_FORK, 0);
    par_destruye(p);
    averia(AV_FORK, 3); /* aquí, el primero es la semilla */
    p = crea("fork", 1, true, 0);
    averia(AV_FORK, 0);
    exige_error(al_cuadrado(p, 1, 1, 0, MATA, y), PAR_MURIO + SIGKILL,
                "una muerte");
    exige_error(al_cuadrado(p, 1, 1, 1, 0, y), EAGAIN,
                "un relevo que no nace");
    par_destruye(p);
    p = crea("spawn", 1, true, 0);
    exige_error(al_cuadrado(p, 1, 1, 0, MATA, y), PAR_MURIO + SIGKILL,
                "una muerte");
    averia(AV_FORK, 1);
    exige_error(al_cuadrado(p, 1, 1, 1, 0, y), EAGAIN,
                "un relevo que no nace, con spawn");
    averia(AV_FORK, 0);
    par_destruye(p);
}

/* ---- la vida de un trabajador ---- */

static int distintos(const pid_t *v, int n)
{
    int cuantos = 0;

    for (int i = 0, j; i < n; i++) {
        for (j = 0; j < i && v[j] != v[i]; j++)
            ;
        cuantos += j == i;
    }
    return cuantos;
}

void prueba_proc_vida(void)
{
    for (int i = 0; i < INICIOS; i++) {
        struct par_pool *p = crea(inicios[i], 1, i % 2, 3);
        pid_t v[12];

        exige_error(par_map(p, quien, 12, NULL, 0, v, sizeof *v, 1), 0,
                    "doce trozos");
        for (int j = 0; j < 12; j += 3)
            exige(v[j] == v[j + 1] && v[j] == v[j + 2] &&
                      (j == 0 || v[j] != v[j - 1]),
                  "con vida 3, los trozos %d a %d tienen que ser de un "
                  "proceso, y los siguientes de otro (%s)",
                  j, j + 2, inicios[i]);
        exige_entero(distintos(v, 12), 4, "procesos en 12 trozos");
        par_destruye(p);
    }
}

/* Se cierra antes de que se haya hecho nada, y cada trozo es una vida. */
void prueba_proc_vida_cierra(void)
{
    for (int i = 0; i < INICIOS; i++) {
        struct par_pool *p = crea(inicios[i], 3, false, 1);
        struct par_futuro f[6] = {{0}};
        int64_t x[6], y[6];

        for (int j = 0; j < 6; j++) {
            struct par_trabajo t = {cuadrado, 1, &x[j], 8, &y[j], 8};
            x[j] = j;
            exige_error(par_envia(p, &f[j], &t), 0, "par_envia");
        }
        par_cierra(p);
        exige_error(par_une(p), 0, "par_une");
        for (int j = 0; j < 6; j++) {
            exige(par_listo(&f[j]), "el futuro %d no ha acabado", j);
            exige_error(par_error(&f[j]), 0, "el futuro %d", j);
            exige_entero(y[j], j * j, "lo que dejó el futuro %d", j);
        }
        par_destruye(p);
    }
}

void prueba_proc_vida_sin_limite(void)
{
    struct par_pool *p = crea("fork", 1, true, 0);
    pid_t v[200];

    exige_error(par_map(p, quien, 200, NULL, 0, v, sizeof *v, 1), 0,
                "doscientos trozos");
    exige_entero(distintos(v, 200), 1, "procesos, con vida 0");
    par_destruye(p);
}

/* ---- terminar ---- */

struct envio {
    struct par_pool *p;
    struct cita_en_arena *c;
    int error;
};

static void *encarga(void *arg)
{
    struct envio *e = arg;
    struct par_bucle b = {.chunk = 1};

    e->error = par_para(e->p, entra, e->c, 20, &b);
    return NULL;
}

static void termina_a_medias(const char *inicio, bool repone)
{
    struct par_pool *p = crea(inicio, 2, repone, 0);
    struct envio e = {.p = p, .c = par_pide(p, sizeof *e.c)};
    struct hilo *h;

    atomic_store(&e.c->sigue, false);
    atomic_store(&e.c->dentro, 0);
    h = lanza(encarga, &e);
    while (atomic_load(&e.c->dentro) < 2)
        sched_yield();
    par_termina(p);
    par_termina(p);
    recoge(h, "par_para, después de par_termina");
    exige_error(e.error, ECANCELED, "par_para, terminado a medias (%s)",
                inicio);
    exige_error(par_une(p), 0, "par_une");
    exige_entero(atomic_load(&e.c->dentro), 2,
                 "los que empezaron; ninguno después de par_termina");
    par_destruye(p);
}

void prueba_proc_termina(void)
{
    int descriptores = descriptores_abiertos();

    for (int i = 0; i < INICIOS; i++) {
        termina_a_medias(inicios[i], false);
        termina_a_medias(inicios[i], true);
        nada_queda(descriptores, "después de terminar a medias");
    }
}

/* ---- la muerte del padre ---- */

/* En un proceso aparte: dos pools con todos a media tarea, o sin nada que
 * hacer; y muere. */
static _Noreturn void padre(const char *inicio, bool repone, bool ociosos,
                            struct cita_en_arena *fuera)
{
    struct par_pool *p = crea(inicio, 2, repone, 0);
    struct par_pool *q = crea(inicio, 2, repone, 0);
    struct envio e[2] = {{.p = p}, {.p = q}};
    pthread_t h[2];
    int n = 0;

    for (int i = 0; i < 2; i++) {
        e[i].c = par_pide(e[i].p, sizeof *e[i].c);
        atomic_store(&e[i].c->sigue, ociosos);
        atomic_store(&e[i].c->dentro, 0);
        pthread_create(&h[i], NULL, encarga, &e[i]);
        while (atomic_load(&e[i].c->dentro) < 2)
            sched_yield();
    }
    for (int i = 0; ociosos && i < 2; i++)
        pthread_join(h[i], NULL);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < (ociosos ? 20 : 2); j++)
            atomic_store(&fuera->pids[n++], atomic_load(&e[i].c->pids[j]));
    atomic_store(&fuera->dentro, n);
    for (;;)
        pause();
}

static void muere_el_padre(const char *inicio, bool repone, bool ociosos)
{
    /* Los trabajadores que deja huérfanos los recoge esta prueba. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    struct cita_en_arena *c = comparte(sizeof *c);
    pid_t pid = fork();
    int fd[64], n;

    if (pid == 0)
        padre(inicio, repone, ociosos, c);
    while ((n = atomic_load(&c->dentro)) == 0)
        sched_yield();
    for (int i = 0; i < n; i++)
        fd[i] = pidfd_open(atomic_load(&c->pids[i]), 0);
    kill(pid, SIGKILL);
    for (int i = 0; i < n; i++) {
        exige(fd[i] >= 0 && se_ha_ido(fd[i]),
              "ha muerto el padre, y el trabajador %d sigue (%s, %s)",
              (int)atomic_load(&c->pids[i]), inicio,
              ociosos ? "sin trabajo" : "a mitad de un trozo");
        close(fd[i]);
    }
    while (waitpid(-1, NULL, 0) > 0)
        ;
}

void prueba_proc_muere_el_padre(void)
{
    for (int i = 0; i < INICIOS; i++)
        for (int j = 0; j < 4; j++)
            muere_el_padre(inicios[i], j & 1, j & 2);
}

/* ---- lo que no se puede ---- */

void prueba_proc_anidado(void)
{
    struct par_pool *p;
    int bien = 0;

    p = heredado = crea("fork", 2, false, 0);
    par_destruye(p);
    exige_error(par_crea(&heredado, NULL), 0, "par_crea de hilos");
    p = crea("fork", 1, true, 0);
    exige_error(par_map(p, anidada, 1, NULL, 0, &bien, sizeof bien, 1), 0,
                "una tarea que usa el pool de hilos de su padre");
    exige(bien, "alguna llamada, desde un proceso trabajador, no ha dado "
                "EDEADLK");
    par_destruye(p);
    cuadrados_bien(heredado, "después de que un hijo lo destruyera");
    par_destruye(heredado);
}

void prueba_proc_en_un_hijo(void)
{
    struct par_pool *p = heredado = crea("fork", 2, true, 0);
    int estado;
    pid_t pid;

    /* Todos los hilos de p, ya en marcha: AddressSanitizer no deja crear
     * hilos en el hijo si al bifurcar estaba naciendo uno. */
    cuadrados_bien(p, "antes de bifurcar");
    pid = fork();
    if (pid == 0) {
        struct par_pool *otro = NULL;
        int64_t y[3] = {0};

        /* El suyo sí puede. */
        if (par_crea(&otro, NULL) != 0 ||
            par_map(otro, cuadrado, 1, y, 8, y + 1, 8, 0) != 0)
            _exit(2);
        par_destruye(otro);
        _exit(par_map(p, cuadrado, 1, y, 8, y + 1, 8, 0) == EDEADLK ? 0
                                                                    : 1);
    }
    waitpid(pid, &estado, 0);
    exige_entero(WEXITSTATUS(estado), 0,
                 "par_map en un hijo de fork: 0 si "
                 "da EDEADLK y puede crear el suyo");
    cuadrados_bien(p, "después de que un hijo lo intentara");
    par_destruye(p);
}

static int sin_registrar(const void *x, void *y)
{
    return cuadrado(x, y);
}

void prueba_proc_registro(void)
{
    int64_t x = 3, y = 0;
    struct par_opciones o = {.trabajadores = 1, .inicio = "spawn"};
    struct par_pool *p;

    for (int i = 1; i < INICIOS; i++) {
        p = crea(inicios[i], 1, false, 0);
        exige_error(par_map(p, sin_registrar, 1, &x, 8, &y, 8, 0), ENOENT,
                    "una función que no está en la tabla (%s)", inicios[i]);
        cuadrados_bien(p, "después de una que no está en la tabla");
        par_destruye(p);
    }
    par_registra(NULL, 0, 0, NULL);
    exige_error(par_crea(&p, &o), EINVAL, "spawn, sin par_registra");
    o.inicio = "forkserver";
    exige_error(par_crea(&p, &o), EINVAL, "forkserver, sin par_registra");
    o.inicio = "otro";
    exige_error(par_crea(&p, &o), EINVAL, "un inicio que no hay");
}

/* ---- averías ---- */

static bool esperado(enum averia cual, int r)
{
    return r == (cual == AV_MEMORIA || cual == AV_MMAP ? ENOMEM
                 : cual == AV_FORK || cual == AV_HILO  ? EAGAIN
                                                       : EMFILE);
}

static void con_averia(enum averia cual, const char *inicio, bool repone)
{
    struct par_opciones o = {
        .trabajadores = 3, .inicio = inicio, .repone = repone};
    struct par_pool *p;
    int descriptores = descriptores_abiertos(), buenas = 0;

    for (int n = 1; n <= 14; n++) {
        averia(cual, n);
        int r = par_crea(&p, &o);
        averia(cual, 0);
        if (r == 0) {
            cuadrados_bien(p, "después de una avería que no tocó");
            par_destruye(p);
            buenas++;
        } else {
            exige(esperado(cual, r),
                  "par_crea (%s), con la %d.ª llamada averiada, ha dado %s",
                  inicio, n, strerror(r));
        }
        nada_queda(descriptores, "después de una avería");
    }
    exige(buenas > 0, "ninguna de 14 ha llegado al final");
}

static void averias(enum averia cual)
{
    for (int i = 0; i < INICIOS; i++) {
        con_averia(cual, inicios[i], false);
        con_averia(cual, inicios[i], true);
    }
}

void prueba_proc_sin_fork(void)
{
    averias(AV_FORK);
}

void prueba_proc_sin_tuberias(void)
{
    averias(AV_TUBERIA);
}

void prueba_proc_sin_descriptores(void)
{
    averias(AV_DESCRIPTOR);
}

void prueba_proc_sin_mmap(void)
{
    averias(AV_MMAP);
}

void prueba_proc_sin_memoria(void)
{
    averias(AV_MEMORIA);
}

void prueba_proc_sin_hilos(void)
{
    averias(AV_HILO);
}

/* Lecturas y escrituras de un byte, y una de cada dos interrumpida, aquí, en
 * la semilla y en los trabajadores. */
void prueba_proc_cortas(void)
{
    averia(AV_CORTA, 1);
    averia(AV_EINTR, 1);
    valores("fork", false, 0);
    valores("fork", true, 2);
    valores("spawn", true, 2);
    muere_haciendo("fork", true, MATA, PAR_MURIO + SIGKILL);
    averia(AV_CORTA, 0);
    averia(AV_EINTR, 0);
}

static void nada(int s)
{
    (void)s;
}

/* Señales de verdad, en cualquier hilo y en cualquier llamada. */
void prueba_proc_senales(void)
{
    struct sigaction a = {.sa_handler = nada};
    struct itimerval t = {{0, 300}, {0, 300}};

    sigaction(SIGALRM, &a, NULL);
    setitimer(ITIMER_REAL, &t, NULL);
    for (int i = 0; i < INICIOS; i++) {
        valores(inicios[i], true, 1);
        muere_haciendo(inicios[i], true, MATA, PAR_MURIO + SIGKILL);
        termina_a_medias(inicios[i], true);
    }
    t = (struct itimerval){{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &t, NULL);
}

/* ---- dos pools ---- */

static void *usa_el_suyo(void *arg)
{
    struct par_pool *p = arg;

    for (int i = 0; i < 20; i++)
        cuadrados_bien(p, "con otro pool a la vez");
    return NULL;
}

static void *crea_y_destruye(void *arg)
{
    for (int i = 0; i < 5; i++) {
        struct par_pool *p = crea(arg, 2, i & 1, 0);
        cuadrados_bien(p, "con otros que nacen a la vez");
        par_destruye(p);
    }
    return NULL;
}

void prueba_proc_dos_pools(void)
{
    int descriptores = descriptores_abiertos();

    for (int i = 0; i < INICIOS; i++) {
        struct par_pool *a = crea(inicios[i], 2, true, 0);
        struct par_pool *b = crea(inicios[(i + 1) % INICIOS], 2, false, 0);
        struct hilo *h[2] = {lanza(usa_el_suyo, a), lanza(usa_el_suyo, b)};
        int64_t y[8];

        recoge(h[0], "el primero");
        recoge(h[1], "el segundo");
        exige_error(al_cuadrado(a, 8, 1, 2, MATA, y), PAR_MURIO + SIGKILL,
                    "una muerte en el primero");
        cuadrados_bien(b, "después de una muerte en el otro");
        par_destruye(a);
        cuadrados_bien(b, "cuando ya no hay otro");
        par_destruye(b);
        nada_queda(descriptores, "después de dos pools");
    }
    struct hilo *h[2] = {lanza(crea_y_destruye, (void *)"fork"),
                         lanza(crea_y_destruye, (void *)"forkserver")};
    recoge(h[0], "un hilo que crea y destruye");
    recoge(h[1], "otro");
    nada_queda(descriptores, "después de crear a la vez");
}

/* ---- muertes al azar ---- */

struct asesino {
    atomic_bool basta;
    int quedan;  /* muertes; el azar dice cuándo */
    bool nietos; /* los trabajadores son hijos de la semilla */
};

/* Un trabajador cualquiera, o -1. */
static pid_t victima(const struct asesino *a)
{
    pid_t v[64];
    int n = proc_hijos(getpid(), v, 64);

    if (a->nietos)
        n = n > 0 ? proc_hijos(v[0], v, 64) : 0;
    return n > 0 ? v[azar((unsigned long)n)] : -1;
}

static void *mata_al_azar(void *arg)
{
    struct asesino *a = arg;

    while (a->quedan > 0 && !atomic_load(&a->basta)) {
        pid_t pid = victima(a);
        int fd = pid > 0 ? pidfd_open(pid, 0) : -1;
        struct timespec un_rato = {0, (long)azar(3000000)};

        if (fd >= 0 && pidfd_send_signal(fd, SIGKILL, NULL, 0) == 0)
            a->quedan--;
        if (fd >= 0)
            close(fd);
        nanosleep(&un_rato, NULL);
    }
    atomic_store(&a->basta, true);
    return NULL;
}

static bool de_muerte(int r)
{
    return r == 0 || r == PAR_MURIO + SIGKILL;
}

struct cuenta {
    int va, n;
};

static int cuenta_hasta(void *ctx, void *x, size_t max, size_t *n)
{
    struct cuenta *c = ctx;
    int64_t *v = x;

    for (*n = 0; *n < max && c->va < c->n; ++*n)
        v[*n] = c->va++;
    return c->va == c->n ? PAR_FIN : 0;
}

/* De 300, los que falten tienen que estar en trozos que dieron error. */

static void imap_entre_muertes(struct par_pool *p)
{
    struct par_imap_opciones o = {.chunk = 10};
    struct cuenta c = {0, 300};
    struct par_imap *it;
    int buenos = 0, malos = 0, r;
    int64_t y;

    exige_error(par_imap_crea(&it, p, cuadrado, cuenta_hasta, &c, 8, 8, &o),
                0, "par_imap_crea");
    while ((r = par_imap_siguiente(it, &y)) != PAR_FIN) {
        exige(de_muerte(r), "un imap, entre muertes, ha dado %d", r);
        if (r == 0)
            exige_entero(y, (buenos + 10 * malos) * (buenos + 10 * malos),
                         "el resultado %d", buenos + 10 * malos);
        buenos += r == 0;
        malos += r != 0;
    }
    exige_entero(buenos + 10 * malos, 300, "los resultados de un imap");
    par_imap_destruye(it);
}

static void map_entre_muertes(struct par_pool *p)
{
    int64_t y[200];
    int r = al_cuadrado(p, 200, 5, 200, 0, y), malos = 0;

    exige(de_muerte(r), "un map, entre muertes, ha dado %d", r);
    for (size_t i = 0; i < 200; i++)
        if (y[i] != (int64_t)(i * i))
            malos++;
    exige(malos == 0 || r != 0, "un map ha dado 0 y le faltan %d", malos);
}

static void futuros_entre_muertes(struct par_pool *p)
{
    struct par_futuro f[20] = {{0}};
    int64_t x[20], y[20];

    for (int i = 0; i < 20; i++) {
        struct par_trabajo t = {cuadrado, 1, &x[i], 8, &y[i], 8};
        x[i] = i;
        exige_error(par_envia(p, &f[i], &t), 0, "par_envia");
    }
    for (int i = 0; i < 20; i++) {
        exige_error(par_espera(&f[i], -1), 0, "par_espera");
        exige(de_muerte(par_error(&f[i])), "un futuro ha acabado con %d",
              par_error(&f[i]));
        exige(par_error(&f[i]) != 0 || y[i] == (int64_t)i * i,
              "un futuro ha acabado bien y no es su valor");
    }
}

static void tramos_entre_muertes(struct par_pool *p)
{
    int64_t *v = par_pide(p, 500 * sizeof *v);
    int r;

    exige(v != NULL, "par_pide, entre muertes");
    memset(v, 0xff, 500 * sizeof *v);
    r = par_para(p, llena, v, 500,
                 &(struct par_bucle){.chunk = 20, .sigue = true});
    exige(de_muerte(r), "par_para, entre muertes, ha dado %d", r);
    for (int i = 0; r == 0 && i < 500; i++)
        exige_entero(v[i], 3 * i, "el elemento %d de par_para", i);
    par_suelta(p, v);
}

static void muertes_al_azar(const char *inicio, unsigned vida, int muertes)
{
    int descriptores = descriptores_abiertos();
    struct par_pool *p = crea(inicio, 3, true, vida);
    struct asesino a = {.quedan = muertes, .nietos = *inicio == 'f'};
    struct hilo *h = lanza(mata_al_azar, &a);

    while (!atomic_load(&a.basta)) {
        map_entre_muertes(p);
        futuros_entre_muertes(p);
        tramos_entre_muertes(p);
        imap_entre_muertes(p);
    }
    recoge(h, "el que mata");
    /* El último puede haber muerto ocioso, o ir a hacerlo ahora. */
    exige(de_muerte(par_map(p, quien, 0, NULL, 0, NULL, 0, 0)), "un map");
    cuadrados_bien(p, "después de todas las muertes");
    par_cierra(p);
    exige_error(par_une(p), 0, "par_une, después de todas las muertes");
    par_destruye(p);
    nada_queda(descriptores, "después de todas las muertes");
}

/* Cuántas: 50 en total; con PAR_MUERTES=1000, mil. */
static int cuantas(void)
{
    const char *s = getenv("PAR_MUERTES");

    return s != NULL ? atoi(s) : 50;
}

void prueba_proc_azar_fork(void)
{
    muertes_al_azar("fork", 0, cuantas() / 4);
    muertes_al_azar("fork", 5, cuantas() / 4);
}

void prueba_proc_azar_spawn(void)
{
    muertes_al_azar("spawn", 0, cuantas() / 4);
}

void prueba_proc_azar_forkserver(void)
{
    muertes_al_azar("forkserver", 7, cuantas() / 4);
}
