#!/bin/sh
# kit.sh KIT.tar.gz: la biblioteca va en el kit, se compila allí y funciona.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR PREFIX
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
que='el kit lleva libparalelo, y se compila'
b=$t/en-paralelo/biblioteca
if tar -C "$t" -xzf "$1" en-paralelo/biblioteca 2>"$t/dice" &&
    make -C "$b" -j2 install PREFIX="$t/p" >"$t/dice" 2>&1 &&
    cc -std=c17 -I"$t/p/include" -o "$t/x" tests/08-biblioteca/instala/fuera.c \
        "$t/p/lib/libparalelo.a" -pthread 2>"$t/dice" &&
    [ "$("$t/x")" = 1313400 ]; then
    printf 'ok\t%s\n' "$que"
else
    printf 'fallo\t%s\t%s\n' "$que" "$(tail -n 3 "$t/dice" | tr '\n\t' '  ')"
fi
