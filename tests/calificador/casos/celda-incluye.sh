. tests/calificador/casos/apoyo.sh
vector <<'E'
#include "vector.c"
#include "vector.c"
E
