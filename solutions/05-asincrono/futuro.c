#include "futuro.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* lo que es un futuro */
/* PENDIENTE, EN_MARCHA, HECHO; o PENDIENTE, CANCELADO. De los que acaban
 * no se sale. */
enum estado { PENDIENTE, EN_MARCHA, HECHO, CANCELADO };

struct aviso {
    futuro_aviso *aviso;
    void *ctx;
    struct aviso *otro;
};

/* El ctx de un trozo: de qué futuro es, y cuál de los suyos. */
struct parte {
    struct futuro *f;
    size_t cual;
};

struct futuro {
    /* Quien lo pidió y cada trozo que puede estar en el pool. */
    atomic_size_t referencias;

    /* No cambian desde que se manda el primer trozo. */
    void *entrada; /* la copia */
    struct parte *parte;
    /* Cada trozo escribe en lo suyo; al acabar, nadie. */
    void *salida;

    pthread_mutex_t m;
    pthread_cond_t fin; /* f ha acabado */
    /* Los guarda m. */
    enum estado estado;
    size_t faltan; /* trozos sin acabar: HECHO solo si es 0 */
    int error;     /* el del primer trozo, por orden, que lo tuvo, o 0 */
    size_t malo;   /* qué trozo fue, si error no es 0 */
    struct aviso *primero, **ultimo; /* al acabar, dejan de ser suyos */
};

/* crear y liberar */
static void libera(struct futuro *f)
{
    pthread_cond_destroy(&f->fin);
    pthread_mutex_destroy(&f->m);
    free(f->parte);
    free(f->salida);
    free(f->entrada);
    free(f);
}

static int inicia_condicion(pthread_cond_t *c)
{
    /* iniciar la condición */
    pthread_condattr_t a;
    int r = pthread_condattr_init(&a);

    if (r != 0)
        return r;
    /* elegir el reloj */
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    r = pthread_cond_init(c, &a);
    pthread_condattr_destroy(&a);
    return r;
}

/* A cero; nunca NULL si hay memoria, aunque no ocupe nada. */
static void *vector(size_t n, size_t tam)
{
    return calloc(n > 0 ? n : 1, tam > 0 ? tam : 1);
}

/* Un futuro de n elementos, en tantos trozos, sin mandar ninguno. */
static int nuevo(struct futuro **sale, size_t trozos, size_t n,
                 const void *entrada, size_t tam_entrada, size_t tam_salida)
{
    int r = ENOMEM;
    struct futuro *f = calloc(1, sizeof *f);

    if (f == NULL)
        return r;
    atomic_init(&f->referencias, trozos + 1);
    f->estado = trozos > 0 ? PENDIENTE : HECHO;
    f->faltan = trozos;
    f->ultimo = &f->primero;
    f->parte = vector(trozos, sizeof f->parte[0]);
    f->salida = vector(n, tam_salida);
    f->entrada = vector(n, tam_entrada);
    if (f->parte == NULL || f->salida == NULL || f->entrada == NULL)
        goto libera_vectores;
    for (size_t i = 0; i < trozos; i++)
        f->parte[i] = (struct parte){f, i};
    if (n * tam_entrada > 0)
        memcpy(f->entrada, entrada, n * tam_entrada);
    if ((r = pthread_mutex_init(&f->m, NULL)) != 0)
        goto libera_vectores;
    if ((r = inicia_condicion(&f->fin)) != 0)
        goto quita_mutex;
    *sale = f;
    return 0;

quita_mutex:
    pthread_mutex_destroy(&f->m);
libera_vectores:
    free(f->parte);
    free(f->salida);
    free(f->entrada);
    free(f);
    return r;
}

/* Con m cogido: f acaba así. Devuelve los avisos que hay que llamar cuando
 * se suelte, que ya no son de f. */
static struct aviso *concluye(struct futuro *f, enum estado como)
{
    /* concluir */
    f->estado = como;
    /* despertar a quienes esperan */
    pthread_cond_broadcast(&f->fin);
    return f->primero;
}

/* Sin m. */
static void llama(struct futuro *f, struct aviso *a)
{
    /* llamar a los avisos */
    while (a != NULL) {
        struct aviso *otro = a->otro;

        a->aviso(f, a->ctx);
        free(a);
        a = otro;
    }
}

/* k referencias menos; sin m, y después ya no se toca f. */
static void deja(struct futuro *f, size_t k)
{
    /* dejar k referencias */
    if (atomic_fetch_sub(&f->referencias, k) == k)
        libera(f);
}

/* ---- lo que llama el pool ---- */

/* A un trozo le ha llegado el turno. */
static int empieza(void *ctx)
{
    struct futuro *f = ((struct parte *)ctx)->f;

    /* empezar un trozo */
    pthread_mutex_lock(&f->m);
    if (f->estado == PENDIENTE)
        f->estado = EN_MARCHA;
    /* decidir si se hace */
    int r = f->estado == CANCELADO ? ECANCELED : 0;
    pthread_mutex_unlock(&f->m);
    return r;
}

static void acabado(void *ctx, int error)
{
    struct parte *parte = ctx;
    struct futuro *f = parte->f;

    /* acabar un trozo */
    struct aviso *lista = NULL;

    pthread_mutex_lock(&f->m);
    /* apuntar el error */
    if (error != 0 && (f->error == 0 || parte->cual < f->malo)) {
        f->error = error;
        f->malo = parte->cual;
    }
    if (--f->faltan == 0 && f->estado != CANCELADO)
        lista = concluye(f, HECHO);
    /* soltar el cerrojo y avisar */
    pthread_mutex_unlock(&f->m);
    llama(f, lista);
    /* dejar la referencia del trozo */
    deja(f, 1);
}

