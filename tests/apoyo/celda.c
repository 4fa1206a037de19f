#define _GNU_SOURCE
#include "celda.h"

#include "pagina.h"
#include "proc.h"
#include "recursos.h"
#include "saneador.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { INFORME = 3, MIRADA_MS = 100 };

static const double PLAZO = 10;

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void duerme_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* ------------------------------------------------- dentro de la celda -- */

static void anota_exit(void)
{
    if (getpid() == pagina->celda)
        atomic_store(&pagina->por_exit, 1);
}

/* Nada de lo que tenía abierto quien ejecuta (el zócalo de Criterion, los
 * veredictos) llega al cuerpo; solo el informe, en un sitio fijo. */
static void aisla(int informe)
{
    struct rlimit nada = {0, 0};
    int nulo = open("/dev/null", O_RDONLY);

    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 1);
    setrlimit(RLIMIT_CORE, &nada);
    signal(SIGPIPE, SIG_DFL);
    dup2(nulo, STDIN_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    dup2(informe, INFORME);
    close_range(INFORME + 1, ~0u, 0);
    fcntl(INFORME, F_SETFD, FD_CLOEXEC);
}

/* Un hilo desligado tiene derecho a acabar un poco después. */
static int desligados_vivos(void)
{
    pid_t tids[PROC_HILOS];
    double limite = ahora() + plazo(1);
    int sobran;

    while ((sobran = proc_hilos(getpid(), tids, PROC_HILOS) - 1 -
                     pagina->n_ajenos) > 0 &&
           ahora() < limite)
        duerme_ms(1);
    return sobran;
}

static void cuenta_descriptores(void)
{
    char ruta[32], destino[64];

    for (int fd = INFORME + 1; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) == -1)
            continue;
        if (pagina->descriptores++ > 0)
            continue;
        snprintf(ruta, sizeof ruta, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(ruta, destino, sizeof destino - 1);
        snprintf(pagina->descriptor, sizeof pagina->descriptor, "%.*s",
                 (int)(n < 0 ? 0 : n), destino);
    }
}

static void recuenta(void)
{
    pid_t hijos[PROC_HILOS];

    pagina->hilos_sin_unir = hilos_sin_unir();
    if (pagina->hilos_sin_unir == 0 && hilos_desligados() > 0)
        pagina->hilos_vivos = desligados_vivos();
    pagina->hijos = proc_hijos(getpid(), hijos, PROC_HILOS);
    for (int i = 0; i < pagina->hijos; i++) {
        kill(hijos[i], SIGKILL);
        waitpid(hijos[i], NULL, 0);
    }
    cuenta_descriptores();
    pagina->mutex = mutex_sin_destruir();
    pagina->condiciones = condiciones_sin_destruir();
}

/* Los hilos que ya hay antes de empezar no son del cuerpo. */
static void anota_ajenos(void)
{
    pid_t tids[PAGINA_AJENOS + 1];

    saneador_arranca();
    int n = proc_hilos(getpid(), tids, PAGINA_AJENOS + 1);
    for (int i = 0; i < n; i++)
        if (tids[i] != getpid())
            pagina->ajenos[pagina->n_ajenos++] = tids[i];
}

static _Noreturn void dentro(void (*cuerpo)(void), unsigned long testigo,
                             int informe)
{
    aisla(informe);
    saneador_desvia(INFORME);
    atexit(anota_exit);
    pagina->celda = getpid();
    anota_ajenos();

    cuerpo();

    if (getpid() != pagina->celda) {
        atomic_fetch_add(&pagina->hijos_vueltos, 1);
        _exit(1);
    }
    fflush(stdout);
    recuenta();
    pagina->testigo = testigo;
    if (pagina->hilos_sin_unir == 0 && saneador_fugas())
        pagina->fugas = 1;
    _exit(0);
}

/* ------------------------------------------------------------- fuera -- */

/* Mata y cuenta a todos los hijos que quedan; al morir cada uno, los suyos
 * pasan a serlo de este proceso. */
