/* La carpeta de un alumno, que puede traer de todo. */
#define _GNU_SOURCE
#include "carpeta.h"
#include "molde.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *ruta(const struct clase *c, const char *que)
{
    static char x[512];

    snprintf(x, sizeof x, "%s/%s", c->entregas, que);
    return x;
}

static void toma(struct clase *c)
{
    exige_error(clase_recoge(c, "01-uno"), 0, "entregas_recoge");
}

/* Si no bloquea, no cuelga: la celda tiene su plazo. */
void prueba_carpeta_clases(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/b.c", "mi b\n");
    exige(symlink("/etc/passwd", ruta(&c, "ana/01-uno/a.c")) == 0,
          "symlink");
    toma(&c);
    exige(avisos_tiene(&clase_una(&c)->avisos, "enlace"), "enlace: %s",
          claves(&clase_una(&c)->avisos));
    exige_texto(entrega_texto(clase_una(&c), "a.c"), "esqueleto de a.c\n",
                "a.c");
    unlink(ruta(&c, "ana/01-uno/a.c"));
    exige(mkfifo(ruta(&c, "ana/01-uno/a.c"), 0644) == 0, "mkfifo");
    toma(&c);
    exige(avisos_tiene(&clase_una(&c)->avisos, "especial"), "fifo: %s",
          claves(&clase_una(&c)->avisos));
    unlink(ruta(&c, "ana/01-uno/a.c"));

    struct sockaddr_un s = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(s.sun_path, sizeof s.sun_path, "%.100s",
             ruta(&c, "ana/01-uno/a.c"));
    exige(bind(fd, (void *)&s, sizeof s) == 0, "bind: %s", strerror(errno));
    close(fd);
    toma(&c);
    exige(avisos_tiene(&clase_una(&c)->avisos, "especial"), "socket: %s",
          claves(&clase_una(&c)->avisos));
    exige_texto(entrega_texto(clase_una(&c), "b.c"), "mi b\n", "b.c");
    clase_borra(&c);
}

void prueba_carpeta_enlazada(void)
{
    static const char *const v[] = {"ana/01-uno", "ana/labs", "ana"};

    for (int i = 0; i < 3; i++) {
        struct clase c;
        char otra[128];

        clase_crea(&c);
        snprintf(otra, sizeof otra, "%s/otra", c.raiz);
        mkdir(otra, 0755);
        clase_pon(&c, "../otra/a.c", "no es suyo\n");
        clase_pon(&c, "../otra/01-uno/a.c", "no es suyo\n");
        if (i < 2)
            mkdir(ruta(&c, "ana"), 0755);
        exige(symlink(otra, ruta(&c, v[i])) == 0, "symlink");
        toma(&c);
        exige(clase_una(&c)->carpeta == NULL, "se ha seguido %s", v[i]);
        exige_texto(claves(&clase_una(&c)->avisos), "enlace", "avisos");
        clase_borra(&c);
    }
}

/* Diez gigas que no ocupan nada. */
void prueba_carpeta_hueca(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/01-uno/b.c", "");
    if (truncate(ruta(&c, "ana/01-uno/b.c"), 10LL << 30) == -1)
        truncate(ruta(&c, "ana/01-uno/b.c"), 1LL << 30);
    toma(&c);
    exige(clase_una(&c)->rechazo != NULL, "se ha aceptado");
    exige_texto(claves(&clase_una(&c)->avisos), "grande", "avisos");
    clase_borra(&c);
}

void prueba_carpeta_muchos(void)
{
    struct clase c;
    char x[64];

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    for (int i = 0; i < 21000; i++) {
        snprintf(x, sizeof x, "ana/%d", i);
        int fd = open(ruta(&c, x), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
        exige(fd != -1, "open: %s", strerror(errno));
        close(fd);
    }
    toma(&c);
    exige(clase_una(&c)->rechazo != NULL, "se ha aceptado");
    exige_texto(claves(&clase_una(&c)->avisos), "muchos", "avisos");
    clase_borra(&c);
}

/* Como quien no es root, que todo lo lee. */
void prueba_carpeta_ilegible(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "bea/01-uno/a.c", "mi a\n");
    chmod(ruta(&c, "ana/01-uno/a.c"), 0);
    if (geteuid() == 0) {
        chmod(c.raiz, 0755);
        mkdir(c.trabajo, 0755);
        chown(c.trabajo, 65534, 65534);
        exige(seteuid(65534) == 0, "seteuid");
    }
    toma(&c);
    if (getuid() == 0)
        exige(seteuid(0) == 0, "seteuid");
    exige_entero(c.e.n, 2, "entregas");
    exige(c.e.v[0].imposible, "la de ana no es imposible: %s",
          clase_dicha(&c));
    exige_texto(claves(&c.e.v[0].avisos), "ilegible", "avisos");
    exige(c.e.v[1].carpeta != NULL, "la de bea se ha perdido: %s",
          clase_dicha(&c));
    clase_borra(&c);
}

