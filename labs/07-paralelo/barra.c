#include "barra.h"

#include "reloj.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Un texto que se va haciendo, siempre acabado en cero. */
struct linea {
    char *texto;
    size_t tam, van; /* van < tam */
    bool falta;      /* algo no ha cabido */
};

/* Añade al final, como printf. */
static void pon(struct linea *l, const char *formato, ...)
    __attribute__((format(printf, 2, 3)));

static void pon(struct linea *l, const char *formato, ...)
{
    va_list ap;

    va_start(ap, formato);
    size_t queda = l->tam - l->van;
    int n = vsnprintf(l->texto + l->van, queda, formato, ap);

    va_end(ap);
    if (n < 0 || (size_t)n >= queda) {
        l->falta = true;
        l->texto[l->van] = '\0';
    } else {
        l->van += (size_t)n;
    }
}

static bool hay(const char *texto)
{
    return texto != NULL && texto[0] != '\0';
}

static const char *unidad(const struct barra_datos *d)
{
    return d->unidad != NULL ? d->unidad : "it";
}

/* [H:]MM:SS, sin redondear. */
static void pon_tiempo(struct linea *l, double segundos)
{
    /* HUECO: poner un tiempo */
    pon(l, "%.0f", segundos);
}

/* Con tres cifras y su prefijo: 0.50, 9.99, 12.3, 123, 1.23k… */
static void pon_escalado(struct linea *l, double x, int escala)
{
    /* HUECO: poner un número con su prefijo */
    (void)escala;
    pon(l, "%g", x);
}

static void pon_cuenta(struct linea *l, size_t n, int escala)
{
    if (escala != 0)
        pon_escalado(l, (double)n, escala);
    else
        pon(l, "%zu", n);
}

/* Elementos por segundo; 0 si no se sabe. */
static double ritmo_de(const struct barra_datos *d)
{
    /* HUECO: elegir el ritmo */
    return d->ritmo;
}

/* « 2.00it/s», o « 5.00s/it» si va a menos de uno por segundo. */
static void pon_ritmo(struct linea *l, const struct barra_datos *d)
{
    double ritmo = ritmo_de(d);

    /* HUECO: poner el ritmo */
    pon(l, "%g%s/s", ritmo, unidad(d));
}

/* Lo que falta, al ritmo que se lleva. */
static void pon_resto(struct linea *l, const struct barra_datos *d)
{
    double ritmo = ritmo_de(d);

    /* HUECO: poner lo que falta */
    (void)d;
    (void)ritmo;
    pon(l, "?");
}

/* «00:02<00:03,  2.00it/s, posfijo»; con resto, lo que va tras el «<». */
static void pon_marcha(struct linea *l, const struct barra_datos *d,
                       bool resto)
{
    pon(l, " [");
    pon_tiempo(l, d->segundos);
    if (resto) {
        pon(l, "<");
        pon_resto(l, d);
    }
    pon(l, ", ");
    pon_ritmo(l, d);
    if (hay(d->posfijo))
        pon(l, ", %s", d->posfijo);
    pon(l, "]");
}

static bool sin_total(const struct barra_datos *d)
{
    /* HUECO: decir si no hay total */
    (void)d;
    return true;
}

static void pon_sin_total(struct linea *l, const struct barra_datos *d)
{
    pon_cuenta(l, d->n, d->escala);
    pon(l, "%s", unidad(d));
    pon_marcha(l, d, false);
}

/* La parte hecha, de 0 a 1, en una barra de ese ancho. */
static void pon_barra(struct linea *l, double parte, int ancho, bool ascii)
{
    static const char *const octavos[] = {" ", "▏", "▎", "▍", "▌",
                                          "▋", "▊", "▉", "█"};
    static const char *const decimos[] = {" ", "1", "2", "3", "4", "5",
                                          "6", "7", "8", "9", "#"};

    const char *const *simbolo = ascii ? decimos : octavos;
    int lleno = ascii ? 10 : 8; /* simbolo[lleno] llena la columna */

    /* HUECO: dibujar la barra */
    (void)parte;
    (void)ancho;
    pon(l, "%s", simbolo[lleno]);
}

