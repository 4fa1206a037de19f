/* Lo que haría un programa de fuera: solo par.h, y lo que se instaló. */
#include <par.h>

#include <stdio.h>

static int cuadrado(const void *x, void *y)
{
    *(long *)y = *(const long *)x * *(const long *)x;
    return 0;
}

static const struct par_nombre tabla[] = {{"cuadrado", cuadrado, NULL}};

int main(int argc, char **argv)
{
    static const char *const inicios[] = {"hilo", "fork", "spawn",
                                          "forkserver"};
    long x[100], y[100], suma = 0;

    par_registra(tabla, 1, argc, argv);
    for (int i = 0; i < 100; i++)
        x[i] = i;
    for (int i = 0; i < 4; i++) {
        struct par_opciones o = {.trabajadores = 2, .inicio = inicios[i]};
        struct par_pool *p;

        if (par_crea(&p, &o) != 0 ||
            par_map(p, cuadrado, 100, x, sizeof *x, y, sizeof *y, 7) != 0)
            return 1;
        for (int k = 0; k < 100; k++)
            suma += y[k];
        par_destruye(p);
    }
    printf("%ld\n", suma);
    return 0;
}
