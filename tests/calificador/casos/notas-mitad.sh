# El vector, hecho; las cadenas, sin empezar.
cp -R build/00-herramientas/lab/esqueleto "$1/00-herramientas"
cp solutions/00-herramientas/vector.c "$1/00-herramientas/"
