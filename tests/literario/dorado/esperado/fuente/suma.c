#line 31 "lessons/50-dorado/1-programas.md"
#include "datos.h"
#include <stdio.h>

#define DOBLE(x) \
    ((x) + (x))

#line 42 "lessons/50-dorado/1-programas.md"
int main(void)
{
    int s = 0;

#line 53 "lessons/50-dorado/1-programas.md"
#pragma GCC unroll 1
for (int i = 0; i < CUANTOS; i++) {
#line 63 "lessons/50-dorado/1-programas.md"
    s += DOBLE(i);

    if (s > 100)
        s = 100;
#line 70 "lessons/50-dorado/1-programas.md"
s++;
#line 63 "lessons/50-dorado/1-programas.md"
    s += DOBLE(i);

    if (s > 100)
        s = 100;
#line 70 "lessons/50-dorado/1-programas.md"
s++;
#line 57 "lessons/50-dorado/1-programas.md"
}
#line 47 "lessons/50-dorado/1-programas.md"
    printf("%d %s\n", s, "<<esto no es una pieza>>");
    return 0;
}
