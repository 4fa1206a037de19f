. tests/calificador/casos/practica.inc
solucion "$D/$CASO"
(cd "$D/$CASO/labs/$LAB" && seq -f '%g.c' 300 | xargs touch)
