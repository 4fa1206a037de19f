. tests/calificador/casos/apoyo.sh
vector <<'E'
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(A(x))))
#define C(x) B(B(B(B(x))))
int vector_maximo(const int *v, size_t n, int *m)
{
    return C(buena(v, n, m) +) 0;
}
E
