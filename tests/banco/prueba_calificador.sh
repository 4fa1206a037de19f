#!/bin/sh
# prueba_calificador.sh CARPETA: una pasada rápida de calificador.sh, con una
# práctica. Salen sus cinco filas, bien formadas. Cuánto tarda no se prueba.
set -u
salida=$1/prueba-calificador
rm -rf "$salida"
mkdir -p "$salida"
RAPIDO=1 sh tests/banco/calificador.sh "$salida" 2 00-herramientas \
    >"$salida/salida.txt" 2>"$salida/quejas.txt"
if [ $? -eq 0 ] && [ "$(grep -cE '^calificar-(cpu|saneado|clase|otra|memoria)	([0-9.]+|sin-par)	[0-9.]+	(ok|corto|sin-par)$' "$salida/metas.tsv")" -eq 5 ]; then
    printf 'ok\tbanco: las filas del calificador\n'
else
    printf 'fallo\tbanco: las filas del calificador\t%s\n' "$(cat "$salida/metas.tsv" "$salida/quejas.txt" | head -n 1)"
fi
