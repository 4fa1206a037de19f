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

# Para lo poco que dura, optimizar cuesta más de lo que ahorra.
valida() {
    java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar $jar \
        --failonwarnings "$1" 2>&1
}
acepta() { # fichero
    dice=$(valida "$1") && return
    printf '%s\n' "$dice" | grep -E '^(FATAL|ERROR|WARNING)' | head -n 5
    return 1
}
# El mismo, con dos capítulos estropeados, cada uno a su manera; una vez.
rompe() {
    mkdir "$taller/e"
    (cd "$taller/e" && unzip -q "$epub" &&
        sed -i 's/href="text\/ch001.xhtml/href="text\/nada.xhtml/' EPUB/nav.xhtml &&
        sed -i 's/<\/section>//' EPUB/text/ch001.xhtml &&
        zip -q0X ../e.epub mimetype && zip -qr ../e.epub . -x mimetype) || return
    valida "$taller/e.epub" >"$taller/roto" && echo 'lo acepta' >"$taller/roto"
}
se_ve() { # el fichero que está mal
    grep -E '^(FATAL|ERROR)' "$taller/roto" | grep -q "$1" && return
    head -n 5 "$taller/roto"
    return 1
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
rompe
prueba 'epub: se ve un enlace roto' se_ve EPUB/nav.xhtml
prueba 'epub: se ve una etiqueta sin cerrar' se_ve EPUB/text/ch001.xhtml
prueba 'epub: los sitios señalados, en español' en_espanol
prueba 'epub: dice qué es, cómo se puede usar y su portada' metadatos
