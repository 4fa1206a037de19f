#include "contendiente.h"

#include "errores.h"
#include "reloj.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct cuenta {
    long menores, mayores, voluntarios, forzados;
};

static struct cuenta cuenta_de(int quien)
{
    struct rusage u;

    SYS(getrusage(quien, &u));
    return (struct cuenta){u.ru_minflt, u.ru_majflt, u.ru_nvcsw,
                           u.ru_nivcsw};
}

/* Este proceso y los hijos a los que ya ha esperado. De los que siguen
 * vivos se ocupa quien nos llama. */
static struct cuenta cuenta(void)
{
    struct cuenta a = cuenta_de(RUSAGE_SELF);
    struct cuenta b = cuenta_de(RUSAGE_CHILDREN);

    return (struct cuenta){a.menores + b.menores, a.mayores + b.mayores,
                           a.voluntarios + b.voluntarios,
                           a.forzados + b.forzados};
}

/* Los bytes que dice /proc/self/status en esa línea. */
static long memoria(const char *formato)
{
    FILE *f = MEM(fopen("/proc/self/status", "r"));
    char linea[256];
    long kib = 0;

    while (fgets(linea, sizeof linea, f) != NULL &&
           sscanf(linea, formato, &kib) != 1)
        ;
    fclose(f);
    return kib * 1024;
}

/* Que el máximo empiece a contar desde ahora. */
static long olvida_el_maximo(void)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");

    if (f != NULL) {
        fputs("5", f);
        fclose(f);
    }
    return memoria("VmRSS: %ld");
}

static void haz_ronda(const struct problema *p, size_t n)
{
    struct cuenta a, b;
    long m;
    double t;

    if (p->antes != NULL)
        p->antes();
    m = olvida_el_maximo();
    a = cuenta();
    t = reloj();
    p->ronda();
    t = reloj() - t;
    b = cuenta();
    m = memoria("VmHWM: %ld") - m;
    printf("%.9f\t%zu\t%016llx\t%ld\t%ld\t%ld\t%ld\t%ld\n", t, n,
           (unsigned long long)p->resume(), b.menores - a.menores,
           b.mayores - a.mayores, b.voluntarios - a.voluntarios,
           b.forzados - a.forzados, m > 0 ? m : 0);
    fflush(stdout);
}

int contendiente(int argc, char **argv, const struct problema *v, size_t n)
{
    char linea[64];
    size_t i = 0;

    while (argc == 4 && i < n && strcmp(v[i].nombre, argv[1]) != 0)
        i++;
    if (argc != 4 || i == n) {
        fprintf(stderr, "uso: %s PROBLEMA ELEMENTOS HILOS\n", argv[0]);
        return 2;
    }
    size_t elementos = strtoull(argv[2], NULL, 10);
    v[i].prepara(elementos, atoi(argv[3]));
    v[i].ronda();
    printf("listo\n");
    fflush(stdout);
    while (fgets(linea, sizeof linea, stdin) != NULL)
        haz_ronda(&v[i], elementos);
    return 0;
}

int64_t *vector_de_entrada(size_t n)
{
    int64_t *x = MEM(malloc(n * sizeof *x));

    for (size_t i = 0; i < n; i++)
        x[i] = (int64_t)i;
    return x;
}

int64_t *vector_de_salida(size_t n)
{
    int64_t *y = MEM(malloc(n * sizeof *y));

    memset(y, 1, n * sizeof *y);
    return y;
}

double vueltas_medidas(void)
{
    const char *s = getenv("VUELTAS_POR_US");

    return s != NULL ? strtod(s, NULL) : 300;
}
