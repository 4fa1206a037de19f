# Lo que el capítulo 10 da hecho, la tabla, el sitio y el navegador de
# libcurl, con sus propias pruebas: no cuentan para la nota. Lo incluye
# tests/comun.mk.

DADOS10 := build/pruebas/10-extraccion/dados
DADOS10_FUENTES := $(wildcard tests/10-extraccion/dados/*.c) tests/apoyo/corredor.c
DADOS10_DE := build/10-extraccion/lab/fuente
define dados10_variante
$(DADOS10)/$(1): $(DADOS10_FUENTES) $(wildcard tests/10-extraccion/dados/*.h) \
    $(addprefix $(DADOS10_DE)/,nav.h nav_curl.c) \
    build/apoyo/$(1)/libapoyo.a $(filter-out %.c,$(wildcard labs/comun/sitio/*)) \
    $(filter %/tabla.c %/tabla.h,$(COMUN_FUENTES)) $(filter labs/comun/sitio%,$(COMUN_FUENTES))
	$$(call di,compila,$$@)
	$$(Q)mkdir -p $$(@D) && $$(CC) $$(CFLAGS_CURSO) -Wno-misleading-indentation \
	    $$(OPCIONES.$(1)) -Itests/apoyo -Itests/10-extraccion/dados \
	    -I$(DADOS10_DE) `pkg-config --cflags libcurl libxml-2.0` -o $$@ \
	    $$(filter %.c %.a,$$^) $$(ENLAZA_PRUEBAS) \
	    `pkg-config --libs libcurl libxml-2.0`
$(DADOS10)/$(1).res: $(DADOS10)/$(1) build/dictamen SIEMPRE
	$$(call di,prueba,10-extraccion: lo dado$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1))))
	$$(Q)$$< --lista | sed 's/.*/prueba	&	ok	/' >$$@.esperado
	$$(Q)PLAZO_FACTOR=3 $$< >$$@.tsv 2>$$@.txt; \
	    build/dictamen esperado '10-extraccion, lo dado$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1)))' $$@.esperado $$@.tsv >$$@
PRUEBAS += $(DADOS10)/$(1).res
endef
ifneq (,$(filter 10-extraccion,$(CAPITULOS)))
$(foreach v,normal asan tsan,$(eval $(call dados10_variante,$v)))

# Los datos del sitio son los que escribe su generador.
$(DADOS10)/datos.res: labs/comun/sitio/genera.c $(wildcard labs/comun/sitio/*.csv)
	$(call di,prueba,10-extraccion: los datos)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) -o $(@D)/genera $<
	$(Q)for t in equipos jugadores; do \
	    $(@D)/genera $$t | cmp - labs/comun/sitio/$$t.csv && \
	    printf 'prueba\tdatos_%s\tok\t\n' $$t || \
	    printf 'prueba\tdatos_%s\tfallo\tno son los de genera.c\n' $$t; \
	done >$@.tsv 2>$@.txt
	$(Q)printf 'prueba\tdatos_%s\tok\t\n' equipos jugadores >$@.esperado; \
	    build/dictamen esperado '10-extraccion, los datos' $@.esperado $@.tsv >$@
$(DADOS10)/datos.res: build/dictamen
PRUEBAS += $(DADOS10)/datos.res
endif
