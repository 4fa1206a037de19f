#!/bin/sh
# entrega.sh NN-nombre DESTINO MANIFIESTO: un tar.gz con los .c y .h de la
# práctica, comprobado: solo ficheros normales, ninguno disparatado, y se abre.
# Nunca pisa otro: si ya hay uno y es igual, lo dice; si es distinto, el nuevo
# lleva un número detrás.
set -u
cap=$1 destino=$2 manifiesto=$3
veredictos=build/labs/$cap/veredictos.tsv
nuevo=

no() { echo "No se entrega: $*" >&2; exit 1; }

for h in tar gzip cmp find; do
    command -v $h >/dev/null || no "falta $h (make deps)"
done
shift 3
for f in labs/"$cap"/*; do
    case $f in *.c | *.h) ;; *) continue ;; esac
    [ -f "$f" ] && [ ! -L "$f" ] || no "$f no es un fichero normal"
    [ "$(wc -c <"$f")" -le 1048576 ] || no "$f pasa de 1 MiB"
    set -- "$@" "$f"
done
[ $# -gt 0 ] || no "en labs/$cap no hay ningún .c ni .h"

mkdir -p "$destino" 2>/dev/null && nuevo=$(mktemp "$destino/.entrega.XXXXXX" 2>/dev/null) ||
    no "no puedo escribir en $destino"
trap 'rm -f "$nuevo" "$nuevo.tar"' EXIT
trap 'exit 1' INT TERM HUP
# Sin fechas ni dueños: lo mismo, dos veces, es el mismo fichero.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime='2000-01-01 00:00Z' \
    -cf "$nuevo.tar" "$@" 2>/dev/null && gzip -n <"$nuevo.tar" >"$nuevo" 2>/dev/null &&
    tar -tzf "$nuevo" >/dev/null 2>&1 ||
    no "no he podido escribirlo en $destino: ¿queda sitio en el disco?"

# El enlace no pisa nada: si el nombre ya está, se prueba con otro. Donde no
# hay enlaces (una memoria USB), mv.
n=1 paquete=$destino/$cap.tar.gz
until ln "$nuevo" "$paquete" 2>/dev/null ||
    { [ ! -e "$paquete" ] && mv -n "$nuevo" "$paquete" 2>/dev/null; }; do
    [ -e "$paquete" ] || [ -L "$paquete" ] || no "no puedo escribir $paquete"
    if cmp -s "$nuevo" "$paquete"; then
        echo "Igual que el que ya había:"
        break
    fi
    n=$((n + 1)) paquete=$destino/$cap-$n.tar.gz
done
chmod 644 "$paquete"
echo "$paquete:"
for f; do echo "  $f"; done
if [ ! -e "$veredictos" ]; then
    echo "No la has probado: make probar LAB=${cap%%-*}"
elif [ -n "$(find "$@" -newer "$veredictos")" ]; then
    echo "Ha cambiado desde la última prueba: make probar LAB=${cap%%-*}"
else
    build/informe falta "$manifiesto" "$veredictos" \
        "asan=build/labs/$cap/asan.tsv" "tsan=build/labs/$cap/tsan.tsv"
fi
