. tests/calificador/casos/practica.inc
# Lo que añade un Mac no es de nadie.
solucion "$T"
mkdir -p "$T/__MACOSX/labs/$LAB"
echo basura >"$T/__MACOSX/labs/$LAB/._vector.c"
echo basura >"$T/labs/$LAB/.DS_Store"
empaqueta zip "$D/$CASO.zip" "$T"
