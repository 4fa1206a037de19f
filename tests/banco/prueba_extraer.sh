#!/bin/sh
# prueba_extraer.sh CARPETA EJEMPLOS: una pasada rápida de extraer.sh. Sale su
# fila, bien formada, con el programa y sin él. Cuánto tarda no se prueba.
set -u
salida=$1/prueba-extraer ejemplos=$2

# prueba QUÉ EJEMPLOS FILA
prueba()
{
    rm -rf "$salida"
    mkdir -p "$salida"
    RAPIDO=1 sh tests/banco/extraer.sh "$salida" "$2" \
        >"$salida/salida.txt" 2>"$salida/quejas.txt"
    estado=$?
    if [ $estado -eq 0 ] && grep -qE "^extraer-ideal	$3\$" "$salida/metas.tsv"
    then
        printf 'ok\tbanco: %s\n' "$1"
    else
        printf 'fallo\tbanco: %s\testado %s, y dice: %s\n' "$1" $estado \
            "$(cat "$salida/metas.tsv" "$salida/quejas.txt" | head -n 1)"
    fi
}

prueba 'la fila de extraer-ideal' "$ejemplos" \
    '[0-9][0-9.e+-]*	1\.05	(ok|corto)'
prueba 'la fila de extraer-ideal, sin libcurl' /dev/null \
    'sin-par	1\.05	sin-par'
exit 0
