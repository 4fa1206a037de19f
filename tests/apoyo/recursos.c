#define _GNU_SOURCE
#include "recursos.h"

#include "pagina.h"
#include "proc.h"
#include "prueba.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---------------------------------------------------------- averías --
 * El enlazador (--wrap) lleva aquí cada llamada de los ficheros del
 * estudiante y de la prueba; las de las bibliotecas no se tocan. */

static atomic_int cuentas[AV_CUANTAS];
static atomic_int averiada[AV_CUANTAS]; /* 0: ninguna */
static atomic_int tandas; /* cuántas veces se ha llamado a averia */
static atomic_int encargada[AV_CUANTAS]; /* 0: ninguna */
static void (*_Atomic encargo)(void);
static atomic_int creados, unidos, desligados;
static atomic_int mutex, condiciones; /* iniciados y no destruidos */

void averia(enum averia cual, int n)
{
    atomic_store(&averiada[cual], n);
    atomic_store(&cuentas[cual], 0);
    atomic_fetch_add(&tandas, 1);
}

int llamadas(enum averia cual)
{
    return atomic_load(&cuentas[cual]);
}

void en_la_llamada(enum averia cual, int n, void (*f)(void))
{
    averia(cual, 0);
    atomic_store(&encargo, f);
    atomic_store(&encargada[cual], f == NULL ? 0 : n);
}

static void cumple_encargo(enum averia cual, int n)
{
    void (*f)(void) = atomic_load(&encargo);

    if (n == atomic_load(&encargada[cual]) && f != NULL)
        f();
}

/* Cuenta una llamada: true si le toca fallar. */
static bool toca(enum averia cual)
{
    int n = atomic_fetch_add(&cuentas[cual], 1) + 1;

    cumple_encargo(cual, n);
    return n == atomic_load(&averiada[cual]);
}

bool averia_toca(enum averia cual, int *n)
{
    *n = atomic_fetch_add(&cuentas[cual], 1) + 1;
    return *n == atomic_load(&averiada[cual]);
}

void averia_vuelve(enum averia cual, int n)
{
    cumple_encargo(cual, n);
}

static void *sin_memoria(void)
{
    errno = ENOMEM;
    return NULL;
}

#define REAL(tipo, nombre, ...)                                            \
    tipo __real_##nombre(__VA_ARGS__);                                     \
    tipo __wrap_##nombre(__VA_ARGS__);                                     \
    tipo __wrap_##nombre(__VA_ARGS__)

/* Un bucle que no para de crear hilos o procesos, o un kill(-1), no pueden
 * llevarse por delante la máquina de quien prueba. */
enum { HILOS_MAX = 2000, FORKS_MAX = 4000 };

REAL(int, pthread_create, pthread_t *h, const pthread_attr_t *a,
     void *(*f)(void *), void *arg)
{
    if (toca(AV_HILO) || hilos_sin_unir() >= HILOS_MAX)
        return EAGAIN;
    int r = __real_pthread_create(h, a, f, arg);
    if (r == 0)
        atomic_fetch_add(&creados, 1);
    return r;
}

REAL(int, pthread_join, pthread_t h, void **valor)
{
    int r = __real_pthread_join(h, valor);

    if (r == 0)
        atomic_fetch_add(&unidos, 1);
    return r;
}

REAL(int, pthread_tryjoin_np, pthread_t h, void **valor)
{
    int r = __real_pthread_tryjoin_np(h, valor);

    if (r == 0)
        atomic_fetch_add(&unidos, 1);
    return r;
}

REAL(int, pthread_timedjoin_np, pthread_t h, void **valor,
     const struct timespec *limite)
{
    int r = __real_pthread_timedjoin_np(h, valor, limite);

    if (r == 0)
        atomic_fetch_add(&unidos, 1);
    return r;
}

REAL(int, pthread_detach, pthread_t h)
{
    int r = __real_pthread_detach(h);

    if (r == 0)
        atomic_fetch_add(&desligados, 1);
    return r;
}

REAL(int, pthread_mutex_init, pthread_mutex_t *m,
     const pthread_mutexattr_t *a)
{
    int r = toca(AV_MUTEX) ? ENOMEM : __real_pthread_mutex_init(m, a);

    atomic_fetch_add(&mutex, r == 0);
    return r;
}

/* AddressSanitizer no mira dentro de glibc: se toca aquí lo que se va a
 * destruir, para que vea si ya se había liberado. */
static void toca_byte(const volatile void *p)
{
    (void)*(const volatile char *)p;
}

REAL(int, pthread_mutex_destroy, pthread_mutex_t *m)
{
    toca_byte(m);
    int r = __real_pthread_mutex_destroy(m);

    atomic_fetch_sub(&mutex, r == 0);
    return r;
}

