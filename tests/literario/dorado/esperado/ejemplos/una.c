#include <stdio.h>

int otra(int x);

int main(void)
{
    printf("%d\n", otra(MAS));
    return 0;
}
