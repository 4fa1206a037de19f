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
for (int i = 0; i < CUANTOS; i++) {
#line 62 "lessons/50-dorado/1-programas.md"
    s += DOBLE(i);

    if (s > 100)
        s = 100;
#line 69 "lessons/50-dorado/1-programas.md"
s++;
#line 62 "lessons/50-dorado/1-programas.md"
    s += DOBLE(i);

    if (s > 100)
        s = 100;
#line 69 "lessons/50-dorado/1-programas.md"
s++;
#line 56 "lessons/50-dorado/1-programas.md"
}
#line 47 "lessons/50-dorado/1-programas.md"
    printf("%d %s\n", s, "<<esto no es una pieza>>");
    return 0;
}
