#!/bin/sh
# reparte.sh: make enreda escribe labs/ y solutions/ sin pisar lo que alguien
# haya escrito; comprueba dice lo que difiere y lo que sobra; make nueva
# empieza un capítulo que sale adelante.
. tests/literario/comun.sh
taller reparte
proyecto || exit 1
lab=labs/99-prueba/doble.c
sol=solutions/99-prueba/doble.c
aviso="$lab: cambiado a mano, no lo piso (FORZAR=1 lo pisa)"

enreda() { # estado, lo que tiene que decir por la salida de errores
    make enreda ${3:+"$3"} >/dev/null 2>dice
    estado=$?
    [ "$1" -eq 0 ] || estado=$((estado != 0))
    igual "$1" $estado && igual "$2" "$(grep -v '^make' dice)"
}
comprueba() { # estado, lo que tiene que decir
    dice=$(docs/literario/reparte.sh comprueba 99-prueba 2>&1)
    igual "$1" $? && igual "$2" "$dice"
}

nueva() {
    make nueva NOMBRE=99-prueba >dice 2>&1 || { cat dice; return 1; }
    for f in lessons/99-prueba/leccion.md tests/99-prueba/pruebas.c \
        labs/99-prueba/doble.c labs/99-prueba/doble.h $sol; do
        [ -s "$f" ] || { echo "falta $f"; return 1; }
    done
    grep -q 'HUECO: devolver el doble' $lab &&
        grep -q 'return 2 \* x;' $sol
}
nueva_mala() { # nombre, lo que dice
    dice=$(make -s nueva NOMBRE="$1" 2>&1 >/dev/null)
    igual "$2" "$(printf '%s\n' "$dice" | sed -n 1p)"
}
sin_cambios() {
    make enreda >/dev/null 2>&1
    touch .marca
    enreda 0 '' '' && igual '' "$(find labs solutions -newer .marca)"
}
editada() { # a mano, y no se pisa
    echo '/* mío */' >>$lab
    enreda 1 "$aviso" '' && grep -q 'mío' $lab
}
editada_y_leccion() { # ni aunque cambie la lección
    sed -i 's/^return -1;/return -2;/' lessons/99-prueba/leccion.md
    enreda 1 "$aviso" '' && grep -q 'mío' $lab && grep -q 'return -1' $lab
}
forzada() {
    enreda 0 '' FORZAR=1 && ! grep -q 'mío' $lab && grep -q 'return -2' $lab
}
sin_editar() { # lo que nadie ha tocado se pone al día solo
    sed -i -e 's/^return -2;/return -3;/' -e 's/^return 2 \* x;/return x + x;/' \
        lessons/99-prueba/leccion.md
    enreda 0 '' '' && grep -q 'return -3' $lab && grep -q 'x + x' $sol
}
difiere() {
    echo '/* mío */' >>$lab
    rm $sol
    comprueba 1 "$lab:1: error: no es lo que sale de la lección (make enreda)
$sol:1: error: no es lo que sale de la lección (make enreda)"
    mal=$?
    make enreda FORZAR=1 >/dev/null 2>&1
    return $mal
}
huerfanos() {
    touch labs/99-prueba/viejo.c solutions/99-prueba/viejo.c
    mkdir labs/98-nada
    comprueba 1 "labs/99-prueba/viejo.c:1: error: no sale de ninguna lección
solutions/99-prueba/viejo.c:1: error: no sale de ninguna lección
labs/98-nada:1: error: no sale de ninguna lección"
    mal=$?
    rm -r labs/99-prueba/viejo.c solutions/99-prueba/viejo.c labs/98-nada
    return $mal
}
# Lo que nadie ha tocado se puede pisar aunque build/ sea nuevo; lo que
# alguien ha escrito, ni aunque lo haya guardado en git.
sin_build() {
    rm -rf build/99-prueba
    sed -i 's/^return -3;/return -4;/' lessons/99-prueba/leccion.md
    enreda 0 '' '' && grep -q 'return -4' $lab || return 1
    rm -rf build/99-prueba
    echo '/* mío */' >>$lab
    if command -v git >/dev/null; then
        git init -q . && git add labs && git -c user.name=x \
            -c user.email=x@x commit -q -m x || return 1
    fi
    sed -i 's/^return -4;/return -5;/' lessons/99-prueba/leccion.md
    enreda 1 "$aviso" '' && grep -q 'mío' $lab || return 1
    enreda 0 '' FORZAR=1
}
sale_adelante() {
    make >dice 2>&1 || { tail -n 5 dice; return 1; }
    igual 'Hola.' "$(cat build/99-prueba/salidas/_1.salida)" || return 1
    r=build/pruebas/99-prueba
    make $r/solucion.res $r/esqueleto.res $r/error-cuadrado.res \
        >dice 2>&1 || { tail -n 5 dice; return 1; }
    igual '' "$(grep -v '^ok	' $r/*.res)"
}

prueba 'nueva: escribe la lección, la práctica y sus pruebas' nueva
prueba 'nueva: se compila, se ejecuta y se prueba' sale_adelante
prueba 'nueva: no pisa un capítulo' nueva_mala 99-otro \
    'nueva: el capítulo 99 ya existe: lessons/99-prueba'
prueba 'nueva: un nombre malo' nueva_mala Hola \
    'nueva: NOMBRE es NN-nombre, en minúsculas: make nueva NOMBRE=14-algo'
prueba 'nueva: un nombre con mayúsculas' nueva_mala 14-aLgo \
    'nueva: en «14-aLgo» solo caben letras minúsculas, cifras y guiones'
prueba 'enreda: repetir no escribe nada' sin_cambios
prueba 'comprueba: todo está como debe' comprueba 0 ''
prueba 'enreda: no pisa una práctica editada a mano' editada
prueba 'enreda: ni aunque cambie la lección' editada_y_leccion
prueba 'enreda: FORZAR=1 la pisa' forzada
prueba 'enreda: lo que nadie ha editado se pone al día' sin_editar
prueba 'comprueba: encuentra lo que difiere' difiere
prueba 'comprueba: encuentra lo que sobra' huerfanos
prueba 'enreda: con build/ recién hecho' sin_build
