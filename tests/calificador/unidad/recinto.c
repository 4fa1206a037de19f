/* Pruebas del recinto: lo que se intenta dentro, y lo que queda fuera.
 *
 *     recinto DENTRO CARPETA   (CARPETA, para árboles de cgroup de mentira)
 *
 * Con lo que esta máquina deja; lo que no, «salto», y qué falta. */
#define _GNU_SOURCE
#include "recinto.h"

#include "cgrupo.h"
#include "dice.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

static const char *nombre; /* del recinto que se prueba */

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ¿Sigue vivo, en toda la máquina, un proceso con esa orden? */
static bool vive(const char *orden)
{
    DIR *d = opendir("/proc");
    struct dirent *x;
    bool si = false;

    while (!si && d != NULL && (x = readdir(d)) != NULL) {
        char ruta[300], texto[512];

        snprintf(ruta, sizeof ruta, "/proc/%.255s/cmdline", x->d_name);
        int fd = open(ruta, O_RDONLY);
        ssize_t n = fd == -1 ? 0 : read(fd, texto, sizeof texto - 1);
        if (fd != -1)
            close(fd);
        for (ssize_t i = 0; i < n; i++)
            if (texto[i] == '\0')
                texto[i] = ' ';
        texto[n < 0 ? 0 : n] = '\0';
        si = strcmp(texto, orden) == 0;
    }
    if (d != NULL)
        closedir(d);
    return si;
}

static void sh(struct recinto *r, struct recinto_orden o, const char *guion,
               struct recinto_fin *f)
{
    const char *const argv[] = {"sh", "-c", guion, NULL};

    o.argv = argv;
    if (o.salida == 0)
        o.salida = MIB;
    if (o.procesos == 0)
        o.procesos = 64;
    if (o.pared == 0)
        o.pared = 60;
    int e = recinto_ejecuta(r, &o, f);
    if (e != 0)
        dice(false, guion, "%s: no se ha podido ejecutar: %s", nombre,
             strerror(e));
}

static void di(bool bien, const char *que, const struct recinto_fin *f)
{
    char titulo[256];

    snprintf(titulo, sizeof titulo, "%s, %s", nombre, que);
    dice(bien, titulo,
         "corte %d, estado %d, salida «%.200s», errores «%.200s»",
         (int)f->corte, f->estado, f->salida == NULL ? "" : f->salida,
         f->errores == NULL ? "" : f->errores);
}

/* El guion escribe justo esto. */
static void dice_que(struct recinto *r, const char *que, const char *guion,
                     const char *esperado)
{
    struct recinto_fin f;

    sh(r, (struct recinto_orden){.fichero = 64 * MIB}, guion, &f);
    di(f.salida != NULL && strcmp(f.salida, esperado) == 0, que, &f);
    recinto_fin_libera(&f);
}

static void corta(struct recinto *r, const char *que, const char *guion,
                  struct recinto_orden o, enum recinto_corte c)
{
    struct recinto_fin f;

    sh(r, o, guion, &f);
    di(f.corte == c, que, &f);
    recinto_fin_libera(&f);
}

/* En todos los modos. */
static void lo_de_siempre(struct recinto *r)
{
    struct recinto_fin f;

    dice_que(r, "la salida y el entorno, que es el suyo",
             "cat /dev/stdin; env | sort | cut -d= -f1 | tr '\\n' ' '",
             "HOME LC_ALL PATH PWD TMPDIR ");
    sh(r, (struct recinto_orden){0}, "exit 3", &f);
    di(f.estado == 3 && f.corte == RECINTO_ACABA, "el estado con que acaba",
       &f);
    recinto_fin_libera(&f);
    sh(r, (struct recinto_orden){0}, "kill -SEGV $$", &f);
    di(f.estado == 128 + 11, "la señal que la mata", &f);
    recinto_fin_libera(&f);
    sh(r, (struct recinto_orden){.cpu = 1}, "while :; do :; done", &f);
    di(f.estado > 128 && f.cpu > 0.5, "el tope de CPU de cada proceso", &f);
    recinto_fin_libera(&f);
    corta(r, "el tope de CPU entre todos",
          "for i in 1 2 3 4; do (while :; do :; done) & done; wait",
          (struct recinto_orden){.cpu = 20, .cpu_total = 1}, RECINTO_CPU);
}

