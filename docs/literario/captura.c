/* captura.c: ejecuta una orden de la lección y guarda lo que imprimió, o
 * dice en qué no coincide con lo que la lección muestra.
 *
 *   captura [--guarda] --lugar F:L X.orden CARPETA X.salida
 *
 * La orden se ejecuta en CARPETA, en su propia sesión; al acabar, o al
 * cumplirse el plazo, se mata a todos sus descendientes. Con --guarda, lo
 * impreso pasa a ser la referencia. Los campos de X.orden los escribe
 * enreda. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <regex.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "texto.h"

enum { MAX_SALIDA = 4 << 20, ESPERA_MS = 20 };

typedef struct {
    char *orden, *estado, *mascara, *requiere, *referencia, *medida;
    char *esperado; /* el texto de la lección, o NULL */
    double plazo, tolerancia;
    bool desordenada, libre, larga;
} Orden;

typedef struct {
    Cadena salida, quejas; /* stdout y stderr */
    char *estado;          /* "0", "1", "SEGV", "plazo" */
} Resultado;

static const char *lugar = "captura";

static _Noreturn void error(const char *f, ...)
{
    va_list a;

    fprintf(stderr, "%s: error: ", lugar);
    va_start(a, f);
    vfprintf(stderr, f, a);
    va_end(a);
    fputc('\n', stderr);
    exit(1);
}

/* ---- ficheros ---- */

static char *lee_todo(const char *ruta)
{
    FILE *f = fopen(ruta, "rb");
    Cadena c = {0};
    char b[4096];

    if (f == NULL)
        return NULL;
    for (size_t n; (n = fread(b, 1, sizeof b, f)) > 0;)
        pon(&c, "%.*s", (int)n, b);
    fclose(f);
    return c.p ? c.p : copia_n("", 0);
}

static void guarda(const char *ruta, const char *texto)
{
    char *nueva = formato("%s.nuevo", ruta);
    FILE *f = fopen(nueva, "wb");

    if (f == NULL)
        error("%s: %s", nueva, strerror(errno));
    fputs(texto, f);
    bool mal = ferror(f) != 0;
    if (fclose(f) != 0 || mal || rename(nueva, ruta) != 0) {
        int e = errno;
        unlink(nueva);
        error("%s: %s", ruta, strerror(e));
    }
}

static char *sin_escapes(char *s)
{
    char *d = s;

    for (char *p = s; *p; p++, d++)
        *d = *p != '\\' ? *p : *++p == 'n' ? '\n' : *p == 't' ? '\t' : *p;
    *d = '\0';
    return s;
}

static void campo(Orden *o, const char *clave, char *valor)
{
    static const char *const claves[] = {
        "orden", "estado", "mascara", "requiere", "referencia", "medida"};
    char **const donde[] = {&o->orden,    &o->estado,     &o->mascara,
                            &o->requiere, &o->referencia, &o->medida};

    for (int i = 0; i < 6; i++)
        if (strcmp(clave, claves[i]) == 0)
            *donde[i] = valor;
    if (strcmp(clave, "plazo") == 0)
        o->plazo = atof(valor);
    else if (strcmp(clave, "tolerancia") == 0)
        o->tolerancia = atof(valor);
    else if (strcmp(clave, "desordenada") == 0)
        o->desordenada = true;
    else if (strcmp(clave, "libre") == 0)
        o->libre = true;
    else if (strcmp(clave, "larga") == 0)
        o->larga = true;
}

static Orden lee_orden(const char *ruta)
{
    Orden o = {.plazo = 60};
    char *s = lee_todo(ruta);

    if (s == NULL)
        error("%s: %s", ruta, strerror(errno));
    while (*s && strncmp(s, "---\n", 4) != 0) {
        char *fin = strchr(s, '\n'), *tab = strchr(s, '\t');
        if (fin == NULL || tab == NULL || tab > fin)
            error("%s: no entiendo «%.*s»", ruta, (int)strcspn(s, "\n"), s);
        *fin = *tab = '\0';
        campo(&o, s, sin_escapes(tab + 1));
        s = fin + 1;
    }
    if (*s)
        o.esperado = s + 4;
    return o;
}

static bool en_el_path(const char *nombre)
{
    const char *p = getenv("PATH");

    for (size_t n; p != NULL && *p; p += n + (p[n] == ':')) {
        n = strcspn(p, ":");
        if (access(formato("%.*s/%s", (int)n, p, nombre), X_OK) == 0)
            return true;
    }
    return false;
}

