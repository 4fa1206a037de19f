# Lo que tiene que cumplirse (solo en el taller, no en el kit).
#
# Cada comprobación deja un .res, con líneas ok<TAB>qué o
# fallo<TAB>qué<TAB>mensaje; make test los rehace todos (compilar se
# aprovecha; ejecutar, no) y los cuenta. Otros ficheros añaden los suyos a
# PRUEBAS, y su regla debe depender de SIEMPRE. A test-largo se le añaden
# objetivos en PRUEBAS_LARGAS.

PRUEBAS ?=
PRUEBAS_LARGAS ?=

# ---- por capítulo ----

# La orden que compila y enlaza una práctica con sus pruebas.
# 1: capítulo, 2: variante, 3: carpeta de las fuentes, 4: opciones,
# 5: corredor, 6: bibliotecas, 7: el programa
enlace = $(CC) $(4) -Wno-misleading-indentation \
    -ffile-prefix-map=$(CURDIR)=. $(OPCIONES.$(2)) -I$(3) \
    $(call incluye_usa,$(1)) $(ENLAZA_C.$(1)) -o $(7) \
    $(LAB_FUENTES.$(1):%=$(3)/%) build/pruebas/$(1)/$(2)/$(5).o \
    $(call enlazables,build/pruebas/$(1),$(1),$(2)) $(ENLAZA_PRUEBAS) $(ENLAZA_L.$(1)) $(6)

# Si no compila, el «programa» es uno que lo cuenta y falla: la cuenta final
# llega siempre. Los seis primeros, como los de enlace.
define enlaza_prueba
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(call enlace,$(1),$(2),$(3),$(4),$(5),$(6),$@) 2>$@.avisos || \
	    { cat $@.avisos >&2; \
	      printf '#!/bin/sh\ncat %s >&2\nexit 1\n' $@.avisos >$@; \
	      chmod +x $@; }
endef

# 1: capítulo, 2: nombre, 3: variante, 4: fuentes, 5: opciones, 6: corredor,
# 7: bibliotecas
define regla_prueba
build/pruebas/$(1)/$(2): $$(addprefix $(4)/,$$(LAB_FUENTES.$(1)) \
    $$(LAB_CABECERAS.$(1))) build/pruebas/$(1)/$(3)/$(6).o \
    $$(call enlazables,build/pruebas/$(1),$(1),$(3))
	$$(call enlaza_prueba,$(1),$(3),$(4),$(5),$(6),$(7))
endef

# Un error típico se compila sin #line: así su mensaje no cambia porque
# cambie la prosa, y solo se repite si cambia su código. De sus ficheros, los
# que son iguales que los de la solución (casi siempre, todos menos uno) no se
# compilan otra vez.
# A lo que tiene que fallar no hay que darle tanto tiempo: algunos no acaban
# nunca. (A un sanitizer sí: hasta que lo ve.)
PLAZO_CORTO := PLAZO_FACTOR=$$$${PLAZO_FACTOR:-0.4}

# 1: capítulo, 2: slug, 3: caza
variante_de = $(if $(filter tsan,$(1)),tsan,$(if $(filter asan fugas,$(1)),asan,normal))
solo_caza = $(filter-out tsan asan fugas,$(1))
sin_line = mkdir -p $(@D) && sed '/^\#line /d' $< >$@.nuevo && \
    { cmp -s $@.nuevo $@ && rm $@.nuevo || mv $@.nuevo $@; }

# 1: capítulo, 2: variante, 3: carpeta de las fuentes
compila_error = $(CC) $(CFLAGS_ALUMNO) -w -g1 -ffile-prefix-map=$(CURDIR)=. $(OPCIONES.$(2)) \
    -I$(3) $(call incluye_usa,$(1)) $(ENLAZA_C.$(1)) -c
define buena
$(patsubst %,build/pruebas/$(1)/buena/%,$(LAB_FUENTES.$(1)) $(LAB_CABECERAS.$(1))): build/pruebas/$(1)/buena/%: build/$(1)/lab/fuente/%
	$(Q)$$(sin_line)
