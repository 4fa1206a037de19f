# Extraído de lessons/50-dorado: no lo edites.
LAB_FUENTES.50-dorado := pila.c
LAB_CABECERAS.50-dorado := pila.h
USA.50-dorado := 49-antes
ENLAZA.50-dorado := libuna libotra-2.0
LAB_HILOS.50-dorado := 1
ERRORES.50-dorado := sin-mirar dos
CAZA.50-dorado.sin-mirar := pon_llena
CAZA.50-dorado.dos := asan
coma := ,
build/50-dorado/ejemplos/junto: build/50-dorado/fuente/una.c build/50-dorado/fuente/otra.c build/50-dorado/fuente/datos.h build/50-dorado/opciones/junto $(COMUN) build/.banderas
	$(call compila,gcc,$(ENLAZA_C.50-dorado) -DMAS=41 -O0 -Ibuild/50-dorado/fuente, build/50-dorado/fuente/una.c build/50-dorado/fuente/otra.c,$(ENLAZA_L.50-dorado) -lm)
build/50-dorado/ejemplos/suma: build/50-dorado/fuente/suma.c $(addprefix build/49-antes/lab/fuente/,$(filter-out pila.c otra.c,$(LAB_FUENTES.49-antes))) $(addprefix build/50-dorado/lab/fuente/,$(filter-out pila.c otra.c,$(LAB_FUENTES.50-dorado))) build/50-dorado/fuente/datos.h $(addprefix build/49-antes/lab/fuente/,$(filter-out pila.c otra.c,$(LAB_FUENTES.49-antes)) $(LAB_CABECERAS.49-antes)) $(addprefix build/50-dorado/lab/fuente/,$(filter-out pila.c otra.c,$(LAB_FUENTES.50-dorado)) $(LAB_CABECERAS.50-dorado)) build/50-dorado/opciones/suma $(COMUN) build/.banderas
	$(call compila,$(CC),$(ENLAZA_C.50-dorado)  -Ibuild/50-dorado/fuente -Ibuild/49-antes/lab/fuente -Ibuild/50-dorado/lab/fuente, build/50-dorado/fuente/suma.c $(addprefix build/49-antes/lab/fuente/,$(filter-out pila.c otra.c,$(LAB_FUENTES.49-antes))) $(addprefix build/50-dorado/lab/fuente/,$(filter-out pila.c otra.c,$(LAB_FUENTES.50-dorado))),$(ENLAZA_L.50-dorado) )
build/50-dorado/ejemplos/suma_limpia: build/50-dorado/ejemplos/suma.c build/50-dorado/ejemplos/datos.h build/50-dorado/opciones/suma_limpia $(COMUN) build/.banderas
	$(call compila,$(CC),$(ENLAZA_C.50-dorado) -fsanitize=address$(coma)undefined -Ibuild/50-dorado/ejemplos -ffile-prefix-map=build/50-dorado/ejemplos/=, build/50-dorado/ejemplos/suma.c,$(ENLAZA_L.50-dorado) )
build/50-dorado/salidas/_1.salida: build/50-dorado/salidas/_1.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/ejemplos/suma.c build/50-dorado/opciones/suma build/50-dorado/ejemplos/datos.h $(addprefix build/49-antes/lab/solucion/,$(filter-out pila.c otra.c,$(LAB_FUENTES.49-antes)) $(LAB_CABECERAS.49-antes)) $(addprefix build/50-dorado/lab/solucion/,$(filter-out pila.c otra.c,$(LAB_FUENTES.50-dorado)) $(LAB_CABECERAS.50-dorado)) | build/captura build/50-dorado/ejemplos/suma
	$(call captura,lessons/50-dorado/1-programas.md:133,build/50-dorado/salidas/_1.orden,build/50-dorado/ejemplos,build/50-dorado/salidas/_1.salida)
build/50-dorado/salidas/junto.salida: build/50-dorado/salidas/junto.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/ejemplos/una.c build/50-dorado/ejemplos/otra.c build/50-dorado/opciones/junto build/50-dorado/ejemplos/datos.h build/50-dorado/ejemplos/numeros.txt build/50-dorado/ejemplos/cuadrado.py | build/captura build/50-dorado/ejemplos/junto
	$(call captura,lessons/50-dorado/1-programas.md:137,build/50-dorado/salidas/junto.orden,build/50-dorado/ejemplos,build/50-dorado/salidas/junto.salida)
build/50-dorado/salidas/_3.salida: build/50-dorado/salidas/_3.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/fuente/suma.c build/50-dorado/opciones/suma_limpia build/50-dorado/fuente/datos.h | build/captura build/50-dorado/ejemplos/suma_limpia
	$(call captura,lessons/50-dorado/1-programas.md:140,build/50-dorado/salidas/_3.orden,build/50-dorado/ejemplos,build/50-dorado/salidas/_3.salida)
build/50-dorado/salidas/tiempos.salida: build/50-dorado/salidas/tiempos.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/ejemplos/cuadrado.py | build/captura
	$(call captura,lessons/50-dorado/1-programas.md:143,build/50-dorado/salidas/tiempos.orden,build/50-dorado/ejemplos,build/50-dorado/salidas/tiempos.salida)
