#!/bin/sh
# insiste.sh LISTA: rehace resultados una y otra vez, con la otra CPU
# ocupada; tienen que salir siempre iguales. Cada línea de la lista:
# VECES<TAB>RESULTADO.res<TAB>ORDEN, una orden de sh que lo rehace en $R.
# insiste.sh --una N K: la vez K de la línea N, para quien la reparte.
# Sin COMPLETO=1, una muestra: una línea de cada cuatro se repite VECES, y las
# demás, la cuarta parte (o menos, si es un error típico). Cuáles, lo decide
# DIA, un número: en cuatro seguidos les toca a todas.
set -u
dir=build/insiste
tab=$(printf '\t')

# De lo que caza un sanitizer basta repetir las pruebas en las que lo cazó
# ($SOLO). Y lo que la primera vez tardó, porque agota algún plazo, no
# necesita agotarlo entero; pero solo si es algo que tiene que fallar.
una() {
    IFS=$tab read -r _ res orden <<LINEA
$(sed -n "$1p" "$dir/lista")
LINEA
    R=$dir/$1.$2
    SOLO=$(awk -F '\t' '$5 == "saneador" || $5 == "fugas" { print $2 }' "$res.tsv")
    export R SOLO
    [ -e "$dir/$1.lento" ] && export PLAZO_FACTOR=0.3
    desde=$(date +%s%N)
    sh -c "$orden"
    ms=$((($(date +%s%N) - desde) / 1000000))
    echo "$ms$tab$res" >>"$dir/tiempos"
    case $res in
    */error-* | */esqueleto.res)
        [ $ms -lt 2000 ] || [ -n "$SOLO" ] || : >"$dir/$1.lento"
        ;;
    esac
    if cmp -s "$res" "$R"; then
        rm -f "$R" "$R".*
    else
        echo "vez $2: no sale lo mismo que en $res: está en $R" |
            tee -a "$dir/distintas" >&2
        diff "$res" "$R" >&2
    fi
}

if [ "$1" = --una ]; then
    una "$2" "$3"
    exit 0
fi

# Traducir las direcciones de un informe tarda diez veces más que la prueba,
# y aquí el informe no lo lee nadie.
export TSAN_OPTIONS=symbolize=0 ASAN_OPTIONS=symbolize=0 LSAN_OPTIONS=symbolize=0

rm -rf "$dir" && mkdir -p "$dir" || exit 1
: >"$dir/distintas"
awk -F '\t' -v OFS='\t' -v completo="${COMPLETO:-}" -v dia="${DIA:-1}" '
    completo != "" { print; next }
    (NR + dia) % 4 != 0 {
        parte = $2 ~ /\/error-/ ? 8 : 4
        $1 = int(($1 + parte - 1) / parte)
        menos++
    }
    { print }
    END {
        if (completo == "")
            printf "insiste: muestra del día %d: %d de %d resultados, todas sus veces; los otros, menos (COMPLETO=1, todas)\n", \
                dia, NR - menos, NR >"/dev/stderr"
    }' "$1" >"$dir/lista"

# Da vueltas mientras viva quien la lanzó: no sobrevive ni a un SIGKILL.
sh -c 'while kill -0 "$1" 2>/dev/null; do
    i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done
done' ocupa $$ &
ocupa=$!
trap 'kill $ocupa 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP

# Por rondas: la primera vez de todos, la segunda de todos…
awk -F '\t' '{ for (k = 1; k <= $1; k++) print k, NR }' "$dir/lista" |
    sort -n | awk '{ print $2, $1 }' |
    xargs -P "$(nproc)" -n 2 sh tests/apoyo/insiste.sh --una

mal=0
while IFS=$tab read -r _ res _; do
    grep -H '^fallo' "$res" && mal=1
done <"$dir/lista"
[ -s "$dir/distintas" ] && mal=1
[ $mal = 0 ] &&
    awk -F '\t' '{ n += $1; if ($1 > m) m = $1 }
        END { printf "%d resultados, hasta %d veces, siempre lo mismo.\n", NR, m }' \
        "$dir/lista"
exit $mal
