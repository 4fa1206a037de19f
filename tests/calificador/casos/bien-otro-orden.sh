. tests/calificador/casos/apoyo.sh
entrega 00-herramientas
cp solutions/00-herramientas/vector.c "$lab/cadena.c"
sed -i 's/vector\.h/cadena.h/; 1i #include "vector.h"' "$lab/cadena.c"
cp solutions/00-herramientas/cadena.c "$lab/vector.c"
