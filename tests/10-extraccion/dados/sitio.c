/* El sitio: contesta lo que dice, aguanta a cualquiera y no deja huérfanos. */
#define _GNU_SOURCE /* prctl, pidfd */
#include "sitio.h"
#include "cliente.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"
#include "tabla.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ACEPTADO "Cookie: otra=1; OptanonAlertBoxClosed=1\r\n"
#define LENTO "/soccer/team/stats/_/id/107/x"
#define MILAN "/soccer/team/stats/_/id/103/ac-milan"

static char texto[RESPUESTA];

void prueba_sitio_datos(void)
{
    struct sitio_equipo e;
    size_t filas = 0;
    int feas = 0, i;

    for (i = 0; sitio_equipo(i, &e); i++) {
        struct tabla *t = sitio_disciplina(e.id);

        exige(t != NULL, "sitio_disciplina(%d) ha devuelto NULL", e.id);
        filas += tabla_filas(t);
        for (size_t f = 0; f < tabla_filas(t); f++) {
            int v[6];

            for (size_t c = 0; c < 6; c++)
                v[c] = atoi(tabla_celda(t, f, c));
            exige_entero(v[0], f + 1, "RK de la fila %zu", f);
            exige_entero(v[5], v[3] + 3 * v[4], "PTS de la fila %zu", f);
            feas += strpbrk(tabla_celda(t, f, 1), ",\"<") != NULL;
            exige_texto(tabla_celda(t, f, 6), e.apodo, "TEAM");
        }
        tabla_destruye(t);
    }
    exige_entero(i, SITIO_EQUIPOS, "equipos");
    exige_entero(filas, 481, "jugadores");
    exige_entero(feas, 1, "filas difíciles");
    exige(sitio_disciplina(1) == NULL, "hay tabla de un equipo que no hay");
}

static void exige_codigo(const struct sitio *s, const char *ruta,
                         const char *mas, int codigo)
{
    exige_entero(pide(s, ruta, mas, texto), codigo, "GET %s (%s)", ruta,
                 mas);
}

void prueba_sitio_paginas(void)
{
    struct sitio *s = arranca(NULL);
    struct sitio_cuentas c;

    exige_codigo(s, "/soccer/competitions", "", 200);
    exige(strstr(texto, "onetrust-accept-btn-handler") != NULL,
          "la primera página no lleva el aviso");
    exige_codigo(s, "/soccer/competitions", ACEPTADO, 200);
    exige(strstr(texto, "onetrust-accept-btn-handler\"") == NULL,
          "con la cookie, sigue el aviso");
    exige_codigo(s, MILAN, "User-Agent: yo (a@b.example)\r\n", 200);
    exige(strstr(texto, "<th>G</th>") != NULL, "no es la tabla de goles");
    exige_codigo(s, MILAN "/view/discipline", "", 403);
    exige_codigo(s, MILAN "/view/discipline?fragmento", "", 403);
    exige_codigo(s, MILAN "/view/discipline", ACEPTADO, 200);
    exige(strstr(texto, "<th>PTS</th>") != NULL, "no es la de disciplina");
    exige_codigo(s, MILAN "/view/discipline?fragmento", ACEPTADO, 200);
    exige(strstr(texto, "\r\n\r\n<table") != NULL &&
              strstr(texto, "<html") == NULL,
          "el fragmento no es solo la tabla");
    exige_codigo(s, "/soccer/team/stats/_/id/1/nadie", "", 404);
    exige_codigo(s, "/nada", "", 404);
    exige_codigo(s, "/soccer/team/squad/_/id/103/ac-milan", "", 404);
    exige_codigo(s, "/robots.txt", "", 200);
    exige(strstr(texto, "Disallow: /soccer/team/squad/") != NULL,
          "robots.txt no dice nada de las plantillas");
    exige_codigo(s, "/_estado", "", 200);
    sitio_cuentas(s, &c);
    exige_entero(c.peticiones, 11, "peticiones, sin contar /_estado");
    exige_entero(c.sin_identificar, 10, "sin identificar");
    exige_entero(c.sin_aceptar, 2, "sin aceptar");
    exige_entero(c.prohibidas, 1, "prohibidas");
    exige_entero(c.conexiones, 12, "conexiones");
    exige_entero(c.en_vuelo, 0, "en vuelo, al acabar");
    exige_entero(sitio_pedido(s, 103, false), 1, "veces el 103");
    exige_entero(sitio_pedido(s, 103, true), 4, "veces su tabla");
    sitio_para(s);
}

static int contesta(const struct sitio *s, const char *x)
{
    int fd = conecta(s);

    dice(fd, x);
    int codigo = oye(fd, texto);
    close(fd);
    return codigo;
}

