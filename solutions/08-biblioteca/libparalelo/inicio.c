#define _GNU_SOURCE /* pidfd_open, F_SETSIG */
#include "proceso.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* lo que es del programa */
/* Del programa, no de un pool: la tabla de par_registra, y qué es este
 * proceso. */
static const struct par_nombre *tabla;
static size_t nombres;
static bool soy_proceso;

/* Nace un pool cada vez: si nacieran dos, los procesos de cada uno podrían
 * heredar el extremo que ata a los del otro, y quedarse todos huérfanos. */
static pthread_mutex_t nacimiento = PTHREAD_MUTEX_INITIALIZER;

void par__otra_era(void)
{
    nacimiento = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

bool par__soy_proceso(void)
{
    return soy_proceso;
}

/* ---- lo que hace un trabajador ---- */

/* leer una orden */
static int lee(int fd, void *b, size_t n)
{
    char *q = b;

    while (n > 0) {
        ssize_t k = read(fd, q, n);
        if (k == 0 || (k < 0 && errno != EINTR))
            return EPIPE;
        if (k > 0) {
            q += k;
            n -= (size_t)k;
        }
    }
    return 0;
}

/* lo que hace un proceso trabajador */
static struct respuesta haz(const struct orden *o)
{
    const struct par_nombre *t = o->nombre >= 0 ? &tabla[o->nombre] : NULL;
    par_funcion *f = t != NULL ? t->f : o->w.f;
    par_tramo *tramo = t != NULL ? t->tramo : o->tramo;
    const char *x = o->w.x;
    char *y = o->w.y;
    struct respuesta r = {0, 0};

    if (tramo != NULL)
        r.error = tramo(o->ctx, o->d, o->h);
    else
        for (; r.hechos < o->w.n; r.hechos++, x += o->w.tx, y += o->w.ty)
            if ((r.error = f(x, y)) != 0)
                break;
    return r;
}

static _Noreturn void trabaja(int fd)
{
    struct orden o;
    struct respuesta r;

    while (lee(fd, &o, sizeof o) == 0) {
        r = haz(&o);
        if (par__dice(fd, &r, sizeof r) != 0)
            break;
    }
    _exit(0);
}

/* ---- morir con quien nos hizo nacer ---- */

/* atarse a quien nos hizo nacer */
/* Cuando nadie tenga ya el extremo de escribir, el núcleo matará a pid. Se
 * apunta en la tubería abierta, que es la misma en los dos procesos. */
static int ata(int mira, pid_t pid)
{
    if (fcntl(mira, F_SETSIG, SIGKILL) < 0 ||
        fcntl(mira, F_SETOWN, pid) < 0 || fcntl(mira, F_SETFL, O_ASYNC) < 0)
        return errno;
    return 0;
}

/* ---- la semilla: hace nacer y entierra ---- */

/* una noticia de la semilla */
struct noticia {
    long error;
    long pid;
};

/* de qué murió */
static int de_que(idtype_t tipo, id_t cual)
{
    siginfo_t s;

    while (waitid(tipo, cual, &s, WEXITED) < 0)
        if (errno != EINTR)
            return PAR_MURIO; /* otro wait se lo ha llevado */
    return s.si_status + (s.si_code == CLD_EXITED ? PAR_SALIO : PAR_MURIO);
}

/* mandar tres descriptores */
static int dice_con(int fd, const struct noticia *n, const int fds[3])
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(3 * sizeof(int))] = "";
    struct iovec v = {(void *)(uintptr_t)n, sizeof *n};
    struct msghdr m = {.msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    ssize_t k;

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(3 * sizeof(int));
    memcpy(CMSG_DATA(c), fds, 3 * sizeof(int));
    do
        k = sendmsg(fd, &m, MSG_NOSIGNAL);
    while (k < 0 && errno == EINTR);
    return k == (ssize_t)sizeof *n ? 0 : EPIPE;
}

/* la vida de la semilla */
static int semilla_hace(struct procesos *ps, int fd, long pid)
{
    struct noticia n = {0, pid};
    struct vivo v;
    int r;

    if (pid != 0) {
        kill((pid_t)pid, SIGKILL);
        n.error = de_que(P_PID, (id_t)pid);
        return par__dice(fd, &n, sizeof n);
    }
    n.error = par__nace(ps, &v, TRABAJADOR);
    if (n.error != 0)
        return par__dice(fd, &n, sizeof n);
    n.pid = v.pid;
    r = dice_con(fd, &n, v.fds);
    par__cierra_vivo(&v);
    return r;
}

