#define _GNU_SOURCE
#include "rendimiento.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* La siguiente fila de esa serie: su x y su valor. Devuelve lo que queda por
 * leer, o NULL. */
static const char *fila(const char *p, const char *serie, double *x,
                        double *valor)
{
    size_t n = strlen(serie);

    while (p != NULL && *p != '\0') {
        bool es = strncmp(p, serie, n) == 0 && p[n] == '\t' &&
                  sscanf(p + n, "\t%lf\t%lf", x, valor) == 2;

        p = strchr(p, '\n');
        p = p == NULL ? "" : p + 1;
        if (es)
            return p;
    }
    return NULL;
}

/* El valor de esa x, si está y se puede comparar. */
static bool busca(const char *texto, const char *serie, double x,
                  double *valor)
{
    double otra;

    for (const char *p = texto; (p = fila(p, serie, &otra, valor)) != NULL;)
        if (fabs(otra - x) <= 1e-9 * fabs(x))
            return isfinite(*valor) && *valor > 0;
    return false;
}

bool rendimiento_razon(const char *alumno, const char *solucion,
                       const char *serie, bool mas, double *razon)
{
    double x, suya, suma = 0, valor;
    size_t n = 0;

    /* Falta alguna de las x de la solución: no acabó, o se lo calló. */
    for (const char *p = solucion; (p = fila(p, serie, &x, &valor)) != NULL;
         n++) {
        if (!busca(alumno, serie, x, &suya) || !(valor > 0))
            return false;
        suma += log(suya / valor);
    }
    if (n == 0)
        return false;
    *razon = exp(suma / (double)n);
    if (mas)
        *razon = 1 / *razon;
    return true;
}

static int compara(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double rendimiento_mediana(double *v, size_t n)
{
    qsort(v, n, sizeof *v, compara);
    return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}
