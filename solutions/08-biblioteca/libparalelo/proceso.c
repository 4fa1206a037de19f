#define _GNU_SOURCE /* pidfd_send_signal, MSG_CMSG_CLOEXEC */
#include "proceso.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- hablar con quien puede morir a mitad de frase ---- */

/* decir */
int par__dice(int fd, const void *b, size_t n)
{
    const char *q = b;

    while (n > 0) {
        ssize_t k = send(fd, q, n, MSG_NOSIGNAL);
        if (k < 0 && errno != EINTR)
            return EPIPE;
        if (k > 0) {
            q += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

static ssize_t recibe(int fd, void *b, size_t n, int fds[3])
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(3 * sizeof(int))];
    struct iovec v = {b, n};
    struct msghdr m = {.msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    ssize_t k = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = k > 0 ? CMSG_FIRSTHDR(&m) : NULL;

    if (c != NULL && c->cmsg_type == SCM_RIGHTS)
        memcpy(fds, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
    return k;
}

/* escuchar a quien puede morir */
int par__escucha(const struct vivo *v, void *b, size_t n, int *fds)
{
    struct pollfd p[2] = {{v->fds[HABLA], POLLIN, 0},
                          {v->fds[PIDFD], POLLIN, 0}};
    char *q = b;

    if (fds != NULL)
        memcpy(fds, NADIE.fds, sizeof NADIE.fds);
    while (n > 0) {
        ssize_t k;
        if (poll(p, 2, -1) < 0)
            continue;
        k = fds != NULL ? recibe(v->fds[HABLA], q, n, fds)
                        : recv(v->fds[HABLA], q, n, MSG_DONTWAIT);
        if (k > 0) {
            q += k;
            n -= (size_t)k;
        } else if (k == 0 || (errno == EAGAIN && p[1].revents != 0) ||
                   (errno != EAGAIN && errno != EINTR)) {
            return EPIPE; /* ha muerto, y no dejó dicho más */
        }
    }
    return 0;
}

/* ---- un puesto y quien lo ocupa ---- */

/* cambiar a quien ocupa un puesto */
/* Pone a otro (o a nadie) en el puesto, y devuelve al que estaba. */
static struct vivo cambia(struct proceso *q, struct vivo nuevo)
{
    struct vivo viejo = q->v;

    pthread_mutex_lock(&q->ps->m);
    q->v = nuevo;
    if (q->ps->terminado && par__hay(&nuevo))
        pidfd_send_signal(nuevo.fds[PIDFD], SIGKILL, NULL, 0);
    pthread_mutex_unlock(&q->ps->m);
    q->hechos = 0;
    return viejo;
}

/* Ha muerto, o lo damos por muerto: de qué. */
static int despide(struct proceso *q, struct vivo otro)
{
    int r = par__entierra(q->ps, &q->v, false);
    struct vivo viejo = cambia(q, otro);

    par__cierra_vivo(&viejo);
    return r;
}

/* perder a un trabajador */
static int pierde(struct proceso *q)
{
    int r = despide(q, NADIE);
    bool terminado;

    pthread_mutex_lock(&q->ps->m);
    terminado = q->ps->terminado;
    pthread_mutex_unlock(&q->ps->m);
    if (terminado)
        r = ECANCELED;
    if (terminado || !q->ps->repone)
        q->muerte = r;
    return r;
}

/* mirar si ha muerto */
static bool murio(const struct vivo *v)
{
    struct pollfd p = {v->fds[PIDFD], POLLIN, 0};

    return poll(&p, 1, 0) > 0;
}

/* que haya quien trabaje */
/* Que haya en el puesto quien pueda hacer otro trozo. Lo que no se ha
 * mandado todavía nadie ha empezado a hacerlo: se le puede dar a otro. */
static int prepara(struct proceso *q)
{
    struct procesos *ps = q->ps;
    struct vivo otro;
    int r;

    if (par__hay(&q->v) && murio(&q->v))
        pierde(q);
    if (q->muerte != 0)
        return q->muerte;
    if (!par__hay(&q->v)) {
        r = par__nace_trabajador(ps, &otro);
        if (r != 0)
            return q->muerte = r;
        cambia(q, otro);
    } else if (ps->vida > 0 && q->hechos >= ps->vida) {
        /* Primero nace el relevo: si no puede, sigue el que está. */
        if (par__nace_trabajador(ps, &otro) == 0)
            despide(q, otro);
    }
    q->hechos++;
    return 0;
}

/* encargar y esperar la respuesta */
static int encarga(struct proceso *q, struct orden *o, size_t *hechos)
{
    struct respuesta r;
    int e = par__nombra(q->ps, o);

    *hechos = 0;
    if (e != 0)
        return e;
    if (par__dice(q->v.fds[HABLA], o, sizeof *o) != 0 ||
        par__escucha(&q->v, &r, sizeof r, NULL) != 0)
        return pierde(q);
    *hechos = r.hechos;
    return (int)r.error;
}

/* ---- lo que está en la arena se señala; lo demás se copia ---- */

/* planear el viaje */
/* Cómo se lleva un trabajo por trozos de la ventana, o de un bloque si un
 * elemento no cabe en ella. */
struct viaje {
    char *sitio;
    size_t cabe;   /* elementos */
    size_t tx, ty; /* 0: no se copia */
    void *bloque;
};

static size_t alinea(size_t n)
{
    return (n + LINEA - 1) & ~(size_t)(LINEA - 1);
}

static int planea(struct proceso *q, const struct par_trabajo *w,
                  struct viaje *s)
{
    struct par_pool *p = q->ps->pool;
    size_t uno, tam = VENTANA;

    *s = (struct viaje){.sitio = q->ventana};
    if (w->tx > SIZE_MAX / 2 / w->n || w->ty > SIZE_MAX / 2 / w->n)
        return EOVERFLOW;
    if (!par__en_arena(p, w->x, w->n * w->tx))
        s->tx = w->tx;
    if (!par__en_arena(p, w->y, w->n * w->ty))
        s->ty = w->ty;
    uno = s->tx + s->ty;
    if (uno == 0) {
        s->cabe = w->n;
        return 0;
    }
    if (uno > VENTANA - LINEA) {
        tam = uno + LINEA;
        s->sitio = s->bloque = tam > uno ? par_pide(p, tam) : NULL;
    }
    s->cabe = (tam - LINEA) / uno;
    return s->sitio == NULL ? ENOMEM : 0;
}

/* una etapa del viaje */
static int etapa(struct proceso *q, const struct viaje *s,
                 struct par_trabajo w)
{
    struct orden o = {.w = w};
    char *x = s->sitio, *y = x + alinea(s->tx * w.n);
    size_t hechos;
    int r;

    if (s->tx > 0) {
        memcpy(x, w.x, s->tx * w.n);
        o.w.x = x;
    }
    if (s->ty > 0)
        o.w.y = y;
    r = encarga(q, &o, &hechos);
    if (s->ty > 0 && hechos <= w.n)
        memcpy(w.y, y, s->ty * hechos);
    return r;
}

/* hacer un trabajo */
int par__proceso_haz(struct proceso *q, const struct par_trabajo *w)
{
    struct par_trabajo parte = *w;
    struct viaje s;
    int r = prepara(q);

    if (r != 0 || w->n == 0)
        return r;
    r = planea(q, w, &s);
    for (size_t i = 0; r == 0 && i < w->n; i += s.cabe) {
        parte.n = w->n - i < s.cabe ? w->n - i : s.cabe;
        r = etapa(q, &s, parte);
        parte.x = (const char *)parte.x + parte.n * w->tx;
        parte.y = (char *)parte.y + parte.n * w->ty;
    }
    if (s.bloque != NULL)
        par_suelta(q->ps->pool, s.bloque);
    return r;
}

/* hacer un tramo */
int par__proceso_tramo(struct proceso *q, par_tramo *f, void *ctx, size_t d,
                       size_t h)
{
    struct orden o = {.tramo = f, .ctx = ctx, .d = d, .h = h};
    size_t hechos;
    int r = prepara(q);

    return r != 0 ? r : encarga(q, &o, &hechos);
}

bool par__proceso_vive(const struct proceso *q)
{
    return q->muerte == 0;
}

/* ---- todos: nacer, morir ---- */

/* los nombres de los inicios */
static const char *const nombre[] = {"fork", "spawn", "forkserver"};

static int inicio(const char *cual)
{
    int i = 0;

    while (i < 3 && strcmp(cual, nombre[i]) != 0)
        i++;
    return i;
}

static struct procesos *nuevos(struct par_pool *p,
                               const struct par_opciones *o)
{
    struct procesos *ps = malloc(sizeof *ps);
    struct proceso *v = calloc((size_t)p->k, sizeof *v);

    if (ps == NULL || v == NULL) {
        free(ps);
        free(v);
        return NULL;
    }
    *ps = (struct procesos){.inicio = (enum inicio)inicio(p->inicio),
                            .repone = o->repone,
                            .vida = o->vida,
                            .pool = p,
                            .v = v,
                            .semilla = NADIE};
    pthread_mutex_init(&ps->m, NULL);
    pthread_mutex_init(&ps->turno, NULL);
    return ps;
}

int par__procesos_nacen(struct par_pool *p, const struct par_opciones *o)
{
    int r;

    if (inicio(p->inicio) > FORKSERVER)
        return EINVAL;
    r = par__arena_nace(p, o->arena, inicio(p->inicio) != FORK);
    if (r != 0)
        return r;
    p->procesos = nuevos(p, o);
    return p->procesos == NULL ? ENOMEM : par__nacen(p->procesos);
}

/* matarlos a todos */
void par__procesos_mata(struct par_pool *p)
{
    struct procesos *ps = p->procesos;

    pthread_mutex_lock(&ps->m);
    ps->terminado = true;
    for (int i = 0; i < ps->k; i++)
        if (par__hay(&ps->v[i].v))
            pidfd_send_signal(ps->v[i].v.fds[PIDFD], SIGKILL, NULL, 0);
    pthread_mutex_unlock(&ps->m);
}

/* enterrarlos a todos */
/* Un trabajador sin trozo no tiene nada que perder: se le mata, y así hay
 * una sola manera de acabar, que es la que hay que probar. */
void par__procesos_mueren(struct par_pool *p)
{
    struct procesos *ps = p->procesos;

    par__procesos_mata(p);
    for (int i = 0; i < ps->k; i++)
        if (par__hay(&ps->v[i].v))
            despide(&ps->v[i], NADIE);
    if (par__hay(&ps->semilla))
        par__entierra(ps, &ps->semilla, true);
    par__cierra_vivo(&ps->semilla);
}

/* liberar lo demás */
void par__procesos_libera(struct par_pool *p)
{
    struct procesos *ps = p->procesos;

    pthread_mutex_destroy(&ps->m);
    pthread_mutex_destroy(&ps->turno);
    free(ps->v);
    free(ps);
    p->procesos = NULL;
}
