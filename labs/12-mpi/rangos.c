#include "rangos.h"

#include <errno.h>
#include <limits.h>
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* lo que viene hecho */
/* La función no viaja como puntero: cada rango es otro proceso, y el núcleo
 * ha puesto el programa en otro sitio. Viaja lo lejos que está de
 * rangos_abre, que es lo mismo en todos. */
struct orden {
    enum { MAPA, SUMA, IMAP, FIN } que;
    intptr_t f;
    size_t n, te, ts, chunksize;
};

typedef void funcion(void);

static bool ocupado; /* hay un rangos_imap sin destruir */

static int rango(void)
{
    int r;

    MPI_Comm_rank(MPI_COMM_WORLD, &r);
    return r;
}

static int rangos(void)
{
    int k;

    MPI_Comm_size(MPI_COMM_WORLD, &k);
    return k;
}

/* De 0 bytes, NULL. */
static void *reserva(size_t n)
{
    void *p = n == 0 ? NULL : calloc(1, n);

    if (n > 0 && p == NULL) {
        fprintf(stderr, "rango %d: falta memoria\n", rango());
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    }
    return p;
}

/* El i-ésimo de un vector de elementos de t bytes, o NULL si no hay. */
static void *elemento(const void *v, size_t i, size_t t)
{
    return t == 0 ? NULL : (char *)(uintptr_t)v + i * t;
}

static int haz_trozo(rangos_funcion *f, size_t n, const void *x, size_t te,
                     void *y, size_t ts)
{
    int r = 0;

    for (size_t i = 0; i < n && r == 0; i++)
        r = f(elemento(x, i, te), elemento(y, i, ts));
    return r;
}

static intptr_t lejos(funcion *f)
{
    /* HUECO: medir lo lejos que está */
    (void)f;
    return 0;
}

static funcion *cerca(intptr_t f)
{
    /* HUECO: llegar a la función */
    (void)f;
    return NULL;
}

static void difunde(struct orden *o)
{
    /* HUECO: difundir la orden */
    (void)o;
}

/* el reparto */
void rangos_reparte(int n, int k, int cuantos[], int desde[])
{
    /* HUECO: repartir los elementos */
    (void)n;
    for (int i = 0; i < k; i++)
        cuantos[i] = desde[i] = 0;
}

/* El reparto de n elementos entre los que somos; cuantos va delante. */
static int *reparto(size_t n)
{
    int *cuantos = reserva(2 * (size_t)rangos() * sizeof *cuantos);

    rangos_reparte((int)n, rangos(), cuantos, cuantos + rangos());
    return cuantos;
}

/* el giro */
void rangos_gira(const void *da, void *toma, size_t n)
{
    /* HUECO: dar y tomar */
    (void)da;
    (void)toma;
    (void)n;
}

/* el mapa */
/* La parte de cada uno en un mapa; los vectores, solo en el 0. */
static int mapa(const struct orden *o, const void *entrada, void *salida)
{
    /* HUECO: repartir, hacer y recoger */
    (void)o;
    (void)entrada;
    (void)salida;
    (void)reparto;
    return ENOSYS;
}

int rangos_map(rangos_funcion *f, size_t n, const void *entrada, size_t te,
               void *salida, size_t ts)
{
    struct orden o = {MAPA, lejos((funcion *)f), n, te, ts, 0};

    if (ocupado)
        return EBUSY;
    if (n > INT_MAX || te > INT_MAX || ts > INT_MAX)
        return EOVERFLOW;
    difunde(&o);
    return mapa(&o, entrada, salida);
}

/* la suma */
static void suma(const struct orden *o, const double *x, double *s)
{
    /* HUECO: sumar entre todos */
    (void)o;
    (void)x;
    if (s != NULL)
        *s = 0;
}

int rangos_suma(double (*f)(double), const double *x, size_t n, double *s)
{
    struct orden o = {.que = SUMA, .f = lejos((funcion *)f), .n = n};

    if (ocupado)
        return EBUSY;
    if (n > INT_MAX)
        return EOVERFLOW;
    difunde(&o);
    suma(&o, x, s);
    return 0;
}

/* el rango que trabaja */
/* Lo que va delante de los elementos, a la ida y a la vuelta. */
struct cabecera {
    size_t n;  /* elementos */
    int error; /* a la vuelta */
};

enum { ACABA = 32767 }; /* la etiqueta de quien ya no tendrá trabajo */

/* Recibe trozos, los hace y los devuelve, hasta que le dicen que acabe. */
static void trabaja(const struct orden *o)
{
    /* HUECO: hacer trozos */
    (void)o;
}

/* la ventana */
struct casilla {
    enum { LIBRE, SACADA, MANDADA, HECHA } estado;
    size_t turno, entregados; /* qué trozo es, y cuánto se ha dado de él */
    struct cabecera *ida, *vuelta; /* con sus elementos detrás */
};

struct rangos_imap {
    rangos_fuente *fuente;
    void *ctx;
    struct orden o;
    size_t ventana, sacados, siguiente; /* en trozos */
    bool sin_orden;
    int final;     /* lo que dijo la fuente, o 0 si aún sigue */
    bool *trabaja; /* qué rangos tienen un trozo */
    struct casilla casillas[];
};

