. tests/calificador/casos/practica.inc
# Diez gigas que no ocupan nada.
solucion "$D/$CASO"
truncate -s 10G "$D/$CASO/labs/$LAB/vector.c" ||
    truncate -s 1G "$D/$CASO/labs/$LAB/vector.c"