static int limpia(void)
{
    pid_t hijos[PROC_HILOS];
    double limite = ahora() + 10;
    int cuantos = 0;

    while (ahora() < limite) {
        pid_t p;

        while ((p = waitpid(-1, NULL, WNOHANG)) > 0)
            cuantos++;
        if (p == -1 && errno == ECHILD)
            break;
        int n = proc_hijos(getpid(), hijos, PROC_HILOS);
        for (int i = 0; i < n; i++)
            kill(hijos[i], SIGKILL);
        duerme_ms(1);
    }
    return cuantos;
}

/* En qué estaba la celda cuando se acabó su plazo. */
static const char *ocupacion(pid_t c)
{
    pid_t tids[PROC_HILOS];
    struct proc_hilo h = {0};
    bool futex = false;

    /* Quien da vueltas puede estar esperando turno justo al mirarlo. */
    for (int i = 0; i < 20; i++, duerme_ms(5)) {
        int n = proc_hilos(c, tids, PROC_HILOS);

        for (int j = 0; j < n; j++) {
            if (!proc_mira(c, tids[j], &h))
                continue;
            if (h.estado == 'R')
                return "da vueltas sin parar: un bucle sin fin o una "
                       "espera activa";
            futex = futex || proc_atascado(&h);
        }
    }
    if (!proc_mira(c, c, &h))
        return "";
    if (h.estado == 'T')
        return "se ha parado a sí mismo (SIGSTOP)";
    switch (h.llamada) {
    case SYS_wait4:
    case SYS_waitid:
        return "espera a un hijo que no acaba";
    case SYS_read:
        return "espera leer lo que nadie escribe: ¿queda abierto algún "
               "extremo de escribir?";
    case SYS_write:
        return "espera escribir lo que nadie lee";
    case SYS_clock_nanosleep:
        return "duerme con sleep";
    default:
        return futex ? "espera un mutex o un aviso que no llega" : "";
    }
}

/* Espera a que la celda acabe. Si no acaba, escribe por qué y la mata. */
static bool vigila(pid_t c, int pidfd, char *frase, size_t n)
{
    double total = plazo(PLAZO), limite = ahora() + total;
    struct pollfd que = {.fd = pidfd, .events = POLLIN};
    int quietas = 0;

    while (ahora() < limite) {
        if (poll(&que, 1, MIRADA_MS) > 0)
            return true;
        bool quieta =
            proc_interbloqueo(c, pagina->ajenos, pagina->n_ajenos);
        quietas = quieta ? quietas + 1 : 0;
        if (quietas < 3)
            continue;
        snprintf(frase, n,
                 "se queda colgado: todos los hilos duermen y ya nadie "
                 "puede despertarlos (interbloqueo, o un aviso que falta)");
        return false;
    }
    const char *que_hacia = ocupacion(c);
    snprintf(frase, n, "no ha acabado en %g s%s%s", total,
             *que_hacia == '\0' ? "" : ": ", que_hacia);
    return false;
}

static const struct {
    int senal;
    const char *nombre, *que;
} senales[] = {
    {SIGSEGV, "SIGSEGV",
     "violación de segmento: un puntero nulo o que no vale, o la pila "
     "llena"},
    {SIGBUS, "SIGBUS", "acceso a memoria que no está respaldada"},
    {SIGABRT, "SIGABRT",
     "abort: un assert que no se cumple, o memoria dinámica corrompida"},
    {SIGFPE, "SIGFPE", "división entera por cero"},
    {SIGILL, "SIGILL", "instrucción ilegal"},
    {SIGPIPE, "SIGPIPE", "escribir donde ya nadie lee"},
    {SIGKILL, "SIGKILL", "alguien lo ha matado, o faltaba memoria"},
    {SIGTERM, "SIGTERM", "alguien le ha pedido que acabe"},
    {SIGALRM, "SIGALRM", "un alarm que nadie atiende"},
    {SIGINT, "SIGINT", "interrupción"},
    {SIGHUP, "SIGHUP", "colgar"},
    {SIGUSR1, "SIGUSR1", "la señal 1 de usuario"},
    {SIGUSR2, "SIGUSR2", "la señal 2 de usuario"},
    {SIGXCPU, "SIGXCPU", "demasiado tiempo de CPU"},
};

