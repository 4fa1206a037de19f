#!/bin/sh
# autor.sh: las órdenes de docs/guia-autor.md, tal como están, en una copia; y
# que su prueba de ejemplo se compila y distingue un mapa bueno de uno en serie.
. tests/literario/comun.sh
taller autor
proyecto || exit 1
cp -Rp "$raiz/README.md" . && mkdir -p lessons solutions
guia=$raiz/docs/guia-autor.md
trozo() { # lenguaje
    awk -v l="^\`\`\`$1\$" '$0 ~ l { d = 1; next } /^```$/ { d = 0 } d' "$guia"
}

ordenes() {
    trozo sh >ordenes && [ -s ordenes ] || { echo 'no hay órdenes'; return 1; }
    sh -e ordenes >dice 2>&1 || { cat dice; return 1; }
    igual '' "$(grep '^fallo' build/pruebas/14-algo/*.res)" &&
        igual 3 "$(cat build/pruebas/14-algo/*.res | grep -c '^ok')"
}
prueba 'guía del autor: sus órdenes' ordenes

ejemplo() { # opciones, veredicto
    {
        echo '#include "mapa.h"'
        trozo c | awk '/^static struct cita/ { d = 1 } d { print } /prueba_tres/ { v = 1 } d && v && /^}/ { exit }'
    } >ejemplo.c
    printf '#define PRUEBAS(X) X(tres_a_la_vez)\nvoid prueba_tres_a_la_vez(void);\n' >pruebas.h
    # shellcheck disable=SC2086
    gcc $avisos $1 -pthread -I. -I"$raiz/tests/bucle" -Itests/apoyo -o ejemplo ejemplo.c \
        tests/apoyo/corredor.c build/apoyo/normal/libapoyo.a $enlaza -lm || return 1
    PLAZO_FACTOR=0.2 ./ejemplo >veredicto 2>dice
    igual "$2" "$(cut -f 3 veredicto)" || { cat veredicto dice; return 1; }
}
enlaza=$(sed -n '/^ENVUELTAS/,/[^\\]$/p' tests/lab.mk | sed 's/ENVUELTAS :=//' | tr -d '\\' |
    xargs -n 1 printf -- '-Wl,--wrap=%s ')
prueba 'guía del autor: su prueba, con un mapa bueno' ejemplo '' ok
prueba 'guía del autor: su prueba, con un mapa en serie' ejemplo -DEN_SERIE fallo
