/* El buzón: nada se pierde ni se dobla. */
#define _GNU_SOURCE
#include "buzon.h"
#include "mesa.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void prueba_buzon_entrega(void)
{
    struct correo c;
    struct buzon *b;
    char ruta[128], x[128] = "";
    int fd;

    correo_crea(&c);
    exige_error(buzon_entrega(c.ana, "Uno\n\n1\n", 7), 0, "buzon_entrega");
    exige_ficheros(&c, "tmp", "", "después de entregar");
    exige_error(buzon_abre(&b, c.ana, NULL), 0, "buzon_abre");
    exige_entero(buzon_cuantos(b), 1, "mensajes");
    exige_entero(buzon_tamano(b, 0), 10, "tamaño de «Uno\\n\\n1\\n»");
    exige_error(buzon_lee(b, 0, &fd), 0, "buzon_lee");
    exige_entero(read(fd, x, sizeof x), 7, "bytes del mensaje");
    exige_texto(x, "Uno\n\n1\n", "el mensaje");
    close(fd);
    buzon_cierra(b);
    snprintf(ruta, sizeof ruta, "%s/new", c.ana);
    snprintf(x, sizeof x, "%s/otra", c.ana);
    rename(ruta, x);
    exige_error(buzon_entrega(c.ana, "Dos\n", 4), ENOENT,
                "buzon_entrega, sin new");
    exige_ficheros(&c, "tmp", "", "si no se ha podido entregar");
    correo_borra(&c);
}

enum { HILOS = 4, CADA = 50 };

static void *entrega_muchos(void *buzon)
{
    for (int i = 0; i < CADA; i++)
        exige_error(buzon_entrega(buzon, "x\n", 2), 0, "buzon_entrega");
    return NULL;
}

void prueba_buzon_a_la_vez(void)
{
    struct correo c;
    struct buzon *b;
    pthread_t h[HILOS];

    correo_crea(&c);
    pid_t p = fork();
    if (p == 0) {
        entrega_muchos(c.ana);
        _exit(0);
    }
    for (int i = 0; i < HILOS; i++)
        exige_error(pthread_create(&h[i], NULL, entrega_muchos, c.ana), 0,
                    "pthread_create");
    for (int i = 0; i < HILOS; i++)
        pthread_join(h[i], NULL);
    waitpid(p, NULL, 0);
    exige_error(buzon_abre(&b, c.ana, NULL), 0, "buzon_abre");
    exige_entero(buzon_cuantos(b), (HILOS + 1) * CADA,
                 "mensajes, con cuatro hilos y un proceso que entregan");
    for (size_t i = 1; i < buzon_cuantos(b); i++)
        exige(strcmp(buzon_uid(b, i - 1), buzon_uid(b, i)) < 0,
              "dos mensajes con el mismo nombre, o en desorden");
    buzon_cierra(b);
    correo_borra(&c);
}

/* Borrar y mover son apuntes hasta QUIT. */
void prueba_buzon_apuntes(void)
{
    struct correo c;
    struct mesa m;

    correo_crea(&c);
    for (int i = 1; i <= 4; i++) {
        char nombre[8];

        snprintf(nombre, sizeof nombre, "%d", i);
        pon_mensaje(&c, "new", nombre, "x\n", 2);
    }
    mesa_entra(&m, &c, "ana");
    mesa_dice(&m, "DELE 1\r\nXMOVE 2 x\r\nRETR 3\r\n");
    exige_ficheros(&c, "new", "1 2 3 4", "antes de QUIT");
    mesa_quita(&m);
    exige_ficheros(&c, "new", "1 2 3 4", "si se corta sin QUIT");
    exige_ficheros(&c, ".x/new", "(no existe)", "si se corta sin QUIT");
    mesa_entra(&m, &c, "ana");
    mesa_dice(&m, "DELE 1\r\nXMOVE 2 x\r\nRSET\r\nQUIT\r\n");
    mesa_quita(&m);
    exige_ficheros(&c, "new", "1 2 3 4", "con RSET antes de QUIT");
    mesa_entra(&m, &c, "ana");
    mesa_dice(&m, "DELE 1\r\nXMOVE 2 x\r\nRETR 3\r\nQUIT\r\n");
    mesa_quita(&m);
    exige_ficheros(&c, "new", "4", "después de QUIT");
    exige_ficheros(&c, "cur", "3:2,S", "después de QUIT");
    exige_ficheros(&c, ".x/new", "2", "después de QUIT");
    mesa_entra(&m, &c, "ana+x");
    mesa_dice(&m, "XMOVE 1 otra\r\nQUIT\r\n");
    mesa_quita(&m);
    exige_ficheros(&c, ".x/new", "", "movido otra vez");
    exige_ficheros(&c, ".otra/new", "2", "movido otra vez");
    correo_borra(&c);
}

