#define _GNU_SOURCE /* accept4, epoll, eventfd */
#include "servidor.h"

#include "reloj.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- escuchar ---- */

static int prepara(int s, const char *direccion, int *puerto, bool comparte)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)*puerto)};
    socklen_t n = sizeof d;
    int si = 1;

    if (direccion == NULL)
        direccion = "127.0.0.1";
    if (inet_pton(AF_INET, direccion, &d.sin_addr) != 1)
        return EINVAL;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &si, sizeof si) != 0 ||
        (comparte &&
         setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &si, sizeof si) != 0) ||
        bind(s, (struct sockaddr *)&d, n) != 0 ||
        listen(s, SOMAXCONN) != 0 ||
        getsockname(s, (struct sockaddr *)&d, &n) != 0)
        return errno;
    *puerto = ntohs(d.sin_port);
    return 0;
}

int servidor_escucha(int *fd, const char *direccion, int *puerto,
                     bool comparte)
{
    int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (s == -1)
        return errno;
    int r = prepara(s, direccion, puerto, comparte);
    if (r != 0)
        close(s);
    else
        *fd = s;
    return r;
}

/* Que una respuesta corta salga ya, sin esperar a la siguiente. */
static void sin_demora(int fd)
{
    int si = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &si, sizeof si);
}

/* ---- plazos ---- */

static int64_t ahora(void)
{
    return (int64_t)(reloj() * 1e3);
}

static int64_t vence(int gracia)
{
    return gracia < 0 ? -1 : ahora() + gracia;
}

/* Los milisegundos que faltan, para poll y epoll_wait. */
static int queda(int64_t cuando)
{
    if (cuando == -1)
        return -1;
    int64_t q = cuando - ahora();
    return q > 0 ? (int)q : 0;
}

enum { REINTENTO = 100 };

/* Que recv y send no esperen más que eso; 0 es para siempre. */
static void pon_plazo(int fd, int ms)
{
    struct timeval t = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000L};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

/* ---- una conexión, esperando ---- */

