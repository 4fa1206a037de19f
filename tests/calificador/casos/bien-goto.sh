. tests/calificador/casos/apoyo.sh
vector <<'E'
int vector_maximo(const int *v, size_t n, int *mayor)
{
    int r = ENODATA;

    if (n == 0)
        goto fin;
    r = 0;
    *mayor = v[--n];
otra:
    if (n == 0)
        goto fin;
    if (v[--n] > *mayor)
        *mayor = v[n];
    goto otra;
fin:
    return r;
}
E
