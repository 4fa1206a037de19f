#!/bin/sh
# captura.sh: qué hace captura con cada clase de orden.
. tests/literario/comun.sh
taller captura
cd "$taller" || exit 1
mkdir aqui

# orden LÍNEAS…: escribe x.orden («clave=valor»; «---» empieza el texto).
orden() {
    printf '%s\n' "$@" |
        sed -e '/^---$/,$b' -e 's/\\/\\\\/g' -e 's/=/\t/' >x.orden
}

# Ejecuta x.orden; lo dicho queda en «dice», y lo guardado en x.salida.
captura() {
    timeout 20 "$captura" "$@" --lugar lessons/x.md:7 x.orden aqui x.salida \
        >dice 2>&1
}

bien() { # líneas de x.orden
    orden "$@"
    captura || { cat dice; return 1; }
}

mal() { # lo que tiene que decir su primera línea; líneas de x.orden
    espera="lessons/x.md:7: error: $1"
    shift
    orden "$@"
    rm -f x.salida
    captura && { echo 'se esperaba un error'; return 1; }
    igual "$espera" "$(head -n 1 dice)" || return 1
    [ ! -e x.salida ] || { echo 'ha escrito la salida'; return 1; }
}

salida() { # lo esperado; líneas de x.orden
    espera=$1
    shift
    bien "$@" && igual "$espera" "$(cat x.salida)"
}

# ---- estado ----

estado() { # orden, estado
    bien "orden=$1" "estado=$2" &&
        mal "«$1» acabó con estado $2 y se esperaba 77" \
            "orden=$1" estado=77
}
for caso in 'true:0' 'exit 1:1' 'exit 200:200' 'kill -SEGV $$:SEGV' \
    'kill -KILL $$:KILL' 'kill -ABRT $$:ABRT' 'exit 127:127'; do
    prueba "captura: estado de «${caso%:*}»" \
        estado "${caso%:*}" "${caso##*:}"
done

quejas() {
    orden 'orden=echo ay >&2; exit 3' estado=0
    captura
    igual 'ay' "$(sed -n 2p dice)"
}
prueba 'captura: un fallo enseña lo que dijo la orden' quejas

# ---- plazo ----

plazo() {
    salida 'antes' 'orden=echo antes; sleep 100' estado=plazo plazo=0.2 &&
        mal '«sleep 100» acabó con estado plazo y se esperaba 0' \
            'orden=sleep 100' estado=0 plazo=0.2
}
prueba 'captura: se cumple el plazo' plazo

# Los nietos llevan un argumento que los delata. Un muerto sin enterrar no
# tiene argumentos, y no cuenta.
vivos() {
    for p in /proc/[0-9]*; do
        tr '\0' ' ' <"$p/cmdline" 2>/dev/null
        echo
    done | grep -c "^sleep 1000.$1 "
}

sin_nietos() { # marca; líneas de x.orden
    marca=$$$1
    shift
    bien "$@" || return 1
    igual 0 "$(vivos "$marca")"
}
m=$$
nietos='(sleep 1000.MARCA & (sleep 1000.MARCA & sleep 1000.MARCA) & wait) &'
prueba 'captura: al cumplirse el plazo no quedan nietos' sin_nietos 1 \
    "orden=$(echo "$nietos" | sed "s/MARCA/${m}1/g") wait" \
    estado=plazo plazo=0.3
prueba 'captura: ni cuando la orden acaba y los deja' sin_nietos 2 \
    "orden=$(echo "$nietos" | sed "s/MARCA/${m}2/g") echo ya" estado=0
prueba 'captura: ni los que se van a otra sesión' sin_nietos 3 \
    "orden=setsid sleep 1000.${m}3 & setsid -f sleep 1000.${m}3; echo ya" \
    estado=0
prueba 'captura: ni los que se van a otra sesión, al cumplirse el plazo' \
    sin_nietos 4 \
    "orden=setsid -f sleep 1000.${m}4; exec setsid -w sleep 1000.${m}4" \
    estado=plazo plazo=0.3

# ---- salidas difíciles ----

