. tests/calificador/casos/practica.inc
solucion "$T"
head -c 40000000 /dev/zero >"$T/otra-cosa"
empaqueta tar.bz2 "$D/$CASO.tar.bz2" "$T"
