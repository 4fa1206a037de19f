. tests/calificador/casos/practica.inc
# El segundo sale en el tar como enlace al primero.
solucion "$T"
mkdir "$T/antes"
ln "$T/labs/$LAB/vector.c" "$T/antes/vector.c"
empaqueta tar.gz "$D/$CASO.tar.gz" "$T"
