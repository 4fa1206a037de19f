/* Pruebas de los futuros. Cuándo empieza y cuándo acaba cada tarea lo decide
 * la prueba, con puertas; que alguien espera se le pregunta al núcleo. Lo que
 * se mira entre hilos y procesos está en memoria compartida, que existe antes
 * que el pool. Nada depende de cuánto se tarda. */
#include "futuro.h"
#include "cita.h"
#include "espia.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAREAS = 16 };

static const char *const inicios[] = {"hilo", "fork"};

/* ------------------------------------------------------- el taller ---- */

/* Lo que ven la prueba y los trabajadores, sean hilos o procesos. */
static struct {
    struct puerta *dentro, *abierta; /* la de la tarea que espera */
    atomic_int *hechas;              /* cuántas tareas han empezado */
} aqui;

static void prepara(void)
{
    aqui.dentro = puerta_crea();
    aqui.abierta = puerta_crea();
    aqui.hechas = comparte(sizeof *aqui.hechas);
}

static struct pool *nuevo_pool(int trabajadores, const char *inicio)
{
    struct pool *p = NULL;

    prepara();
    exige_error(pool_crea(&p, trabajadores, inicio), 0,
                "pool_crea(&p, %d, \"%s\")", trabajadores, inicio);
    return p;
}

static int cuadrado(const void *entrada, void *salida)
{
    long x;

    memcpy(&x, entrada, sizeof x);
    x *= x;
    memcpy(salida, &x, sizeof x);
    atomic_fetch_add(aqui.hechas, 1);
    return 0;
}

/* Dice que ha empezado, y no sigue hasta que le abran. */
static int cuadrado_con_puerta(const void *entrada, void *salida)
{
    puerta_abre(aqui.dentro);
    puerta_espera(aqui.abierta);
    return cuadrado(entrada, salida);
}

static int falla_con(const void *entrada, void *salida)
{
    int r;

    memcpy(&r, entrada, sizeof r);
    memset(salida, 0x5a, sizeof r);
    return r;
}

/* Lo que se presta a futuro_envia: en cuanto vuelve, ya es otra cosa. */
static long prestado;

static struct futuro *envia(struct pool *p, pool_funcion *f, long x)
{
    struct futuro *sale = NULL;

    prestado = x;
    int r = futuro_envia(&sale, p, f, &prestado, sizeof x, sizeof x);

    prestado = -1;
    exige_error(
        r, 0,
        "futuro_envia(&f, p, cuadrado, &x, sizeof x, sizeof x), con "
        "un pool abierto");
    exige(sale != NULL, "futuro_envia ha devuelto 0 y no ha dejado futuro");
    return sale;
}

/* Una tarea que ya ha empezado, y está esperando a que le abran. */
static struct futuro *ocupa(struct pool *p, long x)
{
    struct futuro *f = envia(p, cuadrado_con_puerta, x);

    exige(puerta_espera(aqui.dentro),
          "futuro_envia con un pool desocupado: la tarea no empieza");
    return f;
}

static long valor_de(struct futuro *f, const char *cual)
{
    const void *v = NULL;
    long x;

    exige_error(futuro_toma(f, -1, &v), 0, "futuro_toma(f, -1, &v) de %s",
                cual);
    exige(v != NULL, "futuro_toma de %s ha devuelto 0 y deja v en NULL",
          cual);
    memcpy(&x, v, sizeof x);
    return x;
}

/* Una llamada hecha por otro hilo. */
struct llamada {
    struct hilo *hilo;
    struct futuro *f;
    double plazo;
    int r;
};

static void *hace_espera(void *arg)
{
    struct llamada *ll = arg;

    ll->r = futuro_espera(ll->f, ll->plazo);
    return NULL;
}

static void *hace_toma(void *arg)
{
    struct llamada *ll = arg;

    ll->r = futuro_toma(ll->f, ll->plazo, NULL);
    return NULL;
}

static void manda(struct llamada *ll, void *(*que)(void *),
                  struct futuro *f, double plazo)
{
    *ll = (struct llamada){.f = f, .plazo = plazo, .r = -1};
    ll->hilo = lanza(que, ll);
}

static void duerme(const struct llamada *ll, const char *que)
{
    exige(observa(ll->hilo) == DUERME, "%s: se esperaba que durmiera, y %s",
          que, que_hace(ll->hilo));
}

static void *hace_cierra_y_une(void *pool)
{
    pool_cierra(pool);
    pool_une(pool);
    return NULL;
}

/* Cierra y espera a que no quede trabajo, ni avisos. */
static void acaba(struct pool *p, const char *despues_de)
{
    struct hilo *h = lanza(hace_cierra_y_une, p);
    char que[160];

    snprintf(que, sizeof que, "el pool, después de %s", despues_de);
    recoge(h, que);
    pool_destruye(p);
}

