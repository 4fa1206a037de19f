#!/bin/sh
# ortografia.sh [FICHERO.md…]: el español de la prosa. Sin ficheros, mira las
# lecciones, el glosario, las guías y los README. Tres cosas:
#   - ortografía: hunspell con el diccionario es_ES y docs/palabras.txt;
#   - tipografía: comillas, ¿? y ¡! enteros, coma decimal, puntos suspensivos,
#     espacios dobles, palabras repetidas y referencias sin artículo;
#   - calcos: la lista del final, y el inglés que el glosario ya nombra.
# De las lecciones mira también los pies, los títulos y los textos
# alternativos; no mira programas, órdenes, claves, fórmulas, citas ni lo que
# va en cursiva, que es inglés.
# En docs/palabras.txt, una línea con una palabra la da por buena; una con
# varias, da por buena esa frase y nada más. Una palabra sola entre comillas
# («asumir») se menciona, no se usa: no es un calco.
# Cada falta es una línea «fichero:línea: error: …», y el estado es 1.
set -u
aqui=$(dirname "$0")
palabras=$aqui/../palabras.txt
if [ $# -eq 0 ]; then
    for f in lessons/*/*.md lessons/prologo.md lessons/apendices.md lessons/glosario.md docs/*.md docs/kit/*.md \
        docs/plantillas/nueva/*.md README.md; do
        [ ! -e "$f" ] || set -- "$@" "$f"
    done
    [ $# -gt 0 ] || exit 0
fi

corrector() { # palabras, una por línea: las que no están, con sugerencias
    LC_ALL=C hunspell -i UTF-8 -d es_ES "$@"
}

if ! command -v hunspell >/dev/null 2>&1; then
    echo 'ortografia: falta hunspell; lo instala «make deps»' >&2
    exit 1
fi
if ! corrector -l </dev/null >/dev/null 2>&1; then
    echo 'ortografia: a hunspell le falta el diccionario es_ES' \
        '(hunspell-es); lo instala «make deps»' >&2
    exit 1
fi
if ! LC_ALL=C sort -cu "$palabras" 2>/dev/null; then
    echo "docs/palabras.txt:1: error: no está en orden, o repite algo;" \
        'LC_ALL=C sort -u -o docs/palabras.txt docs/palabras.txt' >&2
    exit 1
fi

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM

# ---- lo que no es español, y por qué ----
# expresión de awk, en minúsculas y sin alternativas vacías (mawk no las
# entiende); tabulador; qué decir
cat >"$tmp/calcos" <<'CALCOS'
asum(o|e|es|en|ir|imos|a|an|amos|ió|ieron|ía|ían|ido|idos|iendo|iremos|irá|irán)	suponer, dar por hecho («asumir» es hacerse cargo)
soporta(s|n|r|rá|rán|ba|ban|do|da|dos|das|ndo|mos)?	admitir, funcionar con, aguantar («soportar» es sostener o sufrir)
librerías?	biblioteca (en una «librería» se compran libros)
eventualmente	al final, tarde o temprano («eventualmente» es «a veces»)
eventual(es)?	final, posible («eventual» es «lo que puede pasar o no»)
remover|removido|removemos|remueve[ns]?	quitar («remover» es dar vueltas)
en orden (de|a) [^ ]+(ar|er|ir)(lo|la|los|las|se)?	para («in order to»)
aplica(r|s|n|ndo)? (a|para) (un |una )?(beca|puesto|plaza|trabajo|empleo)s?	solicitar («aplicar» es poner encima o en práctica)
aplicaci(ón|ones) (a|para) (un |una )?(beca|puesto|plaza|empleo)s?	solicitud («aplicación» es un programa o un uso)
performances?	rendimiento, o lo que se haya medido
performantes?	rápido, eficiente; y con una cifra
strings?	cadena
arrays?	vector, matriz
arreglos? de (enteros|números|punteros|bytes|caracteres|estructuras)	vector
hardcode[^ ]*|hardcodead[oa]s?	escrito a mano, fijo en el código
parse(ar|a|an|ado|ador|amos|ando)	analizar, leer
teste(ar|a|an|ado|amos|ando|o|os)	probar, prueba
debugge?(ar|a|ado|ando|o)|debug(uear|ging)?	depurar
crashe(ar|a|an|ado|ó)|crash	caerse, abortar
sete(ar|a|an|ado|amos|ando)	poner, fijar
resete(ar|a|an|ado|amos|ando)	reiniciar, poner a cero
printe(ar|a|an|ado|amos)	imprimir, escribir
linke(ar|a|an|ado|amos)|linka(r|do)	enlazar
bloquéante	bloqueante
customizar?|customizad[oa]s?	adaptar, a medida
accesar|accesado	acceder
mandatori[oa]s?	obligatorio
randómic[oa]s?	al azar
reportar?|reportan|reportad[oa]s?	avisar, decir, informar
en base a	según, a partir de
de acuerdo a	según, de acuerdo con
(es|era|fue) por (eso|esto|ello) que	por eso (galicismo)
(hace|hacer|hacen) sentido	tener sentido
(toma|tomar|toman) lugar	ocurrir
(juega|jugar|juegan) un (rol|papel)	hacer, tener un papel
al final del día	al fin y al cabo
a día de hoy	hoy
usted(es)?	tú: así se habla en este curso
como es sabido|como todos sabemos|obviamente|evidentemente	sobra: si es sabido, no hace falta; si no, molesta
en (este|el siguiente|el presente) (apartado|capítulo) (veremos|vamos a ver|estudiaremos|aprenderemos)	no anunciamos lo que se va a explicar (docs/estilo.md)
potentes?|potentísim[oa]s?	sobra: un elogio no mide nada
CALCOS

# Del glosario, el inglés que tiene nombre en español (si es una palabra, y
# no es la misma): «[Cerrojo]{#glo:cerrojo} (*lock*; candado)». Los nombres
# de llamadas pueden salir en un título, donde no cabe código.
glosario=$aqui/../../lessons/glosario.md
[ ! -r "$glosario" ] || LC_ALL=C awk '
    match($0, /^\[[^]]*\]\{#glo:/) {
        es = tolower(substr($0, 2, index($0, "]") - 2))
        if (!match($0, /\(\*[a-z, -]+\*/)) next
        en = substr($0, RSTART + 2, RLENGTH - 3)
        if (en ~ /^[a-z-]+$/ && en != es &&
            en !~ /^(fork|join|spawn|pipe)$/)
            printf "%ss?\t%s (así está en el glosario)\n", en, es
    }' "$glosario" >>"$tmp/calcos"

