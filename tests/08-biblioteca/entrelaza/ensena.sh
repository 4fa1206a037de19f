#!/bin/sh
# ensena.sh entero|ESTROPEO OPCIÓN… ESCENA…: las escenas para la lección, con
# el código de al lado (../biblioteca/limpio), entero o con un estropeo.
set -eu
que=$1
shift
limpio=$(cd ../biblioteca/limpio && pwd)
cd "$(dirname "$0")/../../.."
e=tests/08-biblioteca/entrelaza
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
mkdir "$t/lib"
cp "$limpio"/*.[ch] "$t/lib"
sed -i 's/VUELTAS = [0-9]*/VUELTAS = 0/' "$t/lib/nucleo.h"
if [ "$que" != entero ]; then
    fichero=$(awk -F '\t' -v q="$que" '$1 == q { print $2 }' $e/estropeos.tsv)
    sed -i "$(awk -F '\t' -v q="$que" '$1 == q { print $4 }' $e/estropeos.tsv)" \
        "$t/lib/$fichero"
fi
sh $e/compila.sh "$t/lib" "$t/obj" "$t/escenas"
# Sin fallo, las columnas de make test sobran.
"$t/escenas" "$@" 2>/dev/null | sed 's/^ok	//; s/((void \*)0)/NULL/'
