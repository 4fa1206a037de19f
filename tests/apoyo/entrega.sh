#!/bin/sh
# entrega.sh NN-nombre DESTINO: un tar.gz con los .c y .h de la práctica,
# comprobado: solo ficheros normales, ninguno disparatado, y se abre.
set -u
cap=$1 destino=$2
paquete=$destino/$cap.tar.gz
veredictos=build/labs/$cap/veredictos.tsv

for f in labs/"$cap"/*; do
    case $f in *.c | *.h) ;; *) continue ;; esac
    [ -f "$f" ] && [ ! -L "$f" ] ||
        { echo "$f no es un fichero normal: no lo entrego." >&2; exit 1; }
    [ "$(wc -c <"$f")" -le 1048576 ] ||
        { echo "$f pasa de 1 MiB: no lo entrego." >&2; exit 1; }
    set -- "$@" "$f"
done
shift 2
[ $# -gt 0 ] || { echo "labs/$cap no tiene nada que entregar." >&2; exit 1; }
mkdir -p "$destino"
tar -czf "$paquete.nuevo" "$@" && tar -tzf "$paquete.nuevo" >/dev/null &&
    mv "$paquete.nuevo" "$paquete" || exit 1
echo "$paquete:"
for f; do echo "  $f"; done
if [ ! -e "$veredictos" ]; then
    echo "No la has probado: make probar LAB=$cap"
elif [ -n "$(find "$@" -newer "$veredictos")" ]; then
    echo "Ha cambiado desde la última prueba: make probar LAB=$cap"
elif grep -q '^prueba	[^	]*	fallo' "$veredictos"; then
    echo "Aún fallan pruebas; se entrega así."
fi
