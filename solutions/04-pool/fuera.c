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

    /* mandar hasta que no quede nada */
    while (n > 0) {
        ssize_t r = send(fd, van, n, MSG_NOSIGNAL);

        if (r == -1 && errno != EINTR)
            return false;
        if (r > 0) {
            van += r;
            n -= (size_t)r;
        }
    }
    return n == 0;
}

/* Recibe n bytes justos en p. false si antes llega el final. */
static bool recibe(int fd, void *p, size_t n)
{
    char *van = p;

    /* recibir hasta que no falte nada */
    while (n > 0) {
        ssize_t r = recv(fd, van, n, 0);

        if (r == 0 || (r == -1 && errno != EINTR))
            return false;
        if (r > 0) {
            van += r;
            n -= (size_t)r;
        }
    }
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
    /* recibir las entradas, hacer el trozo y contestar */
    if (recibe(fd, entrada, van)) {
        int r = trozo_hace(&t);

        bien = manda(fd, &r, sizeof r) &&
               (r != 0 || manda(fd, salida, vuelven));
    }
    free(entrada);
    free(salida);
    return bien;
}

/* La vida de un hijo. No vuelve. */
static _Noreturn void sirve(int fd)
{
    /* cumplir encargos hasta que cuelguen */
    struct pool_trozo t;

    while (recibe(fd, &t, sizeof t) && cumple(fd, t))
        ;
    _exit(0);
}

int hijo_nace(struct hijo *hijo, int i)
{
    int par[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, par) == -1)
        return errno;
    pid_t pid = fork();
    if (pid == 0) {
        /* quedarse solo con su extremo */
        close(par[PADRE]);
        /* cerrar los de los hermanos mayores */
        for (int j = 0; j < i; j++)
            close(hijo[j].fd);
        sirve(par[HIJO]);
    }
    int r = pid == -1 ? errno : 0;

    /* y el padre, con el suyo */
    close(par[HIJO]);
    if (r != 0)
        close(par[PADRE]);
    hijo[i] = (struct hijo){pid, par[PADRE]};
    return r;
}

bool hijo_hace(const struct hijo *h, const struct pool_trozo *t, int *error)
{
    /* encargar, y oír la respuesta */
    return manda(h->fd, t, sizeof *t) &&
           manda(h->fd, t->entrada, t->n * t->tam_entrada) &&
           recibe(h->fd, error, sizeof *error) &&
           (*error != 0 || recibe(h->fd, t->salida, t->n * t->tam_salida));
}

int hijo_espera(pid_t pid, int fd)
{
    int estado = 0;

    /* colgarle y esperarlo */
    /* colgarle */
    shutdown(fd, SHUT_RDWR);
    close(fd);
    /* esperarlo */
    while (waitpid(pid, &estado, 0) == -1 && errno == EINTR)
        ;
    return WIFSIGNALED(estado) ? POOL_MURIO + WTERMSIG(estado)
                               : POOL_SALIO + WEXITSTATUS(estado);
}
