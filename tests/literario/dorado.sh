#!/bin/sh
# dorado.sh: una lección con todo lo que la guía permite, comparada con lo
# que debe salir de ella. Con --acepta, lo que sale pasa a ser lo esperado:
# mira antes el git diff.
. tests/literario/comun.sh
taller dorado
esperado=$raiz/tests/literario/dorado/esperado
cp -r tests/literario/dorado/lessons "$taller"
cd "$taller" || exit 1
b=build/50-dorado
md=lessons/50-dorado/1-programas.md

extrae() {
    "$enreda" -o $b lessons/50-dorado
}

if [ "${1:-}" = --acepta ]; then
    extrae || exit 1
    rm -rf "$esperado"
    mkdir "$esperado" && cp -r $b/* "$esperado" &&
        find "$esperado" -type d -empty -delete
    exit
fi

extrae_callado() {
    dice=$(extrae 2>&1) || { printf '%s\n' "$dice"; return 1; }
    igual '' "$dice"
}

arbol_esperado() {
    find $b -type d -empty -delete
    diff -r "$esperado" $b
}

nada_cambia() {
    envejece $b
    extrae || return 1
    igual './leccion.mk ' "$(cambiados $b)"
}

# Una línea más de prosa mueve todos los #line, y nada más.
cambia_la_prosa() {
    cp $md antes.md
    sed -i '5a\
\
Más prosa.' $md
    envejece $b
    extrae || return 1
    igual '' "$(cambiados $b | tr ' ' '\n' |
        grep -vE '^./(fuente|errores|lab/fuente)/.*\.[ch]$' |
        grep -vE '^./(leccion\.mk|refs\.tsv|bloques\.tsv)$')"
    mv antes.md $md
}

compila_todo() {
    for f in $b/lab/esqueleto/*.c $b/lab/solucion/*.c $b/lab/fuente/*.c \
        $b/ejemplos/*.c $b/fuente/*.c $b/errores/*/*.c; do
        # shellcheck disable=SC2086
        gcc $avisos -Wno-misleading-indentation -DMAS=1 -O1 -c -o x.o "$f" \
            -I"$(dirname "$f")" || return 1
    done
}

sin_rastro_en_limpio() {
    ! grep -rnE '#line|lessons/' $b/ejemplos $b/lab/solucion $b/lab/esqueleto
}

sin_respuestas_en_el_esqueleto() {
    ! grep -nE 'v\[n|n == 8|mirar si cabe' $b/lab/esqueleto/pila.c
}

# Lo que hizo make se conserva; lo que ya no sale de la lección, no.
poda() {
    touch $b/ejemplos/junto $b/salidas/junto.salida $b/datos/crear.res \
        $b/graficas/libre.svg
    extrae || return 1
    for f in ejemplos/junto salidas/junto.salida datos/crear.res \
        graficas/libre.svg; do
        [ -e $b/$f ] || { echo "ha borrado $f"; return 1; }
    done
    sed -i '/^# La práctica/i# Programas {#sec:varios}' \
        lessons/50-dorado/2-practica.md
    sed -i '1i---\ntitle: Corta\n---' lessons/50-dorado/2-practica.md
    sed -i '/#err:dos/,/^:::$/d' lessons/50-dorado/2-practica.md
    mv $md aparte.md
    extrae || return 1
    sobra=$(cd $b && find ejemplos fuente opciones salidas datos graficas \
        diagramas errores/dos errores/dos.mensaje ! -type d 2>/dev/null)
    igual '' "$sobra"
}

prueba 'dorado: extrae sin decir nada' extrae_callado
prueba 'dorado: sale el árbol esperado' arbol_esperado
prueba 'dorado: repetir no toca ningún fichero' nada_cambia
prueba 'dorado: la prosa solo mueve los #line' cambia_la_prosa
prueba 'dorado: todo lo extraído compila' compila_todo
prueba 'dorado: en limpio no hay #line' sin_rastro_en_limpio
prueba 'dorado: el esqueleto no trae respuestas' \
    sin_respuestas_en_el_esqueleto
prueba 'dorado: se borra lo que ya no sale de la lección' poda
