/* ventana: vigilar, en un terminal de mentira. Lo arranca con falso.sh en lugar
 * de make, teclea, guarda ficheros como lo hacen los editores, le manda señales,
 * y mira lo que se ve. Nunca espera un rato: espera a que se vea algo.
 *
 *   ventana VIGILAR FALSO NOMBRE      en una carpeta vacía
 *
 * Escribe «ok<TAB>qué» y «fallo<TAB>qué<TAB>por qué». */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum { PLAZO_MS = 30000 };

static const char *vigilar, *falso, *nombre;
static int amo, esclavo; /* los dos extremos del terminal */
static pid_t pid;        /* el vigilar de fuera */
static char visto[1 << 16];
static size_t cuanto; /* de lo visto, y desde dónde no se ha mirado */
static size_t mirado;
static char porque[1024];

static void __attribute__((format(printf, 1, 2))) mal(const char *f, ...)
{
    va_list a;

    if (*porque != '\0')
        return;
    va_start(a, f);
    vsnprintf(porque, sizeof porque, f, a);
    va_end(a);
}

static void escribe(const char *ruta, const char *texto)
{
    FILE *f = fopen(ruta, "w");

    if (f == NULL || fputs(texto, f) < 0 || fclose(f) != 0)
        mal("no puedo escribir %s", ruta);
}

static void renombra(const char *de, const char *a)
{
    if (rename(de, a) == -1)
        mal("no puedo renombrar %s", de);
}

/* ------------------------------------------------------- el terminal -- */

static void abre(bool sondeo)
{
    unlink("cuenta");
    unlink("labs/03-x/largo.h");
    unlink("base/03-x/hecha");
    escribe("labs/03-x/a.c", "int a;\n");
    cuanto = mirado = 0;
    if (openpty(&amo, &esclavo, NULL, NULL,
                &(struct winsize){.ws_row = 24, .ws_col = 80}) == -1)
        abort();
    fcntl(amo, F_SETFD, FD_CLOEXEC);
    pid = fork();
    if (pid == 0) {
        login_tty(esclavo);
        if (sondeo)
            setenv("VIGILAR_SONDEO", "1", 1);
        else
            unsetenv("VIGILAR_SONDEO");
        setenv("TERM", "dumb", 1);
        execl(vigilar, "vigilar", falso, "base", "03-x", "03-x", "04-y",
              "--", "V=1", (char *)NULL);
        _exit(127);
    }
}

/* Lo que haya en el terminal, a lo visto; false si ha pasado el plazo. */
static bool lee(int ms)
{
    struct pollfd p = {.fd = amo, .events = POLLIN};

    if (poll(&p, 1, ms) <= 0)
        return false;
    ssize_t n = read(amo, visto + cuanto, sizeof visto - 1 - cuanto);
    if (n > 0)
        cuanto += (size_t)n;
    visto[cuanto] = '\0';
    return n > 0;
}

/* Espera a que se vea s, detrás de lo último que se esperó. */
static void ve(const char *s)
{
    char *aqui;

    while (*porque == '\0') {
        visto[cuanto] = '\0';
        if ((aqui = strstr(visto + mirado, s)) != NULL) {
            mirado = (size_t)(aqui - visto) + strlen(s);
            return;
        }
        if (!lee(PLAZO_MS))
            mal("no se ve «%s»; se ve: %s", s, visto + mirado);
    }
}

static void teclea(const char *s)
{
    if (write(amo, s, strlen(s)) != (ssize_t)strlen(s))
        mal("no puedo teclear");
}

static bool en_crudo(void)
{
    struct termios t;

    return tcgetattr(esclavo, &t) == 0 && (t.c_lflag & ICANON) == 0;
}

/* Espera a que ya no exista: mira cada poco. */
static void no_vive(pid_t quien)
{
    for (int i = 0; i < PLAZO_MS / 5; i++) {
        if (kill(quien, 0) == -1 && errno == ESRCH)
            return;
        lee(5);
    }
    mal("sigue vivo %d", (int)quien);
}

static pid_t nieto(void)
{
    int n = 0;
    FILE *f = fopen("nieto", "r");

    if (f == NULL || fscanf(f, "%d", &n) != 1)
        mal("no hay nieto");
    if (f != NULL)
        fclose(f);
    return n;
}

