. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta tar "$D/$CASO.tar" "$T"
cp labs/$LAB/vector.c "$T/labs/$LAB/"
tar -C "$T" -rf "$D/$CASO.tar" labs/$LAB/vector.c
