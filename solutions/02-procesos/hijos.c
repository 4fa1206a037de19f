#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "hijos.h"

#include "tubo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEE, ESCRIBE };

struct encargo {
    funcion *f;
    void *ctx;
    const int64_t *x;
};

struct hijo {
    pid_t pid;
    int fd; /* de donde lee el padre; solo con tuberías */
    size_t desde, hasta;
};

void hijos_tramo(size_t n, size_t k, size_t h, size_t *desde, size_t *hasta)
{
    /* repartir n entre k */
    size_t base = n / k, sobran = n % k;

    *desde = h * base + (h < sobran ? h : sobran);
    *hasta = *desde + base + (h < sobran);
}

/* Calcula un tramo, y[0] es su primer resultado. 0, o el error de f. */
static int calcula(const struct encargo *e, const struct hijo *yo,
                   int64_t *y)
{
    for (size_t i = yo->desde; i < yo->hasta; i++) {
        int r = e->f(e->ctx, e->x[i], y++);

        if (r != 0)
            return r;
    }
    return 0;
}

/* Espera a ese hijo y a ningún otro. 0, el error con el que salió, o
 * ECANCELED si lo mató una señal. */
static int espera(pid_t pid)
{
    /* esperar a un hijo */
    int estado;

    /* hasta que acabe ese hijo */
    while (waitpid(pid, &estado, 0) == -1)
        if (errno != EINTR)
            return errno;
    return WIFEXITED(estado) ? WEXITSTATUS(estado) : ECANCELED;
}

/* -------------------------------------------------- con tuberías ----- */

/* Lo que hace un hijo: calcular su tramo y mandarlo. No vuelve. */
static _Noreturn void manda(const struct encargo *e, const struct hijo *yo,
                            int64_t *y, int fd)
{
    /* calcular y mandar */
    int r = calcula(e, yo, y + yo->desde);

    if (r == 0)
        r = tubo_escribe(fd, y + yo->desde,
                         (yo->hasta - yo->desde) * sizeof *y);
    /* acabar el hijo */
    _exit(r);
}

/* Crea el hijo h; los anteriores ya han nacido. 0, o un errno. */
static int nace(const struct encargo *e, struct hijo *hijo, size_t h,
                int64_t *y)
{
    int tubo[2], r = 0;

    if (pipe(tubo) == -1)
        return errno;
    pid_t pid = fork();
    if (pid == 0) {
        /* quedarse solo con lo suyo */
        close(tubo[LEE]);
        /* cerrar las tuberías de los hermanos */
        for (size_t i = 0; i < h; i++)
            close(hijo[i].fd);
        manda(e, &hijo[h], y, tubo[ESCRIBE]);
    }
    /* y el padre, con lo suyo */
    r = pid == -1 ? errno : 0;
    /* cerrar el extremo de escribir */
    close(tubo[ESCRIBE]);
    /* si no ha nacido, cerrar también el de leer */
    if (r != 0)
        close(tubo[LEE]);
    hijo[h].pid = pid;
    hijo[h].fd = tubo[LEE];
    return r;
}

/* Recoge el tramo de un hijo, y al hijo. 0, o un errno. */
static int recoge(const struct hijo *h, int64_t *y)
{
    /* leer un tramo y esperar a quien lo mandó */
    size_t bytes = (h->hasta - h->desde) * sizeof *y, leidos;
    int lectura = tubo_lee(h->fd, y + h->desde, bytes, &leidos);

    close(h->fd);
    int r = espera(h->pid);

    if (r != 0)
        return r;
    /* si se ha ido sin mandarlo todo */
    if (lectura == 0 && leidos < bytes)
        return ECANCELED;
    return lectura;
}

/* Cuando ya no hay nada que leer de él. */
static void abandona(const struct hijo *h)
{
    close(h->fd);
    espera(h->pid);
}

int hijos_mapa_tubos(funcion *f, void *ctx, const int64_t *x, int64_t *y,
                     size_t n, int k)
{
    const struct encargo e = {f, ctx, x};

    if (k < 1)
        return EINVAL;
    size_t cuantos = (size_t)k < n ? (size_t)k : n, nacidos = 0;
    struct hijo *hijo = calloc(cuantos + 1, sizeof *hijo);
    int r = hijo == NULL ? ENOMEM : 0;

    /* repartir y recoger por tuberías */
    while (r == 0 && nacidos < cuantos) {
        struct hijo *h = &hijo[nacidos];

        hijos_tramo(n, cuantos, nacidos, &h->desde, &h->hasta);
        r = nace(&e, hijo, nacidos, y);
        if (r == 0)
            nacidos++;
    }
    if (nacidos < cuantos) {
        /* deshacerse de los que han nacido */
        for (size_t h = 0; h < nacidos; h++)
            abandona(&hijo[h]);
    } else {
        /* recoger a todos */
        for (size_t h = 0; h < nacidos; h++) {
            int suyo = recoge(&hijo[h], y);

            if (r == 0)
                r = suyo;
        }
    }
    free(hijo);
    return r;
}

/* -------------------------------------------- con memoria compartida -- */

/* Lo que comparten el padre y los hijos. */
struct comun {
    int64_t *y;     /* n resultados */
    int64_t *acabo; /* por hijo, distinto de 0 si terminó su tramo */
    size_t bytes;
};

static int abre(struct comun *c, size_t n, size_t cuantos)
{
    /* pedir una memoria común */
    c->bytes = (n + cuantos + 1) * sizeof *c->y; /* con n == 0, algo */
    /* pedirla compartida */
    c->y = mmap(NULL, c->bytes, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (c->y == MAP_FAILED)
        return ENOMEM; /* así pedida, no falla por otra cosa */
    c->acabo = c->y + n;
    return 0;
}

static int nace_con_memoria(const struct encargo *e, struct hijo *hijo,
                            size_t h, const struct comun *c)
{
    /* nacer y calcular en la memoria común */
    pid_t pid = fork();

    if (pid == 0) {
        int r = calcula(e, &hijo[h], c->y + hijo[h].desde);

        c->acabo[h] = r == 0;
        _exit(r);
    }
    hijo[h].pid = pid;
    return pid == -1 ? errno : 0;
}

int hijos_mapa_memoria(funcion *f, void *ctx, const int64_t *x, int64_t *y,
                       size_t n, int k)
{
    const struct encargo e = {f, ctx, x};
    struct comun c = {0};

    if (k < 1)
        return EINVAL;
    size_t cuantos = (size_t)k < n ? (size_t)k : n, nacidos = 0;
    struct hijo *hijo = calloc(cuantos + 1, sizeof *hijo);
    int r = hijo == NULL ? ENOMEM : abre(&c, n, cuantos);

    if (r == 0) {
        /* repartir y recoger por la memoria */
        while (r == 0 && nacidos < cuantos) {
            struct hijo *h = &hijo[nacidos];

            hijos_tramo(n, cuantos, nacidos, &h->desde, &h->hasta);
            r = nace_con_memoria(&e, hijo, nacidos, &c);
            if (r == 0)
                nacidos++;
        }
        /* esperar a los que han nacido */
        for (size_t h = 0; h < nacidos; h++) {
            int suyo = espera(hijo[h].pid);

            /* si dice que bien y no ha acabado */
            if (suyo == 0 && !c.acabo[h])
                suyo = ECANCELED;
            if (r == 0)
                r = suyo;
        }
        if (r == 0 && n > 0)
            memcpy(y, c.y, n * sizeof *y);
        munmap(c.y, c.bytes);
    }
    free(hijo);
    return r;
}
