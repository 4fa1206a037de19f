#!/bin/sh
# kit.sh: el kit, con la práctica 00 nada más, en manos de quien estudia: sin
# privilegios y sin colores; y con ellos donde hay un terminal.
. tests/literario/comun.sh
taller bucle
unset NO_COLOR VIGILAR_SONDEO PROPIO
solucion=$raiz/build/00-herramientas/lab/fuente
# Sin el libro, que aquí no se lee y tarda en empaquetarse.
mkdir -p "$taller/sin-libro/build" && cd "$taller/sin-libro" &&
    ln -s "$raiz/docs" "$raiz/labs" "$raiz/tests" "$raiz/LICENSE" . &&
    ln -s "$raiz/build/00-herramientas" "$raiz"/build/[0-9][0-9]-biblioteca build &&
    sh docs/literario/kit.sh "$taller/kit.tar.gz" 00-herramientas || exit 1
# Fuera del taller: quien no es root no tiene por qué poder llegar a él.
casa=$(mktemp -d) || exit 1
trap 'cd "$raiz"; chmod -R u+w "$casa"; rm -rf "$taller" "$casa"' EXIT
tar -C "$casa" -xzf "$taller/kit.tar.gz" && cd "$casa/en-paralelo" || exit 1
lab=labs/00-herramientas
if [ "$(id -u)" = 0 ]; then
    chown -R 65534:65534 "$casa"
    estudiante() { # orden…
        setpriv --reuid=65534 --regid=65534 --clear-groups \
            env -i PATH=/usr/bin:/bin HOME="$casa" LC_ALL=C.UTF-8 SIN_INSTALAR=1 \
            TERM="${TERMINAL:-dumb}" ${SIN_COLOR:+NO_COLOR=1} "$@"
    }
else
    estudiante() {
        env -i PATH=/usr/bin:/bin HOME="$casa" LC_ALL=C.UTF-8 SIN_INSTALAR=1 \
            TERM="${TERMINAL:-dumb}" ${SIN_COLOR:+NO_COLOR=1} "$@"
    }
fi
pide() { # argumentos de make…
    estudiante make "$@" >"$casa/sale" 2>&1 </dev/null
}
en_terminal() { # argumentos de make…
    TERMINAL=xterm estudiante script -qec "stty cols 80 rows 24; make $*" \
        /dev/null >"$casa/sale" 2>&1 </dev/null
}
dice() { # expresión…
    for x; do
        grep -q "$x" "$casa/sale" || { echo "no dice «$x»:"; cat "$casa/sale"; return 1; }
    done
}
no_dice() {
    ! grep -q "$1" "$casa/sale" || { echo "dice «$1»:"; cat "$casa/sale"; return 1; }
}
cabe() { # líneas
    [ "$(wc -L <"$casa/sale")" -le 80 ] && [ "$(wc -l <"$casa/sale")" -le "$1" ] && return
    echo "no cabe:"
    cat "$casa/sale"
    return 1
}
escape=$(printf '\033')

compila_todo() { pide build/informe build/vigilar build/resume; pide lab LAB=00; }
prueba 'kit: compila sin ser root' compila_todo

esqueleto() {
    pide probar LAB=00 && pide probar LAB=00 &&
        dice '✗ 1. ' 'se esperaba' 'Lee el apartado' 'make pista LAB=00' &&
        no_dice "$escape" && cabe 24
}
prueba 'kit: probar el esqueleto, en una pantalla' esqueleto
con_colores() { en_terminal probar LAB=00 && dice "$escape"; }
prueba 'kit: en un terminal, con colores' con_colores
sin_colores() { SIN_COLOR=1 en_terminal probar LAB=00 && no_dice "$escape" && dice '✗ 1. '; }
prueba 'kit: con NO_COLOR, sin ellos' sin_colores

pistas() {
    for n in 1 2 3 3; do
        pide pista LAB=00 && dice "^Pista $n\\." && cabe 24 || return 1
    done
    dice 'No hay más'
}
prueba 'kit: tres pistas' pistas
leccion() { pide leccion LAB=00 && dice 'Paso 1. Apartado '; }
prueba 'kit: qué leer' leccion
falta() { pide siguiente LAB=00 && dice 'Antes de pasar a otra, el paso 1' "$lab/vector.c:[0-9]"; }
prueba 'kit: lo siguiente, y dónde' falta