enorme() {
    captura
    igual 1 $? && igual "lessons/x.md:7: error: $1" "$(head -n 1 dice)"
}
orden 'orden=yes' estado=plazo plazo=0.5
prueba 'captura: una orden que no deja de escribir' \
    enorme '«yes» imprime más de 4 MiB'
orden 'orden=head -c 5000000 /dev/zero' estado=0
prueba 'captura: una salida enorme' \
    enorme '«head -c 5000000 /dev/zero» imprime más de 4 MiB'
prueba 'captura: un mebibyte, entero' salida 1048576 \
    'orden=head -c 1048576 /dev/zero | tr "\0" x | wc -c' estado=0
mebibyte() {
    bien 'orden=head -c 1048576 /dev/zero | tr "\0" x' estado=0 &&
        igual 1048576 "$(wc -c <x.salida)"
}
prueba 'captura: un mebibyte, guardado' mebibyte
prueba 'captura: quien cierra su salida sigue vigilado' \
    salida 'hola' 'orden=echo hola; exec >&- 2>&-; sleep 0.1; exit 4' \
    estado=4
prueba 'captura: no se le puede escribir' salida 'nada: ' \
    'orden=read x; echo "nada: $x"' estado=0
prueba 'captura: los bytes nulos se ven' salida 'a?b' \
    'orden=printf "a\0b\n"' estado=0

# ---- comparar ----

coincide() {
    bien estado=0 "$@"
}
distinto() {
    orden estado=0 "$@"
    captura && { echo 'se han dado por iguales'; return 1; }
    grep -q 'ya no imprime lo que dice la lección$' dice
}
difiere() { # el mensaje entero
    distinto 'orden=echo uno; echo dos' --- uno tres
    igual "lessons/x.md:7: error: «echo uno; echo dos» ya no imprime lo que \
dice la lección
--- lección
uno
tres
+++ ahora
uno
dos" "$(cat dice)"
}
prueba 'captura: el texto coincide' coincide 'orden=echo uno' --- uno
prueba 'captura: el texto no coincide, y se ve' difiere
prueba 'captura: una línea de más' distinto 'orden=echo a; echo b' --- a
prueba 'captura: desordenada' coincide desordenada= \
    'orden=echo b; echo a; echo b' --- b b a
prueba 'captura: desordenada, pero otra' distinto desordenada= \
    'orden=echo b; echo a; echo b' --- b a a
prueba 'captura: sin ella, el orden cuenta' distinto \
    'orden=echo b; echo a' --- a b
prueba 'captura: tolerancia' coincide tolerancia=0.1 \
    'orden=echo "x = 105 y 1.0"' --- 'x = 100 y 1.05'
prueba 'captura: fuera de tolerancia' distinto tolerancia=0.1 \
    'orden=echo "x = 115"' --- 'x = 100'
prueba 'captura: la tolerancia es para los números' distinto \
    tolerancia=0.1 'orden=echo "y = 100"' --- 'x = 100'
prueba 'captura: máscara pid' coincide mascara=pid \
    'orden=echo "$$ 12"' --- '4321 12'
prueba 'captura: la máscara pid respeta los cortos' distinto mascara=pid \
    'orden=echo 1234 13' --- '4321 12'
prueba 'captura: máscara hex' coincide mascara=hex \
    'orden=echo 0xdeadbeef 7' --- '0x7ffc 7'
prueba 'captura: máscara tiempo' coincide mascara=tiempo \
    'orden=echo "12.5 ms, 3 s, 7 µs, 2,5 ns, 4 kg"' --- \
    '1 ms, 4,5 s, 9 µs, 1 ns, 4 kg'
prueba 'captura: máscara tiempo, la unidad pegada' coincide mascara=tiempo \
    'orden=echo "elapsed: 0.1s finished"' --- 'elapsed: 0.0s finished'
prueba 'captura: la máscara tiempo respeta el resto' distinto \
    mascara=tiempo 'orden=echo "3 s, 5 kg"' --- '4 s, 4 kg'
prueba 'captura: máscara num' coincide mascara='num' \
    'orden=echo 3 4.5' --- '1 2'
prueba 'captura: lo enmascarado se guarda enmascarado' \
    salida '0x… PID 12' mascara='pid hex' 'orden=echo 0xabc 12345 12'

