#line 76 "lessons/50-dorado/1-programas.md"
#include <stdio.h>

int otra(int x);

int main(void)
{
    printf("%d\n", otra(MAS));
    return 0;
}
