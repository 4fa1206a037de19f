#!/bin/sh
# incremental.sh: make rehace lo que hace falta y nada más, sobre una copia
# del proyecto con una lección pequeña.
. tests/literario/comun.sh
taller incremental
proyecto || exit 1
md=lessons/50-poco/leccion.md
b=build/50-poco
mkdir -p lessons/50-poco/datos tests/50-poco
cat >$md <<'FIN'
---
title: Poco
---

# Uno {#sec:uno}

```c {archivo=saludo.h}
#define SALUDO "hola"
```

```c {archivo=hola.c}
#include "saludo.h"
#include <stdio.h>

int main(void)
{
    puts(SALUDO);
    return 0;
}
```

```c {archivo=otro.c}
#include <stdio.h>

int main(void)
{
    <<decir algo>>
    return 0;
}
```

```c {pieza="decir algo"}
puts("otro");
```

```c {archivo=linea.c}
#include <stdio.h>

int main(void)
{
    printf("%d\n", __LINE__);
    return 0;
}
```

```programa {nombre=sano fuentes=otro.c opciones="-fsanitize=address,undefined"}
```

```programa {nombre=otro fuentes=otro.c}
```

```txt {archivo=datos.txt}
uno
```

```salida {orden="./hola" #sal:hola}
```

```salida {orden="./otro; ./sano" #sal:otro}
otro
otro
```

```salida {orden="cat datos.txt" #sal:datos}
```

```salida {orden="./linea" .lineas #sal:linea}
```

```medida {datos=m.tsv orden="./otro >/dev/null; printf 'a\t1\t%s\n' $REP"}
```

```medida {datos=lab.tsv .lab}
```

:::: {.paso #paso:f titulo="La f" lee=sec:uno}
```pruebas
f_uno 10 Da uno
```
::::

```c {lab=f.h}
int f(void);
```

```c {lab=f.c}
#include "f.h"

int f(void)
{
    <<devolver uno>>
}
```

```c {pieza="devolver uno" .hueco}
return 0;
```

::: {.solucion}
```c {pieza="devolver uno"}
return 1;
```
:::

::: {.pista paso=f nivel=1}
:::
::: {.pista paso=f nivel=2}
:::
::: {.pista paso=f nivel=3}
:::
FIN
cat >tests/50-poco/banco.c <<'FIN'
#include "f.h"
#include <stdio.h>

int main(void)
{
    printf("f\t1\t%d\n", f());
    return 0;
}
FIN

haz() {
    touch "$taller/.marca"
    make "$@" >"$taller/dice" 2>&1 || { tail -n 5 "$taller/dice"; return 1; }
}

# rehecho LO QUE CABE ESPERAR: las salidas y datos más nuevos que la marca.
rehecho() {
    igual "$*" "$(cd $b && find salidas datos -newer "$taller/.marca" \
        \( -name '*.salida' -o -name '*.tsv' -o -name '*.res' \) |
        sort | tr '\n' ' ' | sed 's/ $//')"
}
todo='datos/lab.res datos/lab.tsv datos/m.res datos/m.tsv
salidas/datos.salida salidas/hola.salida salidas/linea.salida
salidas/otro.salida'
todo=$(echo "$todo" | tr '\n' ' ' | sed 's/ $//')

