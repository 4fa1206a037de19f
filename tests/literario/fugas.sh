#!/bin/sh
# fugas.sh FICHERO…: que fuga.sh encuentra lo que se planta, y que en lo que
# se reparte no hay nada que encontrar.
. tests/literario/comun.sh
taller fugas
fuga=$raiz/tests/literario/fuga.sh
l=$taller/lessons/50-x
mkdir -p "$l"
cat >"$l/leccion.md" <<'FIN'
::: {.solucion}
```c {pieza="a"}
    int primera_respuesta_secreta = cola_pon(&c, 1);
:::
    int segunda = "respuesta secreta con <&> signos";
```
:::: {.nota}
La explicación de la respuesta, [@fig:x], que tampoco se dice en otra parte.
::::
esta línea larga está dentro pero también está fuera
:::

esta línea larga está dentro pero también está fuera, y sigue

::: {.error #err:a titulo="Un título que delata la respuesta" caza=tsan}
Por qué parece bien lo que parece bien.
:::
FIN

encuentra() { # lo encontrado, fichero
    dice=$(sh "$fuga" "$taller/lessons" "$2" 2>&1)
    igual 1 $? && igual "$1" "$(printf '%s\n' "$dice" | sed '1d;s/.*: //' |
        tr '\n' ' ')"
}
nada() { # fichero
    dice=$(sh "$fuga" "$taller/lessons" "$1" 2>&1)
    igual 0 $? && igual '6 líneas buscadas en 1 ficheros' "$dice"
}
t=$taller/t
echo 'int primera_respuesta = 1; esta línea larga está dentro pero también
está fuera' >"$t.txt"
prueba 'fugas: donde no hay nada, nada' nada "$t.txt"
echo 'x int primera_respuesta_secreta=cola_pon(&c,1); y' >"$t.txt"
prueba 'fugas: una línea de código' encuentra \
    'intprimerarespuestasecretacolaponc1 ' "$t.txt"
echo 'int segunda = "res-
puesta secreta con <&> signos";' >"$t.c"
prueba 'fugas: partida en dos' encuentra \
    'intsegundarespuestasecretaconsignos ' "$t.c"
printf '%s\n' '<pre><span class="k">int</span> segunda = ' \
    '<b>"res</b>puesta&nbsp;secreta con &lt;&amp;&#62; signos"</pre>' \
    >"$t.html"
prueba 'fugas: en HTML, con marcas por medio' encuentra \
    'intsegundarespuestasecretaconsignos ' "$t.html"
echo '<a title="Un título que delata la respuesta">x</a>' >"$t.html"
prueba 'fugas: en un atributo' encuentra \
    'Unttuloquedelatalarespuesta ' "$t.html"
mkdir "$taller/kit"
echo 'La explicación de la respuesta, [@fig:x], que tampoco se dice en otra
parte. Por qué parece bien lo que parece bien.' >"$taller/kit/a"
tar -C "$taller" -czf "$t.tar.gz" kit
prueba 'fugas: prosa, en un tar.gz' encuentra \
    "Laexplicacindelarespuesta Porquparecebienloqueparecebien \
quetampocosediceenotraparte " "$t.tar.gz"
sin_nada_que_buscar() {
    echo 'Hola' >"$l/leccion.md"
    dice=$(sh "$fuga" "$taller/lessons" "$t.txt")
    igual 1 $? && igual '0 líneas buscadas en 1 ficheros' "$dice"
}
prueba 'fugas: sin nada que buscar, falla' sin_nada_que_buscar

limpio() {
    dice=$(sh "$fuga" lessons "$@" 2>&1)
    estado=$?
    printf '%s\n' "$dice" | head -n 10
    return $estado
}
# Donde sí están las respuestas tienen que verse: si no, la prueba no sirve.
a_la_vista() { # fichero…
    visto=$(sh "$fuga" lessons "$@" | sed 1d | wc -l)
    [ "$visto" -ge 10 ] || { echo "solo se ven $visto"; return 1; }
}
prueba 'fugas: se ven en las soluciones' a_la_vista \
    build/[0-9][0-9]-*/lab/solucion/*.c
docente=build/docs/docente/curso.pdf
[ ! -e $docente ] ||
    prueba 'fugas: se ven en la edición docente' a_la_vista $docente
prueba "fugas: no hay respuestas en lo que se reparte" limpio "$@"
