#define _GNU_SOURCE /* strcasecmp */
#include "sesion.h"

#include "buzon.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { RESPUESTA = 512, USUARIO = 32 };

/* en qué punto está una sesión */
/* De SALUDO a AUTORIZACION, a TRANSACCION, a FIN; una clave que no vale no
 * cambia de estado, y a FIN se llega desde cualquiera. */
enum estado { SALUDO, AUTORIZACION, TRANSACCION, FIN };

/* Qué respuesta de varias líneas está a medias. */
enum medias { NINGUNA, UNA_LISTA, UN_TEXTO };

struct sesion {
    const char *raiz;
    enum estado estado;
    bool descarta;             /* tirando una línea demasiado larga */
    char usuario[USUARIO + 1]; /* "" si no ha dicho USER */
    char carpeta[BUZON_CARPETA + 1];
    struct buzon *b; /* abierto en TRANSACCION; si no, NULL */

    enum medias medias;
    /* Con UNA_LISTA: por qué mensaje va, y si dice tamaños o nombres. */
    size_t sigue;
    bool nombres;
    /* Con UN_TEXTO: el fichero, el último byte que salió, si la línea está
     * vacía, si se acabaron las cabeceras, y cuántas líneas más (-1:
     * todas). Sin él, fd es -1. */
    int fd;
    char anterior;
    bool vacia, cuerpo;
    long lineas;
};

/* ---- respuestas ---- */

/* Una línea, que cabe. */
__attribute__((format(printf, 2, 3))) static void
responde(struct bufer *salida, const char *formato, ...)
{
    char r[RESPUESTA];
    va_list v;

    va_start(v, formato);
    int n = vsnprintf(r, sizeof r - 2, formato, v);
    va_end(v);
    if (n > (int)sizeof r - 3)
        n = (int)sizeof r - 3;
    bufer_anade(salida, r, (size_t)n);
    bufer_anade(salida, "\r\n", 2);
}

static void di_mensaje(struct sesion *s, size_t i, const char *delante,
                       struct bufer *salida)
{
    if (s->nombres)
        responde(salida, "%s%zu %s", delante, i + 1, buzon_uid(s->b, i));
    else
        responde(salida, "%s%zu %zu", delante, i + 1,
                 buzon_tamano(s->b, i));
}

/* true si ha acabado; false si no cabe más. */
static bool sigue_lista(struct sesion *s, struct bufer *salida)
{
    for (; bufer_cabe(salida) >= RESPUESTA; s->sigue++) {
        if (s->sigue == buzon_cuantos(s->b)) {
            responde(salida, ".");
            return true;
        }
        if (!buzon_marcado(s->b, s->sigue))
            di_mensaje(s, s->sigue, "", salida);
    }
    return false;
}

/* cómo viaja un byte */
/* Un byte del mensaje, como viaja: \n es \r\n, y un punto que empieza una
 * línea va doble. Devuelve dónde sigue. */
static char *viaja(struct sesion *s, char c, char *p)
{
    if (s->anterior == '\n' && c == '.')
        *p++ = '.';
    if (c == '\n' && s->anterior != '\r')
        *p++ = '\r';
    *p++ = c;
    if (c == '\n') {
        if (s->cuerpo && s->lineas > 0)
            s->lineas--;
        s->cuerpo = s->cuerpo || s->vacia;
    }
    s->vacia = c == '\n' || (c == '\r' && s->vacia);
    s->anterior = c;
    return p;
}

static bool basta(const struct sesion *s)
{
    return s->cuerpo && s->lineas == 0;
}

static bool sigue_texto(struct sesion *s, struct bufer *salida)
{
    char b[512], v[2 * sizeof b];

    while (bufer_cabe(salida) >= sizeof v + RESPUESTA) {
        ssize_t n = basta(s) ? 0 : read(s->fd, b, sizeof b);
        char *p = v;

        if (n == -1 && errno == EINTR)
            continue;
        for (ssize_t i = 0; i < n && !basta(s); i++)
            p = viaja(s, b[i], p);
        bufer_anade(salida, v, (size_t)(p - v));
        if (n > 0)
            continue;
        if (n == -1) /* a medias ya no se puede decir -ERR */
            s->estado = FIN;
        else
            responde(salida, s->anterior == '\n' ? "." : "\r\n.");
        close(s->fd);
        s->fd = -1;
        return true;
    }
    return false;
}

