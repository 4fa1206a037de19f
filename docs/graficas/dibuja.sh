#!/bin/sh
# dibuja.sh [--lugar FICHERO:LÍNEA] [--terminal] BASE REF TUYA TIPO
#
# Dibuja BASE.gp en BASE.svg y BASE.pdf. REF y TUYA son ficheros resumidos
# (bloques «# serie» con filas «x mediana q1 q3 min max n») o «-». TIPO:
# lineas y barras dibujan ellos con lo que el cuerpo deja dicho; con libre,
# el cuerpo hace su plot. --terminal dibuja además BASE.png y enseña la
# gráfica en el terminal.
set -u
lugar='' terminal=''
while :; do
    case ${1:-} in
    --lugar) lugar=$2; shift 2 ;;
    --terminal) terminal=1; shift ;;
    *) break ;;
    esac
done
if [ $# -ne 4 ]; then
    echo 'uso: dibuja.sh [--lugar L] [--terminal] BASE REF TUYA TIPO' >&2
    exit 2
fi
base=$1 ref=$2 tuya=$3 tipo=$4
lugar=${lugar:-$base.gp:1}
aqui=$(dirname "$0")

queja()
{
    echo "$lugar: error: $*" >&2
    rm -f "$base".svg.tmp "$base".pdf.tmp "$base".png.tmp
    exit 1
}

# Las series de un resumen: las cabeceras a las que sigue una fila.
series()
{
    awk '/^#/ { s = $0; sub(/^# */, "", s); next }
         NF && s != "" { v = v (v == "" ? "" : " ") s; s = "" }
         END { print v }' "$1"
}

case $tipo in
lineas | barras | libre) ;;
*) queja "no hay gráficas de tipo «$tipo»" ;;
esac
[ "$ref" = - ] || [ -r "$ref" ] || queja "no puedo leer $ref"
hay=0
if [ "$tuya" != - ] && [ -s "$tuya" ] && [ -n "$(series "$tuya")" ]; then
    hay=1
fi
# Sin referencia, lo del lector se dibuja él solo.
sola=''
if [ "$ref" = - ] && [ $hay -eq 1 ] && [ "$tipo" != libre ]; then
    ref=$tuya tuya=- sola=1
fi
[ "$ref" = - ] || todas=$(series "$ref")

# Las series que tu máquina no midió no se dibujan sobre la referencia.
if [ $hay -eq 1 ] && [ "$ref" != - ] && [ "$tuya" != - ]; then
    tuyas=" $(series "$tuya") "
    for s in $todas; do
        case $tuyas in *" $s "*) ;; *) faltan="${faltan:-} $s" ;; esac
    done
    if [ -n "${faltan:-}" ]; then
        # Un bloque vacío por cada una, para que gnuplot no se queje.
        tmp=$base.tuya.tmp
        { cat "$tuya"; for s in $faltan; do
            printf '\n\n# %s\nNaN NaN NaN NaN NaN NaN 0\n' "$s"
        done; } >"$tmp"
        tuya=$tmp
    fi
fi

# Una serie que no está en los datos saldría en blanco y sin queja.
pedidas()
{
    sed -n "s/^ *SERIES *= *[\"']\\(.*\\)[\"'].*/\\1/p" "$base.gp"
}
if [ "$ref" != - ] && [ "$tipo" != libre ]; then
    for s in $(pedidas); do
        case " $todas " in
        *" $s "*) ;;
        *) queja "los datos no tienen la serie «$s»" ;;
        esac
    done
fi

# Si las x son pocas y enteras, las marcas del eje también.
marcas()
{
    [ "$ref" = - ] || awk '!/^#/ && NF {
            if ($1 != int($1)) mal = 1
            if (!n++ || $1 < a) a = $1
            if (n == 1 || $1 > b) b = $1
        }
        END { if (!mal && b - a <= 12) print "set xtics 1" }' "$ref"
}

guion()
{
    cat <<GP
REF = '$ref'; TUYA = '$tuya'; HAY_TUYA = $((hay && ${#sola} == 0))
load '$aqui/comun.gp'
$(marcas)
SERIES = '${todas:-}'
load '$base.gp'
GP
    [ "$tipo" = libre ] || echo "load '$aqui/$tipo.gp'"
    echo 'unset output; reset'
}

# Los errores de gnuplot señalan BASE.gp; la línea n del cuerpo es la
# n-ésima tras la valla de la lección.
traduce()
{
    fichero=${lugar%:*} linea=${lugar##*:}
    awk -v gp="$base.gp" -v f="$fichero" -v n="$linea" '
        index($0, "\"" gp "\"") {
            l = $0; sub(/.*",? line /, "", l); k = l + 0
            sub(/^[0-9]+: */, "", l)
            print f ":" n + k ": error: " l; visto = 1; next
        }
        /line [0-9]+:/ { print f ":" n ": error: " $0; visto = 1; next }
        /warning/ { next }
        { resto = resto $0 "\n" }
        END { if (!visto && resto) printf "%s:%d: error: %s", f, n, resto }'
}

# En texto no hay superíndices que dibujar, pero los hay que escribir; y lo que
# sobra se deja donde no descoloque: delante en el eje y, a los lados en el x.
elevado()
{
    sed -e 's/10^{\([0-9]\)} \([+|]\)/   10^\1 \2/;s/10^{\([0-9]\)}/ 10^\1  /g' \
        -e 's/10^0/10⁰/g;s/10^1/10¹/g;s/10^2/10²/g;s/10^3/10³/g;s/10^4/10⁴/g' \
        -e 's/10^5/10⁵/g;s/10^6/10⁶/g;s/10^7/10⁷/g;s/10^8/10⁸/g;s/10^9/10⁹/g' \
        -e 's/^\f//;s/ *$//' | cat -s
}

{
    echo "set terminal svg size 560,327 dynamic enhanced font 'TeX Gyre Heros,Helvetica,Arial,sans-serif,13'"
    echo "set output '$base.svg.tmp'"
    guion
    echo "set terminal pdfcairo size 12cm,7cm enhanced color font 'TeX Gyre Heros,10'"
    echo "set output '$base.pdf.tmp'"
    guion
    if [ -n "$terminal" ]; then
        echo "set terminal pngcairo size 1120,654 enhanced font 'TeX Gyre Heros,18'"
        echo "set output '$base.png.tmp'"
        guion
    fi
} >"$base.gnuplot.tmp"
if ! gnuplot "$base.gnuplot.tmp" 2>"$base.aviso.tmp"; then
    traduce <"$base.aviso.tmp" >&2
    rm -f "$base".*.tmp
    exit 1
fi
for e in svg pdf ${terminal:+png}; do
    mv -f "$base.$e.tmp" "$base.$e" || exit 1
done
if [ -n "$terminal" ]; then
    {
        echo "set terminal dumb size ${ancho:-79},22; TERMINAL = 1"
        guion
    } | gnuplot 2>/dev/null | elevado
fi
if [ -n "$terminal" ]; then
    [ $hay -eq 1 ] || echo 'Solo está la referencia: tu máquina no ha medido.'
    [ -z "$sola" ] || echo 'No hay referencia: solo se ve tu máquina.'
fi
rm -f "$base".*.tmp
