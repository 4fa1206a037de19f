#!/bin/sh
# insiste.sh VECES RESULTADO.res…: rehace esos resultados una y otra vez con
# la otra CPU ocupada. Tienen que salir siempre los mismos.
set -u
veces=$1
shift
dir=build/pruebas/insiste
rm -rf "$dir" && mkdir -p "$dir"

# Da vueltas mientras viva quien la lanzó: no sobrevive ni a un SIGKILL.
sh -c 'while kill -0 "$1" 2>/dev/null; do
    i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done
done' ocupa $$ &
ocupa=$!
trap 'kill $ocupa 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP

cat "$@" >"$dir/primera" || exit 1
mal=0
i=1
while [ "$i" -le "$veces" ]; do
    ${MAKE:-make} -s "$@" >/dev/null || mal=1
    cat "$@" >"$dir/esta"
    if cmp -s "$dir/primera" "$dir/esta"; then
        [ -t 1 ] && printf '\r  vez %d de %d ' "$i" "$veces"
    else
        echo "  vez $i de $veces: no sale lo mismo"
        diff "$dir/primera" "$dir/esta"
        mal=1
    fi
    i=$((i + 1))
done
[ -t 1 ] && echo
[ $mal = 0 ] && ! grep -q '^fallo' "$dir/primera" &&
    echo "$veces veces, siempre lo mismo."
