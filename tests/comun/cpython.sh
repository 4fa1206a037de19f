#!/bin/sh
# Cada prueba de multiprocessing.pool tiene la suya aquí, y existe.
#
# Uso: cpython.sh tabla.tsv carpeta-de-manifiestos pruebas-de-libparalelo.
# Imprime las líneas de un .res: ok<TAB>qué, o fallo<TAB>qué<TAB>mensaje.
exec awk -F '\t' -v build="$2" -v lista="$3" '
function di(bien, que, mensaje) {
    printf bien ? "ok\tcpython, %s\n" : "fallo\tcpython, %s\t%s\n",
        que, mensaje
}
function existe(capitulo, id,   fichero, linea, campo, si) {
    fichero = build "/" capitulo "/manifiesto.tsv"
    if (capitulo == "libparalelo")
        fichero = lista
    while ((getline linea <fichero) > 0) {
        split(linea, campo, "\t")
        if (linea == id || campo[1] == "prueba" && campo[2] == id)
            si = 1
    }
    close(fichero)
    return si
}
/^#/ || NF == 0 { next }
visto[$1]++ { di(0, $1, "está dos veces"); next }
$2 ~ /^excusada: ./ { excusas++; next }
{
    n = split($2, nuestra, " ")
    di(n == 2 && existe(nuestra[1], nuestra[2]), $1,
       "no existe la prueba «" $2 "»")
}
END { di(excusas <= 4, "como mucho cuatro excusas", "hay " excusas) }
' "$1"
