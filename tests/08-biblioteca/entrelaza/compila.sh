#!/bin/sh
# compila.sh CARPETA OBJETOS SALIDA [FICHERO.c…]: el código de CARPETA, con
# los atómicos y los hilos de mentira. Con ficheros, solo esos se compilan
# ahí; los demás objetos son los de la carpeta OBJETOS.
set -eu
lib=$1 obj=$2 sale=$3
shift 3
e=tests/08-biblioteca/entrelaza
mkdir -p "$obj"

# Los avisos de ese código ya se miran al compilarlo de verdad.
objeto() {
    ${CC:-gcc} -std=gnu17 -O1 -g -w -I$e -I"$lib" -include $e/ganchos.h \
        -c -o "$2" "$1"
}

otros=
for f in cola pool futuro reparto imap; do
    o=$obj/$f.o
    case " $* " in
    *" $f.c "*)
        o=$sale.$f.o
        objeto "$lib/$f.c" "$o"
        ;;
    esac
    otros="$otros $o"
    [ -e "$o" ] || objeto "$lib/$f.c" "$o"
done
for f in escenas ganchos entrelaza; do
    [ -e "$obj/$f.o" ] || objeto $e/$f.c "$obj/$f.o"
    otros="$otros $obj/$f.o"
done
# shellcheck disable=SC2086
${CC:-gcc} -o "$sale" $otros
