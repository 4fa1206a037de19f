/* par.h, línea por línea: lo que promete y no está ya en las pruebas de
 * cada parte. Los hilos se retienen con puertas; nada depende de cuánto se
 * tarda. */
#include "cita.h"
#include "par.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct par_pool *nuevo(int k)
{
    struct par_opciones o = {.trabajadores = k};
    struct par_pool *p = NULL;

    exige_error(par_crea(&p, &o), 0, "par_crea de %d hilos", k);
    return p;
}

/* ---- el pool ---- */

void prueba_chunksize(void)
{
    exige_entero(par_chunksize(0, 3), 0, "par_chunksize(0, 3)");
    exige_entero(par_chunksize(1, 3), 1, "par_chunksize(1, 3)");
    exige_entero(par_chunksize(12, 3), 1, "par_chunksize(12, 3)");
    exige_entero(par_chunksize(13, 3), 2, "par_chunksize(13, 3)");
    exige_entero(par_chunksize(SIZE_MAX, 1), SIZE_MAX / 4 + 1,
                 "par_chunksize(SIZE_MAX, 1)");
}

static void exige_estado(struct par_pool *p, const char *estado)
{
    char texto[80], esperado[80];
    size_t n =
        (size_t)snprintf(esperado, sizeof esperado,
                         "<par inicio=hilo state=%s pool_size=3>", estado);

    exige_error(par_describe(p, texto, sizeof texto), 0, "par_describe");
    exige_texto(texto, esperado, "par_describe");
    exige_error(par_describe(p, texto, n), ERANGE,
                "par_describe, con un byte menos de los que hacen falta");
    exige_error(par_describe(p, texto, n + 1), 0,
                "par_describe, con el sitio justo");
}

void prueba_describe(void)
{
    struct par_pool *p = nuevo(3);

    exige_entero(par_tamano(p), 3, "par_tamano");
    exige_estado(p, "RUN");
    exige_error(par_une(p), EINVAL, "par_une, sin cerrar");
    par_cierra(p);
    par_cierra(p);
    exige_estado(p, "CLOSE");
    par_termina(p);
    par_cierra(p);
    exige_estado(p, "TERMINATE");
    exige_error(par_une(p), 0, "par_une, terminado");
    exige_error(par_une(p), 0, "par_une, otra vez");
    par_destruye(p);
    par_destruye(NULL);
}

void prueba_opciones(void)
{
    struct par_opciones o = {.trabajadores = -1};
    struct par_pool *p = NULL;

    exige_error(par_crea(&p, &o), EINVAL, "par_crea, con -1 trabajadores");
    o = (struct par_opciones){.trabajadores = 1, .inicio = "clon"};
    exige_error(par_crea(&p, &o), EINVAL, "par_crea, con inicio «clon»");
    exige(p == NULL, "par_crea ha fallado y ha cambiado *sale");
    exige_error(par_crea(&p, NULL), 0, "par_crea(&p, NULL)");
    exige(par_tamano(p) >= 1, "par_tamano, con todo a cero, dice %d",
          par_tamano(p));
    par_destruye(p);
}

void prueba_opciones_sin_tocar(void)
{
    struct par_opciones o = {.trabajadores = 4000000, .inicio = "clon"};
    struct par_pool *p = NULL;
    size_t antes;

    pico_reinicia();
    antes = pico_memoria();
    exige_error(par_crea(&p, &o), EINVAL, "par_crea, con inicio «clon»");
    exige(pico_memoria() - antes < 80 << 20,
          "par_crea ha tocado memoria por cada trabajador antes de mirar "
          "las opciones");
}

void prueba_pide_alineado(void)
{
    struct par_pool *p = nuevo(1);
    unsigned char *v[10];

    for (size_t i = 0; i < 10; i++) {
        v[i] = par_pide(p, 1 + 37 * i);
        exige(v[i] != NULL && (uintptr_t)v[i] % 64 == 0,
              "par_pide(p, %zu) da una dirección que no es múltiplo de 64",
              1 + 37 * i);
        memset(v[i], (int)i, 1 + 37 * i);
    }
    for (size_t i = 0; i < 10; i++)
        exige_entero(v[i][37 * i], i, "el último byte del bloque %zu", i);
    for (size_t i = 0; i < 5; i++)
        par_suelta(p, v[i]);
    par_suelta(p, NULL);
    par_destruye(p); /* los demás se van con él */
}