static void los_demas_topes(struct recinto *r)
{
    corta(r, "el de tiempo", "sleep 1000",
          (struct recinto_orden){.pared = 1}, RECINTO_PARED);
    corta(r, "el de silencio", "echo hola; sleep 1000",
          (struct recinto_orden){.silencio = 1}, RECINTO_SILENCIO);
    corta(r, "escribir sin parar", "cat /dev/zero",
          (struct recinto_orden){.salida = 4096}, RECINTO_SALIDA);
    corta(r, "escribir sin parar errores", "cat /dev/zero >&2",
          (struct recinto_orden){.salida = 4096}, RECINTO_SALIDA);
}

static void no_queda_nada(struct recinto *r)
{
    struct recinto_fin f;

    sh(r, (struct recinto_orden){0},
       "setsid sleep 98761 & (sleep 98762 &) ; echo ya", &f);
    di(!vive("sleep 98761 ") && !vive("sleep 98762 ") &&
           strcmp(f.salida, "ya\n") == 0,
       "no queda vivo nada", &f);
    recinto_fin_libera(&f);
    sh(r, (struct recinto_orden){.pared = 1},
       "trap '' TERM HUP INT; setsid sh -c 'trap \"\" TERM; sleep 98763; "
       "sleep 98763' & sleep 98763; sleep 98763",
       &f);
    di(!vive("sleep 98763 "), "ni de lo que se ha cortado", &f);
    recinto_fin_libera(&f);
    double t = ahora();
    sh(r, (struct recinto_orden){.pared = 5, .cpu = 5},
       "f() { f | f & }; f; sleep 5", &f);
    di(ahora() - t < 40, "una bomba de procesos acaba", &f);
    recinto_fin_libera(&f);
    dice_que(r, "ni espacios de nombres ni hora",
             "unshare -U true 2>/dev/null && echo mal; unshare -n true "
             "2>/dev/null && echo mal; date -s 10:00 >/dev/null 2>&1 && "
             "echo mal; echo bien",
             "bien\n");
}

static void memoria(struct recinto *r, const char *que)
{
    struct recinto_fin f;

    sh(r,
       (struct recinto_orden){.total = 128 * MIB, .pared = 60, .cpu = 20},
       "for i in 1 2 3 4 5 6; do head -c 60m /dev/zero | tail -c 60m | { "
       "sleep 20; cat; } >/dev/null & done; wait",
       &f);
    di(f.falto_memoria, que, &f);
    recinto_fin_libera(&f);
}

static void solo_entero(struct recinto *r)
{
    struct recinto_fin f;

    dice_que(
        r, "sin privilegios",
        "grep -h CapEff /proc/self/status | tr -d '\\t'; [ $(id -u) != 0 "
        "] || echo root",
        "CapEff:0000000000000000\n");
    dice_que(
        r, "no se ven ni la máquina ni lo de quien califica",
        "ls /root /home /etc/passwd /work /srv /var 2>/dev/null; ls / | "
        "tr '\\n' ' '",
        "bin dentro dev etc lib lib64 proc sbin tmp trabajo usr ");
    dice_que(r, "solo sus procesos",
             "ls -d /proc/[0-9]* | wc -l | grep -qx "
             "'[1-9]' && echo bien",
             "bien\n");
    dice_que(r, "no hay red", "ls /proc/sys/net/ipv4/conf | tr '\\n' ' '",
             "all default lo ");
    dice_que(r, "no se escribe fuera de /tmp",
             "for x in / /usr /bin /dev /proc /dentro; do echo a >$x/a && "
             "echo mal; done 2>/dev/null; echo a >/tmp/a && cat /tmp/a",
             "a\n");
    dice_que(r, "/tmp tiene un tope",
             "head -c 100m /dev/zero >/tmp/x 2>/dev/null; [ $(stat -c %s "
             "/tmp/x) -le 67108864 ] && echo bien",
             "bien\n");
    /* Se lleva por delante a quien cuenta, que es de los suyos: según quién
     * muera antes. */
    sh(r, (struct recinto_orden){0}, "kill -9 -1", &f);
    di(f.corte == RECINTO_ACABA && (f.estado == 0 || f.estado == 128 + 9),
       "matar a todos no llega fuera", &f);
    recinto_fin_libera(&f);
    dice_que(
        r, "el primer proceso no cuenta el entorno de nadie",
        "tr '\\0' '\\n' </proc/1/environ | cut -d= -f1 | sort | tr '\\n' "
        "' '",
        "HOME LC_ALL PATH TMPDIR ");
}

