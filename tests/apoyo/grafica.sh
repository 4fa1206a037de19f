#!/bin/sh
# grafica.sh CARPETA EXTRAÍDO RESUME DIBUJA: mide la práctica con su banco,
# la dibuja sobre la referencia y la compara en texto.
set -u
d=$1 capitulo=$2 resume=$3 dibuja=$4

echo '  mide      tu práctica'
timeout -k 5 300 "$d/banco" >"$d/lab.tsv" ||
    { echo 'La medida no ha acabado bien: ¿pasa las pruebas?' >&2; exit 1; }
"$resume" <"$d/lab.tsv" >"$d/lab.res" || exit 1
grep -q . "$d/lab.res" ||
    { echo 'No hay nada medido: ningún paso medible está hecho.'; exit 0; }
mkdir -p "$d/graficas"
awk -F '\t' '$1 == "grafica" { print $2 "\t" $3 "\t" $4 }' \
    "$capitulo/manifiesto.tsv" |
    while IFS='	' read -r nombre datos tipo; do
        ref=$capitulo/datos/${datos%.tsv}.ref
        base=$d/graficas/$nombre
        echo
        build/informe compara "$ref" "$d/lab.res"
        cp "$capitulo/graficas/$nombre.gp" "$base.gp" || continue
        if command -v gnuplot >/dev/null; then
            sh "$dibuja" --lugar "$nombre" "$base" "$ref" "$d/lab.res" \
                "${tipo:-lineas}" && ls "$base".svg "$base".png 2>/dev/null
        else
            echo 'Sin gnuplot no hay dibujo.'
        fi
    done
