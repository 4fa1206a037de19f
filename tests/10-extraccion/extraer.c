/* Pruebas de extraer: contra el sitio, y contra uno que sirve tablas cojas. */
#define _GNU_SOURCE
#include "extraer.h"
#include "nav.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"
#include "sitios.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HILOS = 4 };

static char nada; /* lo que *sale no puede seguir señalando */

/* Lo que devuelve extraer, que además cumple su palabra con *sale. */
static int extrae(const char *url, struct tabla **t, const char *cuando)
{
    int antes = descriptores_abiertos();

    *t = (struct tabla *)(void *)&nada;
    int r = extraer(url, t);
    exige(r == 0 || *t == NULL, "%s: extraer falla y no deja *sale en NULL",
          cuando);
    exige(r != 0 || (*t != NULL && *t != (void *)&nada),
          "%s: extraer da 0 y no hay tabla", cuando);
    exige_entero(descriptores_abiertos(), antes,
                 "%s: descriptores abiertos después de extraer", cuando);
    return r;
}

static void va_mal(char *url, int esperado, const char *cuando)
{
    struct tabla *t;

    int r = extrae(url, &t, cuando);
    exige_codigo(r, esperado, "%s, extraer", cuando);
    free(url);
}

/* ---- la tabla ---- */

void prueba_extraer_tabla(void)
{
    struct sitio *s = sitio_de_prueba(NULL);
    char cuando[128], *urls[SITIO_EQUIPOS + 1];
    struct sitio_cuentas c;
    struct tabla *t;

    nav_inicia();
    for (int i = 0; i < SITIO_EQUIPOS; i++) {
        char *url = direccion(s, i);

        snprintf(cuando, sizeof cuando, "Con …%s", strrchr(url, '/'));
        int r = extrae(url, &t, cuando);
        exige_codigo(r, 0, "%s, extraer", cuando);
        exige_equipo(t, i, cuando);
        tabla_destruye(t);
        free(url);
    }
    sitio_cuentas(s, &c);
    exige_entero(
        c.sin_aceptar, 0,
        "veces que se pide la tabla sin haber aceptado las cookies");
    exige_entero(c.peticiones, 3 * SITIO_EQUIPOS,
                 "peticiones para veinte equipos");
    int k = enlaces(sitio_base(s), urls, SITIO_EQUIPOS + 1);
    exige_entero(k, SITIO_EQUIPOS, "enlaces");
    for (int i = 0; i < k; i++) {
        char *url = direccion(s, i);

        exige_texto(urls[i], url, "el enlace %d", i);
        free(url);
        free(urls[i]);
    }
    nav_acaba();
    sitio_para(s);
}

/* ---- cada uno con su navegador ---- */

static void uno_tras_otro(void)
{
    struct sitio *s = sitio_de_prueba(NULL);
    struct sitio_cuentas c;
    struct tabla *t;

    for (int i = 0; i < 3; i++) {
        char *url = direccion(s, i);

        int r = extraer(url, &t);
        exige_codigo(r, 0, "Con un equipo tras otro, extraer");
        tabla_destruye(t);
        free(url);
        sitio_cuentas(s, &c);
        exige_entero(
            c.conexiones, i + 1,
            "conexiones después de %d llamadas a extraer, cada una "
            "con su navegador",
            i + 1);
    }
    sitio_para(s);
}

static void *un_hilo(void *url)
{
    static _Thread_local struct tabla *t;

    exige_error(extraer(url, &t), 0, "Con cuatro hilos, extraer");
    return t;
}

static void a_la_vez(void)
{
    struct sitio *s =
        sitio_de_prueba(&(struct sitio_opciones){.barrera = HILOS});
    struct sitio_cuentas c;
    pthread_t hilo[HILOS];
    char *urls[HILOS];
    void *t;

    for (int i = 0; i < HILOS; i++) {
        urls[i] = direccion(s, i);
        exige(pthread_create(&hilo[i], NULL, un_hilo, urls[i]) == 0,
              "la prueba no puede crear hilos");
    }
    for (int i = 0; i < HILOS; i++) {
        pthread_join(hilo[i], &t);
        exige_equipo(t, i, "Con cuatro hilos a la vez");
        tabla_destruye(t);
        free(urls[i]);
    }
    sitio_cuentas(s, &c);
    exige(c.barrera_cumplida,
          "con cuatro hilos, al sitio no le han llegado cuatro a la vez: "
          "como mucho, %ld",
          c.en_barrera);
    sitio_para(s);
}

/* ---- lo que falla ---- */

static void con_fallo(int codigo, int esperado, const char *cuando)
{
    struct sitio_equipo e;

    exige(sitio_equipo(2, &e), "la prueba no tiene equipos");
    struct sitio *s = sitio_de_prueba(
        &(struct sitio_opciones){.fallo_id = e.id, .fallo_codigo = codigo});
    va_mal(direccion(s, 2), esperado, cuando);
    sitio_para(s);
}

static void fallos(void)
{
    struct sitio *s = sitio_de_prueba(NULL);
    char *url, *cerrada = direccion(s, 0);

    con_fallo(404, 404, "Si el servidor contesta 404");
    con_fallo(503, 503, "Si el servidor contesta 503");
    con_fallo(SITIO_CORTA, ECONNRESET, "Si la página llega a medias");
    exige(asprintf(&url, "%s/soccer/competitions", sitio_base(s)) > 0,
          "la prueba no tiene memoria");
    va_mal(url, ETIMEDOUT, "Con una página sin esa pestaña");
    sitio_para(s);
    va_mal(cerrada, ECONNREFUSED, "Si no hay nadie en esa dirección");
}