void prueba_sitio_clientes_malos(void)
{
    struct sitio *s = arranca(NULL);
    int fd = conecta(s);
    static char larga[20000];

    /* Dos peticiones en un envío, y otra de byte en byte. */
    dice(fd, "GET / HTTP/1.1\r\n\r\nPOST /consent HTTP/1.1\r\n"
             "Content-Length: 5\r\n\r\nhola");
    exige_entero(oye(fd, texto), 200, "la primera de dos seguidas");
    dice(fd, "!");
    exige_entero(oye(fd, texto), 204, "la segunda de dos seguidas");
    exige(strstr(texto, "Set-Cookie: OptanonAlertBoxClosed=1") != NULL,
          "aceptar no da la cookie");
    for (const char *p = "HEAD / HTTP/1.1\r\nConnection: Close\r\n\r\n"; *p;
         p++)
        dice(fd, (char[]){*p, '\0'});
    exige_entero(oye(fd, texto) != 0, 0, "cuerpo de una respuesta a HEAD");
    exige(strncmp(texto, "HTTP/1.1 200", 12) == 0, "HEAD: %.20s", texto);
    close(fd);
    exige_entero(contesta(s, "GET / HTTP/1.0\r\n\r\n"), 200, "HTTP/1.0");
    exige_entero(contesta(s, "DELETE / HTTP/1.1\r\n\r\n"), 405, "DELETE");
    exige_entero(contesta(s, "hola\r\n\r\n"), 400, "«hola»");
    exige_entero(
        contesta(s, "POST /consent HTTP/1.1\r\nReferer: /x\r\n\r\n"), 303,
        "aceptar sin guion");
    exige(strstr(texto, "\r\nLocation: /x\r\n") != NULL, "adónde vuelve");
    memset(larga, 'a', sizeof larga - 1);
    exige_entero(contesta(s, larga), 0, "una cabecera que no acaba");
    fd = conecta(s);
    dice(fd, "GET / HTT"); /* y cuelga */
    close(fd);
    exige_codigo(s, "/", "", 200);
    sitio_para(s);
}

static struct sitio *de_la_prueba;

static void *pide_uno(void *ruta)
{
    static _Thread_local char t[RESPUESTA];

    return (void *)(long)pide(de_la_prueba, ruta, "", t);
}

void prueba_sitio_barrera(void)
{
    struct sitio *s = arranca(&(struct sitio_opciones){.barrera = 4});
    struct sitio_cuentas c;
    pthread_t h[4];
    void *codigo;

    de_la_prueba = s;
    for (int i = 0; i < 4; i++)
        pthread_create(&h[i], NULL, pide_uno, MILAN);
    for (int i = 0; i < 4; i++) {
        pthread_join(h[i], &codigo);
        exige_entero((long)codigo, 200, "en la barrera");
    }
    sitio_cuentas(s, &c);
    exige(c.barrera_cumplida,
          "cuatro a la vez no cumplen una barrera de 4");
    exige_entero(c.en_barrera, 4, "en la barrera");
    exige_entero(c.max_en_vuelo, 4, "en vuelo, como mucho");
    exige_codigo(s, MILAN, "", 200); /* y después ya no se espera */
    sitio_para(s);
}

void prueba_sitio_barrera_vencida(void)
{
    struct sitio *s =
        arranca(&(struct sitio_opciones){.barrera = 2, .barrera_ms = 1});
    struct sitio_cuentas c;

    exige_codigo(s, "/", "", 200);
    for (int i = 0; i < 3; i++)
        exige_codigo(s, MILAN, "", 200);
    sitio_cuentas(s, &c);
    exige(!c.barrera_cumplida, "de uno en uno se cumple una barrera de 2");
    exige_entero(c.en_barrera, 1, "en la barrera");
    exige_entero(c.max_en_vuelo, 1, "en vuelo, como mucho");
    sitio_para(s);
}

void prueba_sitio_fallos(void)
{
    struct sitio *s = arranca(&(struct sitio_opciones){.fallo_id = 103,
                                                       .fallo_codigo = 503,
                                                       .fallo_veces = 2,
                                                       .reintenta_s = 7});
    struct sitio_cuentas c;

    for (int i = 0; i < 2; i++) {
        exige_codigo(s, MILAN, "", 503);
        exige(strstr(texto, "\r\nRetry-After: 7\r\n") != NULL,
              "sin Retry-After: %s", texto);
    }
    exige_codigo(s, MILAN, "", 200);
    exige_codigo(s, LENTO, "", 200);
    sitio_cuentas(s, &c);
    exige_entero(c.fallidas, 2, "fallidas");
    sitio_para(s);
    s = arranca(&(struct sitio_opciones){.fallo_id = 103,
                                         .fallo_codigo = SITIO_CORTA});
    for (int i = 0; i < 3; i++)
        exige_codigo(s, MILAN, "", 0);
    exige(strstr(texto, "Content-Length") != NULL, "la corta ni empieza");
    exige_codigo(s, LENTO, "", 200);
    sitio_para(s);
}

void prueba_sitio_por_minuto(void)
{
    struct sitio *s = arranca(&(struct sitio_opciones){.por_minuto = 3});
    struct sitio_cuentas c;

    for (int i = 0; i < 3; i++)
        exige_codigo(s, "/", "", 200);
    for (int i = 0; i < 2; i++) {
        exige_codigo(s, "/", "", 429);
        const char *p = strstr(texto, "\r\nRetry-After: ");
        exige(p != NULL, "un 429 sin Retry-After");
        int segundos = atoi(p + 15);
        exige(segundos >= 1 && segundos <= 60, "Retry-After: %d", segundos);
    }
    exige_codigo(s, "/robots.txt", "", 200);
    sitio_cuentas(s, &c);
    exige_entero(c.rechazadas, 2, "rechazadas");
    sitio_para(s);
}

