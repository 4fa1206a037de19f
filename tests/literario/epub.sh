#!/bin/sh
# epub.sh: epubcheck acepta el EPUB sin un error ni un aviso; y no acepta el
# mismo con algo roto.
. tests/literario/comun.sh
jar=/usr/share/java/epubcheck.jar
epub=$raiz/build/docs/curso.epub

salta() {
    printf 'salto\tepub\t%s\n' "$1"
    exit 0
}
[ -e $jar ] && command -v java >/dev/null ||
    salta 'falta epubcheck; make deps NAVEGADOR=1'
for p in zip unzip pdftocairo; do
    command -v $p >/dev/null || salta "falta $p; make deps"
done
[ -e "$epub" ] || salta 'no hay EPUB: falta pandoc'
taller epub

acepta() { # fichero
    dice=$(java -jar $jar --failonwarnings "$1" 2>&1) && return
    printf '%s\n' "$dice" | grep -E '^(FATAL|ERROR|WARNING)' | head -n 5
    return 1
}
# rechaza FICHERO GUION: con ese capítulo cambiado, se dice que ahí hay algo.
rechaza() {
    rm -rf "$taller/e" "$taller/e.epub"
    mkdir "$taller/e"
    (cd "$taller/e" && unzip -q "$epub" && sed -i "$2" "$1" &&
        zip -q0X ../e.epub mimetype && zip -qr ../e.epub . -x mimetype) ||
        return 1
    dice=$(acepta "$taller/e.epub") && { echo 'lo acepta'; return 1; }
    printf '%s\n' "$dice" | grep -q "$1" || { echo "$dice"; return 1; }
}
prueba 'epub: epubcheck lo acepta' acepta "$epub"
en_espanol() {
    mal=$(unzip -p "$epub" EPUB/nav.xhtml EPUB/content.opf |
        grep -oE '>(Title Page|Table of Contents|Cover)<|<dc:language>..*<' |
        grep -v '>es<')
    igual '' "$mal"
}
metadatos() {
    opf=$(unzip -p "$epub" EPUB/content.opf)
    for t in '>En paralelo<' '<dc:rights' '<dc:description' \
        'cover-image' 'schema:accessibilitySummary'; do
        case $opf in *"$t"*) ;; *) echo "no dice $t"; return 1 ;; esac
    done
}
prueba 'epub: se ve un enlace roto' rechaza EPUB/nav.xhtml \
    's/href="text\/ch001.xhtml/href="text\/nada.xhtml/'
prueba 'epub: se ve una etiqueta sin cerrar' rechaza \
    EPUB/text/ch001.xhtml 's/<\/section>//'
prueba 'epub: los sitios señalados, en español' en_espanol
prueba 'epub: dice qué es, cómo se puede usar y su portada' metadatos