/* ---- futuros ---- */

static struct puerta *dentro, *abierta;
static int orden[8];
static atomic_int hechos;

static int espera_en_la_puerta(const void *x, void *y)
{
    (void)x;
    (void)y;
    puerta_abre(dentro);
    puerta_espera(abierta);
    return 0;
}

static int apunta(const void *x, void *y)
{
    int i = atomic_fetch_add(&hechos, 1);

    if (i < 8)
        orden[i] = *(const int *)x;
    if (y != NULL)
        *(int *)y = 10 * *(const int *)x;
    return *(const int *)x < 0 ? -*(const int *)x : 0;
}

/* Un trabajador parado tras la puerta: lo que se mande, espera. */
static void ocupa(struct par_pool *p, struct par_futuro *f)
{
    struct par_trabajo t = {espera_en_la_puerta, 1, NULL, 0, NULL, 0};

    dentro = puerta_crea();
    abierta = puerta_crea();
    atomic_store(&hechos, 0);
    *f = (struct par_futuro){.ctx = NULL};
    exige_error(par_envia(p, f, &t), 0, "par_envia");
    exige(puerta_espera(dentro), "el único trabajador no empieza");
}

static struct {
    atomic_int veces;
    int error;
    void *ctx;
    pthread_t quien;
} aviso;

static void avisa(struct par_futuro *f, int error)
{
    aviso.error = error;
    aviso.ctx = f->ctx;
    aviso.quien = pthread_self();
    atomic_fetch_add(&aviso.veces, 1);
}

static int dice(struct par_futuro *f)
{
    return *(int *)f->ctx;
}

void prueba_futuros_en_orden(void)
{
    struct par_pool *p = nuevo(1);
    struct par_futuro antes, f[4];
    int x[4] = {7, 3, 9, 1}, y[4] = {0}, que = 5;

    ocupa(p, &antes);
    for (int i = 0; i < 4; i++) {
        struct par_trabajo t = {apunta, 1, &x[i], 0, &y[i], 0};

        f[i] = (struct par_futuro){.ctx = &que};
        f[i].empieza = i == 2 ? dice : NULL;
        f[i].acabado = i == 2 ? avisa : NULL;
        exige_error(par_envia(p, &f[i], &t), 0, "par_envia");
        exige(!par_listo(&f[i]), "par_listo, sin haber empezado");
    }
    exige_error(par_espera(&f[3], 0), ETIMEDOUT, "par_espera(f, 0)");
    exige_error(par_espera(&f[3], 0.001), ETIMEDOUT,
                "par_espera(f, 0.001)");
    puerta_abre(abierta);
    for (int i = 0; i < 4; i++)
        exige_error(par_espera(&f[i], 1e300), 0, "par_espera(f, 1e300)");
    exige(orden[0] == 7 && orden[1] == 3 && orden[2] == 1,
          "con un trabajador, se empiezan en otro orden: %d, %d, %d",
          orden[0], orden[1], orden[2]);
    exige_entero(hechos, 3, "trabajos hechos, si empieza dice 5 en uno");
    exige_entero(par_error(&f[2]), 5, "par_error, si empieza dice 5");
    exige_entero(par_error(&f[3]), 0, "par_error del siguiente");
    exige_entero(y[3], 10, "su resultado");
    par_destruye(p);
    exige(aviso.veces == 1 && aviso.error == 5 && aviso.ctx == &que,
          "acabado: %d veces, error %d", aviso.veces, aviso.error);
    exige(!pthread_equal(aviso.quien, pthread_self()),
          "a acabado lo ha llamado quien espera con plazo");
}