/* ---- argumentos ---- */

/* Un número decimal, de una o más cifras y nada más. */
static bool lee_numero(const char *x, long *n)
{
    char *fin;

    if (!isdigit((unsigned char)*x))
        return false;
    errno = 0;
    *n = strtol(x, &fin, 10);
    return errno == 0 && *fin == '\0';
}

/* El mensaje que nombra: en *i, desde 0. Si no lo hay, lo dice. */
static bool lee_cual(struct sesion *s, const char *x, size_t *i,
                     struct bufer *salida)
{
    long n;

    if (!lee_numero(x, &n) || n < 1 || (size_t)n > buzon_cuantos(s->b) ||
        buzon_marcado(s->b, (size_t)n - 1)) {
        responde(salida, "-ERR no hay tal mensaje");
        return false;
    }
    *i = (size_t)n - 1;
    return true;
}

/* Parte arg por su espacio; devuelve lo de detrás, o NULL. */
static char *segundo(char *arg)
{
    char *e = strchr(arg, ' ');

    if (e != NULL)
        *e++ = '\0';
    return e;
}

static void cuenta(struct sesion *s, size_t *n, size_t *bytes)
{
    *n = *bytes = 0;
    for (size_t i = 0; i < buzon_cuantos(s->b); i++)
        if (!buzon_marcado(s->b, i)) {
            ++*n;
            *bytes += buzon_tamano(s->b, i);
        }
}

/* ---- las órdenes ---- */

static bool nombre_vale(const char *x)
{
    size_t n = strlen(x);

    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)x[i]) && x[i] != '-' && x[i] != '_')
            return false;
    return n > 0 && n <= USUARIO;
}

static void haz_user(struct sesion *s, char *arg, struct bufer *salida)
{
    char *carpeta = strchr(arg, '+');

    s->usuario[0] = s->carpeta[0] = '\0';
    if (carpeta != NULL)
        *carpeta++ = '\0';
    if (!nombre_vale(arg) ||
        (carpeta != NULL &&
         (!nombre_vale(carpeta) || strlen(carpeta) > BUZON_CARPETA))) {
        responde(salida, "-ERR ese nombre no vale");
        return;
    }
    snprintf(s->usuario, sizeof s->usuario, "%s", arg);
    snprintf(s->carpeta, sizeof s->carpeta, "%s",
             carpeta != NULL ? carpeta : "");
    responde(salida, "+OK ahora, la clave");
}

/* Si es la suya. Quien no existe no tiene ninguna. */
static bool clave_vale(const struct sesion *s, const char *clave)
{
    char r[PATH_MAX], suya[SESION_LINEA];

    snprintf(r, sizeof r, "%s/%s/clave", s->raiz, s->usuario);
    int fd = open(r, O_RDONLY | O_CLOEXEC);

    if (fd == -1)
        return false;
    ssize_t n = read(fd, suya, sizeof suya - 1);

    close(fd);
    if (n <= 0)
        return false;
    suya[n] = '\0';
    suya[strcspn(suya, "\r\n")] = '\0';
    return *suya != '\0' && strcmp(suya, clave) == 0;
}

static void haz_pass(struct sesion *s, char *arg, struct bufer *salida)
{
    char r[PATH_MAX];
    size_t n, bytes;

    if (s->usuario[0] == '\0') {
        responde(salida, "-ERR antes, USER");
        return;
    }
    snprintf(r, sizeof r, "%s/%s", s->raiz, s->usuario);
    int e = clave_vale(s, arg) ? buzon_abre(&s->b, r, s->carpeta) : EACCES;

    s->usuario[0] = '\0';
    if (e == 0) {
        s->estado = TRANSACCION;
        cuenta(s, &n, &bytes);
        responde(salida, "+OK %zu mensajes (%zu bytes)", n, bytes);
    } else if (e == EBUSY)
        responde(salida, "-ERR [IN-USE] abierto en otra sesion");
    else if (e == EACCES)
        responde(salida, "-ERR usuario o clave");
    else if (e == ENOENT)
        responde(salida, "-ERR no hay tal carpeta");
    else
        responde(salida, "-ERR [SYS/TEMP] ahora no se puede abrir");
}

static void haz_stat(struct sesion *s, char *arg, struct bufer *salida)
{
    size_t n, bytes;

    (void)arg;
    cuenta(s, &n, &bytes);
    responde(salida, "+OK %zu %zu", n, bytes);
}

