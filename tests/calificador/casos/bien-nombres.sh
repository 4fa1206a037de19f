. tests/calificador/casos/apoyo.sh
vector <<'E'
int falla(int x);
int lanza(int x);
int ahora(void);
int azar(void);
int gamma(int x);
int comparte(int x);

int falla(int x)
{
    return lanza(x) + ahora() - azar();
}

int lanza(int x)
{
    return gamma(x);
}

int ahora(void)
{
    return 1;
}

int azar(void)
{
    return comparte(1);
}

int gamma(int x)
{
    return x;
}

int comparte(int x)
{
    return x;
}

int vector_maximo(const int *v, size_t n, int *mayor)
{
    return falla(buena(v, n, mayor));
}
E
