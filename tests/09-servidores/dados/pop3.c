/* La sesión: el protocolo entero, cortado de todas las maneras. */
#define _GNU_SOURCE
#include "mesa.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char uno[] = "From: a\nSubject: uno\n\nhola\n.punto\nfin";
static const char dos[] = "From: b\r\n\r\nx\r\ny\r\n";

static void dos_mensajes(struct correo *c)
{
    correo_crea(c);
    pon_mensaje(c, "new", "1.a", uno, sizeof uno - 1);
    pon_mensaje(c, "cur", "2.b:2,S", dos, sizeof dos - 1);
}

/* Orden y respuesta, por parejas. */
static const char *const guion[][2] = {
    {"", "+OK correo listo\r\n"},
    {"STAT\r\n", "-ERR ahora no\r\n"},
    {"RETR 1\r\n", "-ERR ahora no\r\n"},
    {"NADA\r\n", "-ERR no conozco esa orden\r\n"},
    {"\r\n", "-ERR no conozco esa orden\r\n"},
    {"PASS secreto\r\n", "-ERR antes, USER\r\n"},
    {"USER\r\n", "-ERR USER lleva argumento\r\n"},
    {"USER ../ana\r\n", "-ERR ese nombre no vale\r\n"},
    {"USER ana+..\r\n", "-ERR ese nombre no vale\r\n"},
    {"USER \r\n", "-ERR ese nombre no vale\r\n"},
    {"USER nadie\r\n", "+OK ahora, la clave\r\n"},
    {"PASS secreto\r\n", "-ERR usuario o clave\r\n"},
    {"USER ana\r\n", "+OK ahora, la clave\r\n"},
    {"PASS no\r\n", "-ERR usuario o clave\r\n"},
    {"USER ana+nada\r\n", "+OK ahora, la clave\r\n"},
    {"PASS secreto\r\n", "-ERR no hay tal carpeta\r\n"},
    {"CAPA\r\n", "+OK\r\nUSER\r\nTOP\r\nUIDL\r\nRESP-CODES\r\n"
                 "PIPELINING\r\nXMOVE\r\n.\r\n"},
    {"user ana\n", "+OK ahora, la clave\r\n"},
    {"pass secreto\n", "+OK 2 mensajes (61 bytes)\r\n"},
    {"USER ana\r\n", "-ERR ahora no\r\n"},
    {"STAT\r\n", "+OK 2 61\r\n"},
    {"STAT 1\r\n", "-ERR STAT no lleva argumento\r\n"},
    {"LIST\r\n", "+OK\r\n1 44\r\n2 17\r\n.\r\n"},
    {"LIST 2\r\n", "+OK 2 17\r\n"},
    {"LIST 3\r\n", "-ERR no hay tal mensaje\r\n"},
    {"LIST 0\r\n", "-ERR no hay tal mensaje\r\n"},
    {"LIST -1\r\n", "-ERR no hay tal mensaje\r\n"},
    {"LIST 1x\r\n", "-ERR no hay tal mensaje\r\n"},
    {"LIST 99999999999999999999\r\n", "-ERR no hay tal mensaje\r\n"},
    {"UIDL\r\n", "+OK\r\n1 1.a\r\n2 2.b\r\n.\r\n"},
    {"UIDL 2\r\n", "+OK 2 2.b\r\n"},
    {"RETR 1\r\n", "+OK\r\nFrom: a\r\nSubject: uno\r\n\r\nhola\r\n"
                   "..punto\r\nfin\r\n.\r\n"},
    {"RETR 2\r\n", "+OK\r\nFrom: b\r\n\r\nx\r\ny\r\n.\r\n"},
    {"RETR\r\n", "-ERR RETR lleva argumento\r\n"},
    {"TOP 1 0\r\n", "+OK\r\nFrom: a\r\nSubject: uno\r\n\r\n.\r\n"},
    {"TOP 1 2\r\n", "+OK\r\nFrom: a\r\nSubject: uno\r\n\r\nhola\r\n"
                    "..punto\r\n.\r\n"},
    {"TOP 2 9\r\n", "+OK\r\nFrom: b\r\n\r\nx\r\ny\r\n.\r\n"},
    {"TOP 1\r\n", "-ERR TOP mensaje lineas\r\n"},
    {"TOP 1 -1\r\n", "-ERR TOP mensaje lineas\r\n"},
    {"DELE 1\r\n", "+OK se borrara con QUIT\r\n"},
    {"DELE 1\r\n", "-ERR no hay tal mensaje\r\n"},
    {"RETR 1\r\n", "-ERR no hay tal mensaje\r\n"},
    {"LIST\r\n", "+OK\r\n2 17\r\n.\r\n"},
    {"STAT\r\n", "+OK 1 17\r\n"},
    {"XMOVE 2\r\n", "-ERR XMOVE mensaje carpeta\r\n"},
    {"XMOVE 2 ../x\r\n", "-ERR ese nombre de carpeta no vale\r\n"},
    {"XMOVE 1 x\r\n", "-ERR no hay tal mensaje\r\n"},
    {"XMOVE 2 x\r\n", "+OK se movera con QUIT\r\n"},
    {"UIDL\r\n", "+OK\r\n.\r\n"},
    {"RSET\r\n", "+OK 2 61\r\n"},
    {"NOOP\r\n", "+OK\r\n"},
    {"DELE 2\r\n", "+OK se borrara con QUIT\r\n"},
};

