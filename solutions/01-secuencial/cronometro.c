#include "cronometro.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

/* De 60 s en adelante: días, horas, minutos y segundos enteros. */
static int por_partes(double s, char *texto, size_t tam)
{
    /* de un minuto en adelante */
    static const char *const nombre[] = {"d", "h", "min", "s"};
    static const unsigned long long dura[] = {86400, 3600, 60, 1};
    size_t van = 0;

    /* los segundos enteros */
    unsigned long long resto = (unsigned long long)s;
    for (int i = 0; i < 4; i++) {
        unsigned long long cuantas = resto / dura[i];

        resto %= dura[i];
        if (cuantas == 0)
            continue;
        int k = snprintf(texto + van, tam - van, "%s%llu%s",
                         van > 0 ? " " : "", cuantas, nombre[i]);
        if (k < 0 || (size_t)k >= tam - van)
            return ERANGE;
        van += (size_t)k;
    }
    return 0;
}

int cronometro_cantidad(double s, char *texto, size_t tam)
{
    if (!(s >= 0 && s < 1e18)) /* así, también si s no es un número */
        return EINVAL;
    if (s >= 60)
        return por_partes(s, texto, tam);
    /* menos de un minuto */
    static const char *const unidad[] = {"s", "ms", "µs", "ns"};
    static const double una[] = {1, 1e-3, 1e-6, 1e-9};
    int u = 0;

    /* elegir la unidad */
    while (u < 3 && s < una[u])
        u++;
    int k = snprintf(texto, tam, "%.3g %s", s / una[u], unidad[u]);
    /* si no ha cabido, decirlo */
    return k < 0 || (size_t)k >= tam ? ERANGE : 0;
}

int cronometro_texto(const struct tiempos *t, bool con_hijos, char *texto,
                     size_t tam)
{
    /* las dos líneas */
    double u = t->usuario + (con_hijos ? t->usuario_hijos : 0);
    double s = t->sistema + (con_hijos ? t->sistema_hijos : 0);
    const double cantidad[] = {u, s, u + s, t->pared};
    char c[4][64];

    for (int i = 0; i < 4; i++) {
        int error = cronometro_cantidad(cantidad[i], c[i], sizeof c[i]);
        if (error != 0)
            return error;
    }
    int k = snprintf(texto, tam,
                     "CPU times: user %s, sys: %s, total: %s\n"
                     "Wall time: %s\n",
                     c[0], c[1], c[2], c[3]);
    return k < 0 || (size_t)k >= tam ? ERANGE : 0;
}

/* leer los relojes */
static double segundos(struct timeval t)
{
    /* segundos y microsegundos */
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* Lo que marcan ahora los cinco relojes. */
static int lee(struct tiempos *t)
{
    struct timespec pared;
    struct rusage yo, hijos;

    /* preguntar */
    if (clock_gettime(CLOCK_MONOTONIC, &pared) == -1 ||
        getrusage(RUSAGE_SELF, &yo) == -1 ||
        getrusage(RUSAGE_CHILDREN, &hijos) == -1)
        return errno;
    t->pared = (double)pared.tv_sec + 1e-9 * (double)pared.tv_nsec;
    /* la CPU de cada cuenta */
    t->usuario = segundos(yo.ru_utime);
    t->sistema = segundos(yo.ru_stime);
    t->usuario_hijos = segundos(hijos.ru_utime);
    t->sistema_hijos = segundos(hijos.ru_stime);
    return 0;
}

int cronometro_empieza(struct cronometro *c)
{
    /* empezar */
    return lee(&c->inicio);
}

int cronometro_para(const struct cronometro *c, struct tiempos *t)
{
    /* parar */
    const struct tiempos *i = &c->inicio;
    int error = lee(t);

    if (error != 0)
        return error;
    t->pared -= i->pared;
    t->usuario -= i->usuario;
    t->sistema -= i->sistema;
    /* descontar a los hijos de antes */
    t->usuario_hijos -= i->usuario_hijos;
    t->sistema_hijos -= i->sistema_hijos;
    return 0;
}
