. tests/calificador/casos/practica.inc
ln -s "$PWD/solutions" "$D/$CASO"
