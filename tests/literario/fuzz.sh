#!/bin/sh
# fuzz.sh CASOS [SEMILLA]: lecciones estropeadas al azar (fuzz.c). Los casos
# que fallan se quedan en build/taller/casos, con su semilla en el nombre.
. tests/literario/comun.sh
taller "fuzz-$1"
casos=$raiz/build/taller/casos
saneado=$raiz/build/taller/enreda-saneado
fuzz=$raiz/build/taller/fuzz
semilla=${2:-1}
# Una lección de varios ficheros es, junta, una sola.
for l in lessons/[0-9]*/ tests/literario/dorado/lessons/*/ \
    docs/plantillas/nueva/; do
    cat "$l"*.md >"$taller/$(basename "$l").md"
done
cd "$taller" || exit 1
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
dice=$("$fuzz" "$saneado" "$1" "$semilla" ./*.md 2>&1)
estado=$?
que="fuzz: $1 lecciones estropeadas desde la semilla $semilla"
if [ $estado -eq 0 ]; then
    ok "$que: $(printf '%s\n' "$dice" | tail -n 1)"
else
    mkdir -p "$casos"
    cp caso-*.md "$casos" 2>/dev/null
    fallo "$que" "$dice"
fi