REAL(int, pthread_cond_init, pthread_cond_t *c, const pthread_condattr_t *a)
{
    int r = toca(AV_COND) ? ENOMEM : __real_pthread_cond_init(c, a);

    atomic_fetch_add(&condiciones, r == 0);
    return r;
}

REAL(int, pthread_cond_destroy, pthread_cond_t *c)
{
    toca_byte(c);
    int r = __real_pthread_cond_destroy(c);

    atomic_fetch_sub(&condiciones, r == 0);
    return r;
}

static int vuelve_sin_aviso(pthread_mutex_t *m)
{
    pthread_mutex_unlock(m);
    sched_yield();
    return pthread_mutex_lock(m);
}

REAL(int, pthread_cond_wait, pthread_cond_t *c, pthread_mutex_t *m)
{
    return toca(AV_ESPURIO) ? vuelve_sin_aviso(m)
                            : __real_pthread_cond_wait(c, m);
}

REAL(int, pthread_cond_timedwait, pthread_cond_t *c, pthread_mutex_t *m,
     const struct timespec *limite)
{
    return toca(AV_ESPURIO) ? vuelve_sin_aviso(m)
                            : __real_pthread_cond_timedwait(c, m, limite);
}

/* La hora que da el reloj de la pared, si alguien lo ha retrasado. */
static void retrasa(struct timespec *t)
{
    toca(AV_HORA);
    int desde = atomic_load(&averiada[AV_HORA]);

    if (desde != 0 && atomic_load(&cuentas[AV_HORA]) >= desde)
        t->tv_sec -= 3600;
}

REAL(int, clock_gettime, clockid_t cual, struct timespec *t)
{
    int r = __real_clock_gettime(cual, t);

    if (r == 0 && cual == CLOCK_REALTIME)
        retrasa(t);
    return r;
}

REAL(int, timespec_get, struct timespec *t, int base)
{
    int r = __real_timespec_get(t, base);

    if (r == TIME_UTC)
        retrasa(t);
    return r;
}

static bool demasiados_forks(void)
{
    return pagina != NULL &&
           atomic_fetch_add(&pagina->forks, 1) >= FORKS_MAX;
}

REAL(pid_t, fork, void)
{
    if (!toca(AV_FORK) && !demasiados_forks())
        return __real_fork();
    errno = EAGAIN;
    return -1;
}

REAL(pid_t, waitpid, pid_t pid, int *estado, int opciones)
{
    if (!toca(AV_ESPERA))
        return __real_waitpid(pid, estado, opciones);
    errno = EINTR;
    return -1;
}

/* Dentro de una celda, que es una sesión, solo se matan los suyos. */
REAL(int, kill, pid_t pid, int senal)
{
    pid_t quien = pid < 0 ? -pid : pid;
    pid_t sesion = pid == 0 ? -1 : getsid(quien);

    if (pagina == NULL || getsid(0) != pagina->celda)
        return __real_kill(pid, senal);
    if (pid == -1)
        falla("kill(-1, …) mataría a todos tus procesos: ¿es el -1 de un "
              "fork que ha fallado?");
    if (sesion != -1 && sesion != pagina->celda)
        falla("has llamado a kill con un proceso que no es tuyo ni de tus "
              "hijos");
    return __real_kill(pid, senal);
}

REAL(int, pipe, int fd[2])
{
    if (!toca(AV_TUBERIA))
        return __real_pipe(fd);
    errno = EMFILE;
    return -1;
}

REAL(int, pipe2, int fd[2], int opciones)
{
    if (!toca(AV_TUBERIA))
        return __real_pipe2(fd, opciones);
    errno = EMFILE;
    return -1;
}

REAL(int, memfd_create, const char *nombre, unsigned opciones)
{
    if (!toca(AV_DESCRIPTOR))
        return __real_memfd_create(nombre, opciones);
    errno = EMFILE;
    return -1;
}

REAL(int, pidfd_open, pid_t pid, unsigned opciones)
{
    if (!toca(AV_DESCRIPTOR))
        return __real_pidfd_open(pid, opciones);
    errno = EMFILE;
    return -1;
}

REAL(int, posix_spawn, pid_t *pid, const char *ruta,
     const posix_spawn_file_actions_t *a, const posix_spawnattr_t *b,
     char *const argv[], char *const entorno[])
{
    if (toca(AV_FORK) || demasiados_forks())
        return EAGAIN;
    return __real_posix_spawn(pid, ruta, a, b, argv, entorno);
}

REAL(int, socketpair, int dominio, int tipo, int protocolo, int fd[2])
{
    if (!toca(AV_TUBERIA))
        return __real_socketpair(dominio, tipo, protocolo, fd);
    errno = EMFILE;
    return -1;
}

