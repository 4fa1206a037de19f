/* Pruebas del mapa entre hijos, por tuberías y por memoria. El mapa lo llama
 * otro hilo, y esta prueba mira desde fuera: si duermen todos, padre e
 * hijos, es que se ha quedado colgado, y no hay plazo que agotar. */
#define _GNU_SOURCE
#include "hijos.h"
#include "cita.h"
#include "proc.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRANDE = 8 * 20000 }; /* más de 64 KiB por hijo, con ocho */

typedef int mapa(funcion *f, void *ctx, const int64_t *x, int64_t *y,
                 size_t n, int k);

static const struct manera {
    const char *nombre;
    mapa *mapa;
} tubos = {"hijos_mapa_tubos", hijos_mapa_tubos},
  memoria = {"hijos_mapa_memoria", hijos_mapa_memoria};

static int64_t dato[GRANDE], sale[GRANDE];

/* ------------------------------------------------- llamar ------------ */

struct llamada {
    const struct manera *m;
    funcion *f;
    void *ctx;
    const int64_t *x;
    int64_t *y;
    size_t n;
    int k, r;
};

static void *llama_ya(void *arg)
{
    struct llamada *ll = arg;
    pid_t yo = getpid();

    ll->r = ll->m->mapa(ll->f, ll->ctx, ll->x, ll->y, ll->n, ll->k);
    exige(getpid() == yo, "un hijo ha vuelto de %s como si fuera el padre",
          ll->m->nombre);
    return NULL;
}

/* Lo que devuelve el mapa, si vuelve y no deja nada detrás. */
static int llama(struct llamada ll, const char *cuando)
{
    int antes = descriptores_abiertos(), mios = hijos_sin_esperar();
    struct hilo *h = lanza(llama_ya, &ll);

    exige(observa(h) == HA_VUELTO,
          "%s, %s, no vuelve: el padre y los hijos que quedan duermen "
          "todos",
          ll.m->nombre, cuando);
    recoge(h, ll.m->nombre);
    exige_entero(hijos_sin_esperar(), mios,
                 "%s, %s: hijos sin esperar al volver", ll.m->nombre,
                 cuando);
    exige_entero(descriptores_abiertos(), antes,
                 "%s, %s: descriptores abiertos al volver", ll.m->nombre,
                 cuando);
    return ll.r;
}

static int cuadrado(void *ctx, int64_t x, int64_t *y)
{
    *y = x * x + (ctx == NULL ? 0 : *(int64_t *)ctx);
    return 0;
}

static void rellena(void)
{
    for (int i = 0; i < GRANDE; i++) {
        dato[i] = (int64_t)azar(1000000) - 500000;
        sale[i] = -7;
    }
}

/* ------------------------------------------------- valores ----------- */

static void compara(const struct manera *m, size_t n, int k, int64_t *y)
{
    static int64_t original[GRANDE];
    int64_t mas = 1000;
    char cuando[64];

    memcpy(original, dato, sizeof dato);
    snprintf(cuando, sizeof cuando, "con n = %zu y k = %d%s", n, k,
             y == dato ? ", y == x" : "");
    exige_error(
        llama((struct llamada){m, cuadrado, &mas, dato, y, n, k, -1},
              cuando),
        0, "%s, %s", m->nombre, cuando);
    for (size_t i = 0; i < n; i++)
        exige_entero(y[i], original[i] * original[i] + mas,
                     "%s, %s: y[%zu]", m->nombre, cuando, i);
    exige(y == dato || n == GRANDE || y[n] == -7,
          "%s, %s: ha escrito detrás del final de y", m->nombre, cuando);
    memcpy(dato, original, sizeof dato);
}

static void valores(const struct manera *m)
{
    static const struct {
        size_t n;
        int k;
    } caso[] = {{1, 1}, {10, 4}, {7, 2}, {3, 8}, {0, 3}, {GRANDE, 3}};

    for (size_t i = 0; i < sizeof caso / sizeof *caso; i++) {
        rellena();
        compara(m, caso[i].n, caso[i].k, sale);
    }
    compara(m, 100, 3, dato);
    exige_error(
        llama((struct llamada){m, cuadrado, NULL, dato, sale, 5, 0, -1},
              "con k = 0"),
        EINVAL, "%s, con k = 0", m->nombre);
}

void prueba_tubos_valores(void)
{
    valores(&tubos);
}

/* ------------------------------------------------- a la vez ---------- */

enum { K = 4, N = 10 };

/* Lo que los hijos apuntan, en memoria que comparten con la prueba. */
struct apuntes {
    pid_t quien[N];
    int descriptores[N];
    int basura; /* se queda en el hijo */
    struct cita *cita;
};

static int apunta(void *ctx, int64_t x, int64_t *y)
{
    struct apuntes *a = ctx;

    a->quien[x] = getpid();
    a->descriptores[x] = descriptores_abiertos();
    cita_entra(a->cita);
    *y = x;
    return 0;
}