static void lista(struct sesion *s, char *arg, bool nombres,
                  struct bufer *salida)
{
    size_t i;

    s->nombres = nombres;
    if (arg == NULL) {
        responde(salida, "+OK");
        s->medias = UNA_LISTA;
        s->sigue = 0;
    } else if (lee_cual(s, arg, &i, salida))
        di_mensaje(s, i, "+OK ", salida);
}

static void haz_list(struct sesion *s, char *arg, struct bufer *salida)
{
    lista(s, arg, false, salida);
}

static void haz_uidl(struct sesion *s, char *arg, struct bufer *salida)
{
    lista(s, arg, true, salida);
}

static void texto(struct sesion *s, size_t i, long lineas,
                  struct bufer *salida)
{
    if (buzon_lee(s->b, i, &s->fd) != 0) {
        s->fd = -1;
        responde(salida, "-ERR [SYS/TEMP] no se puede leer");
        return;
    }
    responde(salida, "+OK");
    s->medias = UN_TEXTO;
    s->anterior = '\n';
    s->vacia = true;
    s->cuerpo = false;
    s->lineas = lineas;
}

static void haz_retr(struct sesion *s, char *arg, struct bufer *salida)
{
    size_t i;

    if (lee_cual(s, arg, &i, salida))
        texto(s, i, -1, salida);
}

static void haz_top(struct sesion *s, char *arg, struct bufer *salida)
{
    char *cuantas = segundo(arg);
    size_t i;
    long n;

    if (cuantas == NULL || !lee_numero(cuantas, &n))
        responde(salida, "-ERR TOP mensaje lineas");
    else if (lee_cual(s, arg, &i, salida))
        texto(s, i, n, salida);
}

static void haz_dele(struct sesion *s, char *arg, struct bufer *salida)
{
    size_t i;

    if (!lee_cual(s, arg, &i, salida))
        return;
    buzon_borra(s->b, i);
    responde(salida, "+OK se borrara con QUIT");
}

static void haz_xmove(struct sesion *s, char *arg, struct bufer *salida)
{
    char *carpeta = segundo(arg);
    size_t i;

    if (carpeta == NULL)
        responde(salida, "-ERR XMOVE mensaje carpeta");
    else if (!lee_cual(s, arg, &i, salida))
        return;
    else if (buzon_mueve(s->b, i, carpeta) != 0)
        responde(salida, "-ERR ese nombre de carpeta no vale");
    else
        responde(salida, "+OK se movera con QUIT");
}

static void haz_rset(struct sesion *s, char *arg, struct bufer *salida)
{
    buzon_desmarca(s->b);
    haz_stat(s, arg, salida);
}

static void haz_noop(struct sesion *s, char *arg, struct bufer *salida)
{
    (void)s;
    (void)arg;
    responde(salida, "+OK");
}

static void haz_capa(struct sesion *s, char *arg, struct bufer *salida)
{
    static const char *const sabe[] = {"+OK",   "USER",       "TOP",
                                       "UIDL",  "RESP-CODES", "PIPELINING",
                                       "XMOVE", "."};

    (void)s;
    (void)arg;
    for (size_t i = 0; i < sizeof sabe / sizeof sabe[0]; i++)
        responde(salida, "%s", sabe[i]);
}

static void haz_quit(struct sesion *s, char *arg, struct bufer *salida)
{
    int r = s->b != NULL ? buzon_aplica(s->b) : 0;

    (void)arg;
    buzon_cierra(s->b);
    s->b = NULL;
    s->estado = FIN;
    if (r == 0)
        responde(salida, "+OK adios");
    else
        responde(salida, "-ERR [SYS/TEMP] no se ha podido hacer todo");
}

/* la tabla de órdenes */
enum { EN_AUT = 1 << AUTORIZACION, EN_TRA = 1 << TRANSACCION };
enum argumento { SIN, QUIZA, CON };