$(foreach v,$(VARIANTES),$(LAB_FUENTES.$(1):%.c=build/pruebas/$(1)/buena/$v/%.o): build/pruebas/$(1)/buena/$v/%.o: build/pruebas/$(1)/buena/%.c $(LAB_CABECERAS.$(1):%=build/pruebas/$(1)/buena/%) build/.banderas
	$(Q)mkdir -p $$(@D) && $$(call compila_error,$(1),$v,build/pruebas/$(1)/buena) -o $$@ $$<
)
endef

# 1: capítulo, 2: variante
define enlaza_error
	$(call di,compila,$@)
	$(Q)b=build/pruebas/$(1)/buena; o=; todos=; \
	for h in $(LAB_CABECERAS.$(1)); do cmp -s $(@D)/$$h $$b/$$h || todos=1; done; \
	( for f in $(LAB_FUENTES.$(1)); do \
	    if [ -z "$$todos" ] && cmp -s $(@D)/$$f $$b/$$f; then o="$$o $$b/$(2)/$${f%.c}.o"; \
	    else o="$$o $(@D)/$${f%.c}.o"; \
	        $(call compila_error,$(1),$(2),$(@D)) -o $(@D)/$${f%.c}.o $(@D)/$$f || exit; fi; \
	done; \
	$(CC) -pthread $(OPCIONES.$(2)) -o $@ $$o build/pruebas/$(1)/$(2)/corredor.o \
	    $(call enlazables,build/pruebas/$(1),$(1),$(2)) $(ENLAZA_PRUEBAS) $(ENLAZA_L.$(1)); \
	) 2>$@.avisos || { cat $@.avisos >&2; \
	    printf '#!/bin/sh\ncat %s >&2\nexit 1\n' $@.avisos >$@; \
	    chmod +x $@; }
endef
define error_tipico
build/pruebas/$(1)/errores/$(2)/%: build/$(1)/errores/$(2)/%
	$(Q)$$(sin_line)
build/pruebas/$(1)/errores/$(2)/prueba: $$(addprefix build/pruebas/$(1)/errores/$(2)/,$$(LAB_FUENTES.$(1)) \
    $$(LAB_CABECERAS.$(1))) build/pruebas/$(1)/$(call variante_de,$(3))/corredor.o \
    $$(LAB_FUENTES.$(1):%.c=build/pruebas/$(1)/buena/$(call variante_de,$(3))/%.o) \
    $$(call enlazables,build/pruebas/$(1),$(1),$(call variante_de,$(3)))
	$$(call enlaza_error,$(1),$(call variante_de,$(3)))
build/$(1)/errores/$(2).mensaje: build/pruebas/$(1)/errores/$(2)/prueba | build/dictamen
	$$(call di,ejecuta,$$@)
	$(Q)SEMILLA=1 $$< $(call solo_caza,$(3)) >$$<.tsv 2>$$<.txt; \
	    build/dictamen mensaje $(3) $$<.tsv >$$@
ORDEN.build/pruebas/$(1)/error-$(2).res := $(if $(call solo_caza,$(3)),$(PLAZO_CORTO) )build/pruebas/$(1)/errores/$(2)/prueba $(or $(call solo_caza,$(3)),$$$$SOLO) >$$$$R.tsv 2>$$$$R.txt; \
    build/dictamen caza '$(1), error $(2), lo caza' $(3) $$$$R.tsv >$$$$R
build/pruebas/$(1)/error-$(2).res: build/pruebas/$(1)/errores/$(2)/prueba build/dictamen SIEMPRE
	$(Q)R=$$@; $$(ORDEN.$$@)
INSISTE_MUCHO += build/pruebas/$(1)/error-$(2).res
PRUEBAS += build/pruebas/$(1)/error-$(2).res
endef

