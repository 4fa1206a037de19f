# clase.sh: una clase inventada, para los guiones que prueban el calificador.
# La fecha de cada fichero está fijada: de ella sale el intento que cuenta.

# clase CARPETA N: N alumnos; los pares entregan dos prácticas; uno de cada
# cinco, en un archivo.
clase() {
    rm -rf "$1"
    mkdir -p "$1"
    i=0
    while [ $i -lt "$2" ]; do
        i=$((i + 1))
        a="$1/alumno $i, de Ávila"
        mkdir -p "$a/labs"
        cp -R solutions/00-herramientas "$a/labs/"
        [ $((i % 2)) -eq 1 ] || cp -R solutions/01-secuencial "$a/labs/"
        echo "/* $i */" | tee -a "$a"/labs/*/*.c >/dev/null
        find "$a" -exec touch -d '2026-01-02T03:04:05Z' {} +
        [ $((i % 5)) -ne 0 ] || {
            tar -C "$a" -czf "$a.tar.gz" labs
            touch -d '2026-01-02T03:04:05Z' "$a.tar.gz"
            rm -r "$a"
        }
    done
}

ok() {
    printf 'ok\tcalificador, %s: %s\n' "$quien" "$1"
}
fallo() {
    printf 'fallo\tcalificador, %s: %s\t%s\n' "$quien" "$1" \
        "$(printf %s "$2" | tr '\n\t' '  ' | cut -c 1-300)"
}
# comprueba QUÉ ORDEN…: ok si la orden acaba bien; si no, lo que dijo.
comprueba() {
    _que=$1
    shift
    if _dice=$("$@" 2>&1); then ok "$_que"; else fallo "$_que" "$_dice"; fi
}
# iguales A B: las mismas notas, byte a byte, en todos los informes.
iguales() {
    for _f in notas.csv avisos.csv moodle.csv junit.xml calificacion.json \
        informe.html alumnos gradescope; do
        diff -r "$1/$_f" "$2/$_f" || return 1
    done
}
