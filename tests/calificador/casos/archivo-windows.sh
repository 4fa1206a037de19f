. tests/calificador/casos/practica.inc
# Las barras del revés, como las pone algún compresor.
solucion "$T"
empaqueta zip "$T.zip" "$T"
LC_ALL=C sed "s,labs/$LAB/,labs\\\\$LAB\\\\,g" "$T.zip" >"$D/$CASO.zip"
rm -f "$T.zip"
