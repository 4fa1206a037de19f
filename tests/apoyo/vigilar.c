/* vigilar: prueba una práctica, y lo repite cada vez que guardas.
 *
 *   vigilar MAKE BASE ACTUAL PRÁCTICA… [-- ARGUMENTO…]
 *
 * PRÁCTICA… son todas, en orden; BASE/ACTUAL/hecha existe si «make siguiente»
 * no ve nada que le falte. Lo que se hace es MAKE ARGUMENTO… -s
 * --no-print-directory OBJETIVO LAB=ACTUAL, desde la raíz del kit o del taller.
 *
 * Forma: tres procesos en cadena. El de fuera guarda cómo estaba el terminal
 * y lo devuelve, acabe como acabe el de dentro, que es el que mira y lee las
 * teclas. El tercero, el capataz, hay uno por orden: se hace padre adoptivo de
 * cuanto nazca de ella, y no acaba mientras quede algo vivo. Si matan a uno,
 * el siguiente recibe SIGTERM: no queda ningún proceso, ni el terminal a
 * medias, tampoco con SIGKILL. */
#define _GNU_SOURCE
#include "mirada.h"
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { ARGUMENTOS = 320, CTRL_C = 3, CTRL_D = 4, CTRL_BARRA = 28 };
enum { PRUEBA = 'p' };

static struct {
    char **practica; /* todas, en orden */
    int practicas, actual;
    char *make, *base; /* con qué se hace, y dónde queda lo hecho */
    char **extra;      /* los argumentos de make, hasta NULL */
    struct mirada mirada;
    struct foto probada;  /* cómo estaba lo que se ha probado */
    struct foto anterior; /* y lo que se probó antes */
    pid_t capataz;        /* de la orden en marcha, o 0 */
    char orden;           /* la tecla que la pidió; PRUEBA, al guardar */
    bool primera;         /* de esta práctica no se ha probado nada aún */
    char pendiente;       /* la tecla que llegó mientras, o 0 */
    char carpeta[512];
} v = {.mirada = {.fd = -1, .vigilancia = -1}};

static struct termios antes; /* cómo estaba el terminal */
static bool con_teclado;

static void muere(const char *que)
{
    perror(que);
    exit(EXIT_FAILURE);
}

/* Nace con las señales bloqueadas; si muere quien lo crea, SIGTERM. */
static pid_t hijo(void)
{
    pid_t padre = getpid(), pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != padre)
            _exit(128 + SIGTERM);
    }
    return pid;
}

/* ------------------------------------------------------- el capataz -- */

/* Lo que muere deja a sus hijos con nosotros: hasta que no quede nadie. */
static void mata_a_todos(void)
{
    pid_t vivos[PROC_HILOS];
    int n;

    while ((n = proc_hijos(getpid(), vivos, PROC_HILOS)) > 0) {
        for (int i = 0; i < n; i++)
            kill(vivos[i], SIGKILL);
        while (waitpid(-1, NULL, 0) == -1 && errno == EINTR)
            ;
    }
}

/* Espera a pid, que si hay que dejarlo recibe SIGTERM (make borra entonces lo
 * que tenga a medias) y, si no le basta, SIGKILL. Devuelve su estado. */
static int espera(pid_t pid, const sigset_t *mirar)
{
    struct timespec cortesia = {2, 0};
    bool dejarlo = false;
    int estado, s = 0;

    for (;;) {
        for (pid_t p; (p = waitpid(-1, &estado, WNOHANG)) > 0;)
            if (p == pid)
                return WIFEXITED(estado) ? WEXITSTATUS(estado) : 1;
        s = dejarlo ? sigtimedwait(mirar, NULL, &cortesia)
                    : sigwaitinfo(mirar, NULL);
        if (s == SIGTERM && !dejarlo) {
            dejarlo = true;
            kill(pid, SIGTERM);
        } else if (s == -1 && errno == EAGAIN)
            return 128 + SIGTERM;
    }
}

