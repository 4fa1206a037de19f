#!/bin/sh
# comprueba.sh NN-nombre…: lo que un autor mira antes de entregar. Que lo
# extraído es lo que hay en labs/ y solutions/, que clang no avisa de nada,
# que el código sigue .clang-format, que clang-tidy calla, que la prosa está
# en buen español y que no faltan índice, preguntas ni errores típicos. Los
# programas y las prácticas se miran ya extraídos, en limpio; los del banco
# que necesitan bibliotecas que pueden faltar, no se miran.
# comprueba.sh --fichero F: clang y clang-tidy sobre un fichero.
set -u

# Las carpetas de las cabeceras que un fichero incluye, según de dónde es: las
# de su práctica, y las de las anteriores.
carpetas() {
    case $1 in
    tests/*/entrelaza/*)
        e=${1%/*}
        echo "-I$e -include $e/ganchos.h"
        ls -d build/*/biblioteca/limpio | sed 's/^/-I/'
        ;;
    tests/[0-9][0-9]-* | build/[0-9][0-9]-*)
        c=${1#*/}
        echo "-Ibuild/${c%%/*} -Ibuild/${c%%/*}/lab/solucion"
        [ "${c%/*}" = "${c%%/*}" ] || echo "-Ibuild/pruebas/$(basename "${c%/*}")"
        ls -dr build/[0-9][0-9]-*/lab/solucion build/*/biblioteca/limpio |
            sed 's/^/-I/'
        echo "-Ibuild/${c%%/*}/ejemplos"
        # Las bibliotecas de fuera con que enlaza.
        n=$(sed -n 's/^enlaza	//p' "build/${c%%/*}/manifiesto.tsv" |
            tr ' ' '\n')
        printf '%s\n' "$n" | grep '^-'
        n=$(printf '%s\n' "$n" | grep -v '^-')
        # shellcheck disable=SC2086
        [ -z "$n" ] || pkg-config --cflags $n | sed 's/-I/-isystem /g'
        ;;
    tests/calificador/*)
        echo "-Itests/calificador -I${1%/*} -Ibuild/07-paralelo/lab/fuente"
        ls -d build/*/biblioteca/limpio | sed 's/^/-I/'
        ;;
    tests/banco/*) echo -Ibuild/08-biblioteca/biblioteca/fuente ;;
    labs/comun/suplente/*)
        c=${1#labs/comun/suplente/}
        echo "-Ilabs/${c%%/*}"
        ;;
    tests/apoyo/*)
        set -- build/[0-9][0-9]-*
        echo "-I$1 -Itests/apoyo/ejemplos"
        ;;
    esac
}

if [ "$1" = --fichero ]; then
    # shellcheck disable=SC2046
    set -- "$2" -std=c17 -D_POSIX_C_SOURCE=200809L -Ilabs/comun \
        -Itests/apoyo $(carpetas "$2") -Idocs/literario -Wall -Wextra \
        -Wpedantic -Wshadow -Wconversion
    f=$1
    shift
    clang "$@" -Werror -fsyntax-only "$f" || exit 1
    dice=$(clang-tidy --quiet "$f" -- "$@" 2>/dev/null) && exit 0
    printf '%s\n' "$dice"
    exit 1
fi

mal=0
docs/literario/reparte.sh comprueba "$@" || mal=1
docs/literario/ortografia.sh || mal=1
docs/literario/cuentas.sh "$@" || mal=1
todo=$(
    find docs tests labs/comun -name '*.[ch]' ! -path '*/errores/*' \
        ! -path '*/dorado/*' ! -path '*/nueva/*' \
        ! -name par_glib.c ! -name par_libuv.c
    for c; do
        find "build/$c/ejemplos" "build/$c/lab/esqueleto" \
            "build/$c/lab/solucion" -name '*.[ch]'
    done
)
# shellcheck disable=SC2086
clang-format --dry-run -Werror $todo || mal=1
printf '%s\n' "$todo" | grep '\.c$' |
    xargs -P 2 -n 1 docs/literario/comprueba.sh --fichero || mal=1
[ $mal -ne 0 ] || echo 'Nada que decir.'
exit $mal
