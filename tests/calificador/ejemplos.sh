#!/bin/sh
# ejemplos.sh CARPETA [largo]: lo que se cuenta en la guía de Slurm y de
# Actions, ejecutado aquí: cada orden, sin el servicio. Con «largo», también
# el zip de Gradescope, que compila el curso desde cero. OPCIONES, para el
# calificador.
set -u
d=$1 largo=${2:-}
quien='ejemplos'
. tests/calificador/clase.sh
rm -rf "$d"
mkdir -p "$d"
sh tests/calificador/ejemplos/clase.sh "$d/entregas" >/dev/null
# shellcheck disable=SC2086
if ! build/calificador --salida="$d/una" ${OPCIONES:-} "$d/entregas" >"$d/dice" 2>&1; then
    case $(cat "$d/dice") in
    *'no se puede aislar'*) printf 'salto\tcalificador, ejemplos\t%s\n' "$(head -n 1 "$d/dice")" ;;
    *) fallo 'la clase de ejemplo' "$(cat "$d/dice")" ;;
    esac
    exit 0
fi
[ "$(cut -d , -f 3 "$d/una/notas.csv" | sort | tr '\n\r' '  ' | tr -s ' ')" != '' ] && ok 'la clase de ejemplo'

# ---- Slurm ----
export ENTREGAS="$d/entregas" SALIDA="$d/slurm" SLURM_CPUS_PER_TASK=1
for k in 1 2 3 4 0; do
    SLURM_ARRAY_TASK_ID=$k sh tests/calificador/ejemplos/slurm.sh >>"$d/slurm.txt" 2>&1 ||
        echo "estado $?" >>"$d/slurm.txt"
done
comprueba 'slurm.sh: cuatro partes y la que las reúne' iguales "$d/una" "$d/slurm"
unset ENTREGAS SALIDA SLURM_CPUS_PER_TASK

# ---- Actions ----
# Cada «run:», con la parte en su sitio. Lo que instala ya está.
corre() {
    sed -n "/^  $1:/,/^  [a-z]*:\$/s/^ *- run: //p" tests/calificador/ejemplos/acciones.yml |
        grep -v 'apt-get\|deps.sh' | sed "s/\${{ matrix.k }}/$2/g" |
        sed "s#ENTREGAS=entregas#ENTREGAS=$d/entregas#; s#parte-#$d/parte-#g; s#=notas#=$d/notas#" >"$d/orden"
    [ -s "$d/orden" ] && sh -e "$d/orden" >>"$d/acciones.txt" 2>&1
}
mal=
for k in 1 2 3 4; do corre parte $k || mal="$mal parte $k"; done
corre reune 0 || mal="$mal reune"
if [ -n "$mal" ]; then fallo 'acciones.yml: cada orden' "$mal: $(tail -n 2 "$d/acciones.txt")"; else
    comprueba 'acciones.yml: cuatro máquinas y la que las reúne' diff "$d/una/notas.csv" "$d/notas/notas.csv"
fi

# ---- Gradescope ----
[ -n "$largo" ] || exit 0
sh tests/calificador/ejemplos/gradescope.sh 00-herramientas "$d/00.zip" >/dev/null
mkdir -p "$d/auto/source" "$d/auto/submission"
(cd "$d/auto/source" && unzip -q "../../00.zip")
cp build/00-herramientas/errores/desde-cero/*.c "$d/auto/submission/"
sed -i '/^#line /d' "$d/auto/submission"/*.c
export AUTOGRADER="$(cd "$d/auto" && pwd)"
(SIN_INSTALAR=1 MAKEFLAGS= MAKELEVEL= sh "$d/auto/source/setup.sh" && sh "$d/auto/source/run_autograder") >"$d/gradescope.txt" 2>&1
if grep -q '"score": 8.0' "$d/auto/results/results.json" 2>/dev/null; then
    ok 'gradescope: el zip, su setup.sh y run_autograder'
else
    fallo 'gradescope: el zip, su setup.sh y run_autograder' "$(tail -n 3 "$d/gradescope.txt")"
fi
