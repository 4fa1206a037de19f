#!/bin/sh
# frente.sh: las series de make bench, para el libro. Para la referencia
# (RAPIDO=0) lo mide; si no, da lo que dejó el último make bench, si lo hubo:
# cada make no va a estar ocho minutos midiendo.
set -u
cd "$(dirname "$0")/../.." || exit 1
if [ "${RAPIDO:-1}" = 0 ]; then
    # Quien nos llama ya tiene el turno de medir, y su make no es el nuestro.
    env -u MAKEFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u REP -u RAPIDO -u SOLO -u LAB \
        make -s bench SIN_TURNO=1 SIN_INSTALAR=1 >&2 || exit 1
fi
if [ -e build/bench/frente.tsv ]; then
    grep '^# nota' build/bench/salida.txt
    cat build/bench/frente.tsv
else
    echo '# nota: en esta máquina no se ha ejecutado make bench'
fi
