#include "ayuda.h"

#include "prueba.h"
#include "recursos.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cambio = PTHREAD_COND_INITIALIZER;

static pid_t celda;         /* el proceso de la prueba */
static pthread_t principal; /* su hilo */
static int dentro;          /* lo guarda m */
static bool abierta;        /* lo guarda m */

void vuelve(void *(*f)(void *), void *arg, const char *que)
{
    struct hilo *h = lanza(f, arg);

    exige(observa(h) == HA_VUELTO, "%s: no vuelve; %s y nadie lo despierta",
          que, que_hace(h));
    recoge(h, que);
}

/* ------------------------------------------------------- errores ------ */

static const char *nombre(int e, char texto[32])
{
    static const struct {
        int e;
        const char *nombre;
    } conocido[] = {{0, "0 (sin error)"}, {EINVAL, "EINVAL"},
                    {EPIPE, "EPIPE"},     {ENOMEM, "ENOMEM"},
                    {ENOSYS, "ENOSYS"},   {ECANCELED, "ECANCELED"}};

    for (size_t i = 0; i < sizeof conocido / sizeof conocido[0]; i++)
        if (conocido[i].e == e)
            return conocido[i].nombre;
    if (e >= POOL_SALIO)
        snprintf(texto, 32, "POOL_SALIO + %d", e - POOL_SALIO);
    else if (e >= POOL_MURIO)
        snprintf(texto, 32, "POOL_MURIO + %d", e - POOL_MURIO);
    else
        snprintf(texto, 32, "%d", e);
    return texto;
}

void exige_fin(int salido, int esperado, const char *formato, ...)
{
    char que[512], a[32], b[32];
    va_list lista;

    if (salido == esperado)
        return;
    va_start(lista, formato);
    vsnprintf(que, sizeof que, formato, lista);
    va_end(lista);
    falla("%s: se esperaba %s y ha salido %s", que, nombre(esperado, a),
          nombre(salido, b));
}

/* ------------------------------------------------------- avisos ------- */

void aviso_da(void *ctx, int error)
{
    struct aviso *a = ctx;

    pthread_mutex_lock(&m);
    a->veces++;
    a->error = error;
    a->ajeno =
        getpid() != celda || pthread_equal(pthread_self(), principal);
    pthread_cond_broadcast(&cambio);
    pthread_mutex_unlock(&m);
}

static void *espera_aviso(void *arg)
{
    struct aviso *a = arg;

    pthread_mutex_lock(&m);
    while (a->veces == 0)
        pthread_cond_wait(&cambio, &m);
    pthread_mutex_unlock(&m);
    return NULL;
}

int aviso_veces(struct aviso *a)
{
    pthread_mutex_lock(&m);
    int veces = a->veces;

    pthread_mutex_unlock(&m);
    return veces;
}

void aviso_espera(struct aviso *a, int error, const char *que)
{
    struct hilo *h = lanza(espera_aviso, a);

    exige(observa(h) == HA_VUELTO,
          "%s: nadie ha llamado a su acabado, y "
          "ya no hay quien pueda llamarlo",
          que);
    recoge(h, que);
    exige_entero(a->veces, 1, "%s, veces que se ha llamado a acabado", que);
    exige_fin(a->error, error, "%s, el error que recibe acabado", que);
    exige(!a->ajeno,
          "%s: a acabado lo ha llamado quien no es un hilo del "
          "pool",
          que);
}

/* ------------------------------------------------------- la reja ------ */

void reja_entra(void)
{
    pthread_mutex_lock(&m);
    dentro++;
    pthread_cond_broadcast(&cambio);
    while (!abierta)
        pthread_cond_wait(&cambio, &m);
    pthread_mutex_unlock(&m);
}

static void *espera_dentro(void *arg)
{
    pthread_mutex_lock(&m);
    while (dentro < *(int *)arg)
        pthread_cond_wait(&cambio, &m);
    pthread_mutex_unlock(&m);
    return NULL;
}

void reja_espera(int k, const char *que)
{
    struct hilo *h = lanza(espera_dentro, &k);
    enum que_hace hace = observa(h);

    pthread_mutex_lock(&m);
    int hay = dentro;

    pthread_mutex_unlock(&m);
    exige(hace == HA_VUELTO,
          "%s: tendrían que estar trabajando %d a la vez, "
          "y son %d; los demás duermen",
          que, k, hay);
    recoge(h, que);
}

void reja_abre(void)
{
    pthread_mutex_lock(&m);
    abierta = true;
    pthread_cond_broadcast(&cambio);
    pthread_mutex_unlock(&m);
}

void reja_cierra(void)
{
    pthread_mutex_lock(&m);
    abierta = false;
    dentro = 0;
    pthread_mutex_unlock(&m);
}

/* ------------------------------------------------------- el pool ------ */

/* Un pool que duerme de otra manera no hace esas llamadas: si ya no se mueve
 * nadie, no las hará. */
void esperas(int k)
{
    time_t limite = time(NULL) + 2;

    while (llamadas(AV_ESPURIO) < k && !los_demas_duermen() &&
           time(NULL) < limite)
        sched_yield();
}

struct pool *nuevo(int trabajadores, const char *inicio)
{
    struct pool *p = NULL;

    celda = getpid();
    principal = pthread_self();
    exige_error(pool_crea(&p, trabajadores, inicio), 0,
                "pool_crea(&p, %d, \"%s\")", trabajadores, inicio);
    exige(p != NULL, "pool_crea ha devuelto 0, y el pool sigue en NULL");
    return p;
}

/* Quien llama a pthread_cond_wait tiene el mutex: cuando otro pueda
 * cogerlo, ya duerme. */
struct pool *nuevo_dormido(int trabajadores)
{
    averia(AV_ESPURIO, 0);
    struct pool *p = nuevo(trabajadores, "hilo");

    esperas(trabajadores);
    return p;
}

static void *une(void *arg)
{
    exige_error(pool_une(arg), 0, "pool_une, con el pool cerrado");
    return NULL;
}

void acaba(struct pool *p)
{
    pool_cierra(p);
    vuelve(une, p, "pool_une, después de pool_cierra");
    pool_destruye(p);
}