/* Espera a que acabe, y con qué: el terminal tiene que estar como estaba. */
static void acaba(int esperado)
{
    int estado;

    while (waitpid(pid, &estado, 0) == -1 && errno == EINTR)
        ;
    estado = WIFEXITED(estado) ? WEXITSTATUS(estado) : -WTERMSIG(estado);
    if (estado != esperado)
        mal("acaba con %d, y no con %d", estado, esperado);
    pid = 0;
}

static void cierra(void)
{
    if (pid > 0) {
        kill(pid, SIGTERM);
        waitpid(pid, NULL, 0);
    }
    close(amo);
    close(esclavo);
}

/* --------------------------------------------------------- las pruebas -- */

static void teclas(void)
{
    abre(false);
    ve("orden 1: V=1 -s --no-print-directory probar LAB=03-x");
    ve("q salir");
    teclea("h");
    ve("orden 2: V=1 -s --no-print-directory pista LAB=03-x");
    ve("q salir");
    teclea("zg"); /* la z no es nada */
    ve("orden 3: V=1 -s --no-print-directory grafica LAB=03-x");
    ve("q salir");
    teclea("l");
    ve("leccion LAB=03-x");
    ve("q salir");
    teclea("\n");
    ve("orden 5: V=1 -s --no-print-directory probar LAB=03-x");
    ve("q salir");
    teclea("q");
    acaba(0);
}

static void siguiente(void)
{
    abre(false);
    ve("Vigilo labs/03-x");
    teclea("n");
    ve("siguiente LAB=03-x");
    ve("Vigilo labs/03-x");
    escribe("base/03-x/hecha", "");
    teclea("n");
    ve("siguiente LAB=03-x");
    ve("probar LAB=04-y");
    ve("Vigilo labs/04-y");
    escribe("labs/04-y/b.c", "int b;\n");
    ve("-Wlabs/04-y/b.c probar LAB=04-y");
    ve("q salir");
    teclea("\004");
    acaba(0);
}

static void guarda(bool sondeo)
{
    abre(sondeo);
    ve("q salir");
    escribe("labs/03-x/a.c", "int aa;\n"); /* vaciándolo */
    ve("orden 2: V=1 -s --no-print-directory -Wlabs/03-x/a.c probar");
    ve("q salir");
    escribe("labs/03-x/.a.c.swp", "nada"); /* como vim */
    escribe("labs/03-x/4913", "");
    renombra("labs/03-x/a.c", "labs/03-x/a.c~");
    escribe("labs/03-x/a.c", "int aa;\n");
    unlink("labs/03-x/a.c~");
    unlink("labs/03-x/4913");
    ve("-Wlabs/03-x/a.c probar");
    ve("q salir");
    escribe("labs/03-x/.nuevo", "int aaa;\n"); /* y como tantos otros */
    renombra("labs/03-x/.nuevo", "labs/03-x/a.c");
    ve("-Wlabs/03-x/a.c probar");
    ve("q salir");
    escribe("labs/03-x/notas.txt", "no es código");
    escribe("labs/03-x/z.h", "int z;\n");
    ve("-Wlabs/03-x/z.h probar");
    unlink("labs/03-x/z.h");
    teclea("q");
    acaba(0);
}

static void guarda_avisado(void)
{
    guarda(false);
}
static void guarda_sondeo(void)
{
    guarda(true);
}

/* La carpeta se va y vuelve, como con git checkout. */
static void otra_carpeta(void)
{
    abre(false);
    ve("q salir");
    renombra("labs/03-x", "labs/vieja");
    ve("orden 2: ");
    ve("q salir");
    mkdir("labs/03-x", 0777);
    escribe("labs/03-x/a.c", "int otra;\n");
    ve("probar LAB=03-x");
    ve("q salir");
    escribe("labs/03-x/a.c", "int otra_vez;\n");
    ve("probar LAB=03-x");
    ve("q salir");
    teclea("q");
    acaba(0);
    unlink("labs/vieja/a.c");
    unlink("labs/vieja/notas.txt");
    unlink("labs/vieja/.a.c.swp");
    rmdir("labs/vieja");
}

static void empieza_largo(void)
{
    abre(false);
    ve("q salir");
    escribe("labs/03-x/largo.h", "");
    ve("empieza");
}

