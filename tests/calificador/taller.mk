# El taller de quien califica: las pruebas de cada práctica, compiladas una
# vez, y lo que hace falta para juntarles lo de cada alumno. evalua.c no lee
# nada más. Sale de las mismas reglas y los mismos objetos que make test.
#
#   TALLER/NN-nombre/
#     manifiesto.tsv       las pruebas, y con OCULTAS=dir también las suyas
#     cabeceras/           las del curso, y solo ellas
#     orden.VAR            el compilador y sus opciones, una por línea
#     enlace.VAR           lo que va detrás de lo del alumno, igual
#     contrato internos    los símbolos que debe dar, y los que no puede tocar
#     VAR/pruebas.o        las pruebas y el corredor, en una pieza
#     VAR/esqueleto/X.o    para cuando un fichero suyo no compila
#     banco.o banco        el banco, sin nada y con la solución
#     enlace.banco bandas.tsv    lo que va detrás de él, y qué pasos mide
#   VAR es normal, asan o, si la práctica tiene hilos, tsan.

CAL_TALLER := build/calificador-taller$(if $(OCULTAS),-ocultas)
CALI := tests/calificador

# Lo preparado con unas ocultas no vale con otras.
ifneq (,$(OCULTAS))
$(shell o=$(CAL_TALLER)/.origen; [ "$$(cat $$o 2>/dev/null)" = '$(realpath $(OCULTAS))' ] || \
    { rm -rf $(CAL_TALLER); mkdir -p $(CAL_TALLER); echo '$(realpath $(OCULTAS))' >$$o; })
endif

build/calificador-dentro: $(CALI)/dentro.c $(CALI)/filtro.c $(CALI)/filtro.h build/.banderas
	$(call di,compila,$@)
	$(Q)$(CC) $(CFLAGS_CURSO) -static -o $@ $(filter %.c,$^)

# Que un fichero compile distinto con un sanitizer que sin él no tiene más uso
# que engañar: que no pueda saberlo.
SIN_SABERLO := -U__SANITIZE_ADDRESS__ -U__SANITIZE_THREAD__
OPCIONES_TALLER = $(filter-out -I%,$(CFLAGS_ALUMNO)) -I. -I @taller/cabeceras
# Para encontrar errores basta, y compila en la mitad.
DEPRISA.asan := -O1 -g1
DEPRISA.tsan := -O1 -g1
uno_por_linea = printf '%s\n' $(1)

# 1: práctica, 2: variante
define taller_variante
$(CAL_TALLER)/$(1)/$(2)/esqueleto/%.o: build/$(1)/lab/esqueleto/%.c build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_ALUMNO) -w -Ibuild/$(1)/lab/esqueleto \
	    $$(call incluye_usa,$(1)) $$(ENLAZA_C.$(1)) $$(OPCIONES.$(2)) -c -o $$@ $$<
$(CAL_TALLER)/$(1)/$(2)/ocultas/%.o: $(OCULTAS)/$(1)/%.c $(CAL_TALLER)/$(1)/pruebas.h
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(2)) -Itests/apoyo \
	    -I$(CAL_TALLER)/$(1) -Ibuild/$(1)/lab/fuente -Itests/$(1) \
	    $$(call incluye_usa,$(1)) $$(ENLAZA_C.$(1)) -c -o $$@ $$<
$(CAL_TALLER)/$(1)/$(2)/corredor.o: tests/apoyo/corredor.c $(CAL_TALLER)/$(1)/pruebas.h build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(2)) -Itests/apoyo \
	    -I$(CAL_TALLER)/$(1) -c -o $$@ $$<
