#define _GNU_SOURCE
#include "lanza.h"

#include "../apoyo/pagina.h"
#include "guion.h"
#include "prueba.h"
#include "saneador.h"
#include "vigia.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const double PLAZO = 8;

/* Lo que Open MPI no devuelve al acabar no es de quien estudia. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libmpi.so\nleak:libopen-rte.so\nleak:libopen-pal.so\n"
           "leak:libpmix.so\nleak:mca_\nleak:libevent\nleak:libhwloc\n";
}

/* ------------------------------------------------- en cada rango ------ */

static void ejecuta(const struct cuerpo *c, const char *carpeta)
{
    char ruta[256];

    /* Sin pasar por mpirun, que puede acabar antes de copiarlo. */
    snprintf(ruta, sizeof ruta, "%s/salida", carpeta);
    int salida = open(ruta, O_WRONLY | O_APPEND | O_CLOEXEC);

    dup2(salida, STDERR_FILENO);
    MPI_Init(NULL, NULL);
    pagina_crea();
    pagina->celda = getpid();
    pagina->suelta = true;
    pagina->id = c->nombre;
    snprintf(ruta, sizeof ruta, "%s/veredicto", carpeta);
    pagina->veredictos = open(ruta, O_WRONLY | O_APPEND | O_CLOEXEC);
    snprintf(ruta, sizeof ruta, "%s/sala", carpeta);
    vigia_abre(ruta);
    c->f();
    exige(vigia_sin_esperar() == 0,
          "%d operaciones empezadas con MPI_Isend o MPI_Irecv, y nadie ha "
          "esperado a que acaben (MPI_Wait)",
          vigia_sin_esperar());
    /* Antes de que se descarguen las bibliotecas: por su nombre se sabe qué
     * es suyo. */
    exige(!saneador_fugas(), "queda memoria sin liberar");
    MPI_Finalize();
    _exit(0);
}

/* Antes de main, para que valga con cualquier corredor. */
__attribute__((constructor)) static void empieza(void)
{
    const char *nombre = getenv("RANGOS_CUERPO");

    for (int i = 0; nombre != NULL && cuerpos[i].nombre != NULL; i++)
        if (strcmp(nombre, cuerpos[i].nombre) == 0)
            ejecuta(&cuerpos[i], getenv("RANGOS_CARPETA"));
}

/* ------------------------------------------------- en la celda -------- */

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int crea(const char *carpeta, const char *nombre, off_t tam)
{
    char ruta[256];

    snprintf(ruta, sizeof ruta, "%s/%s", carpeta, nombre);
    int fd = open(ruta, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0600);

    exige(fd != -1 && ftruncate(fd, tam) == 0,
          "la prueba no puede escribir en su carpeta: %s", strerror(errno));
    return fd;
}

/* De qué biblioteca es una fuga lo dice quien la llama: AddressSanitizer
 * tiene que seguir la pila también por donde no hay punteros de marco. */
static void pila_entera(void)
{
    const char *o = getenv("ASAN_OPTIONS");
    char todo[512];

    snprintf(todo, sizeof todo, "%s:fast_unwind_on_malloc=0",
             o != NULL ? o : "");
    setenv("ASAN_OPTIONS", todo, 1);
}

static _Noreturn void hijo(int k, const char *nombre, const char *carpeta,
                           int salida)
{
    char yo[1024] = "", n[16];

    if (readlink("/proc/self/exe", yo, sizeof yo - 1) == -1)
        _exit(1);
    snprintf(n, sizeof n, "%d", k);
    pila_entera();
    setenv("RANGOS_CUERPO", nombre, 1);
    setenv("RANGOS_CARPETA", carpeta, 1);
    setenv("TMPDIR", carpeta, 1);
    setenv("OMPI_MCA_btl_vader_backing_directory", carpeta, 1);
    /* Cada programa, en otra dirección, aunque quien nos lanza no quiera. */
    personality((unsigned long)personality(0xffffffff) &
                ~(unsigned long)ADDR_NO_RANDOMIZE);
    dup2(salida, STDOUT_FILENO);
    dup2(salida, STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", guion, "mpirun.sh", "-n", n, yo,
          (char *)NULL);
    _exit(127);
}

/* false si se acaba el plazo; entonces los mata. mpirun, avisado, mata a
 * los suyos. */
