#include "texto.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Noreturn void muere(const char *que)
{
    fprintf(stderr, "enreda: %s: %s\n", que, strerror(errno));
    exit(2);
}

void *pide(size_t n)
{
    void *p = calloc(1, n ? n : 1);

    if (p == NULL)
        muere("memoria");
    return p;
}

void *crece(void *v, size_t n, size_t *cap, size_t tamano)
{
    if (n < *cap)
        return v;
    *cap = *cap * 2 + 16;
    v = realloc(v, *cap * tamano);
    if (v == NULL)
        muere("memoria");
    return v;
}

char *copia_n(const char *s, size_t n)
{
    char *r = pide(n + 1);

    memcpy(r, s, n);
    return r;
}

char *palabra(const char **s, const char *separadores)
{
    *s += strspn(*s, separadores);
    size_t n = strcspn(*s, separadores);
    if (n == 0)
        return NULL;
    char *p = copia_n(*s, n);
    *s += n;
    return p;
}

bool acaba_en(const char *s, const char *fin)
{
    size_t a = strlen(s), b = strlen(fin);

    return a > b && strcmp(s + a - b, fin) == 0;
}

static void pon_lista(Cadena *c, const char *f, va_list a)
{
    va_list otra;

    va_copy(otra, a);
    size_t n = (size_t)vsnprintf(NULL, 0, f, otra);
    va_end(otra);
    if (c->n + n + 1 > c->cap) {
        c->cap = (c->cap + n + 1) * 2;
        c->p = realloc(c->p, c->cap);
        if (c->p == NULL)
            muere("memoria");
    }
    vsnprintf(c->p + c->n, n + 1, f, a);
    c->n += n;
}

void pon(Cadena *c, const char *f, ...)
{
    va_list a;

    va_start(a, f);
    pon_lista(c, f, a);
    va_end(a);
}

char *formato(const char *f, ...)
{
    Cadena c = {0};
    va_list a;

    va_start(a, f);
    pon_lista(&c, f, a);
    va_end(a);
    return c.p;
}

void pon_campo(Cadena *c, const char *s)
{
    for (; *s; s++)
        if (*s == '\n')
            pon(c, "\\n");
        else if (*s == '\t')
            pon(c, "\\t");
        else if (*s == '\\')
            pon(c, "\\\\");
        else
            pon(c, "%c", *s);
}

static int cuantos_errores;

void error_en(Lugar l, const char *f, ...)
{
    va_list a;

    cuantos_errores++;
    fprintf(stderr, "%s:%d: error: ", l.fichero, l.linea);
    va_start(a, f);
    vfprintf(stderr, f, a);
    va_end(a);
    fputc('\n', stderr);
}

int errores(void)
{
    return cuantos_errores;
}

void crea_carpeta(const char *ruta)
{
    char *r = copia_n(ruta, strlen(ruta));

    for (char *p = r + 1; *p; p++)
        if (*p == '/') {
            *p = 0;
            mkdir(r, 0777);
            *p = '/';
        }
    if (mkdir(r, 0777) != 0 && errno != EEXIST)
        muere(ruta);
    free(r);
}

static char **conservados;
static size_t n_conservados, cap_conservados;

void anuncia(const char *ruta)
{
    conservados = crece(conservados, n_conservados, &cap_conservados,
                        sizeof *conservados);
    conservados[n_conservados++] = copia_n(ruta, strlen(ruta));
}

static bool conservado(const char *ruta)
{
    for (size_t i = 0; i < n_conservados; i++)
        if (strcmp(conservados[i], ruta) == 0)
            return true;
    return false;
}

static bool dice_lo_mismo(const char *ruta, const Cadena *c)
{
    FILE *f = fopen(ruta, "rb");

    if (f == NULL)
        return false;
    char *p = pide(c->n + 1);
    size_t n = fread(p, 1, c->n + 1, f);
    bool igual = n == c->n && (n == 0 || memcmp(p, c->p, n) == 0);
    free(p);
    fclose(f);
    return igual;
}

static struct {
    char *ruta;
    Cadena texto;
} * pendientes;
static size_t n_pendientes, cap_pendientes;

void escribe_si_cambia(const char *ruta, const Cadena *c)
{
    anuncia(ruta);
    pendientes = crece(pendientes, n_pendientes, &cap_pendientes,
                       sizeof *pendientes);
    pendientes[n_pendientes].ruta = copia_n(ruta, strlen(ruta));
    pendientes[n_pendientes++].texto = *c;
}

static void escribe(const char *ruta, const Cadena *c)
{
    if (dice_lo_mismo(ruta, c))
        return;
    char *nueva = formato("%s.nuevo", ruta);
    FILE *f = fopen(nueva, "wb");
    if (f == NULL)
        muere(nueva);
    bool mal = c->n > 0 && fwrite(c->p, 1, c->n, f) != c->n;
    if (fclose(f) != 0 || mal) {
        int e = errno;
        unlink(nueva);
        errno = e;
        muere(ruta);
    }
    if (rename(nueva, ruta) != 0)
        muere(ruta);
}

void vuelca(void)
{
    for (size_t i = 0; i < n_pendientes; i++)
        escribe(pendientes[i].ruta, &pendientes[i].texto);
    n_pendientes = 0;
}

static void borra(const char *carpeta)
{
    DIR *d = opendir(carpeta);

    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        char *ruta = formato("%s/%s", carpeta, e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            unlink(ruta) != 0)
            borra(ruta);
        free(ruta);
    }
    if (d != NULL)
        closedir(d);
    rmdir(carpeta);
}

void poda_carpetas(const char *carpeta)
{
    DIR *d = opendir(carpeta);

    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        struct stat s;
        char *ruta = formato("%s/%s", carpeta, e->d_name);
        if (e->d_name[0] != '.' && lstat(ruta, &s) == 0 &&
            S_ISDIR(s.st_mode) && !conservado(ruta))
            borra(ruta);
        free(ruta);
    }
    if (d != NULL)
        closedir(d);
}

void poda(const char *carpeta)
{
    DIR *d = opendir(carpeta);

    if (d == NULL)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat s;
        char *ruta = formato("%s/%s", carpeta, e->d_name);
        if (lstat(ruta, &s) == 0 && !S_ISDIR(s.st_mode) &&
            !conservado(ruta))
            unlink(ruta);
        free(ruta);
    }
    closedir(d);
}