de_cero() {
    haz && igual hola "$(cat $b/salidas/hola.salida)" &&
        igual "f	1	1" "$(cat $b/datos/lab.tsv)" &&
        igual '1 3 3 3 3 3 1' "$(sed -n 2p $b/datos/m.res)"
}
nada() {
    haz || return 1
    igual '' "$(find . -type f -newer .marca ! -name dice)" &&
        igual '' "$(grep -E '^  [a-z]+ +(build|[0-9])' dice)"
}
prosa() {
    sed -i 's/^# Uno/Una línea más.\n\n# Uno/' $md
    haz && rehecho salidas/linea.salida
}
codigo() {
    sed -i 's/#define SALUDO "hola"/#define SALUDO "ea"/' $md
    haz && rehecho datos/m.res datos/m.tsv salidas/hola.salida \
        salidas/linea.salida salidas/otro.salida &&
        igual ea "$(cat $b/salidas/hola.salida)"
}
pieza() {
    sed -i 's/puts("otro");/fputs("otro\\n", stdout);/' $md
    haz && rehecho datos/m.res datos/m.tsv salidas/otro.salida
}
datos() {
    sed -i 's/^uno$/dos/' $md
    haz && rehecho salidas/datos.salida
}
orden() {
    sed -i 's/orden="cat datos.txt"/orden="cat -n datos.txt"/' $md
    haz && rehecho salidas/datos.salida
}
practica() {
    sed -i 's/^return 1;/return 2 - 1;/' $md
    haz && rehecho datos/lab.res datos/lab.tsv
}
banco() {
    sed -i 's/"f.t1/"f\\t2/' tests/50-poco/banco.c
    haz && rehecho datos/lab.res datos/lab.tsv &&
        igual "f	2	1" "$(cat $b/datos/lab.tsv)"
}
opciones_propias() {
    sed -i 's/opciones="-fsan/opciones="-O0 -fsan/' $md
    haz && rehecho salidas/otro.salida
}
opciones_del_curso() {
    haz AVISOS=-Wall
    # shellcheck disable=SC2086
    rehecho $todo && haz && rehecho $todo
}
comun_cambia() {
    echo '/* más */' >>labs/comun/reloj.h
    # shellcheck disable=SC2086
    haz && rehecho $todo
}
falla() { # qué se espera que diga
    touch .marca
    make >dice 2>&1 && { echo 'make no se ha quejado'; return 1; }
    grep -qF "$1" dice || igual "$1" "$(cat dice)"
}
# Un texto que ya no coincide: make falla y la salida de antes sigue ahí.
no_coincide() {
    cp $md antes.md
    sed -i 's/fputs("otro/fputs("raro/' $md
    falla 'ya no imprime lo que dice la lección' && rehecho &&
        grep -q otro $b/salidas/otro.salida
    mal=$?
    cp antes.md $md
    haz || return 1
    return $mal
}
leccion_rota() {
    cp $md antes.md
    echo '```c {pieza="sola"}' >>$md
    n=$(wc -l <$md)
    falla "$md:$n: error: el bloque abierto aquí no se cierra nunca" &&
        rehecho && [ -e $b/ejemplos/hola ]
    mal=$?
    cp antes.md $md
    haz || return 1
    return $mal
}
borrado() {
    sed -i -e '/archivo=linea.c/,/^```$/d' -e '/#sal:linea/,/^```$/d' \
        -e '/datos=m.tsv/,/^```$/d' $md
    haz && rehecho || return 1
    igual '' "$(find $b -name 'linea*' -o -path '*/datos/m.*')"
}
mide() {
    haz mide LAB=50 SOLO=lab || return 1
    igual 'f	2	1' "$(grep -v '^#' lessons/50-poco/datos/lab.tsv)"
}

prueba 'incremental: de cero' de_cero
prueba 'incremental: repetir no hace nada' nada
prueba 'incremental: la prosa no ejecuta nada, salvo .lineas' prosa
prueba 'incremental: repetir, tras la prosa' nada
prueba 'incremental: una cabecera, los programas y nada más' codigo
prueba 'incremental: una pieza, también para lo medido' pieza
prueba 'incremental: un fichero de datos' datos
prueba 'incremental: una orden' orden
prueba 'incremental: la solución de la práctica se vuelve a medir' practica
prueba 'incremental: el banco de la práctica' banco
prueba 'incremental: las opciones de un programa' opciones_propias
prueba 'incremental: las opciones del curso' opciones_del_curso
prueba 'incremental: lo que hay en labs/comun' comun_cambia
prueba 'incremental: un texto que no coincide' no_coincide
prueba 'incremental: una lección con errores' leccion_rota
prueba 'incremental: se borra lo que ya no sale' borrado
prueba 'incremental: medir la referencia' mide
prueba 'incremental: repetir, al final' nada
