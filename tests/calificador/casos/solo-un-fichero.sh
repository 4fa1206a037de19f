. tests/calificador/casos/practica.inc
solucion "$D/$CASO"
rm "$D/$CASO/labs/$LAB/cadena.c" "$D/$CASO/labs/$LAB"/*.h
