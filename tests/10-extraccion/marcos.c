/* Pruebas de los marcos. Quien manda y quien recibe son dos hilos, y esta
 * prueba los mira desde fuera: si duermen los dos, nadie va a despertarlos. */
#define _GNU_SOURCE
#include "marcos.h"
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

enum { GRANDE = 70000, MARCOS = 4 }; /* más de lo que cabe en la tubería */

static char grande[GRANDE];

static const struct marco mandados[MARCOS] = {
    {7, 0, 5}, {0, 404, 0}, {4000000000u, 0, GRANDE}, {1, 110, 1}};

static void tubo(int t[2])
{
    exige(pipe2(t, O_CLOEXEC) == 0, "la prueba no tiene tuberías");
}

/* ---- lo que va y vuelve ---- */

static void *manda(void *arg)
{
    const int *fd = arg;

    for (int i = 0; i < MARCOS; i++)
        exige_error(marco_envia(*fd, &mandados[i], grande), 0,
                    "marco_envia, con %u bytes", mandados[i].largo);
    close(*fd);
    return NULL;
}

static void *recibe(void *arg)
{
    const int *fd = arg;
    struct marco m;
    char *b;

    for (int i = 0; i < MARCOS; i++) {
        exige_error(marco_recibe(*fd, &m, &b), 0,
                    "marco_recibe, con %u bytes", mandados[i].largo);
        exige_entero(m.indice, mandados[i].indice, "el índice que llega");
        exige_entero(m.error, mandados[i].error, "el error que llega");
        exige_entero(m.largo, mandados[i].largo, "el largo que llega");
        exige((b == NULL) == (m.largo == 0),
              "marco_recibe, con %u bytes: *bytes %s NULL", m.largo,
              b == NULL ? "es" : "no es");
        exige(m.largo == 0 || memcmp(b, grande, m.largo) == 0,
              "los %u bytes que llegan no son los que se mandaron",
              m.largo);
        free(b);
    }
    exige_error(marco_recibe(*fd, &m, &b), ENODATA,
                "marco_recibe, cuando se ha cerrado el otro extremo");
    exige(b == NULL, "marco_recibe, sin marco: *bytes no es NULL");
    return NULL;
}

static void de_ida_y_vuelta(const char *como)
{
    int t[2];

    tubo(t);
    struct hilo *e = lanza(manda, &t[1]), *r = lanza(recibe, &t[0]);
    exige(observa(r) == HA_VUELTO,
          "%s, marco_recibe no vuelve: quien manda y quien recibe duermen "
          "los dos",
          como);
    recoge(r, "marco_recibe");
    recoge(e, "marco_envia");
    close(t[0]);
}

void prueba_marco_entero(void)
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
    struct marco m;
    char *bytes;
};

static void *recibe_uno(void *arg)
{
    struct llegada *l = arg;

    l->r = marco_recibe(l->fd, &l->m, &l->bytes);
    return NULL;
}

/* Lo que dice marco_recibe si por la tubería llegan n bytes y, si cierra,
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
    exige(observa(h) == HA_VUELTO, "marco_recibe, %s, %s", como,
          que_hace(h));
    recoge(h, "marco_recibe");
    exige(l.r == 0 || l.bytes == NULL,
          "marco_recibe, %s: falla, y *bytes no es NULL", como);
    close(t[0]);
    if (!cierra)
        close(t[1]);
    return l.r;
}

static void cortado(void)
{
    struct {
        struct marco m;
        char bytes[10];
    } todo = {{1, 0, 10}, "123456789"};
    char como[80];

    for (size_t n = 0; n < sizeof todo.m + 10; n++) {
        snprintf(como, sizeof como, "de %zu bytes solo llegan %zu",
                 sizeof todo.m + 10, n);
        exige_error(llega(&todo, n, true, como), n == 0 ? ENODATA : EPROTO,
                    "marco_recibe, %s", como);
    }
}

static void enorme(uint32_t largo)
{
    struct marco m = {0, 0, largo};
    char como[80];

    snprintf(como, sizeof como, "si la cabecera dice %u bytes", largo);
    exige_error(llega(&m, sizeof m, false, como), EPROTO,
                "marco_recibe, %s", como);
}

static void al_mandar(void)
{
    struct marco mal = {0, 0, MARCO_MAX + 1u}, bien = {0, 0, 3};
    int t[2];

    tubo(t);
    exige_error(marco_envia(t[1], &mal, grande), EINVAL,
                "marco_envia, con más de MARCO_MAX bytes");
    struct pollfd p = {.fd = t[0], .events = POLLIN};
    exige_entero(
        poll(&p, 1, 0), 0,
        "lo que se puede leer después de un marco_envia con EINVAL");
    close(t[0]);
    signal(SIGPIPE, SIG_IGN);
    exige_error(marco_envia(t[1], &bien, grande), EPIPE,
                "marco_envia, cuando ya no lee nadie y SIGPIPE se ignora");
    signal(SIGPIPE, SIG_DFL);
    close(t[1]);
    exige_error(marco_envia(t[1], &bien, grande), EBADF,
                "marco_envia, con un descriptor cerrado");
}

static void sin_memoria(void)
{
    struct {
        struct marco m;
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
    exige_error(l.r, ENOMEM, "marco_recibe, sin memoria");
    exige(l.bytes == NULL, "marco_recibe, sin memoria: *bytes no es NULL");
    close(t[0]);
    close(t[1]);
    exige_error((recibe_uno(&l), l.r), EBADF,
                "marco_recibe, con un descriptor cerrado");
}

void prueba_marco_hostil(void)
{
    cortado();
    enorme(MARCO_MAX + 1u);
    enorme(UINT32_MAX);
    al_mandar();
    sin_memoria();
}
