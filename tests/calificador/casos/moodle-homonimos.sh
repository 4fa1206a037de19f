. tests/calificador/casos/practica.inc
# Dos que se llaman igual no son el mismo.
for n in 51 52; do
    x="$D/Ruiz Eva_${n}_assignsubmission_file_"
    mkdir "$x"
    [ $n = 51 ] && solucion "$x" || esqueleto "$x"
done
