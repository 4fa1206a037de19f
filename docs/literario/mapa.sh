#!/bin/sh
# mapa.sh NN-nombre…: el mapa de los capítulos, en TikZ. Las flechas salen de lo
# que cada uno dice de sí mismo: su «Antes hace falta» (apartados y capítulos que
# cita) y, con trazo grueso, el «usa:» de su cabecera. Lo que ya se sigue de otras
# flechas no se dibuja.
set -u
for c; do
    set -- lessons/"$c"/*.md
    cat "$1"
done | awk -v todos="$*" '
    function depende(n) {
        n += 0
        if (n != yo && n in titulo && n < yo) de[yo, n] = 1
    }
    # «capítulo 3», «capítulos 4 a 7», y detrás «del 5», «la del 6».
    function lee(t,    v, i, k) {
        while (match(t, /@[a-z]+:[0-9][0-9]\//)) {
            k = substr(t, RSTART, RLENGTH)
            sub(/^.*:/, "", k)
            t = substr(t, 1, RSTART - 1) " " substr(t, RSTART + RLENGTH)
            depende(k)
        }
        gsub(/[.,;()]/, " ", t)
        k = split(t, v, /[ \n]+/)
        for (i = 1; i < k; i++) {
            if (v[i] ~ /^cap..?tulos?$/ || v[i] == "del")
                if (v[i + 1] ~ /^[0-9]+$/) depende(v[i + 1])
            if (v[i] ~ /tulos$/ && v[i + 2] == "a")
                for (j = v[i + 1]; j <= v[i + 3] + 0; j++) depende(j)
        }
    }
    # ¿Se llega de a hasta b dando al menos un rodeo?
    function rodeo(a, b,    m) {
        for (m = b + 1; m < a; m++)
            if ((a, m) in de && ((m, b) in de || rodeo(m, b))) return 1
        return 0
    }
    BEGIN {
        n = split(todos, nombre, " ")
        for (i = 1; i <= n; i++) titulo[nombre[i] + 0] = "?"
        visto = 0
    }
    /^---$/ && ++rayas % 2 == 1 { yo = nombre[++visto] + 0; next }
    rayas % 2 == 1 && /^title: / { titulo[yo] = substr($0, 8) }
    rayas % 2 == 1 && /^usa: / { usa[yo, $2 + 0] = 1; depende($2) }
    /Antes hace falta/ { dentro = 1 }
    /^:::/ { if (dentro) lee(texto); dentro = 0; texto = "" }
    dentro { texto = texto " " $0 }
    END {
        hondo = 0
        for (i = 1; i <= n; i++) {
            a = nombre[i] + 0
            nivel[a] = 0
            for (b = 0; b < a; b++)
                if ((a, b) in de && nivel[b] >= nivel[a])
                    nivel[a] = nivel[b] + 1
            fila[nivel[a]] = fila[nivel[a]] " " a
            if (nivel[a] > hondo) hondo = nivel[a]
        }
        for (y = 0; y <= hondo; y++) {
            k = split(fila[y], v, " ")
            for (i = 1; i <= k; i++)
                printf "\\node[caja,text width=24mm] (c%d) at (%.2f,%.2f) " \
                    "{\\textbf{%d}\\\\%s};\n", v[i],
                    (i - (k + 1) / 2) * 3.5, -1.55 * y, v[i], titulo[v[i]]
        }
        for (par in de) {
            split(par, p, SUBSEP)
            if (!((p[1], p[2]) in usa) && rodeo(p[1] + 0, p[2] + 0)) continue
            lineas[++m] = sprintf("\\draw[flecha%s] (c%d) -- (c%d);",
                (p[1], p[2]) in usa ? ",draw=azul,line width=1.2pt" : "",
                p[2], p[1])
        }
        for (i = 1; i <= m; i++) print lineas[i] | "sort"
    }'
