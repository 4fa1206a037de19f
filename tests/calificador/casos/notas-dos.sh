# Dos prácticas en una entrega: la segunda, sin hacer.
mkdir "$1/labs"
cp -R solutions/00-herramientas "$1/labs/"
cp -R build/01-secuencial/lab/esqueleto "$1/labs/01-secuencial"
