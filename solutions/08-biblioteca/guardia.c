#include "guardia.h"

/* lo que incluye guardia.c */
#include "reloj.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t NINGUNA = SIZE_MAX;

struct trabajador {
    pid_t pid;    /* 0: en este sitio no hay nadie */
    int fd;       /* nuestro extremo del zócalo */
    size_t tarea; /* la que está haciendo, o NINGUNA */
    double vence; /* cuándo se le acaba el plazo */

    /* La respuesta, según va llegando: el error (un int) y la salida. */
    char *buzon;
    size_t leidos;
};

struct guardia {
    guardia_funcion *f;
    size_t n;
    const char *entrada;
    size_t tam_entrada;
    char *salida;
    size_t tam_salida;
    struct guardia_opciones o;
    int *errores;

    struct trabajador *v; /* k sitios */
    size_t k;
    size_t respuesta; /* cuántos bytes mide una */
    char *buzones;    /* k respuestas */

    struct pollfd *sondas;     /* k, para poll… */
    struct trabajador **quien; /* …y de quién es cada una */

    /* Las tareas que esperan, en un anillo de n. Una tarea está en la cola,
     * la tiene un trabajador o ha acabado. */
    size_t *cola, cabeza, esperan;
    size_t en_curso; /* cuántas tienen los trabajadores */
    int *intentos;   /* de cada tarea, cuántos se han gastado */
};

static void encola(struct guardia *g, size_t i)
{
    g->cola[(g->cabeza + g->esperan++) % g->n] = i;
}

static const void *entrada_de(const struct guardia *g, size_t i)
{
    return g->tam_entrada == 0 ? NULL : g->entrada + i * g->tam_entrada;
}

static void *salida_de(const struct guardia *g, size_t i)
{
    return g->tam_salida == 0 ? NULL : g->salida + i * g->tam_salida;
}

/* ---------------------------------------------------- el trabajador --- */

/* Lee n bytes. false: han dejado de escribir, o no se puede. */
static bool lee(int fd, void *p, size_t n)
{
    /* leer n bytes */
    char *resto = p;

    while (n > 0) {
        ssize_t r = recv(fd, resto, n, 0);

        /* si no ha llegado nada */
        if (r == -1 && errno == EINTR)
            continue;
        if (r <= 0)
            return false;
        resto += r;
        n -= (size_t)r;
    }
    return true;
}

/* Manda n bytes. false: ya no hay quien los lea. */
static bool manda(int fd, const void *p, size_t n)
{
    /* mandar n bytes */
    const char *resto = p;

    while (n > 0) {
        /* mandar lo que quepa */
        ssize_t r = send(fd, resto, n, MSG_NOSIGNAL);

        if (r == -1 && errno == EINTR)
            continue;
        if (r == -1)
            return false;
        resto += r;
        n -= (size_t)r;
    }
    return true;
}

/* La respuesta a la tarea i, tal como viaja. */
static void empaqueta(const struct guardia *g, char *buzon, size_t i,
                      int error)
{
    memcpy(buzon, &error, sizeof error);
    if (g->tam_salida > 0)
        memcpy(buzon + sizeof error, salida_de(g, i), g->tam_salida);
}

/* Lo que hace un trabajador: recibe el número de una tarea, la hace (en su
 * copia de salida) y contesta de una vez. No vuelve. */
static _Noreturn void sirve(const struct guardia *g, char *buzon, int fd)
{
    /* servir tareas hasta que no haya más */
    size_t i;

    while (lee(fd, &i, sizeof i)) {
        int error = g->f(entrada_de(g, i), salida_de(g, i));

        empaqueta(g, buzon, i, error);
        if (!manda(fd, buzon, g->respuesta))
            break;
    }
    _exit(0);
}

/* Pone un trabajador en el sitio w, que está vacío. 0, o un errno. */
static int nace(struct guardia *g, struct trabajador *w)
{
    int par[2]; /* el nuestro y el suyo */

    /* CLOEXEC: un programa que ejecute una tarea no hereda el zócalo. */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, par) == -1)
        return errno;
    pid_t pid = fork();
    if (pid == -1) {
        /* si no ha nacido */
        int error = errno;

        /* cerrar los dos extremos */
        close(par[0]);
        close(par[1]);
        return error;
    }
    if (pid == 0) {
        /* cerrar lo que no es suyo */
        close(par[0]);
        /* cerrar lo de los hermanos */
        for (size_t j = 0; j < g->k; j++)
            if (g->v[j].pid != 0)
                close(g->v[j].fd);
        sirve(g, w->buzon, par[1]);
    }
    /* cerrar lo que no es nuestro */
    close(par[1]);
    w->pid = pid;
    w->fd = par[0];
    return 0;
}