/* Manda todo lo que hay en b; false si ya no se puede. */
static bool manda_todo(int fd, struct bufer *b)
{
    /* mandar todo */
    while (bufer_ocupa(b) > 0) {
        /* mandar lo que se pueda */
        ssize_t n = send(fd, bufer_datos(b), bufer_ocupa(b), MSG_NOSIGNAL);

        /* lo que se ha mandado */
        if (n >= 0)
            bufer_quita(b, (size_t)n);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/* Espera a que llegue algo; false si no va a llegar nada más. */
static bool recibe_algo(int fd, struct bufer *b)
{
    /* recibir algo */
    char *donde;
    size_t cabe = bufer_sitio(b, &donde);
    ssize_t n;

    do
        n = recv(fd, donde, cabe, 0);
    while (n == -1 && errno == EINTR);
    if (n > 0)
        bufer_crece(b, (size_t)n);
    return n > 0;
}

void servidor_atiende(int fd, const struct protocolo *p)
{
    /* llevar una conversación */
    /* los dos búferes */
    struct bufer entrada, salida;
    void *conv = p->crea(p->ctx);
    bool mas = conv != NULL, sigue = mas;

    entrada.desde = entrada.hasta = salida.desde = salida.hasta = 0;
    while (sigue && mas) {
        mas = p->recibe(conv, &entrada, &salida);
        /* un turno */
        if (bufer_ocupa(&salida) > 0)
            sigue = manda_todo(fd, &salida);
        else if (mas)
            sigue = recibe_algo(fd, &entrada);
    }
    if (conv != NULL)
        p->destruye(conv);
}

/* ---- un hilo por conexión ---- */

struct cliente {
    struct hilos *h;
    pthread_t hilo;
    struct cliente *otro; /* solo lo usa quien acepta */
    int fd;               /* lo guarda h->m; -1: ha acabado */
};

struct hilos {
    const struct servidor_opciones *o;
    int aviso; /* eventfd: alguno ha acabado */
    pthread_mutex_t m;
    /* Solo los usa quien acepta. */
    struct cliente *primero;
    int n;
    bool lleno; /* no se puede aceptar hasta que acabe alguno */
};

static void *atiende_cliente(void *arg)
{
    struct cliente *c = arg;
    struct hilos *h = c->h;
    /* lo que hace un hilo */
    uint64_t uno = 1;

    servidor_atiende(c->fd, &h->o->protocolo);
    /* cerrar, y decirlo */
    pthread_mutex_lock(&h->m);
    close(c->fd);
    c->fd = -1;
    pthread_mutex_unlock(&h->m);
    while (write(h->aviso, &uno, sizeof uno) == -1 && errno == EINTR)
        ;
    return NULL;
}

static void lanza_cliente(struct hilos *h, int fd)
{
    struct cliente *c = malloc(sizeof *c);

    if (c == NULL) {
        close(fd);
        return;
    }
    *c = (struct cliente){.h = h, .otro = h->primero, .fd = fd};
    pon_plazo(fd, h->o->callado);
    if (pthread_create(&c->hilo, NULL, atiende_cliente, c) != 0) {
        close(fd);
        free(c);
        return;
    }
    h->primero = c;
    h->n++;
}

static bool ha_acabado(struct cliente *c)
{
    pthread_mutex_lock(&c->h->m);
    bool si = c->fd == -1;

    pthread_mutex_unlock(&c->h->m);
    return si;
}

/* Une a los que han acabado. */
static void barre(struct hilos *h)
{
    uint64_t cuantos;
    struct cliente **p = &h->primero, *c;

    if (read(h->aviso, &cuantos, sizeof cuantos) == -1)
        return;
    /* unir a los que han acabado */
    while ((c = *p) != NULL) {
        if (!ha_acabado(c)) {
            p = &c->otro;
            continue;
        }
        /* unirlo */
        pthread_join(c->hilo, NULL);
        *p = c->otro;
        free(c);
        h->n--;
        h->lleno = false;
    }
}

/* Errores de accept que son cosa del que llegaba: se sigue. Los demás son
 * falta de algo, y habrá que esperar. */
static bool cosa_suya(int error)
{
    return error == EAGAIN || error == EINTR || error == ECONNABORTED ||
           error == EPROTO || error == EPERM;
}

static void acepta_hilo(struct hilos *h)
{
    /* aceptar para un hilo */
    int fd = accept4(h->o->escucha, NULL, NULL, SOCK_CLOEXEC);

    /* si no se acepta */
    if (fd == -1) {
        h->lleno = !cosa_suya(errno);
        return;
    }
    sin_demora(fd);
    /* atenderlo */
    lanza_cliente(h, fd);
    h->lleno = h->o->max > 0 && h->n >= h->o->max;
}

static void corta(struct hilos *h, int como)
{
    pthread_mutex_lock(&h->m);
    for (struct cliente *c = h->primero; c != NULL; c = c->otro)
        if (c->fd != -1)
            shutdown(c->fd, como);
    pthread_mutex_unlock(&h->m);
}

static void acaba_hilos(struct hilos *h)
{
    /* que acaben los hilos */
    int64_t limite = vence(h->o->gracia);

    /* que no lean más */
    corta(h, SHUT_RD);
    while (h->primero != NULL) {
        struct pollfd p = {.fd = h->aviso, .events = POLLIN};

        if (poll(&p, 1, queda(limite)) == 0) {
            corta(h, SHUT_RDWR);
            limite = -1;
        }
        barre(h);
    }
}

int servidor_hilos(const struct servidor_opciones *o)
{
    struct hilos h = {.o = o, .m = PTHREAD_MUTEX_INITIALIZER};

    h.aviso = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (h.aviso == -1)
        return errno;
    /* repartir clientes */
    for (bool para = false; !para;) {
        struct pollfd p[] = {
            {.fd = o->para, .events = POLLIN},
            {.fd = h.aviso, .events = POLLIN},
            {.fd = h.lleno ? -1 : o->escucha, .events = POLLIN}};
        int n = poll(p, 3, h.lleno && h.n == 0 ? REINTENTO : -1);

        if (n == 0)
            h.lleno = false;
        if (n <= 0)
            continue;
        if (p[1].revents != 0)
            barre(&h);
        if (p[2].revents != 0)
            acepta_hilo(&h);
        para = p[0].revents != 0;
    }
    acaba_hilos(&h);
    close(h.aviso);
    return 0;
}

/* ---- un bucle de eventos ---- */

/* Con 64 vueltas una conexión manda de una vez hasta 256 KiB. */
enum { VUELTAS = 64, LOTE = 64 };

struct bufers {
    struct bufer entrada, salida;
};

struct conexion {
    int fd;
    void *conv;
    struct bufers *b; /* NULL si no hay nada a medias */
    uint32_t espera;  /* EPOLLIN, EPOLLOUT, o 0: aún no se vigila */
    bool acaba;       /* el protocolo ha dicho que no sigue */
    int64_t vence;    /* si antes no se mueve */
    struct conexion *antes, *despues;
};

struct lazo {
    const struct servidor_opciones *o;
    int epoll;
    struct conexion *primera, *ultima; /* la última que se ha movido */
    int n;
    bool lleno, parando;
    int64_t limite; /* parando: cuándo se cortan las que queden */
};

static bool vigila(struct lazo *l, int op, int fd, uint32_t que,
                   void *quien)
{
    struct epoll_event e = {.events = que, .data.ptr = quien};

    return epoll_ctl(l->epoll, op, fd, &e) == 0;
}

static bool presta(struct conexion *c)
{
    if (c->b == NULL && (c->b = malloc(sizeof *c->b)) != NULL) {
        c->b->entrada.desde = c->b->entrada.hasta = 0;
        c->b->salida.desde = c->b->salida.hasta = 0;
    }
    return c->b != NULL;
}

static void devuelve(struct conexion *c)
{
    if (bufer_ocupa(&c->b->entrada) == 0 &&
        bufer_ocupa(&c->b->salida) == 0) {
        free(c->b);
        c->b = NULL;
    }
}

static void escucha(struct lazo *l, bool si)
{
    if (l->lleno != !si) {
        l->lleno = !si;
        vigila(l, EPOLL_CTL_MOD, l->o->escucha, si ? EPOLLIN : 0,
               (void *)&l->o->escucha);
    }
}

/* De la lista, que va por orden: la primera es la que lleva más callada. */
static void saca(struct lazo *l, const struct conexion *c)
{
    struct conexion *antes = c->antes, *despues = c->despues;

    if (c == l->primera)
        l->primera = despues;
    else
        antes->despues = despues;
    if (c == l->ultima)
        l->ultima = antes;
    else
        despues->antes = antes;
}

static void mete(struct lazo *l, struct conexion *c)
{
    c->antes = l->ultima;
    c->despues = NULL;
    if (l->ultima == NULL)
        l->primera = c;
    else
        l->ultima->despues = c;
    l->ultima = c;
}

static void cierra(struct lazo *l, struct conexion *c)
{
    saca(l, c);
    l->n--;
    l->o->protocolo.destruye(c->conv);
    close(c->fd);
    free(c->b);
    free(c);
    if (!l->parando)
        escucha(l, true);
}

static bool lee(struct conexion *c)
{
    /* leer lo que haya */
    char *donde;
    size_t cabe = bufer_sitio(&c->b->entrada, &donde);
    ssize_t n = recv(c->fd, donde, cabe, 0);

    if (n > 0)
        bufer_crece(&c->b->entrada, (size_t)n);
    /* qué ha pasado al leer */
    return n > 0 || (n == -1 && (errno == EAGAIN || errno == EINTR));
}

/* Espera lo que toca: hueco para escribir, o algo que leer. */
static bool espera(struct lazo *l, struct conexion *c, uint32_t que)
{
    /* cambiar de espera */
    int op = c->espera == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    /* pedirlo */
    bool bien = c->espera == que || vigila(l, op, c->fd, que, c);

    c->espera = que;
    devuelve(c);
    return bien;
}

/* Avanza sin esperar; false si hay que cerrarla. */
static bool sirve(struct lazo *l, struct conexion *c)
{
    /* avanzar sin esperar */
    const struct protocolo *p = &l->o->protocolo;

    if (!presta(c) || (c->espera == EPOLLIN && !lee(c)))
        return false;
    struct bufer *e = &c->b->entrada, *s = &c->b->salida;
    for (int i = 0; i < VUELTAS; i++) {
        if (!c->acaba)
            c->acaba = !p->recibe(c->conv, e, s);
        /* si no queda nada que mandar */
        if (bufer_ocupa(s) == 0)
            return !c->acaba && espera(l, c, EPOLLIN);
        ssize_t n =
            send(c->fd, bufer_datos(s), bufer_ocupa(s), MSG_NOSIGNAL);
        /* lo que se ha podido mandar */
        if (n >= 0)
            bufer_quita(s, (size_t)n);
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR)
            return false;
    }
    return espera(l, c, EPOLLOUT);
}

/* la que se mueve, al final */
static void avanza(struct lazo *l, struct conexion *c)
{
    if (l->o->callado > 0) {
        saca(l, c);
        c->vence = ahora() + l->o->callado;
        mete(l, c);
    }
    if (!sirve(l, c))
        cierra(l, c);
}

static void nueva(struct lazo *l, int fd)
{
    struct conexion *c = calloc(1, sizeof *c);

    if (c == NULL) {
        close(fd);
        return;
    }
    c->fd = fd;
    c->conv = l->o->protocolo.crea(l->o->protocolo.ctx);
    if (c->conv == NULL) {
        close(fd);
        free(c);
        return;
    }
    mete(l, c);
    l->n++;
    avanza(l, c);
}

static void acepta(struct lazo *l)
{
    /* aceptar lo que haya */
    for (int i = 0; i < VUELTAS; i++) {
        if (l->o->max > 0 && l->n >= l->o->max) {
            escucha(l, false);
            return;
        }
        /* aceptar una */
        int fd = accept4(l->o->escucha, NULL, NULL,
                         SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd == -1) {
            /* si no hay con qué */
            if (!cosa_suya(errno))
                escucha(l, false);
            return;
        }
        sin_demora(fd);
        nueva(l, fd);
    }
}

static void para(struct lazo *l)
{
    /* empezar a parar */
    l->parando = true;
    l->limite = vence(l->o->gracia);
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, l->o->para, NULL);
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, l->o->escucha, NULL);
    for (struct conexion *c = l->primera; c != NULL; c = c->despues)
        shutdown(c->fd, SHUT_RD);
}

