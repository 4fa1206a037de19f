#!/bin/sh
# malas.sh: una lección mala por cada clase de error. De todas se espera lo
# mismo: estado 1, una línea «fichero:línea: error: …», la que dice
# malas.txt, y que nada de lo extraído antes cambie.
. tests/literario/comun.sh
taller malas
casos=$raiz/tests/literario/malas.txt
cd "$taller" || exit 1
md=lessons/50-mala/leccion.md
mkdir -p lessons/50-mala

estampa() {
    find build -type f -exec cksum {} + | sort
    find build | sort
}

# Escribe la lección del caso número $1, con la cabecera de todas.
leccion() {
    awk -v cual="$1" '
        /^%%% / { n++; next }
        /^%%> / { next }
        n == cual && /^%%nul$/ { printf "a%cb\n", 0; next }
        n == cual && /^%%latin1$/ { printf "Espa%ca\n", 241; next }
        n == cual && /^%%larga$/ {
            for (i = 0; i < 100001; i++) printf "x"
            printf "\n"
            next
        }
        n == cual && /^%%bomba / { # cada pieza incluye dos de la siguiente
            for (i = 1; i <= $2; i++)
                printf "```c {pieza=\"p%d\"}\n<<p%d>>\n<<p%d>>\n```\n",
                    i, i + 1, i + 1
            printf "```c {pieza=\"p%d\"}\n", i
            if ($4 == "ceros") printf "%0300d\n", 0
            print "```"
            next
        }
        n == cual && /^%%escalera / { # una dentro de otra
            for (i = 1; i <= $2; i++)
                printf "```c {pieza=\"p%d\"}\n<<p%d>>\n```\n", i, i + 1
            printf "```c {pieza=\"p%d\"}\n;\n```\n", i
            next
        }
        n == cual && /^%%muchas / {
            for (i = 0; i < $2; i++) print $3, $4
            next
        }
        n == cual
    ' "$casos"
}

caso() { # número, título, lo esperado
    { printf '%s\n' --- 'title: Mala' ---; leccion "$1"; } >$md
    case $2 in *cabecera*) leccion "$1" >$md ;; esac
    antes=$(estampa)
    LC_ALL=C timeout 10 "$enreda" -o build/50-mala lessons/50-mala 2>dice
    estado=$?
    if [ $estado -ne 1 ]; then
        fallo "malas: $2" "estado $estado en vez de 1: $(head -n 1 dice)"
    elif [ "$(cat dice)" != "$md:$3" ]; then
        fallo "malas: $2" "se esperaba «$md:$3» y dice «$(head -n 3 dice)»"
    elif [ "$(estampa)" != "$antes" ]; then
        fallo "malas: $2" 'ha tocado lo que había'
    else
        ok "malas: $2"
    fi
}

cp "$raiz/docs/plantillas/nueva/leccion.md" $md
"$enreda" -o build/50-mala lessons/50-mala ||
    fallo malas 'la lección buena no se extrae'
n=0
sed -n 's/^%%% //p; s/^%%> //p' "$casos" >lista
while read -r titulo && read -r esperado; do
    n=$((n + 1))
    caso $n "$titulo" "$esperado"
done <lista
[ $n -ge 40 ] || fallo malas "solo hay $n casos"

nombre_malo() { # carpeta, lo esperado
    mkdir -p "lessons/$1"
    dice=$("$enreda" -o build/50-mala "lessons/$1" 2>&1)
    igual 1 $? && igual "lessons/$1:1: error: $2" "$dice"
}
for c in mala 5-mala 50-Mala 50_mala 50-; do
    prueba "malas: la carpeta $c" nombre_malo $c \
        'una lección se llama NN-nombre, en minúsculas'
done
prueba 'malas: la carpeta vacía' nombre_malo 51-vacia \
    'no hay ningún .md en la lección'