/* Deja vacío el sitio w, viva o no quien lo ocupa, y dice de qué murió:
 * GUARDIA_MURIO + señal o GUARDIA_SALIO + estado. */
static int entierra(struct trabajador *w)
{
    int estado = 0;
    pid_t r; /* lo que devuelve waitpid */

    /* matarlo y esperarlo */
    /* asegurarse de que muere */
    kill(w->pid, SIGKILL); /* a quien ya ha muerto no le hace nada */
    /* esperarlo, y a nadie más */
    do
        r = waitpid(w->pid, &estado, 0);
    while (r == -1 && errno == EINTR);
    close(w->fd);
    w->pid = 0;
    w->tarea = NINGUNA;
    /* decir de qué murió */
    /* si otro lo ha esperado antes */
    if (r == -1)
        return GUARDIA_MURIO;
    /* si lo mató una señal */
    if (WIFSIGNALED(estado))
        return GUARDIA_MURIO + WTERMSIG(estado);
    return GUARDIA_SALIO + WEXITSTATUS(estado);
}

/* ------------------------------------------------------ el supervisor - */

/* El trabajador w ya no va a contestar. Se entierra y, si tenía una tarea,
 * se decide qué es de ella. empezada: si había llegado a leerla. error: el
 * del intento; 0, aquello de lo que haya muerto. */
static void pierde(struct guardia *g, struct trabajador *w, bool empezada,
                   int error)
{
    size_t i = w->tarea;
    int murio = entierra(w);

    if (i == NINGUNA)
        return;
    g->en_curso--;
    if (!empezada) {
        /* si no la había empezado */
        g->intentos[i]--;
        encola(g, i);
        return;
    }
    if (error == 0)
        error = murio;
    if (g->o.aviso != NULL)
        g->o.aviso(g->o.ctx, i, g->intentos[i], error);
    /* otra vez, o ya no */
    if (g->intentos[i] < g->o.intentos)
        encola(g, i);
    else
        g->errores[i] = error;
}

/* Ha llegado la respuesta entera. */
static void acaba(struct guardia *g, struct trabajador *w)
{
    size_t i = w->tarea;
    int error;

    memcpy(&error, w->buzon, sizeof error);
    if (error == 0 && g->tam_salida > 0)
        memcpy(salida_de(g, i), w->buzon + sizeof error, g->tam_salida);
    g->errores[i] = error;
    w->tarea = NINGUNA;
    g->en_curso--;
}

/* Recoge lo que haya llegado de w, sin esperar. */
static void recibe(struct guardia *g, struct trabajador *w)
{
    /* recoger lo que haya */
    /* leer lo que haya llegado */
    size_t faltan = g->respuesta - w->leidos;
    ssize_t r = recv(w->fd, w->buzon + w->leidos, faltan, MSG_DONTWAIT);

    if (r == -1 && (errno == EINTR || errno == EAGAIN))
        return;
    /* si ya no va a llegar más */
    if (r <= 0 || w->tarea == NINGUNA) { /* un ocioso no tiene qué decir */
        pierde(g, w, !(r == -1 && errno == ECONNRESET), 0);
        return;
    }
    w->leidos += (size_t)r;
    /* si está entera */
    if (w->leidos == g->respuesta)
        acaba(g, w);
}

/* Le da a w, que está ocioso, la primera tarea de la cola. */
static void entrega(struct guardia *g, struct trabajador *w)
{
    size_t i = g->cola[g->cabeza];

    if (!manda(w->fd, &i, sizeof i)) {
        /* si había muerto sin que se supiera */
        entierra(w);
        return; /* la tarea sigue en la cola */
    }
    /* apuntar que la tiene */
    g->cabeza = g->cabeza + 1 < g->n ? g->cabeza + 1 : 0;
    g->esperan--;
    g->en_curso++;
    g->intentos[i]++;
    w->tarea = i;
    w->leidos = 0;
    w->vence = g->o.reloj() + g->o.plazo;
}

/* Da tareas mientras haya alguien ocioso, o pueda nacer alguien. */
static void reparte(struct guardia *g)
{
    int error = 0;

    for (size_t j = 0; j < g->k; j++) {
        struct trabajador *w = &g->v[j];

        while (g->esperan > 0 && w->tarea == NINGUNA) {
            if (w->pid == 0 && (error = nace(g, w)) != 0)
                break;
            entrega(g, w);
        }
    }
    /* si no queda nadie */
    while (g->en_curso == 0 && g->esperan > 0) {
        g->errores[g->cola[g->cabeza]] = error;
        g->cabeza = g->cabeza + 1 < g->n ? g->cabeza + 1 : 0;
        g->esperan--;
    }
}

