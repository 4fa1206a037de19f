. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta tar.xz "$D/$CASO.tar.xz" "$T"