REAL(void *, mmap, void *d, size_t n, int p, int b, int fd, off_t o)
{
    if (!toca(AV_MMAP))
        return __real_mmap(d, n, p, b, fd, o);
    errno = ENOMEM;
    return MAP_FAILED;
}

REAL(void *, malloc, size_t n)
{
    return toca(AV_MEMORIA) ? sin_memoria() : __real_malloc(n);
}

REAL(void *, calloc, size_t n, size_t t)
{
    return toca(AV_MEMORIA) ? sin_memoria() : __real_calloc(n, t);
}

REAL(void *, realloc, void *p, size_t n)
{
    return toca(AV_MEMORIA) ? sin_memoria() : __real_realloc(p, n);
}

REAL(void *, aligned_alloc, size_t a, size_t n)
{
    return toca(AV_MEMORIA) ? sin_memoria() : __real_aligned_alloc(a, n);
}

/* Donde una lectura o una escritura puede quedarse corta: ni un eventfd, ni
 * un datagrama, ni los ficheros de /proc que se miran desde este apoyo. */
static bool es_flujo(int fd)
{
    struct stat s;
    int tipo = 0;
    socklen_t n = sizeof tipo;

    if (fd <= STDERR_FILENO || fstat(fd, &s) == -1)
        return false;
    if (S_ISFIFO(s.st_mode))
        return true;
    return S_ISSOCK(s.st_mode) &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &tipo, &n) == 0 &&
           tipo == SOCK_STREAM;
}

static bool averiada_desde(enum averia cual)
{
    int va = atomic_fetch_add(&cuentas[cual], 1) + 1;
    int desde = atomic_load(&averiada[cual]);

    cumple_encargo(cual, va);
    return desde > 0 && va >= desde;
}

/* Cada hilo falla a su compás, y vuelve a empezar con cada averia(): así
 * ninguno falla dos veces seguidas, ni se libra porque falle otro. */
static bool interrumpida(void)
{
    static _Thread_local int tanda, turno;
    int esta = atomic_load(&tandas);

    if (!averiada_desde(AV_EINTR))
        return false;
    if (tanda != esta)
        turno = 0;
    tanda = esta;
    return turno++ % 2 == 0;
}

/* Deja en *n cuántos bytes se pueden mover; false, con errno, si ninguno. */
static bool deja_mover(int fd, size_t *n)
{
    if (!es_flujo(fd))
        return true;
    if (averiada_desde(AV_CORTA) && *n > 1)
        *n = 1;
    if (!interrumpida())
        return true;
    errno = EINTR;
    return false;
}

REAL(int, accept, int fd, struct sockaddr *d, socklen_t *n)
{
    if (!averiada_desde(AV_ACEPTA))
        return __real_accept(fd, d, n);
    errno = EMFILE;
    return -1;
}

REAL(int, accept4, int fd, struct sockaddr *d, socklen_t *n, int opciones)
{
    if (!averiada_desde(AV_ACEPTA))
        return __real_accept4(fd, d, n, opciones);
    errno = EMFILE;
    return -1;
}

REAL(ssize_t, read, int fd, void *p, size_t n)
{
    return deja_mover(fd, &n) ? __real_read(fd, p, n) : -1;
}

REAL(ssize_t, write, int fd, const void *p, size_t n)
{
    return deja_mover(fd, &n) ? __real_write(fd, p, n) : -1;
}

REAL(ssize_t, recv, int fd, void *p, size_t n, int opciones)
{
    return deja_mover(fd, &n) ? __real_recv(fd, p, n, opciones) : -1;
}

REAL(ssize_t, send, int fd, const void *p, size_t n, int opciones)
{
    return deja_mover(fd, &n) ? __real_send(fd, p, n, opciones) : -1;
}

int hilos_sin_unir(void)
{
    return atomic_load(&creados) - atomic_load(&unidos) -
           atomic_load(&desligados);
}

int hilos_desligados(void)
{
    return atomic_load(&desligados);
}

int mutex_sin_destruir(void)
{
    return atomic_load(&mutex);
}

int condiciones_sin_destruir(void)
{
    return atomic_load(&condiciones);
}

/* --------------------------------------------------------- ¿bloquea? -- */

static const double PACIENCIA = 3; /* segundos; PLAZO_FACTOR la escala */

struct hilo {
    pthread_t hilo;
    void *(*f)(void *);
    void *arg;
    atomic_int tid; /* 0 hasta que arranca */
    atomic_int acabado;
    enum que_hace visto;
};

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Solo espacia las miradas; lo que se ve lo decide el núcleo. */
static void parpadea(void)
{
    struct timespec t = {0, 1000000};

    nanosleep(&t, NULL);
}

