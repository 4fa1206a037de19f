/* El pool con procesos. Lo que comparten la prueba y los hijos está en
 * memoria común; lo demás, cada uno tiene lo suyo. */
#include "ayuda.h"
#include "cita.h"
#include "mapa.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct pool *pool;

/* Un mapa hecho por otro hilo, para ver si vuelve. */
struct mapa_de {
    pool_funcion *f;
    size_t n;
    const void *entrada;
    size_t tam_entrada;
    void *salida;
    size_t tam_salida;
    size_t chunksize;
    int r;
};

static void *hace_mapa(void *arg)
{
    struct mapa_de *d = arg;

    d->r = pool_map(pool, d->f, d->n, d->entrada, d->tam_entrada, d->salida,
                    d->tam_salida, d->chunksize);
    return NULL;
}

static void exige_mapa(struct mapa_de d, int error, const char *que)
{
    d.r = -1;
    vuelve(hace_mapa, &d, que);
    exige_fin(d.r, error, "%s", que);
}

/* ------------------------------------------------------- quién -------- */

enum { HIJOS = 4 };

static struct cita *cita;
static struct quienes *quienes;
static pid_t padre;
static int global;

struct visto {
    pid_t pid;
    int descriptores, global;
};

static int mira(const void *entrada, void *salida)
{
    struct visto *v = salida;

    (void)entrada;
    cita_entra(cita);
    quienes_apunta(quienes);
    *v = (struct visto){getpid(), descriptores_abiertos(), global};
    global = 77; /* no lo ve nadie más */
    return 0;
}

/* Los descriptores que el pool abre en cada hijo: uno, su extremo del
 * zócalo. Quien lo haga de otra manera dirá cuántos son los suyos. */
extern const int pool_descriptores __attribute__((weak));

static int descriptores_suyos(void)
{
    return &pool_descriptores != NULL ? pool_descriptores : 1;
}

static void cada_uno_lo_suyo(void)
{
    struct visto v[HIJOS];
    int antes = descriptores_abiertos();

    cita = cita_crea(HIJOS);
    quienes = quienes_crea();
    padre = getpid();
    global = 1;
    pool = nuevo(HIJOS, "fork");
    global = 2; /* después de nacer: tampoco lo ven */
    exige_mapa((struct mapa_de){.f = mira,
                                .n = HIJOS,
                                .salida = v,
                                .tam_salida = sizeof v[0],
                                .chunksize = 1},
               0, "pool_map con cuatro procesos y cuatro trozos");
    for (int i = 0; i < HIJOS; i++)
        exige(v[i].pid != padre,
              "con procesos, a f la ha llamado el padre");
    exige(cita_cumplida(cita),
          "nunca ha habido %d procesos trabajando a la vez, como mucho %d",
          HIJOS, cita_maximo(cita));
    exige_entero(quienes_cuantos(quienes), HIJOS, "procesos distintos");
    for (int i = 0; i < HIJOS; i++) {
        exige_entero(
            v[i].descriptores, antes + descriptores_suyos(),
            "descriptores abiertos en un hijo: los que había antes "
            "de crear el pool y su extremo del zócalo");
        exige_entero(v[i].global, 1,
                     "una variable que valía 1 al nacer los hijos y 2 "
                     "después; en un hijo");
    }
    exige_entero(global, 2,
                 "una variable en la que solo escriben los hijos");
    acaba(pool);
    exige_entero(hijos_sin_esperar(), 0, "hijos sin esperar tras pool_une");
    exige_entero(descriptores_abiertos(), antes,
                 "descriptores abiertos tras destruir el pool");
}

/* ------------------------------------------------------- mucho -------- */

enum { GRANDES = 3000, KIB = 1024 };

struct bloque {
    unsigned char b[KIB];
};

static int complementa(const void *entrada, void *salida)
{
    const struct bloque *x = entrada;
    struct bloque *y = salida;

    for (size_t i = 0; i < sizeof x->b; i++)
        y->b[i] = (unsigned char)~x->b[i];
    return 0;
}

/* Tres megas de ida y tres de vuelta, en un trozo. */
static void un_trozo_grande(void)
{
    struct bloque *x = malloc(GRANDES * sizeof *x);
    struct bloque *y = calloc(GRANDES, sizeof *y);

    exige(x != NULL && y != NULL, "la prueba no ha conseguido memoria");
    for (size_t i = 0; i < GRANDES; i++)
        memset(&x[i], (int)(i % 251), sizeof x[i]);
    pool = nuevo(2, "fork");
    exige_mapa((struct mapa_de){.f = complementa,
                                .n = GRANDES,
                                .entrada = x,
                                .tam_entrada = sizeof x[0],
                                .salida = y,
                                .tam_salida = sizeof y[0],
                                .chunksize = GRANDES},
               0, "pool_map, con un trozo de 3 MiB de ida y de vuelta");
    for (size_t i = 0; i < GRANDES; i++)
        for (size_t j = 0; j < KIB; j++)
            exige(y[i].b[j] == (unsigned char)~x[i].b[j],
                  "pool_map, con un trozo de 3 MiB: el byte %zu del "
                  "resultado %zu no es el suyo",
                  j, i);
    acaba(pool);
    free(x);
    free(y);
}

