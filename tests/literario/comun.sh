# comun.sh: lo que comparten las pruebas del taller, que lo incluyen con «.»
# desde la raíz del proyecto. Cada una escribe «ok<TAB>qué» y
# «fallo<TAB>qué<TAB>por qué», y solo toca build/taller.
# shellcheck shell=sh disable=SC2034
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL MAKE_RESTARTS MAKEOVERRIDES MAKEFILES
export LC_ALL=C.UTF-8 SIN_INSTALAR=1
raiz=$(pwd)
enreda=$raiz/build/enreda
captura=$raiz/build/captura
resume=$raiz/build/resume
avisos='-std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror'

# Una carpeta vacía para esta vez, que desaparece al acabar: puede haber otra
# ejecución de la misma prueba en marcha.
taller() {
    mkdir -p "$raiz/build/taller" &&
        taller=$(mktemp -d "$raiz/build/taller/$1.XXXXXX") || exit 1
    trap 'cd "$raiz" && rm -rf "$taller"' EXIT
    trap 'exit 1' INT TERM
}

ok() {
    printf 'ok\t%s\n' "$1"
}

fallo() { # qué, por qué
    printf 'fallo\t%s\t%s\n' "$1" \
        "$(printf '%s' "$2" | head -c 2000 | tr '\n\t' '| ')"
}

# prueba QUÉ ORDEN…: bien si la orden acaba bien; si no, lo que haya dicho.
prueba() {
    que=$1
    shift
    if dicho=$("$@" 2>&1); then ok "$que"; else fallo "$que" "$dicho"; fi
}

# igual ESPERADO OBTENIDO
igual() {
    [ "$1" = "$2" ] && return
    printf 'se esperaba «%s» y ha salido «%s»\n' "$1" "$2"
    return 1
}

# envejece CARPETA: lo que después sea más nuevo que .marca, ha cambiado.
envejece() {
    find "$1" -type f -exec touch -d '2001-01-01 00:00:00' {} +
    touch -d '2001-01-02 00:00:00' "$taller/.marca"
}

cambiados() { # carpeta
    (cd "$1" && find . -type f -newer "$taller/.marca" | sort | tr '\n' ' ')
}

# Copia el proyecto en el taller, sin lecciones ni libro, con lo que el taller
# ya tenga compilado. Las herramientas son las que se prueban.
proyecto() {
    mkdir -p "$taller/lessons" "$taller/tests" "$taller/build" \
        "$taller/labs" || return 1
    cp -Rp Makefile docs "$taller"
    cp -Rp labs/comun "$taller/labs"
    cp -Rp tests/apoyo tests/lab.mk tests/pruebas.mk "$taller/tests"
    for f in .banderas comun enreda captura resume apoyo dictamen; do
        [ ! -e build/$f ] || cp -Rp build/$f "$taller/build"
    done
    rm -f "$taller/docs/publica.mk"
    printf 'docs:\n.PHONY: docs\n' >"$taller/docs/docs.mk"
    cd "$taller" || return 1
}
