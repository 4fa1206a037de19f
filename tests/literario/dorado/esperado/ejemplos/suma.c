#include "datos.h"
#include <stdio.h>

#define DOBLE(x) \
    ((x) + (x))

int main(void)
{
    int s = 0;

    /* recorrer los datos */
#pragma GCC unroll 1
    for (int i = 0; i < CUANTOS; i++) {
        /* sumar uno */
        s += DOBLE(i);

        if (s > 100)
            s = 100;
        s++;
        /* sumar uno */
        s += DOBLE(i);

        if (s > 100)
            s = 100;
        s++;
    }
    printf("%d %s\n", s, "<<esto no es una pieza>>");
    return 0;
}