/* cuánto se puede dormir, y qué se hace después */
static int plazo(const struct lazo *l)
{
    int64_t cuando = l->parando ? l->limite : -1;

    if (l->lleno && l->n == 0)
        return REINTENTO;
    if (l->o->callado > 0 && l->n > 0 &&
        (cuando == -1 || l->primera->vence < cuando))
        cuando = l->primera->vence;
    return queda(cuando);
}

/* nada: se ha dormido el plazo entero. */
static void mira_los_plazos(struct lazo *l, bool nada)
{
    bool todas = l->parando && queda(l->limite) == 0;

    if (nada && !l->parando)
        escucha(l, true);
    while (l->primera != NULL &&
           (todas || (l->o->callado > 0 && queda(l->primera->vence) == 0)))
        cierra(l, l->primera);
}

static void ocurre(struct lazo *l, void *quien)
{
    /* atender lo que ha ocurrido */
    if (quien == &l->o->para)
        para(l);
    else if (quien != &l->o->escucha)
        avanza(l, quien);
    else if (!l->parando)
        acepta(l);
}

int servidor_eventos(const struct servidor_opciones *o)
{
    struct lazo l = {.o = o, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    int r = 0;

    if (l.epoll == -1)
        return errno;
    if (!vigila(&l, EPOLL_CTL_ADD, o->para, EPOLLIN, (void *)&o->para) ||
        !vigila(&l, EPOLL_CTL_ADD, o->escucha, EPOLLIN,
                (void *)&o->escucha))
        r = errno;
    /* dar vueltas */
    while (r == 0 && (!l.parando || l.n > 0)) {
        struct epoll_event e[LOTE];
        int n = epoll_wait(l.epoll, e, LOTE, plazo(&l));

        for (int i = 0; i < n; i++)
            ocurre(&l, e[i].data.ptr);
        mira_los_plazos(&l, n == 0);
    }
    close(l.epoll);
    return r;
}
