#!/bin/sh
# nueva.sh NN-nombre: empieza un capítulo: la lección mínima que compila,
# se prueba y se imprime, y su fichero de pruebas.
set -u
n=$1
case $n in
[0-9][0-9]-[a-z]*) ;;
*)
    echo "nueva: NOMBRE es NN-nombre, en minúsculas: make nueva NOMBRE=14-algo" >&2
    exit 2
    ;;
esac
if printf %s "${n#???}" | grep -q '[^a-z0-9-]'; then
    echo "nueva: en «$n» solo caben letras minúsculas, cifras y guiones" >&2
    exit 2
fi
for d in lessons/"${n%%-*}"-*; do
    [ -e "$d" ] || continue
    echo "nueva: el capítulo ${n%%-*} ya existe: $d" >&2
    exit 2
done
mkdir -p "lessons/$n/datos" "tests/$n" || exit 1
cp docs/plantillas/nueva/leccion.md "lessons/$n/leccion.md" &&
    cp docs/plantillas/nueva/pruebas.c \
        docs/plantillas/nueva/supervivientes.tsv "tests/$n" || exit 1
make --no-print-directory enreda || exit 1
echo "
  lessons/$n/leccion.md   el texto
  tests/$n/pruebas.c      sus pruebas
Ahora: make && make test. La sintaxis está en docs/guia-autor.md."
