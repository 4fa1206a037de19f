# comun.gp: el aspecto de todas las gráficas; lo carga dibuja.sh.
# La paleta (de Okabe e Ito, oscurecidos los dos tonos que sobre blanco no se
# ven) se distingue con daltonismo; en gris, cada serie
# se distingue además por el trazo y por la forma del punto.
set encoding utf8
set decimalsign ','
set style line 1 lc rgb "#0072B2" lw 1.8 pt 7 ps 0.55 dt 1
set style line 2 lc rgb "#D55E00" lw 1.8 pt 5 ps 0.5  dt (8,4)
set style line 3 lc rgb "#009E73" lw 1.8 pt 9 ps 0.65 dt (3,3)
set style line 4 lc rgb "#B8578F" lw 1.8 pt 11 ps 0.65 dt (10,3,2,3)
set style line 5 lc rgb "#8A6D00" lw 1.8 pt 13 ps 0.65 dt (12,3,2,3,2,3)
set style line 6 lc rgb "#3A8DBF" lw 1.8 pt 3 ps 0.6 dt (1,2)
# Los mismos puntos, huecos: la ejecución del lector.
set style line 11 lc rgb "#0072B2" lw 1.4 pt 6 ps 0.9
set style line 12 lc rgb "#D55E00" lw 1.4 pt 4 ps 0.85
set style line 13 lc rgb "#009E73" lw 1.4 pt 8 ps 1
set style line 14 lc rgb "#B8578F" lw 1.4 pt 10 ps 1
set style line 15 lc rgb "#8A6D00" lw 1.4 pt 12 ps 1
set style line 16 lc rgb "#3A8DBF" lw 1.4 pt 2 ps 0.9
# Una línea de apoyo: lo ideal, un límite.
set style line 20 lc rgb "#777777" lw 1.1 dt (2,3)
set border 3 lw 0.8
set tics nomirror out scale 0.6
set grid ytics lc rgb "#D0D0D0" lw 0.5 dt 1
set bars 0.6
set key outside top center horizontal reverse Left samplen 2.4 noopaque
# En un terminal, una por línea y sin taparse.
if (exists("TERMINAL")) set key outside top center vertical maxrows 3 \
    noreverse Right samplen 3 width 2
set offsets graph 0.03, graph 0.03, graph 0.06, 0
# Lo que el cuerpo de la gráfica puede cambiar:
SERIES = ""    # nombres de las series, separados por espacios; "" es todas
TITULOS = ""   # sus títulos: "'un hilo' 'un proceso'"
ESCALA = 1.0   # por cuánto se multiplican los valores: 1e3, milisegundos
# Lo ideal: HAY_IDEAL = 1 e ideal(x), en las unidades del eje; o el nombre de una
# serie y entre cuántos se reparte.
HAY_IDEAL = 0
ideal(x) = NaN
IDEAL = ""
IDEAL_ENTRE = 2
