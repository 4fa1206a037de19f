#!/bin/sh
# gradescope.sh NN-nombre SALIDA.zip [OCULTAS]: el autograder de una práctica,
# para subirlo a Gradescope. Dentro va el curso, que se compila al construir
# la imagen; las ocultas, si se dan, también: el zip no se publica.
set -eu
lab=$1 zip=$2 ocultas=${3:-}
case $zip in /*) ;; *) zip=$PWD/$zip ;; esac
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
mkdir -p "$d/curso" "$(dirname "$zip")"
cp -R Makefile LICENSE docs labs lessons solutions tests "$d/curso/"
echo "$lab" >"$d/practica"
[ -z "$ocultas" ] || cp -R "$ocultas" "$d/ocultas"
cp tests/calificador/ejemplos/gradescope/* "$d/"
chmod +x "$d/setup.sh" "$d/run_autograder"
rm -f "$zip"
(cd "$d" && zip -qr "$zip" .)
echo "$zip"
