#define _GNU_SOURCE /* pipe2, MAP_ANONYMOUS */
#include "extractor.h"

#include "extraer.h"
#include "tramas.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- una página, con sus reintentos ---- */

enum { MINUTO = 60000 };

bool extrae_pasajero(int error)
{
    /* si merece otro intento */
    return error == ETIMEDOUT || error == ECONNREFUSED ||
           error == ECONNRESET || error == 429 ||
           (error >= 500 && error < 600);
}

int extrae_pausa(size_t i, int k, int pausa_ms)
{
    /* cuánto esperar */
    long tope = pausa_ms < MINUTO ? pausa_ms : MINUTO;

    for (; k > 1 && tope < MINUTO; k--)
        tope = 2 * tope < MINUTO ? 2 * tope : MINUTO;
    long minimo = tope - tope / 2;
    return (int)(minimo + extrae_azar(i, k) % (tope - minimo + 1));
}

int extrae_una(const char *url, size_t i, const struct extrae_opciones *o,
               struct tabla **sale)
{
    extrae_funcion *extrae = o->extrae != NULL ? o->extrae : extraer;
    void (*espera)(int) = o->espera != NULL ? o->espera : extrae_duerme;

    /* intentar y volver a intentar */
    int error = extrae(url, sale);

    for (int k = 1; k < o->intentos && extrae_pasajero(error); k++) {
        espera(extrae_pausa(i, k, o->pausa_ms));
        error = extrae(url, sale);
    }
    return error;
}

/* ---- muchas, con procesos ---- */

struct reparto {
    char *const *urls;
    size_t n;
    const struct extrae_opciones *o;
    /* La siguiente página que nadie ha empezado: la comparten todos. */
    atomic_size_t *turno;

    /* Lo demás es solo del padre. El trabajador j es pid[j], y escribe en
     * el otro extremo de tubo[j]; -1 en su fd, que no lo hay. */
    struct tabla **tablas;
    int *errores;
    pid_t *pid;
    struct pollfd *tubo;
    int k, vivos;
    size_t hechas;
};

/* Manda lo que ha salido de la página i; 0 o el error de la tubería. */
static int entrega(int fd, size_t i, int error, const struct tabla *t)
{
    char *bytes = NULL;
    size_t n = 0;

    if (error == 0)
        error = tabla_empaqueta(t, &bytes, &n);
    if (n > TRAMA_MAX) {
        error = EFBIG;
        n = 0;
    }
    struct trama m = {(uint32_t)i, (uint32_t)error, (uint32_t)n};
    int r = trama_envia(fd, &m, bytes);
    free(bytes);
    return r;
}

/* Lo que hace un hijo hasta que se acaban las páginas. */
static void trabaja(const struct reparto *r, int fd)
{
    /* trabajar */
    for (size_t i; (i = atomic_fetch_add(r->turno, 1)) < r->n;) {
        struct tabla *t = NULL;
        int error = extrae_una(r->urls[i], i, r->o, &t);

        error = entrega(fd, i, error, t);
        tabla_destruye(t);
        if (error != 0)
            _exit(1);
    }
}

/* Crea el trabajador j: 0, o por qué no se ha podido. */
static int nace(struct reparto *r, int j)
{
    int tubo[2];

    /* Lo que ejecute un hijo (exec) no la hereda: si no, mientras viviera
     * tampoco habría final. */
    if (pipe2(tubo, O_CLOEXEC) == -1)
        return errno;
    /* crear un trabajador */
    /* antes de bifurcar */
    fflush(NULL);
    pid_t p = fork();
    /* si no se ha podido bifurcar */
    if (p == -1) {
        int error = errno;

        close(tubo[0]);
        close(tubo[1]);
        return error;
    }
    if (p == 0) {
        /* cerrar lo heredado */
        close(tubo[0]);
        for (int h = 0; h < r->k; h++)
            if (r->tubo[h].fd != -1)
                close(r->tubo[h].fd);
        trabaja(r, tubo[1]);
        /* acabar */
        _exit(0);
    }
    /* el extremo del hijo */
    close(tubo[1]);
    r->pid[j] = p;
    r->tubo[j] = (struct pollfd){.fd = tubo[0], .events = POLLIN};
    r->vivos++;
    return 0;
}

