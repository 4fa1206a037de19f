#!/bin/sh
# extraer.sh CARPETA EJEMPLOS [RONDAS]: los veinte equipos del capítulo 10 con
# ocho trabajadores, entre lo que manda la ley: ⌈20/8⌉ latencias. Añade a
# CARPETA/metas.tsv su meta, con procesos; en CARPETA/extraer.tsv deja todas
# las rondas, también con hilos y con un bucle. Sin libcurl no hay programa, y
# dice sin-par.
set -u
carpeta=$1 ejemplos=$2 rondas=${3:-9}
[ "${RAPIDO:-}" = 1 ] && rondas=1

# TURNO, si no está vacío, es el fichero por el que se espera a que no mida
# nadie más.
if [ -n "${TURNO:-}" ]; then
    exec 9>>"$TURNO"
    flock 9
fi
: >"$carpeta/extraer.tsv"
if [ -x "$ejemplos/mide_equipos" ]; then
    "$ejemplos/mide_equipos" 300 "$rondas" 8 9>&- >"$carpeta/extraer.tsv" ||
        exit 1
fi

# La mediana de una serie, entre la ley; nada, si no está.
razon()
{
    awk -F '\t' -v s="$1" '$1 == s { print $3 / 3 }' \
        "$carpeta/extraer.tsv" | sort -g |
        awk '{ v[NR] = $1 }
            END { if (NR > 0) print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

r=$(razon procesos)
como=corto
if [ -z "$r" ]; then
    como=sin-par
elif awk -v x="$r" 'BEGIN { exit !(x <= 1.05) }'; then
    como=ok
fi
printf 'extraer-ideal\t%s\t1.05\t%s\n' "${r:-sin-par}" "$como" \
    >>"$carpeta/metas.tsv"
printf '  %-17s %9s  <= 1.05  %-7s  %s\n' extraer-ideal "${r:--}" "$como" \
    'veinte equipos con ocho procesos, entre ⌈20/8⌉ latencias'
for s in hilos bucle; do
    r=$(razon $s)
    [ -z "$r" ] || printf '  con %s: %s\n' "$s" "$r"
done
