#include "pila.h"
#include <pthread.h>

int v[8], n;

int pila_pon(int x)
{
    /* poner en la pila */
    /* mirar si cabe */
    if (n == 8)
        return -1;
    v[n++] = x;
    return 0;
}

int pila_saca(void)
{
    int x = 0;

    /* sacar de la pila */
    x = v[--n];
    return x;
}
