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
#include <stdbool.h>
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

/* ---- un sitio de mentira, con lo que haga falta ---- */

/* La pestaña y la liga, donde las busca el cuaderno, llevan a /t. */
static const char portada[] =
    "<form action='/c'><button id='onetrust-accept-btn-handler'>Sí</button>"
    "</form><div id='fittPageContainer'><div></div><div>"
    "<div></div><div></div><div></div><div></div><div><div><div><section>"
    "<div><div></div><div><nav><ul><li></li><li><a href='/t'>D</a></li>"
    "</ul></nav></div></div></section></div></div></div></div></div>";
static const char competiciones[] =
    "<form action='/c'><button id='onetrust-accept-btn-handler'>Sí</button>"
    "</form><div id='fittPageContainer'><div><div><div><div><div></div>"
    "<div></div><div><div><div><div></div><div></div><div></div><div></div>"
    "<div><div><section><div><div><span></span><span><a href='/t'>L</a>"
    "</span></div></div></section></div></div></div></div></div></div></"
    "div>"
    "</div></div></div>";

static struct falso {
    const char *pagina; /* lo que hay en /t */
    bool aceptado;      /* hasta entonces, /t da 403 */
    char base[64];
    int zocalo;
    pid_t pid;
} falso;

static void contesta(int fd)
{
    char b[2048];
    ssize_t n = read(fd, b, sizeof b - 1);
    const char *codigo = "200 OK", *cuerpo = portada;

    if (n <= 0)
        return;
    b[n] = '\0';
    if (strstr(b, " /soccer/competitions ") != NULL)
        cuerpo = competiciones;
    if (strstr(b, " /c ") != NULL) {
        falso.aceptado = true;
        codigo = "204 No Content";
        cuerpo = "";
    }
    if (strstr(b, " /t ") != NULL) {
        cuerpo = falso.pagina;
        codigo = falso.aceptado ? "200 OK" : "403 Forbidden";
    }
    if (dprintf(fd,
                "HTTP/1.1 %s\r\nContent-Length: %zu\r\n"
                "Connection: close\r\n\r\n%s",
                codigo, strlen(cuerpo), cuerpo) < 0)
        _exit(1);
}

static void falso_arranca(const char *pagina)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof d;
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    exige(s != -1 && bind(s, (struct sockaddr *)&d, n) == 0 &&
              listen(s, 8) == 0 &&
              getsockname(s, (struct sockaddr *)&d, &n) == 0,
          "la prueba no puede servir páginas");
    falso = (struct falso){.pagina = pagina, .zocalo = s};
    snprintf(falso.base, sizeof falso.base, "http://127.0.0.1:%d",
             ntohs(d.sin_port));
    falso.pid = fork();
    while (falso.pid == 0) {
        int fd = accept(s, NULL, NULL);

        contesta(fd);
        close(fd);
    }
    exige(falso.pid != -1, "la prueba no puede crear procesos");
}

static void falso_para(void)
{
    kill(falso.pid, SIGKILL);
    waitpid(falso.pid, NULL, 0);
    close(falso.zocalo);
}

static char *en_tabla(const char *cabecera, const char *filas)
{
    char *tabla;

    exige(asprintf(&tabla,
                   "<table><thead><tr>%s</thead><tbody>%s</tbody></table>",
                   cabecera, filas) > 0,
          "la prueba no tiene memoria");
    return tabla;
}

