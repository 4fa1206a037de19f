#!/bin/sh
# guias.sh CARPETA: las órdenes de docs/guia-docente.md, una detrás de otra,
# tal como están escritas; lo que escriben va a build/, y queda en CARPETA. Y
# que lo que README.md y las guías mandan hacer con make exista.
set -u
d=$1
quien='guías'
. tests/calificador/clase.sh
rm -rf "$d"
mkdir -p "$d"

# Los bloques ```sh de un fichero, numerados.
bloques() {
    awk -v d="$d" '/^```sh$/ { n++; dentro = 1; next } /^```$/ { dentro = 0 }
        dentro { print > sprintf("%s/bloque-%02d", d, n) }' "$1"
}
bloques docs/guia-docente.md
for b in "$d"/bloque-*; do
    que="guia-docente.md, «$(grep -v '^ *#' "$b" | head -n 1 | cut -c 1-60)…»"
    if SIN_INSTALAR=1 MAKEFLAGS= MAKELEVEL= sh -e "$b" >"$b.txt" 2>&1; then
        ok "$que"
    else
        case $(cat "$b.txt") in
        *'no se puede aislar'*)
            printf 'salto\tcalificador, %s: %s\t%s\n' "$quien" "$que" "$(grep 'no se puede aislar' "$b.txt")"
            break
            ;;
        esac
        fallo "$que" "$(tail -n 2 "$b.txt")"
    fi
done

# Cada «make objetivo» que se nombra es de los que make conoce; los del
# capítulo de ejemplo, 14-algo, los ejecuta tests/bucle/autor.sh.
sed -n 's/^#? \([a-z-]*\).*/\1/p' Makefile docs/*.mk tests/*.mk | sort -u >"$d/objetivos"
printf '%s\n' build/calificador taller test-largo >>"$d/objetivos"
for f in README.md docs/guia-docente.md docs/guia-autor.md docs/estilo.md; do
    {
        grep -o '`make [a-zA-Z0-9/=. -]*' "$f" | sed 's/^`//'
        awk '/^```sh$/ { d = 1; next } /^```$/ { d = 0 } d' "$f" |
            sed 's/&&/\n/g' | sed -n 's/^ *\(make .*\)/\1/p; s/^ *make$/make all/p'
    } | sed "s/^make //; s/'.*//" | tr ' ' '\n' |
        grep -v '[=]\|^$\|^-\|14-algo' | sort -u >"$d/nombrados"
    grep -vxFf "$d/objetivos" "$d/nombrados" >"$d/faltan"
    if [ -s "$d/faltan" ]; then
        fallo "$f: lo que manda hacer con make" "no existe: $(tr '\n' ' ' <"$d/faltan")"
    else
        ok "$f: lo que manda hacer con make existe"
    fi
    # Y cada fichero del curso al que lleva un enlace, también.
    sed -n 's/.*](\([^):#]*\)).*/\1/p' "$f" | while read -r e; do
        [ -e "$(dirname "$f")/$e" ] || echo "$e"
    done >"$d/rotos"
    [ ! -s "$d/rotos" ] || fallo "$f: sus enlaces" "$(tr '\n' ' ' <"$d/rotos")"
done