/* Cuántos milisegundos se puede dormir; -1, los que sean. */
static int cuanto_dormir(const struct guardia *g)
{
    /* mirar cuánto falta */
    double falta = 3600, ahora = g->o.reloj();

    if (g->o.plazo <= 0)
        return -1;
    for (size_t j = 0; j < g->k; j++)
        if (g->v[j].tarea != NINGUNA && g->v[j].vence - ahora < falta)
            falta = g->v[j].vence - ahora;
    return falta <= 0 ? 0 : (int)(falta * 1000) + 1;
}

/* Quien ha agotado su plazo, y sigue sin contestar, muere. */
static void vence(struct guardia *g)
{
    /* matar a quien ha vencido */
    for (size_t j = 0; j < g->k && g->o.plazo > 0; j++) {
        struct trabajador *w = &g->v[j];

        if (w->tarea == NINGUNA || g->o.reloj() < w->vence)
            continue;
        /* la última mirada */
        recibe(g, w);
        if (w->tarea != NINGUNA)
            pierde(g, w, true, ETIMEDOUT);
    }
}

/* Espera a que ocurra algo, y lo atiende. */
static void mira(struct guardia *g)
{
    nfds_t m = 0;

    for (size_t j = 0; j < g->k; j++)
        if (g->v[j].pid != 0) {
            g->sondas[m].fd = g->v[j].fd;
            g->sondas[m].events = POLLIN;
            g->sondas[m].revents = 0; /* si poll falla, se queda así */
            g->quien[m++] = &g->v[j];
        }
    poll(g->sondas, m, cuanto_dormir(g));
    for (nfds_t j = 0; j < m; j++)
        if (g->sondas[j].revents != 0)
            recibe(g, g->quien[j]);
    vence(g);
}

static void vigila(struct guardia *g)
{
    for (size_t i = 0; i < g->n; i++)
        encola(g, i);
    for (reparte(g); g->en_curso > 0; reparte(g))
        mira(g);
    for (size_t j = 0; j < g->k; j++)
        if (g->v[j].pid != 0)
            entierra(&g->v[j]);
}

/* false si falta memoria: entonces se puede liberar lo que haya. */
static bool prepara(struct guardia *g)
{
    g->respuesta = sizeof(int) + g->tam_salida;
    g->v = calloc(g->k, sizeof *g->v);
    g->buzones = calloc(g->k, g->respuesta);
    g->sondas = calloc(g->k, sizeof *g->sondas);
    g->quien = calloc(g->k, sizeof(struct trabajador *));
    g->cola = calloc(g->n, sizeof *g->cola);
    g->intentos = calloc(g->n, sizeof *g->intentos);
    if (g->v == NULL || g->buzones == NULL || g->sondas == NULL ||
        g->quien == NULL || g->cola == NULL || g->intentos == NULL)
        return false;
    for (size_t j = 0; j < g->k; j++) {
        g->v[j].tarea = NINGUNA;
        g->v[j].buzon = g->buzones + j * g->respuesta;
    }
    return true;
}

static void libera(struct guardia *g)
{
    free(g->intentos);
    free(g->cola);
    free(g->quien);
    free(g->sondas);
    free(g->buzones);
    free(g->v);
}

static int primer_error(const struct guardia *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->errores[i] != 0)
            return g->errores[i];
    return 0;
}

int guardia_map(int k, guardia_funcion *f, size_t n, const void *entrada,
                size_t tam_entrada, void *salida, size_t tam_salida,
                const struct guardia_opciones *o, int *errores)
{
    if (k < 1 || o->intentos < 1)
        return EINVAL;
    struct guardia g = {.f = f,
                        .n = n,
                        .entrada = entrada,
                        .tam_entrada = tam_entrada,
                        .salida = salida,
                        .tam_salida = tam_salida,
                        .o = *o,
                        .errores = errores,
                        .k = (size_t)k < n ? (size_t)k : n};
    int r = ENOMEM;

    if (n == 0)
        return 0;
    if (g.o.reloj == NULL)
        g.o.reloj = reloj;
    if (prepara(&g)) {
        vigila(&g);
        r = primer_error(&g);
    }
    libera(&g);
    return r;
}