static void capataz(char **orden)
{
    sigset_t mirar, ninguna;

    sigemptyset(&ninguna);
    sigemptyset(&mirar);
    sigaddset(&mirar, SIGTERM);
    sigaddset(&mirar, SIGCHLD);
    setpgid(0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t pid = fork();
    if (pid == 0) {
        int nada = open("/dev/null", O_RDONLY);

        if (nada == -1 || dup2(nada, STDIN_FILENO) == -1)
            _exit(127);
        sigprocmask(SIG_SETMASK, &ninguna, NULL);
        execvp(orden[0], orden);
        perror(orden[0]);
        _exit(127);
    }
    int estado = pid == -1 ? 127 : espera(pid, &mirar);
    mata_a_todos();
    _exit(estado);
}

/* Lo que cambió mientras se compilaba puede ser más viejo que su objeto y no
 * estar en él: lo que ha cambiado desde la vez anterior, para make es nuevo. */
static int los_nuevos(char **orden, int n)
{
    static char nuevo[MIRADA_FICHEROS][600];

    for (int i = 0; !v.primera && i < v.probada.n; i++) {
        if (!foto_cambia(&v.anterior, &v.probada, i))
            continue;
        snprintf(nuevo[i], sizeof nuevo[i], "-W%s/%s", v.carpeta,
                 v.probada.visto[i].nombre);
        orden[n++] = nuevo[i];
    }
    return n;
}

static void lanza(char tecla, const char *objetivo)
{
    static char sin_ruido[] = "-s", sin_carpeta[] = "--no-print-directory";
    char *orden[ARGUMENTOS], que[32], lab[300];
    int n = 0;

    orden[n++] = v.make;
    for (int i = 0; v.extra[i] != NULL && i < 32; i++)
        orden[n++] = v.extra[i];
    orden[n++] = sin_ruido;
    orden[n++] = sin_carpeta;
    if (tecla == PRUEBA)
        n = los_nuevos(orden, n);
    snprintf(que, sizeof que, "%s", objetivo);
    snprintf(lab, sizeof lab, "LAB=%s", v.practica[v.actual]);
    orden[n++] = que;
    orden[n++] = lab;
    orden[n] = NULL;
    v.orden = tecla;
    v.capataz = hijo();
    if (v.capataz == 0)
        capataz(orden);
    if (v.capataz == -1)
        muere("fork");
}

static void deja_la_orden(void)
{
    if (v.capataz == 0)
        return;
    kill(v.capataz, SIGTERM);
    while (waitpid(v.capataz, NULL, 0) == -1 && errno == EINTR)
        ;
    v.capataz = 0;
}

/* ------------------------------------------------------ el terminal -- */

/* Las teclas, sin Enter y sin eco. Ctrl-C y Ctrl-\ llegan como una tecla
 * más: así acaba también el make de fuera, y sin quejarse. */
static void teclado_pon(void)
{
    struct termios t = antes;

    if (!con_teclado)
        return;
    t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    t.c_cc[VINTR] = t.c_cc[VQUIT] = _POSIX_VDISABLE;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

static void teclado_quita(void)
{
    if (con_teclado)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &antes);
}

static void limpia_pantalla(void)
{
    const char *term = getenv("TERM");

    if (isatty(STDOUT_FILENO) && term != NULL && strcmp(term, "dumb") != 0)
        printf("\033[H\033[2J\033[3J");
    fflush(stdout);
}

static void pie(void)
{
    printf("Vigilo labs/%s.%s\n", v.practica[v.actual],
           con_teclado
               ? " h pista, g gráfica, l lección, n siguiente, q salir"
               : " Ctrl-C para acabar.");
    fflush(stdout);
}

/* ---------------------------------------------------------- las órdenes */

static void prueba(const struct foto *ahora)
{
    deja_la_orden();
    v.pendiente = 0;
    v.anterior = v.probada;
    v.probada = *ahora;
    limpia_pantalla();
    lanza(PRUEBA, "probar");
}

static void abre(int cual)
{
    struct foto ahora;

    mirada_cierra(&v.mirada);
    v.actual = cual;
    v.primera = true;
    snprintf(v.carpeta, sizeof v.carpeta, "labs/%s", v.practica[cual]);
    mirada_abre(&v.mirada, v.carpeta, getenv("VIGILAR_SONDEO") != NULL);
    foto_hace(v.carpeta, &ahora);
    prueba(&ahora);
    v.primera = false;
}

static void pasa_a_otra(void)
{
    char hecha[600];

    snprintf(hecha, sizeof hecha, "%s/%s/hecha", v.base,
             v.practica[v.actual]);
    if (access(hecha, F_OK) == -1)
        pie();
    else if (v.actual + 1 < v.practicas)
        abre(v.actual + 1);
    else {
        puts("No hay más prácticas: esta es la última.");
        pie();
    }
}

/* Devuelve si hay que seguir. */
static bool tecla(char c)
{
    static const struct {
        char tecla;
        const char *objetivo;
    } ordenes[] = {{'h', "pista"},
                   {'g', "grafica"},
                   {'l', "leccion"},
                   {'n', "siguiente"}};

    if (c == 'q' || c == 'Q' || c == CTRL_C || c == CTRL_D ||
        c == CTRL_BARRA)
        return false;
    if (v.capataz != 0) {
        v.pendiente = c;
        return true;
    }
    if (c == '\n' || c == '\r') {
        struct foto ahora;

        foto_hace(v.carpeta, &ahora);
        prueba(&ahora);
    }
    for (size_t i = 0; i < sizeof ordenes / sizeof *ordenes; i++)
        if (c == ordenes[i].tecla) {
            putchar('\n');
            lanza(c, ordenes[i].objetivo);
        }
    return true;
}

/* ---------------------------------------------------------- los sucesos */

/* Si la orden en marcha ha acabado. Devuelve si hay que seguir. */
static bool mira_la_orden(void)
{
    char c;

    if (v.capataz == 0 || waitpid(v.capataz, NULL, WNOHANG) <= 0)
        return true;
    v.capataz = 0;
    putchar('\n');
    if (v.orden == 'n') {
        pasa_a_otra();
        return true;
    }
    pie();
    c = v.pendiente;
    v.pendiente = 0;
    return c == 0 || tecla(c);
}

/* Quien guarda puede hacerlo en varios pasos: la foto vale cuando dos
 * seguidas salen iguales. */
static void mira_la_carpeta(void)
{
    static struct foto ahora, otra;
    int veces = 20;

    mirada_vacia(&v.mirada);
    foto_hace(v.carpeta, &ahora);
    if (foto_igual(&ahora, &v.probada))
        return;
    do {
        otra = ahora;
        poll(NULL, 0, 50);
        foto_hace(v.carpeta, &ahora);
    } while (!foto_igual(&ahora, &otra) && --veces > 0);
    prueba(&ahora);
}

/* Devuelve 0, o la señal con que hay que acabar. */
static int mira_las_senales(int fd)
{
    struct signalfd_siginfo s;

    while (read(fd, &s, sizeof s) == (ssize_t)sizeof s)
        switch (s.ssi_signo) {
        case SIGCHLD:
            break;
        case SIGTSTP:
            teclado_quita();
            kill(getpid(), SIGSTOP);
            teclado_pon();
            break;
        case SIGCONT:
            teclado_pon();
            break;
        default:
            return (int)s.ssi_signo;
        }
    return 0;
}

/* Sin nadie al otro lado, o con un terminal que ya no está, se acaba. */
static bool mira_el_teclado(const struct pollfd *p)
{
    char c;

    if (p->revents == 0)
        return true;
    return read(p->fd, &c, 1) == 1 && tecla(c);
}

static int vigila(int senales)
{
    struct pollfd p[3] = {
        {.fd = senales, .events = POLLIN},
        {.fd = con_teclado ? STDIN_FILENO : -1, .events = POLLIN}};
    int s;

    for (;;) {
        p[2] = (struct pollfd){.fd = v.mirada.fd, .events = POLLIN};
        if (poll(p, 3, mirada_plazo(&v.mirada)) == -1 && errno != EINTR)
            return EXIT_FAILURE;
        if ((s = mira_las_senales(senales)) != 0)
            return s == SIGINT ? EXIT_SUCCESS : 128 + s;
        if (!mira_el_teclado(&p[1]) || !mira_la_orden())
            return EXIT_SUCCESS;
        mira_la_carpeta();
    }
}

static int dentro(const sigset_t *senales)
{
    int fd = signalfd(-1, senales, SFD_NONBLOCK | SFD_CLOEXEC), estado;

    if (fd == -1)
        muere("signalfd");
    teclado_pon();
    abre(v.actual);
    estado = vigila(fd);
    deja_la_orden();
    mirada_cierra(&v.mirada);
    teclado_quita();
    return estado;
}

/* --------------------------------------------------------- el de fuera -- */

/* Lo que le manden, se lo pasa al de dentro, y lo espera. Ctrl-Z para a los
 * dos: el de dentro devuelve antes el terminal. */
static int guarda(pid_t pid, const sigset_t *senales)
{
    int estado, s;

    for (;;) {
        for (pid_t p; (p = waitpid(pid, &estado, WNOHANG)) != 0;)
            if (p == pid || errno != EINTR) {
                teclado_quita();
                return p == pid && WIFEXITED(estado) ? WEXITSTATUS(estado)
                                                     : 1;
            }
        s = sigwaitinfo(senales, NULL);
        if (s == SIGTSTP)
            kill(getpid(), SIGSTOP);
        else if (s > 0 && s != SIGCHLD && s != SIGCONT)
            kill(pid, s);
    }
}

static bool lee_argumentos(int argc, char **argv)
{
    static char *nada[] = {NULL};
    int i = 4;

    if (argc < 5)
        return false;
    v.make = argv[1];
    v.base = argv[2];
    v.practica = argv + 4;
    v.extra = nada;
    v.actual = -1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], argv[3]) == 0)
            v.actual = v.practicas;
        v.practicas++;
    }
    if (i < argc)
        v.extra = argv + i + 1;
    return v.actual >= 0;
}

int main(int argc, char **argv)
{
    static const int cuales[] = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT,
                                 SIGCHLD, SIGTSTP, SIGCONT};
    sigset_t senales;

    if (!lee_argumentos(argc, argv)) {
        fprintf(
            stderr,
            "uso: vigilar MAKE BASE ACTUAL PRÁCTICA… [-- ARGUMENTO…]\n");
        return 2;
    }
    unsetenv("MAKEFLAGS");
    unsetenv("MFLAGS");
    unsetenv("MAKELEVEL");
    sigemptyset(&senales);
    for (size_t i = 0; i < sizeof cuales / sizeof *cuales; i++)
        sigaddset(&senales, cuales[i]);
    sigaddset(&senales, SIGTTOU); /* al devolverlo ya en segundo plano */
    sigprocmask(SIG_BLOCK, &senales, NULL);
    sigdelset(&senales, SIGTTOU);
    con_teclado = tcgetattr(STDIN_FILENO, &antes) == 0;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    pid_t pid = hijo();
    if (pid == -1)
        muere("fork");
    return pid == 0 ? dentro(&senales) : guarda(pid, &senales);
}
