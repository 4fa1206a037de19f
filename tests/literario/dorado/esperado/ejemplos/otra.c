int otra(int x)
{
    return x + 1;
}
