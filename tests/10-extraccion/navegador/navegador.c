/* Lo que promete nav.h, cumplido por un navegador de verdad. */
#include "arbol.h"
#include "equipo.h"
#include "nav_wd.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct nav *abre(struct sitio **s, const struct sitio_opciones *o,
                        char url[EQUIPO_URL])
{
    arbol_empieza();
    *s = sitio_arranca(o);
    exige(*s != NULL, "sitio_arranca: %s", strerror(errno));
    equipo_url(*s, 0, url);
    exige_error(nav_inicia(), 0, "nav_inicia");
    struct nav *n = nav_crea();
    exige(n != NULL, "nav_crea: %s", strerror(errno));
    return n;
}

static void cierra(struct nav *n, struct sitio *s)
{
    nav_destruye(n);
    nav_acaba();
    sitio_para(s);
    arbol_acaba();
}

static void exige_leido(char *texto, const char *esperado, const char *que)
{
    exige_texto(texto, esperado, "%s", que);
    free(texto);
}

/* ---- con quién habla ---- */

/* ¿Es de esta máquina el otro extremo, como lo escribe /proc/net? */
static bool es_local(const char *remota)
{
    return strncmp(remota, "0100007F:", 9) == 0 ||
           strspn(remota, "0") >= 8 ||
           strncmp(remota, "0000000000000000FFFF00000100007F:", 33) == 0;
}

static bool es_suyo(pid_t p, const char *nodo)
{
    char ruta[64], destino[64];

    for (int fd = 0; fd < 1024; fd++) {
        snprintf(ruta, sizeof ruta, "/proc/%d/fd/%d", (int)p, fd);
        ssize_t k = readlink(ruta, destino, sizeof destino - 1);
        destino[k > 0 ? k : 0] = '\0';
        if (strcmp(destino, nodo) == 0)
            return true;
    }
    return false;
}

/* Ninguna conexión del navegador sale de esta máquina. */
static void exige_local(pid_t guardian, const char *tabla)
{
    pid_t p[512];
    int k = arbol_procesos(guardian, p, 512);
    char x[512], remota[64], nodo[64];
    unsigned long inodo;
    FILE *f = fopen(tabla, "r");

    while (f != NULL && fgets(x, sizeof x, f) != NULL) {
        if (sscanf(x, "%*s %*s %63s %*s %*s %*s %*s %*s %*s %lu", remota,
                   &inodo) != 2 ||
            es_local(remota))
            continue;
        snprintf(nodo, sizeof nodo, "socket:[%lu]", inodo);
        for (int i = 0; i < k; i++)
            exige(!es_suyo(p[i], nodo), "Chromium habla con %s (%s)",
                  remota, tabla);
    }
    if (f != NULL)
        fclose(f);
}

static void exige_todo_local(const struct nav *n)
{
    static const char *const tabla[] = {"/proc/net/tcp", "/proc/net/tcp6",
                                        "/proc/net/udp", "/proc/net/udp6"};

    for (int i = 0; i < 4; i++)
        exige_local(nav_guardian(n), tabla[i]);
}

/* ---- el contrato ---- */

/* Pulsar lo tapado, aceptar, esperar la tabla, buscar dentro de una fila. */
void prueba_nav_contrato(void)
{
    char url[EQUIPO_URL], *th[16], ruta[EQUIPO_URL + 32];
    struct nav_elem e, td[16];
    struct sitio *s;
    struct nav *n = abre(&s, NULL, url);

    exige_error(nav_abre(n, url), 0, "nav_abre");
    exige_error(nav_espera(n, PESTANA, EQUIPO_MS, &e), 0, "la pestaña");
    exige_error(nav_pulsa(n, &e, 0), ETIMEDOUT,
                "nav_pulsa, con el aviso de cookies delante");
    snprintf(ruta, sizeof ruta, "%s/view/discipline", url);
    exige_leido(nav_href(n, &e), ruta, "nav_href de la pestaña");
    exige_error(equipo_entra(n, url), 0, "hasta la tabla");
    exige_entero(nav_textos(n, "//thead//th", th, 16), 6, "cabeceras");
    for (int i = 0; i < 6; i++)
        exige_leido(
            th[i],
            (const char *[]){"RK", "NAME", "P", "YC", "RC", "PTS"}[i],
            "una cabecera");
    exige_error(nav_espera(n, "//tbody/tr[2]", EQUIPO_MS, &e), 0, "fila 2");
    exige_entero(nav_busca(n, &e, ".//td", td, 16), 6, "celdas de la fila");
    exige_entero(nav_busca(n, &e, ".//td", td, 2), 2, "con max = 2");
    exige_leido(nav_texto(n, &td[0]), "2", "nav_texto de una celda");
    exige_entero(nav_busca(n, NULL, "//nada", td, 2), 0, "lo que no hay");
    exige_todo_local(n);
    cierra(n, s);
}

