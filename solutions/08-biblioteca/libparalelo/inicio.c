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

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

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
    pthread_mutex_init(&nacimiento, NULL);
}

bool par__soy_proceso(void)
{
    return soy_proceso;
}

/* ---- lo que hace un trabajador ---- */

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

/* El núcleo manda la señal a quien tenga esto abierto, y no a quien lo
 * heredó: por eso se abre otra vez. */
static void ata(int mira)
{
    char ruta[32];
    struct pollfd p = {.events = POLLIN};

    snprintf(ruta, sizeof ruta, "/proc/self/fd/%d", mira);
    p.fd = open(ruta, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (p.fd < 0 || fcntl(p.fd, F_SETSIG, SIGKILL) < 0 ||
        fcntl(p.fd, F_SETOWN, getpid()) < 0 ||
        fcntl(p.fd, F_SETFL, O_NONBLOCK | O_ASYNC) < 0)
        _exit(errno);
    /* Si ya ha muerto, la señal no llegará. */
    if (poll(&p, 1, 0) != 0)
        _exit(0);
}

/* ---- la semilla: hace nacer y entierra ---- */

struct noticia {
    long error;
    long pid;
};

static int de_que(idtype_t tipo, id_t cual)
{
    siginfo_t s;

    while (waitid(tipo, cual, &s, WEXITED) < 0)
        if (errno != EINTR)
            return PAR_MURIO; /* otro wait se lo ha llevado */
    return s.si_status + (s.si_code == CLD_EXITED ? PAR_SALIO : PAR_MURIO);
}

static int dice_con(int fd, const struct noticia *n, const int fds[2])
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = "";
    struct iovec v = {(void *)(uintptr_t)n, sizeof *n};
    struct msghdr m = {.msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    ssize_t k;

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(c), fds, 2 * sizeof(int));
    do
        k = sendmsg(fd, &m, MSG_NOSIGNAL);
    while (k < 0 && errno == EINTR);
    return k == (ssize_t)sizeof *n ? 0 : EPIPE;
}

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
    r = dice_con(fd, &n, (int[]){v.fd, v.pidfd});
    close(v.fd);
    close(v.pidfd);
    return r;
}

static _Noreturn void germina(struct procesos *ps, int fd)
{
    long pid;

    ps->k = 0;
    ps->cuelga = -1;
    ps->semilla.fd = fd;
    while (lee(fd, &pid, sizeof pid) == 0 && semilla_hace(ps, fd, pid) == 0)
        ;
    _exit(0);
}

/* ---- nacer, con la memoria de quien lo hace nacer ---- */

static void cierra(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* Lo heredado que es de otros: si no se cierra, se ve menos. */
static void cierra_ajenos(const struct procesos *ps)
{
    for (int i = 0; i < ps->k; i++) {
        cierra(ps->v[i].v.fd);
        cierra(ps->v[i].v.pidfd);
    }
    cierra(ps->semilla.fd);
    cierra(ps->semilla.pidfd);
    cierra(ps->cuelga);
}

static int bifurca(struct procesos *ps, const int par[2], enum papel papel)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    soy_proceso = true;
    close(par[0]);
    cierra_ajenos(ps);
    if (papel == SEMILLA) {
        ps->semilla.pidfd = -1;
        germina(ps, par[1]);
    }
    ata(ps->mira);
    close(ps->mira);
    trabaja(par[1]);
}

/* ---- nacer de cero ---- */

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

static int genera(struct procesos *ps, const int par[2], enum papel papel)
{
    char que[128];
    char *argv[] = {program_invocation_name, (char *)(uintptr_t)marca, que,
                    NULL};
    size_t tam;
    int fd, r;
    pid_t pid;
    char *base = par__arena_sitio(ps->pool, &tam, &fd);

    snprintf(que, sizeof que, "%d %d %d %d %zx %zx", (int)papel, par[1],
             ps->mira, fd, (size_t)base, tam);
    r = ejecuta(&pid, argv, par[1], ps->mira, fd);
    if (r == 0)
        return pid;
    errno = r;
    return -1;
}

