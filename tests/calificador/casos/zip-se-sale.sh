. tests/calificador/casos/practica.inc
solucion "$T"
mkdir -p "$T/zz/zz"
echo fuera >"$T/zz/zz/fuera.c"
empaqueta tar "$T.tar" "$T"
tar -C "$T" --transform='s,^zz/zz/,../../,' -P -rf "$T.tar" zz/zz/fuera.c
gzip -c "$T.tar" >"$D/$CASO.tar.gz"
rm "$T.tar"