/* ------------------------------------------------------- valor -------- */

static void valor_con(const char *inicio)
{
    struct pool *p = nuevo_pool(1, inicio);
    struct futuro *a = ocupa(p, 7), *b = envia(p, cuadrado, 9);

    exige(!futuro_listo(a) && !futuro_listo(b),
          "futuro_listo, con la tarea a medias o sin empezar (\"%s\"), ha "
          "dicho que sí",
          inicio);
    exige(!futuro_bien(a),
          "futuro_bien, sin haber acabado, ha dicho que sí");
    puerta_abre(aqui.abierta);
    exige_entero(valor_de(b, "la segunda tarea"), 81,
                 "el cuadrado de 9, con \"%s\", cambiada la variable de "
                 "quien llamó nada más volver futuro_envia",
                 inicio);
    exige_entero(valor_de(a, "la primera tarea"), 49,
                 "el cuadrado de 7, con \"%s\"", inicio);
    exige_entero(valor_de(a, "la primera tarea"), 49,
                 "el cuadrado de 7, al tomarlo otra vez");
    exige(futuro_listo(a), "futuro_listo, ya tomado el valor, dice que no");
    exige(futuro_bien(a), "futuro_bien, ya tomado el valor, dice que no");
    futuro_suelta(a);
    futuro_suelta(b);
    acaba(p, "dos tareas");
}

static int sin_nada(const void *entrada, void *salida)
{
    (void)entrada;
    (void)salida;
    atomic_fetch_add(aqui.hechas, 1);
    return 0;
}

static int siguiente(const void *entrada, void *salida)
{
    *(char *)salida = (char)(*(const char *)entrada + 1);
    return 0;
}

void prueba_valor(void)
{
    for (size_t i = 0; i < 2; i++)
        valor_con(inicios[i]);
    struct pool *p = nuevo_pool(2, "hilo");
    struct futuro *f = NULL;
    const void *v = NULL;

    exige_error(futuro_envia(&f, p, siguiente, "a", 1, 1), 0,
                "futuro_envia, de un byte");
    exige_error(futuro_toma(f, -1, &v), 0, "futuro_toma, de un byte");
    exige_entero(*(const char *)v, 'b', "el byte siguiente a 97");
    futuro_suelta(f);

    exige_error(futuro_envia(&f, p, sin_nada, NULL, 0, 0), 0,
                "futuro_envia, sin entrada ni salida");
    exige_error(futuro_toma(f, -1, NULL), 0,
                "futuro_toma(f, -1, NULL), sin entrada ni salida");
    exige_entero(*aqui.hechas, 1, "las veces que se ha hecho la tarea");
    futuro_suelta(f);
    futuro_suelta(NULL);
    acaba(p, "una tarea sin entrada ni salida");
}

/* ------------------------------------------------------- espera ------- */

void prueba_espera(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = ocupa(p, 3);
    struct llamada a, b;

    averia(AV_ESPURIO, 1);
    manda(&a, hace_espera, f, -1);
    enum que_hace hace = observa(a.hilo);

    averia(AV_ESPURIO, 0);
    exige(hace == DUERME,
          "futuro_espera(f, -1), con la tarea a medias: pthread_cond_wait "
          "vuelve sin que nadie haya avisado (POSIX lo permite), y %s",
          que_hace(a.hilo));
    manda(&b, hace_toma, f, -1);
    duerme(&b, "futuro_toma(f, -1, NULL), con la tarea a medias");
    puerta_abre(aqui.abierta);
    recoge(a.hilo, "futuro_espera, acabada la tarea, con dos que esperan");
    recoge(b.hilo, "futuro_toma, acabada la tarea, con dos que esperan");
    exige_error(a.r, 0, "futuro_espera(f, -1)");
    exige_error(b.r, 0, "futuro_toma(f, -1, NULL)");
    exige_error(futuro_espera(f, -1), 0,
                "futuro_espera(f, -1), ya acabado");
    futuro_suelta(f);
    acaba(p, "una tarea y dos que la esperaban");
}

/* ------------------------------------------------------- fallo -------- */

