#!/bin/sh
# Gradescope lo ejecuta una vez, al construir la imagen: instala lo que hace
# falta y deja la práctica preparada. AUTOGRADER y SIN_INSTALAR son para
# probarlo fuera.
set -eu
raiz=${AUTOGRADER:-/autograder}
cd "$raiz/source/curso"
if [ -z "${SIN_INSTALAR:-}" ]; then
    apt-get update
    apt-get install -y make
    sh docs/deps.sh INSTALA base docente
fi
lab=$(cat ../practica)
ocultas=
[ ! -d ../ocultas ] || ocultas=OCULTAS=$raiz/source/ocultas
# shellcheck disable=SC2086
make SIN_INSTALAR=1 build/calificador taller LAB="$lab" $ocultas