# ---- de Markdown a prosa, y de la prosa a faltas ----
# Todo va en bytes, que es lo único en lo que mawk y gawk están de acuerdo.
cat >"$tmp/mira.awk" <<'AWK'
function falta(n, que) {
    printf "%s\t%d\t%s\n", fich, n, que >FALTAS
}
# La línea del carácter i del párrafo.
function linea(t, i) {
    t = substr(t, 1, i - 1)
    return p0 + gsub(/\n/, "", t)
}
function saltos(t) {
    gsub(/[^\n]/, "", t)
    return t
}
# Lo que mide la cuenta entre llaves que empieza en s, o 0.
function llaves(s,    i, n, c, q) {
    for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "\"") q = !q
        if (q) continue
        if (c == "{") n++
        if (c == "}" && --n == 0) return i
    }
    return 0
}
# Un párrafo sin nada que no sea prosa; \001 ocupa el sitio de lo que se
# quita, y los fines de línea se quedan.
function prosa(s,    r, c, n, t, m) {
    r = ""
    while (match(s, /<!--|[`$<\\{\[*@]|https?:/)) {
        r = r substr(s, 1, RSTART - 1)
        s = substr(s, RSTART)
        c = substr(s, 1, 1)
        n = 0
        if (s ~ /^<!--/) {
            n = index(s, "-->")
            n = n ? n + 2 : length(s)
        } else if (c == "`") {
            match(s, /^`+/)
            t = substr(s, 1, RLENGTH)
            m = index(substr(s, RLENGTH + 1), t)
            n = m ? 2 * RLENGTH + m - 1 : 0
        } else if (s ~ /^\$\$/) {
            m = index(substr(s, 3), "$$")
            n = m ? m + 3 : 0
        } else if (c == "$") {
            n = match(s, /^\$[^ \t\n$]([^$]*[^ \t\n$])?\$/) ? RLENGTH : 0
        } else if (c == "<") {
            n = match(s, /^<[a-z]+:[^ >]*>/) ? RLENGTH : 0
        } else if (c == "\\") {
            n = 2
        } else if (c == "{") {
            n = llaves(s)
        } else if (c == "h") {
            n = match(s, /^https?:[^ \n)>]+/) ? RLENGTH : 0
        } else if (c == "[") {
            if (match(s, /^\[-?@[^]]*\]/) ||
                match(s, /^\[[^]]*\]\{[^}]*\.dato[^}]*\}/))
                n = RLENGTH
        } else if (c == "@") {
            n = match(s, /^@[A-Za-z0-9_:\/-]+/) ? RLENGTH : 0
        } else if (s ~ /^\*\*/) {
            s = substr(s, 3)
            continue
        } else if (c == "*") {
            n = match(s, /^\*[^* \n][^*]*\*/) ? RLENGTH : 0
        }
        if (!n) {
            r = r (c == "*" ? "" : c)
            s = substr(s, 2)
            continue
        }
        t = substr(s, 1, n)
        s = substr(s, n + 1)
        r = r "\001" saltos(t)
        if (c != "*" && s ~ /^\{/ && (n = llaves(s))) {
            r = r saltos(substr(s, 1, n))
            s = substr(s, n + 1)
        }
    }
    r = r s
    # Los destinos de los enlaces.
    while (match(r, /\]\([^ )]*\)/))
        r = substr(r, 1, RSTART - 1) "]" substr(r, RSTART + RLENGTH)
    return r
}
# Los signos que no son ASCII ni letras latinas, fuera.
function letras(t) {
    gsub(/[\340-\357][\200-\277][\200-\277]/, "\001", t)
    gsub(/[\360-\367][\200-\277][\200-\277][\200-\277]/, "\001", t)
    gsub(/[\302\304-\337][\200-\277]/, "\001", t)
    gsub(/\303[\227\267]/, "\001", t)
    return t
}
function minusculas(t,    i) {
    t = tolower(t)
    if (t ~ /\303[\200-\236]/)
        for (i in MINUS) gsub(i, MINUS[i], t)
    return t
}
# Signos que abren y cierran.
function parejas(t, abre, cierra,    i, c, n, donde, w) {
    i = 1
    while (match(substr(t, i), abre "|" (cierra == "?" ? "[?]" : cierra))) {
        i += RSTART - 1
        w = RLENGTH
        if (substr(t, i, w) == abre) {
            if (!n++) donde = i
        } else if (!n)
            falta(linea(t, i), "hay «" cierra "» sin su «" abre "»")
        else
            n--
        i += w
    }
    if (n) falta(linea(t, donde), "hay «" abre "» sin su «" cierra "»")
}
function busca(t, er, que,    i) {
    i = 1
    while (match(substr(t, i), er)) {
        falta(linea(t, i + RSTART - 1), que)
        i += RSTART + RLENGTH - 1
    }
}
# Números con punto: los de una versión van detrás del nombre de algo.
function puntos(t,    i, num, antes) {
    i = 1
    while (match(substr(t, i), /[0-9]+(\.[0-9]+)+/)) {
        i += RSTART - 1
        num = substr(t, i, RLENGTH)
        antes = substr(t, 1, i - 1)
        i += RLENGTH
        if (antes ~ /[A-Za-z_.-]$/ || antes ~ VERSION) continue
        if (num ~ /^[1-9][0-9]?[0-9]?(\.[0-9][0-9][0-9])+$/)
            falta(linea(t, i - 1), "«" num "»: los millares se separan " \
                "con un espacio fino, no con un punto")
        else if (num !~ /\..*\./)
            falta(linea(t, i - 1), "«" num "»: los decimales llevan coma")
    }
}
function tipografia(t,    u) {
    gsub(/!\[/, "[", t)
    gsub(/[!=]=/, "\001\001", t)
    parejas(t, "¿", "?")
    parejas(t, "¡", "!")
    parejas(t, "«", "»")
    u = t
    gsub(/\{[^}]*\}/, "\001", u)
    if (u !~ /"/) ; else
        busca(u, "\"[^\"]*\"?", "comillas rectas: aquí van «»")
    busca(u, "(^|[^A-Za-z0-9])\047[A-Za-z\303]", "comillas rectas: aquí van «»")
    busca(u, "“|”|‘", "comillas inglesas: aquí van «»")
    busca(u, "\\.\\.\\.", "«...» son tres puntos; aquí va «…»")
    puntos(u)
    if (!cuadro)
        busca(u, "[^ \n]  +[^ \n]", "dos espacios seguidos")
    busca(u, "[^ \n|] [,;]([ \n]|$)", "sobra el espacio antes de la coma")
    busca(u, "[a-z\200-\277],[a-z\303]", "falta el espacio tras la coma")
}
function ortografia(t,    v, n, i, k, w, m, ln) {
    n = split(t, ln, "\n")
    for (i = 1; i <= n; i++) {
        w = ln[i]
        # nombres de ficheros, órdenes y cosas con cifras
        gsub(/[A-Za-z0-9_.\303\200-\277-]*\/[A-Za-z0-9_.\/-]*/, " ", w)
        gsub(/[A-Za-z0-9_-]+\.[A-Za-z][A-Za-z]?[A-Za-z]?[A-Za-z]?/, "&\002", w)
        gsub(/[A-Za-z0-9_-]+\.[a-z][A-Za-z]*\002/, " ", w)
        gsub(/[A-Za-z\200-\377_-]*[0-9_][A-Za-z0-9\200-\377_]*/, " ", w)
        gsub(/[^A-Za-z\303\200-\277]+/, " ", w)
        m = split(w, v, " ")
        for (k = 1; k <= m; k++) {
            if (length(v[k]) < 3 || v[k] in BUENA) continue
            if (v[k] !~ /[^A-Z]/) continue # siglas y constantes
            if (minusculas(v[k]) in BUENA) continue
            if (!(v[k] in VISTA)) {
                VISTA[v[k]] = 1
                print v[k] >NUEVAS
            }
            printf "%s\t%d\t%s\n", fich, p0 + i - 1, v[k] >USOS
        }
    }
}
function repetidas(t,    v, n, i, ln, a, m, k) {
    # dos veces la misma, también entre una línea y la siguiente
    n = split(t, ln, "\n")
    a = ""
    for (i = 1; i <= n; i++) {
        gsub(/[^A-Za-z\303\200-\277 ]/, " . ", ln[i])
        m = split(ln[i], v, " ")
        for (k = 1; k <= m; k++) {
            if (v[k] == a && a != ".")
                falta(p0 + i - 1, "«" a " " a "»: está dos veces")
            a = v[k]
        }
    }
}
function calcos(t,    i, j, k, w) {
    gsub(/\n/, " ", t)
    if (t !~ ALGUNO) return
    for (i = 1; i <= ncalcos; i++) {
        if (t !~ ER[i]) continue
        j = 1
        while (match(substr(t, j), ER[i])) {
            w = substr(t, j + RSTART - 1, RLENGTH)
            k = j + RSTART
            j += RSTART + RLENGTH - 2
            if (w ~ /^\003.*\004$/) continue
            gsub(/^[^a-z\303]|[^a-z\200-\277]$/, "", w)
            falta(linea(actual, k), "«" w "»: " POR[i])
            print fich "\t" linea(actual, k) "\t" w >YA
        }
    }
}
# «[@sec:x]» se lee «apartado 3.1»: dentro de una frase lleva su artículo. En
# una lista entre paréntesis, no.
function articulos(t) {
    busca(t, "(^|[ \n(])([Dd]e|[Ee]n|[Ss]egún|[Cc]on|[Pp]or|[Aa])[ \n]\\[@(sec|lst|paso|eje|fig|tbl|eq|pre):",
        "la referencia va sin artículo: «del apartado», «en la figura»")
    busca(t, "(^|[ \n(])([Dd]el|[Ee]l|[Aa]l)[ \n]\\[@(fig|tbl|eq|pre):|(^|[ \n(])[Ll]a[ \n]\\[@(sec|lst|paso|eje):",
        "el artículo no casa con la referencia")
}
function parrafo(    t, i) {
    if (par == "") return
    articulos(par)
    t = prosa(par)
    par = ""
    if (t ~ /[?!«»¿¡"0-9.,  \047]/) tipografia(t)
    # Las frases que se dan por buenas dejan de mirarse.
    for (i = 1; i <= nfrases; i++)
        while (match(t, FRASE[i]))
            t = substr(t, 1, RSTART - 1) "\001" \
                saltos(substr(t, RSTART, RLENGTH)) substr(t, RSTART + RLENGTH)
    gsub(/«/, "\003\003", t)
    gsub(/»/, "\004\004", t)
    t = letras(t)
    ortografia(t)
    repetidas(t)
    t = minusculas(t)
    gsub(/\003\003/, " \003", t)
    gsub(/\004\004/, "\004 ", t)
    actual = " " t " "
    calcos(actual)
    cuadro = 0
}
function suelto(t) { # una línea que es un párrafo
    parrafo()
    par = t
    p0 = FNR
    parrafo()
}
function atributos(s,    t) {
    while (match(s, /(pie|alt|titulo)="[^"]*"/)) {
        t = substr(s, RSTART, RLENGTH)
        s = substr(s, RSTART + RLENGTH)
        t = substr(t, index(t, "\"") + 1)
        suelto(substr(t, 1, length(t) - 1))
    }
}
BEGIN {
    for (i = 128; i <= 158; i++)
        if (i != 151)
            MINUS[sprintf("\303%c", i)] = sprintf("\303%c", i + 32)
    VERSION = "(^|[^A-Za-z])(Python|CPython|gcc|GCC|clang|LLVM|Debian|Linux|glibc|pandoc|SA|C|POSIX|OpenMP|MPI|OpenCL|CUDA|[Vv]ersi\303\263n|figura|tabla|apartado|cap\303\255tulo|pregunta|secci\303\263n)[ \n]$"
    while ((getline l <PALABRAS) > 0) {
        if (l ~ / /) {
            gsub(/[^A-Za-z0-9 \200-\377]/, "[&]", l)
            gsub(/ /, "[ \n]", l)
            FRASE[++nfrases] = l
        } else
            BUENA[l] = 1
    }
    while ((getline l <CALCOS) > 0) {
        split(l, c, "\t")
        ER[++ncalcos] = "[^a-z\200-\377](" c[1] ")[^a-z\200-\377]"
        POR[ncalcos] = c[2]
        ALGUNO = ALGUNO (ncalcos > 1 ? "|" : "") c[1]
    }
    ALGUNO = "[^a-z\200-\377](" ALGUNO ")[^a-z\200-\377]"
    printf "" >NUEVAS; printf "" >USOS; printf "" >FALTAS; printf "" >YA
}
FNR == 1 {
    parrafo()
    fich = FILENAME
    valla = ""
    yaml = 0
}
END { parrafo() }
FNR == 1 && /^---$/ { yaml = 1; next }
yaml {
    if (/^(---|\.\.\.)$/) yaml = 0
    else if (sub(/^(sub)?title: */, "")) suelto($0)
    next
}
valla != "" {
    t = $0
    sub(/ +$/, "", t)
    if (t ~ /^(```+|~~~+)$/ && substr(t, 1, 1) == substr(valla, 1, 1) &&
        length(t) >= length(valla)) {
        valla = ""
    } else if (clase == "pruebas" && NF > 2) {
        sub(/^ *[^ ]+ +[^ ]+ +/, "", t)
        suelto(t)
    } else if (clase == "tabla" && NF && filas++ < 2)
        suelto(t)
    else if (clase == "gnuplot" && /^ *set (x|y|y2)label "/) {
        sub(/^[^"]*"/, "", t)
        sub(/".*/, "", t)
        suelto(t)
    }
    next
}
/^(```+|~~~+)/ {
    match($0, /^(```+|~~~+)/)
    valla = substr($0, 1, RLENGTH)
    clase = substr($0, RLENGTH + 1)
    if (clase ~ /`/) {
        valla = ""
    } else {
        t = clase
        sub(/^ */, "", clase)
        sub(/[ {].*/, "", clase)
        filas = 0
        v = valla
        valla = ""
        atributos(t)
        valla = v
        next
    }
}
/^ *:::/ { parrafo(); atributos($0); next }
/^[ \t]*$/ { parrafo(); next }
/^#+ / {
    t = $0
    sub(/^#+ +/, "", t)
    suelto(t)
    next
}
/^ *-+( +-+)+ *$/ || /^ *\|/ { cuadro = 1 }
/^ *([-*+]|[0-9]+[.)]|:) / {
    parrafo()
    sub(/^ *([-*+]|[0-9]+[.)]|:) +/, "")
}
{
    if (par == "") { par = $0; p0 = FNR; sub(/^ +/, "", par) }
    else { t = $0; sub(/^ +/, "", t); par = par "\n" t }
    if (/^ *\|/) { cuadro = 1; parrafo() }
}
AWK
LC_ALL=C awk -v PALABRAS="$palabras" -v CALCOS="$tmp/calcos" \
    -v NUEVAS="$tmp/nuevas" -v USOS="$tmp/usos" -v YA="$tmp/ya" \
    -v FALTAS="$tmp/faltas" -f "$tmp/mira.awk" "$@" || exit 1

# El diccionario no sabe de pronombres enclíticos: «copiándola» está bien si
# lo está «copiando», y «preguntémoselo» si lo está «preguntemos»; la tilde
# tiene que estar donde toca.
corrector -l <"$tmp/nuevas" | sort -u >"$tmp/dudosas"
LC_ALL=C awk 'BEGIN { TILDE = "á|é|í|ó|ú" }
    {
        w = $0
        for (k = 1; length(w) > 4 && sub(/(l[aoe]s?|me|te|se|nos)$/, "", w);
             k++) {
            if (w ~ /ndo$/) bien = w ~ /(á|é)ndo$/
            else if (w ~ /r$/ && k == 1) bien = w ~ /ír$/ || w !~ TILDE
            else if (w ~ /r$/) bien = w ~ /(á|é|í)r$/
            else bien = w ~ TILDE
            if (!bien) continue
            t = w
            gsub(/á/, "a", t); gsub(/é/, "e", t); gsub(/í/, "i", t)
            gsub(/ó/, "o", t); gsub(/ú/, "u", t)
            if (t ~ /[aei]mo$/) t = t "s"
            if (t ~ /([aei]r|[aeo]|mos)$/) print $0 "\t" t
        }
    }' "$tmp/dudosas" >"$tmp/enclisis"
cut -f 2 "$tmp/enclisis" | corrector -l >"$tmp/sin-verbo"
LC_ALL=C awk -F '\t' '
    FILENAME ~ /sin-verbo$/ { no[$1] = 1; next }
    FILENAME ~ /enclisis$/ { if (!($2 in no)) bien[$1] = 1; next }
    !($1 in bien)' "$tmp/sin-verbo" "$tmp/enclisis" "$tmp/dudosas" \
    >"$tmp/malas"
# Las sugerencias cuestan más que todo lo demás: solo, las de las primeras.
sed 's/^/^/; 8q' "$tmp/malas" | corrector -a |
    awk '/^& / {
            s = $0
            sub(/^[^:]*: /, "", s)
            sub(/,.*/, "", s)
            print $2 "\t" s
        }' >"$tmp/sugeridas"
LC_ALL=C awk -F '\t' '
    FILENAME ~ /sugeridas$/ { sugerida[$1] = $2; next }
    FILENAME ~ /malas$/ { mala[$1] = 1; next }
    FILENAME ~ /ya$/ { ya[$1, $2, $3] = 1; next }
    FILENAME ~ /faltas$/ { print; next }
    ($3 in mala) && !(($1, $2, tolower($3)) in ya) {
        s = sugerida[$3]
        printf "%s\t%s\t«%s» no está en el diccionario%s\n", $1, $2, $3,
            s == "" ? "" : " (¿«" s "»?)"
    }' "$tmp/sugeridas" "$tmp/malas" "$tmp/ya" "$tmp/faltas" "$tmp/usos" |
    LC_ALL=C sort -t '	' -k 1,1 -k 2,2n | uniq |
    awk -F '\t' '{ print $1 ":" $2 ": error: " $3; n = 1 }
        END { exit n }' >&2