static bool espera_a(pid_t p, int *estado)
{
    const struct timespec poco = {0, 2000000};
    double limite = ahora() + plazo(PLAZO);
    bool a_tiempo = true;

    while (waitpid(p, estado, WNOHANG) == 0) {
        if (a_tiempo && ahora() > limite) {
            a_tiempo = false;
            kill(p, SIGTERM);
        }
        nanosleep(&poco, NULL);
    }
    return a_tiempo;
}

/* Los rangos que mpirun mató y no llegó a esperar son ahora nuestros: tienen
 * que acabar todos. */
static bool acaban_todos(void)
{
    const struct timespec poco = {0, 2000000};
    double limite = ahora() + plazo(2);
    pid_t p;

    while ((p = waitpid(-1, NULL, WNOHANG)) != -1) {
        if (ahora() > limite)
            return false;
        if (p == 0)
            nanosleep(&poco, NULL);
    }
    return true;
}

/* Borra la carpeta; devuelve lo que no debía quedar en ella. */
static bool recoge_carpeta(const char *carpeta, char *sobra, size_t tam)
{
    static const char *const nuestro[] = {".", "..", "sala", "veredicto",
                                          "salida"};
    DIR *d = opendir(carpeta);
    char ruta[512];

    *sobra = '\0';
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        bool es = false;

        for (size_t i = 0; i < 5; i++)
            es = es || strcmp(e->d_name, nuestro[i]) == 0;
        if (!es)
            snprintf(sobra, tam, "%s", e->d_name);
        snprintf(ruta, sizeof ruta, "%s/%s", carpeta, e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlink(ruta);
    }
    if (d != NULL)
        closedir(d);
    rmdir(carpeta);
    return *sobra != '\0';
}

/* La línea es prueba, nombre, fallo, mensaje y causa; gana la primera. */
static bool lee_fallo(int fd, char *mensaje, size_t tam)
{
    char linea[2048];
    ssize_t n = pread(fd, linea, sizeof linea - 1, 0);
    char *resto = linea, *campo = NULL;

    if (n <= 0)
        return false;
    linea[n] = '\0';
    for (int i = 0; i < 4; i++)
        campo = strsep(&resto, "\t\n");
    snprintf(mensaje, tam, "%s", campo == NULL ? "" : campo);
    return true;
}

static const char *cuantos(int k)
{
    return k == 1 ? "rango" : "rangos";
}

void lanza_cuerpo(int k, const char *nombre, struct final *f)
{
    char carpeta[] = "/tmp/rangos.XXXXXX", sobra[256], mensaje[1024];
    int estado = 0;

    exige(mkdtemp(carpeta) != NULL, "la prueba no tiene carpeta");
    int veredicto = crea(carpeta, "veredicto", 0);
    int salida = crea(carpeta, "salida", 0);

    close(crea(carpeta, "sala", 1 << 16));
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t p = fork();

    if (p == 0)
        hijo(k, nombre, carpeta, salida);
    exige(p != -1, "la prueba no ha podido lanzar mpirun");
    bool a_tiempo = espera_a(p, &estado), todos = acaban_todos();
    ssize_t n = pread(salida, f->dicho, sizeof f->dicho - 1, 0);

    f->dicho[n > 0 ? n : 0] = '\0';
    fputs(f->dicho, stderr);
    f->estado =
        WIFEXITED(estado) ? WEXITSTATUS(estado) : 128 + WTERMSIG(estado);
    bool fallo = lee_fallo(veredicto, mensaje, sizeof mensaje);
    bool quedan = recoge_carpeta(carpeta, sobra, sizeof sobra);

    close(veredicto);
    close(salida);
    exige(!fallo, "con %d %s: %s", k, cuantos(k), mensaje);
    exige(a_tiempo, "con %d %s, no acaba: alguno espera a otro", k,
          cuantos(k));
    exige(todos, "con %d %s, al acabar mpirun quedan procesos", k,
          cuantos(k));
    exige(!quedan, "con %d %s, al acabar queda %s", k, cuantos(k), sobra);
}

void en_rangos(int k, const char *nombre)
{
    static struct final f;
    char frase[512];

    lanza_cuerpo(k, nombre, &f);
    if (saneador_frase(f.dicho, frase, sizeof frase))
        falla("con %d %s: %s", k, cuantos(k), frase);
    exige(f.estado <= 128, "con %d %s, uno ha muerto por la señal %d (%s)",
          k, cuantos(k), f.estado - 128, strsignal(f.estado - 128));
    exige(f.estado == 0, "con %d %s, mpirun ha acabado con %d", k,
          cuantos(k), f.estado);
}
