# El navegador de verdad del capítulo 10: que cumpla nav.h, que salga el mismo
# CSV que con libcurl y que, se mate a quien se mate, no quede nada. Sin
# chromedriver, Chromium o jansson se salta, y se dice. Lo incluye
# tests/comun.mk.

NAVEGADOR_DE := build/pruebas/10-extraccion/navegador
NAVEGADOR_LAB := build/10-extraccion/lab/fuente
NAVEGADOR_WD := $(addprefix build/10-extraccion/fuente/,guardian.c nav_wd.c)
NAVEGADOR_FUENTES := $(filter-out nav_curl.c,$(LAB_FUENTES.10-extraccion))
NAVEGADOR_CABECERAS := $(addprefix $(NAVEGADOR_LAB)/,$(LAB_CABECERAS.10-extraccion)) \
    $(addprefix build/10-extraccion/fuente/,guardian.h nav_wd.h equipo.h)
NAVEGADOR_FALTA = $$(for o in chromedriver chromium; do command -v $$o >/dev/null || echo $$o; done; \
    pkg-config --exists jansson || echo libjansson-dev)

# Lo que no se puede probar cuenta como salto. 1: qué, 2: resultado, 3: orden
navegador_o_salto = $(Q)falta=$(NAVEGADOR_FALTA); if [ -n "$$falta" ]; then \
    printf 'salto\t%s\tfalta %s (make deps NAVEGADOR=1)\n' '$(1)' "$$(echo $$falta)" >$(2); \
    else $(3); fi

NAVEGADOR_TODO := $(wildcard tests/10-extraccion/navegador/*.c tests/10-extraccion/navegador/*.h) \
    tests/apoyo/corredor.c $(NAVEGADOR_WD) build/10-extraccion/fuente/equipo.c \
    $(NAVEGADOR_FUENTES:%=$(NAVEGADOR_LAB)/%) $(NAVEGADOR_CABECERAS)

# 1: variante, 2: las pruebas; sin decirlas, todas
define navegador_variante
$(NAVEGADOR_DE)/$(1): $(NAVEGADOR_TODO) build/apoyo/$(1)/libapoyo.a $(COMUN)
	$$(call si_hay,jansson.pc,$$(call compila_navegador,$(1)))
$(NAVEGADOR_DE)/$(1).res: $(NAVEGADOR_DE)/$(1) build/dictamen SIEMPRE
	$$(call di,prueba,10-extraccion: el navegador$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1))))
	$$(call navegador_o_salto,10-extraccion$$(coma) el navegador$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1))),$$@,$$(call prueba_navegador,$(2),10-extraccion$$(coma) el navegador$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1)))))
PRUEBAS += $(NAVEGADOR_DE)/$(1).res
endef
define compila_navegador
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) -Wno-misleading-indentation \
	    $(OPCIONES.$(1)) $(2) -Itests/apoyo -Itests/10-extraccion/navegador \
	    -Ibuild/10-extraccion/fuente -I$(NAVEGADOR_LAB) $(ENLAZA_C.10-extraccion) \
	    -o $@ $(filter %.c,$^) $(filter %.a,$^) $(ENLAZA_PRUEBAS) $(ENLAZA_L.10-extraccion) -ljansson
endef
# 1: pruebas, 2: qué
prueba_navegador = $< --lista | grep -E '^($(or $(subst $() ,|,$(1)),.*))$$' | sed 's/.*/prueba	&	ok	/' >$@.esperado; \
    PLAZO_FACTOR=12 $< $(1) >$@.tsv 2>$@.txt; \
    build/dictamen esperado '$(2)' $@.esperado $@.tsv >$@

$(eval $(call navegador_variante,normal))
$(eval $(call navegador_variante,asan,nav_contrato nav_sin_driver muere_driver))

# El mismo programa, con los dos navegadores.
$(NAVEGADOR_DE)/csv-curl: $(NAVEGADOR_LAB)/nav_curl.c
$(NAVEGADOR_DE)/csv-wd: $(NAVEGADOR_WD)
$(NAVEGADOR_DE)/csv-curl $(NAVEGADOR_DE)/csv-wd: tests/10-extraccion/navegador/csv/csv.c \
    $(NAVEGADOR_FUENTES:%=$(NAVEGADOR_LAB)/%) $(NAVEGADOR_CABECERAS) $(COMUN)
	$(if $(filter %-wd,$@),$(call si_hay,jansson.pc,$(call compila_csv,-ljansson)),$(call compila_csv))
define compila_csv
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) -Wno-misleading-indentation \
	    -I$(NAVEGADOR_LAB) -Ibuild/10-extraccion/fuente $(ENLAZA_C.10-extraccion) \
	    -o $@ $(filter %.c,$^) $(filter %.a,$^) $(ENLAZA_L.10-extraccion) $(1)
