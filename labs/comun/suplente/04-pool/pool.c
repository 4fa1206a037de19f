/* pool.c, suplente: cumple el contrato de pool.h sin ser un grupo de
 * trabajadores. Cada trozo nace con su propio hilo, que espera su turno y
 * muere al acabar; con "fork", el hilo tiene además un hijo para ese trozo.
 * Sirve para que las prácticas que usan un pool se prueben solas, y es
 * lento a propósito: crear un hilo por trozo es lo que un pool evita. */
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum estado { RUN, CLOSE, TERMINATE };

struct pool {
    int trabajadores; /* no cambian */
    bool procesos;
    /* Desde que se abre una tubería hasta que el padre cierra el extremo
     * del hijo, nadie más se bifurca: si no, otro hijo lo heredaría. */
    pthread_mutex_t parto;

    pthread_mutex_t m;
    pthread_cond_t cambio; /* de cualquiera de los que siguen */

    /* Lo que sigue lo guarda m. Cada trozo está en la cola o corriendo; de
     * los muertos, ninguno vuelve. */
    enum estado estado;
    int reservas;
    struct encargo *primero, **ultimo; /* la cola */
    struct encargo *corriendo;
    int n_corriendo, muertos;
    int error_de_muerte; /* el del último trabajador muerto */
    int vivos;           /* hilos que aún no han acabado */
    pthread_t por_unir;  /* el último que acabó, si hay_por_unir */
    bool hay_por_unir;
};

struct encargo {
    struct pool *pool;
    struct pool_trozo trozo;
    pid_t hijo; /* mientras se puede matar; lo guarda m */
    struct encargo *otro;
};

static int haz(const struct pool_trozo *t, char *salida)
{
    const char *entrada = t->entrada;
    int r = 0;

    for (size_t i = 0; i < t->n && r == 0; i++)
        r = t->f(t->tam_entrada ? entrada + i * t->tam_entrada : NULL,
                 t->tam_salida ? salida + i * t->tam_salida : NULL);
    return r;
}

/* ---- con un hijo por trozo ---- */

static int escribe(int fd, const void *p, size_t n)
{
    const char *b = p;

    while (n > 0) {
        ssize_t r = write(fd, b, n);

        if (r == -1 && errno != EINTR)
            return errno;
        if (r > 0) {
            b += r;
            n -= (size_t)r;
        }
    }
    return 0;
}

static bool lee(int fd, void *p, size_t n)
{
    char *b = p;

    while (n > 0) {
        ssize_t r = read(fd, b, n);

        if (r == 0 || (r == -1 && errno != EINTR))
            return false;
        if (r > 0) {
            b += r;
            n -= (size_t)r;
        }
    }
    return true;
}

/* El sitio para la salida se pide antes de nacer: el hijo de un proceso con
 * varios hilos hace bien en no pedir memoria. */
_Noreturn static void en_el_hijo(const struct pool_trozo *t, char *salida,
                                 int fd)
{
    int r = haz(t, salida);

    if (escribe(fd, &r, sizeof r) == 0 && r == 0)
        escribe(fd, salida, t->n * t->tam_salida);
    _exit(0);
}

static int de_que_murio(pid_t pid)
{
    int estado;

    while (waitpid(pid, &estado, 0) == -1)
        if (errno != EINTR)
            return errno;
    return WIFSIGNALED(estado) ? POOL_MURIO + WTERMSIG(estado)
                               : POOL_SALIO + WEXITSTATUS(estado);
}

/* Con parto cogido. Abre la tubería y el hijo; en *fd, el extremo de leer. */
static int pare_con(struct encargo *e, char *salida, int *fd)
{
    int tubo[2];

    if (pipe(tubo) == -1)
        return errno;
    pid_t pid = fork();
    int r = errno;

    if (pid == 0)
        en_el_hijo(&e->trozo, salida, tubo[1]);
    close(tubo[1]);
    if (pid == -1) {
        close(tubo[0]);
        return r;
    }
    *fd = tubo[0];
    pthread_mutex_lock(&e->pool->m);
    e->hijo = pid;
    if (e->pool->estado == TERMINATE)
        kill(pid, SIGKILL);
    pthread_mutex_unlock(&e->pool->m);
    return 0;
}

