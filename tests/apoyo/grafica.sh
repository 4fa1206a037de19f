#!/bin/sh
# grafica.sh [--breve] CARPETA EXTRAÍDO RESUME DIBUJA: mide la práctica con su
# banco, la dibuja sobre la referencia y la compara en texto. Con --breve, una
# línea por serie y sin dibujo; y si ya estaba medida, no la vuelve a medir.
set -u
breve=
[ "$1" != --breve ] || { breve=1; shift; }
d=$1 capitulo=$2 resume=$3 dibuja=$4

mide() {
    echo '  mide      tu práctica'
    RAPIDO=1 timeout -k 5 300 "$d/banco" >"$d/lab.tsv" ||
        { echo 'La medida no ha acabado bien: ¿pasa las pruebas?' >&2; exit 1; }
    "$resume" <"$d/lab.tsv" >"$d/lab.res.nuevo" &&
        mv "$d/lab.res.nuevo" "$d/lab.res" || exit 1
}
[ -n "$breve" ] && [ "$d/lab.res" -nt "$d/banco" ] || mide
grep -q '^[^#]' "$d/lab.res" ||
    { echo 'Nada que medir: aún no hay ningún paso medible hecho.'; exit 0; }
mkdir -p "$d/graficas"

dibuja() { # nombre, referencia, tipo
    base=$d/graficas/$1
    cp "$capitulo/graficas/$1.gp" "$base.gp" &&
        sh "$dibuja" --lugar "$1" --terminal "$base" "$2" "$d/lab.res" \
            "$3" &&
        printf 'En %s.svg y %s.png.\n' "$base" "$1"
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
        if [ -n "$breve" ]; then
            [ "$ref" = - ] || build/informe razon "$ref" "$d/lab.res" \
                "$(eje "$nombre" y)"
            continue
        fi
        build/informe compara "$ref" "$d/lab.res" "$(eje "$nombre" x)" \
            "$(eje "$nombre" y)" "$(escala "$nombre")"
        if command -v gnuplot >/dev/null; then
            dibuja "$nombre" "$ref" "${tipo:-lineas}"
        else
            echo 'Sin gnuplot no hay dibujo.'
        fi
    done
