/* dentro: prepara un proceso y ejecuta en él una orden.
 *
 *     calificador-dentro [opción=valor…] -- ORDEN…
 *
 *   grupo=CARPETA     se mete en ese cgroup (las veces que haga falta)
 *   usuario=N         deja de ser root y pasa a ser ese, sin más grupos
 *   cpu=S memoria=B fichero=B procesos=N descriptores=N    límites (rlimit)
 *   filtro=1|2        seccomp (filtro.h); con 2 se permite ptrace
 *   lee=R escribe=R   Landlock; con alguna, lo demás no se ve
 *   trabajo=R         la carpeta de trabajo
 *   guarda=1          se queda mirando: cuando la orden acaba, o cuando a él
 *                     se lo mandan (SIGTERM), no deja vivo nada de lo que
 *                     haya nacido de ella
 *   cuenta=N          al acabar, escribe en el descriptor N los segundos de
 *                     CPU que han gastado la orden y lo que nació de ella
 *   error=N           si algo de esto falla, acaba con N (si no, con 125)
 *
 * El calificador lo usa dos veces: fuera de bubblewrap, para dejar de ser
 * root antes de llamarlo, y dentro, para los límites, que en el espacio de
 * nombres cuentan por recinto. Se enlaza entero, para no necesitar nada. */
#define _GNU_SOURCE
#include "filtro.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUTAS = 32 };

static int si_falla = 125;
static char *lee[RUTAS], *escribe[RUTAS];
static size_t n_lee, n_escribe;
static long filtro;
static int cuenta = -1;

static _Noreturn void muere(const char *que)
{
    fprintf(stderr, "recinto: %s: %s\n", que, strerror(errno));
    exit(si_falla);
}

static void limita(__rlimit_resource_t cual, const char *valor)
{
    rlim_t v = strtoull(valor, NULL, 10);
    struct rlimit antes, l = {v, cual == RLIMIT_CPU ? v + 1 : v};

    /* Bajarlos siempre se puede; subirlos, no. */
    if (getrlimit(cual, &antes) == 0 && antes.rlim_max < l.rlim_max)
        l.rlim_cur = l.rlim_max = antes.rlim_max;
    if (setrlimit(cual, &l) == -1)
        muere("límite");
}

static void entra_en(const char *grupo)
{
    char ruta[4096];
    int n = snprintf(ruta, sizeof ruta, "%s/cgroup.procs", grupo);
    int fd = n < (int)sizeof ruta ? open(ruta, O_WRONLY | O_CLOEXEC) : -1;

    if (fd == -1 || write(fd, "0", 1) != 1)
        muere(grupo);
    close(fd);
}

static void deja_de_ser_root(const char *quien)
{
    uid_t u = (uid_t)strtoul(quien, NULL, 10);

    if (geteuid() != 0)
        return;
    if (setgroups(0, NULL) == -1 || setresgid(u, u, u) == -1 ||
        setresuid(u, u, u) == -1)
        muere("usuario");
}

static void ruta(char **lista, size_t *n, char *r)
{
    if (*n == RUTAS) {
        errno = E2BIG;
        muere(r);
    }
    lista[(*n)++] = r;
}

static const struct {
    const char *nombre;
    __rlimit_resource_t cual;
} limites[] = {
    {"cpu", RLIMIT_CPU},       {"memoria", RLIMIT_AS},
    {"fichero", RLIMIT_FSIZE}, {"procesos", RLIMIT_NPROC},
    {"pila", RLIMIT_STACK},    {"descriptores", RLIMIT_NOFILE},
};

static void una(char *opcion)
{
    char *v = strchr(opcion, '=');

    if (v == NULL) {
        errno = EINVAL;
        muere(opcion);
    }
    *v++ = '\0';
    for (size_t i = 0; i < sizeof limites / sizeof *limites; i++)
        if (strcmp(opcion, limites[i].nombre) == 0) {
            limita(limites[i].cual, v);
            return;
        }
    if (strcmp(opcion, "grupo") == 0)
        entra_en(v);
    else if (strcmp(opcion, "usuario") == 0)
        deja_de_ser_root(v);
    else if (strcmp(opcion, "filtro") == 0)
        filtro = strtol(v, NULL, 10);
    else if (strcmp(opcion, "lee") == 0)
        ruta(lee, &n_lee, v);
    else if (strcmp(opcion, "escribe") == 0)
        ruta(escribe, &n_escribe, v);
    else if (strcmp(opcion, "trabajo") == 0) {
        if (chdir(v) == -1)
            muere(v);
    } else if (strcmp(opcion, "cuenta") == 0)
        cuenta = (int)strtol(v, NULL, 10);
    else if (strcmp(opcion, "error") == 0)
        si_falla = (int)strtol(v, NULL, 10);
    else {
        errno = EINVAL;
        muere(opcion);
    }
}

