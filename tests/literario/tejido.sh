#!/bin/sh
# tejido.sh: qué sale del tejedor con cada cosa que puede llevar una lección.
# La lección es pequeña y lo demás (lo ejecutado, lo medido, lo dibujado) se
# pone aquí a mano, así que no hace falta más que enreda y pandoc.
. tests/literario/comun.sh
command -v pandoc >/dev/null || {
    ok 'tejido: (sin probar: falta pandoc)'
    exit 0
}
taller tejido
cd "$taller" || exit 1

# teje FORMATO [OPCIONES]: la página o el libro, en «sale»; lo dicho, en
# «dice».
teje() {
    formato=$1
    shift
    [ "$formato" = html5 ] || set -- -M modo=libro "$@"
    pandoc -f "$raiz/docs/literario/lector.lua" \
        -L "$raiz/docs/literario/teje.lua" -M build=build \
        --metadata-file "$raiz/docs/plantillas/curso.yaml" \
        -M capitulos=50-uno "$@" -t "$formato" \
        -o sale lessons/50-uno/leccion.md 2>dice
}
# en_una FORMATO TEXTO…: esos textos están en lo tejido, en ese orden; los
# saltos de línea no cuentan.
en_una() {
    formato=$1
    shift
    teje "$formato" || { cat dice; return 1; }
    resto=$(tr '\n' ' ' <sale)
    for t; do
        case $resto in
        *"$t"*) resto=${resto#*"$t"} ;;
        *) echo "no está «$t»"; return 1 ;;
        esac
    done
}
queja() { # lo que tiene que decir
    teje html5 && { echo 'se esperaba un error'; return 1; }
    igual "$1" "$(cat dice)"
}
# leccion: de la entrada, la lección; se enreda y se ejecuta por ella.
leccion() {
    rm -rf lessons build
    mkdir -p lessons/50-uno/datos build
    { printf -- '---\ntitle: Uno\n---\n'; cat; } >lessons/50-uno/leccion.md
    "$enreda" -o build/50-uno lessons/50-uno || return 1
    mkdir -p build/50-uno/salidas build/50-uno/datos build/50-uno/graficas \
        build/50-uno/diagramas
    printf 'uno\ndos\ntres\ncuatro\n' >build/50-uno/salidas/sal.salida
}

# ---- lo que se teclea ----