static void a_la_vez(const struct manera *m, int de_mas)
{
    struct apuntes *a = comparte(sizeof *a);
    int64_t y[N], x[N];
    int antes = descriptores_abiertos();

    for (int i = 0; i < N; i++)
        x[i] = i;
    a->cita = cita_crea(K);
    exige_error(m->mapa(apunta, a, x, y, N, K), 0, "%s, con n = 10 y k = 4",
                m->nombre);
    exige(cita_cumplida(a->cita),
          "%s, con k = 4: nunca ha habido 4 hijos dentro de f a la vez; "
          "como mucho, %d",
          m->nombre, cita_maximo(a->cita));
    for (size_t h = 0; h < K; h++) {
        size_t desde, hasta;

        hijos_tramo(N, K, h, &desde, &hasta);
        for (size_t i = desde; i < hasta; i++) {
            exige(a->quien[i] != getpid(),
                  "%s: f se ha ejecutado en el padre", m->nombre);
            exige(a->quien[i] == a->quien[desde] &&
                      (h == 0 || a->quien[i] != a->quien[desde - 1]),
                  "%s: el elemento %zu no lo ha hecho el hijo de su tramo",
                  m->nombre, i);
            exige_entero(a->descriptores[i] - antes, de_mas,
                         "%s: descriptores que el hijo %zu tiene de más",
                         m->nombre, h);
        }
    }
}

/* Si un hijo vacía lo que heredó, el texto sale más de una vez. */
static void sin_vaciar(const struct manera *m)
{
    int tubo[2];
    char b[64];

    exige(pipe(tubo) == 0, "la prueba no ha podido abrir una tubería");
    FILE *f = fdopen(tubo[1], "w");

    exige(f != NULL, "la prueba no ha podido abrir un fichero");
    fputs("hola", f);
    int r = m->mapa(cuadrado, NULL, dato, sale, 8, 4);

    fclose(f);
    ssize_t n = read(tubo[0], b, sizeof b - 1);

    b[n > 0 ? n : 0] = '\0';
    close(tubo[0]);
    exige_error(r, 0, "%s", m->nombre);
    exige_texto(b, "hola",
                "lo que el padre tenía en un búfer al llamar "
                "a %s, escrito después",
                m->nombre);
}

void prueba_tubos_a_la_vez(void)
{
    a_la_vez(&tubos, 1);
    sin_vaciar(&tubos);
}

void prueba_memoria_valores(void)
{
    valores(&memoria);
    a_la_vez(&memoria, 0);
    sin_vaciar(&memoria);
}

/* ------------------------------------------------- errores ----------- */

/* Con x[i] = i y cuatro hijos de cinco elementos. */
enum { SE_VA = 7, FALLA = 12, FALLA_ANTES = 8, MUERE = 16 };

static int se_va(void *ctx, int64_t x, int64_t *y)
{
    (void)ctx;
    if (x == SE_VA)
        _exit(0);
    *y = x + 1;
    return 0;
}

static int fallan_dos(void *ctx, int64_t x, int64_t *y)
{
    (void)ctx;
    *y = x + 1;
    return x == FALLA ? EDOM : x == FALLA_ANTES ? ERANGE : 0;
}

static int muere(void *ctx, int64_t x, int64_t *y)
{
    (void)ctx;
    if (x == MUERE)
        raise(SIGKILL);
    *y = x + 1;
    return 0;
}

static void con(const struct manera *m, funcion *f, int error,
                const char *cuando)
{
    int64_t x[20], y[20];

    for (int i = 0; i < 20; i++)
        x[i] = i;
    exige_error(
        llama((struct llamada){m, f, NULL, x, y, 20, 4, -1}, cuando), error,
        "%s, %s", m->nombre, cuando);
}

/* Quien llama tiene un hijo suyo, que ya ha acabado. */
static void con_un_hijo_propio(const struct manera *m)
{
    siginfo_t s;
    int estado = 0;
    pid_t mio = fork();

    if (mio == 0)
        _exit(0);
    exige(mio > 0 && waitid(P_PID, (id_t)mio, &s, WEXITED | WNOWAIT) == 0,
          "la prueba no ha podido crear un hijo");
    exige_error(m->mapa(cuadrado, NULL, dato, sale, 20, 4), 0,
                "%s, si quien llama tiene un hijo suyo", m->nombre);
    exige(waitpid(mio, &estado, 0) == mio,
          "%s ha esperado a un hijo que no era suyo, sino de quien llama",
          m->nombre);
}

static void errores(const struct manera *m)
{
    con(m, fallan_dos, ERANGE,
        "si f falla con ERANGE en el tramo 1 y con EDOM en el 2");
    con(m, se_va, ECANCELED, "si un hijo llama a _exit(0) a medias");
    con(m, muere, ECANCELED, "si a un hijo lo mata una señal");
    con_un_hijo_propio(m);
}

void prueba_tubos_errores(void)
{
    errores(&tubos);
}

/* Un hijo que espera la llave; mientras, a su padre le llegan señales. */
static int llave[2];
static atomic_int atendidas;
static pthread_t principal;
static pid_t tid_principal;

static void atiende(int s)
{
    (void)s;
    atomic_fetch_add(&atendidas, 1);
}