void prueba_buzon_cerrojo(void)
{
    static const char en_uso[] = "-ERR [IN-USE] abierto en otra sesion\r\n";
    struct correo c;
    struct mesa m, n;
    struct buzon *b = NULL;

    correo_crea(&c);
    mesa_entra(&m, &c, "ana");
    mesa_pon(&n, &c);
    mesa_dice(&n, "USER ana\r\n");
    mesa_espera(&n, "PASS secreto\r\n", en_uso);
    mesa_dice(&n, "USER ana\r\n");
    pid_t p = fork();
    if (p == 0)
        _exit(buzon_abre(&b, c.ana, NULL) == EBUSY ? 0 : 1);
    int estado;
    waitpid(p, &estado, 0);
    exige(estado == 0, "otro proceso ha abierto el mismo buzón");
    exige_error(buzon_entrega(c.ana, "x\n", 2), 0,
                "buzon_entrega, con el buzón abierto");
    mesa_espera(&m, "STAT\r\n", "+OK 0 0\r\n");
    mesa_quita(&m);
    mesa_espera(&n, "PASS secreto\r\n", "+OK 1 mensajes (3 bytes)\r\n");
    mesa_quita(&n);
    correo_borra(&c);
}

/* El mismo nombre, de una sesión a otra y de una carpeta a otra. */
void prueba_buzon_uid(void)
{
    struct correo c;
    struct buzon *b;
    char uid[2][300];

    correo_crea(&c);
    exige_error(buzon_entrega(c.ana, "x\n", 2), 0, "buzon_entrega");
    for (int i = 0; i < 4; i++) {
        int fd;

        exige_error(buzon_abre(&b, c.ana, i == 3 ? "x" : ""), 0,
                    "buzon_abre, por %d.ª vez", i + 1);
        exige_entero(buzon_cuantos(b), 1, "mensajes");
        snprintf(uid[i > 0], sizeof uid[0], "%s", buzon_uid(b, 0));
        if (i > 0)
            exige_texto(uid[1], uid[0], "UID, la %d.ª vez", i + 1);
        exige_error(buzon_lee(b, 0, &fd), 0, "buzon_lee");
        close(fd);
        if (i == 2)
            exige_error(buzon_mueve(b, 0, "x"), 0, "buzon_mueve");
        exige_error(buzon_aplica(b), 0, "buzon_aplica");
        buzon_cierra(b);
    }
    correo_borra(&c);
}

/* Un fichero que nadie toca desde hace tanto. */
static void pon_viejo(struct correo *c, const char *donde,
                      const char *nombre, time_t segundos)
{
    struct timespec t[2] = {{.tv_sec = time(NULL) - segundos}};
    char ruta[160];

    t[1] = t[0];
    pon_mensaje(c, donde, nombre, "x\n", 2);
    snprintf(ruta, sizeof ruta, "%s/%s/%s", c->ana, donde, nombre);
    exige(utimensat(AT_FDCWD, ruta, t, 0) == 0, "utimensat: %s",
          strerror(errno));
}

/* Lo que se quedó en tmp hace más de 36 horas, y solo eso. */
void prueba_buzon_barre(void)
{
    enum { HORA = 3600 };
    struct correo c;
    struct buzon *b, *otro;

    correo_crea(&c);
    pon_viejo(&c, "tmp", "a", 1000L * HORA);
    pon_viejo(&c, "tmp", "b", 36 * HORA + 60);
    pon_viejo(&c, "tmp", "c", 36 * HORA - 60);
    pon_viejo(&c, "tmp", "d", 0);
    pon_viejo(&c, "new", "e", 1000L * HORA);
    pon_viejo(&c, "cur", "f", 1000L * HORA);
    int fds = descriptores_abiertos();
    exige_error(buzon_abre(&b, c.ana, NULL), 0, "buzon_abre");
    exige_ficheros(&c, "tmp", "c d", "al abrir el buzón");
    exige_entero(buzon_cuantos(b), 2, "mensajes");
    pon_viejo(&c, "tmp", "g", 1000L * HORA);
    exige_error(buzon_abre(&otro, c.ana, NULL), EBUSY,
                "buzon_abre, con el buzón abierto");
    exige_ficheros(&c, "tmp", "c d g", "si el buzón es de otro");
    buzon_cierra(b);
    exige_entero(descriptores_abiertos(), fds, "descriptores abiertos");
    correo_borra(&c);
}

/* Barrer no es obligatorio: sin tmp también se abre. */
void prueba_buzon_sin_tmp(void)
{
    struct correo c;
    struct buzon *b;
    char ruta[128];

    correo_crea(&c);
    snprintf(ruta, sizeof ruta, "%s/tmp", c.ana);
    exige(rmdir(ruta) == 0, "rmdir: %s", strerror(errno));
    exige_error(buzon_abre(&b, c.ana, NULL), 0, "buzon_abre, sin tmp");
    buzon_cierra(b);
    correo_borra(&c);
}
