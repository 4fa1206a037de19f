#!/bin/sh
# uno.sh NN-nombre BASE 'VARIANTES' FUENTE K: prueba un mutante (con K = 0, la
# solución intacta) y añade a build/mutantes/NN-nombre/salido una línea:
# FUENTE<TAB>K<TAB>VEREDICTO, que es «no compila», «cazado VARIANTE PRUEBA
# CAUSA», «vive», o «error …» si no se ha podido saber. BASE es el resumen
# de todo lo que interviene además de los fuentes.
set -u
lab=$1 base=$2 variantes=$3 fuente=$4 k=$5
dir=build/mutantes/$lab
sol=build/$lab/lab/solucion

t=$(mktemp -d "$dir/t.XXXXXX") || exit 1
trap 'rm -rf "$t"' EXIT
trap 'exit 1' INT TERM HUP
cp "$sol"/*.[ch] "$t" &&
    build/mutador escribe "$sol/$fuente" "$k" >"$t/$fuente" || exit 1
suma=$({
    echo "$base"
    cat "$t"/*.[ch]
} | sha256sum)
sabido=$dir/sabido/${suma%% *}

# Los informes no los lee nadie, y traducir sus direcciones es lo que más
# tarda.
export TSAN_OPTIONS=symbolize=0 ASAN_OPTIONS=symbolize=0 LSAN_OPTIONS=symbolize=0

# El primer veredicto que no sea «ok», dicho en una línea.
caza() {
    awk -F '\t' '$3 == "fallo" { print $2, $5; exit }' "$t/veredictos"
}

# Los plazos son más cortos que de costumbre: muchos mutantes no acaban
# nunca; y la memoria, poca: alguno no para de pedirla. Una pila de 1 MiB
# deja sitio a muchos hilos. Con los sanitizers todo va más despacio, y la
# memoria que reservan de entrada no cabe en ningún límite.
veredicto() {
    for v in $variantes; do
        factor=1
        [ "$v" = normal ] && factor=0.5
        sh "$dir/enlaza-$v" "$t" "$t/prueba" 2>"$t/avisos" || {
            echo 'no compila'
            return
        }
        (
            # shellcheck disable=SC3045
            [ "$v" != normal ] || { ulimit -s 1024 && ulimit -v 6000000; }
            PLAZO_FACTOR=$factor SEMILLA=1 timeout -k 5 300 \
                "$t/prueba" --hasta-fallo
        ) >"$t/veredictos" 2>/dev/null && continue
        c=$(caza)
        case $c in
        '' | *imposible) echo "error con $v: $c" ;;
        *) echo "cazado $v $c" ;;
        esac
        return
    done
    echo vive
}

if [ ! -s "$sabido" ]; then
    mkdir -p "$dir/sabido"
    veredicto >"$t/veredicto"
    if grep -q '^error' "$t/veredicto"; then
        sabido=$t/veredicto # no se guarda: otra vez puede que se sepa
    else
        mv "$t/veredicto" "$sabido"
    fi
fi
printf '%s\t%s\t%s\n' "$fuente" "$k" "$(cat "$sabido")" >>"$dir/salido"
