/* Pruebas de la ventana. La pereza se cuenta: la fuente sabe cuántos ha
 * dado y cuántos se han entregado. Quién adelanta a quién lo deciden unas
 * puertas que abre la propia prueba; nada depende de cuánto tarda. Solo
 * usan los contratos de pool.h y de imap.h. */
#include "imap.h"
#include "cita.h"
#include "espia.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

enum { SIN_FIN = -1, SIN_TOPE = -1, FALLO = 700 };

static struct pool *grupo;
static struct imap *it;

/* 0, 1, 2, …, n - 1, y después, final: IMAP_FIN o un error. */
struct numeros {
    long n; /* SIN_FIN: no se acaba */
    int final;
    long tope;                /* sacados - entregados, como mucho */
    long sacados, entregados; /* entregados lo lleva la prueba */
    int de_mas;               /* llamadas después del final */
    bool acabo;
};

static struct numeros fuente;

static int da(void *ctx, void *x)
{
    struct numeros *s = ctx;

    if (s->n != SIN_FIN && s->sacados == s->n) {
        s->de_mas += s->acabo;
        s->acabo = true;
        return s->final;
    }
    if (s->tope != SIN_TOPE)
        exige(
            s->sacados - s->entregados < s->tope,
            "imap le pide a la fuente el elemento %ld con %ld entregados: "
            "en la ventana caben %ld",
            s->sacados, s->entregados, s->tope);
    *(long *)x = s->sacados++;
    return 0;
}

static int cuadrado(const void *x, void *y)
{
    long v = *(const long *)x;

    *(long *)y = v * v;
    return 0;
}

static void abre_pool(int trabajadores, const char *inicio)
{
    exige_error(pool_crea(&grupo, trabajadores, inicio), 0, "pool_crea");
}

/* Un imap sobre 0, 1, …, n - 1, y final. Con la ventana dicha, además,
 * comprueba la pereza a cada elemento que se saca. */
static void abre(pool_funcion *f, long n, int final, struct imap_opciones o)
{
    fuente = (struct numeros){.n = n, .final = final, .tope = SIN_TOPE};
    if (o.ventana > 0)
        fuente.tope = (long)(o.ventana * (o.chunksize ? o.chunksize : 1));
    it = NULL;
    exige_error(imap_crea(&it, grupo, f, da, &fuente, sizeof(long),
                          sizeof(long), &o),
                0, "imap_crea");
    exige(it != NULL, "imap_crea ha devuelto 0, y *sale sigue en NULL");
}

/* Lo que devuelve imap_siguiente. */
static void exige_r(int salido, int esperado, const char *que)
{
    if (salido == esperado)
        return;
    exige(salido != IMAP_FIN,
          "imap_siguiente, %s, devuelve IMAP_FIN antes de tiempo", que);
    exige(esperado != IMAP_FIN,
          "imap_siguiente, %s: se esperaba IMAP_FIN y ha salido %d", que,
          salido);
    exige(
        salido != FALLO || esperado != 0,
        "imap_siguiente, %s: se esperaba un resultado y ha salido el error",
        que);
    exige_error(salido, esperado, "imap_siguiente, %s", que);
}

static void exige_siguiente(long esperado, const char *que)
{
    long y = -1;

    exige_r(imap_siguiente(it, &y), 0, que);
    exige_entero(y, esperado, "imap_siguiente, %s: en *salida", que);
    fuente.entregados++;
}

static void exige_fin(const char *que)
{
    long y;

    for (int i = 0; i < 3; i++)
        exige_r(imap_siguiente(it, &y), IMAP_FIN, que);
    exige_entero(fuente.de_mas, 0,
                 "%s: veces que se ha llamado a la fuente después de que "
                 "dijera que no hay más",
                 que);
}

/* Una llamada en otro hilo, para mirarla desde fuera. */
struct peticion {
    struct hilo *hilo;
    long y;
    int r;
};

