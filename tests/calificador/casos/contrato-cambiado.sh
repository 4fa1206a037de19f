. tests/calificador/casos/practica.inc
solucion "$D/$CASO"
echo '#define main otra' >>"$D/$CASO/labs/$LAB/vector.h"