enum { ORDENES = sizeof guion / sizeof guion[0] };

static char pedido[8192], contestado[8192];

static void junta_guion(void)
{
    char *p = pedido, *c = contestado;

    for (size_t i = 0; i < ORDENES; i++) {
        p = stpcpy(p, guion[i][0]);
        c = stpcpy(c, guion[i][1]);
    }
}

static void una_vez(struct correo *c, size_t corte, size_t k, size_t j)
{
    struct mesa m;
    size_t n = strlen(pedido);

    mesa_pon(&m, c);
    mesa_llega(&m, pedido, corte, k, j);
    mesa_llega(&m, pedido + corte, n - corte, k, j);
    exige_texto(m.dicho, contestado,
                "todo el guion, cortado en %zu, de %zu en %zu", corte, k,
                j);
    mesa_quita(&m);
}

void prueba_pop3_cortes(void)
{
    struct correo c;
    struct mesa m;

    dos_mensajes(&c);
    junta_guion();
    mesa_pon(&m, &c);
    for (size_t i = 1; i < ORDENES; i++)
        mesa_espera(&m, guion[i][0], guion[i][1]);
    mesa_quita(&m);
    for (size_t i = 0; i <= strlen(pedido); i++)
        una_vez(&c, i, BUFER_TAM, BUFER_TAM);
    for (size_t k = 1; k < 20; k++)
        una_vez(&c, 0, k, k);
    una_vez(&c, 0, BUFER_TAM, 1);
    /* Se han ido todas sin QUIT. */
    exige_ficheros(&c, "new", "1.a", "sin QUIT");
    exige_ficheros(&c, "cur", "2.b:2,S", "sin QUIT");
    correo_borra(&c);
}

void prueba_pop3_cierra(void)
{
    struct correo c;
    struct mesa m;

    dos_mensajes(&c);
    mesa_pon(&m, &c);
    mesa_dice(&m, "QUIT\r\nSTAT\r\n");
    exige(m.acabada, "después de QUIT la sesión sigue");
    exige_texto(m.dicho, "+OK correo listo\r\n+OK adios\r\n", "QUIT");
    mesa_quita(&m);
    mesa_entra(&m, &c, "ana");
    mesa_dice(&m, "DELE 1\r\nQUIT\r\nSTAT\r\n");
    exige(m.acabada, "después de QUIT la sesión sigue");
    exige(strstr(m.dicho, "+OK adios\r\n") == m.dicho + m.n - 11,
          "lo último no es el adiós: «%s»", m.dicho);
    mesa_quita(&m);
    exige_ficheros(&c, "new", "", "después de borrar el 1");
    correo_borra(&c);
}

void prueba_pop3_lineas(void)
{
    struct correo c;
    struct mesa m;
    char *larga = malloc(300000);

    correo_crea(&c);
    mesa_pon(&m, &c);
    exige(larga != NULL, "no hay memoria");
    /* NOOP con relleno: 510 y \r\n caben; una más, no. */
    memset(larga, 'x', 300000);
    for (int i = 0; i < 5; i++)
        larga[i] = "NOOP "[i];
    for (size_t n = 509; n <= 512; n++) {
        size_t antes = m.n;

        mesa_llega(&m, larga, n, BUFER_TAM, BUFER_TAM);
        mesa_dice(&m, "\r\n");
        exige_texto(m.dicho + antes,
                    n <= 510 ? "-ERR ahora no\r\n"
                             : "-ERR esa linea no vale\r\n",
                    "una línea de %zu bytes y su fin", n);
    }
    for (size_t k = 1; k < 5000; k = k * 7 + 3) {
        size_t antes = m.n;

        mesa_llega(&m, larga, 300000, k, BUFER_TAM);
        mesa_dice(&m, "\r\nNOOP\r\n");
        exige_texto(m.dicho + antes,
                    "-ERR esa linea no vale\r\n-ERR ahora no\r\n",
                    "una línea de 300 000 bytes, y otra");
    }
    size_t antes = m.n;
    mesa_llega(&m, "NO\0OP\r\n", 7, BUFER_TAM, BUFER_TAM);
    exige_texto(m.dicho + antes, "-ERR esa linea no vale\r\n",
                "una línea con un byte nulo");
    mesa_espera(&m, "QUIT\r\n", "+OK adios\r\n");
    mesa_quita(&m);
    free(larga);
    correo_borra(&c);
}