static void *pide(void *arg)
{
    struct peticion *q = arg;

    q->r = imap_siguiente(it, &q->y);
    return NULL;
}

static void pregunta(struct peticion *q)
{
    *q = (struct peticion){.y = -1, .r = -7};
    q->hilo = lanza(pide, q);
}

static void exige_hace(struct hilo *h, enum que_hace esperado,
                       const char *que)
{
    exige(observa(h) == esperado, "%s: se esperaba que %s, y %s", que,
          esperado == DUERME ? "durmiera" : "volviera", que_hace(h));
}

/* ------------------------------------------------------- crear -------- */

static void con_averia(enum averia cual, const char *de_que)
{
    for (int n = 1;; n++) {
        fuente = (struct numeros){.final = IMAP_FIN, .tope = SIN_TOPE};
        it = NULL;
        averia(cual, n);
        int r = imap_crea(&it, grupo, cuadrado, da, &fuente, 1, 1, NULL);
        int hubo = llamadas(cual);

        averia(cual, 0);
        if (hubo < n) { /* ya no había n-ésima: esta vez no falló nada */
            exige_error(r, 0, "imap_crea, sin averías");
            imap_destruye(it);
            return;
        }
        exige_error(r, ENOMEM, "imap_crea, si falla %s número %d", de_que,
                    n);
        exige(it == NULL, "imap_crea ha fallado y ha cambiado *sale");
        exige(!fuente.acabo,
              "imap_crea falla (%s número %d) después de "
              "haber llamado a la fuente",
              de_que, n);
    }
}

static void *une(void *arg)
{
    *(int *)arg = pool_une(grupo);
    return NULL;
}

/* pool_une en otro hilo: si no va a volver, se sabe. */
static void exige_une(const char *despues_de)
{
    int r = -1;
    struct hilo *h = lanza(une, &r);

    exige_hace(h, HA_VUELTO, despues_de);
    recoge(h, "pool_une");
    exige_error(r, 0, "%s", despues_de);
}

void prueba_crea_falla(void)
{
    char texto[80];

    abre_pool(3, "hilo");
    con_averia(AV_MEMORIA, "la reserva de memoria");
    con_averia(AV_MUTEX, "el mutex");
    con_averia(AV_COND, "la condición");
    abre(cuadrado, 0, IMAP_FIN, (struct imap_opciones){0});
    exige_error(imap_describe(it, texto, sizeof texto), 0, "imap_describe");
    exige_texto(texto, "<imap en orden, chunksize=1, ventana=6>",
                "imap_describe, con todo por omisión y 3 trabajadores");
    size_t justo = strlen(texto) + 1;

    exige_error(imap_describe(it, texto, justo - 1), ERANGE,
                "imap_describe, sin sitio para el '\\0'");
    exige_error(imap_describe(it, texto, justo), 0,
                "imap_describe, con el sitio justo");
    imap_destruye(it);
    imap_destruye(NULL);
    if (sizeof(size_t) >= 8) {
        struct imap_opciones o = {.chunksize = SIZE_MAX / 16 + 2,
                                  .ventana = 16};

        exige_error(
            imap_crea(&it, grupo, cuadrado, da, &fuente, 8, 8, &o), ENOMEM,
            "imap_crea, con más elementos de los que se pueden contar");
    }
    pool_cierra(grupo);
    exige_error(imap_crea(&it, grupo, cuadrado, da, &fuente, sizeof(long),
                          sizeof(long), NULL),
                EPIPE, "imap_crea, con el pool cerrado");
    exige_une("pool_une, después de destruir todo lo creado");
    pool_destruye(grupo);
}

/* ------------------------------------------------------- mandar ------- */

enum { ANCHO = 4, LARGO = 3, CABEN = ANCHO * LARGO };

/* Todo lo que mira f es de antes de crear el pool, y de comparte: vale
 * también si los trabajadores son procesos. */
static struct cita *cita;
static long *hechos;

