#!/bin/sh
# probar.sh CARPETA MANIFIESTO criterion|corredor VARIANTE…: ejecuta las
# pruebas ya compiladas y enseña el tablero. Con los sanitizers, solo las
# que pasan: de las otras ya hay bastante que decir.
set -u
d=$1 manifiesto=$2 corredor=$3
shift 3

rm -f "$d/veredictos.tsv" "$d"/[at]san.tsv "$d"/[at]san.txt
if [ "$corredor" = criterion ]; then
    # Su estado de salida no es un veredicto; las líneas del gancho, sí.
    VEREDICTOS_FD=9 timeout -k 5 900 "$d/normal/criterion" --quiet \
        9>"$d/veredictos.tsv"
else
    echo 'Criterion no está instalado: uso el corredor sencillo.' >&2
    "$d/normal/corredor" >"$d/veredictos.tsv"
fi
pasan=$(awk -F '\t' '$3 == "ok" { print $2 }' "$d/veredictos.tsv")
otros=
for v; do
    [ -n "$pasan" ] || break
    # shellcheck disable=SC2086
    PLAZO_FACTOR=${PLAZO_FACTOR:-3} "$d/$v/corredor" $pasan \
        >"$d/$v.tsv" 2>"$d/$v.txt"
    case $v in
    asan) otros="$otros AddressSanitizer=$d/$v.tsv" ;;
    tsan) otros="$otros ThreadSanitizer=$d/$v.tsv" ;;
    esac
done
# shellcheck disable=SC2086
exec build/informe tablero "$manifiesto" "$d/veredictos.tsv" $otros