static void frase_senal(int s, char *m, size_t n)
{
    for (size_t i = 0; i < sizeof senales / sizeof *senales; i++)
        if (senales[i].senal == s) {
            snprintf(m, n, "el programa ha muerto por la señal %s (%s)",
                     senales[i].nombre, senales[i].que);
            return;
        }
    snprintf(m, n, "el programa ha muerto por la señal %d", s);
}

static void frase_salida(int estado, char *m, size_t n)
{
    if (atomic_load(&pagina->por_exit))
        snprintf(m, n,
                 "ha acabado el programa entero con exit(%d)%s en vez de "
                 "volver con su resultado",
                 estado, estado == 0 ? " o con pthread_exit" : "");
    else
        snprintf(
            m, n,
            "ha acabado el proceso entero (estado %d) en vez de volver: "
            "¿_exit fuera de un hijo, exec, pthread_exit?",
            estado);
}

static void frase_descriptor(char *m, size_t n)
{
    const char *d = pagina->descriptor;
    const char *que = strncmp(d, "pipe:", 5) == 0     ? "una tubería"
                      : strncmp(d, "socket:", 7) == 0 ? "un socket"
                      : strncmp(d, "anon_inode:", 11) == 0
                          ? "un descriptor especial"
                          : d;

    if (pagina->descriptores == 1)
        snprintf(m, n,
                 "ha quedado abierto un descriptor (%s): falta un "
                 "close",
                 que);
    else
        snprintf(m, n,
                 "han quedado abiertos %d descriptores (el primero, "
                 "%s): faltan close",
                 pagina->descriptores, que);
}

static const char *plural(int n, const char *uno, const char *varios)
{
    return n == 1 ? uno : varios;
}

static void frase_cerrojos(char *m, size_t n)
{
    if (pagina->mutex > 0)
        snprintf(m, n,
                 "ha dejado %d mutex sin destruir: falta "
                 "pthread_mutex_destroy",
                 pagina->mutex);
    else
        snprintf(m, n, "ha dejado %d %s: falta pthread_cond_destroy",
                 pagina->condiciones,
                 plural(pagina->condiciones, "condición sin destruir",
                        "condiciones sin destruir"));
}

/* El informe del sanitizer: se enseña entero y se resume en una frase. */
static bool lee_informe(int fd, char *frase, size_t n)
{
    static char informe[1 << 16];
    ssize_t k = pread(fd, informe, sizeof informe - 1, 0);

    if (k <= 0)
        return false;
    informe[k] = '\0';
    if (write(STDERR_FILENO, informe, (size_t)k) == -1)
        perror("informe");
    return saneador_frase(informe, frase, n);
}

/* Lo que el cuerpo dejó detrás, si volvió. */
static enum celda_fin rastros(int huerfanos, char *m, size_t n)
{
    if (pagina->hijos > 0) {
        snprintf(
            m, n, "ha dejado %d %s: falta waitpid", pagina->hijos,
            plural(pagina->hijos, "hijo sin esperar", "hijos sin esperar"));
        return CELDA_HIJOS;
    }
    if (huerfanos > 0) {
        snprintf(
            m, n,
            "ha dejado %d %s: un hijo ha acabado sin esperar a "
            "los suyos",
            huerfanos,
            plural(huerfanos, "proceso huérfano", "procesos huérfanos"));
        return CELDA_HUERFANOS;
    }
    if (pagina->hilos_sin_unir > 0) {
        snprintf(m, n, "ha dejado %d %s: falta pthread_join",
                 pagina->hilos_sin_unir,
                 plural(pagina->hilos_sin_unir, "hilo sin unir",
                        "hilos sin unir"));
        return CELDA_HILOS;
    }
    if (pagina->hilos_vivos > 0) {
        snprintf(m, n,
                 "al volver sigue vivo algún hilo desligado: nadie "
                 "puede esperarlo");
        return CELDA_HILOS;
    }
    if (pagina->descriptores > 0) {
        frase_descriptor(m, n);
        return CELDA_DESCRIPTORES;
    }
    if (pagina->mutex > 0 || pagina->condiciones > 0) {
        frase_cerrojos(m, n);
        return CELDA_CERROJOS;
    }
    return CELDA_PASA;
}

