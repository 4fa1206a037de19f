#define _GNU_SOURCE /* memmem, strcasestr, syscall */
#include "sitio_dentro.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct conexion {
    int fd;
    size_t n; /* bytes leídos que nadie ha gastado */
    char b[16384];
};

/* ---- esperas ---- */

static int64_t ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void espera(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};

    while (ms > 0 && nanosleep(&t, &t) == -1 && errno == EINTR)
        ;
}

/* Duerme mientras nadie cambie la barrera. */
static void duerme(struct compartido *c, int64_t ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};

    syscall(SYS_futex, &c->barrera, FUTEX_WAIT, ESPERANDO, &t, NULL, 0);
}

static void abre_barrera(struct compartido *c, uint32_t como)
{
    uint32_t antes = ESPERANDO;

    if (atomic_compare_exchange_strong(&c->barrera, &antes, como))
        syscall(SYS_futex, &c->barrera, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void barrera(struct compartido *c)
{
    int64_t fin = ahora() + (c->o.barrera_ms > 0 ? c->o.barrera_ms : 3000);

    if (c->o.barrera < 2 || c->barrera != ESPERANDO)
        return;
    long n = ++c->dentro;
    sitio_maximo(&c->en_barrera, n);
    if (n >= c->o.barrera)
        abre_barrera(c, CUMPLIDA);
    while (c->barrera == ESPERANDO) {
        int64_t queda = fin - ahora();

        if (queda > 0)
            duerme(c, queda);
        else
            abre_barrera(c, VENCIDA);
    }
    c->dentro--;
}

/* Hasta que haya otra petición detrás de esta, o se acabe el plazo. */
static void retiene(const struct conexion *x, int ms)
{
    struct pollfd p = {.fd = x->fd, .events = POLLIN};
    int64_t fin = ahora() + ms;

    while (x->n == 0 && ms > 0) {
        int r = poll(&p, 1, ms);

        if (r >= 0 || errno != EINTR)
            return;
        ms = (int)(fin - ahora());
    }
}

/* ---- la petición ---- */

/* Lee hasta tener una cabecera entera; devuelve lo que ocupa, con la línea
 * vacía, o 0 si no va a llegar. */
static size_t lee_cabecera(struct conexion *x)
{
    for (;;) {
        char *fin = memmem(x->b, x->n, "\r\n\r\n", 4);

        if (fin != NULL)
            return (size_t)(fin - x->b) + 4;
        if (x->n == sizeof x->b)
            return 0;
        ssize_t k = recv(x->fd, x->b + x->n, sizeof x->b - x->n, 0);
        if (k == -1 && errno == EINTR)
            continue;
        if (k <= 0)
            return 0;
        x->n += (size_t)k;
    }
}

static void gasta(struct conexion *x, size_t n)
{
    memmove(x->b, x->b + n, x->n - n);
    x->n -= n;
}

/* El cuerpo de un POST no dice nada que haga falta. */
static bool salta_cuerpo(struct conexion *x, size_t n)
{
    while (n > 0) {
        size_t k = n < x->n ? n : x->n;

        gasta(x, k);
        n -= k;
        if (n == 0)
            break;
        ssize_t l = recv(x->fd, x->b, sizeof x->b, 0);
        if (l == -1 && errno == EINTR)
            continue;
        if (l <= 0)
            return false;
        x->n = (size_t)l;
    }
    return true;
}

/* Copia el valor de un campo de la cabecera (acabada en '\0'), o "". */
static void campo(const char *cabecera, const char *nombre, char *valor,
                  size_t caben)
{
    size_t n = strlen(nombre);
    const char *p = cabecera;

    valor[0] = '\0';
    while ((p = strstr(p, "\r\n")) != NULL) {
        p += 2;
        if (strncasecmp(p, nombre, n) == 0 && p[n] == ':') {
            p += n + 1;
            p += strspn(p, " \t");
            snprintf(valor, caben, "%.*s", (int)strcspn(p, "\r\n"), p);
            return;
        }
    }
}

static bool entiende(const char *cabecera, struct peticion *p,
                     size_t *largo)
{
    char galletas[1024], texto[64], version[16];

    *p = (struct peticion){0};
    if (sscanf(cabecera, "%7s %511s HTTP/%15s", p->metodo, p->ruta,
               version) != 3)
        return false;
    campo(cabecera, "User-Agent", p->agente, sizeof p->agente);
    campo(cabecera, "Referer", p->vuelta, sizeof p->vuelta);
    campo(cabecera, "Cookie", galletas, sizeof galletas);
    p->acepto = strstr(galletas, "OptanonAlertBoxClosed=") != NULL;
    campo(cabecera, "Connection", texto, sizeof texto);
    p->cierra =
        strcasestr(texto, "close") != NULL || strcmp(version, "1.0") == 0;
    campo(cabecera, "Content-Length", texto, sizeof texto);
    *largo = strtoul(texto, NULL, 10);
    return true;
}

/* ---- la respuesta ---- */

static bool manda(int fd, const char *b, size_t n)
{
    while (n > 0) {
        ssize_t k = send(fd, b, n, MSG_NOSIGNAL);

        if (k == -1 && errno == EINTR)
            continue;
        if (k == -1)
            return false;
        b += k;
        n -= (size_t)k;
    }
    return true;
}

/* Cabecera y cuerpo en un bloque, para que salgan juntos. */
static char *compone(const struct peticion *p, const struct respuesta *r,
                     size_t *n)
{
    char *todo = NULL, largo[96] = "";
    FILE *f = open_memstream(&todo, n);

    if (f == NULL)
        return NULL;
    if (r->estado != 204) /* que no lleva cuerpo: RFC 9110 */
        snprintf(largo, sizeof largo,
                 "Content-Type: %s\r\nContent-Length: %zu\r\n", r->tipo,
                 r->n);
    fprintf(f, "HTTP/1.1 %d %s\r\n%sCache-Control: no-store\r\n%s%s\r\n",
            r->estado, sitio_razon(r->estado), largo, r->extra,
            p->cierra ? "Connection: close\r\n" : "");
    if (r->estado != 204 && strcmp(p->metodo, "HEAD") != 0)
        fwrite(r->cuerpo, 1, r->n, f);
    if (fclose(f) == EOF) {
        free(todo);
        return NULL;
    }
    return todo;
}

static bool contesta(struct conexion *x, const struct peticion *p,
                     const struct respuesta *r)
{
    size_t n;
    char *todo = compone(p, r, &n);
    bool bien =
        todo != NULL && manda(x->fd, todo, r->corta ? n - r->n / 2 : n);

    free(todo);
    return bien && !p->cierra && !r->corta;
}

/* Una petición, de principio a fin; false si no habrá otra. */
static bool despacha(struct compartido *c, struct conexion *x,
                     const struct peticion *p)
{
    struct respuesta r;
    bool interna = strncmp(p->ruta, "/_", 2) == 0;

    if (!interna) {
        c->peticiones++;
        sitio_maximo(&c->max_en_vuelo, ++c->en_vuelo);
    }
    bool bien = sitio_responde(c, p, &r) == 0;
    if (bien && r.equipo != -1)
        barrera(c);
    if (bien)
        espera(r.espera_ms);
    if (bien && r.retiene)
        retiene(x, c->o.retiene_ms);
    if (!interna)
        c->en_vuelo--;
    bien = bien && contesta(x, p, &r);
    free(r.cuerpo);
    return bien;
}

void sitio_atiende(struct compartido *c, int fd)
{
    static struct conexion x;
    struct peticion p;
    size_t n, largo = 0;
    bool sigue = true;

    x.fd = fd;
    while (sigue && (n = lee_cabecera(&x)) > 0) {
        x.b[n - 2] = '\0';
        if (!entiende(x.b, &p, &largo)) {
            static const char mal[] = "HTTP/1.1 400 Bad Request\r\n"
                                      "Connection: close\r\n\r\n";
            manda(fd, mal, sizeof mal - 1);
            break;
        }
        gasta(&x, n);
        sigue = salta_cuerpo(&x, largo) && despacha(c, &x, &p);
    }
}