/* Los que leen el error a la vez que se escribe: ThreadSanitizer lo ve. */
static void el_error_no_es_un_valor(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = NULL;
    const void *v = p;
    int e = 1;

    exige_error(futuro_envia(&f, p, falla_con, &e, sizeof e, sizeof e), 0,
                "futuro_envia de una tarea que fallará con el error 1");
    exige_entero(futuro_toma(f, -1, &v), 1,
                 "futuro_toma, de una tarea que falla con el error 1");
    exige(v == p,
          "futuro_toma, de una tarea que falla, ha cambiado *valor");
    exige_error(futuro_espera(f, -1), 0,
                "futuro_espera, de una tarea que ha acabado, aunque mal");
    exige(futuro_listo(f),
          "futuro_listo, de una tarea que ha fallado, dice que no");
    exige(!futuro_bien(f),
          "futuro_bien, de una tarea que ha fallado, dice que sí");
    futuro_suelta(f);
    acaba(p, "una tarea que falla");
}

static void envia_con_averia(struct pool *p, enum averia cual,
                             const char *de_que)
{
    for (int n = 1;; n++) {
        struct futuro *f = NULL;
        long x = 4;

        averia(cual, n);
        int r = futuro_envia(&f, p, cuadrado, &x, sizeof x, sizeof x);
        int hubo = llamadas(cual);

        averia(cual, 0);
        if (hubo < n) { /* ya no había n-ésima: esta vez no falló nada */
            exige_error(r, 0, "futuro_envia, sin averías");
            exige_entero(valor_de(f, "la tarea"), 16, "el cuadrado de 4");
            futuro_suelta(f);
            return;
        }
        exige_error(r, ENOMEM, "futuro_envia, si falla %s número %d",
                    de_que, n);
        exige(f == NULL, "futuro_envia ha fallado y ha cambiado *sale");
    }
}

void prueba_fallo(void)
{
    el_error_no_es_un_valor();
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = NULL;
    long x = 5;

    envia_con_averia(p, AV_MUTEX, "el mutex");
    envia_con_averia(p, AV_COND, "la condición");
    envia_con_averia(p, AV_MEMORIA, "la reserva de memoria");
    pool_cierra(p);
    exige_error(futuro_envia(&f, p, cuadrado, &x, sizeof x, sizeof x),
                EPIPE, "futuro_envia, con el pool cerrado");
    exige(f == NULL, "futuro_envia ha fallado y ha cambiado *sale");
    acaba(p, "un envío a un pool cerrado");
}

/* ------------------------------------------------------- plazo -------- */

static void vence(struct futuro *f)
{
    struct llamada ll;
    const void *v = f;

    exige_error(futuro_espera(f, 0), ETIMEDOUT,
                "futuro_espera(f, 0), con la tarea a medias");
    exige_error(futuro_toma(f, 0, &v), ETIMEDOUT,
                "futuro_toma(f, 0, &v), con la tarea a medias");
    exige(v == f, "futuro_toma, vencido el plazo, ha cambiado *valor");
    manda(&ll, hace_espera, f, 0.01);
    recoge(ll.hilo, "futuro_espera(f, 0.01), con la tarea a medias");
    exige_error(ll.r, ETIMEDOUT,
                "futuro_espera(f, 0.01), con la tarea a medias");
}

/* Sin avería (aquí no se abre ninguna tubería, así que esta no toca a nadie). */
#define NINGUNA AV_TUBERIA

static void *hace_bien(void *f)
{
    return futuro_bien(f) ? f : NULL;
}

/* Preguntar no es esperar. */
static void pregunta_y_vuelve(struct futuro *f)
{
    struct hilo *h = lanza(hace_bien, f);

    exige(observa(h) == HA_VUELTO, "futuro_bien, con la tarea a medias, %s",
          que_hace(h));
    exige(recoge(h, "futuro_bien") == NULL,
          "futuro_bien, con la tarea a medias, dice que sí");
}

static void no_vence(struct llamada *ll, struct futuro *f, double plazo,
                     enum averia cual, const char *si)
{
    char que[200];

    snprintf(que, sizeof que,
             "futuro_espera(f, %g), con la tarea a medias%s", plazo, si);
    averia(cual, 1);
    manda(ll, hace_espera, f, plazo);
    enum que_hace hace = observa(ll->hilo);

    averia(cual, 0);
    exige(hace == DUERME, "%s: se esperaba que durmiera, y %s", que,
          que_hace(ll->hilo));
}

void prueba_plazo(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = ocupa(p, 6);
    struct llamada ll[4];

    no_vence(&ll[0], f, 60.75, AV_ESPURIO,
             ", si la condición vuelve sin que nadie avise");
    no_vence(&ll[1], f, 60, AV_HORA,
             ", si alguien retrasa una hora el reloj de la pared");
    no_vence(&ll[2], f, 60, NINGUNA, "");
    no_vence(&ll[3], f, 1e300, NINGUNA, "");
    vence(f);
    pregunta_y_vuelve(f);
    puerta_abre(aqui.abierta);
    for (int i = 0; i < 4; i++) {
        recoge(ll[i].hilo, "futuro_espera, con plazo, acabada la tarea");
        exige_error(ll[i].r, 0,
                    "futuro_espera, con la tarea acabada dentro del plazo");
    }
    exige_error(futuro_espera(f, 0), 0, "futuro_espera(f, 0), ya acabado");
    exige_error(futuro_toma(f, 0, NULL), 0,
                "futuro_toma(f, 0, NULL), ya acabado");
    futuro_suelta(f);
    acaba(p, "una tarea esperada con plazo");
}

