. tests/calificador/casos/practica.inc
solucion "$D/$CASO"
echo hola >"$D/$CASO/labs/$LAB/notas.txt"
echo 'int main(void) { return 0; }' >"$D/$CASO/labs/$LAB/main.c"
