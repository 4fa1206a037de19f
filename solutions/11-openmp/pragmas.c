#include "pragmas.h"

#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* el mapa */
int pragmas_map(pragmas_funcion *f, size_t n, const void *entrada,
                size_t te, void *salida, size_t ts, size_t chunksize)
{
    /* repartir las vueltas */
    const char *x = entrada;
    char *y = salida;
    size_t primero = n;
    int error = 0;

    /* las vueltas, de tantas en tantas */
#pragma omp parallel for schedule(dynamic, chunksize > 0 ? chunksize : 1)
    for (size_t i = 0; i < n; i++) {
        /* hacer el elemento */
        int r = f(x + i * te, y + i * ts);

        /* si falla, y es el primero, apuntarlo */
        if (r != 0) {
#pragma omp critical(primer_error)
            if (i < primero) {
                primero = i;
                error = r;
            }
        }
    }
    return error;
}

/* las sumas */
double pragmas_suma(double (*f)(double), const double *x, size_t n)
{
    /* sumar en cualquier orden */
    double s = 0;

    /* cada uno suma lo suyo */
#pragma omp parallel for reduction(+ : s)
    for (size_t i = 0; i < n; i++)
        /* añadir uno a la suma */
        s += f(x[i]);
    return s;
}

int pragmas_suma_fija(double (*f)(double), const double *x, size_t n,
                      double *s)
{
    /* sumar siempre en el mismo orden */
    size_t trozos = n / PRAGMAS_TROZO + (n % PRAGMAS_TROZO != 0);
    double *parcial = calloc(trozos + 1, sizeof *parcial);

    if (parcial == NULL)
        return ENOMEM;
    *s = 0;
    /* un parcial por trozo */
#pragma omp parallel for
    for (size_t t = 0; t < trozos; t++) {
        size_t fin = t + 1 < trozos ? (t + 1) * PRAGMAS_TROZO : n;

        for (size_t i = t * PRAGMAS_TROZO; i < fin; i++)
            parcial[t] += f(x[i]);
    }
    for (size_t t = 0; t < trozos; t++)
        *s += parcial[t];
    free(parcial);
    return 0;
}

/* el pico */
/* dos candidatos, y cómo elegir */
struct pico {
    double y;
    size_t i;
};

static struct pico mejor(struct pico a, struct pico b)
{
    /* el mayor; si empatan, el primero */
    return b.y > a.y || (b.y == a.y && b.i < a.i) ? b : a;
}

/* enseñarle a OpenMP a elegir */
#pragma omp declare reduction(pico                                         \
                              : struct pico                                \
                              : omp_out = mejor(omp_out, omp_in))          \
    initializer(omp_priv = (struct pico){-INFINITY, SIZE_MAX})

size_t pragmas_pico(double (*f)(double), const double *x, size_t n)
{
    /* elegir entre todos */
    struct pico p = {-INFINITY, SIZE_MAX};

#pragma omp parallel for reduction(pico : p)
    for (size_t i = 0; i < n; i++)
        p = mejor(p, (struct pico){f(x[i]), i});
    return p.i;
}

/* la cuenta */
void pragmas_cuenta(const unsigned char *x, size_t n, long cuenta[256])
{
    /* contar los de todos */
    memset(cuenta, 0, 256 * sizeof *cuenta);
    /* a cada hilo, sus casillas */
#pragma omp parallel for reduction(+ : cuenta[:256])
    for (size_t i = 0; i < n; i++)
        cuenta[x[i]]++;
}

/* en orden */
int pragmas_en_orden(pragmas_funcion *f, size_t n, const void *entrada,
                     size_t te, size_t ts,
                     void (*entrega)(void *ctx, int error, const void *y),
                     void *ctx)
{
    /* calcular a la vez y entregar en orden */
    if (ts > PRAGMAS_SALIDA)
        return EINVAL;
    const char *x = entrada;
    /* las vueltas, de una en una */
#pragma omp parallel for ordered schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++) {
        alignas(max_align_t) char y[PRAGMAS_SALIDA];
        /* calcular y, cuando toque, entregar */
        int r = f(x + i * te, y);

#pragma omp ordered
        entrega(ctx, r, y);
    }
    return 0;
}

/* mezclar dos mitades ordenadas */
/* v[0, m) y v[m, n) están ordenados; deja v ordenado. */
static void mezcla(long *v, long *sitio, size_t m, size_t n,
                   bool (*antes)(long, long))
{
    size_t i = 0, j = m;

    for (size_t k = 0; k < n; k++)
        if (i < m && (j == n || !antes(v[j], v[i])))
            sitio[k] = v[i++];
        else
            sitio[k] = v[j++];
    memcpy(v, sitio, n * sizeof *v);
}

/* ordenar una parte */
static void parte(long *v, long *sitio, size_t n, bool (*antes)(long, long),
                  size_t corte)
{
    /* partir, ordenar las dos y mezclar */
    if (n < 2)
        return;
    size_t m = n / 2;
    /* la primera mitad, para quien pueda */
#pragma omp task if (n > corte)
    parte(v, sitio, m, antes, corte);
    parte(v + m, sitio + m, n - m, antes, corte);
    /* esperar a la primera */
#pragma omp taskwait
    mezcla(v, sitio, m, n, antes);
}

/* ordenarlo todo */
void pragmas_ordena(long *v, long *sitio, size_t n,
                    bool (*antes)(long, long), size_t corte)
{
    /* abrir la región y empezar */
#pragma omp parallel
    /* empieza uno */
#pragma omp single
    parte(v, sitio, n, antes, corte);
}
