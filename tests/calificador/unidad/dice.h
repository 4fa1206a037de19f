/* dice.h: resultados de make test (tests/apoyo/dictamen.c). */
#ifndef UNIDAD_DICE_H
#define UNIDAD_DICE_H

#include <stdbool.h>

/* Quién prueba: va delante de cada resultado. */
void dice_de(const char *quien);
void dice(bool bien, const char *que, const char *mal, ...)
    __attribute__((format(printf, 3, 4)));

#endif
