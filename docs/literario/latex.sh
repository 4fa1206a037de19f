#!/bin/sh
# latex.sh LIBRO.tex LIBRO.pdf: xelatex las veces que haga falta.
#
# Los .aux, .toc e .idx se quedan en una carpeta junto al .tex, así que, si
# solo ha cambiado la prosa, basta una pasada. Del registro se dicen solo
# los errores de verdad, los signos que ninguna letra tiene y las líneas
# que se salen de la página. V=1 enseña además los avisos.
set -u
tex=$1 pdf=$2
plantillas=$(cd "$(dirname "$0")/../plantillas" && pwd) || exit 1
nombre=$(basename "$tex" .tex)
taller=$(dirname "$tex")/$nombre.aux.d
log=$taller/$nombre.log
mkdir -p "$taller" || exit 1

estado()
{
    cat "$taller/$nombre".aux "$taller/$nombre".toc \
        "$taller/$nombre".idx "$taller/$nombre".out 2>/dev/null | cksum
}

pasada()
{
    max_print_line=1000 xelatex -no-pdf -interaction=nonstopmode \
        -halt-on-error -file-line-error -no-shell-escape \
        -output-directory="$taller" "$tex" >/dev/null 2>&1 </dev/null &&
        return
    grep -E -A 3 '^(!|[^ ]*\.tex:[0-9]+:)' "$log" | head -20 >&2
    echo "$tex: error: xelatex no lo acepta; todo está en $log" >&2
    exit 1
}

indice()
{
    [ -f "$taller/$nombre.idx" ] || return 0
    (cd "$taller" && makeindex -q -s "$plantillas/indice.ist" \
        -o "$nombre.ind" "$nombre.idx") || exit 1
}

n=0
while antes=$(estado); do
    pasada
    indice
    n=$((n + 1))
    if [ "$antes" = "$(estado)" ]; then
        break
    fi
    if [ $n -ge 5 ]; then
        echo "$tex: error: las referencias no se asientan en $n pasadas" >&2
        exit 1
    fi
done

malo=0
if grep -E '^Missing character' "$log" | sort -u | head -20 | grep . >&2; then
    echo "$tex: error: hay signos que ninguna letra tiene" >&2
    malo=1
fi
# 5 puntos (1,8 mm) no se ven; lo que sobresale más, sí.
if grep -E '^Overfull \\hbox \(([0-9]{2,}|[5-9])\.[0-9]+pt' "$log" |
    sort -u | head -20 | grep . >&2; then
    echo "$tex: aviso: hay líneas que se salen del margen" >&2
fi
if [ -n "${V:-}" ]; then
    grep -E 'LaTeX Warning|Underfull' "$log" >&2
fi
[ $malo -eq 0 ] || exit 1
xdvipdfmx -q -E -o "$taller/$nombre.pdf" "$taller/$nombre.xdv" &&
    cp -f "$taller/$nombre.pdf" "$pdf"