void prueba_futuros_de_varios(void)
{
    struct par_pool *p = nuevo(1);
    int x[5] = {1, 2, -6, 4, 5}, y[5] = {0};
    struct par_futuro f = {.ctx = NULL};
    struct par_trabajo t = {apunta, 5, x, sizeof *x, y, sizeof *y};

    atomic_store(&hechos, 0);
    exige_error(par_envia(p, &f, &t), 0, "par_envia de cinco");
    exige_error(par_espera(&f, -1), 0, "par_espera(f, -1)");
    exige_entero(par_error(&f), 6, "par_error, si el tercero da 6");
    exige_entero(hechos, 3, "llamadas, si falla el tercero de cinco");
    exige_entero(y[1], 20, "el resultado del segundo");
    par_destruye(p);
}

void prueba_futuros_cancelados(void)
{
    struct par_pool *p = nuevo(1);
    struct par_futuro antes, f = {.acabado = avisa}, g = {.ctx = NULL};
    int x = 1;
    struct par_trabajo t = {apunta, 1, &x, 0, NULL, 0};

    ocupa(p, &antes);
    aviso.veces = 0;
    exige_error(par_envia(p, &f, &t), 0, "par_envia");
    exige_error(par_cancela(&f), 0, "par_cancela, en la cola");
    exige_error(par_cancela(&f), 0, "par_cancela, otra vez");
    exige_error(par_cancela(&antes), EBUSY, "par_cancela, ya empezado");
    exige_error(par_envia(p, &g, &t), 0, "par_envia");
    puerta_abre(abierta);
    exige_error(par_espera(&g, -1), 0, "par_espera del de detrás");
    exige(par_listo(&f), "el cancelado, pasado su turno, no está listo");
    exige_error(par_error(&f), ECANCELED, "par_error del cancelado");
    exige_error(par_cancela(&g), EBUSY, "par_cancela, ya acabado");
    exige_entero(hechos, 1, "trabajos hechos, con uno cancelado");
    par_destruye(p);
    exige_entero(aviso.veces, 1, "avisos del cancelado");
}

void prueba_futuros_terminados(void)
{
    struct par_pool *p = nuevo(1);
    struct par_futuro antes, f = {.ctx = NULL};
    int x = 1;
    struct par_trabajo t = {apunta, 1, &x, 0, NULL, 0};

    ocupa(p, &antes);
    exige_error(par_envia(p, &f, &t), 0, "par_envia");
    par_termina(p);
    puerta_abre(abierta);
    exige_error(par_une(p), 0, "par_une, terminado");
    exige(par_listo(&antes) && par_listo(&f), "par_une vuelve antes");
    exige_error(par_error(&antes), 0, "el que estaba a medias");
    exige_error(par_error(&f), ECANCELED, "el que esperaba");
    exige_entero(hechos, 0, "trabajos hechos de los que esperaban");
    par_destruye(p);
}

/* ---- reservas ---- */

static void *une(void *p)
{
    return (void *)(intptr_t)par_une(p);
}

void prueba_reservas(void)
{
    struct par_pool *p = nuevo(2);
    struct par_futuro f = {.ctx = NULL};
    int x = 4, y = 0;
    struct par_trabajo t = {apunta, 1, &x, 0, &y, 0};

    atomic_store(&hechos, 0);
    exige_error(par_reserva(p), 0, "par_reserva");
    par_cierra(p);
    struct hilo *h = lanza(une, p);

    exige(observa(h) == DUERME, "par_une, con una reserva, %s",
          que_hace(h));
    exige_error(par_envia(p, &f, &t), EPIPE, "par_envia, ya cerrado");
    exige_error(par_envia_reservado(p, &f, &t), 0,
                "par_envia_reservado, ya cerrado");
    exige_error(par_espera(&f, 60), 0, "par_espera");
    exige_entero(y, 40, "el resultado");
    par_devuelve(p);
    exige(recoge(h, "par_une, devuelta la reserva") == NULL, "par_une");
    par_destruye(p);
}

/* ---- imap ---- */

enum { FALLA = 33, DE_LA_FUENTE = 44 };

static int da_diez(void *ctx, void *x, size_t max, size_t *n)
{
    int *va = ctx;

    exige(max >= 1, "a la fuente se le piden 0 elementos");
    *n = 0;
    while (*n < max && *va < 10)
        ((int *)x)[(*n)++] = (*va)++;
    return *va < 10 ? 0 : DE_LA_FUENTE;
}