static int pare(struct encargo *e, int *fd)
{
    char *salida = malloc(e->trozo.n * e->trozo.tam_salida + 1);

    if (salida == NULL)
        return ENOMEM;
    pthread_mutex_lock(&e->pool->parto);
    int r = pare_con(e, salida, fd);

    pthread_mutex_unlock(&e->pool->parto);
    free(salida);
    return r;
}

/* true si el trozo se hizo, bien o mal; false si murió quien lo hacía. En
 * *error, el error. */
static bool haz_fuera(struct encargo *e, int *error)
{
    const struct pool_trozo *t = &e->trozo;
    int fd = -1, r = pare(e, &fd);

    *error = r;
    if (r != 0)
        return true;
    bool hecho = lee(fd, &r, sizeof r) &&
                 (r != 0 || lee(fd, t->salida, t->n * t->tam_salida));
    close(fd);
    pthread_mutex_lock(&e->pool->m);
    pid_t pid = e->hijo;

    e->hijo = 0; /* desde aquí, el número puede ser de otro */
    pthread_mutex_unlock(&e->pool->m);
    int causa = de_que_murio(pid);

    *error = hecho ? r : causa;
    return hecho;
}

/* ---- un hilo por trozo ---- */

/* Con m cogido: con qué acaba un trozo que no se va a empezar, o 0. */
static int no_empieza(const struct pool *p)
{
    if (p->estado == TERMINATE)
        return ECANCELED;
    return p->muertos == p->trabajadores ? p->error_de_muerte : 0;
}

/* Con m cogido; lo suelta mientras trabaja. */
static int corre(struct encargo *e)
{
    struct pool *p = e->pool;
    bool hecho = true;
    int r = 0;

    pthread_mutex_unlock(&p->m);
    if (e->trozo.empieza != NULL)
        r = e->trozo.empieza(e->trozo.ctx);
    if (r == 0 && p->procesos)
        hecho = haz_fuera(e, &r);
    else if (r == 0)
        r = haz(&e->trozo, e->trozo.salida);
    pthread_mutex_lock(&p->m);
    if (!hecho) {
        p->muertos++;
        p->error_de_muerte = r;
    }
    return !hecho && p->estado == TERMINATE ? ECANCELED : r;
}

static void *atiende(void *arg);

/* Con m cogido: da un hilo a cada trozo al que le toca. Devuelve el primero
 * para el que no lo ha habido, ya fuera de la cola, y en *error, por qué. */
static struct encargo *lanza(struct pool *p, int *error)
{
    int caben = p->trabajadores - p->muertos;

    while (p->primero != NULL && p->n_corriendo < (caben > 0 ? caben : 1)) {
        struct encargo *e = p->primero;
        pthread_t hilo;

        p->primero = e->otro;
        if (p->primero == NULL)
            p->ultimo = &p->primero;
        if ((*error = pthread_create(&hilo, NULL, atiende, e)) != 0)
            return e;
        p->n_corriendo++;
        p->vivos++;
        e->otro = p->corriendo;
        p->corriendo = e;
    }
    return NULL;
}

/* Con m cogido. */
static void ya_no_corre(struct pool *p, struct encargo *e)
{
    struct encargo **q = &p->corriendo;

    while (*q != e)
        q = &(*q)->otro;
    *q = e->otro;
    p->n_corriendo--;
}

/* Con m cogido, y lo suelta: el que acaba une al que acabó antes; al último
 * lo une pool_une. Mientras espera no se apunta: si lo hiciera, se formaría
 * una fila de hilos esperando cada uno al anterior, más deprisa de lo que
 * la fila avanza. */
static void despidete(struct pool *p)
{
    while (p->hay_por_unir) {
        pthread_t anterior = p->por_unir;

        p->hay_por_unir = false;
        pthread_mutex_unlock(&p->m);
        pthread_join(anterior, NULL);
        pthread_mutex_lock(&p->m);
    }
    p->hay_por_unir = true;
    p->por_unir = pthread_self();
    p->vivos--;
    pthread_cond_broadcast(&p->cambio);
    pthread_mutex_unlock(&p->m);
}