no_compila() {
    cp "$lab/vector.c" "$casa/bueno.c"
    echo 'int x = ;' >>"$lab/vector.c"
    ! pide probar LAB=00 || { echo 'acaba bien'; return 1; }
    head -n 1 "$casa/sale" | grep -q "^$lab/vector.c:[0-9]*:[0-9]*: error" ||
        { cat "$casa/sale"; return 1; }
    dice 'no compila' && no_dice 'Práctica 00' || return 1
    cp "$casa/bueno.c" "$lab/vector.c"
}
prueba 'kit: lo primero, los errores de compilación' no_compila
aviso() {
    echo 'static int sobra;' >>"$lab/vector.c"
    pide probar LAB=00 && pide probar LAB=00 && dice 'sobra.*-Wunused' 'Práctica 00' || return 1
    cp "$casa/bueno.c" "$lab/vector.c"
}
prueba 'kit: los avisos, cada vez' aviso

hecha() {
    cp "$solucion"/*.c "$lab"
    pide probar LAB=00 && dice '10 de 10 puntos' 'Todo pasa' 'AddressSanitizer' &&
        cabe 24 && pide progreso && dice '10 de 10' 'Está todo hecho' && cabe 24 &&
        pide siguiente LAB=00 && [ -e build/labs/00-herramientas/hecha ]
}
prueba 'kit: la solución, hecha' hecha
tiempo() { pide pista LAB=00 && dice 'No te hace falta' 'veces la referencia' && cabe 24; }
prueba 'kit: y cómo va de tiempo' tiempo
grafica() {
    if ! command -v gnuplot >/dev/null; then
        pide grafica LAB=00 && dice 'Sin gnuplot'
        return
    fi
    pide grafica LAB=00 && dice 'referencia' 'letras.svg y letras.png' && no_dice "$escape" && cabe 60 || return 1
    d=build/labs/00-herramientas/graficas
    [ "$(head -c 4 $d/letras.png | tail -c 3)" = PNG ] && grep -q '<svg' $d/letras.svg
}
prueba 'kit: la gráfica, en SVG, en PNG y en texto' grafica

paquete=build/entregas/00-herramientas
entrega() {
    pide entrega LAB=00 && dice "$paquete.tar.gz" 'Está todo hecho' && cabe 24 &&
        igual "$lab/cadena.c $lab/cadena.h $lab/vector.c $lab/vector.h " \
            "$(tar -tzf $paquete.tar.gz | sort | tr '\n' ' ')"
}
prueba 'kit: la entrega' entrega
otra_vez() {
    antes=$(cksum <$paquete.tar.gz)
    pide entrega LAB=00 && dice 'Igual que el que ya había' && [ ! -e $paquete-2.tar.gz ] || return 1
    cp "$casa/bueno.c" "$lab/vector.c"
    pide entrega LAB=00 && dice "$paquete-2.tar.gz" 'Ha cambiado' || return 1
    pide probar LAB=00 && pide entrega LAB=00 && dice 'algo por hacer' '✗ 1. ' || return 1
    igual "$antes" "$(cksum <$paquete.tar.gz)" && [ ! -e $paquete-3.tar.gz ]
}
prueba 'kit: no pisa ninguna entrega' otra_vez
una_linea() { # expresión, argumentos de make…
    quiere=$1
    shift
    ! pide "$@" || { echo 'acaba bien'; return 1; }
    dice "$quiere" && igual 1 "$(grep -c . "$casa/sale")"
}
for m in entrega probar vigilar grafica pista; do
    prueba "kit: $m, sin decir cuál" una_linea "make $m LAB=NN" $m
    prueba "kit: $m, de una que no hay" una_linea 'No hay ninguna práctica «77»' $m LAB=77
done
rechaza() { # expresión; el resto, órdenes de sh
    ! estudiante sh -c "$2" >"$casa/sale" 2>&1 || { echo 'acaba bien'; return 1; }
    dice "^No se entrega: $1" && igual 1 "$(grep -c 'No se entrega' "$casa/sale")" &&
        igual 2 "$(find build/entregas -type f | wc -l)"
}
orden='sh tests/apoyo/entrega.sh 00-herramientas build/entregas tests/00-herramientas/manifiesto.tsv 2>&1'
rechaza_lleno() {
    echo '/* para que sea otra */' >>"$lab/vector.c"
    rechaza '.*queda sitio' "{ trap '' XFSZ; ulimit -f 0; $orden; exit 1; } | cat; exit 1"
}
prueba 'kit: sin sitio en el disco, no se entrega' rechaza_lleno
mkdir "$casa/bin" && ln -s "$(command -v sh)" "$(command -v tar)" "$casa/bin"
prueba 'kit: sin gzip, no se entrega' rechaza 'falta gzip' "PATH=$casa/bin $orden"
enlace() {
    ln -s /etc/passwd "$lab/x.c"
    rechaza 'labs/.*/x.c no es un fichero normal' "$orden" || return 1
    rm "$lab/x.c"
}
prueba 'kit: un enlace no se entrega' enlace
