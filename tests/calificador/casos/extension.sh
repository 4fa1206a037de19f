. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta tar.gz "$D/$CASO.zip" "$T"