static bool abre(struct recinto **r, enum recinto_modo m,
                 const char *dentro, const char *cgrupos, const char *como)
{
    char titulo[128];
    int e = recinto_abre(r, m, dentro, cgrupos);

    nombre = como;
    if (e == 0)
        return true;
    if (e == EOPNOTSUPP)
        printf("salto\tcalificador, recinto: %s\testa máquina no deja: ni "
               "espacios de nombres de usuario ni bubblewrap como root\n",
               como);
    else {
        snprintf(titulo, sizeof titulo, "%s, se abre", como);
        dice(false, titulo, "%s", strerror(e));
    }
    return false;
}

/* ------------------------------------------------ cgroups de mentira ---- */

static void pon(const char *ruta, const char *texto)
{
    FILE *f = fopen(ruta, "w");

    if (f != NULL) {
        fputs(texto, f);
        fclose(f);
    }
}

static bool dice_el_fichero(const char *carpeta, const char *cual,
                            const char *esperado)
{
    char ruta[PATH_MAX + 64], texto[64];

    snprintf(ruta, sizeof ruta, "%s/%s", carpeta, cual);
    int fd = open(ruta, O_RDONLY);
    ssize_t n = fd == -1 ? 0 : read(fd, texto, sizeof texto - 1);
    if (fd != -1)
        close(fd);
    texto[n < 0 ? 0 : n] = '\0';
    return strcmp(texto, esperado) == 0;
}

/* Un árbol como el de cgroup v2, y otro como el de v1: lo que se escribiría
 * en los de verdad. */
static void arbol_v2(const char *base)
{
    char raiz[512], ruta[600];
    struct cgrupos g;
    struct cgrupo c;

    snprintf(raiz, sizeof raiz, "%s/v2", base);
    mkdir(raiz, 0755);
    snprintf(ruta, sizeof ruta, "%s/usuario.slice", raiz);
    mkdir(ruta, 0755);
    snprintf(ruta, sizeof ruta, "%s/cgroup.controllers", raiz);
    pon(ruta, "cpu memory pids\n");
    snprintf(ruta, sizeof ruta, "%s/propios", base);
    pon(ruta, "0::/usuario.slice\n");
    int e = cgrupos_busca(&g, raiz, ruta);
    dice(e == 0 && g.version == 2 && g.n == 1, "cgroup v2, se encuentra",
         "error %d, versión %d", e, g.version);
    e = cgrupo_crea(&g, "uno", 256 * MIB, 80, &c);
    dice(e == 0 &&
             dice_el_fichero(c.carpeta[0], "memory.max", "268435456") &&
             dice_el_fichero(c.carpeta[0], "pids.max", "80") &&
             dice_el_fichero(c.carpeta[0], "memory.swap.max", "0"),
         "cgroup v2, memoria y procesos", "error %d", e);
    snprintf(ruta, sizeof ruta, "%.500s/memory.events", c.carpeta[0]);
    pon(ruta, "low 0\noom 2\noom_kill 0\n");
    bool antes = cgrupo_falto_memoria(&c);
    pon(ruta, "low 0\noom 2\noom_kill 3\n");
    dice(!antes && cgrupo_falto_memoria(&c),
         "cgroup v2, sabe si ha faltado memoria", "antes %d", antes);
}