static int espera_llave(void *ctx, int64_t x, int64_t *y)
{
    char c;

    (void)ctx;
    *y = x;
    return read(llave[0], &c, 1) == 1 ? 0 : EIO;
}

static void *interrumpe(void *arg)
{
    struct timespec parpadeo = {.tv_nsec = 500000};

    for (int n = 0; n < 3; n++) {
        struct proc_hilo h;

        while (!proc_mira(getpid(), tid_principal, &h) || !proc_duerme(&h))
            nanosleep(&parpadeo, NULL);
        pthread_kill(principal, SIGUSR1);
        while (atomic_load(&atendidas) <= n)
            nanosleep(&parpadeo, NULL);
    }
    exige(write(llave[1], "ab", 2) == 2, "la prueba no ha podido escribir");
    return arg;
}

static void interrumpido(const struct manera *m)
{
    struct sigaction a = {.sa_handler = atiende}; /* sin SA_RESTART */

    exige(pipe(llave) == 0, "la prueba no ha podido abrir una tubería");
    sigaction(SIGUSR1, &a, NULL);
    principal = pthread_self();
    tid_principal = gettid();
    struct hilo *h = lanza(interrumpe, NULL);

    exige_error(m->mapa(espera_llave, NULL, dato, sale, 2, 2), 0,
                "%s, con señales mientras espera", m->nombre);
    recoge(h, "interrumpir al padre");
    exige_entero(hijos_sin_esperar(), 0,
                 "%s, con señales: hijos sin esperar", m->nombre);
    close(llave[0]);
    close(llave[1]);
}

void prueba_memoria_errores(void)
{
    errores(&memoria);
    interrumpido(&memoria);
}

/* ------------------------------------------------- averías ----------- */

static void averiado(const struct manera *m, enum averia cual, int n,
                     int error, const char *cuando)
{
    averia(cual, n);
    int r = llama(
        (struct llamada){m, cuadrado, NULL, dato, sale, GRANDE, 8, -1},
        cuando);
    averia(cual, 0);
    exige_error(r, error, "%s, %s", m->nombre, cuando);
}

void prueba_tubos_averias(void)
{
    averiado(&tubos, AV_FORK, 3, EAGAIN, "si falla el tercer fork de ocho");
    averiado(&tubos, AV_FORK, 1, EAGAIN, "si falla el primer fork");
    averiado(&tubos, AV_TUBERIA, 3, EMFILE,
             "si falla el tercer pipe de ocho");
    averiado(&tubos, AV_MEMORIA, 1, ENOMEM, "si no hay memoria");
    averiado(&tubos, AV_FORK, 99, 0, "después de los fallos");
}

/* Cuántas memorias compartidas sin nombre tiene el proceso. */
static int comunes(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char linea[512];
    int n = 0;

    exige(f != NULL, "la prueba no ha podido abrir /proc/self/maps");
    while (fgets(linea, sizeof linea, f) != NULL)
        n += strstr(linea, "/dev/zero") != NULL;
    fclose(f);
    return n;
}

void prueba_memoria_averias(void)
{
    int antes = comunes();

    averiado(&memoria, AV_FORK, 3, EAGAIN,
             "si falla el tercer fork de ocho");
    averiado(&memoria, AV_FORK, 1, EAGAIN, "si falla el primer fork");
    averiado(&memoria, AV_MMAP, 1, ENOMEM, "si falla mmap");
    averiado(&memoria, AV_MEMORIA, 1, ENOMEM, "si no hay memoria");
    averiado(&memoria, AV_FORK, 99, 0, "después de los fallos");
    exige_entero(comunes(), antes, "memorias compartidas al volver");
}

/* ------------------------------------------------- reparto ----------- */

static void reparte(size_t n, size_t k)
{
    size_t van = 0, largo = SIZE_MAX;

    for (size_t h = 0; h < k; h++) {
        size_t desde = 77, hasta = 77;

        hijos_tramo(n, k, h, &desde, &hasta);
        exige(desde == van,
              "hijos_tramo(%zu, %zu, %zu): *desde es %zu, y el anterior "
              "acababa en %zu",
              n, k, h, desde, van);
        exige(hasta >= desde && hasta - desde >= n / k &&
                  hasta - desde <= n / k + (n % k > 0),
              "hijos_tramo(%zu, %zu, %zu) da de %zu a %zu: demasiado "
              "largo o demasiado corto",
              n, k, h, desde, hasta);
        exige(hasta - desde <= largo,
              "hijos_tramo(%zu, %zu, %zu): es más largo que el anterior; "
              "los largos van primero",
              n, k, h);
        largo = hasta - desde;
        van = hasta;
    }
    exige(van == n,
          "hijos_tramo: con n = %zu y k = %zu, el último tramo acaba en "
          "%zu",
          n, k, van);
}

void prueba_tramo_justo(void)
{
    reparte(10, 4);
    reparte(8, 4);
    reparte(1, 1);
    reparte(0, 3);
    reparte(2, 5);
    reparte(SIZE_MAX, 7);
    for (int i = 0; i < 200; i++)
        reparte(azar(1000), 1 + azar(20));
}