/* El botón y la tabla tardan: ni se pulsa antes de tiempo ni se lee la tabla
 * que había. */
void prueba_nav_esperas(void)
{
    char url[EQUIPO_URL];
    struct nav_elem e;
    struct sitio_opciones o = {.boton_ms = 700, .latencia_tabla_ms = 700};
    struct sitio *s;
    struct nav *n = abre(&s, &o, url);

    exige_error(equipo_entra(n, url), 0, "botón y tabla lentos");
    exige_error(nav_espera(n, "//thead//th[.='G']", 0, &e), ETIMEDOUT,
                "la tabla de antes, después de esperar a la nueva");
    cierra(n, s);
}

/* Cada fallo, con su número y en una línea. */
static void exige_fallo(struct nav *n, int r, int esperado, const char *que)
{
    const char *dice = nav_error(n);

    exige_error(r, esperado, "%s (%s)", que, dice);
    exige(*dice != '\0' && strchr(dice, '\n') == NULL,
          "%s: nav_error dice «%s»", que, dice);
}

void prueba_nav_errores(void)
{
    char url[EQUIPO_URL], nada[EQUIPO_URL], *texto[1];
    struct nav_elem e;
    struct sitio *s;
    struct nav *n = abre(&s, NULL, url);

    snprintf(nada, sizeof nada, "%s/no-hay", sitio_base(s));
    exige_fallo(n, nav_abre(n, nada), 404, "una página que no está");
    exige_fallo(n, nav_abre(n, "http://127.0.0.1:9/"), EIO,
                "un puerto que Chromium no quiere");
    exige_fallo(n, nav_abre(n, "esto no es"), EINVAL,
                "no es una dirección");
    exige_fallo(n, nav_abre(n, "http://un.sitio.example/"), EIO,
                "un nombre que no se busca");
    exige_error(nav_abre(n, url), 0, "nav_abre, después de los fallos");
    exige_fallo(n, -nav_busca(n, NULL, "//[", &e, 1), EINVAL, "mal XPath");
    exige_fallo(n, -nav_textos(n, "//[", texto, 1), EINVAL, "mal XPath");
    exige_fallo(n, nav_espera(n, "//nada", 50, &e), ETIMEDOUT, "lo que no");
    exige_error(nav_espera(n, "//body", 0, &e), 0, "lo que sí");
    exige_error(nav_abre(n, url), 0, "otra vez");
    exige_fallo(n, nav_pulsa(n, &e, 0), EINVAL,
                "uno de la página anterior");
    sitio_para(s);
    exige_fallo(n, nav_abre(n, url), ECONNREFUSED,
                "un sitio que ya no está");
    cierra(n, NULL);
}

void prueba_nav_sin_driver(void)
{
    arbol_empieza();
    exige_error(nav_inicia(), 0, "nav_inicia");
    setenv("PATH", "/nada", 1);
    exige(nav_crea() == NULL, "nav_crea, sin chromedriver, no es NULL");
    exige_error(errno, ENOENT, "errno, sin chromedriver");
    nav_acaba();
    arbol_acaba();
}

/* Un chromedriver que las tres primeras veces encuentra su puerto ocupado. */
void prueba_nav_puerto_ocupado(void)
{
    char carpeta[] = "/tmp/nav-falso-XXXXXX", ruta[64], camino[1024];
    const char *antes = getenv("PATH");

    arbol_empieza();
    exige(mkdtemp(carpeta) != NULL && antes != NULL,
          "la prueba no puede crear una carpeta");
    snprintf(ruta, sizeof ruta, "%s/chromedriver", carpeta);
    FILE *f = fopen(ruta, "w");
    exige(f != NULL, "la prueba no puede escribir en su carpeta");
    fprintf(f,
            "#!/bin/sh\necho x >>%s/veces\n"
            "[ $(wc -l <%s/veces) -gt 3 ] || exit 1\n"
            "PATH=${PATH#*:} exec chromedriver \"$@\"\n",
            carpeta, carpeta);
    fclose(f);
    exige(chmod(ruta, 0700) == 0, "chmod");
    snprintf(camino, sizeof camino, "%s:%s", carpeta, antes);
    setenv("PATH", camino, 1);
    exige_error(nav_inicia(), 0, "nav_inicia");
    struct nav *n = nav_crea();
    exige(n != NULL, "nav_crea, a la cuarta: %s", strerror(errno));
    nav_destruye(n);
    nav_acaba();
    unlink(ruta);
    snprintf(ruta, sizeof ruta, "%s/veces", carpeta);
    unlink(ruta);
    rmdir(carpeta);
    arbol_acaba();
}
