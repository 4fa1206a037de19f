. tests/calificador/casos/practica.inc
solucion "$D/$CASO"
cp labs/$LAB/vector.c "$D/$CASO/labs/$LAB/Vector.C"
