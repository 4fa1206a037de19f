#!/bin/sh
# reparte.sh escribe [--forzar] NN-nombre… : lleva lo extraído de cada
#   lección a labs/ (con huecos) y a solutions/ (y ahí, en libparalelo/, la
#   biblioteca, si es de ese capítulo). Un fichero de labs/ que
#   alguien ha cambiado a mano no se pisa: se dice, y se acaba con 1.
# reparte.sh comprueba NN-nombre… : dice en qué difieren, y qué sobra.
set -u
que=$1
shift
forzar=
[ "${1:-}" = --forzar ] && forzar=1 && shift
mal=0

# Lo que make enreda dejó escrito la última vez, con su suma: así se sabe
# qué ha cambiado alguien, haya o no build/, y esté o no en git.
sumas=labs/.enredado

intacto() {
    [ -e "$sumas" ] && grep -qxF "$(sha256sum "$1")" "$sumas"
}

apunta() {
    { grep -v "  $1\$" "$sumas" 2>/dev/null; sha256sum "$1"; } |
        LC_ALL=C sort -k 2 >"$sumas.nuevo" && mv "$sumas.nuevo" "$sumas"
}

escribe() { # nuevo destino
    if cmp -s "$1" "$2"; then
        intacto "$2" || apunta "$2"
        return
    fi
    if [ -e "$2" ] && [ -z "$forzar" ] && ! intacto "$2"; then
        echo "$2: cambiado a mano, no lo piso (FORZAR=1 lo pisa)" >&2
        mal=1
        return
    fi
    cp "$1" "$2.nuevo" && mv "$2.nuevo" "$2" && apunta "$2" &&
        printf '  escribe   %s\n' "$2" || mal=1
}

compara() { # nuevo destino
    cmp -s "$1" "$2" && return
    echo "$2:1: error: no es lo que sale de la lección (make enreda)" >&2
    mal=1
}

huerfanos() { # carpeta extraída, carpeta del árbol
    for f in "$2"/*; do
        [ -f "$f" ] || continue
        [ -e "$1/$(basename "$f")" ] && continue
        echo "$f:1: error: no sale de ninguna lección" >&2
        mal=1
    done
}

for cap; do
    for par in lab/esqueleto:labs/$cap lab/solucion:solutions/$cap \
        biblioteca/limpio:solutions/$cap/libparalelo; do
        de=build/$cap/${par%:*} a=${par#*:}
        [ "$que" = comprueba ] || [ -z "$(ls "$de")" ] || mkdir -p "$a"
        for f in "$de"/*; do
            [ -e "$f" ] || continue
            n=$(basename "$f")
            if [ "$que" = comprueba ]; then
                compara "$f" "$a/$n"
            else
                escribe "$f" "$a/$n"
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
