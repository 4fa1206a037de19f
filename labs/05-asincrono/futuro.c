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
    /* HUECO: iniciar la condición */
    return pthread_cond_init(c, NULL);
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
    /* HUECO: concluir */
    (void)f;
    (void)como;
    return NULL;
}

/* Sin m. */
static void llama(struct futuro *f, struct aviso *a)
{
    /* HUECO: llamar a los avisos */
    (void)f;
    (void)a;
}

/* k referencias menos; sin m, y después ya no se toca f. */
static void deja(struct futuro *f, size_t k)
{
    /* HUECO: dejar k referencias */
    (void)f;
    (void)k;
}

/* ---- lo que llama el pool ---- */

/* A un trozo le ha llegado el turno. */
static int empieza(void *ctx)
{
    struct futuro *f = ((struct parte *)ctx)->f;

    /* HUECO: empezar un trozo */
    (void)f;
    return 0;
}

static void acabado(void *ctx, int error)
{
    struct parte *parte = ctx;
    struct futuro *f = parte->f;

    /* HUECO: acabar un trozo */
    (void)f;
    (void)error;
    (void)empieza;
    (void)concluye;
    (void)llama;
}

/* ---- lo que llama quien lo pide ---- */

int futuro_envia(struct futuro **sale, struct pool *p, pool_funcion *f,
                 const void *entrada, size_t tam_entrada, size_t tam_salida)
{
    /* HUECO: mandar una tarea */
    (void)sale;
    (void)p;
    (void)f;
    (void)entrada;
    (void)tam_entrada;
    (void)tam_salida;
    (void)nuevo;
    (void)libera;
    (void)acabado;
    return ENOSYS;
}

int futuro_map(struct futuro **sale, struct pool *p, pool_funcion *f,
               size_t n, const void *entrada, size_t tam_entrada,
               size_t tam_salida, size_t chunksize)
{
    /* HUECO: mandar un map */
    (void)sale;
    (void)p;
    (void)f;
    (void)n;
    (void)entrada;
    (void)tam_entrada;
    (void)tam_salida;
    (void)chunksize;
    return ENOSYS;
}

bool futuro_listo(struct futuro *f)
{
    /* HUECO: mirar si ha acabado */
    (void)f;
    return false;
}

int futuro_espera(struct futuro *f, double segundos)
{
    /* HUECO: esperar */
    (void)f;
    (void)segundos;
    return ENOSYS;
}

int futuro_toma(struct futuro *f, double segundos, const void **valor)
{
    /* HUECO: tomar el valor */
    (void)f;
    (void)segundos;
    (void)valor;
    return ENOSYS;
}

bool futuro_bien(struct futuro *f)
{
    return futuro_toma(f, 0, NULL) == 0;
}

int futuro_avisa(struct futuro *f, futuro_aviso *aviso, void *ctx)
{
    /* HUECO: pedir un aviso */
    (void)f;
    (void)aviso;
    (void)ctx;
    return ENOSYS;
}

int futuro_cancela(struct futuro *f)
{
    /* HUECO: cancelar */
    (void)f;
    return ENOSYS;
}

void futuro_suelta(struct futuro *f)
{
    if (f != NULL)
        deja(f, 1);
}