static void *arranca(void *p)
{
    struct hilo *h = p;

    atomic_store(&h->tid, (int)gettid());
    void *r = h->f(h->arg);
    atomic_store(&h->acabado, 1);
    return r;
}

struct hilo *lanza(void *(*f)(void *), void *arg)
{
    struct hilo *h = __real_calloc(1, sizeof *h);

    if (h == NULL)
        falla("la prueba no ha conseguido memoria");
    h->f = f;
    h->arg = arg;
    int r = __real_pthread_create(&h->hilo, NULL, arranca, h);
    if (r != 0)
        falla("la prueba no ha podido crear un hilo: %s", strerror(r));
    atomic_fetch_add(&creados, 1);
    while (atomic_load(&h->tid) == 0)
        parpadea();
    return h;
}

/* Aplica una de las demostraciones de proc.h a todos menos a quien llama. */
static bool los_demas(bool (*como)(pid_t, const pid_t *, int))
{
    pid_t aparte[PAGINA_AJENOS + 1];
    int n = pagina == NULL ? 0 : pagina->n_ajenos;

    for (int i = 0; i < n; i++)
        aparte[i] = pagina->ajenos[i];
    aparte[n] = (pid_t)gettid();
    return como(getpid(), aparte, n + 1);
}

static bool dormido(struct hilo *h, long *cambios)
{
    struct proc_hilo p = {0};
    bool si =
        proc_mira(getpid(), atomic_load(&h->tid), &p) && proc_duerme(&p);

    *cambios = p.cambios;
    return si && !atomic_load(&h->acabado);
}

bool los_demas_duermen(void)
{
    return los_demas(proc_quieto);
}

/* Que el hilo duerma no basta: quien lo ha de despertar puede estar en
 * camino, esperando CPU. Solo cuando duermen todos es definitivo. Si otros
 * no paran en todo el plazo, vale que él no se haya movido en la mitad. */
enum que_hace observa(struct hilo *h)
{
    double limite = ahora() + plazo(PACIENCIA), desde = ahora();
    long cambios, ultimo = -1;

    while (ahora() < limite) {
        if (atomic_load(&h->acabado))
            return h->visto = HA_VUELTO;
        bool duerme = dormido(h, &cambios);
        if (duerme && los_demas(proc_quieto) && !atomic_load(&h->acabado))
            return h->visto = DUERME;
        if (!duerme || cambios != ultimo)
            desde = ahora();
        ultimo = cambios;
        parpadea();
    }
    bool quieto = ahora() - desde > plazo(PACIENCIA) / 2;
    return h->visto = quieto ? DUERME : DA_VUELTAS;
}

const char *que_hace(const struct hilo *h)
{
    switch (h->visto) {
    case HA_VUELTO:
        return "ha vuelto enseguida";
    case DUERME:
        return "se ha dormido";
    default:
        return "da vueltas sin dormirse (espera activa)";
    }
}

void *recoge(struct hilo *h, const char *que)
{
    double limite = ahora() + plazo(PACIENCIA);
    void *r;

    while (!atomic_load(&h->acabado)) {
        /* La segunda comprobación: pudo acabar entre las dos. */
        if (los_demas(proc_interbloqueo) && !atomic_load(&h->acabado))
            falla("%s: no ha acabado; el hilo duerme y nadie lo despierta",
                  que);
        if (ahora() > limite)
            falla("%s: no ha acabado en %g s", que, plazo(PACIENCIA));
        parpadea();
    }
    __real_pthread_join(h->hilo, &r);
    atomic_fetch_add(&unidos, 1);
    free(h);
    return r;
}

/* ---------------------------------------------------------- recursos -- */

int hijos_sin_esperar(void)
{
    pid_t hijos[PROC_HILOS];

    return proc_hijos(getpid(), hijos, PROC_HILOS);
}

int descriptores_abiertos(void)
{
    int n = 0;

    for (int fd = 0; fd < 1024; fd++)
        n += fcntl(fd, F_GETFD) != -1;
    return n;
}

void pico_reinicia(void)
{
    int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

    if (fd == -1 || write(fd, "5", 1) != 1)
        falla("la prueba no ha podido reiniciar el pico de memoria: %s",
              strerror(errno));
    close(fd);
}

size_t pico_memoria(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    char linea[128];
    size_t kib = 0;

    while (f != NULL && fgets(linea, sizeof linea, f) != NULL)
        if (sscanf(linea, "VmHWM: %zu kB", &kib) == 1)
            break;
    if (f != NULL)
        fclose(f);
    return kib * 1024;
}
