#!/bin/sh
# frente.sh: lo que el prólogo y los apéndices dicen del curso sale del curso: el
# mapa, de lo que cada capítulo pide; el calendario, de sus páginas, sus prácticas y
# sus puntos; las órdenes y los paquetes, de donde están escritos.
. tests/literario/comun.sh
taller frente
cd "$taller" || exit 1
mapa=$raiz/docs/literario/mapa.sh

capitulo() { # carpeta, lo que hace falta, cabecera de más
    mkdir -p "lessons/$1"
    printf -- '---\ntitle: T%s\n%s---\n\n::: {.objetivos}\n**Antes hace falta** %s\n:::\n' \
        "$1" "${3:-}" "$2" >"lessons/$1/leccion.md"
}
capitulo 00-cero 'saber leer.'
capitulo 01-uno 'el capítulo 0.'
capitulo 02-dos 'el [@sec:00/a], y algo ([@sec:01/b]).'
capitulo 03-tres 'los capítulos 0 a 2.' 'usa: 01-uno
'
flechas() {
    "$mapa" 00-cero 01-uno 02-dos 03-tres | sed -n \
        's/^.draw\[\([^]]*\)\] (c\([0-9]*\)) -- (c\([0-9]*\));/\2-\3 \1/p' |
        sed 's/flecha,.*/usa/; s/ flecha//' | sort | tr '\n' ';'
}
# De 0 a 2 ya se llega por 1; lo que se usa se dibuja aunque haya rodeo.
prueba 'mapa: solo lo que no se sigue de otras flechas' \
    igual '0-1;1-2;1-3 usa;2-3;' "$(flechas)"
prueba 'mapa: el título' igual 1 "$("$mapa" 00-cero |
    grep -c 'textbf{0}.*T00-cero')"

command -v pandoc >/dev/null || exit 0
mkdir -p docs build/libro build/01-uno/lab/esqueleto build/01-uno/lab/solucion
printf 'cap:01-uno\tcap\t1\tUno\tlessons/01-uno/leccion.md:1\n' \
    >build/01-uno/refs.tsv
printf 'fichero\ta.c\nprueba\tx\tp\t4\tUna\nprueba\ty\tp\t6\tOtra\n' \
    >build/01-uno/manifiesto.tsv
printf 'int a;\n/* no cuenta */\n' >build/01-uno/lab/esqueleto/a.c
{ printf 'int a;\n/* tampoco */\n'; yes 'a++;' | head -40; } \
    >build/01-uno/lab/solucion/a.c
printf '1\t24\n' >paginas.tsv
printf 'make docs       teje\nmake nueva X=1  (autores) empieza\n' \
    >build/libro/ordenes.txt
printf '# señal\tp\ng\tx\nxx\tpaq\tbase\tpara esto\nyy\totro\tlibro\tno\n' \
    >docs/dependencias.tsv
teje() { # de la entrada, el prólogo
    { printf -- '---\ntitle: P\n---\n\n'; cat; } >lessons/prologo.md
    pandoc -f "$raiz/docs/literario/lector.lua" \
        -L "$raiz/docs/literario/teje.lua" -M build=build \
        --metadata-file "$raiz/docs/plantillas/curso.yaml" \
        -M capitulos=01-uno -M paginas=paginas.tsv -t plain --columns=200 \
        lessons/prologo.md 2>&1 | tr -s ' -' ' ' | sed 's/^ //; s/ $//'
}
# 24 páginas son dos horas; 40 líneas, otras dos; y una más por la práctica.
prueba 'calendario: páginas, horas y puntos' igual '1 1. Uno 24 01 5 clase
Todo 24 10 puntos 5' "$(printf '```calendario\n01 | 01 | clase\n```\n' |
    teje | grep -E '^(1|Todo) ')"
prueba 'prácticas: líneas, pruebas y puntos' igual 'labs/01 uno 40 2 10' \
    "$(printf '```practicas\n```\n' | teje | grep labs)"
prueba 'órdenes: las de quien se pide' igual 'make nueva X=1 empieza' \
    "$(printf '```ordenes {quien=autores}\n```\n' | teje | grep -v '^$' |
        tr '\n' ' ' | tr -s ' ' | sed 's/ $//')"
prueba 'paquetes: los del grupo' igual 'paq para esto' \
    "$(printf '```paquetes {grupo=base}\n```\n' | teje | grep -E 'paq |otro ')"