/* Guardar mientras prueba: lo de antes se deja, con todo lo que nació. */
static void a_medias(void)
{
    empieza_largo();
    pid_t n = nieto();
    unlink("labs/03-x/largo.h");
    escribe("labs/03-x/a.c", "int a_medias;\n");
    ve("-Wlabs/03-x/a.c probar");
    no_vive(n);
    ve("q salir");
    teclea("q");
    acaba(0);
}

static void termina(const char *tecla, int senal, bool al_de_dentro,
                    int esperado)
{
    empieza_largo();
    pid_t n = nieto(), dentro;
    char ruta[64];

    snprintf(ruta, sizeof ruta, "/proc/%d/task/%d/children", (int)pid,
             (int)pid);
    FILE *f = fopen(ruta, "r");
    int hijo = 0;
    if (f == NULL || fscanf(f, "%d", &hijo) != 1)
        mal("no hay quien mire");
    if (f != NULL)
        fclose(f);
    dentro = hijo;
    if (!en_crudo())
        mal("no lee teclas sueltas");
    if (tecla != NULL)
        teclea(tecla);
    else if (*porque == '\0')
        kill(al_de_dentro ? dentro : pid, senal);
    acaba(esperado);
    no_vive(dentro);
    no_vive(n);
    if (en_crudo())
        mal("el terminal no queda como estaba");
}

static void con_ctrl_c(void)
{
    termina("\003", 0, false, 0);
}
static void con_q(void)
{
    termina("q", 0, false, 0);
}
static void con_int(void)
{
    termina(NULL, SIGINT, false, 0);
}
static void con_term(void)
{
    termina(NULL, SIGTERM, false, 128 + SIGTERM);
}
static void con_hup(void)
{
    termina(NULL, SIGHUP, false, 128 + SIGHUP);
}
static void con_kill(void)
{
    termina(NULL, SIGKILL, false, -SIGKILL);
}
static void con_kill_dentro(void)
{
    termina(NULL, SIGKILL, true, 1);
}

static void ctrl_z(void)
{
    int estado;

    abre(false);
    ve("q salir");
    /* El terminal entero es suyo y no hay quien lo retome: se le manda. */
    kill(-pid, SIGTSTP);
    if (waitpid(pid, &estado, WUNTRACED) != pid || !WIFSTOPPED(estado))
        mal("no se para");
    for (int i = 0; en_crudo() && i < PLAZO_MS / 5; i++)
        lee(5);
    if (en_crudo())
        mal("parado, no devuelve el terminal");
    kill(-pid, SIGCONT);
    escribe("labs/03-x/a.c", "int sigue;\n");
    ve("probar LAB=03-x");
    ve("q salir");
    if (!en_crudo())
        mal("al seguir, no lee teclas sueltas");
    teclea("q");
    acaba(0);
}

static void prueba(const char *que, void (*cuerpo)(void))
{
    *porque = '\0';
    cuerpo();
    cierra();
    for (char *p = porque; *p != '\0'; p++)
        if ((unsigned char)*p < ' ')
            *p = '|';
    printf("%s\t%s: %s", *porque == '\0' ? "ok" : "fallo", nombre, que);
    printf("%s%s\n", *porque == '\0' ? "" : "\t", porque);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "uso: ventana VIGILAR FALSO NOMBRE\n");
        return 2;
    }
    vigilar = argv[1];
    falso = argv[2];
    nombre = argv[3];
    mkdir("labs", 0777);
    mkdir("labs/03-x", 0777);
    mkdir("labs/04-y", 0777);
    mkdir("base", 0777);
    mkdir("base/03-x", 0777);
    prueba("las teclas", teclas);
    prueba("pasar a la siguiente", siguiente);
    prueba("guardar de varias maneras", guarda_avisado);
    prueba("guardar, mirando las fechas", guarda_sondeo);
    prueba("la carpeta se va y vuelve", otra_carpeta);
    prueba("guardar mientras prueba", a_medias);
    prueba("Ctrl-C", con_ctrl_c);
    prueba("la q, mientras prueba", con_q);
    prueba("SIGINT", con_int);
    prueba("SIGTERM", con_term);
    prueba("SIGHUP", con_hup);
    prueba("SIGKILL al de fuera", con_kill);
    prueba("SIGKILL al de dentro", con_kill_dentro);
    prueba("Ctrl-Z y seguir", ctrl_z);
    return 0;
}
