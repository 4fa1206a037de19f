#!/bin/sh
# cubierta.sh CUBIERTA.png EDICIÓN: dibuja la portada del libro y la deja como
# imagen. Dos pasadas: el dibujo se coloca respecto a la página.
set -eu
png=$1 edicion=$2
taller=$png.d
mkdir -p "$taller"
pandoc -f markdown -t latex /dev/null --metadata-file docs/plantillas/curso.yaml \
    $([ "$edicion" != docente ] || echo -M docente=1) \
    --template docs/plantillas/cubierta.latex -o "$taller/cubierta.tex"
for _ in 1 2; do
    xelatex -interaction=nonstopmode -halt-on-error -no-shell-escape \
        -output-directory="$taller" "$taller/cubierta.tex" \
        >/dev/null 2>&1 </dev/null || {
        grep -A 3 '^!' "$taller/cubierta.log" >&2
        exit 1
    }
done
pdftocairo -png -singlefile -scale-to-x 1200 -scale-to-y -1 \
    "$taller/cubierta.pdf" "$taller/cubierta"
mv "$taller/cubierta.png" "$png"
rm -rf "$taller"
