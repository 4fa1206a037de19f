/* El máximo: valores, bordes y el vector vacío. */
#include "vector.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* En memoria pedida y a la medida: el que se pase de largo, se delata. */
static int maximo(const int *datos, size_t n, const char *que)
{
    int *v = malloc(n * sizeof *v), mayor = 12345;

    exige(v != NULL, "no hay memoria para la prueba");
    memcpy(v, datos, n * sizeof *v);
    int error = vector_maximo(v, n, &mayor);
    free(v);
    exige_error(error, 0, "vector_maximo de %s", que);
    return mayor;
}

void prueba_maximo_valores(void)
{
    exige_entero(maximo((int[]){7, 5, 9, 4}, 4, "{7, 5, 9, 4}"), 9,
                 "vector_maximo de {7, 5, 9, 4}");
    exige_entero(maximo((int[]){9, 5, 7}, 3, "{9, 5, 7}"), 9,
                 "vector_maximo de {9, 5, 7}");
    exige_entero(maximo((int[]){5, 7, 9}, 3, "{5, 7, 9}"), 9,
                 "vector_maximo de {5, 7, 9}");
    exige_entero(maximo((int[]){-8, -3, -5}, 3, "{-8, -3, -5}"), -3,
                 "vector_maximo de {-8, -3, -5}");
    exige_entero(maximo((int[]){INT_MIN}, 1, "un solo INT_MIN"), INT_MIN,
                 "vector_maximo de un solo INT_MIN");
}

void prueba_maximo_vacio(void)
{
    int mayor = 12345, v[] = {7};

    exige_error(vector_maximo(v, 0, &mayor), ENODATA,
                "vector_maximo con n = 0");
    exige_entero(mayor, 12345,
                 "vector_maximo con n = 0: *mayor, que era "
                 "12345 y no debe cambiar");
    exige_error(vector_maximo(NULL, 0, &mayor), ENODATA,
                "vector_maximo con v = NULL y n = 0");
}
