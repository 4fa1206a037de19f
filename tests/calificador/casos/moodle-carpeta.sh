. tests/calificador/casos/practica.inc
solucion "$T"
x="$D/Gil Ruiz, Ana_4711_assignsubmission_file_"
mkdir "$x"
empaqueta tar.gz "$x/00.tar.gz" "$T"
