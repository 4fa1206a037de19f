#line 14 "lessons/50-dorado/2-practica.md"
#include "pila.h"
#include <pthread.h>

int v[8], n;

#line 32 "lessons/50-dorado/2-practica.md"
int pila_pon(int x)
{
#line 71 "lessons/50-dorado/2-practica.md"
if (n == 9)
    return -1;
#line 47 "lessons/50-dorado/2-practica.md"
v[n++] = x;
#line 53 "lessons/50-dorado/2-practica.md"
return 0;
#line 35 "lessons/50-dorado/2-practica.md"
}

#line 87 "lessons/50-dorado/2-practica.md"
int pila_saca(void)
{
    int x = 0;

#line 76 "lessons/50-dorado/2-practica.md"
x = v[n--];
#line 92 "lessons/50-dorado/2-practica.md"
    return x;
}
