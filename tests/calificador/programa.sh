#!/bin/sh
# programa.sh FALSO CARPETA: el calificador, entero menos quien evalúa, que
# inventa los veredictos. Lo que se pide mal; lo que ya está no se repite; las
# partes, el orden, la hora, un corte y el disco lleno no cambian ninguna nota.
set -u
falso=$1 d=$2
quien='el programa'
. tests/calificador/clase.sh
rm -rf "$d"
mkdir -p "$d"
clase "$d/clase" 12
export FALSA_REGISTRO="$d/registro"

# Cuántas evaluaciones ha empezado la última orden.
evaluadas() {
    if [ -e "$FALSA_REGISTRO" ]; then wc -l <"$FALSA_REGISTRO"; else echo 0; fi
}
# califica SALIDA [opción…]
califica() {
    _s=$1
    shift
    rm -f "$FALSA_REGISTRO"
    "$falso" --salida="$_s" "$@" "${ENTREGAS:-$d/clase}" >"$d/dice" 2>&1
}

# ---- lo mal pedido: una línea, y un 2 ----

mal() {
    _que=$1 _texto=$2
    shift 2
    _dice=$("$falso" "$@" 2>&1 >/dev/null)
    _e=$?
    case $_dice in
    *"$_texto"*) [ $_e -eq 2 ] && [ "$(printf '%s\n' "$_dice" | wc -l)" -eq 1 ] &&
        { ok "$_que"; return; } ;;
    esac
    fallo "$_que" "estado $_e: $_dice"
}
mal 'sin carpeta' 'falta decir qué carpeta'
mal 'una opción que no hay' 'no conozco la opción «--nada»' --nada
mal 'una opción sin valor' 'le falta su valor' --lab
mal 'una parte imposible' 'no es K/N' --parte=5/4 x
mal 'trabajos que no son un número' 'no es un número' --trabajos=dos x
mal 'una carpeta de más' 'solo se califica una' x y
mal 'una carpeta que no existe' 'no existe' --salida="$d/s0" "$d/nada"
mal 'una práctica que no existe' 'no hay ninguna práctica «77»' --lab=77 --salida="$d/s0" "$d/clase"
mal 'la salida, dentro de lo entregado' 'no puede estar dentro' --salida="$d/clase/s" "$d/clase"
[ ! -e "$d/clase/s" ] && ok 'y no se crea' || fallo 'y no se crea' "está $d/clase/s"
rm -rf "$d/clase/s"
echo 'retraso mucho' >"$d/mala.txt"
mal 'una política mal escrita' 'mala.txt:1: «retraso»' --politica="$d/mala.txt" --salida="$d/s0" "$d/clase"
comprueba '--help' sh -c '"$1" --help | grep -q "^uso: calificador"' - "$falso"
mal 'reunir nada' 'qué carpetas se reúnen' --reune

# ---- una vez, y otra ----

califica "$d/s1"
e=$?
n=$(evaluadas)
if [ $e -eq 0 ] && [ "$n" -eq 18 ]; then ok 'una clase entera, y acaba con 0'; else
    fallo 'una clase entera, y acaba con 0' "estado $e, $n evaluadas: $(cat "$d/dice")"
fi
cp -R "$d/s1" "$d/s1-antes"
califica "$d/s1"
[ "$(evaluadas)" -eq 0 ] && ok 'lo que no ha cambiado no se evalúa otra vez' ||
    fallo 'lo que no ha cambiado no se evalúa otra vez' "$(evaluadas) otra vez"
comprueba 'y los informes son los mismos' iguales "$d/s1-antes" "$d/s1"
echo '/* más */' >>"$d/clase/alumno 3, de Ávila/labs/00-herramientas/vector.c"
califica "$d/s1"
[ "$(cat "$FALSA_REGISTRO")" = 'alumno 3, de Ávila 00-herramientas 1' ] &&
    ok 'solo se evalúa lo que ha cambiado' || fallo 'solo se evalúa lo que ha cambiado' "$(cat "$FALSA_REGISTRO")"
