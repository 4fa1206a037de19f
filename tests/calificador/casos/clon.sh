. tests/calificador/casos/practica.inc
# De un clon solo se mira labs/: ni .git, ni las soluciones.
mkdir -p "$D/$CASO/curso/.git/hooks" "$D/$CASO/curso/solutions"
printf '#!/bin/sh\nexit 1\n' >"$D/$CASO/curso/.git/hooks/post-checkout"
mkfifo "$D/$CASO/curso/.git/HEAD"
cp -r solutions/$LAB "$D/$CASO/curso/solutions/"
solucion "$D/$CASO/curso"
printf 'all:\n\tfalse\n' >"$D/$CASO/curso/Makefile"
rm "$D/$CASO/curso/labs/$LAB/cadena.c"
cp labs/$LAB/cadena.c "$D/$CASO/curso/labs/$LAB/"
