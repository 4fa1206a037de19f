/* Pruebas de las tramas. Quien manda y quien recibe son dos hilos, y esta
 * prueba los mira desde fuera: si duermen los dos, nadie va a despertarlos. */
#define _GNU_SOURCE
#include "tramas.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GRANDE = 70000, TRAMAS = 4 }; /* más de lo que cabe en la tubería */

static char grande[GRANDE];

static const struct trama mandados[TRAMAS] = {
    {7, 0, 5}, {0, 404, 0}, {4000000000u, 0, GRANDE}, {1, 110, 1}};

static void tubo(int t[2])
{
    exige(pipe2(t, O_CLOEXEC) == 0, "la prueba no tiene tuberías");
}

/* ---- lo que va y vuelve ---- */

static void *manda(void *arg)
{
    const int *fd = arg;

    for (int i = 0; i < TRAMAS; i++)
        exige_error(trama_envia(*fd, &mandados[i], grande), 0,
                    "trama_envia, con %u bytes", mandados[i].largo);
    close(*fd);
    return NULL;
}

static void *recibe(void *arg)
{
    const int *fd = arg;
    struct trama m;
    char *b;

    for (int i = 0; i < TRAMAS; i++) {
        exige_error(trama_recibe(*fd, &m, &b), 0,
                    "trama_recibe, con %u bytes", mandados[i].largo);
        exige_entero(m.indice, mandados[i].indice, "el índice que llega");
        exige_entero(m.error, mandados[i].error, "el error que llega");
        exige_entero(m.largo, mandados[i].largo, "el largo que llega");
        exige((b == NULL) == (m.largo == 0),
              "trama_recibe, con %u bytes: *bytes %s NULL", m.largo,
              b == NULL ? "es" : "no es");
        exige(m.largo == 0 || memcmp(b, grande, m.largo) == 0,
              "los %u bytes que llegan no son los que se mandaron",
              m.largo);
        free(b);
    }
    exige_error(trama_recibe(*fd, &m, &b), ENODATA,
                "trama_recibe, cuando se ha cerrado el otro extremo");
    exige(b == NULL, "trama_recibe, sin trama: *bytes no es NULL");
    return NULL;
}

static void de_ida_y_vuelta(const char *como)
{
    int t[2];

    tubo(t);
    struct hilo *e = lanza(manda, &t[1]), *r = lanza(recibe, &t[0]);
    exige(observa(r) == HA_VUELTO,
          "%s, trama_recibe no vuelve: quien manda y quien recibe duermen "
          "los dos",
          como);
    recoge(r, "trama_recibe");
    recoge(e, "trama_envia");
    close(t[0]);
}

void prueba_trama_entera(void)
{
    for (int i = 0; i < GRANDE; i++)
        grande[i] = (char)(i * 31 + i / 256);
    de_ida_y_vuelta("De una vez");
    averia(AV_EINTR, 1);
    de_ida_y_vuelta("Con señales de por medio");
    averia(AV_EINTR, 0);
    averia(AV_CORTA, 1);
    de_ida_y_vuelta("De un byte en un byte");
    averia(AV_CORTA, 0);
}

/* ---- lo que llega mal ---- */

struct llegada {
    int fd, r;
    struct trama m;
    char *bytes;
};

static void *recibe_uno(void *arg)
{
    struct llegada *l = arg;

    l->r = trama_recibe(l->fd, &l->m, &l->bytes);
    return NULL;
}

/* Lo que dice trama_recibe si por la tubería llegan n bytes y, si cierra,
 * el final. */
static int llega(const void *que, size_t n, bool cierra, const char *como)
{
    struct llegada l = {.bytes = grande};
    int t[2];

    tubo(t);
    l.fd = t[0];
    exige(write(t[1], que, n) == (ssize_t)n, "la prueba no puede escribir");
    if (cierra)
        close(t[1]);
    struct hilo *h = lanza(recibe_uno, &l);
    exige(observa(h) == HA_VUELTO, "trama_recibe, %s, %s", como,
          que_hace(h));
    recoge(h, "trama_recibe");
    exige(l.r == 0 || l.bytes == NULL,
          "trama_recibe, %s: falla, y *bytes no es NULL", como);
    close(t[0]);
    if (!cierra)
        close(t[1]);
    return l.r;
}

