. tests/calificador/casos/apoyo.sh
vector <<'E'
static int otra;
E
