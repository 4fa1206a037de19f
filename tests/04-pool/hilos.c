/* El pool con hilos: nacer, enviar, cerrar y terminar. Quién espera y quién
 * trabaja se le pregunta al núcleo, o se retiene tras una reja. */
#include "ayuda.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

static struct pool *pool;

/* ------------------------------------------------------- funciones ---- */

enum { LISTA = 64 };

static int lista[LISTA]; /* lo que se ha hecho, por orden */
static atomic_int hechos;

static int apunta(const void *entrada, void *salida)
{
    int x = *(const int *)entrada, i = atomic_fetch_add(&hechos, 1);

    if (i < LISTA)
        lista[i] = x;
    if (salida != NULL)
        *(long *)salida = 10L * x;
    return x < 0 ? -x : 0; /* un negativo es un error */
}

static int cuenta(const void *entrada, void *salida)
{
    (void)entrada;
    (void)salida;
    atomic_fetch_add(&hechos, 1);
    return 0;
}

static int retenida(const void *entrada, void *salida)
{
    (void)entrada;
    (void)salida;
    reja_entra();
    atomic_fetch_add(&hechos, 1);
    return 0;
}

static struct pool_trozo de(pool_funcion *f, struct aviso *a)
{
    *a = (struct aviso){0};
    return (struct pool_trozo){
        .f = f, .n = 1, .acabado = aviso_da, .ctx = a};
}

static int manda(pool_funcion *f, struct aviso *a)
{
    struct pool_trozo t = de(f, a);

    return pool_envia(pool, &t);
}

static void *une(void *arg)
{
    *(int *)arg = pool_une(pool);
    return NULL;
}

/* ------------------------------------------------------- crea --------- */

static void exige_descripcion(const char *esperada)
{
    char texto[80], corto[80];
    size_t n = strlen(esperada);

    exige_error(pool_describe(pool, texto, sizeof texto), 0,
                "pool_describe, con sitio de sobra");
    exige_texto(texto, esperada, "pool_describe");
    exige_error(pool_describe(pool, corto, n), ERANGE,
                "pool_describe, con un byte de menos");
    exige_error(pool_describe(pool, corto, n + 1), 0,
                "pool_describe, con el sitio justo");
}

static void con_averia(enum averia cual, int error, const char *que)
{
    for (int n = 1;; n++) {
        struct pool *p = NULL;

        averia(cual, n);
        int r = pool_crea(&p, 4, "hilo");
        int hubo = llamadas(cual);

        averia(cual, 0);
        if (hubo < n) { /* ya no había n-ésima: esta vez no falló nada */
            exige_error(r, 0, "pool_crea, sin averías");
            acaba(p);
            return;
        }
        exige_error(r, error, "pool_crea, si falla %s número %d", que, n);
        exige(p == NULL, "pool_crea ha fallado y ha cambiado *sale");
        exige_entero(hilos_sin_unir(), 0,
                     "hilos sin unir, si falla %s número %d", que, n);
    }
}

static void une_lo_ocioso(void)
{
    int r = -1;

    pool = nuevo_dormido(3);
    exige_entero(pool_tamano(pool), 3, "pool_tamano");
    exige_descripcion("<pool inicio=hilo state=RUN pool_size=3>");
    exige_error(pool_une(pool), EINVAL, "pool_une, sin haber cerrado");
    pool_cierra(pool);
    pool_cierra(pool);
    exige_descripcion("<pool inicio=hilo state=CLOSE pool_size=3>");
    vuelve(une, &r, "pool_une, con tres trabajadores ociosos");
    exige_error(r, 0, "pool_une, después de pool_cierra");
    exige_entero(hilos_sin_unir(), 0, "hilos sin unir tras pool_une");
    vuelve(une, &r, "pool_une, por segunda vez");
    exige_error(r, 0, "pool_une, por segunda vez");
    pool_destruye(pool);
}

void prueba_crea(void)
{
    struct pool *p = NULL;

    exige_error(pool_crea(&p, 0, "hilo"), EINVAL, "pool_crea(&p, 0, …)");
    exige_error(pool_crea(&p, -1, "hilo"), EINVAL, "pool_crea(&p, -1, …)");
    exige_error(pool_crea(&p, 2, "clon"), EINVAL,
                "pool_crea(&p, 2, \"clon\")");
    pool_destruye(NULL);
    une_lo_ocioso();
    pool_destruye(nuevo_dormido(3)); /* sin haber cerrado */
    exige_entero(hilos_sin_unir(), 0, "hilos sin unir tras pool_destruye");
    con_averia(AV_MEMORIA, ENOMEM, "la reserva");
    con_averia(AV_MUTEX, ENOMEM, "el mutex");
    con_averia(AV_COND, ENOMEM, "la condición");
    con_averia(AV_HILO, EAGAIN, "el hilo");
}