/* La línea con total: el ancho es el de la barra, sin sus dos topes. */
static void pon_con_total(struct linea *l, const struct barra_datos *d,
                          int ancho)
{
    double parte = (double)d->n / (double)d->total;

    pon(l, "%3.0f%%", parte * 100);
    if (d->columnas != 0) {
        pon(l, "|");
        pon_barra(l, parte, ancho, d->ascii);
        pon(l, "|");
    }
    pon(l, " ");
    pon_cuenta(l, d->n, d->escala);
    pon(l, "/");
    pon_cuenta(l, d->total, d->escala);
    pon_marcha(l, d, true);
}

static int columnas_de(const char *texto)
{
    /* HUECO: contar columnas */
    (void)texto;
    return 0;
}

/* Deja en el texto las primeras columnas. */
static void recorta(char *texto, int columnas)
{
    /* HUECO: cortar por columnas */
    (void)texto;
    (void)columnas;
}

/* La línea entera, con la barra de ese ancho. */
static int escribe(const struct barra_datos *d, int ancho, char *texto,
                   size_t tam)
{
    struct linea l = {texto, tam, 0, false};

    if (tam == 0)
        return ERANGE;
    texto[0] = '\0';
    if (hay(d->titulo))
        pon(&l, "%s: ", d->titulo);
    if (sin_total(d))
        pon_sin_total(&l, d);
    else
        pon_con_total(&l, d, ancho);
    if (l.falta)
        texto[0] = '\0';
    return l.falta ? ERANGE : 0;
}

int barra_texto(const struct barra_datos *d, char *texto, size_t tam)
{
    int ancho = d->columnas > 0 ? 1 : 10;
    int r = escribe(d, ancho, texto, tam);

    if (r != 0 || d->columnas <= 0 || sin_total(d))
        return r;
    /* HUECO: ajustar la línea a las columnas */
    (void)columnas_de;
    (void)recorta;
    return r;
}

struct barra {
    /* No cambian. */
    struct barra_opciones o;
    bool terminal;
    double cada, nacio;
    size_t tam; /* de linea */

    /* Los tocan todos los hilos. */
    atomic_size_t n;
    _Atomic double siguiente; /* no se dibuja antes de esta hora */

    pthread_mutex_t m; /* lo tiene quien dibuja; guarda lo que sigue */
    double antes;      /* la hora del último dibujo */
    size_t n_antes;    /* lo que contaba entonces */
    double media_n;    /* medias móviles, de dibujo en dibujo */
    double media_t;
    char *linea;
};

static double hora(const struct barra *b)
{
    return b->o.reloj != NULL ? b->o.reloj(b->o.ctx) : reloj();
}

/* Con m. Anota que ahora van n. */
static void suaviza(struct barra *b, size_t n, double ahora)
{
    double dn = (double)n - (double)b->n_antes, dt = ahora - b->antes;

    if (dn <= 0 || dt <= 0)
        return;
    /* HUECO: suavizar el ritmo */
    (void)b;
    b->n_antes = n;
    b->antes = ahora;
}

/* Las columnas de ahora: el terminal puede haber cambiado de ancho. */
static int columnas(const struct barra *b)
{
    struct winsize v = {0};

    if (b->o.columnas > 0)
        return b->o.columnas;
    if (!b->terminal || ioctl(b->o.descriptor, TIOCGWINSZ, &v) == -1 ||
        v.ws_col == 0)
        return BARRA_LIBRE;
    return v.ws_col < BARRA_COLUMNAS_MAX ? v.ws_col : BARRA_COLUMNAS_MAX;
}

