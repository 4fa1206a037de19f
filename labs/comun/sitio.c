#define _GNU_SOURCE /* accept4, close_range, pidfd_open, ppoll, prctl */
#include "sitio_dentro.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct sitio {
    pid_t pid;
    int mando; /* por aquí se le dice que pare */
    int puerto;
    char base[32];
    struct compartido *c;
};

void sitio_maximo(atomic_long *maximo, long n)
{
    long m = *maximo;

    while (n > m && !atomic_compare_exchange_weak(maximo, &m, n))
        ;
}

/* ---- el proceso que acepta ---- */

enum { CONEXIONES = 512 };

struct portero {
    struct compartido *c;
    int escucha, mando;
    int amo; /* pidfd de quien lo arrancó; -1 si el núcleo no los tiene */
    int n;
    pid_t hijo[CONEXIONES];
};

static void ha_muerto_un_hijo(int s)
{
    (void)s; /* solo para despertar a ppoll */
}

/* Lo que heredó y no es suyo estorbaría: quien espera el final de una
 * tubería no lo vería llegar. */
static void suelta_lo_heredado(struct portero *p)
{
    int a = fcntl(p->escucha, F_DUPFD, 10);
    int b = fcntl(p->mando, F_DUPFD, 10);

    p->escucha = dup2(a, 3);
    p->mando = dup2(b, 4);
    close_range(5, ~0U, 0);
}

static void senales(sigset_t *antes)
{
    struct sigaction a = {.sa_handler = SIG_DFL};
    sigset_t s;

    for (int i = 1; i < NSIG; i++)
        sigaction(i, &a, NULL);
    a.sa_handler = ha_muerto_un_hijo;
    sigaction(SIGCHLD, &a, NULL);
    sigemptyset(antes);
    sigemptyset(&s);
    sigaddset(&s, SIGCHLD);
    sigprocmask(SIG_SETMASK, &s, NULL);
}

/* El hijo: una conexión. Si el portero muere, muere con él. */
static _Noreturn void atiende(struct portero *p, int fd, pid_t portero)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == portero) {
        sigset_t nada;

        sigemptyset(&nada);
        sigprocmask(SIG_SETMASK, &nada, NULL);
        close(p->escucha);
        close(p->mando);
        sitio_atiende(p->c, fd);
    }
    _exit(0);
}

static void acepta(struct portero *p)
{
    pid_t yo = getpid();
    int si = 1, fd = accept4(p->escucha, NULL, NULL, SOCK_CLOEXEC);

    if (fd == -1)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &si, sizeof si);
    p->c->conexiones++;
    pid_t hijo = fork();
    if (hijo == 0)
        atiende(p, fd, yo);
    if (hijo > 0)
        p->hijo[p->n++] = hijo;
    close(fd);
}

static void entierra(struct portero *p)
{
    pid_t muerto;

    while ((muerto = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < p->n; i++)
            if (p->hijo[i] == muerto)
                p->hijo[i] = p->hijo[--p->n];
}

static _Noreturn void acaba(struct portero *p)
{
    for (int i = 0; i < p->n; i++)
        kill(p->hijo[i], SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
    _exit(0);
}

static _Noreturn void portero(struct portero *p, pid_t amo)
{
    sigset_t antes;

    senales(&antes);
    suelta_lo_heredado(p);
    p->amo = pidfd_open(amo, 0);
    if (p->amo == -1)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    while (getppid() == amo) {
        struct pollfd f[] = {
            {.fd = p->mando, .events = POLLIN},
            {.fd = p->amo, .events = POLLIN},
            {.fd = p->n < CONEXIONES ? p->escucha : -1, .events = POLLIN}};
        int r = ppoll(f, 3, NULL, &antes);

        entierra(p);
        if (r > 0 && (f[0].revents != 0 || f[1].revents != 0))
            break;
        if (r > 0 && f[2].revents != 0)
            acepta(p);
    }
    acaba(p);
}

/* ---- quien lo arranca ---- */

static int escucha(int *puerto)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)*puerto),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof d;
    int si = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (s == -1)
        return -1;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &si, sizeof si) == -1 ||
        bind(s, (struct sockaddr *)&d, n) == -1 ||
        listen(s, SOMAXCONN) == -1 ||
        getsockname(s, (struct sockaddr *)&d, &n) == -1) {
        int e = errno;

        close(s);
        errno = e;
        return -1;
    }
    *puerto = ntohs(d.sin_port);
    return s;
}

static struct compartido *comparte(const struct sitio_opciones *o)
{
    struct compartido *c = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (c == MAP_FAILED)
        return NULL;
    if (o != NULL)
        c->o = *o;
    return c;
}

/* Con todo lo demás hecho: el proceso y su mando. */
static int lanza(struct sitio *s, int fd)
{
    int par[2];
    pid_t yo = getpid();

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, par) == -1)
        return errno;
    s->pid = fork();
    if (s->pid == 0) {
        static struct portero p;

        p = (struct portero){.c = s->c, .escucha = fd, .mando = par[1]};
        portero(&p, yo);
    }
    int e = s->pid == -1 ? errno : 0;
    close(par[1]);
    s->mando = par[0];
    if (e != 0)
        close(par[0]);
    return e;
}

struct sitio *sitio_arranca(const struct sitio_opciones *o)
{
    struct sitio *s = calloc(1, sizeof *s);
    int fd = -1, e = ENOMEM;

    if (s == NULL)
        return NULL;
    s->puerto = o != NULL ? o->puerto : 0;
    if (!sitio_datos() || (s->c = comparte(o)) == NULL)
        goto libera;
    fd = escucha(&s->puerto);
    e = fd == -1 ? errno : lanza(s, fd);
    if (fd != -1)
        close(fd);
    if (e == 0) {
        snprintf(s->base, sizeof s->base, "http://127.0.0.1:%d", s->puerto);
        return s;
    }
    munmap(s->c, sizeof *s->c);
libera:
    free(s);
    errno = e;
    return NULL;
}

void sitio_para(struct sitio *s)
{
    if (s == NULL)
        return;
    while (send(s->mando, "", 1, MSG_NOSIGNAL) == -1 && errno == EINTR)
        ;
    while (waitpid(s->pid, NULL, 0) == -1 && errno == EINTR)
        ;
    close(s->mando);
    munmap(s->c, sizeof *s->c);
    free(s);
}

int sitio_puerto(const struct sitio *s)
{
    return s->puerto;
}

const char *sitio_base(const struct sitio *s)
{
    return s->base;
}

void sitio_cuentas(const struct sitio *s, struct sitio_cuentas *c)
{
    const struct compartido *x = s->c;

    *c = (struct sitio_cuentas){
        .conexiones = x->conexiones,
        .peticiones = x->peticiones,
        .en_vuelo = x->en_vuelo,
        .max_en_vuelo = x->max_en_vuelo,
        .fallidas = x->fallidas,
        .rechazadas = x->rechazadas,
        .sin_aceptar = x->sin_aceptar,
        .prohibidas = x->prohibidas,
        .sin_identificar = x->sin_identificar,
        .en_barrera = x->en_barrera,
        .barrera_cumplida = x->barrera == CUMPLIDA,
    };
}

long sitio_pedido(const struct sitio *s, int id, bool disciplina)
{
    int i = sitio_indice(id);

    if (i == -1)
        return 0;
    return disciplina ? s->c->tabla[i] : s->c->pedido[i];
}