/* ------------------------------------------------------- envia -------- */

static void en_orden(void)
{
    int x[5] = {3, 1, 4, 1, 5};
    long y[5] = {0};
    struct aviso a[5];

    atomic_store(&hechos, 0);
    for (int i = 0; i < 5; i++) {
        struct pool_trozo t = de(apunta, &a[i]);

        t.entrada = &x[i];
        t.salida = &y[i];
        exige_error(pool_envia(pool, &t), 0, "pool_envia");
        memset(&t, 0, sizeof t); /* el trozo se copia */
    }
    for (int i = 0; i < 5; i++) {
        aviso_espera(&a[i], 0, "pool_envia, cinco trozos");
        exige_entero(lista[i], x[i], "un trabajador, trozo %d de 5: recibe",
                     i + 1);
        exige_entero(y[i], 10L * x[i], "la salida del trozo %d", i + 1);
    }
}

static void como_el_bucle(void)
{
    int x[] = {1, 2, -7, 4, -9};
    long y[5] = {0};
    struct aviso a;
    struct pool_trozo t = de(apunta, &a);

    atomic_store(&hechos, 0);
    t.n = 5;
    t.entrada = x;
    t.tam_entrada = sizeof x[0];
    t.salida = y;
    t.tam_salida = sizeof y[0];
    exige_error(pool_envia(pool, &t), 0, "pool_envia, de cinco elementos");
    aviso_espera(&a, 7, "un trozo cuyo tercer elemento falla con 7");
    exige_entero(hechos, 3, "llamadas a f, si falla el tercero de cinco");
    exige_entero(y[1], 20, "la salida del segundo elemento");
    t.n = 0;
    a = (struct aviso){0};
    exige_error(pool_envia(pool, &t), 0, "pool_envia, de cero elementos");
    aviso_espera(&a, 0, "un trozo sin elementos");
    exige_entero(hechos, 3, "llamadas a f, con cero elementos");
    t = de(cuenta, &a);
    t.n = 6; /* sin vectores: solo se llama */
    exige_error(pool_envia(pool, &t), 0, "pool_envia, sin vectores");
    aviso_espera(&a, 0, "un trozo sin vectores");
    exige_entero(hechos, 9, "llamadas a f, con seis elementos más");
}

static int pregunta_antes; /* lo que contesta empieza */
static int preguntas;

static int empieza(void *ctx)
{
    char texto[80];

    (void)ctx;
    preguntas++;
    return pool_describe(pool, texto, sizeof texto) == 0 ? pregunta_antes
                                                         : -1;
}

static void si_empieza(int contesta)
{
    struct aviso a;
    struct pool_trozo t = de(cuenta, &a);

    t.empieza = empieza;
    pregunta_antes = contesta;
    preguntas = 0;
    atomic_store(&hechos, 0);
    exige_error(pool_envia(pool, &t), 0, "pool_envia, con empieza");
    aviso_espera(&a, contesta, "un trozo con empieza");
    exige_entero(preguntas, 1, "veces que se ha llamado a empieza");
    exige_entero(hechos, contesta == 0,
                 "llamadas a f, si empieza devuelve %d", contesta);
}

void prueba_envia(void)
{
    struct aviso a;

    averia(AV_ESPURIO, 1); /* el trabajador despierta y no hay nada */
    pool = nuevo(1, "hilo");
    esperas(2); /* y se ha vuelto a dormir */
    en_orden();
    como_el_bucle();
    si_empieza(0);
    si_empieza(55);
    averia(AV_MEMORIA, 1);
    int r = manda(cuenta, &a);

    averia(AV_MEMORIA, 0);
    exige_error(r, ENOMEM, "pool_envia, si no hay memoria");
    exige_entero(aviso_veces(&a), 0, "avisos, si pool_envia falla");
    acaba(pool);
}

/* ------------------------------------------------------- a la vez ----- */

enum { A_LA_VEZ = 4, RONDAS = 25 };

static pthread_mutex_t cita = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t todos = PTHREAD_COND_INITIALIZER;
static int ronda, llegados; /* los guarda cita */

