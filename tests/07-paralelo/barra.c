/* Pruebas de la barra. El texto lo juzgan los casos de tqdm; la barra viva,
 * un reloj que mueve la prueba y una pantalla de mentira, que obedece lo
 * que llega como lo haría un terminal. */
#define _XOPEN_SOURCE 700 /* posix_openpt */
#include "barra.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- El texto, contra tqdm --- */

struct caso {
    struct barra_datos d;
    const char *linea;
};

#define CASO(n, total, s, ritmo, columnas, escala, ascii, titulo, unidad,  \
             posfijo, linea)                                               \
    {{n, total, s, ritmo, columnas, escala, ascii, titulo, unidad,         \
      posfijo},                                                            \
     linea},
static const struct caso casos[] = {
#include "datos/casos.inc"
};

enum { CASOS = sizeof casos / sizeof casos[0], TEXTO = 1024 };

static bool lleva_barra(const struct barra_datos *d)
{
    return d->total != 0 && d->n <= d->total && d->columnas != 0;
}

static bool sale_bien(const struct caso *c)
{
    char texto[TEXTO] = "";

    return barra_texto(&c->d, texto, sizeof texto) == 0 &&
           strcmp(texto, c->linea) == 0;
}

/* Cómo se llamó, con los campos que importan. */
static void describe(const struct barra_datos *d, char *s, size_t tam)
{
    char ritmo[32] = "NAN";

    if (!isnan(d->ritmo))
        snprintf(ritmo, sizeof ritmo, "%.10g", d->ritmo);
    snprintf(s, tam,
             "n=%zu, total=%zu, segundos=%.10g, ritmo=%s, columnas=%d, "
             "escala=%d%s, titulo=\"%s\", unidad=\"%s\", posfijo=\"%s\"",
             d->n, d->total, d->segundos, ritmo, d->columnas, d->escala,
             d->ascii ? ", ascii" : "", d->titulo, d->unidad, d->posfijo);
}

