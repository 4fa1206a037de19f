. tests/calificador/casos/practica.inc
# «Práctica», como la escribe un Windows: no es UTF-8.
d=$(printf 'Pr\240ctica')
solucion "$T/$d"
empaqueta tar.gz "$D/$CASO.tar.gz" "$T"