build/50-dorado/salidas/tiempos.salida: lessons/50-dorado/datos/salidas/tiempos.txt
build/50-dorado/datos/crear.tsv: build/50-dorado/datos/crear.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/ejemplos/suma.c build/50-dorado/opciones/suma build/50-dorado/ejemplos/datos.h $(addprefix build/49-antes/lab/solucion/,$(filter-out pila.c otra.c,$(LAB_FUENTES.49-antes)) $(LAB_CABECERAS.49-antes)) $(addprefix build/50-dorado/lab/solucion/,$(filter-out pila.c otra.c,$(LAB_FUENTES.50-dorado)) $(LAB_CABECERAS.50-dorado)) | build/captura build/50-dorado/ejemplos/suma $$(ANTES_DE_MEDIR)
	$(call captura,lessons/50-dorado/1-programas.md:148,build/50-dorado/datos/crear.orden,build/50-dorado/ejemplos,build/50-dorado/datos/crear.tsv)
build/50-dorado/datos/larga.tsv: build/50-dorado/datos/larga.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/ejemplos/suma.c build/50-dorado/opciones/suma build/50-dorado/ejemplos/datos.h $(addprefix build/49-antes/lab/solucion/,$(filter-out pila.c otra.c,$(LAB_FUENTES.49-antes)) $(LAB_CABECERAS.49-antes)) $(addprefix build/50-dorado/lab/solucion/,$(filter-out pila.c otra.c,$(LAB_FUENTES.50-dorado)) $(LAB_CABECERAS.50-dorado)) build/50-dorado/ejemplos/numeros.txt | build/captura build/50-dorado/ejemplos/suma $$(ANTES_DE_MEDIR)
	$(call captura,lessons/50-dorado/1-programas.md:151,build/50-dorado/datos/larga.orden,build/50-dorado/ejemplos,build/50-dorado/datos/larga.tsv)
build/50-dorado/datos/banco.tsv: build/50-dorado/datos/banco.orden build/.banderas $(COMUN_FUENTES) build/50-dorado/lab/solucion/pila.h build/50-dorado/lab/solucion/pila.c tests/50-dorado/banco.c | build/captura build/50-dorado/banco $$(ANTES_DE_MEDIR)
	$(call captura,lessons/50-dorado/1-programas.md:154,build/50-dorado/datos/banco.orden,build/50-dorado/ejemplos,build/50-dorado/datos/banco.tsv)
build/50-dorado/graficas/crear.svg build/50-dorado/graficas/crear.pdf &: build/50-dorado/graficas/crear.gp build/50-dorado/datos/crear.ref build/50-dorado/datos/crear.res $(GRAFICAS_COMUN)
	$(call dibuja,build/50-dorado/graficas/crear,build/50-dorado/datos/crear.ref,build/50-dorado/datos/crear.res,lineas,lessons/50-dorado/1-programas.md:157)
build/50-dorado/graficas/larga.svg build/50-dorado/graficas/larga.pdf &: build/50-dorado/graficas/larga.gp build/50-dorado/datos/larga.ref  $(GRAFICAS_COMUN)
	$(call dibuja,build/50-dorado/graficas/larga,build/50-dorado/datos/larga.ref,-,barras,lessons/50-dorado/1-programas.md:161)
build/50-dorado/graficas/libre.svg build/50-dorado/graficas/libre.pdf &: build/50-dorado/graficas/libre.gp   $(GRAFICAS_COMUN)
	$(call dibuja,build/50-dorado/graficas/libre,-,-,libre,lessons/50-dorado/1-programas.md:164)
build/50-dorado/graficas/mia.svg build/50-dorado/graficas/mia.pdf &: build/50-dorado/graficas/mia.gp build/50-dorado/datos/banco.ref build/50-dorado/datos/banco.res $(GRAFICAS_COMUN)
	$(call dibuja,build/50-dorado/graficas/mia,build/50-dorado/datos/banco.ref,build/50-dorado/datos/banco.res,lineas,lessons/50-dorado/1-programas.md:168)
build/50-dorado/diagramas/memoria.svg build/50-dorado/diagramas/memoria.pdf &: build/50-dorado/diagramas/memoria.tex $(DIAGRAMAS_COMUN)
	$(call diagrama,build/50-dorado/diagramas/memoria,lessons/50-dorado/1-programas.md:180)
PROGRAMAS.50-dorado := build/50-dorado/ejemplos/junto build/50-dorado/ejemplos/suma build/50-dorado/ejemplos/suma_limpia
SALIDAS.50-dorado := build/50-dorado/salidas/_1.salida build/50-dorado/salidas/junto.salida build/50-dorado/salidas/_3.salida build/50-dorado/salidas/tiempos.salida
GRAFICAS.50-dorado := build/50-dorado/graficas/crear build/50-dorado/graficas/larga build/50-dorado/graficas/libre build/50-dorado/graficas/mia
DIAGRAMAS.50-dorado := build/50-dorado/diagramas/memoria
DATOS.50-dorado := build/50-dorado/datos/crear build/50-dorado/datos/larga build/50-dorado/datos/banco
