#!/bin/sh
# resume.sh: medianas y cuartiles contra valores sabidos (los del tipo 7 de
# Hyndman y Fan, que son los de R y los de NumPy).
. tests/literario/comun.sh
taller resume

resume() { # lo esperado, filas con espacios en vez de tabuladores
    dice=$(printf '%s\n' "$2" | sed '/^#/!s/ /\t/g' | "$resume" 2>&1)
    igual 0 $? && igual "$1" "$dice"
}
prueba 'resume: un solo valor' resume '# a
1 5 5 5 5 5 1' 'a 1 5'
prueba 'resume: dos valores' resume '# a
1 15 12.5 17.5 10 20 2' 'a 1 20
a 1 10'
prueba 'resume: impar' resume '# a
1 3 2 4 1 5 5' 'a 1 5
a 1 1
a 1 3
a 1 2
a 1 4'
prueba 'resume: par' resume '# a
1 2.5 1.75 3.25 1 4 4' 'a 1 4
a 1 3
a 1 2
a 1 1'
prueba 'resume: x en su orden, que no es el del alfabeto' resume '# a
2 1 1 1 1 1 1
10 2 2 2 2 2 1' 'a 10 2
a 2 1'
prueba 'resume: series en el orden en que aparecen' resume '# z
1 1 1 1 1 1 2


# b
1 2 2 2 2 2 1' 'z 1 1
b 1 2
z 1 1'
prueba 'resume: se conservan las notas y no los rótulos' resume \
'#: nota: cabe
# a
1 1e-06 1e-06 1e-06 1e-06 1e-06 1' \
    '# serie x valor
# nota: cabe

a 1 1e-6'
prueba 'resume: nada' resume '' '#'


fila_mala() { # lo esperado, fila
    dice=$(printf '%b\n' "$2" | "$resume" 2>&1)
    igual 1 $? && igual "$1" "$dice"
}
prueba 'resume: nombres que gnuplot confundiría' fila_mala \
    'resume: la serie «ab» empieza como «abc», que está antes: gnuplot las confundiría' \
    'abc\t1\t2\nab\t1\t2'
prueba 'resume: una fila mala' fila_mala \
    'resume: línea 2: se esperaba «serie x valor» y dice «a	1»' \
    'a\t1\t2\na\t1'
prueba 'resume: un valor que no es un número' fila_mala \
    'resume: línea 1: se esperaba «serie x valor» y dice «a	1	dos»' \
    'a\t1\tdos'

lleno() {
    dice=$(printf 'a\t1\t2\n' | "$resume" 2>&1 >/dev/full)
    igual 1 $? && igual 'resume: No space left on device' "$dice"
}
prueba 'resume: el disco lleno' lleno

azar() { # contra la definición, con otro programa
    awk 'BEGIN { srand(7); for (i = 0; i < 101; i++)
        printf "a\t1\t%.6f\n", rand() }' >"$taller/a.tsv"
    espera=$(cut -f 3 "$taller/a.tsv" | sort -n | awk '{ v[NR - 1] = $1 }
        END { printf "%.6f %.6f %.6f", v[50], v[25], v[75] }')
    igual "$espera" "$("$resume" <"$taller/a.tsv" | awk 'NR == 2 {
        printf "%.6f %.6f %.6f", $2, $3, $4 }')"
}
prueba 'resume: ciento un valores al azar' azar
