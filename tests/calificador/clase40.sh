#!/bin/sh
# clase40.sh CALIFICADOR CARPETA [N]: una clase de cuarenta, con soluciones,
# esqueletos y errores típicos de dos prácticas, calificada N veces (10) con
# otra CPU ocupada: N ficheros de notas iguales.
set -u
calificador=$1 d=$2 n=${3:-10}
quien='cuarenta'
. tests/calificador/clase.sh
rm -rf "$d"
mkdir -p "$d/clase"
set -- solutions build/00-herramientas/lab/esqueleto build/00-herramientas/errores/*
i=0
while [ $i -lt 40 ]; do
    i=$((i + 1))
    a="$d/clase/alumno $i"
    mkdir -p "$a"
    de=$1
    shift
    set -- "$@" "$de"
    case $de in
    solutions)
        cp -R solutions/00-herramientas "$a/"
        [ $((i % 2)) -eq 1 ] || cp -R solutions/03-hilos "$a/"
        ;;
    *)
        mkdir "$a/00-herramientas"
        for f in "$de"/*; do sed '/^#line /d' "$f" >"$a/00-herramientas/${f##*/}"; done
        ;;
    esac
    find "$a" -exec touch -d '2026-01-02T03:04:05Z' {} +
done
while :; do :; done &
ocupa=$!
trap 'kill $ocupa' EXIT
otras=0
k=0
while [ $k -lt "$n" ]; do
    k=$((k + 1))
    "$calificador" --salida="$d/s$k" "$d/clase" >"$d/dice" 2>&1 || { otras=$((otras + 1)); tail -n 1 "$d/dice" >&2; }
    iguales "$d/s1" "$d/s$k" >"$d/difiere" 2>&1 || otras=$((otras + 1))
done
if [ $otras -eq 0 ]; then
    ok "$n veces con la CPU ocupada, las mismas notas"
else
    fallo "$n veces con la CPU ocupada, las mismas notas" "$otras distintas: $(head -n 2 "$d/difiere")"
    exit 1
fi