static void arbol_v1(const char *base)
{
    char raiz[512], ruta[600];
    struct cgrupos g;
    struct cgrupo c;

    snprintf(raiz, sizeof raiz, "%s/v1", base);
    mkdir(raiz, 0755);
    for (int i = 0; i < 2; i++) {
        snprintf(ruta, sizeof ruta, "%s/%s", raiz,
                 i == 0 ? "memory" : "pids");
        mkdir(ruta, 0755);
    }
    snprintf(ruta, sizeof ruta, "%s/propios", base);
    pon(ruta, "9:name=systemd:/\n8:pids:/\n4:memory:/no/está\n0::/\n");
    int e = cgrupos_busca(&g, raiz, ruta);
    dice(e == 0 && g.version == 1 && g.n == 2,
         "cgroup v1, se encuentra, aunque donde está no se pueda",
         "error %d, versión %d", e, g.version);
    e = cgrupo_crea(&g, "uno", 256 * MIB, 80, &c);
    dice(e == 0 &&
             dice_el_fichero(c.carpeta[0], "memory.limit_in_bytes",
                             "268435456") &&
             dice_el_fichero(c.carpeta[1], "pids.max", "80"),
         "cgroup v1, memoria y procesos", "error %d", e);
}

static void sin_cgrupos(const char *base)
{
    struct cgrupos g;
    int e = cgrupos_busca(&g, base, "/dev/null");

    dice(e != 0 && g.version == 0 && g.n == 0, "sin cgroup, se dice",
         "versión %d", g.version);
}

/* Quien muere de repente deja su base; el siguiente la recoge. Y no la de
 * quien sigue vivo. */
static void recoge_lo_de_los_muertos(const char *dentro)
{
    struct recinto *vivo, *otro;
    int tubo[2], estado;
    char base[PATH_MAX] = "";

    if (pipe(tubo) == -1 ||
        recinto_abre(&vivo, RECINTO_EXTERNO, dentro, "/sys/fs/cgroup") != 0)
        return;
    pid_t p = fork();
    if (p == 0) {
        if (recinto_abre(&otro, RECINTO_EXTERNO, dentro, NULL) == 0 &&
            write(tubo[1], recinto_base(otro), strlen(recinto_base(otro))) >
                0)
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    waitpid(p, &estado, 0);
    ssize_t n =
        WIFSIGNALED(estado) ? read(tubo[0], base, sizeof base - 1) : 0;
    bool estaba = n > 0 && access(base, F_OK) == 0;
    int e = recinto_abre(&otro, RECINTO_EXTERNO, dentro, NULL);
    dice(estaba && e == 0 && access(base, F_OK) == -1 &&
             access(recinto_base(vivo), F_OK) == 0,
         "lo que deja quien muere lo recoge el siguiente",
         "estaba: %d; error %d; %s", estaba, e, base);
    if (e == 0)
        recinto_cierra(otro);
    recinto_cierra(vivo);
    close(tubo[0]);
    close(tubo[1]);
}

int main(int argc, char *argv[])
{
    struct recinto *r;

    dice_de("recinto");
    if (argc != 3)
        return 2;
    arbol_v2(argv[2]);
    arbol_v1(argv[2]);
    sin_cgrupos(argv[2]);
    recoge_lo_de_los_muertos(argv[1]);
    if (abre(&r, RECINTO_ENTERO, argv[1], NULL, "entero")) {
        lo_de_siempre(r);
        los_demas_topes(r);
        no_queda_nada(r);
        solo_entero(r);
        memoria(r, "sin cgroup, la memoria de todos");
        recinto_cierra(r);
    }
    if (abre(&r, RECINTO_ENTERO, argv[1], "/sys/fs/cgroup",
             "entero, con cgroup")) {
        if (strstr(recinto_texto(r), "cgroup v") != NULL)
            memoria(r, "la memoria de todos");
        else
            printf(
                "salto\tcalificador, recinto: la memoria, con cgroup\taquí "
                "no se pueden crear cgroups\n");
        recinto_cierra(r);
    }
    if (abre(&r, RECINTO_EXTERNO, argv[1], NULL, "externo")) {
        lo_de_siempre(r);
        los_demas_topes(r);
        no_queda_nada(r);
        memoria(r, "sin cgroup, la memoria de todos");
        recinto_cierra(r);
    }
    return 0;
}