static int entra(const void *x, void *y)
{
    long v = *(const long *)x;

    hechos[v]++;
    if (v % LARGO == 0)
        cita_entra(cita);
    return cuadrado(x, y);
}

/* No recoge nada. Con un elemento menos de los que caben, la fuente ya ha
 * dicho que se acaba, y pool_une espera a que se haga todo. */
static void todos_a_la_vez(const char *inicio)
{
    cita = cita_crea(ANCHO);
    hechos = comparte(CABEN * sizeof *hechos);
    espia_reinicia();
    abre_pool(ANCHO, inicio);
    abre(entra, CABEN - 1, IMAP_FIN,
         (struct imap_opciones){.chunksize = LARGO, .ventana = ANCHO});
    pool_cierra(grupo);
    exige_une("pool_une, con la fuente agotada al crear el imap");
    exige(cita_cumplida(cita),
          "con 4 trozos en la ventana y 4 trabajadores, nunca ha habido 4 "
          "trozos haciéndose a la vez: como mucho, %d",
          cita_maximo(cita));
    for (long i = 0; i < CABEN; i++)
        exige_entero(
            hechos[i], i < CABEN - 1,
            "de 11 elementos, en trozos de 3: veces que se ha hecho "
            "el %ld",
            i);
    imap_destruye(it);
    pool_destruye(grupo);
}

/* Justo los que caben: ni uno menos, ni uno más (eso lo mira la fuente). */
static void justo_los_que_caben(size_t chunksize, size_t ventana,
                                long caben)
{
    abre_pool(2, "hilo");
    abre(
        cuadrado, SIN_FIN, IMAP_FIN,
        (struct imap_opciones){.chunksize = chunksize, .ventana = ventana});
    exige_entero(fuente.sacados, caben,
                 "con chunksize=%zu y ventana=%zu (y 2 trabajadores), "
                 "elementos sacados por imap_crea de una fuente sin fin",
                 chunksize, ventana);
    pool_termina(grupo);
    pool_une(grupo);
    imap_destruye(it);
    pool_destruye(grupo);
}

void prueba_llena(void)
{
    justo_los_que_caben(0, 0, 4);
    justo_los_que_caben(1, 1, 1);
    justo_los_que_caben(5, 3, 15);
    todos_a_la_vez("hilo");
    todos_a_la_vez("fork");
}

/* ------------------------------------------------------- recoger ------ */

static void en_orden(const char *inicio, long n, size_t chunksize,
                     size_t ventana)
{
    abre_pool(2, inicio);
    abre(
        cuadrado, n, IMAP_FIN,
        (struct imap_opciones){.chunksize = chunksize, .ventana = ventana});
    for (long i = 0; i < n; i++)
        exige_siguiente(i * i, "en orden");
    exige_fin("en orden");
    imap_destruye(it);
    pool_destruye(grupo);
}

/* Elementos y resultados que no ocupan nada, o un byte. Con un trabajador
 * también puede haber dos haciendo: quien consume, si no tiene otra cosa. */
static atomic_int cuentas;

static int cuenta(const void *x, void *y)
{
    (void)x;
    (void)y;
    atomic_fetch_add(&cuentas, 1);
    return 0;
}

static int sigue(const void *x, void *y)
{
    *(char *)y = (char)(*(const char *)x + 1);
    return 0;
}

enum { POCOS = 7 };

static int da_nada(void *ctx, void *x)
{
    (void)x;
    return ++*(int *)ctx > POCOS ? IMAP_FIN : 0;
}

static int da_letras(void *ctx, void *x)
{
    *(char *)x = (char)('a' + *(int *)ctx);
    return da_nada(ctx, x);
}