static int complementa_byte(const void *entrada, void *salida)
{
    *(unsigned char *)salida =
        (unsigned char)~*(const unsigned char *)entrada;
    return 0;
}

/* Con llamadas que mueven un byte cada vez, o que una sí y otra no las
 * interrumpe una señal. */
static void a_trompicones(enum averia cual, const char *como)
{
    unsigned char x[3000], y[sizeof x];

    averia(cual, 1);
    pool = nuevo(2, "fork");
    for (size_t i = 0; i < sizeof x; i++) /* los hijos ya han nacido */
        x[i] = (unsigned char)(i % 253);
    exige_mapa((struct mapa_de){.f = complementa_byte,
                                .n = sizeof x,
                                .entrada = x,
                                .tam_entrada = 1,
                                .salida = y,
                                .tam_salida = 1},
               0, como);
    averia(cual, 0);
    for (size_t i = 0; i < sizeof x; i++)
        exige_entero(y[i], (unsigned char)~x[i], "%s, resultado %zu", como,
                     i);
    acaba(pool);
}

static int falla_si_impar(const void *entrada, void *salida)
{
    int i = *(const int *)entrada;

    *(int *)salida = 10 * i;
    return i % 2 == 1 ? 30 + i : 0;
}

static void un_error_no_para(void)
{
    int x[6] = {0, 2, 3, 4, 5, 6}, y[6] = {0};

    pool = nuevo(2, "fork");
    exige_mapa((struct mapa_de){.f = falla_si_impar,
                                .n = 6,
                                .entrada = x,
                                .tam_entrada = sizeof x[0],
                                .salida = y,
                                .tam_salida = sizeof y[0],
                                .chunksize = 1},
               33,
               "pool_map con procesos, si fallan el tercero (33) y el "
               "quinto (35)");
    exige_entero(y[5], 60, "el resultado detrás de los que han fallado");
    for (int v = 0; v < 20; v++) /* ni echa a perder a los hijos */
        exige_mapa((struct mapa_de){.f = falla_si_impar,
                                    .n = 2,
                                    .entrada = &x[2],
                                    .tam_entrada = sizeof x[0],
                                    .salida = y,
                                    .tam_salida = sizeof y[0],
                                    .chunksize = 2},
                   33, "pool_map con procesos, veinte veces con error");
    exige_entero(hijos_sin_esperar(), 2, "hijos, después de los errores");
    acaba(pool);
}

/* ------------------------------------------------------- nacer -------- */

static void con_averia(enum averia cual, int error, const char *que)
{
    int antes = descriptores_abiertos();

    for (int n = 1; n <= 3; n++) {
        struct pool *p = NULL;

        averia(cual, n);
        int r = pool_crea(&p, 3, "fork");

        averia(cual, 0);
        exige_error(r, error,
                    "pool_crea, de tres procesos, si falla %s "
                    "número %d",
                    que, n);
        exige(p == NULL, "pool_crea ha fallado y ha cambiado *sale");
        exige_entero(hijos_sin_esperar(), 0,
                     "hijos sin esperar, si falla %s número %d", que, n);
        exige_entero(descriptores_abiertos(), antes,
                     "descriptores abiertos, si falla %s número %d", que,
                     n);
    }
}

/* Los hijos del segundo nacen con copia de los zócalos del primero. */
static void dos_grupos(void)
{
    struct pool *primero = nuevo(2, "fork"), *segundo = nuevo(2, "fork");

    acaba(primero);
    acaba(segundo);
}

void prueba_fork_valores(void)
{
    cada_uno_lo_suyo();
    pool = nuevo(3, "fork");
    mapa_iguala_al_bucle(pool);
    acaba(pool);
    un_trozo_grande();
    a_trompicones(AV_CORTA,
                  "pool_map, si cada recv y cada send mueven un byte");
    a_trompicones(AV_EINTR,
                  "pool_map, si las señales interrumpen recv y send");
    un_error_no_para();
    dos_grupos();
    con_averia(AV_FORK, EAGAIN, "fork");
    con_averia(AV_TUBERIA, EMFILE, "el zócalo");
    con_averia(AV_HILO, EAGAIN, "el hilo");
}

/* ------------------------------------------------------- muertes ------ */