static void *atiende(void *arg)
{
    struct encargo *e = arg;
    struct pool *p = e->pool;
    int error;

    pthread_mutex_lock(&p->m);
    while (e != NULL) {
        int r = no_empieza(p);

        if (r == 0)
            r = corre(e);
        pthread_mutex_unlock(&p->m);
        e->trozo.acabado(e->trozo.ctx, r);
        pthread_mutex_lock(&p->m);
        ya_no_corre(p, e);
        free(e);
        /* Si no hay hilo para el siguiente, lo hace este. */
        if ((e = lanza(p, &error)) != NULL) {
            p->n_corriendo++;
            e->otro = p->corriendo;
            p->corriendo = e;
        }
    }
    despidete(p);
    return NULL;
}

/* ---- el contrato ---- */

int pool_crea(struct pool **sale, int trabajadores, const char *inicio)
{
    bool fork_ = strcmp(inicio, "fork") == 0;
    int r = ENOMEM;

    if (trabajadores < 1 || (!fork_ && strcmp(inicio, "hilo") != 0))
        return EINVAL;
    struct pool *p = calloc(1, sizeof *p);

    if (p == NULL)
        return r;
    p->trabajadores = trabajadores;
    p->procesos = fork_;
    p->ultimo = &p->primero;
    if ((r = pthread_mutex_init(&p->m, NULL)) != 0)
        goto libera;
    if ((r = pthread_mutex_init(&p->parto, NULL)) != 0)
        goto quita_m;
    if ((r = pthread_cond_init(&p->cambio, NULL)) != 0)
        goto quita_parto;
    *sale = p;
    return 0;

quita_parto:
    pthread_mutex_destroy(&p->parto);
quita_m:
    pthread_mutex_destroy(&p->m);
libera:
    free(p);
    return r;
}

/* Con m cogido. */
static bool admite(const struct pool *p, bool reservado)
{
    return p->estado == RUN ||
           (p->estado == CLOSE && reservado && p->reservas > 0);
}

/* Con m cogido. */
static void devuelve_a_la_cola(struct pool *p, struct encargo *e)
{
    e->otro = p->primero;
    p->primero = e;
    if (e->otro == NULL)
        p->ultimo = &e->otro;
}

int pool_envia(struct pool *p, const struct pool_trozo *t)
{
    struct encargo *e = malloc(sizeof *e);
    int r = EPIPE;

    if (e == NULL)
        return ENOMEM;
    *e = (struct encargo){.pool = p, .trozo = *t};
    pthread_mutex_lock(&p->m);
    if (!admite(p, t->reservado))
        goto fuera;
    *p->ultimo = e;
    p->ultimo = &e->otro;
    r = 0;
    /* Si no hay hilo, nadie corre y el que queda fuera es e; si alguien
     * corre, al acabar lo intentará otra vez. */
    if (p->n_corriendo > 0) {
        int da_igual;
        struct encargo *sin_hilo = lanza(p, &da_igual);

        if (sin_hilo != NULL)
            devuelve_a_la_cola(p, sin_hilo);
    } else if (lanza(p, &r) != NULL) {
        goto fuera;
    }
    pthread_mutex_unlock(&p->m);
    return 0;

fuera:
    pthread_mutex_unlock(&p->m);
    free(e);
    return r;
}

int pool_reserva(struct pool *p)
{
    pthread_mutex_lock(&p->m);
    int r = p->estado == RUN ? 0 : EPIPE;

    if (r == 0)
        p->reservas++;
    pthread_mutex_unlock(&p->m);
    return r;
}

void pool_suelta(struct pool *p)
{
    pthread_mutex_lock(&p->m);
    p->reservas--;
    pthread_cond_broadcast(&p->cambio);
    pthread_mutex_unlock(&p->m);
}

static void sube_a(struct pool *p, enum estado cual)
{
    pthread_mutex_lock(&p->m);
    if (p->estado < cual)
        p->estado = cual;
    for (struct encargo *e = p->corriendo; e != NULL && cual == TERMINATE;
         e = e->otro)
        if (e->hijo > 0)
            kill(e->hijo, SIGKILL);
    pthread_cond_broadcast(&p->cambio);
    pthread_mutex_unlock(&p->m);
}

void pool_cierra(struct pool *p)
{
    sube_a(p, CLOSE);
}

void pool_termina(struct pool *p)
{
    sube_a(p, TERMINATE);
}