static void de_tamano_cero(void)
{
    int dados = 0;

    atomic_store(&cuentas, 0);
    abre_pool(1, "hilo");
    exige_error(imap_crea(&it, grupo, cuenta, da_nada, &dados, 0, 0, NULL),
                0, "imap_crea, con te = ts = 0");
    for (int i = 0; i < POCOS; i++)
        exige_r(imap_siguiente(it, NULL), 0, "con salida NULL y ts = 0");
    exige_r(imap_siguiente(it, NULL), IMAP_FIN, "después del séptimo");
    exige_entero(atomic_load(&cuentas), POCOS,
                 "llamadas a f, con 7 elementos de 0 bytes");
    imap_destruye(it);
    pool_destruye(grupo);
}

static void de_un_byte(void)
{
    struct imap_opciones o = {.chunksize = 2};
    char texto[POCOS + 1] = "";
    int dados = 0;

    abre_pool(1, "hilo");
    exige_error(imap_crea(&it, grupo, sigue, da_letras, &dados, 1, 1, &o),
                0, "imap_crea, con te = ts = 1");
    for (int i = 0; i < POCOS; i++)
        exige_r(imap_siguiente(it, &texto[i]), 0, "con ts = 1");
    exige_texto(texto, "bcdefgh", "los siguientes de abcdefg, en orden");
    imap_destruye(it);
    pool_destruye(grupo);
}

void prueba_orden(void)
{
    en_orden("hilo", 0, 1, 2);
    en_orden("hilo", 10, 1, 2);
    en_orden("hilo", 10, 3, 0);
    en_orden("hilo", 1000, 100, 3);
    en_orden("hilo", 100, 7, 0);
    en_orden("hilo", 3, 50, 1);
    en_orden("fork", 20, 3, 2);
    de_tamano_cero();
    de_un_byte();
}

/* Puertas sin plazo: quien se quede fuera para siempre se ve en el núcleo. */
enum { PUERTAS = 4 };
static sem_t *puerta;
static atomic_int ante_la_puerta; /* cuántos han llegado a la suya */

static void pon_puertas(void)
{
    puerta = comparte(PUERTAS * sizeof *puerta);
    atomic_store(&ante_la_puerta, 0);
    for (int i = 0; i < PUERTAS; i++)
        exige(sem_init(&puerta[i], 1, 0) == 0,
              "la prueba no ha podido poner una puerta");
}

static void abre_puerta(long i)
{
    sem_post(&puerta[i]);
}

static void pasa_por(long i)
{
    while (sem_wait(&puerta[i]) == -1 && errno == EINTR)
        ;
}

/* Cada elemento tiene su puerta. */
static int en_su_puerta(const void *x, void *y)
{
    long v = *(const long *)x;

    atomic_fetch_add(&ante_la_puerta, 1);
    if (v < PUERTAS)
        pasa_por(v);
    return cuadrado(x, y);
}

/* El 1 no acaba hasta que alguien empieza el 2. */
static int el_1_espera_al_2(const void *x, void *y)
{
    long v = *(const long *)x;

    if (v == 1)
        pasa_por(2);
    if (v == 2)
        abre_puerta(2);
    return cuadrado(x, y);
}

static void rellena_cada_vez(void)
{
    struct peticion q;

    pon_puertas();
    abre_pool(2, "hilo");
    abre(el_1_espera_al_2, SIN_FIN, IMAP_FIN,
         (struct imap_opciones){.ventana = 2});
    exige_siguiente(0, "con una ventana de 2");
    pregunta(&q);
    exige_hace(q.hilo, HA_VUELTO,
               "con una ventana de 2, el 0 entregado y el 1 sin acabar, "
               "imap_siguiente tiene que mandar el 2, que lo desatasca");
    recoge(q.hilo, "imap_siguiente");
    exige_entero(q.y, 1, "imap_siguiente, cuando toca el 1");
    imap_destruye(it);
    pool_destruye(grupo);
}