static _Noreturn void germina(struct procesos *ps, int fd, int mira)
{
    long pid;

    ps->k = 0;
    ps->semilla = (struct vivo){0, {fd, -1, mira}};
    while (lee(fd, &pid, sizeof pid) == 0 && semilla_hace(ps, fd, pid) == 0)
        ;
    _exit(0);
}

/* ---- nacer, con la memoria de quien lo hace nacer ---- */

/* cerrar lo ajeno */
void par__cierra_vivo(struct vivo *v)
{
    for (int i = 0; i < 3; i++)
        if (v->fds[i] >= 0)
            close(v->fds[i]);
    *v = NADIE;
}

bool par__hay(const struct vivo *v)
{
    return v->fds[PIDFD] >= 0;
}

/* Lo que se hereda y es de otros. */
static void cierra_ajenos(struct procesos *ps)
{
    for (int i = 0; i < ps->k; i++)
        par__cierra_vivo(&ps->v[i].v);
    par__cierra_vivo(&ps->semilla);
}

/* bifurcar un proceso */
/* Lo que nace con un proceso: los dos lados de cada cosa. */
struct cuna {
    int habla[2], ata[2];
};

static _Noreturn void vive(struct procesos *ps, enum papel papel, int habla,
                           int mira)
{
    soy_proceso = true;
    if (papel == SEMILLA)
        germina(ps, habla, mira);
    trabaja(habla);
}

static int bifurca(struct procesos *ps, const struct cuna *c,
                   enum papel papel)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    close(c->habla[0]);
    close(c->ata[1]);
    cierra_ajenos(ps);
    vive(ps, papel, c->habla[1], c->ata[0]);
}

/* ---- nacer de cero ---- */

/* pedir que exec no cierre */
static const char marca[] = "--nace-de-libparalelo";

extern char **environ;

/* Que exec no cierre fd. */
static int queda(posix_spawn_file_actions_t *a, int fd)
{
    return posix_spawn_file_actions_adddup2(a, fd, fd);
}

static int ejecuta(pid_t *pid, char *const argv[], int a, int b, int c)
{
    posix_spawn_file_actions_t f;
    int r = posix_spawn_file_actions_init(&f);

    if (r != 0)
        return r;
    if ((r = queda(&f, a)) == 0 && (r = queda(&f, b)) == 0 &&
        (r = queda(&f, c)) == 0)
        r = posix_spawn(pid, "/proc/self/exe", &f, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&f);
    return r;
}

/* generar un proceso */
static int genera(struct procesos *ps, const struct cuna *c,
                  enum papel papel)
{
    char que[128];
    char *argv[] = {program_invocation_name, (char *)(uintptr_t)marca, que,
                    NULL};
    size_t tam;
    int fd, r;
    pid_t pid;
    char *base = par__arena_sitio(ps->pool, &tam, &fd);

    snprintf(que, sizeof que, "%d %d %d %d %zx %zx", (int)papel,
             c->habla[1], c->ata[0], fd, (size_t)base, tam);
    r = ejecuta(&pid, argv, c->habla[1], c->ata[0], fd);
    if (r == 0)
        return pid;
    errno = r;
    return -1;
}

/* lo primero de main */
static _Noreturn void empieza(const char *que)
{
    struct procesos ps = {.inicio = FORKSERVER, .semilla = NADIE};
    size_t base, tam;
    int papel, habla, mira, arena;

    if (sscanf(que, "%d %d %d %d %zx %zx", &papel, &habla, &mira, &arena,
               &base, &tam) != 6 ||
        mmap((void *)base, tam, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_NORESERVE, arena, 0) != (void *)base)
        _exit(ENOMEM);
    close(arena);
    fcntl(habla, F_SETFD, FD_CLOEXEC);
    fcntl(mira, F_SETFD, FD_CLOEXEC);
    vive(&ps, (enum papel)papel, habla, mira);
}

void par_registra(const struct par_nombre *t, size_t n, int argc,
                  char **argv)
{
    tabla = t;
    nombres = n;
    if (argc == 3 && strcmp(argv[1], marca) == 0)
        empieza(argv[2]);
}

/* el número de una función */
int par__nombra(const struct procesos *ps, struct orden *o)
{
    o->nombre = -1;
    if (ps->inicio == FORK)
        return 0;
    for (size_t i = 0; i < nombres; i++)
        if (o->tramo != NULL ? tabla[i].tramo == o->tramo
                             : tabla[i].f == o->w.f && o->w.f != NULL) {
            o->nombre = (long)i;
            return 0;
        }
    return ENOENT;
}

