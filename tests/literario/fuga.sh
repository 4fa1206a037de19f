#!/bin/sh
# fuga.sh LECCIONES FICHERO…: busca en cada fichero (PDF, HTML, EPUB, tar.gz
# o texto) lo que las lecciones de esa carpeta solo dicen dentro de
# .solucion o de .error. De cada línea cuentan las letras y las cifras, y se
# buscan las que tienen MINIMO o más y no están también fuera: en el resto de
# las lecciones, labs/comun o tests/. Escribe «N líneas buscadas en M
# ficheros» y cada hallazgo; acaba con 1 si hay alguno, o nada que buscar.
set -u
export LC_ALL=C
lecciones=$1
shift
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM

# parte dentro|fuera: esas líneas de las lecciones. Se sale de una división
# con su «:::», que dentro de una valla no cuenta. Una referencia o un
# atributo cortan la línea, porque en el libro se leen de otro modo; el
# título de un error típico es también su secreto.
parte() {
    awk -v cual="$1" '
        function di(s) {
            if (!valla) gsub(/\[@[^]]*\]|\]\{[^}]*\}|\]\([^)]*\)/, "\n", s)
            print s
        }
        FNR == 1 { n = valla = 0 }
        {
            s = $0
            sub(/^ +/, "", s)
            dentro = n > 0 && secreta[n]
        }
        valla && match(s, /^(```+|~~~+) *$/) && index(s, marca) == 1 {
            valla = 0
            next
        }
        !valla && match(s, /^(```+|~~~+)/) {
            valla = 1
            marca = substr(s, 1, RLENGTH)
            next
        }
        !valla && s ~ /^:::+ *$/ { n -= n > 0; next }
        !valla && s ~ /^:::/ {
            es_error = s ~ /[.]error[ }]|: error$/
            n++
            secreta[n] = dentro || es_error || s ~ /[.]solucion[ }]|: solucion$/
            t = s
            if (es_error && sub(/.*titulo="/, "", t) && sub(/".*/, "", t) &&
                cual == "dentro")
                print t
            next
        }
        (cual == "dentro") == dentro { di($0) }
    ' "$lecciones"/*/*.md
}

# Letras y cifras, línea a línea; las letras con acento se van enteras, que
# cada programa las escribe a su manera.
normaliza() {
    sed 's/ﬁ/fi/g; s/ﬂ/fl/g; s/ﬀ/ff/g; s/ﬃ/ffi/g; s/ﬄ/ffl/g' |
        tr -cd 'A-Za-z0-9\n'
}

# De HTML quedan el texto y los atributos, cada cosa en su línea.
sin_marcas() {
    tr '\n' ' ' <"$1" | sed 's/<[^>]*>//g' |
        sed 's/&[a-z]*;//g; s/&#[0-9a-fx]*;//g'
    echo
    tr '\n' ' ' <"$1" | sed 's/&[a-z]*;//g; s/&#[0-9a-fx]*;//g'
    echo
}

# El texto de un fichero, normalizado y en una sola línea, porque en un libro
# las líneas se parten por donde caben.
texto() {
    case $1 in
    *.pdf) pdftotext "$1" - ;;
    *.html | *.xhtml | *.svg) sin_marcas "$1" ;;
    *) cat "$1" ;;
    esac | normaliza | tr -d '\n'
    echo
}

# busca MODO LISTA TEXTO: con «hay», las líneas de la lista que están en
# alguna línea del texto; con «faltan», las demás. Se miran solo los sitios
# donde coincide el principio.
busca() {
    awk -v modo="$1" -v k="$MINIMO" '
        FILENAME == ARGV[1] {
            p = substr($0, 1, k)
            v[p] = v[p] == "" ? $0 : v[p] "\n" $0
            todas[++n] = $0
            next
        }
        {
            for (i = length($0) - k + 1; i > 0; i--) {
                p = substr($0, i, k)
                if (!(p in v)) continue
                m = split(v[p], c, "\n")
                for (j = 1; j <= m; j++)
                    if (substr($0, i, length(c[j])) == c[j]) visto[c[j]] = 1
            }
        }
        END {
            for (i = 1; i <= n; i++)
                if ((todas[i] in visto) == (modo == "hay")) print todas[i]
        }' "$2" "$3"
}

MINIMO=25
parte dentro | normaliza | awk -v k=$MINIMO 'length($0) >= k' |
    sort -u >"$tmp/dentro"
{
    parte fuera
    find labs/comun tests -type f -name '*.[ch]' -exec cat {} +
} | normaliza | tr -d '\n' >"$tmp/fuera"
busca faltan "$tmp/dentro" "$tmp/fuera" >"$tmp/secretas"

# desempaqueta FICHERO: los nombres de lo que hay dentro, o el suyo.
desempaqueta() {
    case $1 in
    *.tar.gz | *.epub)
        d=$(mktemp -d "$tmp/paquete.XXXXXX") || exit 2
        case $1 in
        *.epub) unzip -qq "$1" -d "$d" ;;
        *) tar -xzf "$1" -C "$d" ;;
        esac || { echo "no puedo abrir $1" >&2; exit 2; }
        find "$d" -type f | while read -r f; do
            case $f in
            *.tar.gz | *.epub) desempaqueta "$f" ;;
            *) echo "$f" ;;
            esac
        done
        ;;
    *) echo "$1" ;;
    esac
}

mal=0
for f; do
    desempaqueta "$f" || mal=1
done >"$tmp/ficheros"
while read -r f; do
    texto "$f" >"$tmp/texto"
    busca hay "$tmp/secretas" "$tmp/texto" |
        sed "s|^|${f#"$tmp"/paquete.??????/}: |"
done <"$tmp/ficheros" >"$tmp/hallazgos"
echo "$(wc -l <"$tmp/secretas") líneas buscadas en $(wc -l \
    <"$tmp/ficheros") ficheros"
cat "$tmp/hallazgos"
[ -s "$tmp/secretas" ] && [ -s "$tmp/ficheros" ] &&
    [ ! -s "$tmp/hallazgos" ] && [ $mal -eq 0 ]