void prueba_sitio_sin_recursos(void)
{
    static const struct {
        enum averia cual;
        int error;
    } falla_en[] = {{AV_MEMORIA, ENOMEM},
                    {AV_MMAP, ENOMEM},
                    {AV_TUBERIA, EMFILE},
                    {AV_FORK, EAGAIN}};
    struct sitio *s;

    sitio_para(arranca(NULL)); /* los datos se leen una vez */
    for (int i = 0; i < 4; i++) {
        averia(falla_en[i].cual, 1);
        s = sitio_arranca(NULL);
        averia(falla_en[i].cual, 0);
        exige(s == NULL, "con la avería %d, arranca", i);
        exige_error(errno, falla_en[i].error, "errno, con la avería %d", i);
    }
    s = arranca(NULL);
    exige(sitio_arranca(
              &(struct sitio_opciones){.puerto = sitio_puerto(s)}) == NULL,
          "arranca en un puerto ocupado");
    exige_error(errno, EADDRINUSE, "errno, con el puerto ocupado");
    exige_codigo(s, "/", "", 200);
    sitio_para(s);
}

/* El sitio hereda las averías: ni lee ni escribe más de un byte, y la mitad
 * de las veces lo interrumpen. */
void prueba_sitio_a_trozos(void)
{
    averia(AV_CORTA, 1);
    averia(AV_EINTR, 1);
    struct sitio *s = arranca(NULL);

    exige_codigo(s, MILAN "/view/discipline", ACEPTADO, 200);
    exige(strstr(texto, "</html>") != NULL, "la página no está entera");
    exige_entero(contesta(s, "POST /consent HTTP/1.1\r\n"
                             "Content-Length: 9\r\n\r\nmira=todo"),
                 204, "aceptar");
    sitio_para(s);
    averia(AV_CORTA, 0);
    averia(AV_EINTR, 0);
}

/* Espera a que acaben los descendientes que han quedado a nuestro cargo. */
static int recoge_huerfanos(void)
{
    int n = 0;

    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        n++;
    return n;
}

/* Un proceso arranca un sitio con dos clientes a medias, y muere de golpe. Si
 * algo suyo siguiera vivo, esta prueba no acabaría. */
void prueba_sitio_muere_el_amo(void)
{
    int t[2];

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    exige(pipe(t) == 0, "pipe");
    pid_t amo = fork();
    if (amo == 0) {
        struct sitio *s = arranca(
            &(struct sitio_opciones){.lento_id = 107, .lento_ms = 600000});

        conecta(s);
        dice(conecta(s), "GET " LENTO " HTTP/1.1\r\n\r\n");
        while (sitio_pedido(s, 107, false) == 0)
            nanosleep(&(struct timespec){0, 1000000}, NULL);
        if (write(t[1], "x", 1) != 1)
            _exit(1);
        pause();
    }
    char x;
    exige(read(t[0], &x, 1) == 1, "el amo no ha llegado a arrancarlo");
    kill(amo, SIGKILL);
    /* Las conexiones las entierra el sitio antes de acabar. */
    exige_entero(recoge_huerfanos(), 2, "procesos: el amo y el sitio");
    close(t[0]);
    close(t[1]);
}

void prueba_sitio_muere_el_portero(void)
{
    struct sitio *s = arranca(
        &(struct sitio_opciones){.lento_id = 107, .lento_ms = 600000});
    int quieta = conecta(s), espera = conecta(s);
    char hijos[64] = "";

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    dice(espera, "GET " LENTO " HTTP/1.1\r\n\r\n");
    while (sitio_pedido(s, 107, false) == 0)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    FILE *f = fopen("/proc/thread-self/children", "r");
    exige(f != NULL && fgets(hijos, sizeof hijos, f) != NULL,
          "no encuentro al portero");
    fclose(f);
    kill(atoi(hijos), SIGKILL);
    exige_entero(oye(espera, texto), 0, "con el portero muerto, contesta");
    sitio_para(s);
    recoge_huerfanos();
    close(quieta);
    close(espera);
}

/* Ni se queda con las tuberías de quien lo arrancó, ni él con las suyas. */
void prueba_sitio_no_retiene(void)
{
    int t[2], antes = descriptores_abiertos();
    char x;

    exige(pipe(t) == 0, "pipe");
    struct sitio *s = arranca(NULL);
    exige_codigo(s, "/", "", 200);
    close(t[1]);
    exige_entero(read(t[0], &x, 1), 0,
                 "read de una tubería que ya nadie tiene para escribir");
    close(t[0]);
    for (int i = 0; i < 20; i++)
        sitio_para(arranca(NULL));
    sitio_para(s);
    sitio_para(NULL);
    exige_entero(descriptores_abiertos(), antes, "descriptores");
    exige_entero(hijos_sin_esperar(), 0, "hijos sin esperar");
}
