#!/bin/sh
# Una clase repartida en cuatro trabajos de Slurm, y otro que los reúne.
#
#     sbatch --export=ENTREGAS=/ruta/entregas,SALIDA=/ruta/notas \
#         tests/calificador/ejemplos/slurm.sh
#     sbatch --dependency=afterok:NÚMERO --array=0 --export=… (el mismo guion)
#
# Se lanza desde la raíz del curso, ya preparada con «make taller
# build/calificador»; ENTREGAS y SALIDA, en un disco que vean todos.
#SBATCH --job-name=calificar
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=01:00:00
set -eu
partes=${PARTES:-4}
k=${SLURM_ARRAY_TASK_ID:?se lanza con sbatch}
if [ "$k" -eq 0 ]; then
    set --
    for i in $(seq "$partes"); do
        set -- "$@" "$SALIDA/parte-$i"
    done
    # shellcheck disable=SC2086
    exec build/calificador --reune --salida="$SALIDA" ${OPCIONES:-} "$@"
fi
# shellcheck disable=SC2086
exec build/calificador --parte="$k/$partes" --salida="$SALIDA/parte-$k" \
    --trabajos="${SLURM_CPUS_PER_TASK:-2}" ${OPCIONES:-} "$ENTREGAS"
