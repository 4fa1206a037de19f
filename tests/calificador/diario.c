#define _GNU_SOURCE /* flock */
#include "diario.h"

#include "tira.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct linea {
    char *clave; /* de malloc; el texto va detrás, en el mismo bloque */
    char *texto;
    size_t orden; /* de dos con la misma clave vale la última */
};

struct diario {
    int fd;
    bool roto; /* no se ha podido recortar lo escrito a medias */
    size_t rotas;

    /* Con el mutex: hasta dónde hay líneas enteras, y lo leído al abrir,
     * por clave. Lo apuntado después no se busca: nadie lo pregunta. */
    pthread_mutex_t mutex;
    off_t fin;
    size_t n, cap;
    struct linea *linea;
};

static uint32_t crc32(const char *s, size_t n)
{
    uint32_t c = 0xffffffff;

    for (size_t i = 0; i < n; i++) {
        c ^= (unsigned char)s[i];
        for (int b = 0; b < 8; b++)
            c = c >> 1 ^ (c & 1 ? 0xedb88320 : 0);
    }
    return ~c;
}

static int lee_entero(int fd, struct tira *t)
{
    char b[1 << 16];
    ssize_t k;

    while ((k = read(fd, b, sizeof b)) != 0) {
        if (k < 0 && errno != EINTR)
            return errno;
        if (k > 0)
            tira_mete(t, b, (size_t)k);
    }
    return 0;
}

/* Una línea entera y sin su salto: si su suma no es la que dice, false. */
static bool aprende(struct diario *d, const char *s, size_t n)
{
    char suma[9] = "";
    const char *espacio;

    if (n < 11 || s[8] != ' ' || memchr(s, '\0', n) != NULL)
        return false;
    snprintf(suma, sizeof suma, "%08x", (unsigned)crc32(s + 9, n - 9));
    espacio = memchr(s + 9, ' ', n - 9);
    if (memcmp(suma, s, 8) != 0 || espacio == NULL)
        return false;
    if (d->n == d->cap) {
        d->cap = d->cap == 0 ? 64 : 2 * d->cap;
        d->linea = cierto(realloc(d->linea, d->cap * sizeof *d->linea));
    }
    char *clave = cierto(strndup(s + 9, n - 9));
    clave[espacio - (s + 9)] = '\0';
    d->linea[d->n] =
        (struct linea){clave, clave + (espacio - (s + 9)) + 1, d->n};
    d->n++;
    return true;
}

static int por_clave(const void *x, const void *y)
{
    const struct linea *a = x, *b = y;
    int c = strcmp(a->clave, b->clave);

    return c != 0 ? c : a->orden < b->orden ? -1 : a->orden > b->orden;
}

/* Deja en d->fin el final de la última línea que vale: detrás solo puede
 * haber una a medias. */
static int lee_lineas(struct diario *d)
{
    struct tira t = {0};
    int r = lee_entero(d->fd, &t);

    for (size_t de = 0; r == 0 && de < t.n;) {
        char *salto = memchr(t.t + de, '\n', t.n - de);
        size_t n = (salto == NULL ? t.n : (size_t)(salto - t.t)) - de;

        if (salto == NULL || !aprende(d, t.t + de, n))
            d->rotas++;
        else
            d->fin = (off_t)(de + n + 1);
        de += n + 1;
    }
    tira_libera(&t);
    if (d->n > 0)
        qsort(d->linea, d->n, sizeof *d->linea, por_clave);
    return r;
}

static int abre(struct diario **sale, const char *ruta, int modo)
{
    struct diario *d = cierto(calloc(1, sizeof *d));
    int r = 0;

    pthread_mutex_init(&d->mutex, NULL);
    d->fd = open(ruta, modo | O_CLOEXEC, 0600);
    if (d->fd < 0)
        r = errno;
    if (r == 0 && modo != O_RDONLY && flock(d->fd, LOCK_EX | LOCK_NB) < 0)
        r = errno;
    if (r == 0)
        r = lee_lineas(d);
    if (r == 0 && modo != O_RDONLY && ftruncate(d->fd, d->fin) < 0)
        r = errno;
    if (r != 0)
        diario_cierra(d);
    else
        *sale = d;
    return r;
}

int diario_abre(struct diario **sale, const char *ruta)
{
    return abre(sale, ruta, O_RDWR | O_CREAT);
}

int diario_lee(struct diario **sale, const char *ruta)
{
    return abre(sale, ruta, O_RDONLY);
}

void diario_cierra(struct diario *d)
{
    if (d == NULL)
        return;
    if (d->fd >= 0)
        close(d->fd);
    for (size_t i = 0; i < d->n; i++)
        free(d->linea[i].clave);
    free(d->linea);
    pthread_mutex_destroy(&d->mutex);
    free(d);
}

static int escribe(int fd, const char *s, size_t n, off_t donde)
{
    while (n > 0) {
        ssize_t k = pwrite(fd, s, n, donde);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return k == 0 ? ENOSPC : errno;
        s += k;
        n -= (size_t)k;
        donde += k;
    }
    return fsync(fd) < 0 ? errno : 0;
}

/* Si tampoco se puede recortar, no se escribe nada más: lo que va detrás de
 * una línea rota también se leería, pero no hay por qué arriesgarlo. */
int diario_apunta(struct diario *d, const char *clave, const char *texto)
{
    struct tira t = {0};
    int r;

    tira_di(&t, "%s %s", clave, texto);
    uint32_t suma = crc32(t.t, t.n);
    tira_libera(&t);
    tira_di(&t, "%08x %s %s\n", (unsigned)suma, clave, texto);
    pthread_mutex_lock(&d->mutex);
    r = d->roto ? EIO : escribe(d->fd, t.t, t.n, d->fin);
    if (r == 0)
        d->fin += (off_t)t.n;
    else if (!d->roto)
        d->roto = ftruncate(d->fd, d->fin) < 0;
    pthread_mutex_unlock(&d->mutex);
    tira_libera(&t);
    return r;
}

const char *diario_busca(struct diario *d, const char *clave)
{
    size_t a = 0, b = d->n;

    while (a < b) { /* la última con clave <= la buscada */
        size_t m = a + (b - a) / 2;

        if (strcmp(d->linea[m].clave, clave) <= 0)
            a = m + 1;
        else
            b = m;
    }
    return a > 0 && strcmp(d->linea[a - 1].clave, clave) == 0
               ? d->linea[a - 1].texto
               : NULL;
}

size_t diario_rotas(const struct diario *d)
{
    return d->rotas;
}