/* Los sanitizers guardan lo liberado: con ellos no se puede medir. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
static void memoria_acotada(void)
{
}
#else
enum { GORDO = 1 << 16, MUCHOS = 1500, MARGEN = 32 << 20 };

static int engorda(const void *x, void *y)
{
    memset(y, *(const char *)x, GORDO);
    return 0;
}

/* Todos los resultados juntos serían 94 MiB; la ventana, medio. */
static void memoria_acotada(void)
{
    static char y[GORDO];
    struct imap_opciones o = {.ventana = 8};

    abre_pool(2, "hilo");
    fuente =
        (struct numeros){.n = MUCHOS, .final = IMAP_FIN, .tope = SIN_TOPE};
    exige_error(imap_crea(&it, grupo, engorda, da, &fuente, sizeof(long),
                          GORDO, &o),
                0, "imap_crea");
    pico_reinicia();
    size_t antes = pico_memoria();

    while (imap_siguiente(it, y) == 0)
        fuente.entregados++;
    size_t crece = pico_memoria() - antes;

    exige_entero(fuente.entregados, MUCHOS, "resultados de 64 KiB");
    exige(crece < MARGEN,
          "con una ventana de 8 resultados de 64 KiB, al consumir 1500 la "
          "memoria ha crecido más de 32 MiB: se guarda lo ya entregado");
    imap_destruye(it);
    pool_destruye(grupo);
}
#endif

void prueba_perezoso(void)
{
    const size_t casos[][2] = {{1, 1}, {1, 4}, {3, 2}, {5, 1}};

    for (size_t i = 0; i < sizeof casos / sizeof casos[0]; i++) {
        abre_pool(2, "hilo");
        abre(cuadrado, SIN_FIN, IMAP_FIN,
             (struct imap_opciones){.chunksize = casos[i][0],
                                    .ventana = casos[i][1]});
        for (long j = 0; j < 40; j++)
            exige_siguiente(j * j, "con una fuente sin fin");
        imap_destruye(it);
        pool_destruye(grupo);
    }
    rellena_cada_vez();
    memoria_acotada();
}

void prueba_cabeza(void)
{
    struct peticion q;

    pon_puertas();
    abre_pool(3, "hilo");
    abre(en_su_puerta, 3, IMAP_FIN, (struct imap_opciones){.ventana = 3});
    pregunta(&q);
    exige_hace(q.hilo, DUERME,
               "imap_siguiente, con tres elementos sin acabar");
    abre_puerta(1);
    exige_hace(
        q.hilo, DUERME,
        "imap_siguiente, en orden, con el 1 listo y el 0 sin acabar");
    abre_puerta(2);
    exige_hace(
        q.hilo, DUERME,
        "imap_siguiente, en orden, con el 1 y el 2 listos y el 0 sin "
        "acabar");
    abre_puerta(0);
    recoge(q.hilo, "imap_siguiente, cuando por fin acaba el 0");
    exige_r(q.r, 0, "cuando por fin acaba el 0");
    exige_entero(q.y, 0,
                 "imap_siguiente, después de esperar al 0: en "
                 "*salida");
    fuente.entregados++;
    exige_siguiente(1, "que ya estaba listo");
    exige_siguiente(4, "que ya estaba listo");
    exige_fin("con tres elementos");
    imap_destruye(it);
    pool_destruye(grupo);
}

/* ------------------------------------------------------- errores ------ */

static int falla_el_3(const void *x, void *y)
{
    long v = *(const long *)x;

    *(long *)y = v * v;
    return v == 3 ? FALLO : 0;
}

static int muere_el_3(const void *x, void *y)
{
    if (*(const long *)x == 3)
        raise(SIGKILL);
    return cuadrado(x, y);
}

/* Toca el trozo del 3, que se ha llevado el error. */
static void exige_error_de_trozo(int esperado, long perdidos)
{
    long y;

    exige_r(imap_siguiente(it, &y), esperado,
            "cuando toca el trozo del elemento 3, que falla");
    fuente.entregados += perdidos;
}

