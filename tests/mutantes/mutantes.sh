#!/bin/sh
# mutantes.sh NN-nombre 'FUENTES' 'VARIANTES': prueba los mutantes de una
# solución y los compara con tests/NN-nombre/supervivientes.tsv (la clave de
# cada uno y su porqué; primero, la cuenta). COMPLETO, SEMILLA y MUESTRA, del
# entorno: véase tests/mutantes.mk.
set -u
lab=$1 fuentes=$2 variantes=$3
dir=build/mutantes/$lab
lista=tests/$lab/supervivientes.tsv
tab=$(printf '\t')
mal=0

dice() {
    mal=1
    echo "FALLO  $lab: $1" >&2
}

# Quita «# …» y lo que sigue al tabulador.
claves() {
    [ ! -f "$lista" ] || sed -e '/^#/d' -e "s/$tab.*//" "$lista"
}

rm -rf "$dir"/t.* "$dir/salido"
base=$(cat tests/mutantes/uno.sh "$dir"/enlaza-* | sha256sum)
# shellcheck disable=SC2086
(cd "build/$lab/lab/solucion" &&
    ../../../mutador lista "$SEMILLA" $fuentes) | sort >"$dir/todos"
total=$(wc -l <"$dir/todos")
cuantos=$total
[ -n "$COMPLETO" ] || [ "$total" -lt "$MUESTRA" ] || cuantos=$MUESTRA

# La solución, tal cual, por el mismo camino: si no pasa, lo demás no dice
# nada.
sh tests/mutantes/uno.sh "$lab" "$base" "$variantes" "${fuentes%% *}" 0
grep -q "${tab}vive\$" "$dir/salido" || {
    dice "la solución intacta no pasa: $(cut -f3 "$dir/salido")"
    exit 1
}
rm "$dir/salido"
head -n "$cuantos" "$dir/todos" | cut -f2,3 |
    xargs -P "$(nproc)" -n 2 sh tests/mutantes/uno.sh "$lab" "$base" \
        "$variantes"

# clave<TAB>veredicto, en el orden del fichero.
awk -F '\t' -v OFS='\t' 'NR == FNR { clave[$2, $3] = $4; next }
    { print $1, $2, clave[$1, $2], $3 }' "$dir/todos" "$dir/salido" |
    sort -t "$tab" -k 1,1 -k 2,2n | cut -f3,4 >"$dir/veredictos.tsv"
grep "${tab}vive\$" "$dir/veredictos.tsv" | cut -f1 >"$dir/viven"
[ "$(wc -l <"$dir/veredictos.tsv")" = "$cuantos" ] ||
    dice 'no se ha sabido de todos'
sin_saber=$(grep "${tab}error" "$dir/veredictos.tsv") && dice "$sin_saber"
no=$(grep -c "${tab}no compila\$" "$dir/veredictos.tsv")
vivos=$(wc -l <"$dir/viven")
probados=$((cuantos - no))
echo "$lab: $total mutantes; se prueban $cuantos, $no no compilan, $((probados - vivos)) cazados, $vivos vivos"

claves >"$dir/claves"
nuevos=$(grep -vxF -f "$dir/claves" "$dir/viven") &&
    dice "sobreviven y no están en $lista:
$nuevos"
cut -f4 "$dir/todos" >"$dir/todas"
viejos=$(grep -vxF -f "$dir/todas" "$dir/claves") &&
    dice "están en $lista y ya no existen:
$viejos"

# Los que solo se cazan a veces (su porqué empieza así) no cuentan como
# cazados nunca.
if [ -n "$COMPLETO" ]; then
    [ -f "$lista" ] && grep "${tab}a veces:" "$lista" | cut -f1 >>"$dir/viven"
    sort -u -o "$dir/viven" "$dir/viven"
    vivos=$(wc -l <"$dir/viven")
    cuenta="# Mutantes que compilan: $probados; cazados: $((probados - vivos))."
    {
        echo "$cuenta"
        cut -f1 "$dir/veredictos.tsv" | grep -xF -f "$dir/viven" |
            while IFS= read -r clave; do
                por=$([ -f "$lista" ] && awk -F '\t' -v c="$clave" \
                    '$1 == c { print $2 }' "$lista")
                printf '%s\t%s\n' "$clave" "${por:-por explicar}"
            done
    } >"$dir/supervivientes.tsv"
    cmp -s "$dir/supervivientes.tsv" "$lista" ||
        dice "$lista no es lo que ha salido, que queda en $dir/supervivientes.tsv"
else
    cuenta=$([ -f "$lista" ] && head -n 1 "$lista")
fi
grep -q 'por explicar$' "$lista" 2>/dev/null && dice "hay algo por explicar en $lista"
echo "${cuenta:-}" | awk -F '[:;.]' '
    { exit !($2 > 0 && $4 >= 0.9 * $2) }' ||
    dice "se cazan menos de nueve de cada diez, o no se sabe (COMPLETO=1): ${cuenta:-sin $lista}"
exit $mal
