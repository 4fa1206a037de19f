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
    /* HUECO: si merece otro intento */
    (void)error;
    return false;
}

int extrae_pausa(size_t i, int k, int pausa_ms)
{
    /* HUECO: cuánto esperar */
    (void)i;
    (void)k;
    (void)pausa_ms;
    (void)extrae_azar;
    return MINUTO;
}

int extrae_una(const char *url, size_t i, const struct extrae_opciones *o,
               struct tabla **sale)
{
    extrae_funcion *extrae = o->extrae != NULL ? o->extrae : extraer;
    void (*espera)(int) = o->espera != NULL ? o->espera : extrae_duerme;

    /* HUECO: intentar y volver a intentar */
    (void)i;
    (void)espera;
    return extrae(url, sale);
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
    /* HUECO: trabajar */
    (void)r;
    (void)fd;
    (void)entrega;
}

/* Crea el trabajador j: 0, o por qué no se ha podido. */
static int nace(struct reparto *r, int j)
{
    int tubo[2];

    /* Lo que ejecute un hijo (exec) no la hereda: si no, mientras viviera
     * tampoco habría final. */
    if (pipe2(tubo, O_CLOEXEC) == -1)
        return errno;
    /* HUECO: crear un trabajador */
    (void)r;
    (void)j;
    (void)trabaja;
    (void)fork;
    close(tubo[0]);
    close(tubo[1]);
    return ENOSYS;
}

/* Ha llegado la página m->indice: la guarda y lo cuenta. false si esa
 * trama no tiene sentido. */
static bool guarda(struct reparto *r, const struct trama *m,
                   const char *bytes)
{
    /* HUECO: guardar lo que ha llegado */
    (void)m;
    (void)bytes;
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
    /* HUECO: retirar a un trabajador */
    (void)r;
    (void)j;
    (void)kill;
    (void)waitpid;
}

/* De la tubería de j se puede leer: una trama, o el final. */
static void atiende(struct reparto *r, int j)
{
    struct trama m;
    char *bytes;

    /* HUECO: atender a un trabajador */
    (void)r;
    (void)j;
    (void)m;
    (void)bytes;
    (void)guarda;
    (void)retira;
}

static int reparte(struct reparto *r)
{
    /* HUECO: repartir entre procesos */
    (void)atiende;
    return nace(r, 0);
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