$(CAL_TALLER)/$(1)/$(2)/pruebas.o: \
    $$(patsubst %,build/pruebas/$(1)/$(2)/pruebas/%.o,$$(call PRUEBAS_DE,$(1))) \
    $$(patsubst $(OCULTAS)/$(1)/%.c,$(CAL_TALLER)/$(1)/$(2)/ocultas/%.o,$$(if $(OCULTAS),$$(wildcard $(OCULTAS)/$(1)/*.c))) \
    $(CAL_TALLER)/$(1)/$(2)/corredor.o $(CALI)/taller.mk
	$(Q)$$(CC) -r -nostdlib -o $$@ $$(filter %.o,$$^)
$(CAL_TALLER)/$(1)/$(2)/listo: $(CAL_TALLER)/$(1)/$(2)/pruebas.o $$(COMUN) \
    $$(USA.$(1):%=build/suplente/$(2)/%.a) build/apoyo/$(2)/libapoyo.a \
    $$(patsubst %.c,$(CAL_TALLER)/$(1)/$(2)/esqueleto/%.o,$$(LAB_FUENTES.$(1)))
	$(Q)cp $$(filter %.a,$$^) $$(@D)
	$(Q)$$(call uno_por_linea,$$(CC) $$(OPCIONES_TALLER) $$(ENLAZA_C.$(1)) $$(OPCIONES.$(2)) $$(DEPRISA.$(2)) $$(SIN_SABERLO)) >$$(@D)/../orden.$(2)
	$(Q)$$(call uno_por_linea,@taller/$(2)/pruebas.o @taller/$(2)/libapoyo.a $$(USA.$(1):%=@taller/$(2)/%.a) @taller/$(2)/libcomun.a $$(ENLAZA_PRUEBAS) $$(ENLAZA_L.$(1))) >$$(@D)/../enlace.$(2)
	$(Q)touch $$@
endef

# Lo que la solución usa y ponen las pruebas en lugar de una biblioteca no es
# interno. Los manifiestos se juntan: una fila oculta cuyo ID ya está solo cambia lo
# que vale esa prueba.
define taller
$(CAL_TALLER)/$(1)/solucion/%.o: build/$(1)/lab/solucion/%.c build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_ALUMNO) -w -Ibuild/$(1)/lab/solucion \
	    $$(call incluye_usa,$(1)) $$(ENLAZA_C.$(1)) -c -o $$@ $$<
$(CAL_TALLER)/$(1)/manifiesto.tsv: build/$(1)/leccion.mk $$(wildcard $(OCULTAS)/$(1)/manifiesto.tsv)
	$(Q)mkdir -p $$(@D)
	$(Q)awk -F '\t' '!($$$$1 == "prueba" && ($$$$2 in ya)) { print } $$$$1 == "prueba" { ya[$$$$2] = 1 }' \
	    build/$(1)/manifiesto.tsv $$(filter %.tsv,$$^) >$$@
$(CAL_TALLER)/$(1)/pruebas.h: $(CAL_TALLER)/$(1)/manifiesto.tsv
	$(Q)awk -F '\t' '$$$$1 == "prueba" { print "void prueba_" $$$$2 "(void);"; x = x " X(" $$$$2 ")" } \
	    END { print "#define PRUEBAS(X)" x }' $$< >$$@
$$(foreach v,normal asan $$(if $$(LAB_HILOS.$(1)),tsan),$$(eval $$(call taller_variante,$(1),$$v)))
$(CAL_TALLER)/$(1)/banco.o: $$(wildcard tests/$(1)/banco.c) build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) -Ibuild/$(1)/lab/fuente $$(call incluye_usa,$(1)) $$(ENLAZA_C.$(1)) -c -o $$@ $$<
$(CAL_TALLER)/$(1)/hecho: $(CALI)/bandas.tsv $$(LAB_FUENTES.$(1):%.c=$(CAL_TALLER)/$(1)/solucion/%.o) $(CAL_TALLER)/$(1)/pruebas.h $(CAL_TALLER)/$(1)/banco.o build/$(1)/banco \
    $$(addprefix $(CAL_TALLER)/$(1)/,normal/listo asan/listo $$(if $$(LAB_HILOS.$(1)),tsan/listo))
	$$(call di,prepara,$$(@D))
	$(Q)rm -rf $$(@D)/cabeceras && mkdir $$(@D)/cabeceras && cp labs/comun/*.h \
	    $$(foreach u,$$(USA.$(1)),build/$$u/lab/esqueleto/*.h) build/$(1)/lab/esqueleto/*.h $$(@D)/cabeceras && \
	    sed -i '/^#line /d' $$(@D)/cabeceras/*.h
	$(Q)nm -g --defined-only $$(LAB_FUENTES.$(1):%.c=$$(@D)/normal/esqueleto/%.o) | \
	    sed -n 's/^[0-9a-f]* [A-Z] //p' | sort -u >$$(@D)/contrato
	$(Q)nm -u $$(LAB_FUENTES.$(1):%.c=$$(@D)/solucion/%.o) | sed -n 's/^ *[Uvw] //p' | sort -u >$$(@D)/usados
	$(Q)nm -g --defined-only $$(@D)/normal/pruebas.o $$(@D)/normal/libapoyo.a | \
	    sed -n 's/^[0-9a-f]* [A-Z] //p' | sort -u | comm -23 - $$(@D)/usados >$$(@D)/internos
	$(Q)cp build/$(1)/banco $$(@D)/banco
	$(Q)awk -F '\t' '$$$$1 == "$(1)"' $(CALI)/bandas.tsv >$$(@D)/bandas.tsv
	$(Q)$$(call uno_por_linea,@taller/banco.o $$(USA.$(1):%=@taller/normal/%.a) @taller/normal/libcomun.a $$(ENLAZA_L.$(1)) -lm) >$$(@D)/enlace.banco
	$(Q)touch $$@
endef
$(foreach c,$(CON_PRACTICA),$(eval $(call taller,$c)))

taller: $(patsubst %,$(CAL_TALLER)/%/hecho,$(or $(CAP),$(CON_PRACTICA))) build/calificador-dentro
.PHONY: taller

# Una carpeta suelta, para probar esta parte sin las demás.
UNA := $(CALI)/unidad/una.c $(addprefix $(CALI)/,obra.c evalua.c taller.c \
    endurece.c recinto.c rendimiento.c cgrupo.c arbol.c filtro.c avisos.c tira.c libera.c) tests/apoyo/tabla.c
build/calificador-una: $(COMUN) $(UNA) $(wildcard $(CALI)/*.h) build/.banderas
	$(call di,compila,$@)
	$(Q)$(CC) $(CFLAGS_CURSO) -I$(CALI) -Itests/apoyo -o $@ $(UNA) $(COMUN) -lm

# ---- sus pruebas ----

CALE := build/pruebas/calificador
ifeq (,$(FALTA_DOCENTE))
$(CALE)/recinto.res: build/calificador-obj/asan/recinto build/calificador-dentro SIEMPRE
	$(call di,prueba,calificador: recinto)
	$(Q)rm -rf $(CALE)/recinto.d && mkdir -p $(CALE)/recinto.d && \
	    { $< build/calificador-dentro $(CALE)/recinto.d >$@ 2>$@.txt || \
	    printf 'fallo\tcalificador, recinto\tacaba con estado %s; lo cuenta %s\n' $$? $@.txt >>$@; }
$(CALE)/endurece.res: build/calificador-obj/asan/endurece build/comun/reloj.o SIEMPRE
	$(call di,prueba,calificador: endurece)
	$(Q)mkdir -p $(CALE)/endurece.d && \
	    { $< build/comun/reloj.o $(CALE)/endurece.d >$@ 2>$@.txt || \
	    printf 'fallo\tcalificador, endurece\tacaba con estado %s; lo cuenta %s\n' $$? $@.txt >>$@; }
$(CALE)/rendimiento.res: build/calificador-obj/asan/rendimiento SIEMPRE
	$(call di,prueba,calificador: rendimiento)
	$(Q)mkdir -p $(CALE) && { $< >$@ 2>$@.txt || \
	    printf 'fallo\tcalificador, rendimiento\tacaba con estado %s; lo cuenta %s\n' $$? $@.txt >>$@; }
# Las soluciones, una por una: toda la nota y ningún aviso.
$(CALE)/soluciones.res: build/calificador-una taller $(CALI)/unidad/soluciones.sh SIEMPRE
	$(call di,prueba,calificador: las soluciones)
	$(Q)sh $(CALI)/unidad/soluciones.sh $< $(CON_PRACTICA) >$@ 2>$@.txt
PRUEBAS += $(CALE)/recinto.res $(CALE)/endurece.res $(CALE)/rendimiento.res $(CALE)/soluciones.res
endif