/* De aquí no sale nadie hasta que están los cuatro. */
static int se_cita(const void *entrada, void *salida)
{
    (void)entrada;
    (void)salida;
    pthread_mutex_lock(&cita);
    int mia = ronda;

    if (++llegados == A_LA_VEZ) {
        llegados = 0;
        ronda++;
        pthread_cond_broadcast(&todos);
    }
    while (ronda == mia)
        pthread_cond_wait(&todos, &cita);
    pthread_mutex_unlock(&cita);
    return 0;
}

/* Quien trabaja y quien avisa también pueden usar el pool. */
static int pregunta(const void *entrada, void *salida)
{
    char texto[80];

    (void)entrada;
    (void)salida;
    return pool_describe(pool, texto, sizeof texto);
}

static struct aviso encadenado;

static void avisa_y_manda(void *ctx, int error)
{
    if (error == 0)
        error = pool_reserva(pool);
    if (error == 0)
        error = manda(cuenta, &encadenado);
    pool_suelta(pool);
    aviso_da(ctx, error);
}

void prueba_a_la_vez(void)
{
    struct aviso a[A_LA_VEZ], b;

    pool = nuevo(A_LA_VEZ, "hilo");
    struct pool_trozo t = de(pregunta, &b);

    t.acabado = avisa_y_manda;
    exige_error(pool_envia(pool, &t), 0, "pool_envia");
    aviso_espera(&b, 0, "un trozo cuya función y cuyo aviso usan el pool");
    aviso_espera(&encadenado, 0, "un trozo mandado desde un aviso");
    for (int i = 0; i < RONDAS; i++) {
        for (int k = 0; k < A_LA_VEZ; k++)
            exige_error(manda(se_cita, &a[k]), 0, "pool_envia");
        for (int k = 0; k < A_LA_VEZ; k++)
            aviso_espera(&a[k], 0,
                         "cuatro trozos que se esperan unos a otros, con "
                         "cuatro trabajadores");
    }
    acaba(pool);
}

/* ------------------------------------------------------- cierra ------- */

static void acaba_lo_que_hay(void)
{
    struct aviso a[6], b;
    int r = -1;

    pool = nuevo(2, "hilo");
    atomic_store(&hechos, 0);
    for (int i = 0; i < 6; i++)
        exige_error(manda(i < 2 ? retenida : cuenta, &a[i]), 0,
                    "pool_envia");
    reja_espera(2, "dos trabajadores, con seis trozos");
    pool_cierra(pool);
    exige_error(manda(cuenta, &b), EPIPE, "pool_envia, ya cerrado");
    exige_entero(aviso_veces(&b), 0, "avisos del trozo que no se admitió");
    reja_abre();
    vuelve(une, &r, "pool_une, con cuatro trozos en la cola");
    exige_error(r, 0, "pool_une");
    exige_entero(hechos, 6, "trozos hechos, de seis que había al cerrar");
    for (int i = 0; i < 6; i++)
        aviso_espera(&a[i], 0, "un trozo que estaba en la cola al cerrar");
    pool_destruye(pool);
}

static void espera_a_quien_reservo(void)
{
    struct aviso a, b;
    int r = -1;

    pool = nuevo(2, "hilo");
    exige_error(pool_reserva(pool), 0, "pool_reserva");
    exige_error(pool_reserva(pool), 0, "pool_reserva, otra");
    pool_cierra(pool);
    exige_error(pool_reserva(pool), EPIPE, "pool_reserva, ya cerrado");
    exige_error(manda(cuenta, &b), EPIPE,
                "pool_envia, sin marcar, con una reserva y ya cerrado");
    struct hilo *h = lanza(une, &r);

    exige(observa(h) == DUERME,
          "pool_une, con dos reservas: se esperaba "
          "que durmiera, y %s",
          que_hace(h));
    struct pool_trozo t = de(cuenta, &a);

    t.reservado = true;
    exige_error(pool_envia(pool, &t), 0,
                "pool_envia, reservado, con dos reservas y ya cerrado");
    aviso_espera(&a, 0, "un trozo reservado, mandado después de cerrar");
    pool_suelta(pool);
    exige(observa(h) == DUERME,
          "pool_une, con una reserva aún: se esperaba "
          "que durmiera, y %s",
          que_hace(h));
    pool_suelta(pool);
    exige(observa(h) == HA_VUELTO,
          "pool_une, sueltas las dos reservas, no "
          "vuelve: %s",
          que_hace(h));
    recoge(h, "pool_une");
    exige_error(r, 0, "pool_une, sueltas las reservas");
    a = (struct aviso){0};
    exige_error(pool_envia(pool, &t), EPIPE,
                "pool_envia, reservado, sin reservas y ya cerrado");
    exige_entero(aviso_veces(&a), 0, "avisos de lo que no se admitió");
    pool_destruye(pool);
}