int pool_une(struct pool *p)
{
    pthread_mutex_lock(&p->m);
    if (p->estado == RUN) {
        pthread_mutex_unlock(&p->m);
        return EINVAL;
    }
    while (p->vivos > 0 || (p->estado == CLOSE && p->reservas > 0))
        pthread_cond_wait(&p->cambio, &p->m);
    bool hay = p->hay_por_unir;

    p->hay_por_unir = false;
    pthread_mutex_unlock(&p->m);
    if (hay)
        pthread_join(p->por_unir, NULL);
    return 0;
}

void pool_destruye(struct pool *p)
{
    if (p == NULL)
        return;
    pool_termina(p);
    pool_une(p);
    pthread_cond_destroy(&p->cambio);
    pthread_mutex_destroy(&p->parto);
    pthread_mutex_destroy(&p->m);
    free(p);
}

size_t pool_chunksize(size_t n, int trabajadores)
{
    size_t partes = 4 * (size_t)trabajadores;

    return n / partes + (n % partes != 0);
}

int pool_tamano(const struct pool *p)
{
    return p->trabajadores;
}

int pool_describe(struct pool *p, char *texto, size_t tam)
{
    static const char *const nombre[] = {"RUN", "CLOSE", "TERMINATE"};

    pthread_mutex_lock(&p->m);
    enum estado estado = p->estado;

    pthread_mutex_unlock(&p->m);
    int n = snprintf(texto, tam, "<pool inicio=%s state=%s pool_size=%d>",
                     p->procesos ? "fork" : "hilo", nombre[estado],
                     p->trabajadores);
    return n >= 0 && (size_t)n < tam ? 0 : ERANGE;
}

/* ---- map: se manda todo y se espera a que acabe ---- */

struct todo {
    pthread_mutex_t m;
    pthread_cond_t acabado;
    size_t faltan, primero; /* el primer trozo que falló */
    int error;
};

struct parte {
    struct todo *todo;
    size_t cual;
};

static void apunta(void *ctx, int error)
{
    struct parte *a = ctx;
    struct todo *t = a->todo;

    pthread_mutex_lock(&t->m);
    if (error != 0 && (t->error == 0 || a->cual < t->primero)) {
        t->error = error;
        t->primero = a->cual;
    }
    if (--t->faltan == 0)
        pthread_cond_signal(&t->acabado);
    pthread_mutex_unlock(&t->m);
}

static const void *avanza(const void *p, size_t bytes)
{
    return bytes ? (const char *)p + bytes : p;
}

static int manda_y_espera(struct pool *p, const struct pool_trozo *entero,
                          size_t chunksize, struct parte *parte,
                          struct todo *todo)
{
    size_t n = entero->n;

    for (size_t c = 0, i = 0; i < n; c++, i += chunksize) {
        struct pool_trozo t = *entero;

        t.n = chunksize < n - i ? chunksize : n - i;
        t.entrada = avanza(t.entrada, i * t.tam_entrada);
        t.salida =
            t.tam_salida ? (char *)t.salida + i * t.tam_salida : t.salida;
        parte[c] = (struct parte){todo, c};
        t.ctx = &parte[c];
        int r = pool_envia(p, &t);

        if (r != 0)
            apunta(&parte[c], r);
    }
    pthread_mutex_lock(&todo->m);
    while (todo->faltan > 0)
        pthread_cond_wait(&todo->acabado, &todo->m);
    pthread_mutex_unlock(&todo->m);
    return todo->error;
}

int pool_map(struct pool *p, pool_funcion *f, size_t n, const void *entrada,
             size_t tam_entrada, void *salida, size_t tam_salida,
             size_t chunksize)
{
    if (n == 0)
        return 0;
    if (chunksize == 0)
        chunksize = pool_chunksize(n, p->trabajadores);
    size_t trozos = n / chunksize + (n % chunksize != 0);
    struct parte *parte = calloc(trozos, sizeof *parte);
    struct todo todo = {.m = PTHREAD_MUTEX_INITIALIZER,
                        .acabado = PTHREAD_COND_INITIALIZER,
                        .faltan = trozos};
    struct pool_trozo t = {.f = f,
                           .n = n,
                           .entrada = entrada,
                           .tam_entrada = tam_entrada,
                           .salida = salida,
                           .tam_salida = tam_salida,
                           .acabado = apunta};

    if (parte == NULL)
        return ENOMEM;
    int r = manda_y_espera(p, &t, chunksize, parte, &todo);

    free(parte);
    return r;
}
