#!/bin/sh
# servidor.sh CARPETA EJEMPLOS [RONDAS]: el servidor del capítulo 09 frente a
# nginx, por turnos, con la misma página. Añade a CARPETA/metas.tsv sus dos
# metas: peticiones por segundo (las nuestras entre las de nginx) y memoria
# por conexión ociosa. Sin nginx, dicen sin-par. En CARPETA/servidor.tsv deja
# todas las rondas.
set -u
carpeta=$1 ejemplos=$2 rondas=${3:-9}
[ "${RAPIDO:-}" = 1 ] && rondas=1

mide()
{
    (cd "$ejemplos" && RAPIDO=${RAPIDO:-0} sh mide_web.sh "$rondas")
}

# TURNO, si no está vacío, es el fichero por el que se espera a que no mida
# nadie más.
if [ -n "${TURNO:-}" ]; then
    exec 9>>"$TURNO"
    flock 9
fi
mide 9>&- >"$carpeta/servidor.tsv" || exit 1

# La mediana de lo que en cada ronda va de la serie $1 a la serie $2, con $3
# conexiones; nada, si alguna falta.
razon()
{
    awk -F '\t' -v a="$1" -v b="$2" -v c="$3" '
        $1 == a && $2 == c { n++; x[n] = $3 }
        $1 == b && $2 == c && $3 > 0 { m++; y[m] = $3 }
        END { for (i = 1; i <= n && i <= m; i++) print x[i] / y[i] }
        ' "$carpeta/servidor.tsv" | sort -g |
        awk '{ v[NR] = $1 }
            END { if (NR > 0) print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# meta ID RAZON META SENTIDO QUÉ
meta()
{
    como=corto
    if [ -z "$2" ]; then
        como=sin-par
    elif awk -v x="$2" -v m="$3" -v s="$4" \
        'BEGIN { exit !(s == ">=" ? x >= m : x <= m) }'; then
        como=ok
    fi
    printf '%s\t%s\t%s\t%s\n' "$1" "${2:-sin-par}" "$3" "$como" \
        >>"$carpeta/metas.tsv"
    printf '  %-17s %9s  %s %s  %-7s  %s\n' "$1" "${2:--}" "$4" "$3" "$como" \
        "$5"
}

touch "$carpeta/metas.tsv"
meta servidor-nginx "$(razon pagina_carga nginx_carga 64)" 1 '>=' \
    'peticiones por segundo, las nuestras entre las de nginx'
meta servidor-memoria "$(razon pagina_memoria nginx_memoria 1)" 1 '<=' \
    'bytes por conexión ociosa, los nuestros entre los de nginx'
for par in 'pagina 1' 'nginx 64'; do
    serie=${par% *} n=${par#* }
    wrk=$(razon "${serie}_carga" "${serie}_wrk" "$n")
    [ -z "$wrk" ] || printf '  con %s y %s conexiones, carga / wrk: %s\n' \
        "$serie" "$n" "$wrk"
done
