/* Pruebas de rendimiento.c: la cuenta, con medidas inventadas. */
#define _GNU_SOURCE
#include "rendimiento.h"

#include "dice.h"

#include <math.h>

static void razon(const char *que, const char *alumno, const char *solucion,
                  bool mas, double esperada)
{
    double r = -1;
    bool hay = rendimiento_razon(alumno, solucion, "a", mas, &r);

    dice(hay ? fabs(r - esperada) < 1e-9 : esperada < 0, que,
         "se esperaba %g y ha salido %g", esperada, hay ? r : -1);
}

int main(void)
{
    double v[] = {9, 1, 3, 7, 2};

    dice_de("rendimiento");
    razon("iguales", "a\t1\t2\na\t2\t4\n", "a\t1\t2\na\t2\t4\n", false, 1);
    razon("el doble en una y la mitad en otra", "a\t1\t4\na\t2\t2\n",
          "a\t1\t2\na\t2\t4\n", false, 1);
    razon("el doble de lento", "# nada\nb\t1\t1\na\t1\t4\n",
          "ab\t1\t9\na\t1\t2\n", false, 2);
    razon("si es mejor cuanto más, al revés", "a\t1\t50\n", "a\t1\t100\n",
          true, 2);
    razon("falta una fila", "a\t1\t2\n", "a\t1\t2\na\t2\t4\n", false, -1);
    razon("un cero", "a\t1\t0\n", "a\t1\t2\n", false, -1);
    razon("un disparate", "a\t1\tnan\n", "a\t1\t2\n", false, -1);
    razon("negativo", "a\t1\t-5\n", "a\t1\t2\n", true, -1);
    razon("nada", "", "", false, -1);
    dice(rendimiento_mediana(v, 5) == 3, "la mediana de cinco", "%g", v[2]);
    dice(rendimiento_mediana(v, 4) == 2.5, "y de cuatro", "%g", v[1]);
    return 0;
}