static void con_tabla(const char *cabecera, const char *filas, int esperado,
                      const char *cuando)
{
    char *tabla = en_tabla(cabecera, filas), url[128];
    struct tabla *t;

    falso_arranca(tabla);
    snprintf(url, sizeof url, "%s/x/osos", falso.base);
    exige_error(extrae(url, &t, cuando), esperado, "%s, extraer", cuando);
    if (esperado == 0)
        exige_texto(tabla_celda(t, 0, tabla_columnas(t) - 1), "osos",
                    "%s: la columna TEAM", cuando);
    tabla_destruye(t);
    falso_para();
    free(tabla);
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

static const char dos_equipos[] =
    "<a class='x AnchorLink' href='/e/team/stats/1'>1</a>"
    "<a class='AnchorLink'>nada</a><a href='/e/team/stats/3'>sin clase</a>"
    "<a class='AnchorLink' href='/e/team/squad/1'>1</a>"
    "<a class='AnchorLink' href='/e/team/stats/2'>2</a>";

static void con_liga(const char *pagina, int esperado, const char *cuando)
{
    char *urls[8], bueno[96];

    falso_arranca(pagina);
    int k = enlaces(falso.base, urls, 8);
    exige_entero(k, esperado, "%s, enlaces", cuando);
    for (int i = 0; i < k; i++) {
        snprintf(bueno, sizeof bueno, "%s/e/team/stats/%d", falso.base,
                 i + 1);
        exige_texto(urls[i], bueno, "%s, el enlace %d", cuando, i);
        free(urls[i]);
    }
    falso_para();
}

/* ---- falle lo que falle ---- */

static int dos_enlaces(struct tabla **t)
{
    char *urls[8];
    int k = enlaces(falso.base, urls, 8);

    *t = NULL;
    for (int i = 0; i < k; i++)
        free(urls[i]);
    return k < 0 ? -k : 0;
}

static int una_tabla(struct tabla **t)
{
    char url[96];

    snprintf(url, sizeof url, "%s/x/osos", falso.base);
    return extrae(url, t, "Si falla el navegador");
}

/* La n-ésima función del navegador falla, para cada n; lo demás va bien, así
 * que quien siga adelante se delata. nav_href no cuenta: no lleva a ningún
 * sitio, y de ahí no sale un enlace. */
static void falla_el_navegador(const char *pagina,
                               int (*f)(struct tabla **), int menos,
                               const char *que)
{
    struct tabla *t;
    int n = 0, r, bien = 0;

    falso_arranca(pagina);
    do {
        averia(AV_NAVEGADOR, ++n);
        r = f(&t);
        bien += r == 0;
        exige(r == 0 || r == EPERM || r == ENOMEM,
              "%s, si la llamada %d al navegador da EPERM o NULL: da %d",
              que, n, r);
        tabla_destruye(t);
    } while (llamadas(AV_NAVEGADOR) >= n);
    averia(AV_NAVEGADOR, 0);
    exige(n > 6, "%s solo llama al navegador %d veces", que, n - 1);
    exige_entero(bien, 1 + menos,
                 "%s: veces que da 0, y solo en una va todo bien", que);
    falso_para();
}

static void fallan_todas(void)
{
    char *tabla =
        en_tabla("<th>NAME<th>YC", "<tr><td>Oso<td>2<tr><td>a<td>b");

    falla_el_navegador(tabla, una_tabla, 0, "extraer");
    falla_el_navegador(dos_equipos, dos_enlaces, 4, "enlaces");
    free(tabla);
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
    con_filas("<tr><td>1<td>Oso<td>2<tr>", EPROTO,
              "Con una fila sin celdas");
    con_tabla("<th>RK<th>NAME<th>G", "<tr><td>1<td>Oso<td>2", ETIMEDOUT,
              "Si al pulsar la pestaña sigue la tabla de goles");
    de(16, 1, 0);
    de(17, 1, EPROTO);
    de(18, 1, EPROTO);
    de(3, 512, 0);
    de(3, 513, EPROTO);
    de(3, 514, EPROTO);
    sin_equipos();
    con_liga(dos_equipos, 2, "Con dos equipos");
    con_liga("<a class='AnchorLink' href='/otra'>x</a>", -ETIMEDOUT,
             "Si no aparece ningún equipo");
    fallan_todas();
    sin_memoria();
    nav_acaba();
}