/* Otro proceso cambia sin parar un fichero por un enlace: lo que se lee es
 * el fichero, o nada; nunca a dónde lleva el enlace. */
static void cambia_sin_parar(const char *fichero, const char *enlace)
{
    for (;;)
        renameat2(AT_FDCWD, fichero, AT_FDCWD, enlace, RENAME_EXCHANGE);
}

void prueba_carpeta_cambia(void)
{
    struct clase c;
    char otro[512];
    int leidas = 0;

    clase_crea(&c);
    clase_pon(&c, "../secreto", "secreto\n");
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/01-uno/b.c", "mi b\n");
    snprintf(otro, sizeof otro, "%s/otro", c.raiz);
    char secreto[512];
    snprintf(secreto, sizeof secreto, "%s/secreto", c.raiz);
    exige(symlink(secreto, otro) == 0, "symlink");
    pid_t p = fork();
    if (p == 0)
        cambia_sin_parar(ruta(&c, "ana/01-uno/a.c"), otro);
    for (int i = 0; i < 2000; i++) {
        exige_error(clase_recoge(&c, "01-uno"), 0, "entregas_recoge");
        const struct entrega *e = clase_una(&c);
        const char *x = e->carpeta == NULL ? "" : entrega_texto(e, "a.c");

        exige(strcmp(x, "secreto\n") != 0, "ha seguido el enlace");
        leidas += strcmp(x, "mi a\n") == 0;
    }
    kill(p, SIGKILL);
    waitpid(p, NULL, 0);
    exige(leidas > 0, "en 2000 veces, ninguna era el fichero");
    clase_borra(&c);
}

/* Más abajo de lo que se mira, y en lo que no es suyo, no hay prácticas. */
void prueba_carpeta_honda(void)
{
    static const char *const v[] = {
        "ana/1/2/3/4/5/01-uno/a.c",  "ana/.git/01-uno/a.c",
        "ana/solutions/01-uno/a.c",  "ana/labs/comun/suplente/01-uno/a.c",
        "ana/build/labs/01-uno/a.c", "ana/01-uno/.oculto/a.c",
        "ana/__MACOSX/01-uno/a.c"};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct clase c;

        clase_crea(&c);
        clase_pon(&c, v[i], "mi a\n");
        toma(&c);
        exige(clase_una(&c)->rechazo != NULL, "se ha tomado %s", v[i]);
        clase_borra(&c);
    }
}

/* Un clon: lo suyo es labs/, aunque haya más carpetas que se llamen así; de
 * .git, nada. */
void prueba_carpeta_clon(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/curso/.git/hooks/post-checkout",
              "#!/bin/sh\nfalse\n");
    mkfifo(ruta(&c, "ana/curso/.git/HEAD"), 0644);
    clase_pon(&c, "ana/curso/labs/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/curso/labs/01-uno/b.c", "mi b\n");
    clase_pon(&c, "ana/curso/labs/02-dos/c.c", "mi c\n");
    clase_pon(&c, "ana/curso/labs/comun/reloj.c", "común\n");
    clase_pon(&c, "ana/curso/solutions/01-uno/a.c", "la solución\n");
    clase_pon(&c, "ana/curso/tests/01-uno/a.c", "las pruebas\n");
    clase_pon(&c, "ana/curso/Makefile", "all:\n");
    exige_error(clase_recoge(&c, NULL), 0, "entregas_recoge");
    exige_texto(clase_dicha(&c), "ana 01-uno 1* -; ana 02-dos 1* -",
                "las entregas de un clon");
    exige_texto(entrega_texto(&c.e.v[0], "a.c"), "mi a\n", "a.c");
    exige_texto(claves(&c.e.v[0].avisos), "", "avisos");
    exige_texto(c.e.v[0].origen, "ana/curso/labs/01-uno", "origen");
    clase_borra(&c);
}