con_muestra() { # muestra
    leccion <<FIN
\`\`\`salida {orden="for i in 1 2; do ./largo \$i; done | sh corta.sh" muestra="$1" #sal:sal}
\`\`\`
FIN
}
con_muestra './largo 1 ;; ./largo 2'
prueba 'tejido: dos órdenes, cada una con sus líneas' en_una html5 \
    '<kbd>./largo 1</kbd> <samp>uno dos</samp>' \
    '<kbd>./largo 2</kbd> <samp>tres cuatro</samp></pre>'
prueba 'tejido: también en el libro' en_una latex \
    '\orden{./largo 1} uno dos \orden{./largo 2} tres cuatro \end{Terminal}'
sin_la_orden() {
    teje html5 && ! grep -q corta.sh sale
}
prueba 'tejido: la orden ejecutada no se imprime' sin_la_orden
con_muestra './largo'
prueba 'tejido: una sola orden' en_una html5 \
    '<kbd>./largo</kbd> <samp>uno dos tres cuatro</samp></pre>'
con_muestra './a ;; ./b ;; ./c'
prueba 'tejido: las líneas no se reparten' queja \
    'lessons/50-uno/leccion.md:4: error: «muestra» tiene 3 órdenes, y entre ellas no se reparten 4 líneas'

# ---- lo que dice una figura ----

figuras() {
    leccion <<'FIN'
```diagrama {#fig:d pie="Un diagrama." alt="Una caja." desc="La caja es *verde*."}
\node (a) {a};
```

```medida {datos=m.tsv orden="./m"}
```

```gnuplot {grafica=g datos=m.tsv #fig:g tipo=lineas pie="Una gráfica." alt="Una línea."}
set xlabel "hilos"
set ylabel "nanosegundos por vuelta"
set xtics ("dos" 2, "mil" 1000)
ESCALA = 1e9
SERIES = "mutex posix"
TITULOS = "'con mutex' 'posix\\_spawn'"
```
FIN
    printf '# mutex\n2 1.5e-7 1.2e-7 1.84e-7 1e-7 2e-7 3\n4 0.2 0.1 0.3 0 1 3\n\n\n# posix\n1000 5e-9 0 6e-9 0 1 3\n' \
        >build/50-uno/datos/m.ref
    cat >build/50-uno/graficas/g.svg <<'FIN'
<svg xmlns="http://www.w3.org/2000/svg"><g stroke='rgb(208, 208, 208)'/><g stroke='black' fill='rgb( 85,  85,  85)'/><g stroke='rgb(0, 114, 178)'/></svg>
FIN
    cat >build/50-uno/diagramas/d.svg <<'FIN'
<svg xmlns="http://www.w3.org/2000/svg"><g style="fill:rgb(36.077881%,39.605713%,43.92395%);stroke:none;"/><g style="fill:rgb(10%,20%,30%)"/></svg>
FIN
    cp build/50-uno/graficas/g.svg build/50-uno/graficas/g.pdf
    cp build/50-uno/diagramas/d.svg build/50-uno/diagramas/d.pdf
}
figuras
prueba 'tejido: los datos de una gráfica, en una tabla' en_una html5 \
    'Ver los datos<span class="oculto"> de la figura 50.2</span></summary>' \
    '<caption>Nanosegundos por vuelta.' '<th scope="col">Serie</th>' \
    '<th scope="col">Hilos</th><th scope="col">Mediana</th>' \
    '<tr><th scope="row">con mutex</th><td>dos</td><td>150</td><td>120</td><td>184</td></tr>' \
    '<th scope="row">con mutex</th><td>4</td><td>200 000 000</td>' \
    '<tr><th scope="row">posix_spawn</th><td>mil</td><td>5,00</td><td>0</td><td>6,00</td></tr>'
con_lo_tuyo() {
    printf '# mutex\n2 3e-7 0 0 0 0 3\n' >build/50-uno/datos/m.res
    en_una html5 '<th scope="col">Tu máquina</th>' \
        '<td>184</td><td>300</td></tr>' '<td>—</td></tr>'
}
prueba 'tejido: y los del lector' con_lo_tuyo
prueba 'tejido: en papel no hay nada que desplegar' en_una latex \
    '\pie{Figura 50.2.}{Una gráfica.} \end{figure}'
prueba 'tejido: la descripción de un diagrama' en_una html5 \
    '<title id="figd_t">Una caja.</title>' '<b>Figura 50.1.</b> Un diagrama.' \
    'Descripción<span class="oculto"> de la figura 50.1</span></summary><p>La caja es <em>verde</em>.</p></details>'
prueba 'tejido: los colores del libro se cambian por los del fondo' en_una \
    html5 'fill:rgb(36.077881%,39.605713%,43.92395%);fill:var(--gris);stroke:none' \
    'fill:rgb(10%,20%,30%)"' "stroke='currentColor' stroke-opacity='0.3'" \
    "stroke='currentColor' fill='currentColor'" "stroke='rgb(0, 114, 178)'"

# ---- los programas que se imprimen por partes ----

leccion <<'FIN'
```c {archivo=entero.c}
int main(void) { return 0; }
```

```c {archivo=partes.c}
#include <stdio.h>

int main(void)
{
    <<decirlo>>
    return 0;
}
```

```c {pieza="decirlo"}
puts("<\\t>");
```

```sh {archivo=nada.sh .oculto}
true
```

```medida {datos=m.tsv orden="./partes; sh nada.sh; ./entero"}
```

[@lst:partes.c]
FIN
prueba 'programas: de una pieza se llega al programa' en_una html5 \
    '<b>Programa 50.2</b> · <code>partes.c</code> <span class="uso"><a href="50-uno-programas.html#lst:partes.c">entero<' \
    '⟨decirlo⟩</span> ≡ <span class="uso">en <a href="50-uno-programas.html#lst:partes.c"><code>partes.c</code></a>' \
    '<a href="50-uno-programas.html">Programas enteros</a>'
prueba 'programas: el que se imprime entero no lo necesita' en_una html5 \
    '<b>Programa 50.1</b> · <code>entero.c</code></figcaption>'
prueba 'programas: en el libro se dice dónde están' en_una latex \
    '\notaprogramas{' 'programas.' '\cod{build'
pagina_de_programas() {
    teje html5 -M esquema=e.tsv -M vistos=/dev/null || { cat dice; return 1; }
    pandoc -f markdown /dev/null -t html5 --section-divs \
        -L "$raiz/docs/literario/programas.lua" -M programas=e.programas \
        --metadata-file "$raiz/docs/plantillas/curso.yaml" \
        --template "$raiz/docs/plantillas/pagina.html" -o sale || return 1
    igual 'lst:nada.sh lst:partes.c ' \
        "$(grep -o '<section id="lst:[^"]*' sale | sed 's/.*"//' | tr '\n' ' ')" &&
        igual "$(cat build/50-uno/ejemplos/partes.c)" "$(tr '\n' '~' <sale |
        sed 's/.*aria-label="partes.c"><code>//; s/<\/code>.*//' | tr '~' '\n' |
        sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g')" &&
        grep -q 'href="50-uno.html#lst:partes.c">Programa 50.2<' sale
}
prueba 'programas: la página los tiene tal como se extraen' pagina_de_programas

# ---- dónde puede cortar la página un programa ----

# cortes LÍNEAS EN_BLANCO ESPERADO: las líneas delante de las que se puede.
cortes() {
    {
        echo '```c {archivo=x.c}'
        i=1
        while [ $i -le "$1" ]; do
            case " $2 " in *" $i "*) echo ;; *) echo "x$i;" ;; esac
            i=$((i + 1))
        done
        printf '%s\n' '```' '' '```medida {datos=m.tsv orden="./x"}' '```'
    } | leccion
    teje latex || { cat dice; return 1; }
    igual "$3" "$(sed -n 's/^\\def\\cortes#1{\\ifcase#1 0//p' sale |
        sed 's/\\fi.*//' | awk 'BEGIN { RS = "\\\\or " } $1 == "1" { printf "%s%d", n++ ? " " : "", NR - 1 }')"
}
prueba 'cortes: en un programa corto, ninguno' cortes 11 6 ''
prueba 'cortes: detrás de una línea en blanco' cortes 14 7 8
prueba 'cortes: con cuatro a cada lado' cortes 14 '3 4 11' 5
prueba 'cortes: todo seguido y corto, ninguno' cortes 14 '' ''
prueba 'cortes: todo seguido y largo, donde haga falta' cortes 20 '' \
    '5 6 7 8 9 10 11 12 13 14 15 16 17'

