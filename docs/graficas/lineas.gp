# lineas.gp: la mediana de cada serie con sus cuartiles; encima, huecos,
# los puntos del lector. Debajo, si el cuerpo lo pide, lo ideal: ideal(x), o una
# serie de la referencia partida por IDEAL_ENTRE.
N = words(SERIES)
titulo(i) = words(TITULOS) >= i ? word(TITULOS, i) : word(SERIES, i)
E = ESCALA
# Un «for» vacío lee el fichero igual, y sin índice lo leería entero: los ejes
# se estirarían hasta lo que no se dibuja.
apoyo(i) = words(IDEAL) >= i ? word(IDEAL, i) : word(SERIES, 1)
entre = words(IDEAL) > 0 ? IDEAL_ENTRE : 1
if (HAY_TUYA) {
    plot for [i = 1:HAY_IDEAL] ideal(x) with lines ls 20 title "ideal", \
         for [i = 1:words(IDEAL)] REF index apoyo(i) \
             using 1:(column(2)*E/entre) with lines ls 20 title "ideal", \
         for [i = 1:N] REF index word(SERIES, i) \
             using 1:(column(2)*E):(column(3)*E):(column(4)*E) \
             with yerrorlines ls i title titulo(i), \
         for [i = 1:N] TUYA index word(SERIES, i) \
             using 1:(column(2)*E) with points ls 10 + i notitle, \
         keyentry with lines lc rgb "#555555" lw 1.8 title "referencia", \
         keyentry with points pt 6 ps 0.9 lw 1.4 lc rgb "#555555" \
             title "tu máquina"
} else {
    plot for [i = 1:HAY_IDEAL] ideal(x) with lines ls 20 title "ideal", \
         for [i = 1:words(IDEAL)] REF index apoyo(i) \
             using 1:(column(2)*E/entre) with lines ls 20 title "ideal", \
         for [i = 1:N] REF index word(SERIES, i) \
             using 1:(column(2)*E):(column(3)*E):(column(4)*E) \
             with yerrorlines ls i title titulo(i)
}
