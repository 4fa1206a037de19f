. tests/calificador/casos/practica.inc
solucion "$T"
ln -sf /etc/passwd "$T/labs/$LAB/vector.c"
empaqueta tar.gz "$D/$CASO.tar.gz" "$T"