/* crear y liberar la ventana */
static void libera(struct rangos_imap *it)
{
    for (size_t i = 0; i < it->ventana; i++) {
        free(it->casillas[i].ida);
        free(it->casillas[i].vuelta);
    }
    free(it->trabaja);
    free(it);
}

static int nueva(struct rangos_imap **sale, const struct orden *o,
                 const struct rangos_opciones *op)
{
    const size_t c = sizeof(struct cabecera), tope = INT_MAX - c;
    size_t ventana = op != NULL && op->ventana > 0
                         ? op->ventana
                         : 2 * ((size_t)rangos() - 1);
    struct rangos_imap *it;

    if (o->chunksize > tope / (o->te + 1) ||
        o->chunksize > tope / (o->ts + 1) || ventana >= ACABA)
        return EOVERFLOW;
    it = calloc(1, sizeof *it + ventana * sizeof *it->casillas);
    if (it == NULL)
        return ENOMEM;
    it->o = *o;
    it->ventana = ventana;
    it->sin_orden = op != NULL && op->sin_orden;
    bool bien =
        (it->trabaja = calloc((size_t)rangos(), sizeof(bool))) != NULL;
    for (size_t i = 0; i < ventana; i++) {
        it->casillas[i].ida = calloc(1, c + o->chunksize * o->te);
        it->casillas[i].vuelta = calloc(1, c + o->chunksize * o->ts);
        bien = bien && it->casillas[i].ida != NULL &&
               it->casillas[i].vuelta != NULL;
    }
    if (!bien)
        libera(it);
    else
        *sale = it;
    return bien ? 0 : ENOMEM;
}

/* El siguiente elemento de una casilla hecha, o su error. */
static int entrega(struct rangos_imap *it, struct casilla *c, void *salida)
{
    size_t ts = it->o.ts;
    int r = c->vuelta->error;

    if (r == 0 && ts > 0)
        memcpy(salida, elemento(c->vuelta + 1, c->entregados, ts), ts);
    if (r != 0 || ++c->entregados == c->vuelta->n) {
        c->estado = LIBRE;
        it->siguiente++;
    }
    return r;
}

/* Una casilla en ese estado, la de turno menor; NULL si no hay. */
static struct casilla *busca(struct rangos_imap *it, int estado)
{
    struct casilla *c = NULL;

    for (size_t i = 0; i < it->ventana; i++)
        if ((int)it->casillas[i].estado == estado &&
            (c == NULL || it->casillas[i].turno < c->turno))
            c = &it->casillas[i];
    return c;
}

/* Saca trozos de la fuente mientras haya casillas libres. */
static void saca(struct rangos_imap *it)
{
    struct casilla *c;

    while (it->final == 0 && (c = busca(it, LIBRE)) != NULL) {
        size_t n = 0;

        while (n < it->o.chunksize &&
               (it->final = it->fuente(
                    it->ctx, elemento(c->ida + 1, n, it->o.te))) == 0)
            n++;
        if (n == 0)
            break;
        c->ida->n = n;
        c->turno = it->sacados++;
        c->entregados = 0;
        c->estado = SACADA;
    }
}

/* Da un trozo a cada rango que no tiene. */
static void manda(struct rangos_imap *it)
{
    /* HUECO: dar trozos a los rangos libres */
    (void)it;
    (void)busca;
}

/* Espera a que un rango devuelva el suyo. */
static void recibe(struct rangos_imap *it)
{
    /* HUECO: recibir uno */
    (void)it;
}

int rangos_imap_crea(struct rangos_imap **sale, rangos_funcion *f,
                     rangos_fuente *fuente, void *ctx, size_t te, size_t ts,
                     const struct rangos_opciones *o)
{
    struct orden orden = {IMAP, lejos((funcion *)f), 0, te, ts, 1};
    struct rangos_imap *it = NULL;
    int r = ocupado ? EBUSY : rangos() == 1 ? EINVAL : 0;

    if (o != NULL && o->chunksize > 0)
        orden.chunksize = o->chunksize;
    if (r == 0)
        r = nueva(&it, &orden, o);
    if (r != 0)
        return r;
    it->fuente = fuente;
    it->ctx = ctx;
    ocupado = true;
    difunde(&orden);
    saca(it);
    manda(it);
    *sale = it;
    return 0;
}

int rangos_imap_siguiente(struct rangos_imap *it, void *salida)
{
    /* HUECO: entregar el siguiente */
    (void)it;
    (void)salida;
    (void)recibe;
    (void)entrega;
    return ENOSYS;
}

void rangos_imap_destruye(struct rangos_imap *it)
{
    if (it == NULL)
        return;
    /* HUECO: recoger lo que viaja y mandar a casa */
    ocupado = false;
    libera(it);
}

/* servir */
/* acabar con todos */
static bool abierto; /* entre rangos_abre y su final */

static void al_salir(void)
{
    /* HUECO: si está a medias, decirlo y acabar */
    (void)abierto;
}

bool rangos_abre(void)
{
    /* HUECO: empezar a vigilar la salida */
    (void)al_salir;
    if (rango() == 0)
        return true;
    /* HUECO: cumplir órdenes */
    (void)cerca;
    (void)haz_trozo;
    (void)trabaja;
    return false;
}

void rangos_cierra(void)
{
    /* HUECO: mandar que acaben */
    (void)difunde;
}
