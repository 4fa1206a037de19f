#!/bin/sh
# mpirun.sh ARG…: «mpirun ARG…» en una sola máquina, con lo que aquí hace
# falta y en un clúster sobra. Lo usan la lección, las pruebas y las medidas.
#
# Los valores van por el entorno, y así lo que se escriba en ARG manda.
: "${OMPI_MCA_rmaps_base_oversubscribe=1}" # más rangos que núcleos
: "${OMPI_MCA_mpi_yield_when_idle=1}"      # quien espera cede el núcleo
: "${OMPI_MCA_hwloc_base_binding_policy=none}"
: "${OMPI_MCA_btl=self,vader}"             # memoria compartida, sin red
: "${OMPI_MCA_btl_vader_single_copy_mechanism=none}"
: "${OMPI_MCA_btl_tcp_if_include=lo}"
: "${OMPI_MCA_pml=ob1}"
: "${OMPI_MCA_oob_tcp_if_include=lo}"
: "${OMPI_MCA_plm=isolated}"
export OMPI_MCA_rmaps_base_oversubscribe OMPI_MCA_mpi_yield_when_idle \
    OMPI_MCA_hwloc_base_binding_policy OMPI_MCA_btl OMPI_MCA_pml \
    OMPI_MCA_btl_vader_single_copy_mechanism OMPI_MCA_btl_tcp_if_include \
    OMPI_MCA_oob_tcp_if_include OMPI_MCA_plm

# Open MPI no quiere correr como root; en un contenedor suele no haber otro.
if [ "$(id -u)" -eq 0 ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi

# Dos mpirun que comparten carpeta se la borran el uno al otro al acabar:
# cada uno, la suya.
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/mpi.XXXXXX") || exit 1
export TMPDIR
exec 3<&0
# En Debian, mpirun es una alternativa, y pasa por /etc: donde no se ve, el
# de Open MPI por su nombre.
mpirun=mpirun
[ -x "$(command -v mpirun)" ] || mpirun=mpirun.openmpi
$mpirun "$@" <&3 3<&- &
hijo=$!
trap 'kill -TERM $hijo 2>/dev/null' TERM INT HUP
wait $hijo
estado=$?
# Una señal interrumpe la espera sin que mpirun haya acabado.
while kill -0 $hijo 2>/dev/null; do
    wait $hijo
    estado=$?
done
rm -rf "$TMPDIR"
exit $estado
