/* Pruebas de la cola. Que un hilo espera se le pregunta al núcleo (observa);
 * nada depende de cuánto tarda. */
#include "cola.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct cola *cola;

static struct cola *nueva(size_t capacidad)
{
    struct cola *c = NULL;

    exige_error(cola_crea(&c, capacidad), 0, "cola_crea(&c, %zu)",
                capacidad);
    exige(c != NULL, "cola_crea(&c, %zu) ha devuelto 0, y c sigue en NULL",
          capacidad);
    return c;
}

/* Los elementos de las pruebas son números disfrazados de puntero. */
static void *cosa(intptr_t n)
{
    return (void *)n;
}

static void pon(intptr_t n)
{
    exige_error(cola_pon(cola, cosa(n)), 0, "cola_pon, con sitio");
}

static intptr_t toma(void)
{
    void *x = cosa(-1);

    exige_error(cola_toma(cola, &x), 0, "cola_toma, con algo dentro");
    return (intptr_t)x;
}

/* Una llamada hecha por otro hilo. */
struct llamada {
    struct hilo *hilo;
    void *x;
    int r;
};

static void *hace_pon(void *arg)
{
    struct llamada *ll = arg;

    ll->r = cola_pon(cola, ll->x);
    return NULL;
}

static void *hace_toma(void *arg)
{
    struct llamada *ll = arg;

    ll->r = cola_toma(cola, &ll->x);
    return NULL;
}

static void manda(struct llamada *ll, void *(*que)(void *), intptr_t n)
{
    ll->x = cosa(n);
    ll->r = -1;
    ll->hilo = lanza(que, ll);
}

static void duerme(const struct llamada *ll, const char *que)
{
    exige(observa(ll->hilo) == DUERME, "%s: se esperaba que durmiera, y %s",
          que, que_hace(ll->hilo));
}

/* ------------------------------------------------------- crear -------- */

static void con_averia(enum averia cual, const char *de_que)
{
    for (int n = 1;; n++) {
        struct cola *c = NULL;

        averia(cual, n);
        int r = cola_crea(&c, 4);
        int hubo = llamadas(cual);

        averia(cual, 0);
        if (hubo < n) { /* ya no había n-ésima: esta vez no falló nada */
            exige_error(r, 0, "cola_crea, sin averías");
            cola_destruye(c);
            return;
        }
        exige_error(r, ENOMEM, "cola_crea, si falla %s número %d", de_que,
                    n);
        exige(c == NULL, "cola_crea ha fallado y ha cambiado *sale");
    }
}

void prueba_crea_falla(void)
{
    struct cola *c = NULL;

    exige_error(cola_crea(&c, 0), EINVAL, "cola_crea(&c, 0)");
    cola = nueva(1);
    cola_destruye(cola);
    con_averia(AV_MEMORIA, "la reserva de memoria");
    con_averia(AV_MUTEX, "el mutex");
    con_averia(AV_COND, "la condición");
    if (sizeof(size_t) >= 8)
        exige_error(cola_crea(&c, SIZE_MAX / 4), ENOMEM,
                    "cola_crea(&c, SIZE_MAX / 4)");
}

/* ------------------------------------------------------- orden -------- */

void prueba_orden(void)
{
    intptr_t entra = 1, sale = 1;

    cola = nueva(3);
    pon(entra++);
    for (int vuelta = 1; vuelta <= 50; vuelta++) {
        for (int i = 0; i < 2; i++) /* siempre queda uno dentro */
            pon(entra++);
        for (int i = 0; i < 2; i++, sale++)
            exige_entero(toma(), sale,
                         "cola de capacidad 3, vuelta %d: al tomar, sale",
                         vuelta);
    }
    exige_entero(toma(), sale, "cola_toma, el último que quedaba");
    exige_error(cola_pon(cola, NULL), 0, "cola_pon(c, NULL)");
    exige_entero(toma(), 0, "cola_toma, después de cola_pon(c, NULL)");
    cola_destruye(cola);
}

/* ------------------------------------------------------- esperar ------ */

void prueba_bloquea(void)
{
    struct llamada ll;

    cola = nueva(2);
    pon(1);
    pon(2);
    manda(&ll, hace_pon, 3);
    duerme(&ll, "cola_pon, con la cola llena");
    exige_entero(toma(), 1, "cola_toma, con 1 y 2 dentro y un 3 esperando");
    recoge(ll.hilo, "cola_pon(3), después de que cola_toma haga sitio");
    exige_error(ll.r, 0, "cola_pon(3), después de esperar");
    exige_entero(toma(), 2, "cola_toma, con 2 y 3 dentro");
    exige_entero(toma(), 3, "cola_toma, con 3 dentro");

    manda(&ll, hace_toma, -1);
    duerme(&ll, "cola_toma, con la cola vacía");
    pon(4);
    recoge(ll.hilo, "cola_toma, después de que cola_pon ponga un 4");
    exige_error(ll.r, 0, "cola_toma, después de esperar");
    exige_entero((intptr_t)ll.x, 4, "cola_toma, después de esperar, saca");
    cola_destruye(cola);
}