printf 'suelo 9\n' >"$d/s1/politica.txt"
printf 'alumno,lab,modo,puntos,motivo\n"alumno 3, de Ávila",00-herramientas,fija,"1,5",hablamos\n' >"$d/s1/ajustes.csv"
califica "$d/s1"
if [ "$(evaluadas)" -eq 0 ] && grep -q '^"alumno 3, de Ávila",00-herramientas,1.5,10,.*hablamos' "$d/s1/notas.csv" &&
    ! grep -q ',[0-8][.0-9]*,10,"*No pasan.*[^s]\.\r*$' "$d/s1/notas.csv"; then
    ok 'la política y los ajustes se aplican sin evaluar'
else
    fallo 'la política y los ajustes se aplican sin evaluar' "$(evaluadas); $(cat "$d/s1/notas.csv")"
fi
rm "$d/s1/politica.txt" "$d/s1/ajustes.csv"

# ---- en otro orden, en partes, con otra hora ----

clase "$d/clase" 12
califica "$d/s2" --trabajos=1
califica "$d/s3" --trabajos=7
comprueba 'uno a uno o muchos a la vez, lo mismo' iguales "$d/s2" "$d/s3"
mkdir "$d/reves"
for i in 12 11 10 9 8 7 6 5 4 3 2 1; do
    cp -pR "$d/clase/alumno $i, "* "$d/reves/"
done
ENTREGAS=$d/reves califica "$d/s4"
comprueba 'el orden en que están no cambia nada' iguales "$d/s2" "$d/s4"
for k in 1 2 3 4; do
    califica "$d/p$k" --parte=$k/4
    echo "$(evaluadas)"
done >"$d/partes"
"$falso" --reune --salida="$d/junta" "$d/p3" "$d/p1" "$d/p4" "$d/p2" >"$d/dice" 2>&1
comprueba 'cuatro partes reunidas son una vez' iguales "$d/s2" "$d/junta"
[ "$(sort -n "$d/partes" | tr '\n' ' ')" = '4 4 5 5 ' ] &&
    ok 'las partes son parecidas' || fallo 'las partes son parecidas' "$(cat "$d/partes")"
mal 'reunir con una de menos' 'falta la parte 2 de 4' --reune --salida="$d/junta2" "$d/p1" "$d/p3" "$d/p4"
califica "$d/junta"
[ "$(evaluadas)" -eq 0 ] && ok 'lo reunido se puede seguir' || fallo 'lo reunido se puede seguir' "$(evaluadas)"
cat >"$d/hora.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
#include <sys/time.h>
time_t time(time_t *t) { if (t) *t = 12345; return 12345; }
int gettimeofday(struct timeval *t, void *z) { (void)z; t->tv_sec = 12345; t->tv_usec = 0; return 0; }
int clock_gettime(clockid_t c, struct timespec *t)
{
    int (*f)(clockid_t, struct timespec *);
    *(void **)&f = dlsym(RTLD_NEXT, "clock_gettime");
    int r = f(c, t);
    if (c == CLOCK_REALTIME) t->tv_sec = 12345;
    return r;
}
C
cc -shared -fPIC -o "$d/hora.so" "$d/hora.c" && LD_PRELOAD="$d/hora.so" "$falso" --salida="$d/s5" "$d/clase" >"$d/dice" 2>&1
comprueba 'con el reloj en 1970, lo mismo' iguales "$d/s2" "$d/s5"

# ---- dos a la vez, y un corte ----

# espera a que la evaluación de ese alumno esté en marcha.
aqui() {
    _n=0
    while [ ! -e "$d/sigue.aqui" ] && [ $_n -lt 3000 ]; do
        _n=$((_n + 1))
        sleep 0.02
    done
    [ -e "$d/sigue.aqui" ]
}
export FALSA_ESPERA="alumno 2, de Ávila=$d/sigue"
rm -f "$d/sigue" "$d/sigue.aqui"
califica "$d/s6" --trabajos=2 &
p=$!
aqui
"$falso" --salida="$d/s6" "$d/clase" >"$d/dice2" 2>&1
e=$?
case $(cat "$d/dice2") in
*'ya hay otro calificador'*) [ $e -eq 1 ] && ok 'dos en la misma salida, no' ;;
*) fallo 'dos en la misma salida, no' "$(cat "$d/dice2")" ;;
esac
touch "$d/sigue"
wait $p
unset FALSA_ESPERA
comprueba 'y el primero ni se entera' iguales "$d/s2" "$d/s6"

