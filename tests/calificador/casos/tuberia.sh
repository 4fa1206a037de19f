. tests/calificador/casos/practica.inc
# Abrirla bloquearía.
solucion "$D/$CASO"
rm "$D/$CASO/labs/$LAB/vector.c"
mkfifo "$D/$CASO/labs/$LAB/vector.c"
