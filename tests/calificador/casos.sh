#!/bin/sh
# casos.sh CALIFICADOR COTEJA CARPETA [largo]: hace los casos de casos.tsv
# (con «largo», también los largos), los califica todos como una clase, y
# coteja. CASOS="uno dos", solo esos. OPCIONES, para el calificador.
set -u
calificador=$1 coteja=$2 d=$3 largo=${4:-}
tabla=tests/calificador/casos/casos.tsv
rm -rf "$d/clase" "$d/salida"
mkdir -p "$d/clase" "$d/uno"
: >"$d/origenes.tsv"

# Lo de dentro de una entrega, o entradas de la clase.
coloca() {
    for _x in "$2"/* "$2"/.[!.]*; do
        [ -e "$_x" ] || [ -L "$_x" ] || continue
        case ${_x##*/} in
        labs | [0-9][0-9]-* | *.[ch])
            mv "$2" "$d/clase/$1"
            printf '%s\t%s\n' "$1" "$1" >>"$d/origenes.tsv"
            return
            ;;
        esac
    done
    for _x in "$2"/* "$2"/.[!.]*; do
        [ -e "$_x" ] || [ -L "$_x" ] || continue
        _n=${_x##*/}
        if [ -e "$d/clase/$_n" ]; then
            printf 'fallo\tcalificador, casos: %s\tya hay una entrada «%s»\n' "$1" "$_n"
            continue
        fi
        mv "$_x" "$d/clase/"
        printf '%s\t%s\n' "$1" "$(printf %s "$_n" | sed 's/\\/\\\\/g' | awk 'NR > 1 { printf "\\n" } { gsub(/\t/, "\\t"); printf "%s", $0 }')" >>"$d/origenes.tsv"
    done
}

: >"$d/filas.tsv"
grep -v '^#' "$tabla" | while IFS='	' read -r caso resto; do
    _caso=${caso%%:*}
    case $resto in *'	largo') [ -n "$largo" ] || continue ;; esac
    [ -z "${CASOS:-}" ] || case " $CASOS " in *" $_caso "*) ;; *) continue ;; esac
    printf '%s\t%s\n' "$caso" "$resto" >>"$d/filas.tsv"
done
cut -f 1 "$d/filas.tsv" | sed 's/:.*//' | sort -u >"$d/nombres"
while read -r caso; do
    chmod -R u+rwx "$d/uno" 2>/dev/null
    rm -rf "$d/uno"
    mkdir "$d/uno"
    if CASO=$caso sh "tests/calificador/casos/$caso.sh" "$d/uno" >"$d/$caso.txt" 2>&1; then
        coloca "$caso" "$d/uno"
        rm -f "$d/$caso.txt"
    else
        printf 'fallo\tcalificador, casos: %s\tsu guion falla: %s\n' "$caso" "$(tail -n 1 "$d/$caso.txt")"
    fi
done <"$d/nombres"
# shellcheck disable=SC2086
"$calificador" --salida="$d/salida" ${OPCIONES:-} "$d/clase" >"$d/dice.txt" 2>&1
e=$?
if [ $e -gt 1 ] || [ ! -e "$d/salida/calificacion.json" ]; then
    case $(cat "$d/dice.txt") in
    *'no se puede aislar'*)
        printf 'salto\tcalificador, casos\t%s\n' "$(head -n 1 "$d/dice.txt")"
        exit 0
        ;;
    esac
    printf 'fallo\tcalificador, casos: la clase entera\tacaba con %s: %s\n' $e "$(tail -n 1 "$d/dice.txt")"
    exit 0
fi
"$coteja" "$d/salida/calificacion.json" "$d/filas.tsv" "$d/origenes.tsv" largo
