#include "rondas.h"

#include "errores.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PLAZO_MS = 240000, DESCANSO_MS = 20 };

static void falla(struct contendiente *c, const char *que)
{
    fprintf(stderr, "banco: %s, en %s: %s\n", c->nombre, c->grupo, que);
    c->suerte = FALLIDO;
}

bool en_lista(const char *lista, const char *nombre)
{
    size_t n = strlen(nombre);

    for (const char *p = lista; p != NULL; p = strchr(p, ' ')) {
        p += strspn(p, " ");
        if (strncmp(p, nombre, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
            return true;
    }
    return false;
}

/* Está instalado lo que necesita, y nadie ha pedido que no se mida (SIN). */
static bool puede(const struct contendiente *c, const char *ruta)
{
    char orden[512];

    if (access(ruta, X_OK) != 0 || en_lista(getenv("SIN"), c->nombre))
        return false;
    if (strstr(ruta, ".py") == NULL)
        return true;
    snprintf(orden, sizeof orden, "%s --hay %s >/dev/null 2>&1", ruta,
             c->problema);
    return system(orden) == 0;
}

static _Noreturn void se_convierte(const struct contendiente *c,
                                   const char *ruta, int k)
{
    char n[32], hilos[16];

    snprintf(n, sizeof n, "%zu", c->n);
    snprintf(hilos, sizeof hilos, "%d", k);
    execl(ruta, ruta, c->problema, n, hilos, (char *)NULL);
    _exit(127);
}

void contendiente_arranca(struct contendiente *c, const char *carpeta,
                          int k)
{
    int ida[2], vuelta[2];
    char ruta[256];

    snprintf(ruta, sizeof ruta, "%s/%s", carpeta, c->programa);
    if (!puede(c, ruta)) {
        c->suerte = AUSENTE;
        return;
    }
    SYS(pipe(ida));
    SYS(pipe(vuelta));
    SYS(fcntl(ida[1], F_SETFD, FD_CLOEXEC));
    SYS(fcntl(vuelta[0], F_SETFD, FD_CLOEXEC));
    c->pid = SYS(fork());
    if (c->pid == 0) {
        dup2(ida[0], 0);
        dup2(vuelta[1], 1);
        close(ida[0]);
        close(vuelta[1]);
        se_convierte(c, ruta, k);
    }
    close(ida[0]);
    close(vuelta[1]);
    c->escribe = ida[1];
    c->lee = vuelta[0];
}

/* Una línea, sin el salto; false si no llega. */
static bool lee_linea(struct contendiente *c, char *linea, size_t tam)
{
    size_t n = 0;

    while (n + 1 < tam) {
        struct pollfd p = {.fd = c->lee, .events = POLLIN};
        int r = poll(&p, 1, PLAZO_MS);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0 || read(c->lee, linea + n, 1) != 1)
            break;
        if (linea[n] == '\n') {
            linea[n] = '\0';
            return true;
        }
        n++;
    }
    falla(c, "no contesta");
    return false;
}

static void descansa(void)
{
    struct timespec t = {0, DESCANSO_MS * 1000000L};

    nanosleep(&t, NULL);
}

void contendiente_calienta(struct contendiente *c)
{
    char linea[256];

    if (c->suerte != PRESENTE || !lee_linea(c, linea, sizeof linea))
        return;
    if (strcmp(linea, "listo") != 0)
        falla(c, linea);
}

/* ---- lo que cuenta el sistema de sus hijos vivos ---- */

static void suma_estado(pid_t pid, struct medida *m)
{
    char ruta[64], linea[256];
    unsigned long menores, hijos, mayores;
    FILE *f;

    snprintf(ruta, sizeof ruta, "/proc/%d/stat", (int)pid);
    f = fopen(ruta, "r");
    if (f == NULL)
        return;
    if (fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %lu %lu %lu",
               &menores, &hijos, &mayores) == 3) {
        m->menores += (long)menores;
        m->mayores += (long)mayores;
    }
    fclose(f);
    snprintf(ruta, sizeof ruta, "/proc/%d/status", (int)pid);
    f = fopen(ruta, "r");
    if (f == NULL)
        return;
    while (fgets(linea, sizeof linea, f) != NULL) {
        long v;
        if (sscanf(linea, "voluntary_ctxt_switches: %ld", &v) == 1)
            m->voluntarios += v;
        if (sscanf(linea, "nonvoluntary_ctxt_switches: %ld", &v) == 1)
            m->forzados += v;
    }
    fclose(f);
}

/* De todos los que descienden de pid, sin él. */
static void suma_hijos(pid_t pid, struct medida *m)
{
    char ruta[64];
    int hijo;
    FILE *f;

    snprintf(ruta, sizeof ruta, "/proc/%d/task/%d/children", (int)pid,
             (int)pid);
    f = fopen(ruta, "r");
    if (f == NULL)
        return;
    while (fscanf(f, "%d", &hijo) == 1) {
        suma_estado(hijo, m);
        suma_hijos(hijo, m);
    }
    fclose(f);
}

void contendiente_mide(struct contendiente *c)
{
    struct medida antes = {0}, despues = {0}, m;
    char linea[256];

    if (c->suerte != PRESENTE || c->rondas == RONDAS_MAX)
        return;
    descansa(); /* que se duerma quien da vueltas */
    suma_hijos(c->pid, &antes);
    if (write(c->escribe, "ya\n", 3) != 3) {
        falla(c, "ya no escucha");
        return;
    }
    if (!lee_linea(c, linea, sizeof linea))
        return;
    suma_hijos(c->pid, &despues);
    if (sscanf(linea, "%lf %zu %31s %ld %ld %ld %ld %ld", &m.segundos,
               &m.elementos, m.resumen, &m.menores, &m.mayores,
               &m.voluntarios, &m.forzados, &m.memoria) != 8) {
        falla(c, linea);
        return;
    }
    m.menores += despues.menores - antes.menores;
    m.mayores += despues.mayores - antes.mayores;
    m.voluntarios += despues.voluntarios - antes.voluntarios;
    m.forzados += despues.forzados - antes.forzados;
    c->v[c->rondas++] = m;
}

void contendiente_para(struct contendiente *c)
{
    if (c->pid <= 0)
        return;
    close(c->escribe);
    close(c->lee);
    for (int i = 0; i < 250; i++) {
        pid_t r = waitpid(c->pid, NULL, WNOHANG);
        if (r == c->pid || (r < 0 && errno != EINTR)) {
            c->pid = 0;
            return;
        }
        descansa();
    }
    kill(c->pid, SIGKILL);
    while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    c->pid = 0;
}