static void error_en_su_sitio(const char *inicio, pool_funcion *f,
                              long chunksize, int error)
{
    long primero = 3 / chunksize * chunksize;

    abre_pool(2, inicio);
    abre(f, 11, IMAP_FIN,
         (struct imap_opciones){.chunksize = (size_t)chunksize,
                                .ventana = 2});
    for (long i = 0; i < primero; i++)
        exige_siguiente(i * i, "antes del error de la tarea");
    exige_error_de_trozo(error, chunksize);
    for (long i = primero + chunksize; i < 11; i++)
        exige_siguiente(i * i, "después del error de otro trozo");
    exige_fin("con un error en el elemento 3");
    imap_destruye(it);
    pool_destruye(grupo);
}

/* Sin orden: cada cuadrado una vez, y los errores que haya. Devuelve el
 * último error, o 0. */
static int recoge_todos(long n, int *errores)
{
    bool visto[100] = {false};
    long y = -1, van = 0;
    int r, ultimo = 0;

    for (*errores = 0; (r = imap_siguiente(it, &y)) != IMAP_FIN; van++) {
        exige(van <= n, "imap_siguiente no llega nunca a IMAP_FIN");
        if (r != 0) {
            ++*errores;
            ultimo = r;
            continue;
        }
        exige(ultimo != fuente.final, "sin orden, el error de la fuente ha "
                                      "llegado antes que un resultado");
        long i = 0;

        while (i < n && i * i != y)
            i++;
        exige(i < n && !visto[i],
              "imap_siguiente, sin orden: %ld no es de nadie, o ha salido "
              "dos veces",
              y);
        visto[i] = true;
        fuente.entregados++;
    }
    return ultimo;
}

void prueba_error_tarea(void)
{
    int errores;

    error_en_su_sitio("hilo", falla_el_3, 1, FALLO);
    error_en_su_sitio("hilo", falla_el_3, 2, FALLO);
    error_en_su_sitio("fork", muere_el_3, 1, POOL_MURIO + SIGKILL);
    abre_pool(2, "hilo");
    abre(falla_el_3, 10, IMAP_FIN,
         (struct imap_opciones){.chunksize = 2, .sin_orden = true});
    exige_r(recoge_todos(10, &errores), FALLO,
            "sin orden, con un error en el elemento 3");
    exige_entero(errores, 1,
                 "sin orden, con un error en el elemento 3: errores");
    imap_destruye(it);
    pool_destruye(grupo);
}

/* n elementos y un error: llegan los n, después el error, después nada. */
static void fuente_falla(long n, size_t chunksize, size_t ventana)
{
    long y;
    int errores;
    struct imap_opciones o = {.chunksize = chunksize, .ventana = ventana};

    abre_pool(2, "hilo");
    abre(cuadrado, n, FALLO, o);
    for (long i = 0; i < n; i++)
        exige_siguiente(i * i, "antes del error de la fuente");
    exige_r(imap_siguiente(it, &y), FALLO,
            "con todo entregado y una fuente que falló después");
    exige_fin("después del error de la fuente");
    imap_destruye(it);

    o.sin_orden = true;
    abre(cuadrado, n, FALLO, o);
    exige_r(recoge_todos(n, &errores), FALLO,
            "sin orden, con una fuente que falla");
    exige_entero(errores, 1,
                 "sin orden, con una fuente que falla: errores");
    exige_fin("sin orden, después del error de la fuente");
    imap_destruye(it);
    pool_destruye(grupo);
}

void prueba_error_fuente(void)
{
    fuente_falla(0, 1, 2);
    fuente_falla(0, 1, 2); /* otra vez: el pool no ha quedado tocado */
    fuente_falla(3, 1, 8);
    fuente_falla(7, 2, 2);
    fuente_falla(7, 4, 8);
    fuente_falla(8, 4, 1);
}

/* ------------------------------------------------------- sin orden ---- */

