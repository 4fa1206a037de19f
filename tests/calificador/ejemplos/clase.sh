#!/bin/sh
# clase.sh CARPETA: seis entregas de la práctica 00, para probar el
# calificador antes de tener alumnos: de la perfecta a la que no compila, en
# carpetas, en archivos y como las descarga Moodle. Se ejecuta en la raíz del
# curso.
set -eu
d=$1
lab=00-herramientas
error() {
    mkdir -p "$d/$1/$lab"
    for f in build/$lab/errores/"$2"/*; do
        sed '/^#line /d' "$f" >"$d/$1/$lab/${f##*/}"
    done
}
[ ! -e "$d" ] || { echo "$d ya existe: no lo toco" >&2; exit 1; }
mkdir -p "$d/ada" "$d/Pons, Lluís_4711_assignsubmission_file_"
cp -R solutions/$lab "$d/ada/"
error grace desde-cero
error edsger dos-veces
mkdir "$d/barbara"
cp -R build/$lab/lab/esqueleto "$d/barbara/$lab"
tar -czf "$d/Pons, Lluís_4711_assignsubmission_file_/entrega.tar.gz" -C solutions $lab
mkdir "$d/donald"
cp -R solutions/$lab "$d/donald/"
echo 'int sobra(' >>"$d/donald/$lab/cadena.c"
echo "$d: 6 alumnos"