/* Nadie recoge la salida: la sesión deja de comer. */
void prueba_pop3_sin_leer(void)
{
    struct correo c;
    struct mesa m;
    long mandadas = 0;

    dos_mensajes(&c);
    mesa_entra(&m, &c, "ana");
    size_t antes = m.n;
    while (bufer_cabe(&m.entrada) >= 8) {
        bufer_anade(&m.entrada, "RETR 2\r\n", 8);
        mandadas++;
        exige(sesion_recibe(m.s, &m.entrada, &m.salida), "se ha acabado");
        exige(mandadas < 100000, "come órdenes sin sitio para contestar");
    }
    mesa_dice(&m, "");
    size_t esperado = (size_t)mandadas * strlen(guion[32][1]);
    exige_entero(m.n - antes, esperado,
                 "bytes contestados, cuando por fin se leen");
    mesa_quita(&m);
    correo_borra(&c);
}

/* ---- textos cualesquiera ---- */

/* Cómo debe viajar, escrito de otra manera: línea a línea. */
static bool vacia(const char *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x[i] != '\r')
            return false;
    return true;
}

static size_t oraculo(const char *x, size_t n, long lineas, char *sale,
                      size_t *tamano)
{
    size_t van = 0;
    bool cuerpo = false;

    *tamano = 0;
    for (size_t i = 0; i < n && !(cuerpo && lineas == 0);) {
        const char *fin = memchr(x + i, '\n', n - i);
        size_t largo = fin != NULL ? (size_t)(fin - x) - i : n - i;
        size_t texto = largo;

        if (fin != NULL && texto > 0 && x[i + texto - 1] == '\r')
            texto--;
        if (largo > 0 && x[i] == '.')
            sale[van++] = '.';
        memcpy(sale + van, x + i, texto);
        sale[van + texto] = '\r';
        sale[van + texto + 1] = '\n';
        van += texto + 2;
        *tamano += texto + 2;
        if (cuerpo && lineas > 0)
            lineas--;
        cuerpo = cuerpo || (fin != NULL && vacia(x + i, largo));
        i += largo + 1;
    }
    memcpy(sale + van, ".\r\n", 4);
    return van + 3;
}

static size_t inventa(char *x, size_t tope)
{
    static const char letras[] = "ab.\n\r\n\n.";
    size_t n = azar(tope);

    for (size_t i = 0; i < n; i++)
        x[i] = letras[azar(8)];
    return n;
}

void prueba_pop3_textos(void)
{
    static char x[6000], espera[16000], orden[64];
    struct correo c;
    struct mesa m;

    correo_crea(&c);
    for (int i = 0; i < 150; i++) {
        size_t n = inventa(x, i % 10 == 0 ? sizeof x : 60), tamano, t;
        long lineas = (long)azar(4);

        pon_mensaje(&c, "new", "1", x, n);
        mesa_entra(&m, &c, "ana");
        oraculo(x, n, -1, espera, &tamano);
        size_t antes = m.n;
        mesa_dice(&m, "LIST 1\r\n");
        snprintf(orden, sizeof orden, "+OK 1 %zu\r\n", tamano);
        exige_texto(m.dicho + antes, orden, "tamaño de un mensaje");
        antes = m.n;
        mesa_llega(&m, "RETR 1\r\n", 8, 8, 1 + azar(700));
        exige_texto(m.dicho + antes + 5, espera, "RETR de un mensaje");
        antes = m.n;
        snprintf(orden, sizeof orden, "TOP 1 %ld\r\n", lineas);
        mesa_dice(&m, orden);
        oraculo(x, n, lineas, espera, &t);
        exige_texto(m.dicho + antes + 5, espera, "TOP 1 %ld", lineas);
        mesa_quita(&m);
    }
    correo_borra(&c);
}

void prueba_pop3_errores_del_disco(void)
{
    struct correo c;
    struct mesa m;
    char ruta[128];

    dos_mensajes(&c);
    mesa_entra(&m, &c, "ana");
    snprintf(ruta, sizeof ruta, "%s/new/1.a", c.ana);
    unlink(ruta);
    mesa_espera(&m, "RETR 1\r\n", "-ERR [SYS/TEMP] no se puede leer\r\n");
    mesa_espera(&m, "TOP 1 1\r\n", "-ERR [SYS/TEMP] no se puede leer\r\n");
    mesa_dice(&m, "DELE 1\r\nXMOVE 2 x\r\n");
    mesa_espera(&m, "QUIT\r\n",
                "-ERR [SYS/TEMP] no se ha podido hacer todo\r\n");
    mesa_quita(&m);
    exige_ficheros(&c, ".x/cur", "2.b:2,S",
                   "si otra cosa de las que hace QUIT ha fallado");
    for (int k = 1; k <= 3; k++) {
        averia(AV_MEMORIA, k);
        void *s = sesion_crea(c.raiz);
        averia(AV_MEMORIA, 0);
        exige((s == NULL) == (k == 1), "sesion_crea sin memoria");
        if (s != NULL)
            sesion_destruye(s);
    }
    correo_borra(&c);
}
