. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta tar.gz "$D/$CASO.tar.gz" "$T"
