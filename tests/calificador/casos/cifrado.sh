. tests/calificador/casos/practica.inc
solucion "$T"
(cd "$T" && zip -qrX -P secreto - .) >"$D/$CASO.zip"
