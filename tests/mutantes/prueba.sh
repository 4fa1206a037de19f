#!/bin/sh
# Prueba el mutador con muestra.txt, y dice lo que ve: ok<TAB>qué, o
# fallo<TAB>qué<TAB>mensaje.
set -u
m=build/mutador
f=tests/mutantes/muestra.txt
t=$(mktemp -d build/mutador.XXXXXX) || exit 1
trap 'rm -rf "$t"' EXIT

# di QUÉ SALIDA: bien, si la salida está vacía.
di() {
    if [ -z "$2" ]; then
        printf 'ok\tmutador: %s\n' "$1"
    else
        printf 'fallo\tmutador: %s\t%s\n' "$1" "$(printf %s "$2" | tr '\n\t' '  ')"
    fi
}

$m lista 1 $f >"$t/lista" || exit 1
cut -f3- "$t/lista" >"$t/claves"
di 'los mutantes de muestra.txt son los de muestra.tsv' \
    "$(diff tests/mutantes/muestra.tsv "$t/claves" 2>&1)"

di 'no hay dos con la misma clave' "$(cut -f2 "$t/claves" | sort | uniq -d)"

# Los operadores, como los cuenta la cabecera del mutador.
sed -n '/^ \* Operadores:/,/^ \*$/p' tests/mutantes/mutador.c |
    grep -oE '^ \*   [a-z1]+|   menos1' | sed 's/.* //' | sort >"$t/dichos"
cut -d ' ' -f3 "$t/claves" | sort -u >"$t/vistos"
di 'cada operador hace algo' "$(diff "$t/dichos" "$t/vistos" 2>&1)"

$m escribe $f 0 >"$t/intacto"
di 'el mutante 0 es el fuente' "$(cmp $f "$t/intacto" 2>&1)"

grep 'NO TOCAR' $f >"$t/no-tocar"
iguales='' tocados='' k=0
while [ $k -lt "$(wc -l <"$t/claves")" ]; do
    k=$((k + 1))
    $m escribe $f $k >"$t/$k.c"
    cmp -s $f "$t/$k.c" && iguales="$iguales $k"
    grep 'NO TOCAR' "$t/$k.c" | cmp -s - "$t/no-tocar" || tocados="$tocados $k"
done
repetidos=$(cd "$t" && sha256sum [0-9]*.c | sort | uniq -w 64 -D)
di 'un mutante nunca es igual que su fuente' "$iguales"
di 'no toca comentarios, cadenas ni directivas' "$tocados"
di 'no hay dos mutantes iguales' "$repetidos"

# Lo que cambie en otro lugar no cambia las claves.
mkdir "$t/otro"
{
    printf '/* más */\nint otra(int x)\n{\n    return x > 1;\n}\n'
    cat $f
} >"$t/otro/muestra.txt"
di 'las claves no dependen de lo que haya en otras funciones' \
    "$($m lista 1 "$t/otro/muestra.txt" | cut -f4 | grep -v ' otra ' |
        diff - "$(cut -f4 "$t/lista" >"$t/solo" && echo "$t/solo")" 2>&1)"

$m lista 1 $f | cmp -s - "$t/lista" && uno= || uno='con la misma semilla sale otro'
di 'el sorteo se repite' "$uno"
$m lista 2 $f | cut -f1 | cmp -s - "$(cut -f1 "$t/lista" >"$t/sorteo" && echo "$t/sorteo")" &&
    dos='con otra semilla sale el mismo' || dos=
di 'y depende de la semilla' "$dos"