/* Con m. La línea de ahora, en l. */
static void pon_estado(struct linea *l, struct barra *b, double ahora,
                       bool ultima)
{
    size_t n = atomic_load(&b->n);

    suaviza(b, n, ahora);
    struct barra_datos d = {
        .n = n,
        .total = b->o.total,
        .segundos = ahora - b->nacio,
        .ritmo = ultima || b->media_t <= 0 ? NAN : b->media_n / b->media_t,
        .columnas = columnas(b),
        .escala = b->o.escala,
        .ascii = b->o.ascii,
        .titulo = b->o.titulo,
        .unidad = b->o.unidad,
    };
    char *texto = l->texto + l->van;

    if (barra_texto(&d, texto, l->tam - l->van) == 0 && d.columnas > 0)
        recorta(texto, d.columnas);
    l->van += strlen(texto);
}

static void repite(struct linea *l, const char *que, int veces)
{
    for (int i = 0; i < veces; i++)
        pon(l, "%s", que);
}

/* Todo o, si el terminal no lo admite, lo que se pueda. */
static void manda(int descriptor, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t r = write(descriptor, p, n);

        if (r == -1 && errno != EINTR)
            return;
        if (r > 0) {
            p += r;
            n -= (size_t)r;
        }
    }
}

/* Con m. */
static void dibuja(struct barra *b, double ahora, bool ultima)
{
    struct linea l = {b->linea, b->tam, 0, false};

    atomic_store(&b->siguiente, ahora + b->cada);
    if (!b->terminal) {
        pon_estado(&l, b, ahora, ultima);
        pon(&l, "\n");
    } else {
        /* HUECO: componer el dibujo en el terminal */
        (void)repite;
        pon_estado(&l, b, ahora, ultima);
    }
    manda(b->o.descriptor, l.texto, l.van);
}

/* Lo que puede ocupar una línea: las columnas, lo que sobra por los lados y
 * los movimientos del cursor. */
static size_t tamano(const struct barra_opciones *o)
{
    size_t textos = (hay(o->titulo) ? strlen(o->titulo) : 0) +
                    (hay(o->unidad) ? strlen(o->unidad) : 0);

    return textos + (size_t)3 * BARRA_COLUMNAS_MAX + 512 +
           4 * (size_t)o->posicion;
}

int barra_crea(struct barra **sale, const struct barra_opciones *o)
{
    int r = ENOMEM;
    struct barra *b = calloc(1, sizeof *b);

    if (b == NULL)
        return r;
    b->o = *o;
    if (o->descriptor == 0)
        b->o.descriptor = STDERR_FILENO;
    b->terminal = o->modo == BARRA_TERMINAL ||
                  (o->modo == BARRA_PREGUNTA && isatty(b->o.descriptor));
    b->cada = b->terminal ? 0.1 : 10;
    b->tam = tamano(o);
    b->linea = malloc(b->tam);
    if (b->linea == NULL)
        goto libera_barra;
    if ((r = pthread_mutex_init(&b->m, NULL)) != 0)
        goto libera_linea;
    b->nacio = b->antes = hora(b);
    atomic_init(&b->n, 0);
    atomic_init(&b->siguiente, b->nacio + b->cada);
    if (b->terminal)
        dibuja(b, b->nacio, false);
    *sale = b;
    return 0;

libera_linea:
    free(b->linea);
libera_barra:
    free(b);
    return r;
}

/* La cuenta acaba de cambiar. */
static void quiza_dibuja(struct barra *b)
{
    double ahora = hora(b);

    /* HUECO: dibujar si toca */
    (void)ahora;
}

void barra_avanza(struct barra *b, size_t k)
{
    /* HUECO: contar */
    (void)k;
    quiza_dibuja(b);
}

void barra_pon(struct barra *b, size_t n)
{
    atomic_store(&b->n, n);
    quiza_dibuja(b);
}

void barra_cierra(struct barra *b)
{
    if (b == NULL)
        return;
    /* HUECO: cerrar la barra */
    pthread_mutex_destroy(&b->m);
    free(b->linea);
    free(b);
}
