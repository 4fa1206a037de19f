#!/bin/sh
# muertes.sh FALSO CARPETA [N]: matar al calificador N veces (10) en cualquier
# momento. Lo apuntado no se pierde ni se evalúa dos veces, y al final las
# notas son las de siempre. SEMILLA=n, los mismos momentos.
set -u
falso=$1 d=$2 n=${3:-10}
quien='muertes'
. tests/calificador/clase.sh
rm -rf "$d"
mkdir -p "$d"
clase "$d/clase" 12
"$falso" --salida="$d/entera" "$d/clase" >/dev/null || exit 1
semilla=${SEMILLA:-$(date +%s)}
export FALSA_MS=6
# Sin la última, si está a medias.
enteras() {
    if [ -z "$(tail -c 1 "$1")" ]; then cat "$1"; else sed '$d' "$1"; fi
}
muertes=0 acabadas=0 perdidas=0 dobles=0 otras=0
awk -v n=$((20 * n)) -v s="$semilla" 'BEGIN { srand(s)
    for (i = 0; i < n; i++) printf "%.4f\n", 0.004 + 0.12 * rand() }' >"$d/momentos"
: >"$d/antes"
while [ $muertes -lt "$n" ] && read -r t; do
    # En primer plano, timeout espera a que el muerto lo esté del todo: si no,
    # el siguiente puede encontrarse su cerrojo.
    timeout --foreground --preserve-status -s KILL "$t" \
        "$falso" --salida="$d/s" --trabajos=2 "$d/clase" >/dev/null 2>"$d/mal"
    e=$?
    [ $e -eq 137 ] && muertes=$((muertes + 1))
    # Lo que había en el diario, sigue.
    : >"$d/ahora"
    [ ! -e "$d/s/diario" ] || enteras "$d/s/diario" | cut -d ' ' -f 2 | sort >"$d/ahora"
    uniq -d "$d/ahora" >"$d/doble"
    [ ! -s "$d/doble" ] || dobles=$((dobles + 1))
    comm -23 "$d/antes" "$d/ahora" >"$d/falta"
    [ ! -s "$d/falta" ] || perdidas=$((perdidas + 1))
    mv "$d/ahora" "$d/antes"
    [ $e -eq 137 ] && continue
    acabadas=$((acabadas + 1))
    [ $e -eq 0 ] && iguales "$d/entera" "$d/s" >"$d/difiere" 2>&1 || otras=$((otras + 1))
    rm -rf "$d/s"
    : >"$d/antes"
done <"$d/momentos"
"$falso" --salida="$d/s" "$d/clase" >/dev/null 2>&1 && iguales "$d/entera" "$d/s" >"$d/difiere" 2>&1 || otras=$((otras + 1))
if [ "$muertes" -eq "$n" ] && [ $perdidas -eq 0 ] && [ $dobles -eq 0 ] && [ $otras -eq 0 ]; then
    ok "$n, y ni se pierde nada ni se evalúa dos veces"
else
    fallo "$n, y ni se pierde nada ni se evalúa dos veces" \
        "$muertes muertes, $acabadas enteras; perdidas $perdidas, dobles $dobles, otras notas $otras; SEMILLA=$semilla"
    [ -z "${3:-}" ] || exit 1
fi
