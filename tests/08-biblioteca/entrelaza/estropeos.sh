#!/bin/sh
# estropeos.sh LIMPIO CARPETA: cada estropeo de estropeos.tsv, en el código
# de LIMPIO, tiene que cazarlo su escena. La ejecución que lo caza queda en
# CARPETA/NOMBRE.txt.
set -u
limpio=$1 d=$2
e=tests/08-biblioteca/entrelaza
tab=$(printf '\t')

grep -v '^#' $e/estropeos.tsv | while IFS=$tab read -r nombre fichero \
    escena cambio _; do
    que="entrelaza caza, $nombre"
    rm -rf "$d/$nombre" && mkdir -p "$d/$nombre"
    cp "$limpio"/*.[ch] "$d/$nombre"
    sed "$cambio" "$limpio/$fichero" >"$d/$nombre/$fichero"
    if cmp -s "$limpio/$fichero" "$d/$nombre/$fichero"; then
        printf 'fallo\t%s\tno hay ya esa línea que estropear\n' "$que"
        continue
    fi
    sh $e/compila.sh "$d/$nombre" "$d/objetos" "$d/$nombre/escenas" \
        "$fichero" 2>"$d/$nombre.avisos" || {
        printf 'fallo\t%s\tno compila: %s\n' "$que" \
            "$(grep -m 1 'error:' "$d/$nombre.avisos")"
        continue
    }
    timeout 100 "$d/$nombre/escenas" --busca "$escena" >"$d/$nombre.txt"
    case $? in
    0) printf 'fallo\t%s\tha pasado inadvertido\n' "$que" ;;
    1) printf 'ok\t%s: %s\n' "$que" "$(tail -n 1 "$d/$nombre.txt")" ;;
    *) printf 'fallo\t%s\tacaba con estado raro\n' "$que" ;;
    esac
done
