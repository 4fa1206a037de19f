/* Lo que tarda una orden, según cuántas conexiones preguntan a la vez, con
 * cada uno de los dos servidores. */
#define _GNU_SOURCE
#include "errores.h"
#include "reloj.h"
#include "servidor.h"
#include "sesion.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX = 256, ORDENES = 8192 };

static struct servidor_opciones o;
static int (*servidor)(const struct servidor_opciones *o);

static void *sirve(void *r)
{
    *(int *)r = servidor(&o);
    return NULL;
}

static void lee_linea(int fd)
{
    char x[128];
    ssize_t n;

    do
        n = SYS(recv(fd, x, sizeof x, 0));
    while (n > 0 && x[n - 1] != '\n');
}

static int conecta(int puerto)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)puerto),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = SYS(socket(AF_INET, SOCK_STREAM, 0));

    SYS(connect(fd, (struct sockaddr *)&d, sizeof d));
    lee_linea(fd);
    return fd;
}

/* Todas preguntan, y después se leen todas las respuestas. */
static double mide(int puerto, int n)
{
    int fd[MAX];

    for (int i = 0; i < n; i++)
        fd[i] = conecta(puerto);
    double t = reloj();
    for (int k = 0; k < ORDENES / n; k++) {
        for (int i = 0; i < n; i++)
            SYS(send(fd[i], "NOOP\r\n", 6, MSG_NOSIGNAL));
        for (int i = 0; i < n; i++)
            lee_linea(fd[i]);
    }
    int ordenes = ORDENES / n * n;

    t = (reloj() - t) / ordenes;
    for (int i = 0; i < n; i++)
        close(fd[i]);
    return t;
}

static void con(const char *serie)
{
    int puerto = 0, r = 0;
    uint64_t uno = 1;
    pthread_t h;

    PT(servidor_escucha(&o.escucha, NULL, &puerto, false));
    o.para = SYS(eventfd(0, EFD_CLOEXEC));
    PT(pthread_create(&h, NULL, sirve, &r));
    for (int n = 1; n <= MAX; n *= 4)
        printf("%s\t%d\t%.9f\n", serie, n, mide(puerto, n));
    SYS(write(o.para, &uno, sizeof uno));
    PT(pthread_join(h, NULL));
    PT(r);
    close(o.para);
    close(o.escucha);
}

int main(void)
{
    static char raiz[] = ".";
    const char *veces = getenv("REP");

    o.gracia = 1000;
    o.protocolo = (struct protocolo){sesion_crea, sesion_recibe,
                                     sesion_destruye, raiz};
    for (int i = 0; i < (veces != NULL ? atoi(veces) : 3); i++) {
        servidor = servidor_hilos;
        con("hilos");
        servidor = servidor_eventos;
        con("eventos");
    }
    return 0;
}