/* ---- nacer, de cualquiera de las maneras ---- */

/* los dos lados de cada cosa */
static int prepara_cuna(struct cuna *c)
{
    int r;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, c->habla) < 0)
        return errno;
    if (pipe2(c->ata, O_CLOEXEC) == 0)
        return 0;
    r = errno;
    close(c->habla[0]);
    close(c->habla[1]);
    return r;
}

/* hacer nacer un proceso */
int par__nace(struct procesos *ps, struct vivo *v, enum papel papel)
{
    bool de_cero =
        ps->inicio == SPAWN || (ps->inicio == FORKSERVER && !soy_proceso);
    struct cuna c;
    pid_t pid;
    int r;

    *v = NADIE;
    if (de_cero && tabla == NULL)
        return EINVAL; /* su main no sabría que es un trabajador */
    if ((r = prepara_cuna(&c)) != 0)
        return r;
    pid = de_cero ? genera(ps, &c, papel) : bifurca(ps, &c, papel);
    r = pid < 0 ? errno : ata(c.ata[0], pid);
    close(c.habla[1]);
    close(c.ata[0]);
    *v = (struct vivo){pid, {c.habla[0], -1, c.ata[1]}};
    if (r == 0 && (v->fds[PIDFD] = pidfd_open(pid, 0)) < 0)
        r = errno;
    if (r == 0)
        return 0;
    if (pid > 0) {
        kill(pid, SIGKILL);
        de_que(P_PID, (id_t)pid);
    }
    par__cierra_vivo(v);
    return r;
}

/* pedir a la semilla */
/* Se le pide una cosa a la semilla. ECHILD: ya no hay semilla. */
static int pide(struct procesos *ps, long que, struct noticia *n, int *fds)
{
    int r;

    pthread_mutex_lock(&ps->turno);
    r = par__dice(ps->semilla.fds[HABLA], &que, sizeof que);
    if (r == 0)
        r = par__escucha(&ps->semilla, n, sizeof *n, fds);
    pthread_mutex_unlock(&ps->turno);
    return r != 0 ? ECHILD : 0;
}

int par__nace_trabajador(struct procesos *ps, struct vivo *v)
{
    struct noticia n;
    int r;

    if (!par__hay(&ps->semilla))
        return par__nace(ps, v, TRABAJADOR);
    r = pide(ps, 0, &n, v->fds);
    if (r != 0 || n.error != 0)
        return r != 0 ? r : (int)n.error;
    v->pid = n.pid;
    if (v->fds[0] >= 0 && v->fds[1] >= 0 && v->fds[2] >= 0)
        return 0;
    par__cierra_vivo(v); /* aquí no cabían más descriptores */
    pide(ps, n.pid, &n, NULL);
    return EMFILE;
}

/* enterrar a un proceso */
int par__entierra(struct procesos *ps, const struct vivo *v, bool semilla)
{
    struct pollfd p = {v->fds[PIDFD], POLLIN, 0};
    struct noticia n;
    int r = PAR_MURIO;

    pidfd_send_signal(v->fds[PIDFD], SIGKILL, NULL, 0);
    while (poll(&p, 1, -1) < 0)
        ;
    if (semilla || !par__hay(&ps->semilla))
        r = de_que(P_PIDFD, (id_t)v->fds[PIDFD]);
    else if (pide(ps, v->pid, &n, NULL) == 0)
        r = (int)n.error;
    return r;
}

/* que nazcan todos */
/* El puesto i: de uno en uno, que si falta algo faltará pronto. */
static struct proceso *estrena(struct procesos *ps, int i)
{
    struct proceso *q = &ps->v[i];
    size_t tam;
    int fd;

    q->ps = ps;
    q->v = NADIE;
    q->ventana =
        par__arena_sitio(ps->pool, &tam, &fd) + (size_t)i * VENTANA;
    ps->pool->v[i].proceso = q;
    return q;
}

static bool con_semilla(const struct procesos *ps)
{
    return ps->inicio == FORKSERVER ||
           (ps->inicio == FORK && (ps->repone || ps->vida > 0));
}

int par__nacen(struct procesos *ps)
{
    int r = 0;

    pthread_mutex_lock(&nacimiento);
    if (con_semilla(ps))
        r = par__nace(ps, &ps->semilla, SEMILLA);
    while (r == 0 && ps->k < ps->pool->k)
        r = par__nace_trabajador(ps, &estrena(ps, ps->k++)->v);
    pthread_mutex_unlock(&nacimiento);
    return r;
}
