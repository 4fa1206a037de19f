#!/bin/sh
# diagrama.sh [--lugar FICHERO:LÍNEA] CUERPO.tex BASE
#
# Compone el cuerpo, que es TikZ, en BASE.pdf y BASE.svg. En el SVG el negro
# pasa a ser el color del texto, para que se vea en modo oscuro. Un error
# de LaTeX se dice con la línea de la lección.
set -u
lugar=''
if [ "${1:-}" = --lugar ]; then
    lugar=$2
    shift 2
fi
if [ $# -ne 2 ]; then
    echo 'uso: diagrama.sh [--lugar FICHERO:LÍNEA] CUERPO.tex BASE' >&2
    exit 2
fi
cuerpo=$1 base=$2
lugar=${lugar:-$cuerpo:0}
plantilla=$(dirname "$0")/../plantillas/diagrama.tex
taller=$base.d
mkdir -p "$taller" || exit 1

# El cuerpo, en el lugar de la línea que solo dice CUERPO.
awk -v cuerpo="$cuerpo" '
    $0 == "CUERPO" { while ((getline l < cuerpo) > 0) print l; next }
    { print }' "$plantilla" >"$taller/diagrama.tex"
delante=$(awk '$0 == "CUERPO" { print NR - 1; exit }' "$plantilla")

if ! max_print_line=1000 xelatex -interaction=nonstopmode -halt-on-error \
    -file-line-error -no-shell-escape -output-directory="$taller" \
    "$taller/diagrama.tex" >/dev/null 2>&1 </dev/null; then
    awk -v f="${lugar%:*}" -v n="${lugar##*:}" -v d="$delante" '
        !visto && match($0, /diagrama\.tex:[0-9]+: /) {
            k = substr($0, RSTART + 13, RLENGTH - 15) - d
            print f ":" n + (k > 0 ? k : 0) ": error: " \
                substr($0, RSTART + RLENGTH)
            visto = 1
        }
        END { if (!visto) print f ":" n ": error: xelatex no acepta el dibujo" }
        ' "$taller/diagrama.log" >&2
    exit 1
fi
if grep '^Missing character' "$taller/diagrama.log" >&2; then
    echo "$lugar: error: hay signos que la letra no tiene" >&2
    exit 1
fi
pdftocairo -svg "$taller/diagrama.pdf" "$taller/diagrama.svg" || exit 1
sed -e 's/rgb(0%, *0%, *0%)/currentColor/g' \
    -e 's/rgb(0,0,0)/currentColor/g' -e 's/"#000000"/"currentColor"/g' \
    "$taller/diagrama.svg" >"$base.svg.tmp" &&
    mv -f "$base.svg.tmp" "$base.svg" &&
    mv -f "$taller/diagrama.pdf" "$base.pdf" && rm -rf "$taller"