void prueba_cierra(void)
{
    acaba_lo_que_hay();
    espera_a_quien_reservo();
}

/* ------------------------------------------------------- termina ------ */

static void *termina(void *arg)
{
    (void)arg;
    pool_termina(pool);
    return NULL;
}

static void *mapa(void *arg)
{
    *(int *)arg = pool_map(pool, cuenta, 3, NULL, 0, NULL, 0, 1);
    return NULL;
}

static void lo_de_la_cola(void)
{
    struct aviso a[4], b;
    int del_mapa = -1, r = -1;

    pool = nuevo(1, "hilo");
    atomic_store(&hechos, 0);
    for (int i = 0; i < 4; i++)
        exige_error(manda(i == 0 ? retenida : cuenta, &a[i]), 0,
                    "pool_envia");
    reja_espera(1, "un trabajador, con un trozo");
    struct hilo *h = lanza(mapa, &del_mapa);

    exige(observa(h) == DUERME, "pool_map, con el trabajador ocupado, %s",
          que_hace(h));
    exige_error(pool_reserva(pool), 0, "pool_reserva");
    vuelve(termina, NULL, "pool_termina, con el trabajador ocupado");
    pool_cierra(pool); /* no lo reabre */
    exige_descripcion("<pool inicio=hilo state=TERMINATE pool_size=1>");
    struct pool_trozo t = de(cuenta, &b);

    t.reservado = true;
    exige_error(pool_envia(pool, &t), EPIPE,
                "pool_envia, reservado, ya terminado");
    reja_abre();
    aviso_espera(&a[0], 0, "el trozo que un hilo tenía a medias");
    for (int i = 1; i < 4; i++)
        aviso_espera(&a[i], ECANCELED, "un trozo que estaba en la cola");
    exige(observa(h) == HA_VUELTO,
          "pool_map, si se termina durante la "
          "espera, no vuelve: %s",
          que_hace(h));
    recoge(h, "pool_map, si se termina durante la espera");
    exige_error(del_mapa, ECANCELED,
                "pool_map, si se termina durante la espera");
    exige_entero(hechos, 1,
                 "trozos hechos, si se termina con uno a medias");
    vuelve(une, &r, "pool_une, terminado y con una reserva sin soltar");
    exige_error(r, 0, "pool_une, después de pool_termina");
    pool_suelta(pool);
    pool_destruye(pool);
}

/* Termina desde su propio aviso. */
static void acaba_con_todo(void *ctx, int error)
{
    pool_termina(pool);
    aviso_da(ctx, error);
}

/* Quien une ya espera cuando un aviso termina el pool. */
static void termina_mientras_une(void)
{
    struct aviso a;
    int r = -1;

    pool = nuevo(2, "hilo");
    reja_cierra();
    struct pool_trozo t = de(retenida, &a);

    t.acabado = acaba_con_todo;
    exige_error(pool_envia(pool, &t), 0, "pool_envia");
    reja_espera(1, "dos trabajadores, con un trozo");
    pool_cierra(pool);
    struct hilo *h = lanza(une, &r);

    exige(observa(h) == DUERME,
          "pool_une, con un trozo a medias: se esperaba que durmiera, y %s",
          que_hace(h));
    reja_abre();
    recoge(h, "pool_une, con un aviso que termina el pool");
    exige_error(r, 0, "pool_une, con un aviso que termina el pool");
    pool_destruye(pool);
}

void prueba_termina(void)
{
    struct aviso a;
    int r = -1;

    lo_de_la_cola();
    termina_mientras_une();
    pool = nuevo_dormido(3); /* los otros dos lo seguirán */
    struct pool_trozo t = de(cuenta, &a);

    t.acabado = acaba_con_todo;
    exige_error(pool_envia(pool, &t), 0, "pool_envia");
    aviso_espera(&a, 0, "un trozo que termina el pool desde su aviso");
    vuelve(une, &r, "pool_une, terminado y con dos trabajadores ociosos");
    exige_error(r, 0, "pool_une, después de pool_termina");
    pool_destruye(pool);
}