/* ------------------------------------------------------- suelta ------- */

/* Quien lo pide lo suelta antes de que acabe, antes de que empiece, o en
 * cuanto tiene el valor; y el pool se destruye antes que el futuro. */
void prueba_suelta(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *a = ocupa(p, 2), *b = envia(p, cuadrado, 3);

    futuro_suelta(a);
    futuro_suelta(b);
    puerta_abre(aqui.abierta);
    for (long i = 0; i < 50; i++) {
        struct futuro *f = envia(p, cuadrado, i);

        exige_entero(valor_de(f, "una tarea más"), i * i,
                     "el cuadrado de %ld", i);
        futuro_suelta(f);
    }
    struct futuro *c = envia(p, cuadrado, 12);

    acaba(p, "soltar dos futuros sin acabar");
    exige_entero(
        *aqui.hechas, 53,
        "las tareas hechas, de 53 mandadas, sueltas dos sin acabar");
    exige_entero(valor_de(c, "una tarea, ya destruido el pool"), 144,
                 "el cuadrado de 12, ya destruido el pool");
    futuro_suelta(c);
}

/* ------------------------------------------------------- avisos ------- */

/* Lo que han ido anotando los avisos. */
static struct {
    pthread_mutex_t m;
    int n;
    struct nota {
        int cual, toma, espera;
        bool listo, bien;
        pthread_t quien;
    } nota[TAREAS];
} cuaderno = {.m = PTHREAD_MUTEX_INITIALIZER};

static int numeros[TAREAS] = {0, 1, 2,  3,  4,  5,  6,  7,
                              8, 9, 10, 11, 12, 13, 14, 15};

/* Pregunta por el futuro todo lo que se puede preguntar. */
static void anota(struct futuro *f, void *ctx)
{
    struct nota n = {.cual = *(int *)ctx,
                     .toma = futuro_toma(f, 0, NULL),
                     .espera = futuro_espera(f, -1),
                     .listo = futuro_listo(f),
                     .bien = futuro_bien(f),
                     .quien = pthread_self()};

    pthread_mutex_lock(&cuaderno.m);
    cuaderno.nota[cuaderno.n++] = n;
    pthread_mutex_unlock(&cuaderno.m);
}

static void avisa(struct futuro *f, int cual)
{
    exige_error(futuro_avisa(f, anota, &numeros[cual]), 0,
                "futuro_avisa número %d", cual);
}

static void exige_avisos(int n, const char *cuando)
{
    pthread_mutex_lock(&cuaderno.m);
    int ha_habido = cuaderno.n;

    pthread_mutex_unlock(&cuaderno.m);
    exige_entero(ha_habido, n, "los avisos que se han llamado, %s", cuando);
}

static void exige_nota(int i, int error, const char *que)
{
    struct nota n = cuaderno.nota[i];

    exige_entero(n.cual, i, "%s: en el puesto %d se llama al aviso", que,
                 i);
    exige(n.listo, "%s: dentro del aviso, futuro_listo dice que no", que);
    exige_error(n.espera, 0, "%s: futuro_espera, dentro del aviso", que);
    exige_entero(n.toma, error, "%s: futuro_toma, dentro del aviso", que);
    exige_entero(n.bien, error == 0, "%s: futuro_bien, dentro del aviso",
                 que);
}

static void suelta(struct futuro *f, void *ctx)
{
    (void)ctx;
    futuro_suelta(f);
}

/* f: tres avisos. g, que falla, uno. h lo suelta su aviso. i ya lo había
 * soltado quien lo pidió cuando se llama al suyo. */