# 1: capítulo, 2: programa, 3: pasan o fallan, 4: qué
define resultado
ORDEN.build/pruebas/$(1)/$(2).res := $(if $(filter fallan,$(3)),$(PLAZO_CORTO) )$(if $(filter %-asan %-tsan,$(2)),PLAZO_FACTOR=3 )$(if $(findstring criterion,$(2)),VEREDICTOS_FD=9 timeout -k 5 900 )build/pruebas/$(1)/$(2) $(if $(findstring criterion,$(2)),--quiet 9)>$$$$R.tsv 2>$$$$R.txt; \
    build/dictamen $(3) '$(1), $(4)' build/$(1)/manifiesto.tsv $$$$R.tsv >$$$$R
build/pruebas/$(1)/$(2).res: build/pruebas/$(1)/$(2) build/dictamen SIEMPRE
	$$(call di,prueba,$(1): $(4))
	$(Q)R=$$@; $$(ORDEN.$$@)
$(if $(filter solucion solucion-tsan,$(2)),INSISTE_MUCHO += build/pruebas/$(1)/$(2).res)
$(if $(filter solucion-asan esqueleto,$(2)),INSISTE_POCO += build/pruebas/$(1)/$(2).res)
PRUEBAS += build/pruebas/$(1)/$(2).res
endef

# Sin Criterion, lo suyo cuenta como no probado.
define sin_criterion
build/pruebas/$(1)/solucion-criterion.res: SIEMPRE
	$(Q)mkdir -p $$(@D) && printf 'fallo\t$(1), solución con Criterion\tfalta libcriterion-dev\n' >$$@
PRUEBAS += build/pruebas/$(1)/solucion-criterion.res
endef

define pruebas_de_capitulo
$(foreach v,$(VARIANTES),$(call objetos_de_pruebas,build/pruebas/$(1),$(1),$v,build/$(1)/lab/fuente,$$(CFLAGS_CURSO))
)
$(call regla_prueba,$(1),solucion,normal,build/$(1)/lab/fuente,$$(CFLAGS_CURSO),corredor)
$(call regla_prueba,$(1),solucion-criterion,normal,build/$(1)/lab/fuente,$$(CFLAGS_CURSO),corredor_criterion,-lcriterion)
$(call regla_prueba,$(1),solucion-asan,asan,build/$(1)/lab/fuente,$$(CFLAGS_CURSO),corredor)
$(call regla_prueba,$(1),solucion-tsan,tsan,build/$(1)/lab/fuente,$$(CFLAGS_CURSO),corredor)
$(call regla_prueba,$(1),esqueleto,normal,build/$(1)/lab/esqueleto,$$(CFLAGS_CURSO),corredor)
$(call resultado,$(1),solucion,pasan,solución)
$(if $(TIENE_CRITERION),$(call resultado,$(1),solucion-criterion,pasan,solución con Criterion),$(call sin_criterion,$(1)))
$(call resultado,$(1),solucion-asan,pasan,solución con AddressSanitizer)
$(if $(LAB_HILOS.$(1)),$(call resultado,$(1),solucion-tsan,pasan,solución con ThreadSanitizer))
$(call resultado,$(1),esqueleto,fallan,esqueleto)
$(call buena,$(1))
$(foreach e,$(ERRORES.$(1)),$(call error_tipico,$(1),$e,$(CAZA.$(1).$e))
)
endef
# Un capítulo sin práctica no tiene nada que probar aquí.
CON_PRACTICA := $(foreach c,$(CAPITULOS),$(if $(LAB_FUENTES.$c),$c))
$(foreach c,$(CON_PRACTICA),$(eval $(call pruebas_de_capitulo,$c)))

# ---- el propio apoyo ----

EJEMPLOS := build/pruebas/apoyo
# Los que tienen que agotar algún plazo; los demás no deben ni rozarlo.
EJEMPLOS_LENTOS := bucle bucle_sordo se_para lee_tuberia espera_hijo \
    cita_en_serie puerta_en_serie observa_vueltas observa_sleep
EJEMPLOS_FUENTES := tests/apoyo/corredor.c tests/apoyo/ejemplos/ejemplos.c
$(EJEMPLOS)/celda: $(EJEMPLOS_FUENTES) tests/apoyo/ejemplos/pruebas.h \
    build/apoyo/normal/libapoyo.a
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_CURSO) -Itests/apoyo -Itests/apoyo/ejemplos -o $@ \
	    $(filter %.c %.a,$^) $(ENLAZA_PRUEBAS)
