#define _GNU_SOURCE
#include "proc.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static ssize_t lee(const char *ruta, char *texto, size_t n)
{
    int fd = open(ruta, O_RDONLY | O_CLOEXEC);
    size_t leidos = 0;
    ssize_t r = -1;

    if (fd == -1)
        return -1;
    while (leidos < n - 1 &&
           (r = read(fd, texto + leidos, n - 1 - leidos)) > 0)
        leidos += (size_t)r;
    close(fd);
    texto[leidos] = '\0';
    return r == -1 ? -1 : (ssize_t)leidos;
}

static long campo(const char *estado, const char *nombre)
{
    const char *p = strstr(estado, nombre);

    return p == NULL ? 0 : strtol(p + strlen(nombre), NULL, 10);
}

/* «202 0xdir 0x189 0x0 0x0 …»: el número y los argumentos, o «running». */
static void lee_llamada(const char *texto, struct proc_hilo *h)
{
    unsigned long a[4] = {0};

    h->llamada = -1;
    h->plazo = false;
    if (!isdigit((unsigned char)texto[0]))
        return;
    sscanf(texto, "%ld %lx %lx %lx %lx", &h->llamada, &a[0], &a[1], &a[2],
           &a[3]);
    h->plazo = a[3] != 0;
}

bool proc_mira(pid_t pid, pid_t tid, struct proc_hilo *h)
{
    char ruta[64], texto[4096];
    const char *p;

    snprintf(ruta, sizeof ruta, "/proc/%d/task/%d/syscall", pid, tid);
    if (lee(ruta, texto, sizeof texto) < 0)
        texto[0] = '\0';
    lee_llamada(texto, h);
    snprintf(ruta, sizeof ruta, "/proc/%d/task/%d/status", pid, tid);
    if (lee(ruta, texto, sizeof texto) <= 0 ||
        (p = strstr(texto, "State:\t")) == NULL)
        return false;
    h->tid = tid;
    h->estado = p[7];
    h->cambios = campo(texto, "\nvoluntary_ctxt_switches:") +
                 campo(texto, "nonvoluntary_ctxt_switches:");
    return true;
}

/* readdir pide memoria, y la memoria puede estar averiada o el montón, con
 * su cerrojo tomado: de ahí getdents64. */
int proc_hilos(pid_t pid, pid_t *tids, int max)
{
    char ruta[64], hueco[4096];
    int cuantos = 0;
    long n;

    snprintf(ruta, sizeof ruta, "/proc/%d/task", pid);
    int fd = open(ruta, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    while ((n = syscall(SYS_getdents64, fd, hueco, sizeof hueco)) > 0) {
        for (long i = 0; i < n;) {
            struct dirent64 *d = (void *)(hueco + i);

            if (isdigit((unsigned char)d->d_name[0]) && cuantos < max)
                tids[cuantos++] = atoi(d->d_name);
            i += d->d_reclen;
        }
    }
    close(fd);
    return cuantos;
}

int proc_hijos(pid_t pid, pid_t *hijos, int max)
{
    pid_t tids[PROC_HILOS];
    int hilos = proc_hilos(pid, tids, PROC_HILOS);
    int n = 0;

    if (hilos < 0)
        return -1;
    for (int i = 0; i < hilos; i++) {
        char ruta[64], texto[8192], *p = texto, *fin;

        snprintf(ruta, sizeof ruta, "/proc/%d/task/%d/children", pid,
                 tids[i]);
        if (lee(ruta, texto, sizeof texto) < 0)
            continue;
        for (long v; v = strtol(p, &fin, 10), fin != p && n < max; p = fin)
            hijos[n++] = (pid_t)v;
    }
    return n;
}

static bool en_sleep(const struct proc_hilo *h)
{
#ifdef SYS_nanosleep
    if (h->llamada == SYS_nanosleep)
        return true;
#endif
    return h->llamada == SYS_clock_nanosleep;
}

bool proc_duerme(const struct proc_hilo *h)
{
    return h->estado == 'S' && !en_sleep(h);
}

/* Un hijo de fork nace, con ThreadSanitizer, con el hilo propio de este: da
 * cabezadas para siempre y no despierta a nadie. */
__attribute__((weak)) void __tsan_init(void);

static bool es_del_saneador(pid_t pid, const struct proc_hilo *h)
{
    return __tsan_init != NULL && pid != getpid() && h->tid != pid &&
           h->estado == 'S' && en_sleep(h);
}

bool proc_atascado(const struct proc_hilo *h)
{
    return h->estado == 'S' && h->llamada == SYS_futex && !h->plazo;
}

static bool esta(pid_t p, const pid_t *lista, int n)
{
    for (int i = 0; i < n; i++)
        if (lista[i] == p)
            return true;
    return false;
}

/* Lo que ha visto una pasada; dos pasadas iguales son una demostración. */
struct pasada {
    bool duermen;   /* todos */
    bool atascados; /* todos, y sin descendientes vivos */
    long cambios;   /* suma de los de todos */
    int hilos;
};

static void suma_hilo(struct pasada *p, pid_t pid, pid_t tid)
{
    struct proc_hilo h;

    if (!proc_mira(pid, tid, &h)) {
        p->duermen = p->atascados = false;
        return;
    }
    if (es_del_saneador(pid, &h))
        return;
    p->hilos++;
    p->cambios += h.cambios;
    if (h.estado == 'Z') /* un hijo que ya no hará nada */
        return;
    p->duermen = p->duermen && proc_duerme(&h);
    p->atascados = p->atascados && proc_atascado(&h);
}

static void suma_proceso(struct pasada *p, pid_t pid, const pid_t *aparte,
                         int n)
{
    pid_t lista[PROC_HILOS];
    int cuantos = proc_hilos(pid, lista, PROC_HILOS);

    if (cuantos <= 0)
        p->duermen = p->atascados = false;
    for (int i = 0; i < cuantos && p->duermen; i++)
        if (!esta(lista[i], aparte, n))
            suma_hilo(p, pid, lista[i]);
    cuantos = p->duermen ? proc_hijos(pid, lista, PROC_HILOS) : 0;
    for (int i = 0; i < cuantos && p->duermen; i++) {
        struct proc_hilo h;

        if (!proc_mira(lista[i], lista[i], &h) || h.estado != 'Z')
            p->atascados = false;
        suma_proceso(p, lista[i], NULL, 0);
    }
}

/* Dos pasadas: si nadie ha cambiado de contexto, entre la una y la otra
 * todos dormían a la vez. */
static struct pasada mira_dos_veces(pid_t pid, const pid_t *aparte, int n)
{
    struct pasada antes = {true, true, 0, 0}, despues = antes;

    suma_proceso(&antes, pid, aparte, n);
    if (!antes.duermen)
        return antes;
    suma_proceso(&despues, pid, aparte, n);
    if (antes.cambios != despues.cambios || antes.hilos != despues.hilos)
        despues.duermen = despues.atascados = false;
    despues.atascados = despues.atascados && antes.atascados;
    return despues;
}

bool proc_quieto(pid_t pid, const pid_t *aparte, int n)
{
    return mira_dos_veces(pid, aparte, n).duermen;
}

bool proc_interbloqueo(pid_t pid, const pid_t *aparte, int n)
{
    struct pasada p = mira_dos_veces(pid, aparte, n);

    return p.duermen && p.atascados;
}