# ---- el glosario ----

cat >glosario.md <<'FIN'
[Hilo]{#glo:hilo} (*thread*)
:   Uno.

[Sección crítica]{#glo:critica} (*critical section*)
:   Otro.

[Sección]{#glo:seccion} (*section*)
:   Otro.

[Trozo]{#glo:trozo .comun} (*chunk*)
:   Otro.

[Perezoso]{#glo:perezoso formas="perezosa, sin ganas"} (*lazy*)
:   Otro.
FIN
# con TEXTO: una lección con eso.
con() {
    printf '%s\n' "$@" | leccion
    echo 'glo:nada' >build/50-uno/vistos.tsv
}
termino() { # id, texto
    printf '<a href="glosario.html#glo:%s" class="termino">%s</a>' "$1" "$2"
}
# enlaces TEXTO…: los que llevan al glosario dicen eso, y no hay más.
enlaces() {
    teje html5 -M glosario=glosario.md -M vistos=build/50-uno/vistos.tsv ||
        { cat dice; return 1; }
    igual "$(printf '%s\n' "$@")" "$(tr '\n' ' ' <sale |
        grep -o '<a [^>]*class="termino">[^<]*</a>')"
}
con '# El hilo' '' 'El `hilo`, [otro hilo](x.html) y «HILOS», que son hilos.'
prueba 'glosario: la primera vez, y solo en la prosa' enlaces \
    "$(termino hilo HILOS)"
alrededor() {
    teje html5 -M glosario=glosario.md &&
        tr '\n' ' ' <sale | grep -q '«<a [^>]*>HILOS</a>», que son hilos'
}
prueba 'glosario: la puntuación se queda fuera' alrededor
con 'Las secciones' 'críticas, la sección y [la sección crítica]{.indice}.'
prueba 'glosario: el término más largo, en plural y partido' enlaces \
    "$(termino critica 'secciones críticas')" "$(termino seccion sección)"
con 'Una sección, crítica; y **sección crítica**.'
prueba 'glosario: con una coma por medio es otra cosa' enlaces \
    "$(termino seccion sección)" "$(termino critica 'sección crítica')"
con 'Un trozo de pan. Un [trozo]{.indice} (*chunk*) de trabajo.'
prueba 'glosario: la palabra corriente, donde se dice en inglés' enlaces \
    "$(termino trozo trozo)"
corriente() {
    grep -q 'Un trozo de pan' sale
}
prueba 'glosario: y no antes' corriente
con 'Va sin ganas, perezosas y perezosos.'
prueba 'glosario: otras formas' enlaces "$(termino perezoso 'sin ganas')"
con '::: {.objetivos}' 'Un hilo.' ':::' '' '::: {.nota}' '- Otro hilo.' ':::'
prueba 'glosario: los objetivos no son prosa' enlaces "$(termino hilo hilo)"
en_objetivos() {
    tr '\n' ' ' <sale | grep -q 'Un hilo\..*Otro <a'
}
prueba 'glosario: el enlace está en la nota' en_objetivos
echo 'glo:hilo' >build/50-uno/vistos.tsv
prueba 'glosario: lo que ya usó otro capítulo no se enlaza' enlaces ''
en_el_libro() {
    teje latex -M glosario=glosario.md &&
        grep -q 'hyperlink{glosario-glo:hilo}{hilo}' sale
}
prueba 'glosario: en el libro' en_el_libro
usados() {
    teje plain -M glosario=glosario.md -M terminos=usa.tsv &&
        igual 'glo:hilo' "$(cat usa.tsv)" || { cat dice; return 1; }
}
prueba 'glosario: los que usa un capítulo' usados
vistos() {
    mkdir -p build/51-dos build/52-tres
    echo glo:hilo >build/50-uno/terminos.tsv
    printf 'glo:a\nglo:hilo\n' >build/51-dos/terminos.tsv
    for _ in 1 2; do
        "$raiz/docs/literario/vistos.sh" 50-uno 51-dos 52-tres || return 1
        touch -d '2001-01-01' build/5*/vistos.tsv
    done
    igual '|glo:hilo|glo:a glo:hilo' "$(cat build/50-uno/vistos.tsv)|$(
        cat build/51-dos/vistos.tsv)|$(echo $(cat build/52-tres/vistos.tsv))" || return 1
    "$raiz/docs/literario/vistos.sh" 50-uno 51-dos 52-tres
    igual '' "$(find build -name vistos.tsv -newermt 2002-01-01)"
}
prueba 'glosario: los que usaron los de antes, y solo si cambian' vistos