ORDEN.$(EJEMPLOS)/celda.res := $(EJEMPLOS)/celda $$($(EJEMPLOS)/celda --lista | grep -vxE '$(subst $() ,|,$(strip $(EJEMPLOS_LENTOS)))') >$$R.tsv 2>$$R.txt; \
    build/dictamen esperado 'la celda' tests/apoyo/ejemplos/esperado.tsv $$R.tsv >$$R
$(EJEMPLOS)/celda.res: $(EJEMPLOS)/celda build/dictamen SIEMPRE
	$(call di,prueba,la celda)
	$(Q)R=$@; $(ORDEN.$@)
INSISTE_POCO += $(EJEMPLOS)/celda.res
$(EJEMPLOS)/plazos.res: $(EJEMPLOS)/celda build/dictamen SIEMPRE
	$(call di,prueba,los plazos de la celda)
	$(Q)PLAZO_FACTOR=0.2 $< $(EJEMPLOS_LENTOS) >$@.tsv 2>$@.txt; \
	    build/dictamen esperado 'los plazos de la celda' tests/apoyo/ejemplos/esperado.tsv $@.tsv >$@
PRUEBAS += $(EJEMPLOS)/celda.res $(EJEMPLOS)/plazos.res

# ---- los datos que escribió otro programa ----

datos-ajenos:
	$(call di,regenera,tests/*/datos)
	$(Q)sh tests/apoyo/regenera.sh
PRUEBAS_LARGAS += datos-ajenos
.PHONY: datos-ajenos

# ---- la cuenta ----

# Primero, lo que más dura: así no se queda una CPU esperando a la otra.
DURAN := build/taller/navegador.res build/pruebas/calificador/soluciones.res \
    build/pruebas/calificador/casos.res build/pruebas/libparalelo/tsan.res \
    build/pruebas/libparalelo/asan.res build/pruebas/apoyo/plazos.res
#? test           todo lo que tiene que cumplirse
test: $$(filter $$(DURAN),$$(PRUEBAS)) $$(PRUEBAS) build/dictamen
	@build/dictamen suma $(sort $(PRUEBAS))

# Con la otra CPU ocupada: los errores típicos, que se tienen que cazar
# siempre, y las soluciones, sin más y con ThreadSanitizer, VECES veces; y las
# soluciones con AddressSanitizer, los esqueletos y la celda, POCAS. Criterion
# llama a los mismos cuerpos en celdas iguales: no se repite. Todo no cabe en
# media hora: cada día (DIA) le toca a una parte, y lo demás se repite menos;
# insiste.sh dice qué, y con COMPLETO=1 lo repite todo.
#? test-largo     errores típicos y soluciones, hasta 20 veces con la otra CPU ocupada; errores al azar; mutantes. Por muestras, o todo (COMPLETO=1)
VECES ?= 20
POCAS ?= 5
DIA ?= $(shell date +%j)
# 1: veces, 2: resultados
apunta_insiste = $(foreach r,$(2),$(file >>build/insiste.tsv,$(1)	$r	$(ORDEN.$r)))
test-largo: $$(filter build/pruebas/%.res,$$(PRUEBAS)) build/dictamen \
    $$(PRUEBAS_LARGAS) insiste
insiste: $$(filter build/pruebas/%.res,$$(PRUEBAS)) build/dictamen \
    | $$(PRUEBAS_LARGAS)
	$(file >build/insiste.tsv)$(call apunta_insiste,$(VECES),$(INSISTE_MUCHO))$(call apunta_insiste,$(POCAS),$(INSISTE_POCO))
	$(Q)COMPLETO='$(COMPLETO)' DIA='$(DIA)' sh tests/apoyo/insiste.sh build/insiste.tsv

SIEMPRE:
.PHONY: test test-largo insiste SIEMPRE