static int falla_con_el_4(const void *x, void *y)
{
    *(int *)y = 10 * *(const int *)x;
    return *(const int *)x == 4 ? FALLA : 0;
}

/* Trozos de tres: el que lleva el 4 se pierde entero, y se sigue. */
void prueba_imap_errores(void)
{
    static const int esperado[] = {0, 10, 20, -FALLA, 60, 70, 80, 90};
    struct par_imap_opciones o = {.chunk = 3, .ventana = 2};
    struct par_pool *p = nuevo(2);
    struct par_imap *it;
    int va = 0, y, r;

    exige_error(
        par_imap_crea(&it, p, falla_con_el_4, da_diez, &va, 4, 4, &o), 0,
        "par_imap_crea");
    par_cierra(p); /* lo que falte se manda igual */
    for (size_t i = 0; i < sizeof esperado / sizeof *esperado; i++) {
        r = par_imap_siguiente(it, &y);
        exige_entero(r == 0 ? y : -r, esperado[i],
                     "par_imap_siguiente, %zu.ª vez", i + 1);
    }
    exige_entero(par_imap_siguiente(it, &y), DE_LA_FUENTE,
                 "par_imap_siguiente, al final: el error de la fuente");
    for (int i = 0; i < 3; i++)
        exige_entero(par_imap_siguiente(it, &y), PAR_FIN,
                     "par_imap_siguiente, después");
    par_imap_destruye(it);
    par_imap_destruye(NULL);
    exige_error(par_une(p), 0, "par_une, destruido el imap");
    par_destruye(p);
}

/* ---- bucles ---- */

static struct {
    int veces;
    size_t ultimo;
    pthread_t quien;
    bool baja;
} visto;

static void mira_avance(void *ctx, size_t n_hechos, size_t n)
{
    (void)ctx;
    exige_entero(n, 100, "avance: n");
    visto.baja = visto.baja || n_hechos < visto.ultimo;
    if (visto.veces++ == 0)
        exige_entero(n_hechos, 0, "avance, la primera vez");
    visto.ultimo = n_hechos;
    visto.quien = pthread_self();
}

static atomic_int vueltas[100];

static int marca(void *ctx, size_t desde, size_t hasta)
{
    exige(desde < hasta && hasta <= 100, "un tramo de %zu a %zu", desde,
          hasta);
    for (size_t i = desde; i < hasta; i++)
        atomic_fetch_add(&vueltas[i], 1);
    return ctx != NULL && desde <= 50 && 50 < hasta ? 7 : 0;
}

void prueba_para_repartos(void)
{
    static const enum par_reparto r[] = {PAR_DINAMICO, PAR_ESTATICO,
                                         PAR_GUIADO, PAR_AUTO};
    struct par_pool *p = nuevo(3);

    for (int i = 0; i < 4; i++) {
        struct par_bucle b = {.reparto = r[i], .avance = mira_avance};

        memset(&visto, 0, sizeof visto);
        memset(vueltas, 0, sizeof vueltas);
        exige_error(par_para(p, marca, NULL, 100, &b), 0,
                    "par_para, reparto %d", i);
        for (int k = 0; k < 100; k++)
            exige_entero(vueltas[k], 1, "par_para, reparto %d: vuelta %d",
                         i, k);
        exige(visto.veces >= 2 && visto.ultimo == 100 && !visto.baja &&
                  pthread_equal(visto.quien, pthread_self()),
              "avance, reparto %d: %d veces, al final %zu", i, visto.veces,
              visto.ultimo);
        b.avance = NULL;
        b.sigue = true;
        memset(vueltas, 0, sizeof vueltas);
        exige_entero(par_para(p, marca, p, 100, &b), 7,
                     "par_para, reparto %d, si un tramo da 7", i);
        for (int k = 0; k < 100; k++)
            exige_entero(vueltas[k], 1,
                         "par_para, que sigue aunque uno falle: vuelta %d",
                         k);
    }
    par_destruye(p);
}
