#!/bin/sh
# instala.sh: instalar libparalelo, usarla desde fuera y desinstalarla. Una
# línea de resultado por comprobación.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR PREFIX
raiz=$(pwd)
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
p=$t/prefijo

prueba() { # qué, orden…
    que=$1
    shift
    if "$@" >"$t/dice" 2>&1; then
        printf 'ok\tinstalar: %s\n' "$que"
    else
        printf 'fallo\tinstalar: %s\t%s\n' "$que" \
            "$(tail -n 3 "$t/dice" | tr '\n\t' '  ')"
    fi
}
hace() { make -C "$raiz" SIN_INSTALAR=1 "$@"; }
dice() { # lo esperado, orden…
    esperado=$1
    shift
    sale=$("$@") && [ "$sale" = "$esperado" ] && return
    echo "se esperaba «$esperado» y ha salido «$sale»"
    return 1
}

# Las opciones, como las daría el sistema: con pkg-config si lo hay.
opciones() {
    if command -v pkg-config >/dev/null; then
        PKG_CONFIG_PATH=$p/lib/pkgconfig pkg-config "$@" paralelo
    else
        printf '%s\n' "-I$p/include -L$p/lib -lparalelo -pthread"
    fi
}
# compila COMPILADOR SALIDA: con la dinámica; compila_a, con la estática.
compila() {
    # shellcheck disable=SC2046
    "$1" -std=c17 -Wall -Wextra -Werror -o "$2" \
        tests/08-biblioteca/instala/fuera.c $(opciones --cflags --libs)
}
compila_a() {
    # shellcheck disable=SC2046
    "$1" -std=c17 -Wall -Wextra -Werror -o "$2" \
        tests/08-biblioteca/instala/fuera.c \
        $(opciones --static --cflags --libs | sed 's/-lparalelo/-l:libparalelo.a/')
}
nada_mas() {
    sobra=$(nm -D --defined-only "$p/lib/libparalelo.so" |
        awk '$3 !~ /^par_[a-z]/ { print $3 }')
    [ -z "$sobra" ] || { echo "se ve también: $sobra" && false; }
}
todas() { # lo que par.h declara, se exporta
    for f in $(grep -v typedef "$p/include/par.h" | grep -o 'par_[a-z_]*(' | tr -d '(' | sort -u); do
        nm -D --defined-only "$p/lib/libparalelo.so" |
            grep -q " T $f\$" || { echo "falta $f" && return 1; }
    done
}
vacio() {
    quedan=$(find "$1" ! -type d)
    [ -z "$quedan" ] || { echo "queda: $quedan" && false; }
}

prueba 'make install PREFIX=' hace install PREFIX="$p"
prueba 'la dinámica, con pkg-config: compila' compila cc "$t/so"
prueba 'la dinámica: funciona' dice 1313400 \
    env LD_LIBRARY_PATH="$p/lib" "$t/so"
prueba 'la dinámica: se llama libparalelo.so.1' \
    sh -c "readelf -d '$t/so' | grep -q 'NEEDED.*libparalelo.so.1'"
prueba 'la estática: compila' compila_a cc "$t/a"
prueba 'la estática: funciona sola' dice 1313400 "$t/a"
prueba 'la estática: no necesita la otra' \
    sh -c "! readelf -d '$t/a' | grep -q libparalelo"
prueba 'fuera solo se ven las par_' nada_mas
prueba 'y todas las de par.h' todas
prueba 'make uninstall PREFIX=' hace uninstall PREFIX="$p"
prueba 'desinstalada, no queda nada' vacio "$p"

prueba 'make install DESTDIR=' hace install DESTDIR="$t/raiz" PREFIX=/usr
prueba 'con DESTDIR, el .pc dice el sitio de verdad' \
    grep -q '^prefix=/usr$' "$t/raiz/usr/lib/pkgconfig/paralelo.pc"
prueba 'make uninstall DESTDIR=' hace uninstall DESTDIR="$t/raiz" PREFIX=/usr
prueba 'desinstalada de DESTDIR, no queda nada' vacio "$t/raiz"

cp -R build/08-biblioteca/biblioteca/limpio "$t/sola"
prueba 'se compila sola' make -C "$t/sola" -j2 \
    CFLAGS='-O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
if command -v clang >/dev/null; then
    prueba 'con clang, sin avisos' make -C "$t/sola" -j2 O=clang CC=clang \
        CFLAGS='-O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror' \
        PREFIX="$p" all install
    prueba 'con clang: el programa compila' compila clang "$t/clang"
    prueba 'con clang: funciona' dice 1313400 \
        env LD_LIBRARY_PATH="$p/lib" "$t/clang"
else
    printf 'salto\tinstalar: con clang\tno está clang\n'
fi