/* ---- lo que llama quien lo pide ---- */

int futuro_envia(struct futuro **sale, struct pool *p, pool_funcion *f,
                 const void *entrada, size_t tam_entrada, size_t tam_salida)
{
    /* mandar una tarea */
    struct futuro *x;
    int r = nuevo(&x, 1, 1, entrada, tam_entrada, tam_salida);

    if (r != 0)
        return r;
    struct pool_trozo t = {.f = f,
                           .n = 1,
                           /* de dónde lee la tarea */
                           .entrada = x->entrada,
                           .tam_entrada = tam_entrada,
                           .salida = x->salida,
                           .tam_salida = tam_salida,
                           .empieza = empieza,
                           .acabado = acabado,
                           .ctx = &x->parte[0]};
    r = pool_envia(p, &t);
    if (r != 0)
        libera(x);
    else
        *sale = x;
    return r;
}

int futuro_map(struct futuro **sale, struct pool *p, pool_funcion *f,
               size_t n, const void *entrada, size_t tam_entrada,
               size_t tam_salida, size_t chunksize)
{
    /* mandar un map */
    if (chunksize == 0)
        chunksize = pool_chunksize(n, pool_tamano(p));
    size_t trozos = n == 0 ? 0 : (n - 1) / chunksize + 1, mandados = 0;
    struct futuro *x;
    int r = nuevo(&x, trozos, n, entrada, tam_entrada, tam_salida);

    if (r != 0)
        return r;
    while (mandados < trozos && r == 0) {
        size_t desde = mandados * chunksize;

        /* mandar el trozo */
        struct pool_trozo t = {
            .f = f,
            /* cuántos lleva */
            .n = n - desde < chunksize ? n - desde : chunksize,
            .entrada = (char *)x->entrada + desde * tam_entrada,
            .tam_entrada = tam_entrada,
            .salida = (char *)x->salida + desde * tam_salida,
            .tam_salida = tam_salida,
            .empieza = empieza,
            .acabado = acabado,
            .ctx = &x->parte[mandados],
        };
        r = pool_envia(p, &t);
        if (r == 0)
            mandados++;
    }
    if (r == 0)
        *sale = x;
    else {
        /* deshacer lo que no se mandó */
        pthread_mutex_lock(&x->m);
        x->estado = CANCELADO;
        pthread_mutex_unlock(&x->m);
        deja(x, trozos - mandados + 1);
    }
    return r;
}

bool futuro_listo(struct futuro *f)
{
    /* mirar si ha acabado */
    pthread_mutex_lock(&f->m);
    bool si = f->estado == HECHO || f->estado == CANCELADO;

    pthread_mutex_unlock(&f->m);
    return si;
}

int futuro_espera(struct futuro *f, double segundos)
{
    /* esperar */
    int r = 0;
    struct timespec limite = {0, 0};

    /* calcular cuándo vence */
    if (segundos > 1e9) /* más de treinta años; que quepa en time_t */
        segundos = 1e9;
    if (segundos >= 0) {
        /* mirar la hora */
        clock_gettime(CLOCK_MONOTONIC, &limite);
        limite.tv_sec += (time_t)segundos;
        segundos -= (double)(time_t)segundos;
        limite.tv_nsec += (long)(segundos * 1e9);
        if (limite.tv_nsec >= 1000000000) {
            limite.tv_sec++;
            limite.tv_nsec -= 1000000000;
        }
    }
    pthread_mutex_lock(&f->m);
    /* dormir hasta que acabe o venza */
    while (f->estado != HECHO && f->estado != CANCELADO && r == 0)
        r = segundos < 0 ? pthread_cond_wait(&f->fin, &f->m)
                         : pthread_cond_timedwait(&f->fin, &f->m, &limite);
    if (f->estado == HECHO || f->estado == CANCELADO)
        r = 0;
    pthread_mutex_unlock(&f->m);
    return r;
}

int futuro_toma(struct futuro *f, double segundos, const void **valor)
{
    /* tomar el valor */
    int r = futuro_espera(f, segundos);

    if (r == 0) {
        /* leer el error */
        pthread_mutex_lock(&f->m);
        r = f->error;
        pthread_mutex_unlock(&f->m);
        if (r == 0 && valor != NULL)
            *valor = f->salida;
    }
    return r;
}

bool futuro_bien(struct futuro *f)
{
    return futuro_toma(f, 0, NULL) == 0;
}

int futuro_avisa(struct futuro *f, futuro_aviso *aviso, void *ctx)
{
    /* pedir un aviso */
    struct aviso *a = malloc(sizeof *a);

    if (a == NULL)
        return ENOMEM;
    *a = (struct aviso){aviso, ctx, NULL};
    pthread_mutex_lock(&f->m);
    bool tarde = f->estado == HECHO || f->estado == CANCELADO;

    if (!tarde) {
        /* apuntar el aviso */
        *f->ultimo = a;
        f->ultimo = &a->otro;
    }
    pthread_mutex_unlock(&f->m);
    if (tarde) {
        free(a);
        aviso(f, ctx);
    }
    return 0;
}

int futuro_cancela(struct futuro *f)
{
    /* cancelar */
    struct aviso *lista = NULL;

    pthread_mutex_lock(&f->m);
    /* ver si aún se puede */
    int r = f->estado == EN_MARCHA || f->estado == HECHO ? EBUSY : 0;
    if (r == 0 && f->estado != CANCELADO) {
        f->error = ECANCELED;
        lista = concluye(f, CANCELADO);
    }
    pthread_mutex_unlock(&f->m);
    llama(f, lista);
    return r;
}

void futuro_suelta(struct futuro *f)
{
    if (f != NULL)
        deja(f, 1);
}
