. tests/calificador/casos/practica.inc
solucion "$D/$CASO"
mv "$D/$CASO/labs/$LAB" "$D/$CASO/labs/00-herramienta"
