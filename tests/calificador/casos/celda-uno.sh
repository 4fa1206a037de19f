. tests/calificador/casos/apoyo.sh
vector <<'E'
int vector_maximo(const int *v, size_t n, int *m)
{
    retrun 0;
}
E
