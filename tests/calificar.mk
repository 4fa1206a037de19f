# El calificador (tests/calificador/): el programa, make calificar y sus
# pruebas. Con qué se evalúa, y las pruebas de las prácticas ya compiladas
# para él, están en tests/calificador.mk.

CAL := tests/calificador
CALB := build/calificador-obj
CAL_FUENTES := $(filter-out %/dentro.c,$(wildcard $(CAL)/*.c))
CAL_NECESITA := -larchive -ljansson -lnettle -lunistring -lseccomp
CAL_INCLUYE := -I$(CAL) -Itests/apoyo -I$(PAR_H) -Ibuild/07-paralelo/lab/fuente
BARRA := build/07-paralelo/lab/fuente/barra.c

# Lo que se enlaza con todos, menos quien evalúa. 1: variante
cal_objetos = $(patsubst $(CAL)/%.c,$(CALB)/$(1)/%.o,$(filter-out $(CAL)/calificador.c $(CAL)/obra.c,$(CAL_FUENTES))) \
    $(CALB)/$(1)/barra.o $(CALB)/$(1)/tabla.o
cal_bibliotecas = build/libparalelo/$(1)/libparalelo.a $(COMUN)

# 1: variante
define calificador_variante
$(CALB)/$(1)/%.o: $(CAL)/%.c build/.banderas | $(PAR_CABECERAS) $(BARRA)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) $(CAL_INCLUYE) -MMD -MP -c -o $$@ $$<
$(CALB)/$(1)/barra.o: $(BARRA) build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) -ffile-prefix-map=$(CURDIR)=. $$(OPCIONES.$(1)) $(CAL_INCLUYE) -c -o $$@ $$<
$(CALB)/$(1)/tabla.o: tests/apoyo/tabla.c build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -MMD -MP -c -o $$@ $$<
-include $(wildcard $(CALB)/$(1)/*.d $(CALB)/$(1)/unidad/*.d)
$(CALB)/$(1)/falso: $(CALB)/$(1)/calificador.o $(CALB)/$(1)/unidad/obra_falsa.o \
    $$(call cal_objetos,$(1)) $$(call cal_bibliotecas,$(1))
	$$(call di,compila,$$@)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -o $$@ $$^ $(CAL_NECESITA) -lm
$(CALB)/$(1)/%: $(CALB)/$(1)/unidad/%.o $(CALB)/$(1)/unidad/dice.o \
    $(CALB)/$(1)/unidad/clase.o $(CALB)/$(1)/unidad/esquema.o \
    $$(call cal_objetos,$(1)) $$(call cal_bibliotecas,$(1))
	$$(call di,compila,$$@)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -o $$@ $$^ $(CAL_NECESITA) -lm
endef
$(foreach v,normal asan,$(eval $(call calificador_variante,$v)))
.SECONDARY: $(foreach v,normal asan,$(foreach u,dice clase esquema diario notas informes obra_falsa,$(CALB)/$v/unidad/$u.o))

build/calificador: $(CALB)/normal/calificador.o $(CALB)/normal/obra.o \
    $(call cal_objetos,normal) $(call cal_bibliotecas,normal)
	$(call di,compila,$@)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $^ $(CAL_NECESITA) -lm

# ---- make calificar ----

ENTREGAS ?=
SALIDA ?= build/calificacion/$(notdir $(patsubst %/,%,$(ENTREGAS)))
cal_opcion = $(if $(2),--$(1)='$(2)')

#? calificar ENTREGAS=dir  (docentes) califica una carpeta de entregas; LAB=NN, SALIDA=dir, TRABAJOS=n, OCULTAS=dir, PARTE=k/n, OPCIONES=…
ifneq (,$(filter calificar,$(MAKECMDGOALS)))
ifeq (,$(ENTREGAS))
$(error Falta decir qué se califica: make calificar ENTREGAS=carpeta)
endif
ifneq (,$(FALTA_DOCENTE))
$(error Para calificar falta instalar: $(FALTA_DOCENTE))
endif
endif
calificar: build/calificador taller
	$(Q)build/calificador $(call cal_opcion,lab,$(LAB)) \
	    $(call cal_opcion,salida,$(SALIDA)) \
	    $(call cal_opcion,trabajos,$(TRABAJOS)) \
	    $(call cal_opcion,ocultas,$(OCULTAS)) \
	    $(call cal_opcion,parte,$(PARTE)) $(OPCIONES) -- '$(ENTREGAS)'
.PHONY: calificar

# ---- sus pruebas ----

CALP := build/pruebas/calificador
ifeq (,$(FALTA_DOCENTE))
CAL_UNIDAD := diario notas informes
$(CAL_UNIDAD:%=$(CALP)/%.res): $(CALP)/%.res: $(CALB)/asan/% SIEMPRE
	$(call di,prueba,calificador: $*)
	$(Q)mkdir -p $(CALP)/$*.d && $< $(CALP)/$*.d$(if $(filter diario,$*),/diario) $(CAL)/esquema.json >$@ 2>$@.txt || \
	    printf 'fallo\tcalificador, %s\tacaba con estado %s; lo cuenta %s\n' $* $$? $@.txt >>$@
CAL_GUIONES := programa muertes
$(CAL_GUIONES:%=$(CALP)/%.res): $(CALP)/%.res: $(CALB)/normal/falso $(CAL)/%.sh \
    $(CAPITULOS:%=build/%/leccion.mk) SIEMPRE
	$(call di,prueba,calificador: $*)
	$(Q)mkdir -p $(CALP) && sh $(CAL)/$*.sh $< $(CALP)/$*.d >$@ 2>$@.txt || \
	    printf 'fallo\tcalificador, %s\tacaba con estado %s; lo cuenta %s\n' $* $$? $@.txt >>$@
PRUEBAS += $(CAL_UNIDAD:%=$(CALP)/%.res) $(CAL_GUIONES:%=$(CALP)/%.res)

# Los casos (casos/casos.tsv), con las prácticas que nombran.
CAL_LABS := $(filter $(CON_PRACTICA),$(shell grep -v '^\#' $(CAL)/casos/casos.tsv | cut -f 2 | sort -u))
CAL_LISTO := build/calificador build/calificador-dentro $(CAL_LABS:%=$(CAL_TALLER)/%/hecho)
$(CALP)/casos.res: $(CAL_LISTO) $(CALB)/normal/casos SIEMPRE
	$(call di,prueba,calificador: los casos)
	$(Q)mkdir -p $(CALP) && CALIFICADOR_PLAZO=1 sh $(CAL)/casos.sh build/calificador $(CALB)/normal/casos $(CALP)/casos.d >$@
PRUEBAS += $(CALP)/casos.res
CAL_CON_MAKE := ejemplos guias
$(CAL_CON_MAKE:%=$(CALP)/%.res): $(CALP)/%.res: $(CAL)/%.sh $(CAL_LISTO) $(CAL_TALLER)/00-herramientas/hecho SIEMPRE
	$(call di,prueba,calificador: $*)
	$(Q)mkdir -p $(CALP) && env -u MAKEFLAGS -u MAKELEVEL sh $(CAL)/$*.sh $(CALP)/$*.d >$@
PRUEBAS += $(CAL_CON_MAKE:%=$(CALP)/%.res)
# Los dos llaman a make: de uno en uno.
$(CALP)/guias.res: | $(CALP)/ejemplos.res
calificador-ejemplos: $(CAL_LISTO) build/dictamen
	$(call di,prueba,calificador: los ejemplos, con Gradescope)
	$(Q)mkdir -p $(CALP) && env -u MAKEFLAGS -u MAKELEVEL sh $(CAL)/ejemplos.sh $(CALP)/ejemplos-largo.d largo >$(CALP)/ejemplos-largo.tsv
	$(Q)build/dictamen suma $(CALP)/ejemplos-largo.tsv
PRUEBAS_LARGAS += calificador-ejemplos
.PHONY: calificador-ejemplos
calificador-casos: $(CAL_LISTO) $(CALB)/normal/casos build/dictamen
	$(call di,prueba,calificador: los casos, todos)
	$(Q)mkdir -p $(CALP) && CALIFICADOR_PLAZO=1 sh $(CAL)/casos.sh build/calificador $(CALB)/normal/casos $(CALP)/casos-largo.d largo >$(CALP)/casos-largo.tsv
	$(Q)build/dictamen suma $(CALP)/casos-largo.tsv
PRUEBAS_LARGAS += calificador-casos
.PHONY: calificador-casos
calificador-muertes: $(CALB)/normal/falso
	$(call di,prueba,calificador: 200 muertes)
	$(Q)mkdir -p $(CALP) && sh $(CAL)/muertes.sh $< $(CALP)/muertes-largo.d 200
PRUEBAS_LARGAS += calificador-muertes
calificador-cuarenta: $(CAL_LISTO)
	$(call di,prueba,calificador: cuarenta alumnos$(coma) $(if $(COMPLETO),diez,tres) veces$(if $(COMPLETO),, (COMPLETO=1$(coma) diez)))
	$(Q)mkdir -p $(CALP) && sh $(CAL)/clase40.sh build/calificador $(CALP)/cuarenta.d $(if $(COMPLETO),10,3)
PRUEBAS_LARGAS += calificador-cuarenta
.PHONY: calificador-muertes calificador-cuarenta
else
$(CALP)/calificador.res: SIEMPRE
	$(Q)mkdir -p $(@D) && printf 'salto\tcalificador\tfalta instalar: %s\n' '$(FALTA_DOCENTE)' >$@
PRUEBAS += $(CALP)/calificador.res
endif
