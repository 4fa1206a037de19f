#!/bin/sh
# navegador.sh: cada página del sitio, vista con Chromium estrecha y ancha,
# sobre blanco y sobre negro, no tiene nada que axe-core le reproche, no se
# desplaza de lado y sus dibujos se leen. También, que lo que se planta mal
# se ve. Lo que ya se miró y no ha cambiado no se vuelve a mirar. Con «dos»,
# del sitio se miran dos vistas de cuatro: estrecha sobre blanco y ancha sobre
# negro; las otras dos las mira test-largo.
. tests/literario/comun.sh
guiones=$raiz/tests/literario/navegador
axe=$raiz/build/navegador/node_modules/axe-core/axe.min.js

salta() {
    printf 'salto\tnavegador\t%s; make deps NAVEGADOR=1\n' "$1"
    exit 0
}
for p in chromium node npm; do
    command -v $p >/dev/null || salta "falta $p"
done
# Después de un make clean, está en la caché de npm.
sh "$guiones/instala.sh" --offline >/dev/null 2>&1 || salta 'falta axe-core'
[ -e build/docs/html/index.html ] || salta 'no hay sitio'
taller navegador

revisa() {
    AXE=$axe node "$guiones/revisa.js" "$@" 2>&1
}
vistas=4
[ "${1:-}" = dos ] && vistas=2
limpio() {
    VISTAS=$vistas VISTO=$raiz/build/navegador revisa build/docs/html
}

# plantada CUERPO: una página con eso dentro, y con la hoja de estilo.
plantada() {
    rm -rf "$taller/sitio"
    mkdir "$taller/sitio"
    cp build/docs/html/estilo.css "$taller/sitio"
    cat >"$taller/sitio/x.html" <<FIN
<!DOCTYPE html>
<html lang="es"><head><meta charset="utf-8"><title>x</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="estilo.css"></head>
<body><main><h1>x</h1>$1</main></body></html>
FIN
}
# ve CUERPO LÍNEA…: con eso dentro se dicen esas líneas y no otras.
ve() {
    plantada "$1"
    shift
    dice=$(revisa "$taller/sitio" | sort)
    igual "$(printf '%s\n' '4 vistas' "$@" | sort | tr '\t' ' ')" \
        "$(printf '%s\n' "$dice" | tr '\t' ' ')"
}
n='x.html 390 px, '
a='x.html 1280 px, '
prueba 'navegador: una página buena' ve '<p>Bien.</p>'
prueba 'navegador: se ve una imagen sin texto' ve '<img src="data:,">' \
    "${n}light image-alt: img" "${n}dark image-alt: img" \
    "${a}light image-alt: img" "${a}dark image-alt: img"
prueba 'navegador: se ve lo que sobre blanco no se lee' ve \
    '<p style="color:#aaa">Casi nada.</p>' \
    "${n}light color-contrast: p" "${a}light color-contrast: p"
prueba 'navegador: se ve lo que sobre negro no se lee, aunque esté plegado' \
    ve '<details><summary>x</summary><p style="color:#555">Nada.</p></details>' \
    "${n}dark color-contrast: p" "${a}dark color-contrast: p"
prueba 'navegador: se ve lo que se sale de una pantalla estrecha' ve \
    '<p style="width:600px">Ancho.</p>' \
    "${n}light se desplaza de lado 210 px: <p style=\"width:600px\">Ancho.</p>" \
    "${n}dark se desplaza de lado 210 px: <p style=\"width:600px\">Ancho.</p>"
prueba 'navegador: se ve la letra de un dibujo que no se lee' ve \
    '<div id="fig:a"><figure><svg role="img" aria-label="x"><text y="20"
    fill="#808890">x</text></svg></figure></div>' \
    "${n}light en fig:a, rgb(128, 136, 144) contrasta 3.6" \
    "${a}light en fig:a, rgb(128, 136, 144) contrasta 3.6"
prueba 'navegador: y la línea que no se ve' ve \
    '<div id="fig:a"><figure><svg role="img" aria-label="x"><path
    d="M0 0h9" stroke="#333"/></svg></figure></div>' \
    "${n}dark en fig:a, rgb(51, 51, 51) contrasta 1.4" \
    "${a}dark en fig:a, rgb(51, 51, 51) contrasta 1.4"
sin_navegador() {
    plantada ''
    dice=$(PATH=/nada AXE=$axe "$(command -v node)" "$guiones/revisa.js" \
        "$taller/sitio" 2>&1)
    igual 2 $?
}
prueba 'navegador: si no arranca, no se da por visto' sin_navegador
prueba 'navegador: nada que reprochar al sitio' limpio
