. tests/calificador/casos/apoyo.sh
vector <<'E'
#define PARA(i, n) for (size_t i = 0; i < (n); ++i)
#define MAYOR(a, b) ((a) > (b) ? (a) : (b))
#define DEVUELVE(e) return (e)
int vector_maximo(const int *v, size_t n, int *mayor)
{
    if (!n) DEVUELVE(ENODATA);
    *mayor = v[0];
    PARA(i, n) *mayor = MAYOR(*mayor, v[i]);
    DEVUELVE(0);
}
E