/* Lo que ocupa el carácter en UTF-8 que empieza en s; 0 si está roto. */
static int entero(const char *s)
{
    unsigned char c = (unsigned char)*s;
    int n = c < 0x80 ? 1 : c < 0xC0 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

    for (int i = 1; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

/* El texto, con los bytes sueltos en hexadecimal, para poder enseñarlo. */
static const char *legible(const char *s)
{
    static char t[4 * TEXTO];
    char *fin = t;

    while (*s != '\0') {
        int n = entero(s);

        if (n == 0)
            fin += sprintf(fin, "<%02X>", (unsigned char)*s++);
        while (n-- > 0)
            *fin++ = *s++;
    }
    *fin = '\0';
    return t;
}

/* De los que fallan se enseña el más corto. */
static void juzga(bool con_barra)
{
    const struct caso *peor = NULL;
    int mal = 0, cuantos = 0;

    for (int i = 0; i < CASOS; i++) {
        if (lleva_barra(&casos[i].d) != con_barra)
            continue;
        cuantos++;
        if (sale_bien(&casos[i]))
            continue;
        mal++;
        if (peor == NULL || strlen(casos[i].linea) < strlen(peor->linea))
            peor = &casos[i];
    }
    if (peor == NULL)
        return;
    char como[512], texto[TEXTO] = "";

    describe(&peor->d, como, sizeof como);
    exige_error(barra_texto(&peor->d, texto, sizeof texto), 0,
                "barra_texto, con %s", como);
    exige_texto(legible(texto), peor->linea,
                "barra_texto, en %d de los %d casos de tqdm; el más corto: "
                "%s",
                mal, cuantos, como);
}

/* Lo mismo en bytes justos y en uno menos. */
static void lo_que_cabe(const struct barra_datos *d, const char *linea)
{
    size_t n = strlen(linea);
    char *justo = malloc(n + 1);

    exige(justo != NULL, "la prueba se ha quedado sin memoria");
    exige_error(barra_texto(d, justo, n + 1), 0,
                "barra_texto, con los %zu bytes que necesita", n + 1);
    exige_texto(justo, linea, "barra_texto, con los bytes justos");
    exige_error(barra_texto(d, justo, n), ERANGE,
                "barra_texto, con un byte de menos");
    exige_texto(justo, "", "el texto, después de no caber");
    free(justo);
    justo = malloc(1);
    exige(justo != NULL, "la prueba se ha quedado sin memoria");
    justo[0] = 'x';
    exige_error(barra_texto(d, justo, 1), ERANGE,
                "barra_texto, con un solo byte");
    exige_texto(justo, "", "el texto, después de no caber en un byte");
    exige_error(barra_texto(d, NULL, 0), ERANGE,
                "barra_texto, con tam igual a 0");
    free(justo);
}

static void exige_linea(const struct barra_datos *d, const char *linea,
                        const char *con)
{
    char texto[TEXTO] = "";

    exige_error(barra_texto(d, texto, sizeof texto), 0,
                "barra_texto, con %s", con);
    exige_texto(legible(texto), linea, "barra_texto, con %s", con);
}

/* Lo que el contrato dice y los casos de tqdm no tocan. */
static void en_los_bordes(void)
{
    struct barra_datos d = {
        .n = 4, .segundos = 2, .ritmo = NAN, .columnas = BARRA_LIBRE};

    exige_linea(&d, "4it [00:02,  2.00it/s]", "la unidad a NULL");
    d.unidad = "";
    exige_linea(&d, "4 [00:02,  2.00/s]", "la unidad vacía");
    d.escala = 1000;
    d.ritmo = 1e22;
    exige_linea(&d, "4.00 [00:02, 10.0Z/s]", "un ritmo de 1e22");
    d.ritmo = 1e25;
    exige_linea(&d, "4.00 [00:02, 10000Z/s]", "un ritmo de 1e25");
}

/* Con la barra más corta cabría; con la que piden las columnas, no. */
static void sin_sitio_para_la_barra(void)
{
    struct barra_datos d = {
        .n = 5, .total = 10, .segundos = 2, .ritmo = NAN, .columnas = 100};
    char texto[80] = "antes";

    exige_error(barra_texto(&d, texto, sizeof texto), ERANGE,
                "barra_texto, con 100 columnas y 80 bytes");
    exige_texto(texto, "",
                "el texto, cuando no cabe la barra que piden las columnas");
}

void prueba_barra_numeros(void)
{
    struct barra_datos d = {
        .n = 4, .segundos = 2, .ritmo = NAN, .columnas = BARRA_LIBRE};

    juzga(false);
    en_los_bordes();
    lo_que_cabe(&d, "4it [00:02,  2.00it/s]");
}

void prueba_barra_octavos(void)
{
    struct barra_datos d = {
        .n = 4, .total = 10, .segundos = 2, .ritmo = NAN, .columnas = 0};

    juzga(true);
    lo_que_cabe(&d, " 40% 4/10 [00:02<00:03,  2.00it/s]");
    sin_sitio_para_la_barra();
}

/* --- Una pantalla de mentira --- */

enum { FILAS = 6, COLUMNAS = 120, LETRA = 5 };

struct pantalla {
    int ancho, fila, columna;
    char letra[FILAS][COLUMNAS][LETRA];
};

static struct pantalla p;

static void pantalla_limpia(int ancho)
{
    memset(&p, 0, sizeof p);
    p.ancho = ancho;
}

static void borra_hasta_el_final(void)
{
    for (int c = p.columna; c < COLUMNAS; c++)
        p.letra[p.fila][c][0] = '\0';
}

static void borra_lo_de_debajo(void)
{
    borra_hasta_el_final();
    for (int f = p.fila + 1; f < FILAS; f++)
        memset(p.letra[f], 0, sizeof p.letra[f]);
}

static void baja(void)
{
    exige(++p.fila < FILAS,
          "la barra se ha salido por abajo: el cursor ha "
          "bajado %d líneas",
          p.fila);
}

/* Las secuencias que el enunciado nombra, y las que se les parecen:
 * ESC [ número letra. Devuelve lo que ocupa. */
static int obedece(const char *s)
{
    char *fin;

    exige(s[1] == '[', "ESC seguido de «%c»: la prueba no lo entiende",
          s[1]);
    long n = strtol(s + 2, &fin, 10);

    if (*fin == 'K' && n == 0)
        borra_hasta_el_final();
    else if (*fin == 'K' && n == 2)
        memset(p.letra[p.fila], 0, sizeof p.letra[p.fila]);
    else if (*fin == 'J' && n == 0)
        borra_lo_de_debajo();
    else if (*fin == 'A')
        p.fila -= n > 0 ? (int)n : 1;
    else if (*fin == 'B')
        p.fila += n > 0 ? (int)n : 1;
    else
        falla("ESC [ … %c: la prueba no entiende esa secuencia", *fin);
    exige(p.fila >= 0, "la barra ha subido por encima de donde empezó");
    exige(p.fila < FILAS, "la barra se ha salido por abajo");
    return (int)(fin - s) + 1;
}

/* Un carácter en UTF-8, que puede ser más ancho que la ventana. */
static int pinta(const char *s)
{
    int n = 1;

    while (n < LETRA - 1 && (s[n] & 0xC0) == 0x80)
        n++;
    if (p.columna == p.ancho) {
        p.columna = 0;
        baja();
    }
    memcpy(p.letra[p.fila][p.columna], s, (size_t)n);
    p.letra[p.fila][p.columna++][n] = '\0';
    return n;
}

static void pantalla_recibe(const char *s)
{
    while (*s != '\0') {
        if (*s == '\r') {
            p.columna = 0;
            s++;
        } else if (*s == '\n') {
            p.columna = 0; /* como un terminal corriente */
            baja();
            s++;
        } else if (*s == '\x1b') {
            s += obedece(s);
        } else {
            s += pinta(s);
        }
    }
}

/* Una línea de la pantalla, sin los espacios del final. */
static const char *fila(int f)
{
    static char s[COLUMNAS * LETRA];
    size_t n = 0, hasta = 0;

    for (int c = 0; c < COLUMNAS; c++) {
        const char *letra = p.letra[f][c];

        n += (size_t)sprintf(s + n, "%s", *letra != '\0' ? letra : " ");
        if (s[n - 1] != ' ')
            hasta = n;
    }
    s[hasta] = '\0';
    return s;
}

static int columnas_de_fila(int f)
{
    int n = COLUMNAS;

    while (n > 0 && p.letra[f][n - 1][0] == '\0')
        n--;
    return n;
}

/* --- Un reloj y un cable --- */

static _Atomic double ahora;

static double reloj_de_prueba(void *ctx)
{
    (void)ctx;
    return 1000 + atomic_load(&ahora); /* el cero no significa nada */
}

static int cable[2]; /* la barra escribe en el 1 */

/* Un cable que no junta lo que se escribe en dos veces. */
static void conecta(void)
{
    exige(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, cable) == 0,
          "la prueba no ha podido crear un par de sockets");
    atomic_store(&ahora, 0);
}

static void desconecta(void)
{
    close(cable[0]);
    close(cable[1]);
}

static struct barra *nueva(const struct barra_opciones *como)
{
    struct barra *b = NULL;
    struct barra_opciones o = *como;

    o.reloj = reloj_de_prueba;
    if (o.descriptor == 0)
        o.descriptor = cable[1];
    exige_error(barra_crea(&b, &o), 0, "barra_crea");
    exige(b != NULL, "barra_crea ha devuelto 0, y la barra sigue en NULL");
    return b;
}

/* Lo que se ha escrito de una vez, o NULL si no se ha escrito. */
static const char *escrito(void)
{
    static char s[8192];
    ssize_t n = recv(cable[0], s, sizeof s - 1, MSG_DONTWAIT);

    if (n <= 0)
        return NULL;
    s[n] = '\0';
    return s;
}

/* Un dibujo: una escritura, y una sola. */
static void exige_dibujo(const char *cuando)
{
    const char *s = escrito();

    exige(s != NULL, "%s: se esperaba un dibujo, y no se ha escrito nada",
          cuando);
    pantalla_recibe(s);
    exige(escrito() == NULL,
          "%s: el dibujo ha llegado en más de una escritura; otro hilo "
          "podría colarse en medio",
          cuando);
}

static void exige_nada(const char *cuando)
{
    exige(escrito() == NULL, "%s: no tocaba escribir nada, y se ha escrito",
          cuando);
}

static void avanza_en(struct barra *b, double t, size_t k)
{
    atomic_store(&ahora, t);
    barra_avanza(b, k);
}

/* En diez segundos del reloj, 640 pasos: se dibuja en cuanto han pasado 0,1 s
 * y nunca antes. */
static void como_mucho_diez(void)
{
    struct barra_opciones o = {
        .total = 640, .modo = BARRA_TERMINAL, .columnas = 60};
    double ultimo = 0;
    char cuando[96];

    conecta();
    struct barra *b = nueva(&o);

    pantalla_limpia(60);
    exige_dibujo("barra_crea, en un terminal");
    for (int i = 1; i < 640; i++) {
        double t = i / 64.0;

        snprintf(cuando, sizeof cuando,
                 "barra_avanza, %.3f s después del dibujo anterior",
                 t - ultimo);
        avanza_en(b, t, 1);
        if (t - ultimo < 0.1) {
            exige_nada(cuando);
        } else {
            exige_dibujo(cuando);
            ultimo = t;
        }
    }
    atomic_store(&ahora, 10);
    barra_avanza(b, 1);
    while (escrito() != NULL)
        ;
    barra_cierra(b);
    exige_dibujo("barra_cierra");
    exige_texto(fila(0),
                "100%|█████████████████████| 640/640 [00:10<00:00, "
                "64.00it/s]",
                "la pantalla, después de 640 pasos en 10 s");
    desconecta();
}

/* El ritmo: 10, 10 y luego 2 en dos segundos. */
static void ritmo_suave(void)
{
    struct barra_opciones o = {
        .total = 100, .modo = BARRA_TERMINAL, .columnas = 50};

    conecta();
    struct barra *b = nueva(&o);

    pantalla_limpia(50);
    exige_dibujo("barra_crea, en un terminal");
    exige_texto(fila(0),
                "  0%|                     | 0/100 [00:00<?, ?it/s]",
                "la pantalla, recién creada la barra");
    avanza_en(b, 1, 10);
    exige_dibujo("barra_avanza, un segundo después");
    exige_texto(fila(0),
                " 10%|█▏          | 10/100 [00:01<00:09, 10.00it/s]",
                "la pantalla, después de avanzar 10 en 1 s");
    avanza_en(b, 2, 10);
    exige_dibujo("barra_avanza, otro segundo después");
    avanza_en(b, 3, 0); /* sin nada nuevo, el ritmo es el que era */
    exige_dibujo("barra_avanza, de 0, otro segundo después");
    exige_texto(fila(0),
                " 20%|██▍         | 20/100 [00:03<00:08, 10.00it/s]",
                "la pantalla, después de avanzar 0 en 1 s");
    avanza_en(b, 4, 2);
    exige_dibujo("barra_avanza, dos segundos después del último avance");
    exige_texto(fila(0),
                " 22%|██▋         | 22/100 [00:04<00:17,  4.36it/s]",
                "la pantalla, después de avanzar 10 en 1 s, 10 en 1 s y 2 "
                "en 2 s");
    barra_avanza(b, 3);
    exige_nada("barra_avanza, en el mismo instante que el dibujo anterior");
    barra_cierra(b);
    exige_dibujo("barra_cierra, en el mismo instante que un dibujo");
    exige_texto(fila(0),
                " 25%|███         | 25/100 [00:04<00:12,  6.25it/s]",
                "la pantalla, al cerrar con 25 (el ritmo, el medio)");
    exige_entero(p.fila, 1, "la línea del cursor, después de cerrar");
    exige_entero(p.columna, 0, "la columna del cursor, después de cerrar");
    desconecta();
}

/* Sin total la línea encoge, y de la de antes no tiene que quedar nada. */
static void sin_restos(void)
{
    struct barra_opciones o = {.modo = BARRA_TERMINAL,
                               .columnas = 60,
                               .titulo = "leídos",
                               .unidad = "B"};

    conecta();
    struct barra *b = nueva(&o);

    pantalla_limpia(60);
    exige_dibujo("barra_crea, en un terminal");
    avanza_en(b, 0.5, 50000);
    exige_dibujo("barra_avanza, medio segundo después");
    exige_texto(fila(0), "leídos: 50000B [00:00, 100000.00B/s]",
                "la pantalla, sin total");
    atomic_store(&ahora, 1000);
    barra_pon(b, 50001);
    exige_dibujo("barra_pon, mucho después");
    exige_texto(fila(0), "leídos: 50001B [16:40, 35.01B/s]",
                "la pantalla, cuando la línea encoge");
    barra_cierra(b);
    exige_dibujo("barra_cierra");
    desconecta();
}

/* Por una tubería: líneas enteras, y pocas. */
static void llana(void)
{
    struct barra_opciones o = {.total = 40, .titulo = "hechas"};

    conecta();
    struct barra *b = nueva(&o);

    exige_nada("barra_crea, sin terminal");
    for (int t = 1; t <= 35; t++) {
        avanza_en(b, t, 1);
        if (t % 10 != 0) {
            exige_nada("barra_avanza, sin terminal, antes de 10 s");
            continue;
        }
        const char *s = escrito();

        exige(s != NULL,
              "barra_avanza, sin terminal, a los %d s: no se ha "
              "escrito nada",
              t);
        exige(strpbrk(s, "\r\x1b") == NULL && s[strlen(s) - 1] == '\n',
              "sin terminal se esperaba una línea entera, sin \\r ni ESC");
    }
    barra_cierra(b);
    exige_texto(escrito(),
                "hechas:  88%|████████▊ | 35/40 [00:35<00:05,  "
                "1.00it/s]\n",
                "lo que escribe barra_cierra, sin terminal");
    desconecta();
}

/* Sin decir dónde, en la salida de errores. */
static void por_omision(void)
{
    struct barra_opciones o = {.total = 1, .reloj = reloj_de_prueba};
    struct barra *b = NULL;

    conecta();
    int antes = dup(STDERR_FILENO);

    exige(antes != -1 && dup2(cable[1], STDERR_FILENO) != -1,
          "la prueba no ha podido desviar la salida de errores");
    int r = barra_crea(&b, &o);

    if (r == 0)
        barra_cierra(b);
    dup2(antes, STDERR_FILENO);
    close(antes);
    exige_error(r, 0, "barra_crea, sin decir el descriptor");
    exige(escrito() != NULL, "sin decir el descriptor, no se ha escrito "
                             "nada en la salida de errores");
    desconecta();
}

static void una_columna(void)
{
    struct barra_opciones o = {.columnas = 1};

    conecta();
    struct barra *b = nueva(&o);

    avanza_en(b, 0, 3);
    barra_cierra(b);
    exige_texto(escrito(), "3\n",
                "lo que escribe barra_cierra, sin terminal ni total, con 3 "
                "hechos y una sola columna");
    desconecta();
}

/* Mil columnas: tres bytes cada una. */
static void mil_columnas(void)
{
    struct barra_opciones o = {.total = 10,
                               .modo = BARRA_TERMINAL,
                               .columnas = BARRA_COLUMNAS_MAX};

    conecta();
    struct barra *b = nueva(&o);

    exige(escrito() != NULL,
          "barra_crea, con mil columnas: no se ha dibujado");
    avanza_en(b, 1, 10);
    const char *s = escrito();

    exige(s != NULL,
          "barra_avanza, con mil columnas: se esperaba un dibujo");
    exige(
        strlen(s) > 2800,
        "barra_avanza, con mil columnas y todo hecho: el dibujo tiene %zu "
        "bytes, y los bloques llenos ya son más de 2800",
        strlen(s));
    barra_cierra(b);
    desconecta();
}

/* Nada de lo que se escribe cabe, y hay que seguir adelante. */
static void disco_lleno(void)
{
    struct barra_opciones o = {.total = 4, .modo = BARRA_TERMINAL};

    conecta();
    o.descriptor = open("/dev/full", O_WRONLY);
    exige(o.descriptor != -1, "la prueba no ha podido abrir /dev/full");
    struct barra *b = nueva(&o);

    for (int t = 1; t <= 4; t++)
        avanza_en(b, t, 1);
    barra_cierra(b);
    close(o.descriptor);
    desconecta();
}

void prueba_barra_dibuja(void)
{
    barra_cierra(NULL);
    como_mucho_diez();
    ritmo_suave();
    sin_restos();
    llana();
    una_columna();
    mil_columnas();
    disco_lleno();
    por_omision();
}

/* --- Terminales y varios hilos --- */

static void anidadas(void)
{
    struct barra_opciones fuera = {.total = 2,
                                   .modo = BARRA_TERMINAL,
                                   .columnas = 60,
                                   .titulo = "fuera"};
    struct barra_opciones dentro = {.total = 4,
                                    .modo = BARRA_TERMINAL,
                                    .columnas = 60,
                                    .titulo = "dentro",
                                    .posicion = 1};

    conecta();
    pantalla_limpia(60);
    struct barra *a = nueva(&fuera);

    exige_dibujo("barra_crea, la de fuera");
    struct barra *b = nueva(&dentro);

    exige_dibujo("barra_crea, la de dentro");
    exige_entero(p.fila, 0,
                 "la línea del cursor, después de dibujar la "
                 "de dentro");
    avanza_en(b, 1, 2);
    exige_dibujo("barra_avanza, la de dentro");
    avanza_en(a, 1, 1);
    exige_dibujo("barra_avanza, la de fuera");
    exige_texto(fila(0),
                "fuera:  50%|█████████         | 1/2 [00:01<00:01,  "
                "1.00it/s]",
                "la línea 0, con una barra dentro de otra");
    exige_texto(fila(1),
                "dentro:  50%|████████▌        | 2/4 [00:01<00:01,  "
                "2.00it/s]",
                "la línea 1, con una barra dentro de otra");
    barra_cierra(b);
    exige_dibujo("barra_cierra, la de dentro");
    exige_texto(fila(1), "", "la línea 1, cerrada la barra de dentro");
    exige_entero(p.fila, 0, "la línea del cursor, cerrada la de dentro");
    pantalla_recibe("\nresto\x1b[A\r"); /* de una ventana más estrecha */
    barra_cierra(a);
    exige_dibujo("barra_cierra, la de fuera");
    exige_entero(p.fila, 1, "la línea del cursor, cerrada la de fuera");
    exige_texto(fila(1), "", "la línea 1, cerradas todas las barras");
    desconecta();
}

static void ensancha(int terminal, int columnas)
{
    struct winsize v = {.ws_row = 24, .ws_col = (unsigned short)columnas};

    exige(ioctl(terminal, TIOCSWINSZ, &v) == 0,
          "la prueba no ha podido cambiar el ancho del terminal");
}

/* Lo que sale por el otro lado del terminal, hasta ese final. */
static void lee_dibujo(int maestro, const char *fin, const char *cuando)
{
    char s[8192];
    size_t n = 0;

    do {
        struct pollfd q = {.fd = maestro, .events = POLLIN};

        exige(poll(&q, 1, 3000) == 1 && n < sizeof s - 1,
              "%s: no ha llegado al terminal un dibujo entero", cuando);
        ssize_t r = read(maestro, s + n, sizeof s - 1 - n);

        exige(r > 0, "la prueba no ha podido leer del terminal");
        n += (size_t)r;
        s[n] = '\0';
    } while (strstr(s, fin) == NULL);
    exige(s[0] == '\r',
          "%s: se esperaba un dibujo en su sitio, que empieza "
          "por \\r",
          cuando);
    pantalla_recibe(s);
}

/* Lo que ocupa un dibujo con la ventana de ese ancho. */
static void dibujo_de(struct barra *b, int maestro, int ancho, int esperado,
                      const char *fin)
{
    char cuando[96];

    snprintf(cuando, sizeof cuando,
             "barra_avanza, en un terminal de %d "
             "columnas",
             ancho);
    ensancha(maestro, ancho);
    pantalla_limpia(ancho > 0 ? ancho : COLUMNAS);
    avanza_en(b, atomic_load(&ahora) + 1, 1);
    lee_dibujo(maestro, fin, cuando);
    exige_entero(columnas_de_fila(0), esperado, "las columnas que ocupa %s",
                 cuando);
    exige_entero(p.fila, 0, "las líneas de más que ocupa %s", cuando);
}

/* Abre un terminal y crea en él una barra. */
static struct barra *en_un_terminal(int t[2], struct barra_opciones *o)
{
    t[0] = posix_openpt(O_RDWR | O_NOCTTY);
    exige(t[0] != -1 && grantpt(t[0]) == 0 && unlockpt(t[0]) == 0,
          "la prueba no ha podido abrir un terminal");
    t[1] = open(ptsname(t[0]), O_RDWR | O_NOCTTY);
    exige(t[1] != -1, "la prueba no ha podido abrir un terminal");
    ensancha(t[0], 100);
    pantalla_limpia(100);
    atomic_store(&ahora, 0);
    o->descriptor = t[1];
    struct barra *b = nueva(o);

    lee_dibujo(t[0], "]", "barra_crea, en un terminal");
    return b;
}

static void cierra_terminal(int t[2], struct barra *b)
{
    barra_cierra(b);
    close(t[1]);
    close(t[0]);
}

static void terminal_de_verdad(void)
{
    struct barra_opciones o = {.total = 1000, .titulo = "años"};
    int t[2];
    struct barra *b = en_un_terminal(t, &o);

    dibujo_de(b, t[0], 50, 50, "]");
    dibujo_de(b, t[0], 90, 90, "]");
    dibujo_de(b, t[0], 47, 47, "]");
    dibujo_de(b, t[0], 0, 54, "]"); /* no dice su ancho: la barra, de 10 */
    cierra_terminal(t, b);
    o.total = 0;
    o.titulo = "un título más largo que la ventana";
    b = en_un_terminal(t, &o);
    dibujo_de(b, t[0], 33, 33, "ventan");
    cierra_terminal(t, b);
}

static void llena(int fd)
{
    static const char relleno[4096];
    int f = fcntl(fd, F_GETFL);

    fcntl(fd, F_SETFL, f | O_NONBLOCK);
    while (write(fd, relleno, sizeof relleno) > 0)
        ;
    while (write(fd, relleno, 1) > 0)
        ;
    fcntl(fd, F_SETFL, f);
}

static void vacia(int fd)
{
    char b[4096];
    int f = fcntl(fd, F_GETFL);

    fcntl(fd, F_SETFL, f | O_NONBLOCK);
    while (read(fd, b, sizeof b) > 0)
        ;
    fcntl(fd, F_SETFL, f);
}

static void *avanza_uno(void *arg)
{
    barra_avanza(arg, 1);
    return NULL;
}

/* Con el terminal parado, quien dibuja se queda dentro. Los demás pasan de
 * largo: ni esperan, ni dibujan a la vez. */
static void terminal_parado(void)
{
    struct barra_opciones o = {
        .total = 10, .modo = BARRA_TERMINAL, .columnas = 60};
    int tubo[2];

    exige(pipe(tubo) == 0, "la prueba no ha podido abrir una tubería");
    o.descriptor = tubo[1];
    atomic_store(&ahora, 0);
    struct barra *b = nueva(&o);

    llena(tubo[1]);
    atomic_store(&ahora, 1);
    struct hilo *uno = lanza(avanza_uno, b);

    exige(observa(uno) == DUERME,
          "barra_avanza, con el terminal lleno, %s: se esperaba que "
          "intentase dibujar",
          que_hace(uno));
    atomic_store(&ahora, 2);
    struct hilo *otro = lanza(avanza_uno, b);

    exige(observa(otro) == HA_VUELTO,
          "barra_avanza, mientras otro hilo dibuja, %s: se esperaba que "
          "volviera enseguida, sin dibujar",
          que_hace(otro));
    recoge(otro, "barra_avanza, mientras otro hilo dibuja");
    vacia(tubo[0]);
    recoge(uno, "barra_avanza, cuando el terminal vuelve a admitir");
    barra_cierra(b);
    close(tubo[0]);
    close(tubo[1]);
}

/* El núcleo puede admitir un byte, o ninguno porque ha llegado una señal. */
static void a_trocitos(enum averia cual, const char *que)
{
    struct barra_opciones o = {.total = 10};
    char s[256];
    int tubo[2];

    exige(pipe(tubo) == 0, "la prueba no ha podido abrir una tubería");
    o.descriptor = tubo[1];
    atomic_store(&ahora, 0);
    struct barra *b = nueva(&o);

    atomic_store(&ahora, 5);
    barra_pon(b, 10);
    averia(cual, 1);
    barra_cierra(b);
    averia(cual, 0);
    ssize_t n = read(tubo[0], s, sizeof s - 1);

    s[n > 0 ? n : 0] = '\0';
    exige_texto(s, "100%|██████████| 10/10 [00:05<00:00,  2.00it/s]\n",
                "lo que llega, si write %s", que);
    close(tubo[0]);
    close(tubo[1]);
}

enum { HILOS = 4, PASOS = 2000 };

static void *avanza_muchos(void *arg)
{
    for (int i = 0; i < PASOS; i++)
        barra_avanza(arg, 1);
    return NULL;
}

static void todos_cuentan(void)
{
    struct barra_opciones o = {.total = (size_t)HILOS * PASOS};
    struct hilo *h[HILOS];

    conecta();
    struct barra *b = nueva(&o);

    for (int i = 0; i < HILOS; i++)
        h[i] = lanza(avanza_muchos, b);
    for (int i = 0; i < HILOS; i++)
        recoge(h[i], "barra_avanza, desde cuatro hilos");
    atomic_store(&ahora, 2);
    barra_cierra(b);
    exige_texto(escrito(),
                "100%|██████████| 8000/8000 [00:02<00:00, 4000.00it/s]\n",
                "la última línea, con 4 hilos que avanzan 2000 veces cada "
                "uno");
    desconecta();
}

static void crear_puede_fallar(void)
{
    struct barra_opciones o = {.total = 1};
    struct barra *b = NULL;

    for (int n = 1; n <= 2; n++) {
        averia(AV_MEMORIA, n);
        int r = barra_crea(&b, &o);

        averia(AV_MEMORIA, 0);
        exige_error(r, ENOMEM, "barra_crea, si falla la reserva %d", n);
    }
    averia(AV_MUTEX, 1);
    int r = barra_crea(&b, &o);

    averia(AV_MUTEX, 0);
    exige_error(r, ENOMEM, "barra_crea, si falla el mutex");
    exige(b == NULL, "barra_crea ha fallado y ha cambiado *sale");
}

void prueba_barra_terminal(void)
{
    anidadas();
    terminal_de_verdad();
    terminal_parado();
    a_trocitos(AV_CORTA, "escribe de un byte en un byte");
    a_trocitos(AV_EINTR, "falla con EINTR");
    todos_cuentan();
    crear_puede_fallar();
}
