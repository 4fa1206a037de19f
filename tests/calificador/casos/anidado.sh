. tests/calificador/casos/practica.inc
solucion "$T/a"
mkdir "$T/b"
empaqueta tar.gz "$T/b/entrega.tar.gz" "$T/a"
empaqueta zip "$D/$CASO.zip" "$T/b"
