. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta tar.bz2 "$D/$CASO.tar.bz2" "$T"
