. tests/calificador/casos/apoyo.sh
vector <<'E'
int gigante[1 << 29] = {[(1 << 29) - 1] = 1};
E