/* ------------------------------------------------------------ guardar -- */

/* Los hijos directos que quedan; los de quien muere pasan a serlo. */
static int mata_hijos(void)
{
    FILE *f = fopen("/proc/thread-self/children", "re");
    int n = 0, pid;

    while (f != NULL && fscanf(f, "%d", &pid) == 1) {
        kill(pid, SIGKILL);
        n++;
    }
    if (f != NULL)
        fclose(f);
    return n;
}

static void no_deja_nada(void)
{
    struct timespec pausa = {0, 1000000};

    for (int i = 0; i < 20000; i++) {
        pid_t p;

        mata_hijos();
        while ((p = waitpid(-1, NULL, WNOHANG)) > 0)
            ;
        if (p == -1 && errno == ECHILD)
            return;
        nanosleep(&pausa, NULL);
    }
}

/* Espera a la orden, o a que le manden acabar; recoge lo que se va muriendo
 * por el camino. */
static int vigila(pid_t orden, const sigset_t *s)
{
    int estado, e;

    for (;;) {
        pid_t p;

        while ((p = waitpid(-1, &estado, WNOHANG)) > 0)
            if (p == orden)
                return estado;
        if (sigwaitinfo(s, NULL) == SIGTERM) {
            kill(orden, SIGKILL);
            return waitpid(orden, &e, 0) == orden ? e : SIGKILL;
        }
    }
}

/* Vuelve solo en el hijo, que es quien ejecuta la orden. */
static void se_queda_mirando(void)
{
    sigset_t s, antes;

    sigemptyset(&s);
    sigaddset(&s, SIGCHLD);
    sigaddset(&s, SIGTERM);
    sigprocmask(SIG_BLOCK, &s, &antes);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t orden = fork();
    if (orden == -1)
        muere("fork");
    if (orden == 0) {
        sigprocmask(SIG_SETMASK, &antes, NULL);
        setsid();
        return;
    }
    int estado = vigila(orden, &s);
    no_deja_nada();
    exit(WIFEXITED(estado) ? WEXITSTATUS(estado) : 128 + WTERMSIG(estado));
}

/* ------------------------------------------------------------- contar -- */

static double segundos(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* Quien cuenta no se deja mirar (/proc/PID/fd): el descriptor es suyo. */
static void cuenta_lo_gastado(void)
{
    struct rusage u;
    int estado = 0;

    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t orden = fork();
    if (orden == -1)
        muere("fork");
    if (orden == 0) {
        close(cuenta);
        prctl(PR_SET_DUMPABLE, 1);
        return;
    }
    for (pid_t p = 0; p != orden;) {
        int e;

        p = wait(&e);
        if (p == orden)
            estado = e;
        else if (p == -1 && errno != EINTR)
            break;
    }
    getrusage(RUSAGE_CHILDREN, &u);
    dprintf(cuenta, "%.3f\n", segundos(u.ru_utime) + segundos(u.ru_stime));
    _exit(WIFEXITED(estado) ? WEXITSTATUS(estado) : 128 + WTERMSIG(estado));
}

/* Las opciones se cumplen en orden; las que encierran, al final. */
int main(int argc, char *argv[])
{
    struct rlimit nada = {0, 0};
    int i = 1;

    for (; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "guarda=1") == 0)
            se_queda_mirando();
        else
            una(argv[i]);
    if (i + 1 >= argc) {
        errno = EINVAL;
        muere("falta la orden");
    }
    setrlimit(RLIMIT_CORE, &nada);
    if (cuenta != -1)
        cuenta_lo_gastado();
    if (n_lee + n_escribe > 0 &&
        filtro_ficheros(lee, n_lee, escribe, n_escribe) == -1)
        muere("Landlock");
    if (filtro != 0 && filtro_llamadas(filtro == 2) == -1)
        muere("seccomp");
    execvp(argv[i + 1], argv + i + 1);
    muere(argv[i + 1]);
}
