# barras.gp: una barra por serie (y por x, si tienen más de una) con la
# mediana y los cuartiles; encima, huecos, los puntos del lector.
N = words(SERIES)
titulo(i) = words(TITULOS) >= i ? word(TITULOS, i) : word(SERIES, i)
E = ESCALA
ANCHO = 0.7
set boxwidth ANCHO
set style fill solid 0.45 border
set xrange [0.4:N + 0.6]
set yrange [0:*]
set offsets 0, 0, graph 0.06, 0
unset xtics
set xtics () scale 0
do for [i = 1:N] { set xtics add (titulo(i) i) }
x(i, k, n) = i + (n > 1 ? (k - (n - 1)/2.0)*ANCHO/n : 0)
array FILAS[N]
do for [i = 1:N] {
    stats REF index word(SERIES, i) using 2 nooutput
    FILAS[i] = STATS_records
}
if (HAY_TUYA) {
    plot for [i = 1:N] REF index word(SERIES, i) \
             using (x(i, $0, FILAS[i])):(column(2)*E):(column(3)*E) \
             :(column(4)*E):(ANCHO/FILAS[i]*0.92) \
             with boxerrorbars ls i dt 1 lw 1 notitle, \
         for [i = 1:N] TUYA index word(SERIES, i) \
             using (x(i, $0, FILAS[i])):(column(2)*E) \
             with points pt 6 ps 1 lw 1.6 lc rgb "black" notitle, \
         keyentry with boxes lc rgb "#777777" title "referencia", \
         keyentry with points pt 6 ps 1 lw 1.6 lc rgb "black" \
             title "tu máquina"
} else {
    plot for [i = 1:N] REF index word(SERIES, i) \
             using (x(i, $0, FILAS[i])):(column(2)*E):(column(3)*E) \
             :(column(4)*E):(ANCHO/FILAS[i]*0.92) \
             with boxerrorbars ls i dt 1 lw 1 notitle
}
