. tests/calificador/casos/practica.inc
mkdir "$D/$CASO"
ln -s "$PWD/solutions" "$D/$CASO/labs"