/* «chromedriver jansson.pc»: órdenes, y bibliotecas como las llama
 * pkg-config. */
static bool hay(const char *todo)
{
    for (char *q; (q = palabra(&todo, " ")) != NULL;) {
        char *pc = acaba_en(q, ".pc")
                       ? formato("pkg-config --exists %.*s 2>/dev/null",
                                 (int)strlen(q) - 3, q)
                       : NULL;
        if (pc != NULL ? system(pc) != 0 : !en_el_path(q))
            return false;
    }
    return true;
}

/* ---- ejecutar ---- */

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static _Noreturn void hijo(const Orden *o, const char *carpeta, int sal,
                           int queja)
{
    int nada = open("/dev/null", O_RDONLY);

    setsid();
    dup2(nada, 0);
    dup2(sal, 1);
    dup2(queja, 2);
    if (chdir(carpeta) == 0)
        execl("/bin/sh", "sh", "-c", o->orden, (char *)NULL);
    _exit(127);
}

/* Lee lo que haya; falso si ya no habrá más. */
static bool recoge(int fd, Cadena *c)
{
    char b[65536];
    ssize_t n;

    while (c->n <= MAX_SALIDA && (n = read(fd, b, sizeof b)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            if (b[i] == '\0')
                b[i] = '?';
        pon(c, "%.*s", (int)n, b);
    }
    return c->n <= MAX_SALIDA && n < 0 &&
           (errno == EAGAIN || errno == EINTR);
}

static char *nombra_estado(int st)
{
    int senal = WIFSIGNALED(st) ? WTERMSIG(st) : 0;

    if (WIFEXITED(st) && WEXITSTATUS(st) > 128 &&
        sigabbrev_np(WEXITSTATUS(st) - 128) != NULL)
        senal = WEXITSTATUS(st) - 128; /* así lo cuenta el intérprete */
    if (senal != 0)
        return formato("%s", sigabbrev_np(senal));
    return formato("%d", WEXITSTATUS(st));
}

/* Mata lo que la orden haya dejado atrás, también en otras sesiones: como
 * hemos pedido adoptar a los huérfanos, el último de la cadena es nuestro. */
static void mata_descendientes(void)
{
    char *ruta = formato("/proc/self/task/%d/children", (int)getpid());

    for (int hijos = 1; hijos > 0; waitpid(-1, NULL, hijos ? 0 : WNOHANG)) {
        FILE *f = fopen(ruta, "r");
        hijos = 0;
        for (int pid; f != NULL && fscanf(f, "%d", &pid) == 1; hijos++)
            kill(pid, SIGKILL);
        if (f != NULL)
            fclose(f);
    }
}

static Resultado vigila(pid_t pid, int sal, int queja, double plazo)
{
    Resultado r = {.estado = NULL};
    double fin = ahora() + plazo;
    struct pollfd f[2] = {{sal, POLLIN, 0}, {queja, POLLIN, 0}};
    int st;

    while (waitpid(pid, &st, WNOHANG) == 0) {
        poll(f, 2, ESPERA_MS);
        if (!recoge(sal, &r.salida))
            f[0].fd = -1;
        if (!recoge(queja, &r.quejas))
            f[1].fd = -1;
        if (r.salida.n > MAX_SALIDA || r.quejas.n > MAX_SALIDA)
            kill(-pid, SIGKILL);
        if (r.estado == NULL && ahora() > fin) {
            r.estado = "plazo";
            kill(-pid, SIGKILL);
        }
    }
    mata_descendientes();
    recoge(sal, &r.salida);
    recoge(queja, &r.quejas);
    if (r.estado == NULL)
        r.estado = nombra_estado(st);
    return r;
}

static Resultado ejecuta(const Orden *o, const char *carpeta)
{
    int sal[2], queja[2];

    if (pipe2(sal, O_CLOEXEC) != 0 || pipe2(queja, O_CLOEXEC) != 0)
        error("tubería: %s", strerror(errno));
    fcntl(sal[0], F_SETFL, O_NONBLOCK);
    fcntl(queja[0], F_SETFL, O_NONBLOCK);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t pid = fork();
    if (pid < 0)
        error("fork: %s", strerror(errno));
    if (pid == 0)
        hijo(o, carpeta, sal[1], queja[1]);
    close(sal[1]);
    close(queja[1]);
    Resultado r = vigila(pid, sal[0], queja[0], o->plazo);
    close(sal[0]);
    close(queja[0]);
    if (r.salida.n > MAX_SALIDA || r.quejas.n > MAX_SALIDA)
        error("«%s» imprime más de 4 MiB", o->orden);
    return r;
}

/* ---- comparar ---- */

/* Sustituye cada aparición de la expresión regular. */
static char *sustituye(const char *s, const char *expresion,
                       const char *por)
{
    regex_t re;
    regmatch_t m[2];
    Cadena c = {0};

    if (regcomp(&re, expresion, REG_EXTENDED) != 0)
        error("expresión «%s»", expresion);
    while (*s && regexec(&re, s, 2, m, 0) == 0 && m[0].rm_eo > 0) {
        pon(&c, "%.*s%s", (int)m[0].rm_so, s, por);
        if (m[1].rm_so >= 0) /* el paréntesis se conserva */
            pon(&c, "%.*s", (int)(m[1].rm_eo - m[1].rm_so), s + m[1].rm_so);
        s += m[0].rm_eo;
    }
    pon(&c, "%s", s);
    regfree(&re);
    return c.p;
}

static char *enmascara(const Orden *o, char *s)
{
    const char *m = o->mascara ? o->mascara : "";

    if (strstr(m, "hex"))
        s = sustituye(s, "0x[0-9a-f]+", "0x…");
    if (strstr(m, "tiempo"))
        s = sustituye(s, "[0-9]+[.,]?[0-9]*( ?(s|ms|µs|ns)\\>)", "…");
    if (strstr(m, "pid"))
        s = sustituye(s, "[0-9]{3,}", "PID");
    if (strstr(m, "num"))
        s = sustituye(s, "[0-9]+[.,]?[0-9]*", "N");
    return s;
}

static int compara_lineas(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *ordena(char *s)
{
    char **v = NULL;
    size_t n = 0, cap = 0;
    Cadena c = {0};

    for (char *p = strtok(s, "\n"); p; p = strtok(NULL, "\n")) {
        v = crece(v, n, &cap, sizeof *v);
        v[n++] = p;
    }
    if (n > 0)
        qsort(v, n, sizeof *v, compara_lineas);
    for (size_t i = 0; i < n; i++)
        pon(&c, "%s\n", v[i]);
    return c.p ? c.p : copia_n("", 0);
}

static char *normaliza(const Orden *o, const char *texto)
{
    char *s = enmascara(o, copia_n(texto, strlen(texto)));
    size_t n;

    if (o->referencia != NULL) {
        s = sustituye(s, "0x[0-9a-f]+", "N");
        s = sustituye(s, "[0-9]+[.,]?[0-9]*", "N");
        s = sustituye(s, "[ \t]+", " ");
    }
    if (o->desordenada)
        s = ordena(s);
    for (n = strlen(s); n > 0 && s[n - 1] == '\n'; n--)
        s[n - 1] = '\0';
    return s;
}

static bool casi_iguales(const char *a, const char *b, double margen)
{
    while (*a && *b) {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            char *fa, *fb;
            double x = strtod(a, &fa), y = strtod(b, &fb);
            double d = x > y ? x - y : y - x;
            if (d > margen * (x > y ? x : y))
                return false;
            a = fa;
            b = fb;
        } else if (*a++ != *b++)
            return false;
    }
    return *a == *b;
}

static bool coincide(const Orden *o, const char *a, const char *b)
{
    a = normaliza(o, a);
    b = normaliza(o, b);
    if (o->tolerancia > 0)
        return casi_iguales(a, b, o->tolerancia);
    return strcmp(a, b) == 0;
}

/* ---- la referencia ---- */

/* La primera línea que imprime una orden, sin su salto. */
static char *linea_de(const char *orden)
{
    char b[256] = "";
    FILE *f = popen(orden, "r");

    if (f != NULL) {
        if (fgets(b, sizeof b, f) == NULL)
            b[0] = '\0';
        pclose(f);
    }
    b[strcspn(b, "\n")] = '\0';
    return copia_n(b, strlen(b));
}

static char *cabecera(const Orden *o)
{
    struct utsname u;
    char fecha[32];
    time_t t = time(NULL);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    long gib = sysconf(_SC_PHYS_PAGES) / 1024 * sysconf(_SC_PAGESIZE) /
               1024 / 1024;

    uname(&u);
    strftime(fecha, sizeof fecha, "%Y-%m-%d", localtime(&t));
    return formato(
        "# máquina: %s, %ld núcleos\n# núcleos: %ld\n# memoria: %ld GiB\n"
        "# sistema: %s %.*s %s\n# compilador: gcc %s\n# fecha: %s\n"
        "# orden: %s (REP=11)\n# serie\tx\tvalor\n",
        linea_de("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo"), n, n,
        gib, u.sysname, (int)strspn(u.release, "0123456789."), u.release,
        u.machine, linea_de("gcc -dumpfullversion"), fecha, o->orden);
}

static void comprueba_estado(const Orden *o, const Resultado *r)
{
    if (o->estado == NULL || strcmp(o->estado, r->estado) == 0)
        return;
    const char *q = r->quejas.p ? r->quejas.p : "";
    size_t n = strlen(q);
    error("«%s» acabó con estado %s y se esperaba %s%s%s", o->orden,
          r->estado, o->estado, n ? ":\n" : "",
          n > 2000 ? q + n - 2000 : q);
}

/* ---- los tres oficios ---- */

static void haz_medida(const Orden *o, const char *carpeta,
                       const char *salida, bool guardar)
{
    if (o->larga && !guardar) {
        guarda(salida, "# nota: solo se mide en la referencia\n");
        return;
    }
    if (o->requiere && !hay(o->requiere)) {
        if (guardar)
            error("falta %s: no se puede medir la referencia", o->requiere);
        guarda(salida, formato("# nota: falta %s\n", o->requiere));
        return;
    }
    int turno = open("build/.medir", O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (turno >= 0)
        flock(turno, LOCK_EX); /* dos medidas a la vez se estorban */
    setenv("REP", guardar ? "11" : "3", 1);
    setenv("RAPIDO", guardar ? "0" : "1", 1);
    Orden larga = *o;
    larga.plazo = guardar ? o->plazo * 20 : o->plazo;
    Resultado r = ejecuta(&larga, carpeta);
    comprueba_estado(o, &r);
    char *texto = r.salida.p ? r.salida.p : "";
    if (guardar)
        guarda(o->medida, formato("%s%s", cabecera(o), texto));
    else
        guarda(salida, texto);
}

static void muestra_diferencia(const Orden *o, const char *antes,
                               const char *ahora_dice)
{
    error("«%s» ya no imprime lo que dice la lección\n--- lección\n%s"
          "+++ ahora\n%s",
          o->orden, antes, ahora_dice);
}

static char *texto_de_la_leccion(const Orden *o)
{
    if (o->referencia == NULL)
        return o->esperado;
    char *s = lee_todo(o->referencia);
    if (s == NULL)
        error("falta %s: hazlo con «make mide»", o->referencia);
    return s;
}

static void haz_salida(const Orden *o, const char *carpeta,
                       const char *salida, bool guardar)
{
    if (guardar && o->referencia == NULL)
        return;
    char *muestra = guardar ? NULL : texto_de_la_leccion(o);
    if (o->requiere && !hay(o->requiere)) {
        if (muestra == NULL)
            error("falta %s, y esta salida no tiene referencia",
                  o->requiere);
        guarda(salida, muestra);
        return;
    }
    Resultado r = ejecuta(o, carpeta);
    comprueba_estado(o, &r);
    char *texto = r.salida.p ? r.salida.p : "";
    if (guardar) {
        guarda(o->referencia, texto);
        return;
    }
    if (muestra != NULL && !o->libre && !coincide(o, muestra, texto))
        muestra_diferencia(o, muestra, texto);
    guarda(salida, muestra ? muestra : enmascara(o, texto));
}

int main(int argc, char **argv)
{
    bool guardar = argc > 1 && strcmp(argv[1], "--guarda") == 0;

    argv += guardar;
    argc -= guardar;
    if (argc != 6 || strcmp(argv[1], "--lugar") != 0) {
        fprintf(stderr, "uso: captura [--guarda] --lugar F:L X.orden "
                        "CARPETA X.salida\n");
        return 2;
    }
    lugar = argv[2];
    setenv("LC_ALL", "C.UTF-8", 1);
    Orden o = lee_orden(argv[3]);
    if (o.medida != NULL)
        haz_medida(&o, argv[4], argv[5], guardar);
    else
        haz_salida(&o, argv[4], argv[5], guardar);
    return 0;
}