export FALSA_ESPERA="alumno 2, de Ávila=$d/sigue"
rm -f "$d/sigue" "$d/sigue.aqui" "$FALSA_REGISTRO"
# Sin «&» a secas: a lo que se lanza así, el intérprete le quita SIGINT.
cat >"$d/lanza.c" <<'C'
#include <signal.h>
#include <unistd.h>
int main(int n, char **v) { (void)n; signal(SIGINT, SIG_DFL); execv(v[1], v + 1); return 127; }
C
cc -o "$d/lanza" "$d/lanza.c"
"$d/lanza" "$falso" --salida="$d/s7" --trabajos=1 "$d/clase" >"$d/dice" 2>&1 &
p=$!
aqui
kill -INT $p
_n=0
until grep -q 'acabo lo que está en marcha' "$d/dice" || [ $_n -gt 500 ]; do
    _n=$((_n + 1))
    sleep 0.02
done
touch "$d/sigue"
wait $p
e=$?
unset FALSA_ESPERA
n=$(evaluadas)
dichas=$(grep -c 'Sin evaluar todavía' "$d/s7/notas.csv")
if [ $e -eq 130 ] && [ "$n" -lt 18 ] && [ "$dichas" -eq $((18 - n)) ]; then
    ok 'un Ctrl-C deja un informe de lo que hay'
else
    fallo 'un Ctrl-C deja un informe de lo que hay' "estado $e, $n evaluadas, $dichas sin evaluar: $(cat "$d/dice")"
fi
califica "$d/s7"
[ "$(evaluadas)" -eq $((18 - n)) ] && ok 'y después sigue donde iba' ||
    fallo 'y después sigue donde iba' "$(evaluadas) evaluadas, y faltaban $((18 - n))"
comprueba 'hasta lo mismo' iguales "$d/s2" "$d/s7"

# ---- sin sitio en el disco ----

# Un límite de tamaño de fichero, en bloques de 512: el diario no cabe.
rm -f "$FALSA_REGISTRO"
(ulimit -f 12; exec "$falso" --salida="$d/s8" --trabajos=1 "$d/clase") >"$d/dice" 2>&1
e=$?
case $(cat "$d/dice") in
*'no queda sitio en el disco'*) [ $e -eq 1 ] && ok 'sin sitio, se dice en una línea y acaba con 1' ||
    fallo 'sin sitio, se dice en una línea y acaba con 1' "estado $e" ;;
*) fallo 'sin sitio, se dice en una línea y acaba con 1' "estado $e: $(cat "$d/dice")" ;;
esac
califica "$d/s8"
comprueba 'y con sitio, sigue hasta lo mismo' iguales "$d/s2" "$d/s8"
sort "$d/s8/diario" | cut -d ' ' -f 2 | uniq -d >"$d/dobles"
[ ! -s "$d/dobles" ] && ok 'sin evaluar nada dos veces' || fallo 'sin evaluar nada dos veces' "$(cat "$d/dobles")"

# ---- sin aislamiento ----

FALSA_SIN_RECINTO=1 "$falso" --salida="$d/s9" "$d/clase" >"$d/dice" 2>&1
e=$?
[ $e -eq 1 ] && [ ! -e "$d/s9/notas.csv" ] && ok 'sin aislamiento no se califica, si no se pide' ||
    fallo 'sin aislamiento no se califica, si no se pide' "estado $e"

# ---- nombres que muerden ----

mkdir -p "$d/raros"
for a in '=1+1' '-rf' '<b>x</b>' 'a"b' "con
salto" 'coma, y; punto' "$(printf 'mal\377a')"; do
    mkdir -p "$d/raros/$a"
    cp -R solutions/00-herramientas "$d/raros/$a/"
done
ENTREGAS=$d/raros califica "$d/s10"
e=$?
if [ $e -eq 0 ] && [ "$(grep -c ',00-herramientas,' "$d/s10/notas.csv")" -eq 7 ] &&
    grep -q "^\"'=1+1\"," "$d/s10/notas.csv" && ! grep -q '<b>x' "$d/s10/informe.html"; then
    ok 'nombres de alumno hostiles, hasta el final'
else
    fallo 'nombres de alumno hostiles, hasta el final' "estado $e: $(cat "$d/dice") $(cat "$d/s10/notas.csv")"
fi
