#!/bin/sh
# vistos.sh NN-nombre…: escribe en build/NN-nombre/vistos.tsv los términos del
# glosario que han usado los capítulos anteriores, si no los decía ya.
set -eu
antes=
for c; do
    f=build/$c/vistos.tsv
    # shellcheck disable=SC2086
    cat /dev/null $antes | sort -u >"$f.nuevo"
    if cmp -s "$f.nuevo" "$f"; then rm "$f.nuevo"; else mv "$f.nuevo" "$f"; fi
    antes="$antes build/$c/terminos.tsv"
done