# ---- referencia y requiere ----

printf 'tardó 3.25 s en 0x12\n' >ref.txt
prueba 'captura: referencia, sin contar los números' \
    salida 'tardó 3.25 s en 0x12' referencia=ref.txt \
    'orden=echo "tardó 99 s en 0xff"'
prueba 'captura: la referencia ya no se parece' distinto \
    referencia=ref.txt 'orden=echo "tardó 3.25 ms en 0x12"'
prueba 'captura: libre, solo el estado' salida 'tardó 3.25 s en 0x12' \
    referencia=ref.txt libre= 'orden=echo otra cosa'
prueba 'captura: falta la referencia' \
    mal 'falta noestá.txt: hazlo con «make mide»' \
    'orden=true' estado=0 referencia=noestá.txt
prueba 'captura: falta el programa, hay texto' salida 'texto' \
    requiere=noexiste 'orden=exit 3' estado=0 --- texto
prueba 'captura: falta el programa, no hay texto' \
    mal 'falta noexiste, y esta salida no tiene referencia' \
    requiere=noexiste 'orden=true' estado=0
prueba 'captura: de varios, falta uno' salida texto \
    'requiere=sh noexiste' 'orden=exit 3' estado=0 --- texto
prueba 'captura: falta la biblioteca' salida texto \
    'requiere=sh noexiste.pc' 'orden=exit 3' estado=0 --- texto
prueba 'captura: está el programa, se ejecuta' salida si requiere=sh \
    'orden=echo si' estado=0

guarda_referencia() {
    orden 'orden=echo nueva 1' estado=0 referencia=nueva.txt
    captura --guarda && igual 'nueva 1' "$(cat nueva.txt)"
}
prueba 'captura: --guarda escribe la referencia' guarda_referencia

mide() {
    mkdir -p build
    orden 'orden=printf "a\t1\t%s\n" $REP$RAPIDO' estado=0 medida=med.tsv
    captura && igual "$(printf 'a\t1\t31')" "$(cat x.salida)" || return 1
    captura --guarda && igual "$(printf 'a\t1\t110')" \
        "$(grep -v '^#' med.tsv)" || return 1
    for clave in máquina núcleos memoria sistema compilador fecha orden; do
        grep -q "^# $clave: ." med.tsv || { echo "sin $clave"; return 1; }
    done
}
prueba 'captura: medir deprisa, y la referencia con su máquina' mide

larga() {
    mkdir -p build
    bien 'orden=echo no' estado=0 larga= medida=med.tsv &&
        igual '# nota: solo se mide en la referencia' "$(cat x.salida)"
}
prueba 'captura: lo largo no se mide en casa' larga

# ---- lo que está roto alrededor ----

prueba 'captura: una orden ilegible' \
    mal 'x.orden: no entiendo «sin tabulador»' 'sin tabulador'

# Con el disco lleno, una línea, y lo que había sigue ahí. Quien escribe
# «x» escribe antes «x.nuevo».
disco_lleno() {
    echo vieja >x.salida
    ln -sf /dev/full x.salida.nuevo
    orden 'orden=echo nueva' estado=0
    captura && return 1
    igual 'lessons/x.md:7: error: x.salida: No space left on device' \
        "$(cat dice)" && igual vieja "$(cat x.salida)" || return 1
    [ ! -L x.salida.nuevo ] || { echo 'queda x.salida.nuevo'; return 1; }
}
prueba 'captura: el disco lleno' disco_lleno

enreda_lleno() {
    mkdir -p lessons/50-llena b/ejemplos
    cp "$raiz/docs/plantillas/nueva/leccion.md" lessons/50-llena
    echo vieja >b/ejemplos/saluda.c
    ln -s /dev/full b/ejemplos/saluda.c.nuevo
    dice=$("$enreda" -o b lessons/50-llena 2>&1)
    igual 2 $? && igual vieja "$(cat b/ejemplos/saluda.c)" &&
        igual 'enreda: b/ejemplos/saluda.c: No space left on device' "$dice"
    [ ! -e b/leccion.mk ] || { echo 'se da por extraída'; return 1; }
}
prueba 'enreda: el disco lleno' enreda_lleno
