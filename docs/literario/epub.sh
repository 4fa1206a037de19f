#!/bin/sh
# epub.sh EPUB: acaba el EPUB que escribe pandoc, que dice en inglés los sitios
# señalados y no dice nada de su accesibilidad.
set -eu
epub=$1
if ! command -v zip >/dev/null || ! command -v unzip >/dev/null; then
    echo "$epub: aviso: sin zip ni unzip, se queda como lo escribe pandoc" >&2
    exit 0
fi
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
unzip -qq "$epub" -d "$d/e"
sed -i -e 's/>Title Page</>Portada</' -e 's/>Table of Contents</>Contenido</' \
    -e 's/>Cover</>Cubierta</' "$d/e/EPUB/nav.xhtml"

cat >"$d/meta" <<'FIN'
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessMode">visual</meta>
    <meta property="schema:accessModeSufficient">textual</meta>
    <meta property="schema:accessibilityFeature">tableOfContents</meta>
    <meta property="schema:accessibilityFeature">structuralNavigation</meta>
    <meta property="schema:accessibilityFeature">alternativeText</meta>
    <meta property="schema:accessibilityFeature">longDescription</meta>
    <meta property="schema:accessibilityFeature">MathML</meta>
    <meta property="schema:accessibilityHazard">none</meta>
    <meta property="schema:accessibilitySummary">Todas las figuras llevan texto alternativo; las gráficas, además, la tabla de sus datos. Las fórmulas están en MathML.</meta>
FIN
sed -i "/<meta property=\"dcterms:modified\"/r $d/meta" "$d/e/EPUB/content.opf"
(cd "$d/e" && zip -q0X ../nuevo.epub mimetype &&
    zip -qrX ../nuevo.epub . -x mimetype)
mv "$d/nuevo.epub" "$epub"
