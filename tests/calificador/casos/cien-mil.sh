. tests/calificador/casos/practica.inc
solucion "$T"
mkdir "$T/muchos"
(cd "$T/muchos" && seq 100000 | xargs touch)
empaqueta tar.gz "$D/$CASO.tar.gz" "$T"
