#!/bin/sh
# dibuja.sh: en una gráfica se ve lo que pide, con los ejes de lo que se ve.
. tests/literario/comun.sh
taller dibuja

# pinta LÍNEA…: dibuja con ese cuerpo y escribe lo que pone en la gráfica.
pinta() {
    printf '%s\n' "$@" >"$taller/g.gp"
    docs/graficas/dibuja.sh "$taller/g" "$taller/g.ref" - lineas &&
        grep -o '<text>.*' "$taller/g.svg" | sed 's/<[^>]*>//g'
}

printf '# mucho\n1 9000 9000 9000 9000 9000 3\n2 5000 5000 5000 5000 5000 3\n\n\n' >"$taller/g.ref"
printf '# poco\n1 2 2 2 2 2 3\n2 8 8 8 8 8 3\n' >>"$taller/g.ref"

solo_lo_suyo() {
    ! pinta 'SERIES = "poco"' 'set yrange [0:*]' | grep -E '[0-9]{2}'
}

con_ideal() {
    pinta 'SERIES = "poco"' 'IDEAL = "mucho"' | grep -q '^ *4500$' &&
        pinta 'SERIES = "poco"' 'IDEAL = "mucho"' | grep -q ideal
}

if command -v gnuplot >/dev/null; then
    prueba 'gráficas: el eje llega hasta lo que se dibuja' solo_lo_suyo
    prueba 'gráficas: si se pide lo ideal, también cabe' con_ideal
fi
