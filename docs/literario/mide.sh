#!/bin/sh
# mide.sh NN-nombre [SOLO]: vuelve a medir la referencia de un capítulo, o
# solo lo que se llame SOLO, una cosa detrás de otra. Escribe en
# lessons/NN-nombre/datos. La máquina debería estar tranquila.
set -u
cap=$1 solo=${2:-}
if [ ! -d "lessons/$cap" ] || [ -z "$cap" ]; then
    echo "mide: di qué capítulo: make mide LAB=03" >&2
    exit 2
fi
mkdir -p "lessons/$cap/datos/salidas"
mal=0
for o in "build/$cap"/datos/*.orden "build/$cap"/salidas/*.orden; do
    grep -qE '^(medida|referencia)	' "$o" || continue
    n=$(basename "$o" .orden)
    [ -z "$solo" ] || [ "$solo" = "$n" ] || continue
    printf '  mide      %s\n' "$n"
    build/captura --guarda --lugar "$o:1" "$o" "build/$cap/ejemplos" - ||
        mal=1
done
exit $mal