/* De lo más revelador a lo menos: un hijo que vuelve, por ejemplo, suele
 * acabar además en un exige que no se cumple o en un plazo agotado. */
static enum celda_fin juzga(int estado, bool acabo, bool informe,
                            bool volvio, int huerfanos, struct celda *r)
{
    char *m = r->mensaje;
    size_t n = sizeof r->mensaje;
    char frase[sizeof r->mensaje];

    if (informe)
        return pagina->fugas ? CELDA_FUGAS : CELDA_SANEADOR;
    if (atomic_load(&pagina->hijos_vueltos) > 0) {
        snprintf(m, n,
                 "un hijo ha vuelto de tu función y ha seguido por su "
                 "cuenta: un hijo acaba con _exit");
        return CELDA_VUELVE_HIJO;
    }
    if (atomic_load(&pagina->turno) == 2) {
        snprintf(m, n, "%s", pagina->mensaje);
        return CELDA_FALLA;
    }
    if (!acabo)
        return CELDA_ATASCO;
    if (WIFSIGNALED(estado)) {
        frase_senal(WTERMSIG(estado), m, n);
        return CELDA_SENAL;
    }
    if (!volvio) {
        frase_salida(WEXITSTATUS(estado), m, n);
        return CELDA_SALE;
    }
    enum celda_fin fin = rastros(huerfanos, frase, sizeof frase);
    if (fin != CELDA_PASA)
        snprintf(m, n, "%s", frase);
    return fin;
}

const char *celda_causa(enum celda_fin fin)
{
    static const char *const causas[] = {
        [CELDA_PASA] = "",
        [CELDA_SANEADOR] = "saneador",
        [CELDA_VUELVE_HIJO] = "vuelve-hijo",
        [CELDA_FALLA] = "exige",
        [CELDA_ATASCO] = "plazo",
        [CELDA_SENAL] = "senal",
        [CELDA_SALE] = "sale",
        [CELDA_HIJOS] = "hijos",
        [CELDA_HUERFANOS] = "huerfanos",
        [CELDA_HILOS] = "hilos",
        [CELDA_DESCRIPTORES] = "descriptores",
        [CELDA_CERROJOS] = "cerrojos",
        [CELDA_FUGAS] = "fugas",
        [CELDA_IMPOSIBLE] = "imposible",
    };

    return causas[fin];
}

void celda_ejecuta(void (*cuerpo)(void), struct celda *r)
{
    unsigned long testigo = 0;
    int estado = 0;
    int informe = memfd_create("informe", MFD_CLOEXEC);

    memset(r, 0, sizeof *r);
    if (pagina == NULL)
        pagina_crea();
    memset(pagina, 0, sizeof *pagina);
    while (testigo == 0)
        if (getrandom(&testigo, sizeof testigo, 0) == -1)
            testigo = (unsigned long)getpid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    fflush(NULL);
    /* El cuerpo no puede abrir los descriptores de quien ejecuta
     * (/proc/PID/fd), ni su memoria. */
    prctl(PR_SET_DUMPABLE, 0);
    pid_t c = fork();
    if (c == 0)
        dentro(cuerpo, testigo, informe);
    int pidfd = c == -1 ? -1 : (int)syscall(SYS_pidfd_open, c, 0);
    if (pidfd == -1) {
        snprintf(r->mensaje, sizeof r->mensaje,
                 "no se ha podido ejecutar la prueba: %s", strerror(errno));
        r->fin = CELDA_IMPOSIBLE;
        limpia();
        close(informe);
        return;
    }
    bool acabo = vigila(c, pidfd, r->mensaje, sizeof r->mensaje);
    if (!acabo) {
        kill(-c, SIGKILL);
        kill(c, SIGKILL);
    }
    waitpid(c, &estado, 0);
    int huerfanos = limpia();
    char frase[sizeof r->mensaje];
    bool hay = lee_informe(informe, frase, sizeof frase);
    if (hay)
        memcpy(r->mensaje, frase, sizeof frase);
    r->fin =
        juzga(estado, acabo, hay, pagina->testigo == testigo, huerfanos, r);
    close(pidfd);
    close(informe);
}