static const struct orden {
    const char *nombre;
    unsigned estados; /* en cuáles vale */
    enum argumento argumento;
    void (*haz)(struct sesion *s, char *arg, struct bufer *salida);
} orden[] = {
    {"USER", EN_AUT, CON, haz_user},
    {"PASS", EN_AUT, CON, haz_pass},
    {"STAT", EN_TRA, SIN, haz_stat},
    {"LIST", EN_TRA, QUIZA, haz_list},
    {"UIDL", EN_TRA, QUIZA, haz_uidl},
    {"RETR", EN_TRA, CON, haz_retr},
    {"TOP", EN_TRA, CON, haz_top},
    {"DELE", EN_TRA, CON, haz_dele},
    {"XMOVE", EN_TRA, CON, haz_xmove},
    {"RSET", EN_TRA, SIN, haz_rset},
    {"NOOP", EN_TRA, SIN, haz_noop},
    {"CAPA", EN_AUT | EN_TRA, SIN, haz_capa},
    {"QUIT", EN_AUT | EN_TRA, SIN, haz_quit},
};

static const struct orden *busca(const char *nombre)
{
    for (size_t i = 0; i < sizeof orden / sizeof orden[0]; i++)
        if (strcasecmp(orden[i].nombre, nombre) == 0)
            return &orden[i];
    return NULL;
}

/* obedecer una línea */
static void obedece(struct sesion *s, char *linea, struct bufer *salida)
{
    char *arg = segundo(linea);
    const struct orden *o = busca(linea);

    if (o == NULL)
        responde(salida, "-ERR no conozco esa orden");
    else if ((o->estados & 1u << s->estado) == 0)
        responde(salida, "-ERR ahora no");
    else if ((o->argumento == SIN && arg != NULL) ||
             (o->argumento == CON && arg == NULL))
        responde(salida, "-ERR %s %s argumento", o->nombre,
                 o->argumento == SIN ? "no lleva" : "lleva");
    else
        o->haz(s, arg, salida);
}

/* ---- bytes ---- */

enum hay { FALTA, HAY, NO_VALE };

/* sacar una línea */
/* Saca de entrada una línea, sin su fin. De una demasiado larga no se
 * guarda nada, y hasta que acaba no se dice. */
static enum hay saca_linea(struct sesion *s, struct bufer *entrada,
                           char linea[SESION_LINEA])
{
    const char *x = bufer_datos(entrada);
    size_t n = bufer_ocupa(entrada);
    const char *fin = memchr(x, '\n', n);
    size_t largo = fin != NULL ? (size_t)(fin - x) + 1 : n;
    bool larga = s->descarta || largo > SESION_LINEA;

    if (fin == NULL && !larga)
        return FALTA;
    s->descarta = fin == NULL;
    if (!larga) {
        size_t texto = largo - 1;

        if (texto > 0 && x[texto - 1] == '\r')
            texto--;
        memcpy(linea, x, texto);
        linea[texto] = '\0';
        larga = strlen(linea) != texto; /* un byte nulo tampoco vale */
    }
    bufer_quita(entrada, largo);
    return s->descarta ? FALTA : larga ? NO_VALE : HAY;
}

/* Si hay una respuesta a medias, la sigue: true si ha acabado. */
static bool sigue(struct sesion *s, struct bufer *salida)
{
    bool acaba = true;

    if (s->medias == UNA_LISTA)
        acaba = sigue_lista(s, salida);
    else if (s->medias == UN_TEXTO)
        acaba = sigue_texto(s, salida);
    if (acaba)
        s->medias = NINGUNA;
    return acaba;
}

/* dar de comer a la sesión */
bool sesion_recibe(void *sesion, struct bufer *entrada,
                   struct bufer *salida)
{
    struct sesion *s = sesion;
    char linea[SESION_LINEA];

    if (s->estado == SALUDO) {
        responde(salida, "+OK correo listo");
        s->estado = AUTORIZACION;
    }
    while (sigue(s, salida) && s->estado != FIN &&
           bufer_cabe(salida) >= RESPUESTA) {
        enum hay hay = saca_linea(s, entrada, linea);

        if (hay == FALTA)
            break;
        if (hay == HAY)
            obedece(s, linea, salida);
        else
            responde(salida, "-ERR esa linea no vale");
    }
    return s->estado != FIN;
}

void *sesion_crea(void *raiz)
{
    struct sesion *s = calloc(1, sizeof *s);

    if (s != NULL) {
        s->raiz = raiz;
        s->fd = -1;
    }
    return s;
}

void sesion_destruye(void *sesion)
{
    struct sesion *s = sesion;

    buzon_cierra(s->b);
    if (s->fd != -1)
        close(s->fd);
    free(s);
}