void prueba_aviso(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = ocupa(p, 8), *g = NULL, *h = envia(p, cuadrado, 5);
    struct futuro *i = NULL;
    int e = 77;

    for (int k = 0; k < 3; k++)
        avisa(f, k);
    exige_error(futuro_envia(&g, p, falla_con, &e, sizeof e, sizeof e), 0,
                "futuro_envia de una tarea que fallará");
    avisa(g, 3);
    exige_error(futuro_avisa(h, suelta, NULL), 0,
                "futuro_avisa, con un aviso que suelta el futuro");
    i = envia(p, cuadrado, 6);
    avisa(i, 4);
    futuro_suelta(i);
    averia(AV_MEMORIA, 1);
    int r = futuro_avisa(f, anota, &numeros[9]);

    averia(AV_MEMORIA, 0);
    exige_error(r, ENOMEM, "futuro_avisa, si no hay memoria");
    exige_avisos(0, "con la tarea a medias");
    puerta_abre(aqui.abierta);
    acaba(p, "una tarea con tres avisos, que preguntan por su futuro, y "
             "otras con uno");
    exige_avisos(5,
                 "después de pedir tres de una tarea y uno de otras dos");
    for (int k = 0; k < 3; k++)
        exige_nota(k, 0, "tres avisos, pedidos por orden");
    exige_nota(3, 77, "el aviso de una tarea que falla con el error 77");
    exige_nota(4, 0, "el aviso de un futuro que ya se ha soltado");
    exige(!pthread_equal(cuaderno.nota[0].quien, pthread_self()),
          "al aviso lo tenía que llamar un hilo del pool, y lo ha llamado "
          "quien lo pidió");
    futuro_suelta(f);
    futuro_suelta(g);
}

/* Lo que ocurre en medio de futuro_avisa: la tarea acaba. */
static struct puerta *en_medio, *sigue;

static void parate(void)
{
    puerta_abre(en_medio);
    puerta_espera(sigue);
}

static void *hace_avisa(void *f)
{
    avisa(f, 0);
    return NULL;
}

static void acaba_mientras_se_pide(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = ocupa(p, 8);
    struct llamada ll;

    en_medio = puerta_crea();
    sigue = puerta_crea();
    en_la_llamada(AV_MEMORIA, 1, parate);
    struct hilo *h = lanza(hace_avisa, f);

    if (observa(h) == DUERME) { /* en medio, o esperando un cerrojo */
        puerta_abre(aqui.abierta);
        manda(&ll, hace_espera, f, -1);
        observa(ll.hilo);
        puerta_abre(sigue);
        recoge(ll.hilo, "futuro_espera, mientras otro pide un aviso");
    }
    en_la_llamada(AV_MEMORIA, 0, NULL);
    puerta_abre(aqui.abierta);
    recoge(h, "futuro_avisa, mientras la tarea acaba");
    acaba(p, "pedir un aviso mientras la tarea acaba");
    exige_avisos(1, "si la tarea acaba mientras se pide uno");
    futuro_suelta(f);
}

static void *pide_muchos(void *f)
{
    for (int i = 0; i < TAREAS - 2; i++)
        avisa(f, i + 2);
    return NULL;
}

void prueba_aviso_cruce(void)
{
    acaba_mientras_se_pide();
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = envia(p, cuadrado, 8);

    exige_error(futuro_espera(f, -1), 0, "futuro_espera(f, -1)");
    avisa(f, 1);
    exige_avisos(2, "al volver futuro_avisa, con un futuro ya acabado");
    exige_nota(1, 0, "con un futuro ya acabado");
    exige(pthread_equal(cuaderno.nota[1].quien, pthread_self()),
          "con un futuro ya acabado, al aviso no lo ha llamado quien lo "
          "pidió, sino otro hilo");
    futuro_suelta(f);
    f = envia(p, cuadrado, 8);
    struct hilo *h = lanza(pide_muchos, f);

    recoge(h, "pedir avisos a la vez que acaba la tarea");
    acaba(p, "pedir avisos a la vez que acaba la tarea");
    exige_avisos(TAREAS, "pedidos a la vez que acaba la tarea");
    futuro_suelta(f);
}

/* ------------------------------------------------------- cancelar ----- */

