. tests/calificador/casos/practica.inc
mkdir "$D/$CASO"
