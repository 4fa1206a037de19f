/* resume.c: de medidas sueltas a medianas y cuartiles.
 *
 *   resume < crudo.tsv > resumen
 *
 * Entrada: filas «serie x valor», separadas por tabuladores, una por
 * repetición; las líneas «# clave: …» se copian como «#: clave: …», para que
 * nadie las tome por una serie. Salida: por serie,
 * en el orden en que aparecieron, un bloque «# serie» con filas
 * «x mediana q1 q3 min max n», en el orden de x; entre bloques, dos líneas
 * en blanco, que es como gnuplot los separa.
 * Cuartiles: por interpolación lineal entre los valores ordenados (tipo 7
 * de Hyndman y Fan, 1996). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "texto.h"

typedef struct {
    int serie;
    double x, valor;
} Medida;

static char **series;
static size_t n_series, cap_series;
static Medida *medidas;
static size_t n, cap;

/* index "a" de gnuplot encuentra también un bloque «# ab» que esté antes. */
static void comprueba_nombre(const char *nombre)
{
    for (size_t i = 0; i < n_series; i++)
        if (strncmp(series[i], nombre, strlen(nombre)) == 0) {
            fprintf(stderr,
                    "resume: la serie «%s» empieza como «%s», que está "
                    "antes: gnuplot las confundiría\n",
                    nombre, series[i]);
            exit(1);
        }
}

static int serie(const char *nombre)
{
    for (size_t i = 0; i < n_series; i++)
        if (strcmp(series[i], nombre) == 0)
            return (int)i;
    comprueba_nombre(nombre);
    series = crece(series, n_series, &cap_series, sizeof *series);
    series[n_series++] = copia_n(nombre, strlen(nombre));
    return (int)n_series - 1;
}

static int compara(const void *a, const void *b)
{
    const Medida *p = a, *q = b;

    if (p->serie != q->serie)
        return p->serie - q->serie;
    if (p->x < q->x || p->x > q->x)
        return p->x < q->x ? -1 : 1;
    return (p->valor > q->valor) - (p->valor < q->valor);
}

static double cuantil(const Medida *m, size_t k, double p)
{
    double pos = p * (double)(k - 1);
    size_t i = (size_t)pos;
    double resto = pos - (double)i;

    return i + 1 < k ? m[i].valor * (1 - resto) + m[i + 1].valor * resto
                     : m[i].valor;
}

static void lee(void)
{
    char linea[512], nombre[128];
    int donde = 0;
    double x, v;

    while (fgets(linea, sizeof linea, stdin) != NULL) {
        donde++;
        if (linea[0] == '#' || linea[0] == '\n') {
            if (linea[0] == '#' && strchr(linea, ':') != NULL)
                printf("#:%s", linea + 1);
            continue;
        }
        char *tab = strchr(linea, '\t');
        if (tab == NULL || (size_t)(tab - linea) >= sizeof nombre ||
            sscanf(tab, "%lf %lf", &x, &v) != 2) {
            linea[strcspn(linea, "\n")] = '\0';
            fprintf(stderr,
                    "resume: línea %d: se esperaba «serie x "
                    "valor» y dice «%s»\n",
                    donde, linea);
            exit(1);
        }
        memcpy(nombre, linea, (size_t)(tab - linea));
        nombre[tab - linea] = '\0';
        medidas = crece(medidas, n, &cap, sizeof *medidas);
        medidas[n++] = (Medida){serie(nombre), x, v};
    }
}

int main(void)
{
    int ultima = -1;

    lee();
    if (n > 0)
        qsort(medidas, n, sizeof *medidas, compara);
    for (size_t i = 0, k; i < n; i += k) {
        const Medida *m = medidas + i;
        for (k = 1; i + k < n && m[k].serie == m->serie && !(m[k].x > m->x);
             k++)
            ;
        if (m->serie != ultima)
            printf("%s# %s\n", ultima < 0 ? "" : "\n\n", series[m->serie]);
        ultima = m->serie;
        printf("%.9g %.9g %.9g %.9g %.9g %.9g %zu\n", m->x,
               cuantil(m, k, 0.5), cuantil(m, k, 0.25), cuantil(m, k, 0.75),
               m->valor, m[k - 1].valor, k);
    }
    if (fflush(stdout) == 0)
        return 0;
    perror("resume");
    return 1;
}
