#!/bin/sh
# ortografia.sh: cada clase de falta se ve, en su línea; lo que no es prosa no
# se mira; y sin con qué mirar, se dice.
. tests/literario/comun.sh
taller ortografia
mkdir -p "$taller/docs/literario" "$taller/lessons"
cp docs/literario/ortografia.sh "$taller/docs/literario"
cp lessons/glosario.md "$taller/lessons"
cd "$taller" || exit 1
printf '%s\n' gcc mutex 'riesgo de asumir' >docs/palabras.txt
mira=docs/literario/ortografia.sh

dice() { # estado, lo esperado, orden…
    estado=$1 espera=$2
    shift 2
    sale=$("$@" 2>&1)
    igual "$estado" $? && igual "$espera" "$sale"
}

# Sin hunspell, o sin su diccionario.
mkdir -p vacio falso
for f in sh dirname env; do ln -sf "$(command -v $f)" vacio/$f; done
printf '#!/bin/sh\nexit 1\n' >falso/hunspell
chmod +x falso/hunspell
echo 'Hola.' >f.md
prueba 'ortografia: sin hunspell' dice 1 \
    'ortografia: falta hunspell; lo instala «make deps»' \
    env PATH="$taller/vacio" sh $mira f.md
prueba 'ortografia: sin diccionario' dice 1 \
    'ortografia: a hunspell le falta el diccionario es_ES (hunspell-es); lo instala «make deps»' \
    env PATH="$taller/falso:$PATH" sh $mira f.md
echo | hunspell -d es_ES -l >/dev/null 2>&1 || exit 0

# Cada caso es un texto cuya última línea tiene una falta, y lo que se dice.
falta() { # texto, mensaje
    printf 'Bien está.\n\n%s\n' "$1" >f.md
    dice 1 "f.md:$(($(wc -l <f.md))): error: $2" sh $mira f.md
}
caso() { # qué, texto, mensaje
    prueba "ortografia: $1" falta "$2" "$3"
}
diccionario() {
    echo "«$1» no está en el diccionario (¿«$2»?)"
}
caso 'una palabra' 'Uno
y otro, sincronizazión.' "$(diccionario sincronizazión sincronización)"
caso 'un pie' '```diagrama {#fig:a pie="Un prozeso."}' \
    "$(diccionario prozeso proceso)"
caso 'el título de un paso' '::: {.paso #paso:a titulo="Un prozeso"}' \
    "$(diccionario prozeso proceso)"
caso 'el título de una prueba' '```pruebas
pon_orden 2 Un prozeso' "$(diccionario prozeso proceso)"
caso 'un verbo con pronombre' 'Sumándolas, sumárselas, súmalas
y sumándola; no, sumandola.' "$(diccionario sumandola sumándola)"
caso 'sin ¿' 'Dime.
Cuánto tarda?' 'hay «?» sin su «¿»'
caso 'sin ?' '¿Cuánto tarda.' 'hay «¿» sin su «?»'
caso 'sin ¡' 'Qué bien!' 'hay «!» sin su «¡»'
caso 'sin »' 'Dijo «hola.' 'hay ««» sin su «»»'
caso 'comillas rectas' 'Dijo "hola".' 'comillas rectas: aquí van «»'
caso 'comillas simples' "Dijo 'hola'." 'comillas rectas: aquí van «»'
caso 'comillas inglesas' 'Dijo “hola.' 'comillas inglesas: aquí van «»'
caso 'tres puntos' 'Y luego...' '«...» son tres puntos; aquí va «…»'
caso 'punto decimal' 'Tarda 0.5 segundos.' '«0.5»: los decimales llevan coma'
caso 'millares' 'Son 100.000 sumas.' \
    '«100.000»: los millares se separan con un espacio fino, no con un punto'
caso 'dos espacios' 'Uno  y otro.' 'dos espacios seguidos'
caso 'espacio y coma' 'Uno , dos.' 'sobra el espacio antes de la coma'
caso 'coma sin espacio' 'Uno,dos.' 'falta el espacio tras la coma'
caso 'repetida' 'Uno de
de los dos.' '«de de»: está dos veces'
caso "una referencia sin artículo" "Está en [@sec:cola]." "la referencia va sin artículo: «del apartado», «en la figura»"
caso "un artículo que no casa" "Mira el [@fig:cola]." "el artículo no casa con la referencia"
caso 'un calco' 'El riesgo de asumir es tuyo,
pero asumimos que cabe.' \
    '«asumimos»: suponer, dar por hecho («asumir» es hacerse cargo)'
caso 'un calco de varias palabras' 'Se hace
en orden de ganar tiempo.' \
    '«en orden de ganar»: para («in order to»)'
caso 'el inglés del glosario' 'Tiene un deadlock.' \
    '«deadlock»: interbloqueo (así está en el glosario)'

# Nada de esto es una falta.
cat >f.md <<'BIEN'
---
title: ¿Cuánto?
---

# La prueba {#sec:prueva titular="prueva"}

Aquí `prozeso  "x"` y $x.5 \ne prozeso$, [@fig:prueva], *deadlock*, **un mutex**,
[prozeso]{.dato}, <https://prozeso.example/x?y> y [enlace](prozeso.md). Con
gcc 12.2, POSIX.1-2008, `uno
prozeso` y EAGAIN; «asumir» se menciona. ¿Y
si la pregunta ocupa dos líneas? Preguntémoselo.

$$ prozeso = 0.5 $$ {#eq:prueva}

````markdown
```c
prozeso
```
prozeso
````

::: {.paso #paso:prueva lee=sec:prueva}
| uno   | dos |
| ----- | --- |
| a     | 1,5 |
:::
BIEN
prueba 'ortografia: lo que no es prosa, o está bien' dice 0 '' sh $mira f.md

dos() { # una falta por fichero, y no se mezclan
    printf 'Uno prozeso' >a.md
    printf 'Otro prozeso' >b.md
    m=$(diccionario prozeso proceso)
    dice 1 "a.md:1: error: $m
b.md:1: error: $m" sh $mira a.md b.md
}
prueba 'ortografia: dos ficheros' dos

desorden() {
    printf '%s\n' b a >docs/palabras.txt
    dice 1 'docs/palabras.txt:1: error: no está en orden, o repite algo; LC_ALL=C sort -u -o docs/palabras.txt docs/palabras.txt' \
        sh $mira f.md
}
prueba 'ortografia: la lista de palabras, en orden' desorden
