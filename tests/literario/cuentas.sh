#!/bin/sh
# cuentas.sh: un capítulo al que le falta índice, preguntas o errores típicos
# se dice, y también la obra que nadie cita, que no se cierra o se repite.
. tests/literario/comun.sh
taller cuentas
mkdir -p "$taller/docs/literario" "$taller/lessons/00-a" "$taller/lessons/01-b"
cp docs/literario/cuentas.sh "$taller/docs/literario"
cd "$taller" || exit 1

dice() { # estado, lo esperado, capítulo…
    estado=$1 espera=$2
    shift 2
    sale=$(sh docs/literario/cuentas.sh "$@" 2>&1)
    igual "$estado" $? && igual "$espera" "$sale"
}

# Quince entradas, una de ellas repetida y otra partida entre dos líneas.
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
    echo "[uno]{.indice clave=\"e$i\"} [e$i]{.indice}"
done >lessons/00-a/1.md
printf '[de dos\nlíneas]{.indice}, según @una.\n' >>lessons/00-a/1.md
for i in 1 2 3 4 5 6 7 8 9 10; do
    echo ":::: {.pregunta #pre:p$i}"
done >>lessons/00-a/1.md
printf '@book{una,\n}\n' >lessons/bibliografia.bib
prueba 'cuentas: lo justo, y el 00 sin errores típicos' dice 0 '' 00-a

grep -v 'de dos' lessons/00-a/1.md | sed 's/^líneas.*,/según/; /:p10}/d' \
    >lessons/01-b/1.md
printf '@book{otra,\n}\n' >>lessons/bibliografia.bib
prueba 'cuentas: lo que falta, y la obra sin citar' dice 1 \
    'lessons/01-b/1.md:1: error: el capítulo tiene 14 entradas de índice, y hacen falta 15
lessons/01-b/1.md:1: error: el capítulo tiene 9 preguntas rápidas, y hacen falta 10
lessons/01-b/1.md:1: error: el capítulo tiene 0 errores típicos, y hacen falta 5
lessons/bibliografia.bib:3: error: nadie cita «otra»' 01-b

printf '@book{una,\n  title = {Sin cerrar}\n\n@book{una,\n}\n' \
    >lessons/bibliografia.bib
prueba 'cuentas: la obra sin cerrar, y la repetida' dice 1 \
    'lessons/bibliografia.bib:1: error: «una» no se cierra
lessons/bibliografia.bib:4: error: «una» está dos veces' 00-a
