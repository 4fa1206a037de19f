#!/bin/sh
# cuentas.sh NN-nombre…: lo que a un capítulo se le cuenta. Quince entradas de
# índice, diez preguntas rápidas y cinco errores típicos (en el 00, ninguno);
# y, de la bibliografía, que no haya una obra que nadie cite.
# Cada falta es una línea «fichero:línea: error: …», y el estado es 1.
set -u
mal=0

pide() { # capítulo, cuántas hay, cuántas hacen falta, de qué
    [ "$2" -ge "$3" ] && return
    set -- "$@" "lessons/$1"/*.md
    echo "$5:1: error: el capítulo tiene $2 $4, y hacen falta $3" >&2
    mal=1
}

# Las entradas distintas: la clave, o lo que va entre corchetes.
entradas() {
    cat "lessons/$1"/*.md | tr '\n' ' ' |
        grep -oE '\[[^][]*\]\{\.indice[^}]*\}' |
        sed -E 's/.*clave="([^"]*)".*/\1/; s/^\[(.*)\]\{.*/\1/' |
        sort -u | wc -l
}

bloques() { # capítulo, clase
    cat "lessons/$1"/*.md | grep -cE "^:::+ *\{\.$2[ }]"
}

for c; do
    pide "$c" "$(entradas "$c")" 15 'entradas de índice'
    pide "$c" "$(bloques "$c" pregunta)" 10 'preguntas rápidas'
    case $c in
    00-*) ;;
    *) pide "$c" "$(bloques "$c" error)" 5 'errores típicos' ;;
    esac
done

obras=lessons/bibliografia.bib
for obra in $(sed -n 's/^@[a-z]*{\([^,]*\),.*/\1/p' $obras); do
    grep -qE "@$obra([^A-Za-z0-9_:-]|$)" lessons/*/*.md && continue
    n=$(grep -n "^@[a-z]*{$obra," $obras | cut -d: -f1)
    echo "$obras:$n: error: nadie cita «$obra»" >&2
    mal=1
done
exit $mal