/* pthread_cond_wait puede volver sin que nadie avise: entonces hay que mirar
 * otra vez, y volver a dormirse. */
static void no_se_fia(void *(*que)(void *), intptr_t n, const char *nombre)
{
    struct llamada ll;

    averia(AV_ESPURIO, 1);
    manda(&ll, que, n);
    enum que_hace hace = observa(ll.hilo);

    averia(AV_ESPURIO, 0);
    exige(
        hace == DUERME,
        "%s: pthread_cond_wait vuelve sin que nadie haya avisado (POSIX lo "
        "permite), y %s sin que haya cambiado nada",
        nombre, que_hace(ll.hilo));
    if (que == hace_toma)
        pon(n);
    else
        exige_entero(toma(), 1, "cola_toma, con un 1 dentro");
    recoge(ll.hilo, nombre);
}

static void despertares_espurios(void)
{
    cola = nueva(1);
    no_se_fia(hace_toma, 5, "cola_toma, con la cola vacía");
    pon(1);
    no_se_fia(hace_pon, 2, "cola_pon, con la cola llena");
    exige_entero(toma(), 2, "cola_toma, con un 2 dentro");
    cola_destruye(cola);
}

/* Las rondas de «despertar» y «aviso»: en cada una, alguien que duerme es
 * despertado y otro que no dormía intenta adelantársele. Si se adelanta o no,
 * lo decide el planificador; una buena cola aguanta las dos cosas siempre, y
 * una mala no aguanta tantas rondas. */
enum { RONDAS = 60 };

/* Pone lo que le dan, y sin soltar la CPU se lo intenta llevar. */
static void *pone_y_toma(void *arg)
{
    struct llamada *ll = arg;

    if ((ll->r = cola_pon(cola, ll->x)) == 0)
        ll->r = cola_toma(cola, &ll->x);
    return NULL;
}

static void *toma_y_pone(void *arg)
{
    struct llamada *ll = arg;
    void *x;

    if ((ll->r = cola_toma(cola, &x)) == 0)
        ll->r = cola_pon(cola, ll->x);
    return NULL;
}

static void despierta_una_vez(void)
{
    struct llamada dormido, listo;

    cola = nueva(1);
    manda(&dormido, hace_toma, -1);
    duerme(&dormido, "cola_toma, con la cola vacía");
    manda(&listo, pone_y_toma, 7);
    enum que_hace a = observa(listo.hilo), b = observa(dormido.hilo);

    exige(a != HA_VUELTO || b != HA_VUELTO,
          "un hilo duerme en cola_toma; se pone un elemento y otro hilo se "
          "lo lleva antes: han vuelto los dos, y solo había un elemento");
    pon(8);
    recoge(listo.hilo, "cola_pon y cola_toma seguidas");
    recoge(dormido.hilo, "cola_toma, con un elemento para cada uno");
    exige_entero((intptr_t)listo.x + (intptr_t)dormido.x, 15,
                 "dos cola_toma, con 7 y 8 puestos: su suma");
    cola_destruye(cola);
}

static void hace_sitio_una_vez(void)
{
    struct llamada dormido, listo;

    cola = nueva(1);
    pon(1);
    manda(&dormido, hace_pon, 2);
    duerme(&dormido, "cola_pon, con la cola llena");
    manda(&listo, toma_y_pone, 3);
    enum que_hace a = observa(listo.hilo), b = observa(dormido.hilo);

    exige(
        a != HA_VUELTO || b != HA_VUELTO,
        "un hilo duerme en cola_pon; se toma un elemento y otro hilo ocupa "
        "el sitio antes: han vuelto los dos, y solo había un sitio");
    intptr_t x = toma();

    recoge(listo.hilo, "cola_toma y cola_pon seguidas");
    recoge(dormido.hilo, "cola_pon, con un sitio para cada uno");
    exige_entero(x + toma(), 5, "lo que queda, con 2 y 3 puestos: su suma");
    cola_destruye(cola);
}

void prueba_despertar(void)
{
    despertares_espurios();
    for (int i = 0; i < RONDAS; i++) {
        despierta_una_vez();
        hace_sitio_una_vez();
    }
}

static void *toma_dos(void *arg)
{
    struct llamada *ll = arg;
    void *x;

    if ((ll->r = cola_toma(cola, &x)) == 0)
        ll->r = cola_toma(cola, &ll->x);
    return NULL;
}

/* Dos productores duermen; alguien toma dos veces seguidas, y la segunda
 * tiene que esperar al productor al que ha despertado la primera. */
