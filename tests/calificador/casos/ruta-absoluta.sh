. tests/calificador/casos/practica.inc
solucion "$T"
echo fuera >"$T/fuera.c"
empaqueta tar "$T.tar" "$T"
tar -P --transform='s,^.*/,/tmp/,' -rf "$T.tar" "$T/fuera.c"
gzip -c "$T.tar" >"$D/$CASO.tar.gz"
rm "$T.tar"