static void cortado(void)
{
    struct {
        struct trama m;
        char bytes[10];
    } todo = {{1, 0, 10}, "123456789"};
    char como[80];

    for (size_t n = 0; n < sizeof todo.m + 10; n++) {
        snprintf(como, sizeof como, "de %zu bytes solo llegan %zu",
                 sizeof todo.m + 10, n);
        exige_error(llega(&todo, n, true, como), n == 0 ? ENODATA : EPROTO,
                    "trama_recibe, %s", como);
    }
}

static void enorme(uint32_t largo)
{
    struct trama m = {0, 0, largo};
    char como[80];

    snprintf(como, sizeof como, "si la cabecera dice %u bytes", largo);
    exige_error(llega(&m, sizeof m, false, como), EPROTO,
                "trama_recibe, %s", como);
}

/* La mayor que cabe. */
static void *manda_la_mayor(void *arg)
{
    static char mucho[TRAMA_MAX];
    const struct trama m = {3, 0, TRAMA_MAX};

    exige_error(trama_envia(*(const int *)arg, &m, mucho), 0,
                "trama_envia, con TRAMA_MAX bytes");
    return NULL;
}

static void la_mayor(void)
{
    int t[2];
    struct trama m;
    char *b;

    tubo(t);
    struct hilo *h = lanza(manda_la_mayor, &t[1]);
    exige_error(trama_recibe(t[0], &m, &b), 0,
                "trama_recibe, con TRAMA_MAX bytes");
    recoge(h, "trama_envia");
    exige_entero(m.largo, TRAMA_MAX, "el largo que llega");
    free(b);
    close(t[0]);
    close(t[1]);
}

static void al_mandar(void)
{
    struct trama mal = {0, 0, TRAMA_MAX + 1u}, bien = {0, 0, 3};
    int t[2];

    tubo(t);
    exige_error(trama_envia(t[1], &mal, grande), EINVAL,
                "trama_envia, con más de TRAMA_MAX bytes");
    struct pollfd p = {.fd = t[0], .events = POLLIN};
    exige_entero(
        poll(&p, 1, 0), 0,
        "lo que se puede leer después de una trama_envia con EINVAL");
    close(t[0]);
    signal(SIGPIPE, SIG_IGN);
    exige_error(trama_envia(t[1], &bien, grande), EPIPE,
                "trama_envia, cuando ya no lee nadie y SIGPIPE se ignora");
    signal(SIGPIPE, SIG_DFL);
    close(t[1]);
    exige_error(trama_envia(t[1], &bien, grande), EBADF,
                "trama_envia, con un descriptor cerrado");
}

static void sin_memoria(void)
{
    struct {
        struct trama m;
        char bytes[10];
    } todo = {{1, 0, 10}, "123456789"};
    struct llegada l = {.bytes = grande};
    int t[2];

    tubo(t);
    l.fd = t[0];
    exige(write(t[1], &todo, sizeof todo.m + 10) > 0,
          "la prueba no puede escribir");
    averia(AV_MEMORIA, 1);
    recibe_uno(&l);
    averia(AV_MEMORIA, 0);
    exige_error(l.r, ENOMEM, "trama_recibe, sin memoria");
    exige(l.bytes == NULL, "trama_recibe, sin memoria: *bytes no es NULL");
    close(t[0]);
    close(t[1]);
    exige_error((recibe_uno(&l), l.r), EBADF,
                "trama_recibe, con un descriptor cerrado");
}

void prueba_trama_hostil(void)
{
    cortado();
    enorme(TRAMA_MAX + 1u);
    enorme(UINT32_MAX);
    la_mayor();
    al_mandar();
    sin_memoria();
}
