#!/bin/sh
# calificador.sh CARPETA [ALUMNOS] [PRÁCTICA…]: lo que cuesta calificar. Una
# clase de ALUMNOS (100; con RAPIDO=1, 2) que entregan bien las prácticas que
# se digan (de la 00 a la 06), cada uno con su comentario, para que no haya
# dos iguales. Añade a CARPETA/metas.tsv: la CPU de una entrega de una
# práctica, sin sanitizers y con ellos (la mediana de las prácticas); la
# clase entera, en segundos; calificarla otra vez sin que nada cambie, en
# segundos; y la memoria del calificador, en MiB. En CARPETA/calificador.tsv,
# práctica a práctica.
set -u
carpeta=$1 n=${2:-100}
shift
[ $# -eq 0 ] || shift
if [ $# -eq 0 ]; then
    set -- 00-herramientas 01-secuencial 02-procesos 03-hilos 04-pool \
        05-asincrono 06-imap
fi
[ "${RAPIDO:-}" = 1 ] && n=2

# meta ID VALOR META QUÉ
meta() {
    como='corto'
    if [ -z "$2" ]; then
        como='sin-par'
    elif awk -v x="$2" -v m="$3" 'BEGIN { exit !(x <= m) }'; then
        como='ok'
    fi
    printf '%s\t%s\t%s\t%s\n' "$1" "${2:-sin-par}" "$3" "$como" \
        >>"$carpeta/metas.tsv"
    printf '  %-17s %9s  <= %s  %-7s  %s\n' "$1" "${2:--}" "$3" "$como" "$4"
}

# La mediana de la columna $1 de lo medido; nada, si no hay.
mediana() {
    cut -f "$1" "$carpeta/calificador.tsv" | sort -g |
        awk '{ v[NR] = $1 }
            END { if (NR > 0) print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# La CPU de evaluar una solución, la menor de tres.
cpu() {
    for _i in 1 2 3; do
        build/calificador-una "$1" "solutions/$1" 2>/dev/null |
            sed -n 's/^cpu	\([0-9.]*\).*/\1/p'
        [ "${RAPIDO:-}" != 1 ] || break
    done | sort -g | head -n 1
}

# Segundos y MiB de una ejecución del calificador.
califica() {
    /usr/bin/time -f '%e %M' -o "$carpeta/calificador.time" \
        build/calificador --salida="$carpeta/calificador.d/salida" \
        "$carpeta/calificador.d/clase" \
        >"$carpeta/calificador.txt" 2>&1 || return 1
    read -r segundos kib <"$carpeta/calificador.time"
}

if [ -n "${TURNO:-}" ]; then
    exec 9>>"$TURNO"
    flock 9
fi
mkdir -p "$carpeta"
touch "$carpeta/metas.tsv"
: >"$carpeta/calificador.tsv"
if [ -x build/calificador-una ]; then
    for lab; do
        sin=$(CALIFICADOR_SIN_SANEADORES=1 cpu "$lab")
        con=$(cpu "$lab")
        [ -z "$sin" ] || [ -z "$con" ] ||
            printf '%s\t%s\t%s\n' "$lab" "$sin" "$con" >>"$carpeta/calificador.tsv"
    done
fi
meta calificar-cpu "$(mediana 2)" 0.35 'segundos de CPU por entrega, sin sanitizers'
meta calificar-saneado "$(mediana 3)" 0.8 'segundos de CPU por entrega, con ellos'
clase='' otra='' memoria=''
if [ -s "$carpeta/calificador.tsv" ]; then
    rm -rf "$carpeta/calificador.d"
    i=0
    while [ $i -lt "$n" ]; do
        i=$((i + 1))
        a="$carpeta/calificador.d/clase/alumno $i"
        mkdir -p "$a"
        for lab; do
            cp -R "solutions/$lab" "$a/"
            for f in "$a/$lab"/*.c; do echo "/* $i */" >>"$f"; done
        done
    done
    if califica; then
        clase=$segundos memoria=$((kib / 1024))
        califica && otra=$segundos
    fi
    rm -rf "$carpeta/calificador.d"
fi
meta calificar-clase "$clase" 600 "segundos, $n entregas de $# prácticas"
meta calificar-otra "$otra" 2 'segundos, otra vez sin que nada cambie'
meta calificar-memoria "$memoria" 200 'MiB, el calificador'
while IFS='	' read -r lab sin con; do
    printf '  %s: %s s de CPU sin sanitizers; %s con ellos\n' "$lab" "$sin" "$con"
done <"$carpeta/calificador.tsv"
exit 0
