#!/bin/sh
# fin.sh 'PAQUETES': lo último que dice make: dónde está lo que ha hecho,
# qué se ha quedado fuera y qué hacer ahora.
echo
for f in build/docs/curso.pdf build/docs/html/index.html; do
    [ -e "$f" ] && echo "  $f"
done
[ -z "$1" ] || echo "
Sin hacer, porque falta: $1
Instálalo con «make deps» y repite «make»."
echo '
Ahora: lee el capítulo 00 y abre su práctica en labs/00-herramientas.
  make probar LAB=00    compila y prueba lo que has escrito
  make pista LAB=00     una pista del paso en que estás
  make progreso         todas las prácticas, paso a paso'
