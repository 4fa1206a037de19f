#!/bin/sh
# curl.sh CORREO: un cliente que no hemos escrito nosotros habla con el
# servidor de correo del capítulo 09, con los dos servidores. Imprime líneas
# de un .res.
set -u
correo=$1
salta() {
    printf 'salto\tcurl\t%s\n' "$1"
    exit 0
}
command -v curl >/dev/null || salta 'falta curl'
curl --version | grep -qw pop3 || salta 'este curl no sabe POP3'

t=$(mktemp -d) || exit 1
pid=
trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$t"' EXIT
trap 'exit 1' INT TERM HUP

resultado() { # qué, esperado, salido
    if [ "$2" = "$3" ]; then
        printf 'ok\tcurl: %s\n' "$1"
    else
        printf 'fallo\tcurl: %s\tse esperaba «%s» y ha salido «%s»\n' "$1" \
            "$(echo "$2" | tr '\n\t' '  ')" "$(echo "$3" | tr '\n\t' '  ')"
    fi
}

pide() {
    ruta=$1
    shift
    curl -s --noproxy '*' --max-time 20 "$@" \
        "pop3://ana:secreto@127.0.0.1:$puerto/$ruta" | tr -d '\r'
}

for como in hilos eventos; do
    rm -rf "$t/ana" "$t/puerto"
    mkdir -p "$t/ana/tmp" "$t/ana/new" "$t/ana/cur"
    echo secreto >"$t/ana/clave"
    printf 'Subject: uno\n\n.hola\n' >"$t/ana/new/1"
    printf 'Subject: dos\n\nadios\n' >"$t/ana/new/2"
    mkfifo "$t/puerto"
    "$correo" "$t" $como >"$t/puerto" &
    pid=$!
    read -r puerto <"$t/puerto"
    resultado "$como: LIST" '1 23
2 23' "$(pide '')"
    resultado "$como: RETR" 'Subject: uno

.hola' "$(pide 1)"
    resultado "$como: UIDL" '1 1
2 2' "$(pide '' -X UIDL)"
    pide 1 -X DELE -l >/dev/null
    resultado "$como: DELE, y después LIST" '1 23' "$(pide '')"
    kill "$pid"
    wait "$pid"
    resultado "$como: SIGTERM" 0 $?
    pid=
    rm -f "$t/puerto"
done
