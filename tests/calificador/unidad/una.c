/* una: evalúa una carpeta y dice lo que ha pasado, sin notas ni diario.
 *
 *     calificador-una LAB CARPETA…   [EXTERNO=1 o SIN=1 en el entorno]
 *
 * De cada carpeta, en columnas: que, motivo, los avisos, cada veredicto que no
 * sea «pasa», y cuántos pasan. En la raíz del curso. */
#define _GNU_SOURCE
#include "obra.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void cuenta(const struct evaluacion *e)
{
    static const char *const que[] = {"evaluada", "no-compila", "rechazada",
                                      "imposible"};
    static const char *const fin[] = {"pasa", "falla", "sin-veredicto",
                                      "salto"};
    static const char *const como[] = {"normal", "asan", "tsan"};

    for (size_t i = 0; i < e->bandas; i++)
        printf("banda\t%s\t%.2f\t%d\t%s\n", e->banda[i].paso,
               e->banda[i].razon, e->banda[i].parejas,
               e->banda[i].motivo == NULL ? "" : e->banda[i].motivo);
    printf("que\t%s\t%s\n", que[e->que],
           e->motivo == NULL ? "" : e->motivo);
    for (size_t i = 0; i < e->avisos.n; i++)
        printf("aviso\t%s\t%s\n", e->avisos.v[i].clave,
               e->avisos.v[i].texto);
    for (int v = 0; v < VARIANTES; v++) {
        size_t pasan = 0;

        for (size_t i = 0; i < e->n[v]; i++) {
            const struct veredicto *x = &e->v[v][i];

            pasan += x->fin == FIN_PASA;
            if (x->fin != FIN_PASA)
                printf("%s\t%s\t%s\t%s\t%s\n", como[v], x->prueba,
                       fin[x->fin], x->causa == NULL ? "" : x->causa,
                       x->mensaje == NULL ? "" : x->mensaje);
        }
        printf("%s\tpasan %zu de %zu\n", como[v], pasan, e->n[v]);
    }
}

int main(int argc, char *argv[])
{
    struct obra_opciones o = {".", getenv("OCULTAS"), "/tmp",
                              getenv("SIN") != NULL ? AISLAMIENTO_NINGUNO
                              : getenv("EXTERNO") != NULL
                                  ? AISLAMIENTO_EXTERNO
                                  : AISLAMIENTO_ENTERO,
                              getenv("RENDIMIENTO") != NULL};
    struct obra *obra;
    char mal[512];

    if (argc < 3 || !obra_abre(&obra, &o, mal)) {
        fprintf(stderr, "%s\n", argc < 3 ? "uso: una LAB CARPETA…" : mal);
        return 2;
    }
    fputs(obra_texto(obra), stderr);
    for (int i = 2; i < argc; i++) {
        struct entrega e = {.alumno = argv[i],
                            .origen = argv[i],
                            .lab = argv[1],
                            .carpeta = argv[i],
                            .resumen = NULL};
        struct evaluacion v;
        double t = ahora();

        obra_evalua(obra, &e, &v);
        t = ahora() - t;
        printf("== %s\n", argv[i]);
        cuenta(&v);
        if (getenv("COMPILADOR") != NULL && v.compilador != NULL)
            puts(v.compilador);
        printf("cpu\t%.3f\t%.3f\n", v.cpu, t);
        fflush(stdout);
        evaluacion_libera(&v);
    }
    obra_cierra(obra);
    return 0;
}