/* Falle la petición de memoria que falle. */
static void sin_memoria(void)
{
    struct sitio *s = sitio_de_prueba(NULL);
    char *url = direccion(s, 0), cuando[64];
    struct tabla *t;

    for (int n = 1; n <= 30; n++) {
        snprintf(cuando, sizeof cuando,
                 "Si falla la petición de memoria %d", n);
        averia(AV_MEMORIA, n);
        int r = extrae(url, &t, cuando);
        averia(AV_MEMORIA, 0);
        exige(r != 0 || tabla_filas(t) > 0, "%s: da 0 y no hay filas",
              cuando);
        tabla_destruye(t);
    }
    free(url);
    sitio_para(s);
}

/* ---- un sitio con la tabla coja ---- */

static const char portada[] =
    "<form action='/c'><button id='onetrust-accept-btn-handler'>Sí</button>"
    "</form><div id='fittPageContainer'><div></div><div>"
    "<div></div><div></div><div></div><div></div><div><div><div><section>"
    "<div><div></div><div><nav><ul><li></li><li><a href='/t'>D</a></li>"
    "</ul></nav></div></div></section></div></div></div></div></div>";

static void contesta(int fd, const char *tabla)
{
    char b[2048];
    ssize_t n = read(fd, b, sizeof b - 1);

    if (n <= 0)
        return;
    b[n] = '\0';
    const char *cuerpo = strstr(b, " /t ") != NULL   ? tabla
                         : strstr(b, " /c ") != NULL ? ""
                                                     : portada;
    if (dprintf(
            fd,
            "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n"
            "\r\n%s",
            *cuerpo == '\0' ? "204 No Content" : "200 OK", strlen(cuerpo),
            cuerpo) < 0)
        _exit(1);
}

static pid_t sirve(int s, const char *tabla)
{
    pid_t p = fork();

    if (p == 0)
        for (;;) {
            int fd = accept(s, NULL, NULL);

            contesta(fd, tabla);
            close(fd);
        }
    return p;
}

static void con_tabla(const char *cabecera, const char *filas, int esperado,
                      const char *cuando)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof d;
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char *url, *tabla;

    exige(s != -1 && bind(s, (struct sockaddr *)&d, n) == 0 &&
              listen(s, 8) == 0 &&
              getsockname(s, (struct sockaddr *)&d, &n) == 0 &&
              asprintf(&url, "http://127.0.0.1:%d/x/osos",
                       ntohs(d.sin_port)) > 0 &&
              asprintf(&tabla,
                       "<table><thead><tr>%s</thead><tbody>%s</tbody>"
                       "</table>",
                       cabecera, filas) > 0,
          "la prueba no puede servir páginas");
    pid_t p = sirve(s, tabla);
    struct tabla *t;
    exige_error(extrae(url, &t, cuando), esperado, "%s, extraer", cuando);
    if (esperado == 0)
        exige_texto(tabla_celda(t, 0, tabla_columnas(t) - 1), "osos",
                    "%s: la columna TEAM", cuando);
    tabla_destruye(t);
    kill(p, SIGKILL);
    waitpid(p, NULL, 0);
    close(s);
    free(tabla);
    free(url);
}

static void con_filas(const char *filas, int esperado, const char *cuando)
{
    con_tabla("<th>RK<th>NAME<th>YC", filas, esperado, cuando);
}

/* Columnas y filas, tantas como se diga. */
static void de(int columnas, int filas, int esperado)
{
    char *cabecera = NULL, *cuerpo = NULL, cuando[64];
    size_t n;
    FILE *f = open_memstream(&cabecera, &n);

    exige(f != NULL, "la prueba no tiene memoria");
    for (int c = 1; c < columnas; c++)
        fputs("<th>X", f);
    fputs("<th>YC", f);
    fclose(f);
    f = open_memstream(&cuerpo, &n);
    exige(f != NULL, "la prueba no tiene memoria");
    for (int i = 0; i < filas; i++) {
        fputs("<tr>", f);
        for (int c = 0; c < columnas; c++)
            fputs("<td>x", f);
    }
    fclose(f);
    snprintf(cuando, sizeof cuando, "Con %d columnas y %d filas", columnas,
             filas);
    con_tabla(cabecera, cuerpo, esperado, cuando);
    free(cabecera);
    free(cuerpo);
}

static void sin_equipos(void)
{
    struct sitio *s = sitio_de_prueba(NULL);
    char *urls[SITIO_EQUIPOS], base[64];

    snprintf(base, sizeof base, "%s/nada", sitio_base(s));
    exige_entero(enlaces(base, urls, SITIO_EQUIPOS), -404,
                 "enlaces, con una base que no es el sitio");
    exige_entero(enlaces(sitio_base(s), urls, 3), 3,
                 "enlaces, con max = 3");
    for (int i = 0; i < 3; i++)
        free(urls[i]);
    snprintf(base, sizeof base, "%s", sitio_base(s));
    sitio_para(s);
    exige_entero(enlaces(base, urls, SITIO_EQUIPOS), -ECONNREFUSED,
                 "enlaces, si no hay nadie en esa dirección");
}

void prueba_extraer_limpio(void)
{
    nav_inicia();
    uno_tras_otro();
    a_la_vez();
    fallos();
    con_filas("<tr><td>1<td>Oso<td>2", 0, "Con una fila de tres");
    con_filas("<tr><td>1<td>Oso<td>2<tr><td>2<td>Osa", EPROTO,
              "Si a la segunda fila le falta una celda");
    con_filas("<tr><td>1<td>Oso<td>2<td>3", EPROTO,
              "Si a una fila le sobra una celda");
    de(16, 1, 0);
    de(17, 1, EPROTO);
    de(3, 512, 0);
    de(3, 513, EPROTO);
    sin_equipos();
    sin_memoria();
    nav_acaba();
}
