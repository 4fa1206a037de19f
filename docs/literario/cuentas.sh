#!/bin/sh
# cuentas.sh NN-nombre…: lo que a un capítulo se le cuenta. Quince entradas de
# índice, diez preguntas rápidas y cinco errores típicos (en el 00, ninguno);
# y, de la bibliografía, que no haya obras repetidas, ni sin cerrar, ni que
# nadie cite.
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
awk -v f=$obras '
    function cierra() {
        if (van == 0) return
        printf "%s:%d: error: «%s» no se cierra\n", f, donde, obra
        mal = 1
    }
    /^@/ {
        cierra()
        van = 0
        donde = NR
        obra = $0
        gsub(/^@[a-z]*\{|,.*/, "", obra)
        if (obra in vista) {
            printf "%s:%d: error: «%s» está dos veces\n", f, NR, obra
            mal = 1
        }
        vista[obra] = 1
    }
    { van += gsub(/\{/, "") - gsub(/\}/, "") }
    END { cierra(); exit mal }' $obras >&2 || mal=1
for obra in $(sed -n 's/^@[a-z]*{\([^,]*\),.*/\1/p' $obras | sort -u); do
    grep -qE "@$obra([^A-Za-z0-9_:-]|$)" lessons/*/*.md && continue
    n=$(grep -n "^@[a-z]*{$obra," $obras | head -1 | cut -d: -f1)
    echo "$obras:$n: error: nadie cita «$obra»" >&2
    mal=1
done
exit $mal
