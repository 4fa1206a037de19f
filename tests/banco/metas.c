#include "metas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compara(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double cuantil(const double *v, int n, double p)
{
    double pos = p * (n - 1);
    int i = (int)pos;

    return i + 1 < n ? v[i] + (v[i + 1] - v[i]) * (pos - i) : v[i];
}

void cuartiles(double *v, int n, double *q1, double *mediana, double *q3)
{
    qsort(v, (size_t)n, sizeof *v, compara);
    *q1 = cuantil(v, n, 0.25);
    *mediana = cuantil(v, n, 0.5);
    *q3 = cuantil(v, n, 0.75);
}

static double por_elemento(const struct medida *m)
{
    return m->segundos / (double)m->elementos;
}

static double mediana_de(const struct contendiente *c)
{
    double v[RONDAS_MAX], a, m, b;

    for (int i = 0; i < c->rondas; i++)
        v[i] = por_elemento(&c->v[i]);
    cuartiles(v, c->rondas, &a, &m, &b);
    return m;
}

static const struct contendiente *busca(const struct contendiente *v, int n,
                                        const char *grupo,
                                        const char *nombre, size_t largo)
{
    for (int i = 0; i < n; i++)
        if (strcmp(v[i].grupo, grupo) == 0 &&
            strncmp(v[i].nombre, nombre, largo) == 0 &&
            v[i].nombre[largo] == '\0')
            return &v[i];
    return NULL;
}

/* El más rápido de los pares que están; NULL si no hay ninguno. */
static const struct contendiente *mejor_par(const struct meta *m,
                                            const struct contendiente *v,
                                            int n, bool *fallo)
{
    const struct contendiente *mejor = NULL;

    for (const char *p = m->pares; *p != '\0';) {
        size_t largo = strcspn(p, " ");
        const struct contendiente *c = busca(v, n, m->grupo, p, largo);
        if (c != NULL && c->suerte == FALLIDO)
            *fallo = true;
        if (c != NULL && c->suerte == PRESENTE && c->rondas > 0 &&
            (mejor == NULL || mediana_de(c) < mediana_de(mejor)))
            mejor = c;
        p += largo;
        p += strspn(p, " ");
    }
    return mejor;
}

static long mas_memoria(const struct contendiente *c)
{
    long m = 0;

    for (int i = 0; i < c->rondas; i++)
        m = c->v[i].memoria > m ? c->v[i].memoria : m;
    return m;
}

void meta_calcula(struct meta *m, const struct contendiente *v, int n)
{
    double orden[RONDAS_MAX];
    bool fallo = false;

    m->a = busca(v, n, m->grupo, m->nuestro, strlen(m->nuestro));
    m->b = mejor_par(m, v, n, &fallo);
    m->n = 0;
    if (fallo || m->a == NULL || m->a->suerte != PRESENTE) {
        m->estado = FALLO;
        return;
    }
    if (m->b == NULL) {
        m->estado = SIN_PAR;
        return;
    }
    for (; m->n < m->a->rondas && m->n < m->b->rondas; m->n++) {
        double r =
            por_elemento(&m->a->v[m->n]) / por_elemento(&m->b->v[m->n]);
        orden[m->n] = m->razon[m->n] = m->al_reves ? 1 / r : r;
    }
    cuartiles(orden, m->n, &m->q1, &m->mediana, &m->q3);
    bool llega =
        m->al_reves ? m->mediana >= m->valor : m->mediana <= m->valor;
    if (m->memoria > 0 && mas_memoria(m->a) >= m->memoria)
        llega = false;
    m->estado = llega ? OK : CORTO;
}

void meta_peor(struct meta *sale, const struct meta *a,
               const struct meta *b)
{
    const char *id = sale->id;
    const struct meta *peor = a;

    if (b->estado == FALLO || a->estado == SIN_PAR ||
        (a->estado != FALLO && b->mediana > a->mediana))
        peor = b;
    *sale = *peor;
    sale->id = id;
}

const char *meta_estado(const struct meta *m)
{
    static const char *const nombres[] = {[OK] = "ok",
                                          [CORTO] = "corto",
                                          [SIN_PAR] = "sin-par",
                                          [FALLO] = "fallo"};

    return nombres[m->estado];
}

/* ---- en el terminal ---- */

/* Con coma, y las cifras que hacen falta. */
static const char *numero(double v, char *texto, size_t tam)
{
    snprintf(texto, tam, v >= 20 ? "%.0f" : "%.2f", v);
    if (strchr(texto, '.') != NULL)
        *strchr(texto, '.') = ',';
    return texto;
}

static double mediana_suceso(const struct contendiente *c, bool fallos)
{
    double v[RONDAS_MAX], a, m, b;

    for (int i = 0; i < c->rondas; i++)
        v[i] = (double)(fallos ? c->v[i].menores + c->v[i].mayores
                               : c->v[i].voluntarios + c->v[i].forzados);
    cuartiles(v, c->rondas, &a, &m, &b);
    return m;
}

/* De segundos, a algo que se lea. */
static void dice_de(const struct contendiente *c)
{
    static const char *const unidades[] = {"s", "ms", "µs", "ns"};
    double s = mediana_de(c);
    char texto[32];
    int i = 0;

    for (; i < 3 && s < 1; i++)
        s *= 1000;
    printf("         %s: %s %s por elemento; %.0f fallos, %.0f cambios\n",
           c->nombre, numero(s, texto, sizeof texto), unidades[i],
           mediana_suceso(c, true), mediana_suceso(c, false));
}

static void dice_sucesos(const struct meta *m)
{
    char a[32], b[32];

    dice_de(m->a);
    dice_de(m->b);
    if (m->memoria > 0)
        printf("         memoria: %s MB más; tenían que ser menos de %s\n",
               numero((double)mas_memoria(m->a) / 1e6, a, sizeof a),
               numero((double)m->memoria / 1e6, b, sizeof b));
}

void meta_dice(const struct meta *m)
{
    char r[32], g[32];

    printf("%-7s  %-12s %7s  (%s %s)", meta_estado(m), m->id,
           m->n > 0 ? numero(m->mediana, r, sizeof r) : "-",
           m->al_reves ? "al menos" : "como mucho",
           numero(m->valor, g, sizeof g));
    printf(m->n > 0 ? "  frente a %s\n" : "\n",
           m->n > 0 ? m->b->nombre : "");
    if (m->estado == CORTO)
        dice_sucesos(m);
}