static void cancela_con(const char *inicio)
{
    struct pool *p = nuevo_pool(1, inicio);
    struct futuro *a = ocupa(p, 4), *b = envia(p, cuadrado, 5);
    struct futuro *c = envia(p, cuadrado, 6);
    struct llamada ll;

    cuaderno.n = 0;
    avisa(b, 0);
    manda(&ll, hace_toma, b, -1);
    duerme(&ll, "futuro_toma, de una tarea en la cola");
    exige_error(futuro_cancela(b), 0,
                "futuro_cancela, de una tarea en la cola (\"%s\")", inicio);
    exige_avisos(1, "al volver futuro_cancela, si había pedido uno");
    exige_nota(0, ECANCELED, "cancelada");
    exige(pthread_equal(cuaderno.nota[0].quien, pthread_self()),
          "al aviso no lo ha llamado quien ha cancelado, sino otro hilo");
    recoge(ll.hilo, "futuro_toma, durmiendo cuando se cancela");
    exige_error(ll.r, ECANCELED,
                "futuro_toma, durmiendo cuando se cancela");
    exige_error(futuro_cancela(b), 0, "futuro_cancela, otra vez");
    exige_error(futuro_cancela(a), EBUSY,
                "futuro_cancela, de una tarea a medias (\"%s\")", inicio);
    exige(!futuro_listo(a), "futuro_cancela ha devuelto EBUSY, y "
                            "futuro_listo dice que ha acabado");
    puerta_abre(aqui.abierta);
    exige_entero(valor_de(a, "la que no se pudo cancelar"), 16,
                 "el cuadrado de 4");
    exige_entero(valor_de(c, "la que estaba detrás de la cancelada"), 36,
                 "el cuadrado de 6");
    exige_error(futuro_cancela(c), EBUSY, "futuro_cancela, ya acabada");
    acaba(p, "cancelar una tarea de tres");
    exige_entero(*aqui.hechas, 2,
                 "las tareas hechas, de tres, una cancelada (\"%s\")",
                 inicio);
    exige_error(futuro_toma(b, -1, NULL), ECANCELED,
                "futuro_toma de la cancelada, cuando ya no queda trabajo");
    exige_avisos(1, "cuando a lo cancelado le llega el turno");
    futuro_suelta(a);
    futuro_suelta(b);
    futuro_suelta(c);
}

void prueba_cancela(void)
{
    for (size_t i = 0; i < 2; i++)
        cancela_con(inicios[i]);

    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *a = ocupa(p, 4), *b = envia(p, cuadrado, 5), *m = NULL;
    long x[] = {1, 2, 3};

    exige_error(
        futuro_map(&m, p, cuadrado, 3, x, sizeof x[0], sizeof x[0], 1), 0,
        "futuro_map de tres elementos");
    exige_error(futuro_cancela(m), 0,
                "futuro_cancela, de un map que está en la cola");
    exige_error(futuro_toma(m, -1, NULL), ECANCELED,
                "futuro_toma, de un map cancelado");
    futuro_suelta(m);
    pool_termina(p);
    puerta_abre(aqui.abierta);
    exige_error(futuro_toma(b, -1, NULL), ECANCELED,
                "futuro_toma, de una tarea en la cola cuando se termina el "
                "pool");
    exige(futuro_listo(b), "futuro_listo, terminado el pool, dice que no");
    exige_error(futuro_espera(a, -1), 0,
                "futuro_espera, de la que estaba a medias al terminar");
    pool_destruye(p);
    exige_entero(*aqui.hechas, 1,
                 "las tareas hechas, terminado el pool "
                 "con una a medias y cuatro en la cola");
    futuro_suelta(a);
    futuro_suelta(b);
}

/* ------------------------------------------------------- map ---------- */

enum { N = 10 };

static void map_con(struct pool *p, size_t n, size_t chunksize)
{
    long x[N] = {0};
    struct futuro *f = NULL;
    const void *v = NULL;

    for (size_t i = 0; i < n; i++)
        x[i] = (long)i + 1;
    int antes = espia_trozos();
    int r = futuro_map(&f, p, cuadrado, n, x, sizeof x[0], sizeof x[0],
                       chunksize);

    exige_error(r, 0, "futuro_map de %zu elementos, con chunksize %zu", n,
                chunksize);
    size_t de =
        chunksize > 0 ? chunksize : pool_chunksize(n, pool_tamano(p));

    exige_entero(espia_trozos() - antes, n == 0 ? 0 : (n - 1) / de + 1,
                 "los trozos mandados por futuro_map de %zu elementos, con "
                 "chunksize %zu",
                 n, chunksize);
    memset(x, 0, sizeof x);
    exige_error(futuro_toma(f, -1, &v), 0,
                "futuro_toma de un map de %zu elementos, con chunksize %zu",
                n, chunksize);
    for (size_t i = 0; i < n; i++) {
        long y;

        memcpy(&y, (const char *)v + i * sizeof y, sizeof y);
        exige_entero(
            y, (long)((i + 1) * (i + 1)),
            "map de %zu cuadrados, con chunksize %zu: la salida %zu", n,
            chunksize, i);
    }
    futuro_suelta(f);
}

struct par {
    int a, b;
};

static int multiplica(const void *entrada, void *salida)
{
    struct par par;
    long r;

    memcpy(&par, entrada, sizeof par);
    r = (long)par.a * par.b;
    memcpy(salida, &r, sizeof r);
    return 0;
}

