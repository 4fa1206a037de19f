#!/bin/sh
# vigilar.sh NN-nombre: prueba la práctica y lo repite cuando algo de su
# carpeta cambia. Mira las fechas: vale en cualquier sistema de ficheros.
set -u
cap=$1
marca=build/labs/$cap/visto
mkdir -p "build/labs/$cap"
while :; do
    touch "$marca"
    [ -t 1 ] && printf '\033[H\033[2J'
    make -s probar LAB="$cap"
    echo "Vigilo labs/$cap; Ctrl-C para acabar."
    while [ -z "$(find "labs/$cap" -newer "$marca" -type f)" ]; do
        sleep 1
    done
done