void prueba_aviso(void)
{
    for (int i = 0; i < RONDAS; i++) {
        struct llamada p[2], c;

        cola = nueva(1);
        pon(1);
        for (int k = 0; k < 2; k++) {
            manda(&p[k], hace_pon, 2 + k);
            duerme(&p[k], "cola_pon, con la cola llena");
        }
        manda(&c, toma_dos, -1);
        exige(
            observa(c.hilo) == HA_VUELTO,
            "dos hilos duermen en cola_pon, con la cola llena, y otro toma "
            "dos veces: la segunda %s, con un elemento ya puesto: ¿a "
            "quién despertó el aviso?",
            que_hace(c.hilo));
        recoge(c.hilo, "cola_toma, dos veces");
        for (int k = 0; k < 2; k++)
            recoge(p[k].hilo, "cola_pon, después de hacerle sitio");
        exige_entero((intptr_t)c.x + toma(), 5,
                     "lo que sale, con 2 y 3 puestos: su suma");
        cola_destruye(cola);
    }
}

/* ------------------------------------------------------- muchos ------- */

enum { POR_LADO = 4, CADA_UNO = 1000, TOTAL = POR_LADO * CADA_UNO };

static atomic_uchar visto[TOTAL];

static void *produce(void *arg)
{
    intptr_t yo = (intptr_t)arg;

    for (intptr_t i = 0; i < CADA_UNO; i++)
        exige_error(cola_pon(cola, cosa(yo * CADA_UNO + i)), 0,
                    "cola_pon, con %d productores", POR_LADO);
    return NULL;
}

static void *consume(void *arg)
{
    (void)arg;
    for (int i = 0; i < CADA_UNO; i++) {
        intptr_t n = toma();

        exige(n >= 0 && n < TOTAL,
              "cola_toma ha sacado algo que nadie ha puesto");
        exige(atomic_fetch_add(&visto[n], 1) == 0,
              "con %d productores y %d consumidores, un elemento ha salido "
              "dos veces",
              POR_LADO, POR_LADO);
    }
    return NULL;
}

static void reparte_todo(void)
{
    struct hilo *p[POR_LADO], *c[POR_LADO];

    memset(visto, 0, sizeof visto);
    cola = nueva(5);
    for (intptr_t i = 0; i < POR_LADO; i++) {
        p[i] = lanza(produce, (void *)i);
        c[i] = lanza(consume, NULL);
    }
    for (int i = 0; i < POR_LADO; i++)
        recoge(p[i], "un productor de los cuatro");
    for (int i = 0; i < POR_LADO; i++)
        recoge(c[i], "un consumidor de los cuatro");
    for (int i = 0; i < TOTAL; i++)
        exige(visto[i] == 1,
              "con %d productores y %d consumidores, falta algún elemento",
              POR_LADO, POR_LADO);
    cola_destruye(cola);
}

/* Varias veces: con la máquina ocupada, en una sola puede que nadie pierda
 * la CPU en el peor sitio, y ThreadSanitizer no vea a quien saca sin mutex. */
void prueba_todo_una_vez(void)
{
    for (int i = 0; i < 10; i++)
        reparte_todo();
}

/* ------------------------------------------------------- cerrar ------- */

void prueba_cierra_entrega(void)
{
    void *x = cosa(-1);

    cola = nueva(3);
    pon(1);
    pon(2);
    cola_cierra(cola);
    cola_cierra(cola);
    exige_error(cola_pon(cola, cosa(3)), EPIPE, "cola_pon, ya cerrada");
    exige_error(cola_toma(cola, &x), 0,
                "cola_toma, cerrada con dos elementos dentro");
    exige_entero((intptr_t)x, 1, "cola_toma, cerrada, saca primero");
    exige_entero(toma(), 2, "cola_toma, cerrada, saca después");
    x = cosa(99);
    exige_error(cola_toma(cola, &x), ENODATA, "cola_toma, cerrada y vacía");
    exige_entero((intptr_t)x, 99,
                 "cola_toma, con ENODATA, no toca *sale, que era 99 y es");
    exige_error(cola_toma(cola, &x), ENODATA, "cola_toma, otra vez");
    cola_destruye(cola);
}

static void cierra_con_tres(void *(*que)(void *), int error,
                            const char *nombre)
{
    struct llamada ll[3];

    for (int i = 0; i < 3; i++) {
        manda(&ll[i], que, 100 + i);
        duerme(&ll[i], nombre);
    }
    cola_cierra(cola);
    for (int i = 0; i < 3; i++) {
        exige(observa(ll[i].hilo) == HA_VUELTO,
              "tres hilos esperan en %s, y se cierra la cola: uno de los "
              "tres %s",
              nombre, que_hace(ll[i].hilo));
        recoge(ll[i].hilo, nombre);
        exige_error(ll[i].r, error, "%s, al cerrarse durante la espera",
                    nombre);
    }
}

void prueba_cierra_despierta(void)
{
    cola = nueva(2);
    cierra_con_tres(hace_toma, ENODATA, "cola_toma, con la cola vacía");
    cola_destruye(cola);

    cola = nueva(2);
    pon(1);
    pon(2);
    cierra_con_tres(hace_pon, EPIPE, "cola_pon, con la cola llena");
    exige_entero(toma(), 1, "cola_toma, cerrada con 1 y 2 dentro");
    exige_entero(toma(), 2, "cola_toma, cerrada con 2 dentro");
    cola_destruye(cola);
}
