#!/bin/sh
# kit.sh SALIDA.tar.gz NN-nombre…: el kit que se reparte. Lleva los
# esqueletos recién extraídos, nunca lo que haya en labs/; de las lecciones
# no lleva nada más que el libro y el sitio de estudiante.
set -eu
salida=$1
shift
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
k=$d/en-paralelo
mkdir -p "$k/docs/literario" "$k/docs/graficas" "$k/labs" "$k/tests" "$k/libro"

cp docs/kit/Makefile docs/kit/README.md LICENSE "$k"
cp docs/base.mk docs/deps.sh docs/dependencias.tsv "$k/docs"
cp docs/literario/resume.c docs/literario/texto.[ch] "$k/docs/literario"
cp docs/graficas/* "$k/docs/graficas"
cp -R labs/comun "$k/labs"
cp -R tests/apoyo tests/lab.mk "$k/tests"
rm -rf "$k/tests/apoyo/ejemplos"
for c; do
    [ -n "$(ls "build/$c/lab/esqueleto")" ] || continue
    mkdir -p "$k/labs/$c" "$k/tests/$c/datos" "$k/tests/$c/graficas"
    cp "build/$c"/lab/esqueleto/* "$k/labs/$c"
    cp "tests/$c"/*.[ch] "$k/tests/$c"
    # Con lo que se lanza.
    for f in "tests/$c"/mpirun.sh; do
        [ ! -e "$f" ] || cp "$f" "$k/tests/$c"
    done
    # Los casos que una prueba incluye.
    for f in "tests/$c"/datos/*.inc; do
        [ ! -e "$f" ] || cp "$f" "$k/tests/$c/datos"
    done
    cp "build/$c/pruebas.h" "$k/tests/$c"
    # Los errores típicos son de la edición docente.
    grep -v '^error	' "build/$c/manifiesto.tsv" >"$k/tests/$c/manifiesto.tsv"
    sed -n 's/^grafica	//p' "build/$c/manifiesto.tsv" |
        while IFS='	' read -r nombre datos _; do
            cp "build/$c/graficas/$nombre.gp" "$k/tests/$c/graficas"
            cp "build/$c/datos/${datos%.tsv}.ref" "$k/tests/$c/datos"
        done
done
# La biblioteca es pública, y se compila sola.
for b in build/*/biblioteca/limpio; do
    [ -z "$(ls "$b")" ] || cp -R "$b" "$k/biblioteca"
done
[ ! -e build/docs/curso.pdf ] || cp build/docs/curso.pdf "$k/libro"
[ ! -e build/docs/curso.epub ] || cp build/docs/curso.epub "$k/libro"
[ ! -e build/docs/html ] || cp -R build/docs/html "$k/libro"
rm -rf "$k/libro/html/.esquema"

mkdir -p "$(dirname "$salida")"
# Sin fechas ni dueños: dos kits del mismo curso son el mismo fichero.
tar -C "$d" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime='2000-01-01 00:00Z' -cf "$d/kit.tar" en-paralelo
gzip -n <"$d/kit.tar" >"$salida.nuevo"
mv "$salida.nuevo" "$salida"
