#!/bin/sh
# posicion.sh: gcc, el DWARF, gdb y los saneadores señalan la línea de la
# lección; con el programa en limpio, la del programa.
. tests/literario/comun.sh
taller posicion
cd "$taller" || exit 1
md=lessons/51-roto/leccion.md
mkdir -p lessons/51-roto
cat >$md <<'FIN'
---
title: Roto
---

```c {archivo=error.c}
int main(void)
{
    <<fallar>>
}
```

- En una lista:

    ```c {pieza="fallar"}
    int hilos = 4;
    return hilos + procesos;
    ```

```c {archivo=fuera.c}
#include <stdlib.h>

int main(int argc, char **argv)
{
    int *v = malloc(4 * sizeof *v);

    (void)argv;
    <<escribir fuera>>
    free(v);
    return 0;
}
```

```c {pieza="escribir fuera"}
v[3 + argc] = 7;
```
FIN
"$enreda" -o build/51-roto lessons/51-roto || exit 1
f=build/51-roto/fuente
linea=$(grep -n 'v\[3 + argc\]' $md | cut -d: -f1)

# La columna también: el sangrado del bloque en la lección cuenta.
de_gcc() { # fuente, lo esperado
    dice=$(LC_ALL=C gcc -fsyntax-only "$1" 2>&1 | grep ': error: ')
    case $dice in
    "$2: error: "*) ;;
    *) igual "$2: error: …" "$dice" ;;
    esac
}

de_dwarf() {
    gcc -g -O0 -o fuera $f/fuera.c || return 1
    objdump --dwarf=decodedline fuera |
        grep -qE "^leccion\.md +$linea " && return
    echo "ninguna instrucción dice ser de la línea $linea de la lección"
    return 1
}

de_gdb() {
    dice=$(gdb -batch -nx -ex "break $md:$linea" fuera 2>&1)
    case $dice in
    *"file $md, line $linea."*) ;;
    *) igual "… file $md, line $linea." "$dice" ;;
    esac
}

de_asan() { # fuente, lo esperado
    gcc -g -O0 -fsanitize=address -ffile-prefix-map="$taller"/= \
        -ffile-prefix-map=build/51-roto/ejemplos/= -o fuera_asan "$1" ||
        return 1
    dice=$(./fuera_asan 2>&1 | grep -m 1 '#0 .* in main ')
    dice=${dice##* }
    igual "$2" "${dice#"$taller/"}"
}

prueba 'posición: un error de gcc, con su columna' \
    de_gcc $f/error.c "$md:16:20"
prueba 'posición: en limpio, la línea del programa' \
    de_gcc build/51-roto/ejemplos/error.c build/51-roto/ejemplos/error.c:5:20
prueba 'posición: la información de depuración' de_dwarf
command -v gdb >/dev/null && prueba 'posición: gdb' de_gdb
prueba 'posición: AddressSanitizer' de_asan $f/fuera.c "$md:$linea"
prueba 'posición: AddressSanitizer, en limpio' \
    de_asan build/51-roto/ejemplos/fuera.c \
    "fuera.c:$(grep -n 'argc\]' build/51-roto/ejemplos/fuera.c | cut -d: -f1)"
