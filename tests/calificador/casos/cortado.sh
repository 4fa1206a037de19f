. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta tar "$T.tar" "$T"
head -c 5000 "$T.tar" >"$D/$CASO.tar"
rm "$T.tar"
