#!/bin/sh
# reparte.sh escribe [--forzar] NN-nombre… : lleva lo extraído de cada
#   lección a labs/ (con huecos) y a solutions/. Un fichero de labs/ que
#   alguien ha cambiado a mano no se pisa: se dice, y se acaba con 1.
# reparte.sh comprueba NN-nombre… : dice en qué difieren, y qué sobra.
set -u
que=$1
shift
forzar=
[ "${1:-}" = --forzar ] && forzar=1 && shift
mal=0

# ¿Es el fichero tal como lo dejó make enreda, o como está en git?
intacto() {
    cmp -s "$1" "$2" && return 0
    git ls-files --error-unmatch "$1" >/dev/null 2>&1 &&
        git diff --quiet HEAD -- "$1" 2>/dev/null
}

escribe() { # nuevo destino último
    cmp -s "$1" "$2" && { cp "$1" "$3"; return; }
    if [ -e "$2" ] && [ -z "$forzar" ] && ! intacto "$2" "$3"; then
        echo "$2: cambiado a mano, no lo piso (FORZAR=1 lo pisa)" >&2
        mal=1
        return
    fi
    cp "$1" "$2.nuevo" && mv "$2.nuevo" "$2" && cp "$1" "$3" &&
        printf '  escribe   %s\n' "$2" || mal=1
}

compara() { # nuevo destino
    cmp -s "$1" "$2" && return
    echo "$2:1: error: no es lo que sale de la lección (make enreda)" >&2
    mal=1
}

huerfanos() { # carpeta extraída, carpeta del árbol
    for f in "$2"/*; do
        [ -e "$f" ] || continue
        [ -e "$1/$(basename "$f")" ] && continue
        echo "$f:1: error: no sale de ninguna lección" >&2
        mal=1
    done
}

for cap; do
    for par in esqueleto:labs solucion:solutions; do
        de=build/$cap/lab/${par%:*} a=${par#*:}/$cap
        ultimo=build/$cap/lab/ultimo/${par#*:}
        mkdir -p "$ultimo"
        [ "$que" = comprueba ] || [ -z "$(ls "$de")" ] || mkdir -p "$a"
        for f in "$de"/*; do
            [ -e "$f" ] || continue
            n=$(basename "$f")
            if [ "$que" = comprueba ]; then
                compara "$f" "$a/$n"
            else
                escribe "$f" "$a/$n" "$ultimo/$n"
            fi
        done
        [ "$que" = escribe ] || huerfanos "$de" "$a"
    done
done
if [ "$que" = comprueba ]; then
    for d in labs/* solutions/*; do
        case " $* comun " in *" $(basename "$d") "*) continue ;; esac
        echo "$d:1: error: no sale de ninguna lección" >&2
        mal=1
    done
fi
exit $mal