endef
$(NAVEGADOR_DE)/csv.res: $(NAVEGADOR_DE)/csv-curl $(NAVEGADOR_DE)/csv-wd SIEMPRE
	$(call di,prueba,10-extraccion: el mismo CSV con los dos navegadores)
	$(call navegador_o_salto,10-extraccion$(coma) el mismo CSV con los dos navegadores,$@,\
	    if timeout 60 $(NAVEGADOR_DE)/csv-curl >$@.curl && timeout 120 $(NAVEGADOR_DE)/csv-wd >$@.wd && \
	        cmp $@.curl $@.wd 2>$@.txt; \
	    then printf 'ok\t10-extraccion: el mismo CSV con los dos navegadores\n'; \
	    else printf 'fallo\t10-extraccion: el mismo CSV con los dos navegadores\t%s\n' "$$(tail -n 1 $@.txt)"; fi >$@)
PRUEBAS += $(NAVEGADOR_DE)/csv.res

# Veinte muertes al azar, y las de siempre cinco veces; con COMPLETO=1, veinte.
MUERTES_NAVEGADOR := muere_padre muere_guardian muere_el_otro muere_driver muere_chromium
navegador-largo: $(NAVEGADOR_DE)/normal
	$(call di,prueba,10-extraccion: muertes con el navegador abierto$(coma) $(if $(COMPLETO),20,5) veces$(if $(COMPLETO),, (COMPLETO=1$(coma) 20)))
	$(Q)if [ -n "$(NAVEGADOR_FALTA)" ]; then echo 'navegador-largo: no se ha podido probar: falta' $(NAVEGADOR_FALTA); \
	else MUERTES=$(or $(MUERTES),20) PLAZO_FACTOR=60 $< muere_azar && \
	    for i in $$(seq $(if $(COMPLETO),20,5)); do PLAZO_FACTOR=12 $< $(MUERTES_NAVEGADOR) || exit 1; done; fi
PRUEBAS_LARGAS += navegador-largo

# Con los guardianes estropeados, de una manera cada vez, las pruebas fallan.
navegador-estropeado: tests/10-extraccion/navegador/estropeados.tsv $(NAVEGADOR_DE)/normal
	$(call di,prueba,10-extraccion: los guardianes$(coma) estropeados)
	$(Q)if [ -n "$(NAVEGADOR_FALTA)" ]; then echo 'navegador-estropeado: no se ha podido probar: falta' $(NAVEGADOR_FALTA); \
	else d=$(NAVEGADOR_DE)/estropeado; bueno=build/10-extraccion/ejemplos/guardian.c; rm -rf $$d; mkdir -p $$d; \
	grep -v '^#' $< | while IFS='	' read -r prueba que como; do \
	    t=$$(mktemp -d); \
	    sed "$$como" $$bueno >$$d/guardian.c && ! cmp -s $$bueno $$d/guardian.c && \
	    $(MAKE) --no-print-directory -s $$d/prueba && \
	    if TMPDIR=$$t PLAZO_FACTOR=1.5 $$d/prueba $$prueba >$$d/tsv 2>/dev/null; then echo "guardián que $$que: $$prueba no lo caza" >&2; exit 1; fi; \
	    r=$$?; rm -rf "$$t"; [ $$r -eq 0 ] || exit 1; done; fi
$(NAVEGADOR_DE)/estropeado/prueba: $(NAVEGADOR_DE)/estropeado/guardian.c \
    $(filter-out %/guardian.c,$(NAVEGADOR_TODO)) build/apoyo/normal/libapoyo.a $(COMUN) SIEMPRE
	$(call compila_navegador,normal,-w)
PRUEBAS_LARGAS += navegador-estropeado
.PHONY: navegador-largo navegador-estropeado
