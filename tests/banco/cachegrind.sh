#!/bin/sh
# cachegrind.sh CARPETA: los fallos de caché, que aquí no se pueden contar de
# otro modo: cada contendiente compilado, con pocos elementos, hace una ronda
# bajo cachegrind. Deja CARPETA/cachegrind.tsv: grupo, contendiente,
# elementos, referencias a datos, fallos de la primera caché y de la última.
# La cuenta incluye prepararse y calentar.
set -u
carpeta=$1
if ! command -v valgrind >/dev/null 2>&1; then
    echo '  salta     cachegrind: falta valgrind' >&2
    exit 0
fi
"$carpeta/banco" --lista | while IFS='	' read -r grupo nombre programa problema n; do
    case $programa in *.py) continue ;; esac
    [ -x "$carpeta/$programa" ] || continue
    [ "$n" -le 20000 ] || n=20000
    printf '  cuenta    %s: %s\n' "$grupo" "$nombre" >&2
    echo ya | VUELTAS_POR_US=1 timeout 120 valgrind --tool=cachegrind --cache-sim=yes \
        --cachegrind-out-file=/dev/null \
        "$carpeta/$programa" "$problema" "$n" 2 2>&1 >/dev/null |
        tr -d , | awk -v g="$grupo" -v c="$nombre" -v n="$n" '
            / D +refs:/ { r = $4 } / D1 +misses:/ { d = $4 }
            / LLd +misses:/ { l = $4 }
            END { if (r) printf "%s\t%s\t%s\t%s\t%s\t%s\n", g, c, n, r, d, l }'
done >"$carpeta/cachegrind.tsv"
echo "  $carpeta/cachegrind.tsv"
