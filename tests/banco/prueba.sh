#!/bin/sh
# prueba.sh CARPETA: una pasada rápida del banco, sin dos de los pares: salen
# todas las filas, bien formadas, y las que se quedan sin par lo dicen. Que se
# llegue o no a las metas depende de la máquina, y no se prueba.
set -u
banco=$1 salida=$1/prueba
mkdir -p "$salida"
rm -f "$salida"/*.tsv

di() { # bien o mal, qué, mensaje
    if [ "$1" -eq 0 ]; then
        printf 'ok\tbanco: %s\n' "$2"
    else
        printf 'fallo\tbanco: %s\t%s\n' "$2" "$3"
    fi
}

SIN='tbb joblib' RAPIDO=1 "$banco/banco" "$banco" "$salida" 2 \
    >"$salida/salida.txt" 2>"$salida/quejas.txt"
di $? 'mide, y los resultados coinciden' "$(head -n 1 "$salida/quejas.txt")"

for id in map-hilos map-procesos map-trozo map-python desigual tarea imap-1 \
    imap-python imap-auto lazo lazo-python nacer; do
    fila=$(grep "^$id	" "$salida/metas.tsv")
    printf '%s\n' "$fila" | grep -qE \
        '^[a-z0-9-]+	([0-9][0-9.e+-]*	[0-9.]+	(ok|corto)|sin-par	[0-9.]+	sin-par)$'
    di $? "la fila de $id" "dice: $fila"
done
[ "$(wc -l <"$salida/metas.tsv")" -eq 12 ]
di $? 'doce metas' "hay $(wc -l <"$salida/metas.tsv")"
for id in imap-1 lazo-python; do
    grep -qE "^$id	sin-par	[0-9.]+	sin-par\$" "$salida/metas.tsv"
    di $? "$id, sin su par" "$(grep "^$id	" "$salida/metas.tsv")"
done
build/resume <"$salida/frente.tsv" >/dev/null 2>&1
di $? 'las series se pueden resumir' 'build/resume no las entiende'
exit 0
