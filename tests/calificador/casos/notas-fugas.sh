mkdir "$1/00-herramientas"
for f in build/00-herramientas/errores/dos-veces/*; do
    sed '/^#line /d' "$f" >"$1/00-herramientas/${f##*/}"
done