static _Noreturn void empieza(const char *que)
{
    struct procesos ps = {.inicio = FORKSERVER, .semilla = {0, -1, -1}};
    size_t base, tam;
    int papel, fd, arena;

    soy_proceso = true;
    if (sscanf(que, "%d %d %d %d %zx %zx", &papel, &fd, &ps.mira, &arena,
               &base, &tam) != 6 ||
        mmap((void *)base, tam, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_NORESERVE, arena, 0) != (void *)base)
        _exit(ENOMEM);
    close(arena);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(ps.mira, F_SETFD, FD_CLOEXEC);
    if (papel == SEMILLA)
        germina(&ps, fd);
    ata(ps.mira);
    close(ps.mira);
    trabaja(fd);
}

void par_registra(const struct par_nombre *t, size_t n, int argc,
                  char **argv)
{
    tabla = t;
    nombres = n;
    if (argc == 3 && strcmp(argv[1], marca) == 0)
        empieza(argv[2]);
}

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

int par__nace(struct procesos *ps, struct vivo *v, enum papel papel)
{
    bool de_cero =
        ps->inicio == SPAWN || (ps->inicio == FORKSERVER && !soy_proceso);
    int par[2], r = 0;

    if (de_cero && tabla == NULL)
        return EINVAL; /* su main no sabría que es un trabajador */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, par) < 0)
        return errno;
    v->fd = par[0];
    v->pid = de_cero ? genera(ps, par, papel) : bifurca(ps, par, papel);
    if (v->pid < 0)
        r = errno;
    close(par[1]);
    if (r == 0 && (v->pidfd = pidfd_open((pid_t)v->pid, 0)) < 0) {
        r = errno;
        kill((pid_t)v->pid, SIGKILL);
        de_que(P_PID, (id_t)v->pid);
    }
    if (r != 0)
        close(par[0]);
    return r;
}

/* Se le pide una cosa a la semilla. ECHILD: ya no hay semilla. */
static int pide(struct procesos *ps, long que, struct noticia *n, int *fds)
{
    int r;

    pthread_mutex_lock(&ps->turno);
    r = par__dice(ps->semilla.fd, &que, sizeof que);
    if (r == 0)
        r = par__escucha(&ps->semilla, n, sizeof *n, fds);
    pthread_mutex_unlock(&ps->turno);
    return r != 0 ? ECHILD : 0;
}

int par__nace_trabajador(struct procesos *ps, struct vivo *v)
{
    int fds[2], r;
    struct noticia n;

    if (ps->semilla.pidfd < 0)
        return par__nace(ps, v, TRABAJADOR);
    r = pide(ps, 0, &n, fds);
    if (r != 0 || n.error != 0)
        return r != 0 ? r : (int)n.error;
    *v = (struct vivo){n.pid, fds[0], fds[1]};
    if (fds[0] >= 0 && fds[1] >= 0)
        return 0;
    cierra(fds[0]); /* no cabían aquí más descriptores */
    cierra(fds[1]);
    pide(ps, n.pid, &n, NULL);
    return EMFILE;
}

int par__entierra(struct procesos *ps, const struct vivo *v, bool semilla)
{
    struct pollfd p = {v->pidfd, POLLIN, 0};
    struct noticia n;
    int r = PAR_MURIO;

    pidfd_send_signal(v->pidfd, SIGKILL, NULL, 0);
    while (poll(&p, 1, -1) < 0)
        ;
    if (semilla || ps->semilla.pidfd < 0)
        r = de_que(P_PIDFD, (id_t)v->pidfd);
    else if (pide(ps, v->pid, &n, NULL) == 0)
        r = (int)n.error;
    return r;
}

static bool con_semilla(const struct procesos *ps)
{
    return ps->inicio == FORKSERVER ||
           (ps->inicio == FORK && (ps->repone || ps->vida > 0));
}

int par__nacen(struct procesos *ps)
{
    int par[2], r;

    pthread_mutex_lock(&nacimiento);
    r = pipe2(par, O_CLOEXEC) < 0 ? errno : 0;
    if (r == 0) {
        ps->mira = par[0];
        ps->cuelga = par[1];
        if (con_semilla(ps))
            r = par__nace(ps, &ps->semilla, SEMILLA);
    }
    for (int i = 0; r == 0 && i < ps->k; i++)
        r = par__nace_trabajador(ps, &ps->v[i].v);
    pthread_mutex_unlock(&nacimiento);
    return r;
}