static void el_lento_no_detiene(void)
{
    struct peticion q;

    pon_puertas();
    for (int i = 1; i < PUERTAS; i++)
        abre_puerta(i);
    abre_pool(2, "hilo");
    abre(en_su_puerta, 10, IMAP_FIN,
         (struct imap_opciones){.ventana = 2, .sin_orden = true});
    for (long i = 1; i < 10; i++) {
        pregunta(&q);
        exige_hace(q.hilo, HA_VUELTO,
                   "imap_siguiente, sin orden, con el 0 sin acabar");
        recoge(q.hilo, "imap_siguiente");
        exige_r(q.r, 0, "sin orden");
        exige_entero(q.y, i * i,
                     "imap_siguiente, sin orden, con el 0 sin acabar");
        fuente.entregados++;
    }
    pregunta(&q);
    exige_hace(q.hilo, DUERME,
               "imap_siguiente, sin orden, si solo falta el 0");
    abre_puerta(0);
    recoge(q.hilo, "imap_siguiente, sin orden, cuando acaba el 0");
    exige_r(q.r, 0, "sin orden, cuando acaba el 0");
    exige_entero(q.y, 0, "imap_siguiente, sin orden, el que faltaba");
    exige_fin("sin orden");
    imap_destruye(it);
    pool_destruye(grupo);
}

static void todos_una_vez(const char *inicio, long n, size_t chunksize)
{
    int errores;

    abre_pool(2, inicio);
    abre(cuadrado, n, IMAP_FIN,
         (struct imap_opciones){.chunksize = chunksize, .sin_orden = true});
    recoge_todos(n, &errores);
    exige_entero(errores, 0, "errores, sin orden");
    exige_entero(fuente.sacados, n, "elementos sacados de la fuente");
    imap_destruye(it);
    pool_destruye(grupo);
}

/* Para ThreadSanitizer: quien acaba y quien recoge tocan el turno. */
static void muchos(long n)
{
    long y, van = 0;

    abre_pool(2, "hilo");
    abre(cuadrado, n, IMAP_FIN, (struct imap_opciones){.sin_orden = true});
    while (imap_siguiente(it, &y) == 0)
        van++;
    exige_entero(van, n, "resultados, sin orden");
    imap_destruye(it);
    pool_destruye(grupo);
}

void prueba_sin_orden(void)
{
    el_lento_no_detiene();
    todos_una_vez("hilo", 0, 1);
    todos_una_vez("hilo", 100, 1);
    todos_una_vez("hilo", 100, 7);
    todos_una_vez("fork", 10, 3);
    muchos(1000);
}

/* ------------------------------------------------------- salir -------- */

static void *destruye(void *arg)
{
    imap_destruye(it);
    return arg;
}

static void espera_a_los_que_vuelan(bool sin_orden)
{
    pon_puertas();
    abre_puerta(0);
    abre_puerta(3);
    abre_pool(3, "hilo");
    abre(en_su_puerta, SIN_FIN, IMAP_FIN,
         (struct imap_opciones){.ventana = 3, .sin_orden = sin_orden});
    exige_siguiente(0, "con una fuente sin fin");
    while (atomic_load(&ante_la_puerta) < 3) /* el 1 y el 2, empezados */
        sched_yield();
    struct hilo *h = lanza(destruye, NULL);

    exige_hace(
        h, DUERME,
        "imap_destruye, con dos elementos haciéndose (escriben en la "
        "memoria que va a liberar)");
    abre_puerta(2);
    exige_hace(h, DUERME,
               "imap_destruye, con uno acabado y otro haciéndose");
    abre_puerta(1);
    recoge(h, "imap_destruye, cuando acaba el último");
    pool_destruye(grupo);
}

/* Salir a mitad de un trozo, y el pool sigue sirviendo. */
static void y_el_pool_sigue(void)
{
    abre_pool(2, "hilo");
    for (int vez = 0; vez < 20; vez++) {
        abre(cuadrado, SIN_FIN, IMAP_FIN,
             (struct imap_opciones){.chunksize = 3, .ventana = 4});
        for (long i = 0; i < vez; i++)
            exige_siguiente(i * i, "antes de salir a medias");
        imap_destruye(it);
    }
    pool_cierra(grupo);
    exige_une("pool_une, después de destruir 20 imap a medias");
    pool_destruye(grupo);
}

