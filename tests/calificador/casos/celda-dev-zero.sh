. tests/calificador/casos/apoyo.sh
vector <<'E'
#include "/dev/zero"
E
