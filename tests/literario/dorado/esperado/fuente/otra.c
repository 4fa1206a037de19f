#line 88 "lessons/50-dorado/1-programas.md"
int otra(int x)
{
    return x + 1;
}