void prueba_salir(void)
{
    espera_a_los_que_vuelan(false);
    espera_a_los_que_vuelan(true);
    y_el_pool_sigue();
}

/* Como el cuaderno: imap, cerrar y entonces consumir. */
static void cierra_y_consume(const char *inicio, bool sin_orden)
{
    int errores;

    abre_pool(2, inicio);
    abre(cuadrado, 50, IMAP_FIN,
         (struct imap_opciones){.chunksize = 3, .sin_orden = sin_orden});
    pool_cierra(grupo);
    exige_r(recoge_todos(50, &errores), 0,
            "con el pool cerrado antes de consumir");
    exige_entero(fuente.sacados, 50,
                 "con el pool cerrado antes de consumir: sacados");
    exige_une("pool_une, con la fuente agotada y el imap sin destruir");
    exige_fin("con el pool cerrado y unido");
    imap_destruye(it);
    pool_destruye(grupo);
}

static void cierra_y_sale(void)
{
    abre_pool(2, "hilo");
    abre(cuadrado, SIN_FIN, IMAP_FIN, (struct imap_opciones){.ventana = 3});
    pool_cierra(grupo);
    for (long i = 0; i < 10; i++)
        exige_siguiente(i * i, "con el pool cerrado");
    imap_destruye(it);
    exige_une("pool_une, con el imap destruido a medias");
    pool_destruye(grupo);
}

/* Cada imap tiene su reserva: que uno acabe no suelta la de otro. */
static void cada_uno_la_suya(void)
{
    struct numeros otros = {.n = 5, .final = IMAP_FIN, .tope = SIN_TOPE};
    struct imap *otro;
    long y;
    int r;

    abre_pool(2, "hilo");
    abre(cuadrado, SIN_FIN, IMAP_FIN, (struct imap_opciones){.ventana = 3});
    exige_error(imap_crea(&otro, grupo, cuadrado, da, &otros, sizeof(long),
                          sizeof(long), NULL),
                0, "imap_crea, el segundo en el mismo pool");
    while ((r = imap_siguiente(otro, &y)) == 0)
        ;
    exige_r(r, IMAP_FIN, "el segundo en el mismo pool");
    imap_destruye(otro);
    pool_cierra(grupo);
    for (long i = 0; i < 10; i++)
        exige_siguiente(i * i,
                        "con el pool cerrado, y otro imap ya acabado");
    imap_destruye(it);
    exige_une("pool_une, con los dos imap destruidos");
    pool_destruye(grupo);
}

/* Terminado, lo que no se hizo es un error; y se acaba. */
static void termina_a_medias(void)
{
    long y;
    int r, van = 0;

    abre_pool(2, "hilo");
    abre(cuadrado, SIN_FIN, IMAP_FIN, (struct imap_opciones){.ventana = 3});
    exige_siguiente(0, "antes de terminar el pool");
    pool_termina(grupo);
    while ((r = imap_siguiente(it, &y)) != IMAP_FIN) {
        exige(r == 0 || r == ECANCELED || r == EPIPE,
              "imap_siguiente, con el pool terminado, devuelve %d", r);
        exige(++van < 20, "con el pool terminado y una fuente sin fin, "
                          "imap_siguiente no llega nunca a IMAP_FIN");
        fuente.entregados++;
    }
    imap_destruye(it);
    pool_destruye(grupo);
}

void prueba_cierra(void)
{
    cierra_y_consume("hilo", false);
    cierra_y_consume("hilo", true);
    cierra_y_consume("fork", false);
    cierra_y_sale();
    cada_uno_la_suya();
    termina_a_medias();
}
