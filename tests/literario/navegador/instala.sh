#!/bin/sh
# instala.sh [OPCIÓN DE NPM…]: deja en build/navegador el axe-core que fija
# package-lock.json, si no está ya.
set -u
aqui=$(dirname "$0")
d=build/navegador
cmp -s "$aqui/package-lock.json" "$d/package-lock.json" &&
    [ -s "$d/node_modules/axe-core/axe.min.js" ] && exit 0
mkdir -p build
nuevo=$(mktemp -d build/navegador.XXXXXX) || exit 1
trap 'rm -rf "$nuevo"' EXIT
cp "$aqui/package.json" "$aqui/package-lock.json" "$nuevo" &&
    npm ci --prefix "$nuevo" --ignore-scripts --no-audit --no-fund \
        --loglevel=error "$@" >"$nuevo/dice" 2>&1 || {
    echo 'deps: npm no ha podido instalar axe-core:' >&2
    tail -n 3 "$nuevo/dice" >&2
    exit 1
}
rm -rf $d && mv "$nuevo" $d
