#!/bin/sh
# casos.sh CALIFICADOR COTEJA CARPETA [largo]: hace los casos de casos.tsv,
# los califica y coteja. Con «largo», todos, como una clase. Sin él, los que
# no son largos, en dos: los que necesitan un sanitizer, con ellos; los demás,
# sin ellos, que compilar y probar dos veces ahí no enseña nada.
# CASOS="uno dos", solo esos. OPCIONES, para el calificador.
set -u
calificador=$1 coteja=$2 raiz=$3 largo=${4:-}
tabla=tests/calificador/casos/casos.tsv

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

# Las filas de un grupo: todas, las corrientes o las saneadas.
elige() {
    : >"$d/filas.tsv"
    grep -v '^#' "$tabla" | while IFS='	' read -r caso resto; do
        _caso=${caso%%:*} _como=corrientes
        case $resto in
        *'	largo') _como=largos ;;
        *'	saneador') _como=saneados ;;
        esac
        [ "$1" = todos ] || [ "$1" = $_como ] || continue
        [ -z "${CASOS:-}" ] || case " $CASOS " in *" $_caso "*) ;; *) continue ;; esac
        printf '%s\t%s\n' "$caso" "$resto" >>"$d/filas.tsv"
    done
}

hace() {
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
}

# grupo NOMBRE: los hace, los califica y los coteja.
grupo() {
    d=$raiz/$1
    rm -rf "$d/clase" "$d/salida"
    mkdir -p "$d/clase" "$d/uno"
    : >"$d/origenes.tsv"
    elige "$1"
    [ -s "$d/filas.tsv" ] || return 0
    hace
    [ "$1" != corrientes ] || export CALIFICADOR_SIN_SANEADORES=1
    # shellcheck disable=SC2086
    "$calificador" --salida="$d/salida" ${OPCIONES:-} "$d/clase" >"$d/dice.txt" 2>&1
    e=$?
    unset CALIFICADOR_SIN_SANEADORES
    if [ $e -gt 1 ] || [ ! -e "$d/salida/calificacion.json" ]; then
        case $(cat "$d/dice.txt") in
        *'no se puede aislar'*)
            printf 'salto\tcalificador, casos: %s\t%s\n' "$1" "$(head -n 1 "$d/dice.txt")"
            return
            ;;
        esac
        printf 'fallo\tcalificador, casos: la clase entera\tacaba con %s: %s\n' $e "$(tail -n 1 "$d/dice.txt")"
        return
    fi
    "$coteja" "$d/salida/calificacion.json" "$d/filas.tsv" "$d/origenes.tsv" largo
}

if [ -n "$largo" ]; then
    grupo todos
else
    grupo corrientes
    grupo saneados
fi
