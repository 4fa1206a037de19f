#!/bin/sh
# grafica.sh CARPETA EXTRAÍDO RESUME DIBUJA: mide la práctica con su banco,
# la dibuja sobre la referencia y la compara en texto.
set -u
d=$1 capitulo=$2 resume=$3 dibuja=$4

echo '  mide      tu práctica'
RAPIDO=1 timeout -k 5 300 "$d/banco" >"$d/lab.tsv" ||
    { echo 'La medida no ha acabado bien: ¿pasa las pruebas?' >&2; exit 1; }
"$resume" <"$d/lab.tsv" >"$d/lab.res" || exit 1
grep -q '^[^#]' "$d/lab.res" ||
    { echo 'Nada que medir: aún no hay ningún paso medible hecho.'; exit 0; }
mkdir -p "$d/graficas"

dibuja() { # nombre, referencia, tipo
    base=$d/graficas/$1
    cp "$capitulo/graficas/$1.gp" "$base.gp" &&
        sh "$dibuja" --lugar "$1" --terminal "$base" "$2" "$d/lab.res" \
            "$3" &&
        printf 'En %s.svg y %s.png.\n' "$base" "$base"
}

# Lo que la gráfica dice de sus ejes.
eje() { # nombre, cuál
    sed -n "s/^set $2label \"\(.*\)\"$/\1/p" "$capitulo/graficas/$1.gp"
}
escala() {
    sed -n 's/^ESCALA = //p' "$capitulo/graficas/$1.gp" | grep . || echo 1
}

sed -n 's/^grafica	//p' "$capitulo/manifiesto.tsv" |
    while IFS='	' read -r nombre datos tipo; do
        ref=$capitulo/datos/${datos%.tsv}.ref
        [ -r "$ref" ] || ref=-
        echo
        build/informe compara "$ref" "$d/lab.res" "$(eje "$nombre" x)" \
            "$(eje "$nombre" y)" "$(escala "$nombre")"
        if command -v gnuplot >/dev/null; then
            dibuja "$nombre" "$ref" "${tipo:-lineas}"
        else
            echo 'Sin gnuplot no hay dibujo.'
        fi
    done
