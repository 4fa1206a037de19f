. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta zip "$D/$CASO.zip" "$T"
head -c 900 "$D/$CASO.zip" >"$D/$CASO (2).zip"
