#!/bin/sh
# enlaces.sh: en el sitio, todo enlace lleva a una página que existe y a un
# ancla que está en ella, y ningún identificador está dos veces. También,
# que lo que se planta mal se encuentra.
. tests/literario/comun.sh
taller enlaces

# De cada página, «id» y cada identificador, y «va» y cada destino suyo; de
# textos.js, los sitios donde se busca.
etiquetas() { # fichero
    # Una etiqueta por registro: los atributos no llevan «<».
    awk -v RS='<' '
    function valor(nombre,  r) {
        r = "[ \n\t]" nombre "=\"[^\"]*\""
        if (!match($0, r)) return 0
        v = substr($0, RSTART, RLENGTH)
        sub(/^[^"]*"/, "", v); sub(/"$/, "", v); gsub(/&amp;/, "\\&", v)
        return 1
    }
    !/^[a-zA-Z]/ { next }
    { etiqueta = $0; sub(/>.*/, ">", etiqueta); $0 = etiqueta }
    valor("id") { print "id\t" v }
    valor("href") || valor("xlink:href") || valor("src") { print "va\t" v }
    valor("aria-(labelledby|controls)") { print "va\t#" v }
    ' "$1"
}
buscados() { # textos.js
    awk -F'"' '
    /^\["[^"]*\.html",/ { pagina = $2; next }
    /^\["/ { print "va\t" pagina "#" $2 }' "$1"
}

# revisa CARPETA: «página: lo que está mal», y estado 1 si hay algo.
revisa() {
    for f in "$1"/*.html "$1"/textos.js; do
        echo "de	${f##*/}"
        case $f in
        *.js) buscados "$f" ;;
        *) etiquetas "$f" ;;
        esac
    done >"$taller/todo"
    (cd "$1" && ls) | awk -F'\t' '
    function mal(que) { print de ": " que; hay = 1 }
    NR == FNR { existe[$1] = 1; next }
    $1 == "de" { de = $2 }
    $1 == "id" && NR != FNR {
        if (pasada == 1 && ancla[de "#" $2]++)
            mal("«" $2 "» está dos veces")
    }
    $1 == "va" && pasada == 2 && $2 !~ /^[a-z]+:/ {
        n++
        i = index($2, "#")
        pagina = i ? substr($2, 1, i - 1) : $2
        if (pagina == "") pagina = de
        if (!(pagina in existe)) mal("no hay «" pagina "»")
        else if (i && !((pagina substr($2, i)) in ancla))
            mal("«" $2 "» no lleva a ninguna parte")
    }
    END {
        if (n < 10) { print "solo hay " n + 0 " enlaces"; hay = 1 }
        exit hay
    }' - pasada=1 "$taller/todo" pasada=2 "$taller/todo"
}

# Una copia del sitio con algo estropeado: se dice qué, y solo eso.
estropea() { # fichero, guion de sed, lo que se dice
    rm -rf "$taller/sitio"
    cp -R build/docs/html "$taller/sitio"
    sed "$2" "build/docs/html/$1" >"$taller/sitio/$1"
    dice=$(revisa "$taller/sitio")
    igual 1 $? && igual "$3" "$dice"
}
falta_pagina() {
    rm -rf "$taller/sitio"
    cp -R build/docs/html "$taller/sitio"
    rm "$taller/sitio/indice.html"
    dice=$(revisa "$taller/sitio")
    igual 1 $? && igual 'no hay «indice.html»' \
        "$(printf '%s\n' "$dice" | sed 's/^[^:]*: //' | sort -u)"
}

if [ ! -e build/docs/html/textos.js ]; then
    ok 'enlaces: (sin sitio: falta pandoc)'
    exit 0
fi
prueba 'enlaces: los del sitio llevan a alguna parte' revisa build/docs/html
[ ! -e build/docs/docente/html/textos.js ] ||
    prueba 'enlaces: los de la edición docente, también' \
        revisa build/docs/docente/html
prueba 'enlaces: se ve un ancla que no está' estropea index.html \
    's/href="#texto"/href="#nada"/' \
    'index.html: «#nada» no lleva a ninguna parte'
prueba 'enlaces: se ve un ancla que no está en otra página' estropea \
    indice.html 's/"index.html#contenido"/"index.html#contenida"/' \
    'indice.html: «index.html#contenida» no lleva a ninguna parte'
prueba 'enlaces: se ve un identificador repetido' estropea index.html \
    's/<h1/<h1 id="texto"/' 'index.html: «texto» está dos veces'
prueba 'enlaces: se ve un hallazgo que no lleva a nada' estropea textos.js \
    '3s/^\["[^"]*"/["nada"/' \
    "textos.js: «$(sed -n '2s/^\["\([^"]*\)".*/\1/p' \
        build/docs/html/textos.js)#nada» no lleva a ninguna parte"
prueba 'enlaces: se ve que falta una página' falta_pagina