/* Lo que en Python es starmap: cada entrada lleva varios argumentos. */
static void map_de_pares(struct pool *p)
{
    struct par x[100];
    struct futuro *f = NULL;
    const void *v = NULL;

    for (int i = 0; i < 100; i++)
        x[i] = (struct par){i, 99 - i};
    exige_error(
        futuro_map(&f, p, multiplica, 100, x, sizeof x[0], sizeof(long), 0),
        0, "futuro_map de 100 pares");
    exige_error(futuro_toma(f, -1, &v), 0, "futuro_toma de 100 pares");
    for (int i = 0; i < 100; i++)
        exige_entero(((const long *)v)[i], (long)i * (99 - i),
                     "100 productos de pares: el %d", i);
    futuro_suelta(f);
}

/* Cada elemento espera su turno, dice algo y falla o no. */
struct encargo {
    struct puerta *antes, *abre;
    int error;
};

static int cumple(const void *entrada, void *salida)
{
    struct encargo e;

    (void)salida;
    memcpy(&e, entrada, sizeof e);
    if (e.antes != NULL)
        puerta_espera(e.antes);
    if (e.abre != NULL)
        puerta_abre(e.abre);
    return e.error;
}

static void exige_error_del_map(int trabajadores, const struct encargo *x,
                                int error, const char *que)
{
    struct pool *p = nuevo_pool(trabajadores, "hilo");
    struct futuro *f = NULL;

    exige_error(futuro_map(&f, p, cumple, 3, x, sizeof *x, 0, 1), 0,
                "futuro_map de tres elementos, chunksize 1");
    exige_entero(futuro_toma(f, -1, NULL), error, "futuro_toma, %s", que);
    futuro_suelta(f);
    acaba(p, "un map con errores");
}

static void el_primer_error(void)
{
    struct puerta *q = puerta_crea();
    struct encargo en_orden[] = {
        {NULL, NULL, 0}, {NULL, NULL, 11}, {NULL, NULL, 22}};
    /* El segundo falla; el tercero, que va detrás en el mismo trabajador,
     * deja entonces que falle el primero. */
    struct encargo al_reves[] = {{q, NULL, 11}, {NULL, NULL, 22}, {0}};

    al_reves[2].abre = q;
    exige_error_del_map(1, en_orden, 11,
                        "si falla el elemento 1 con 11 y después el 2 con "
                        "22");
    exige_error_del_map(2, al_reves, 11,
                        "si falla el elemento 1 con 22 y después el 0 con "
                        "11");
}

/* Dos maps en vuelo: el segundo acaba mientras el primero espera. */
static void dos_en_vuelo(void)
{
    struct pool *p = nuevo_pool(2, "hilo");
    long x[] = {3, 4, 5};
    struct futuro *lento = NULL, *rapido = NULL;

    exige_error(futuro_map(&lento, p, cuadrado_con_puerta, 3, x,
                           sizeof x[0], sizeof x[0], 3),
                0, "futuro_map, el primero");
    exige_error(
        futuro_map(&rapido, p, cuadrado, 3, x, sizeof x[0], sizeof x[0], 1),
        0, "futuro_map, el segundo");
    exige_error(futuro_espera(rapido, -1), 0,
                "futuro_espera del segundo map, con el primero parado");
    exige(!futuro_listo(lento),
          "futuro_listo del primer map, parado, dice que sí");
    puerta_abre(aqui.abierta);
    exige_error(futuro_toma(lento, -1, NULL), 0, "futuro_toma del primero");
    futuro_suelta(lento);
    futuro_suelta(rapido);
    acaba(p, "dos maps a la vez");
}

static void *hace_vacio(void *pool)
{
    map_con(pool, 0, 0);
    map_con(pool, 0, 1);
    return NULL;
}

void prueba_map(void)
{
    static const size_t chunksize[] = {1, 3, 7, N, N + 1, 0};

    for (size_t i = 0; i < 2; i++) {
        struct pool *p = nuevo_pool(2, inicios[i]);

        for (size_t k = 0; k < sizeof chunksize / sizeof *chunksize; k++)
            map_con(p, N, chunksize[k]);
        map_con(p, 1, 0);
        map_de_pares(p);
        recoge(lanza(hace_vacio, p),
               "futuro_toma de un map de 0 elementos");
        acaba(p, "varios maps");
    }
    el_primer_error();
    dos_en_vuelo();
}

/* ------------------------------------------------------- a medias ----- */

static struct puerta *siesta;

static void *duerme_siesta(void *arg)
{
    puerta_espera(siesta);
    return arg;
}

/* Que todo lo demás llegue hasta donde pueda llegar. */
static void que_los_demas_sigan(void)
{
    siesta = puerta_crea();
    struct hilo *h = lanza(duerme_siesta, NULL);

    observa(h);
    puerta_abre(siesta);
    recoge(h, "la prueba, mirando si los demás duermen");
}

/* El último elemento espera; los demás, no. */
static int el_ultimo_espera(const void *entrada, void *salida)
{
    long x;

    memcpy(&x, entrada, sizeof x);
    if (x == 4)
        puerta_espera(aqui.abierta);
    return cuadrado(entrada, salida);
}

