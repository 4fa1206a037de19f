#!/bin/sh
# deps.sh FALTAN|INSTALA GRUPO…: los paquetes de Debian que el curso usa,
# según docs/dependencias.tsv. FALTAN escribe los que no están; INSTALA los
# instala: como root, sin preguntar; con sudo y una terminal, pregunta una
# vez; si no se puede, dice qué instalar y acaba con 1.
set -u
aqui=$(dirname "$0")
que=$1
shift

faltan() {
    while IFS='	' read -r senal paquete grupo _; do
        case $senal in '#'* | '') continue ;; esac
        case " $* " in *" $grupo "*) ;; *) continue ;; esac
        case $senal in
        /*) [ -e "$senal" ] ;;
        *.pc) pkg-config --exists "${senal%.pc}" 2>/dev/null ;;
        *) command -v "$senal" >/dev/null 2>&1 ;;
        esac || echo "$paquete"
    done <"$aqui/dependencias.tsv"
}

lista=$(faltan "$@" | sort -u | tr '\n' ' ')
lista=${lista% }
if [ "$que" = FALTAN ]; then
    echo "$lista"
    exit 0
fi
[ -n "$lista" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "deps: aquí no hay apt-get. Instala lo que corresponda a: $lista" >&2
    exit 1
fi
con=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1 || [ ! -t 0 ]; then
        echo "deps: falta instalar, como administrador: apt-get install $lista" >&2
        exit 1
    fi
    printf 'Faltan: %s\n¿Los instalo con sudo? [S/n] ' "$lista" >&2
    read -r si
    case $si in [nN]*) exit 1 ;; esac
    con=sudo
fi
mkdir -p build || exit 1
echo "  instala   $lista" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
if ! { $con apt-get update -qq &&
    $con apt-get install -y -qq --no-install-recommends $lista; } \
    >build/deps.log 2>&1; then
    tail -n 5 build/deps.log >&2
    echo "deps: la instalación ha fallado; está contada en build/deps.log" >&2
    exit 1
fi
