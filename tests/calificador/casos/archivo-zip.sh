. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta zip "$D/$CASO.zip" "$T"
