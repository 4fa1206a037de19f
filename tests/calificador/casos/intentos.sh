. tests/calificador/casos/practica.inc
# El número manda sobre la hora: la (10) es posterior a la (2).
esqueleto "$T/a"
solucion "$T/b"
empaqueta zip "$D/$CASO.zip" "$T/a"
empaqueta zip "$D/$CASO (2).zip" "$T/a"
empaqueta zip "$D/$CASO (10).zip" "$T/b"
touch -d @1700000000 "$D/$CASO (10).zip"
