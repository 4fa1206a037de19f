. tests/calificador/casos/practica.inc
# Dos prácticas en una entrega, y lo que trae el kit alrededor.
solucion "$T/en-paralelo"
esqueleto "$T/en-paralelo" 03-hilos
mkdir -p "$T/en-paralelo/build/entregas" "$T/en-paralelo/tests/$LAB"
echo basura >"$T/en-paralelo/build/entregas/$LAB.tar.gz"
cp labs/$LAB/*.c "$T/en-paralelo/tests/$LAB/"
cp -r labs/comun "$T/en-paralelo/labs/"
empaqueta tar.gz "$D/$CASO.tar.gz" "$T"
