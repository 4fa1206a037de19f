#define _GNU_SOURCE
#include "cliente.h"

#include "eco.h"
#include "prueba.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *ejecuta(void *caso)
{
    struct caso *c = caso;

    c->r = c->s(&c->o);
    return NULL;
}

static void escucha(struct caso *c)
{
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    c->donde.sun_family = AF_UNIX;
    c->largo = sizeof c->donde;
    /* Sin nombre: el núcleo inventa uno. */
    exige(s != -1 &&
              bind(s, (struct sockaddr *)&c->donde,
                   sizeof c->donde.sun_family) == 0 &&
              listen(s, 100) == 0 &&
              getsockname(s, (struct sockaddr *)&c->donde, &c->largo) == 0,
          "no se puede escuchar: %s", strerror(errno));
    c->o.escucha = s;
}

static void prepara(struct caso *c, servidor *s, struct protocolo p)
{
    int t[2];

    *c = (struct caso){.s = s, .r = -1};
    exige(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, t) == 0,
          "socketpair: %s", strerror(errno));
    c->o.para = t[0];
    c->para = t[1];
    c->o.protocolo = p;
}

void arranca(struct caso *c, servidor *s, struct protocolo p, int max,
             int gracia)
{
    prepara(c, s, p);
    c->o.max = max;
    c->o.gracia = gracia;
    escucha(c);
    c->hilo = lanza(ejecuta, c);
}

void arranca_con_plazo(struct caso *c, servidor *s, struct protocolo p,
                       int gracia, int callado)
{
    prepara(c, s, p);
    c->o.gracia = gracia;
    c->o.callado = callado;
    escucha(c);
    c->hilo = lanza(ejecuta, c);
}

void arranca_en(struct caso *c, servidor *s, struct protocolo p, int fd)
{
    prepara(c, s, p);
    c->o.gracia = 1000;
    c->o.escucha = fd;
    c->hilo = lanza(ejecuta, c);
}

void pide(struct caso *c)
{
    manda(c->para, "x");
}

void acaba(struct caso *c)
{
    recoge(c->hilo, "el servidor, después de pedirle que pare");
    c->hilo = NULL;
    exige_error(c->r, 0, "el servidor, al parar");
    exige_entero(eco_destruidas(), eco_creadas(),
                 "conversaciones destruidas, al volver el servidor");
}

void limpia(struct caso *c)
{
    close(c->o.escucha);
    close(c->o.para);
    close(c->para);
}

void para(struct caso *c)
{
    pide(c);
    acaba(c);
    limpia(c);
}

void duerme(struct caso *c, const char *que)
{
    enum que_hace h = observa(c->hilo);

    exige(h != HA_VUELTO,
          "%s: el servidor ha vuelto, y nadie se lo ha "
          "pedido",
          que);
    exige(h == DUERME, "%s: el servidor %s", que, que_hace(c->hilo));
}

int cliente(void)
{
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    exige(s != -1, "socket: %s", strerror(errno));
    return s;
}

void enchufa(struct caso *c, int fd)
{
    exige(connect(fd, (struct sockaddr *)&c->donde, c->largo) == 0,
          "no se puede conectar con el servidor: %s", strerror(errno));
}

int cliente_nuevo(struct caso *c)
{
    int fd = cliente();

    enchufa(c, fd);
    espera(c, fd, "hola\n", "al conectar");
    return fd;
}

/* Sin señal y sin dormir para siempre: quien no lee al cliente se delata
 * luego, cuando no contesta. */
void manda_bytes(int fd, const char *x, size_t n)
{
    while (n > 0) {
        ssize_t r = send(fd, x, n, MSG_NOSIGNAL);

        if (r > 0) {
            x += r;
            n -= (size_t)r;
        } else if (errno != EINTR)
            return;
    }
}

void manda(int fd, const char *x)
{
    manda_bytes(fd, x, strlen(x));
}

/* Como recv, pero -1 es que no va a llegar nada. */
static ssize_t recibe(struct caso *c, int fd, char *x, size_t n)
{
    for (bool seguro = false;;) {
        ssize_t r = recv(fd, x, n, MSG_DONTWAIT);

        if (r == -1 && errno == EINTR)
            continue;
        if (r >= 0)
            return r;
        if (errno != EAGAIN) /* se ha cortado */
            return 0;
        if (seguro)
            return -1;
        /* Casi siempre llega enseguida, y así no hay que mirar /proc. */
        poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 2);
        if ((r = recv(fd, x, n, MSG_DONTWAIT)) >= 0)
            return r;
        enum que_hace h = observa(c->hilo);
        seguro = h == DUERME || h == HA_VUELTO;
        if (h == DA_VUELTAS)
            falla("el servidor no contesta: %s", que_hace(c->hilo));
    }
}

static void recibe_todo(struct caso *c, int fd, char *x, size_t n,
                        const char *que)
{
    for (size_t van = 0; van < n;) {
        ssize_t r = recibe(c, fd, x + van, n - van);

        exige(r != 0, "%s: el servidor ha cerrado sin acabar la respuesta",
              que);
        exige(r > 0, "%s: el servidor duerme, y no ha mandado %s", que,
              van > 0 ? "el resto de la respuesta" : "la respuesta");
        van += (size_t)r;
    }
}

void espera(struct caso *c, int fd, const char *texto, const char *que)
{
    char x[512];
    size_t n = strlen(texto);

    exige(n < sizeof x, "texto demasiado largo");
    recibe_todo(c, fd, x, n, que);
    x[n] = '\0';
    exige_texto(x, texto, "%s", que);
}

void espera_equis(struct caso *c, int fd, long n, const char *que)
{
    char x[1000];

    for (long van = 0; van < n;) {
        size_t k = n - van < (long)sizeof x ? (size_t)(n - van) : sizeof x;

        recibe_todo(c, fd, x, k, que);
        for (size_t i = 0; i < k; i++)
            exige(x[i] == 'x', "%s: el byte %ld de %ld no es el que tocaba",
                  que, van + (long)i, n);
        van += (long)k;
    }
    espera(c, fd, "\n", que);
}

void espera_fin(struct caso *c, int fd, const char *que)
{
    char x;
    ssize_t r = recibe(c, fd, &x, 1);

    exige(r != -1, "%s: el servidor duerme y no ha cerrado", que);
    exige(r == 0, "%s: ha llegado algo de más («%c»…)", que, x);
}

void calla(struct caso *c, int fd, const char *que)
{
    char x[40];

    duerme(c, que);
    ssize_t r = recv(fd, x, sizeof x - 1, MSG_DONTWAIT);
    if (r == -1 && errno == EINTR)
        r = recv(fd, x, sizeof x - 1, MSG_DONTWAIT);
    exige(r != 0, "%s: el servidor ha cerrado", que);
    if (r > 0) {
        x[r] = '\0';
        falla("%s: ha contestado «%s»", que, x);
    }
}

void espera_con_plazo(int fd, const char *texto, const char *que)
{
    char x[512];
    size_t n = strlen(texto), van = 0;

    while (van < n) {
        struct pollfd p = {.fd = fd, .events = POLLIN};

        exige(poll(&p, 1, 5000) != 0, "%s: cinco segundos sin contestar",
              que);
        ssize_t r = recv(fd, x + van, n - van, MSG_DONTWAIT);
        exige(r != 0, "%s: el servidor ha cerrado", que);
        if (r > 0)
            van += (size_t)r;
    }
    x[n] = '\0';
    exige_texto(x, texto, "%s", que);
}
