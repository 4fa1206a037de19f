/* Pruebas de tubo_lee y tubo_escribe. Que quien lee sigue esperando, o que
 * una señal lo ha pillado dormido, se le pregunta al núcleo. */
#define _GNU_SOURCE
#include "tubo.h"
#include "proc.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LEE, ESCRIBE, MUCHO = 300000 };

static int tubo[2];

static void abre(void)
{
    exige(pipe(tubo) == 0, "la prueba no ha podido abrir una tubería");
}

static void cierra(void)
{
    close(tubo[LEE]);
    close(tubo[ESCRIBE]);
}

static void envia(const char *s)
{
    ssize_t n = (ssize_t)strlen(s);

    exige(write(tubo[ESCRIBE], s, (size_t)n) == n,
          "la prueba no ha podido escribir en la tubería");
}

/* Una lectura, hecha quizá por otro hilo. */
struct lectura {
    char b[16];
    size_t pedidos, leidos;
    int r;
};

static void *lee(void *arg)
{
    struct lectura *l = arg;

    l->r = tubo_lee(tubo[LEE], l->b, l->pedidos, &l->leidos);
    return NULL;
}

static void a_pedazos(void)
{
    struct lectura l = {.pedidos = 8, .r = -1};

    abre();
    struct hilo *h = lanza(lee, &l);

    exige(observa(h) == DUERME,
          "tubo_lee de 8 bytes, con la tubería vacía, %s", que_hace(h));
    envia("hol");
    exige(observa(h) == DUERME,
          "tubo_lee de 8 bytes, cuando han llegado 3, %s", que_hace(h));
    envia("a, quetal");
    exige(observa(h) == HA_VUELTO,
          "tubo_lee de 8 bytes, cuando han llegado 12, %s", que_hace(h));
    recoge(h, "tubo_lee");
    exige_error(l.r, 0, "tubo_lee de 8 bytes, que llegan en dos veces");
    exige_entero(l.leidos, 8, "tubo_lee de 8 bytes: *leidos");
    exige_texto(l.b, "hola, qu", "tubo_lee de 8 bytes, de «hola, quetal»");
    l = (struct lectura){.pedidos = 4, .r = -1};
    lee(&l);
    exige_texto(l.b, "etal", "tubo_lee de 4 bytes, con lo que quedaba");
    cierra();
}

static void con_final(void)
{
    struct lectura l = {.pedidos = 8, .r = -1};

    abre();
    struct hilo *h = lanza(lee, &l);

    observa(h);
    envia("fin");
    close(tubo[ESCRIBE]);
    exige(observa(h) == HA_VUELTO,
          "tubo_lee de 8 bytes, cuando llegan 3 y después el final, %s",
          que_hace(h));
    recoge(h, "tubo_lee, después del final");
    exige_error(l.r, 0, "tubo_lee de 8 bytes, con 3 y el final");
    exige_entero(l.leidos, 3,
                 "tubo_lee de 8 bytes, con 3 y el final: "
                 "*leidos");
    l = (struct lectura){.pedidos = 0, .leidos = 99, .r = -1};
    lee(&l);
    exige_error(l.r, 0, "tubo_lee de 0 bytes");
    exige_entero(l.leidos, 0, "tubo_lee de 0 bytes: *leidos");
    close(tubo[LEE]);
    exige_error(tubo_lee(tubo[LEE], l.b, 1, &l.leidos), EBADF,
                "tubo_lee, con el descriptor cerrado");
}

/* Lee todo lo que llega y comprueba que es lo que se mandó. */
static void *compara(void *arg)
{
    const char *mandado = arg;
    static char b[MUCHO];
    size_t van = 0;
    ssize_t r;

    while (van < MUCHO && (r = read(tubo[LEE], b + van, MUCHO - van)) > 0)
        van += (size_t)r;
    exige_entero(van, MUCHO, "tubo_escribe de %d bytes: llegan", MUCHO);
    exige(memcmp(b, mandado, MUCHO) == 0,
          "tubo_escribe de %d bytes: no llegan los que se mandaron", MUCHO);
    return NULL;
}

static char *ruido(void)
{
    static char b[MUCHO];

    for (int i = 0; i < MUCHO; i++)
        b[i] = (char)azar(256);
    return b;
}

void prueba_tubo_entero(void)
{
    a_pedazos();
    con_final();
    abre();
    char *b = ruido();
    struct hilo *h = lanza(compara, b);

    exige_error(tubo_escribe(tubo[ESCRIBE], b, MUCHO), 0,
                "tubo_escribe de %d bytes", MUCHO);
    exige_error(tubo_escribe(tubo[ESCRIBE], NULL, 0), 0,
                "tubo_escribe de 0 bytes");
    recoge(h, "leer lo que manda tubo_escribe");
    signal(SIGPIPE, SIG_IGN);
    close(tubo[LEE]);
    exige_error(tubo_escribe(tubo[ESCRIBE], b, 1), EPIPE,
                "tubo_escribe, si ya nadie lee y SIGPIPE se ignora");
    close(tubo[ESCRIBE]);
}

/* ------------------------------------------------- señales ----------- */

enum { SENALES = 3 };

static atomic_int atendidas;
static pthread_t principal;
static pid_t tid_principal;

static void atiende(int s)
{
    (void)s;
    atomic_fetch_add(&atendidas, 1);
}

/* Manda una señal al hilo principal cada vez que lo ve dormido. */
static void interrumpe(void)
{
    struct timespec parpadeo = {.tv_nsec = 500000};

    for (int n = 0; n < SENALES; n++) {
        struct proc_hilo h;

        while (!proc_mira(getpid(), tid_principal, &h) || !proc_duerme(&h))
            nanosleep(&parpadeo, NULL);
        pthread_kill(principal, SIGUSR1);
        while (atomic_load(&atendidas) <= n)
            nanosleep(&parpadeo, NULL);
    }
}

static void prepara_senales(void)
{
    struct sigaction a = {.sa_handler = atiende}; /* sin SA_RESTART */

    sigaction(SIGUSR1, &a, NULL);
    principal = pthread_self();
    tid_principal = gettid();
    atomic_store(&atendidas, 0);
}

static void *interrumpe_y_manda(void *arg)
{
    (void)arg;
    interrumpe();
    envia("12345678");
    return NULL;
}

static void *interrumpe_y_lee(void *arg)
{
    interrumpe();
    return compara(arg);
}

void prueba_tubo_interrumpido(void)
{
    struct lectura l = {.pedidos = 8, .r = -1};

    abre();
    prepara_senales();
    struct hilo *h = lanza(interrumpe_y_manda, NULL);

    lee(&l);
    exige_error(l.r, 0, "tubo_lee, con %d señales mientras espera",
                SENALES);
    exige_texto(l.b, "12345678", "tubo_lee, con señales mientras espera");
    recoge(h, "interrumpir a tubo_lee");

    prepara_senales();
    char *b = ruido();

    h = lanza(interrumpe_y_lee, b);
    exige_error(tubo_escribe(tubo[ESCRIBE], b, MUCHO), 0,
                "tubo_escribe de %d bytes, con %d señales mientras espera",
                MUCHO, SENALES);
    recoge(h, "interrumpir a tubo_escribe");
    cierra();
}