enum { BIEN, SENAL, SALE };

static int muere_si(const void *entrada, void *salida)
{
    int que = *(const int *)entrada;

    if (que == SENAL)
        raise(SIGKILL);
    if (que == SALE)
        _exit(3);
    *(pid_t *)salida = getpid();
    return 0;
}

static void exige_trozo(int que, int error, const char *como)
{
    pid_t pid;

    exige_mapa((struct mapa_de){.f = muere_si,
                                .n = 1,
                                .entrada = &que,
                                .tam_entrada = sizeof que,
                                .salida = &pid,
                                .tam_salida = sizeof pid},
               error, como);
}

/* Diez trozos, y muere quien hace el primero: los otros nueve, bien. */
static void muere_uno(void)
{
    int x[10] = {SENAL};
    pid_t y[10] = {0};

    pool = nuevo(2, "fork");
    exige_mapa((struct mapa_de){.f = muere_si,
                                .n = 10,
                                .entrada = x,
                                .tam_entrada = sizeof x[0],
                                .salida = y,
                                .tam_salida = sizeof y[0],
                                .chunksize = 1},
               POOL_MURIO + SIGKILL,
               "pool_map de diez trozos, si muere quien hace el primero");
    for (int i = 1; i < 10; i++)
        exige(y[i] != 0,
              "pool_map de diez trozos entre dos: muere quien "
              "hace el primero, y el %d.º no se ha hecho",
              i + 1);
    exige_entero(hijos_sin_esperar(), 1,
                 "hijos, vivos o zombis, cuando ha muerto uno de dos");
    exige_trozo(BIEN, 0, "pool_map, con un trabajador vivo de dos");
    acaba(pool);
}

static void mueren_todos(void)
{
    struct aviso a[3] = {{0}};
    int que = BIEN;
    pid_t pid;

    pool = nuevo(2, "fork");
    exige_trozo(SENAL, POOL_MURIO + SIGKILL,
                "pool_map, si la función se mata con SIGKILL");
    exige_trozo(SALE, POOL_SALIO + 3,
                "pool_map, si la función llama a _exit(3)");
    exige_trozo(BIEN, POOL_SALIO + 3,
                "pool_map, muertos todos (el último, con _exit(3))");
    for (int i = 0; i < 3; i++) {
        struct pool_trozo t = {.f = muere_si,
                               .n = 1,
                               .entrada = &que,
                               .tam_entrada = sizeof que,
                               .salida = &pid,
                               .tam_salida = sizeof pid,
                               .acabado = aviso_da,
                               .ctx = &a[i]};

        exige_error(pool_envia(pool, &t), 0, "pool_envia, muertos todos");
    }
    for (int i = 0; i < 3; i++)
        aviso_espera(&a[i], POOL_SALIO + 3, "un trozo, muertos todos");
    acaba(pool);
}

/* Lo mata alguien de fuera, mientras no hace nada. */
static void muere_ocioso(void)
{
    int que = BIEN;
    pid_t pid;
    siginfo_t info;

    pool = nuevo(1, "fork");
    exige_fin(
        pool_map(pool, muere_si, 1, &que, sizeof que, &pid, sizeof pid, 1),
        0, "pool_map, con un proceso");
    kill(pid, SIGTERM);
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    exige_trozo(BIEN, POOL_MURIO + SIGTERM,
                "pool_map, si alguien ha matado al trabajador con SIGTERM");
    acaba(pool);
}

static struct puerta *puerta;

static int no_acaba(const void *entrada, void *salida)
{
    puerta_abre(puerta);
    while (entrada != salida || entrada == NULL)
        pause();
    return 0;
}

static void *une(void *arg)
{
    *(int *)arg = pool_une(pool);
    return NULL;
}

static void termina_a_medias(void)
{
    struct aviso a[2] = {{0}};
    int r = -1;

    puerta = puerta_crea();
    pool = nuevo(1, "fork");
    for (int i = 0; i < 2; i++) {
        struct pool_trozo t = {
            .f = no_acaba, .n = 1, .acabado = aviso_da, .ctx = &a[i]};

        exige_error(pool_envia(pool, &t), 0, "pool_envia");
    }
    exige(puerta_espera(puerta), "el hijo no ha llegado a llamar a f");
    pool_termina(pool);
    for (int i = 0; i < 2; i++)
        aviso_espera(&a[i], ECANCELED,
                     "pool_termina, con un hijo que no acaba nunca; un "
                     "trozo");
    vuelve(une, &r, "pool_une, después de pool_termina");
    exige_error(r, 0, "pool_une, después de pool_termina");
    pool_destruye(pool);
}

void prueba_fork_muere(void)
{
    muere_uno();
    mueren_todos();
    muere_ocioso();
    termina_a_medias();
}
