. tests/calificador/casos/apoyo.sh
vector <<'E'
// El máximo.  ¿Y esto? \
   sigue siendo comentario
int vector_maximo(const int *v, size_t n, int *mayor) // aquí también
{
    // nada que ver
    return buena(v, n, mayor); /* y uno de C */ // y otro
}
E