/* Nada más mandar el k-ésimo trozo, todo lo que ya se ha mandado acaba, y
 * solo después se manda el siguiente. */
static void acaba_mientras_se_manda(int k)
{
    struct pool *p = nuevo_pool(1, "hilo");
    long x[] = {1, 2, 3, 4};
    struct futuro *f = NULL;

    en_la_llamada(AV_ENVIA, k, que_los_demas_sigan);
    int r = futuro_map(&f, p, el_ultimo_espera, 4, x, sizeof x[0],
                       sizeof x[0], 1);

    en_la_llamada(AV_ENVIA, 0, NULL);
    exige_error(r, 0, "futuro_map de cuatro elementos, chunksize 1");
    que_los_demas_sigan();
    exige(
        !futuro_listo(f),
        "futuro_map de cuatro elementos: el trozo %d acaba antes de que "
        "se mande el siguiente, el último espera, y futuro_listo dice que "
        "ha acabado todo",
        k);
    puerta_abre(aqui.abierta);
    exige_error(futuro_toma(f, -1, NULL), 0, "futuro_toma de ese map");
    futuro_suelta(f);
    acaba(p, "un map cuyos trozos acaban mientras se mandan");
}

/* El único trabajador está ocupado: de lo que se mande, nada ha empezado. */
static bool falla_a_medias(enum averia cual, int k, const char *de_que)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *antes = ocupa(p, 1), *f = NULL;
    long x[] = {1, 2, 3, 4};

    averia(cual, k);
    int r = futuro_map(&f, p, cuadrado, 4, x, sizeof x[0], sizeof x[0], 1);
    bool hubo = llamadas(cual) >= k;

    averia(cual, 0);
    exige_error(r, hubo ? ENOMEM : 0,
                "futuro_map de cuatro elementos, chunksize 1, si falla %s "
                "número %d",
                de_que, k);
    exige(!hubo || f == NULL, "futuro_map ha fallado y ha cambiado *sale");
    puerta_abre(aqui.abierta);
    if (!hubo)
        exige_error(futuro_toma(f, -1, NULL), 0,
                    "futuro_toma, sin averías");
    acaba(p, "un futuro_map que falla a medias");
    exige_entero(*aqui.hechas, hubo ? 1 : 5,
                 "el único trabajador está ocupado en una tarea, y "
                 "futuro_map de cuatro elementos devuelve %s al fallar %s "
                 "número %d; las tareas que se hacen al final",
                 hubo ? "ENOMEM" : "0", de_que, k);
    futuro_suelta(antes);
    futuro_suelta(f);
    return hubo;
}

static void deja_seguir_al_primero(void)
{
    puerta_espera(aqui.dentro);
    puerta_abre(aqui.abierta);
}

/* El segundo trozo no se puede mandar, y el primero está acabando a la vez:
 * lo que se haga sin cerrojo lo ve ThreadSanitizer. */
static void falla_mientras_acaba(void)
{
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = NULL;
    long x[] = {1, 2};

    en_la_llamada(AV_ENVIA, 1, deja_seguir_al_primero);
    averia(AV_ENVIA, 2);
    int r = futuro_map(&f, p, cuadrado_con_puerta, 2, x, sizeof x[0],
                       sizeof x[0], 1);

    en_la_llamada(AV_ENVIA, 0, NULL);
    exige_error(r, ENOMEM,
                "futuro_map de dos elementos, chunksize 1, si falla "
                "pool_envia número 2");
    acaba(p, "un futuro_map que falla mientras acaba el primer trozo");
    exige_entero(*aqui.hechas, 1,
                 "las tareas hechas, de dos, si la segunda "
                 "no se pudo mandar");
}

void prueba_map_a_medias(void)
{
    falla_mientras_acaba();
    for (int k = 1; falla_a_medias(AV_ENVIA, k, "pool_envia"); k++)
        ;
    for (int k = 1; falla_a_medias(
             AV_MEMORIA, k, "la reserva de memoria (suya o del pool)");
         k++)
        ;
    for (int k = 1; k < 4; k++)
        acaba_mientras_se_manda(k);
    struct pool *p = nuevo_pool(1, "hilo");
    struct futuro *f = NULL;
    long x[] = {1, 2};

    pool_cierra(p);
    exige_error(
        futuro_map(&f, p, cuadrado, 2, x, sizeof x[0], sizeof x[0], 1),
        EPIPE, "futuro_map, con el pool cerrado");
    exige(f == NULL, "futuro_map ha fallado y ha cambiado *sale");
    acaba(p, "un map a un pool cerrado");
}
