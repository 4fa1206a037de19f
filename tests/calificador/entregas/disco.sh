#!/bin/sh
# disco.sh LISTA: recoge en un disco de 1 MiB, de verdad, donde no cabe una
# de tres entregas. Necesita montar un tmpfs (root, o espacios de nombres).
set -u
nombre='las entregas: un disco lleno'
d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
mkdir "$d/disco"
for a in ana bea cruz; do
    mkdir -p "$d/clase/$a/labs/00-herramientas"
    cp solutions/00-herramientas/*.c "$d/clase/$a/labs/00-herramientas/"
done
head -c 3000000 /dev/zero | tr '\0' ' ' >>"$d/clase/bea/labs/00-herramientas/vector.c"
cat >"$d/guion" <<FIN
mount -t tmpfs -o size=1m tmpfs "$d/disco" || exit 77
"$1" build "$d/clase" "$d/disco/trabajo" 00-herramientas
df -k "$d/disco" | awk 'NR == 2 { print "usado\t" \$3 }'
FIN
sale=$(unshare -m sh "$d/guion" 2>/dev/null) ||
    sale=$(unshare -rm sh "$d/guion" 2>/dev/null) || {
    printf 'salto\t%s\taquí no se puede montar un tmpfs\n' "$nombre"
    exit 0
}
dice() {
    if [ "$2" = "$3" ]; then
        printf 'ok\t%s: %s\n' "$nombre" "$1"
    else
        printf 'fallo\t%s: %s\tse esperaba «%s» y ha salido «%s»\n' "$nombre" "$1" "$2" "$3"
    fi
}
dice 'la que no cabe es imposible, y solo ella' 'entrega ana; imposible bea; entrega cruz' \
    "$(printf '%s\n' "$sale" | awk -F '\t' '$1 ~ /^[a-z]+$/ && NF > 3 { printf "%s%s %s", s, $1, $2; s = "; " }')"
dice 'y se dice por qué' 'no se ha podido guardar: no queda sitio en el disco' \
    "$(printf '%s\n' "$sale" | awk -F '\t' '$1 == "  disco" { print $2 }')"
dice 'de ella no queda nada' si \
    "$(printf '%s\n' "$sale" | awk -F '\t' '$1 == "usado" { print $2 < 100 ? "si" : $2 " kB" }')"
