#!/bin/sh
# bench.sh CARPETA RONDAS GRAFICA REF TUYA: mide, dibuja y dice cómo ha ido.
# GRAFICA es el cuerpo de la gráfica, del capítulo; REF, su referencia
# resumida, si la hay; en TUYA se deja lo medido, para que el libro lo dibuje
# encima. TURNO, si no está vacío, es el fichero por el que se espera a que no
# mida nadie más.
set -u
carpeta=$1 rondas=$2 grafica=$3 ref=$4 tuya=$5

mide()
{
    if [ -n "${TURNO:-}" ]; then
        flock "$TURNO" "$carpeta/banco" "$carpeta" "$salida" $rondas
    else
        "$carpeta/banco" "$carpeta" "$salida" $rondas
    fi
}

salida=$carpeta
[ -z "${SOLO:-}" ] || { salida=$carpeta/solo; mkdir -p "$salida"; }
mide >"$carpeta/salida.txt.nueva" 2>"$carpeta/quejas.txt" &
pid=$!
# Lo va diciendo según sale.
tail -n +1 -f --pid=$pid "$carpeta/salida.txt.nueva" 2>/dev/null
wait $pid
estado=$?
mv "$carpeta/salida.txt.nueva" "$carpeta/salida.txt"
[ -z "${SOLO:-}" ] || { cat "$carpeta/quejas.txt" >&2; exit $estado; }
sed -n '/^$/,$p' "$carpeta/salida.txt" | sed 1d >"$carpeta/metas.txt"
cat "$carpeta/quejas.txt" >&2

if [ "${RAPIDO:-}" != 1 ]; then
    mkdir -p "$(dirname "$tuya")" && cp "$carpeta/frente.tsv" "$tuya"
fi
if [ "${CACHEGRIND:-}" = 1 ]; then
    sh tests/banco/cachegrind.sh "$carpeta"
fi
if [ -e "$grafica" ] && command -v gnuplot >/dev/null 2>&1 &&
    build/resume <"$carpeta/frente.tsv" >"$carpeta/frente.res"; then
    cp "$grafica" "$carpeta/frente.gp"
    docs/graficas/dibuja.sh "$carpeta/frente" "${ref:--}" \
        "$carpeta/frente.res" libre && echo "
  $carpeta/metas.tsv
  $carpeta/frente.svg"
fi
exit $estado
