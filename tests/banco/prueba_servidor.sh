#!/bin/sh
# prueba_servidor.sh CARPETA EJEMPLOS: una pasada rápida de servidor.sh. Salen
# sus dos filas, bien formadas; y, si nginx está, los dos servidores mandan
# las mismas cabeceras y la misma página. Quién corre más no se prueba.
set -u
salida=$1/prueba-servidor ejemplos=$2
rm -rf "$salida"
mkdir -p "$salida/web"
salida=$(cd "$salida" && pwd)

di() { # bien o mal, qué, mensaje
    if [ "$1" -eq 0 ]; then
        printf 'ok\tbanco: %s\n' "$2"
    else
        printf 'fallo\tbanco: %s\t%s\n' "$2" "$3"
    fi
}

RAPIDO=1 sh tests/banco/servidor.sh "$salida" "$ejemplos" \
    >"$salida/salida.txt" 2>"$salida/quejas.txt"
di $? 'mide el servidor web' "$(head -n 1 "$salida/quejas.txt")"
for id in servidor-nginx servidor-memoria; do
    fila=$(grep "^$id	" "$salida/metas.tsv")
    printf '%s\n' "$fila" | grep -qE \
        '^[a-z-]+	([0-9][0-9.e+-]*	1	(ok|corto)|sin-par	1	sin-par)$'
    di $? "la fila de $id" "dice: $fila"
done

nginx=$(PATH=$PATH:/usr/sbin command -v nginx) && command -v curl >/dev/null ||
    exit 0
cp -p "$ejemplos/index.html" "$salida/web"
cd "$ejemplos" || exit 1
# Lo que manda cada uno, sin su nombre ni la hora.
for quien in pagina nginx; do
    case $quien in
    pagina) set -- ./pagina "$salida/web/index.html" ;;
    nginx) set -- ./nginx "$nginx" "$salida/web" ;;
    esac
    ./con 'curl -si "http://127.0.0.1:$PUERTO/"' "$@" \
        2>>"$salida/quejas.txt" |
        sed 's/^Server: .*/Server: /; s/^Date: .*/Date: /' \
            >"$salida/$quien.http"
done
grep -q '^HTTP/1.1 200' "$salida/pagina.http" &&
    cmp -s "$salida/pagina.http" "$salida/nginx.http"
di $? 'las mismas cabeceras y la misma página que nginx' \
    "$(diff "$salida/pagina.http" "$salida/nginx.http" | head -n 2 | tr '\n' ' ')"
exit 0
