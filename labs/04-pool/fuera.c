#include "fuera.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PADRE, HIJO };

/* Manda los n bytes de p. false si no hay quien los reciba. */
static bool manda(int fd, const void *p, size_t n)
{
    const char *van = p;

    /* HUECO: mandar hasta que no quede nada */
    (void)fd;
    (void)van;
    return n == 0;
}

/* Recibe n bytes justos en p. false si antes llega el final. */
static bool recibe(int fd, void *p, size_t n)
{
    char *van = p;

    /* HUECO: recibir hasta que no falte nada */
    (void)fd;
    (void)van;
    return n == 0;
}

/* Hace un encargo y contesta. false si ya no hay a quién contestar. Un
 * vector de tamaño 0 no viaja: f recibe el puntero tal cual. */
static bool cumple(int fd, struct pool_trozo t)
{
    size_t van = t.n * t.tam_entrada, vuelven = t.n * t.tam_salida;
    void *entrada = malloc(van + 1), *salida = malloc(vuelven + 1);
    bool bien = false;

    if (entrada == NULL || salida == NULL)
        _exit(ENOMEM);
    if (t.tam_entrada > 0)
        t.entrada = entrada;
    if (t.tam_salida > 0)
        t.salida = salida;
    /* HUECO: recibir las entradas, hacer el trozo y contestar */
    (void)fd;
    (void)vuelven;
    (void)manda;
    (void)recibe;
    (void)trozo_hace;
    free(entrada);
    free(salida);
    return bien;
}

/* La vida de un hijo. No vuelve. */
static _Noreturn void sirve(int fd)
{
    /* HUECO: cumplir encargos hasta que cuelguen */
    (void)fd;
    (void)cumple;
    _exit(1);
}

int hijo_nace(struct hijo *hijo, int i)
{
    int par[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, par) == -1)
        return errno;
    pid_t pid = fork();
    if (pid == 0) {
        /* HUECO: quedarse solo con su extremo */
        sirve(par[HIJO]);
    }
    int r = pid == -1 ? errno : 0;

    /* HUECO: y el padre, con el suyo */
    if (r != 0)
        close(par[PADRE]);
    hijo[i] = (struct hijo){pid, par[PADRE]};
    return r;
}

bool hijo_hace(const struct hijo *h, const struct pool_trozo *t, int *error)
{
    /* HUECO: encargar, y oír la respuesta */
    (void)h;
    (void)t;
    *error = ENOSYS;
    return true;
}

int hijo_espera(pid_t pid, int fd)
{
    int estado = 0;

    /* HUECO: colgarle y esperarlo */
    (void)pid;
    (void)fd;
    return WIFSIGNALED(estado) ? POOL_MURIO + WTERMSIG(estado)
                               : POOL_SALIO + WEXITSTATUS(estado);
}