/* Ha llegado la página m->indice: la guarda y lo cuenta. false si esa
 * trama no tiene sentido. */
static bool guarda(struct reparto *r, const struct trama *m,
                   const char *bytes)
{
    /* guardar lo que ha llegado */
    size_t i = m->indice;

    /* si el índice no vale */
    if (i >= r->n || r->errores[i] != EXTRAE_PERDIDA)
        return false;
    r->errores[i] = (int)m->error;
    if (m->error == 0)
        r->tablas[i] = tabla_desempaqueta(bytes, m->largo);
    if (m->error == 0 && r->tablas[i] == NULL)
        r->errores[i] = EPROTO;
    r->hechas++;
    if (r->o->avance != NULL) {
        size_t t = atomic_load(r->turno);

        r->o->avance(r->o->ctx, t < r->n ? t : r->n, r->hechas);
    }
    return true;
}

/* El trabajador j ya no va a decir nada que sirva: lo entierra y, si quedan
 * páginas por empezar, pone a otro. */
static void retira(struct reparto *r, int j)
{
    /* retirar a un trabajador */
    close(r->tubo[j].fd);
    r->tubo[j].fd = -1;
    r->vivos--;
    /* enterrarlo */
    kill(r->pid[j], SIGKILL);
    while (waitpid(r->pid[j], NULL, 0) == -1 && errno == EINTR)
        ;
    /* que otro ocupe su puesto */
    if (atomic_load(r->turno) < r->n)
        nace(r, j);
}

/* De la tubería de j se puede leer: una trama, o el final. */
static void atiende(struct reparto *r, int j)
{
    struct trama m;
    char *bytes;

    /* atender a un trabajador */
    int e = trama_recibe(r->tubo[j].fd, &m, &bytes);
    if (e != 0 || !guarda(r, &m, bytes))
        retira(r, j);
    free(bytes);
}

static int reparte(struct reparto *r)
{
    /* repartir entre procesos */
    int error = 0;

    for (int j = 0; j < r->k; j++)
        r->tubo[j].fd = -1;
    for (int j = 0; j < r->k && error == 0; j++)
        error = nace(r, j);
    if (r->vivos == 0)
        return error;
    while (r->vivos > 0) {
        if (poll(r->tubo, (nfds_t)r->k, -1) == -1)
            continue; /* una señal */
        for (int j = 0; j < r->k; j++)
            if (r->tubo[j].fd != -1 && r->tubo[j].revents != 0)
                atiende(r, j);
    }
    return 0;
}

int extrae_procesos(char *const urls[], size_t n, struct tabla *tablas[],
                    int errores[], const struct extrae_opciones *o)
{
    struct reparto r = {
        .urls = urls, .n = n, .o = o, .tablas = tablas, .errores = errores};

    if (o->n_jobs < 1)
        return EINVAL;
    for (size_t i = 0; i < n; i++) {
        tablas[i] = NULL;
        errores[i] = EXTRAE_PERDIDA;
    }
    if (n == 0)
        return 0;
    r.k = n < (size_t)o->n_jobs ? (int)n : o->n_jobs;
    r.turno = mmap(NULL, sizeof *r.turno, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (r.turno == MAP_FAILED)
        return errno;
    r.pid = malloc((size_t)r.k * sizeof *r.pid);
    r.tubo = malloc((size_t)r.k * sizeof *r.tubo);
    int error = r.pid == NULL || r.tubo == NULL ? ENOMEM : reparte(&r);
    free(r.tubo);
    free(r.pid);
    munmap(r.turno, sizeof *r.turno);
    return error;
}
