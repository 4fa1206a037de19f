. tests/calificador/casos/practica.inc
solucion "$T"
head -c 30000000 /dev/zero >"$T/labs/$LAB/vector.c"
empaqueta zip "$D/$CASO.zip" "$T"
