# Lo que la práctica del capítulo 09 da hecho, la sesión y el buzón, con sus
# propias pruebas: no cuentan para la nota. Lo incluye tests/comun.mk.

DADOS := build/pruebas/09-servidores/dados
DADOS_FUENTES := $(wildcard tests/09-servidores/dados/*.c) tests/apoyo/corredor.c
DADOS_DE := build/09-servidores/lab/fuente
define dados_variante
$(DADOS)/$(1): $(DADOS_FUENTES) $(wildcard tests/09-servidores/dados/*.h) \
    $(addprefix $(DADOS_DE)/,buzon.c buzon.h sesion.c sesion.h bufer.h) \
    build/apoyo/$(1)/libapoyo.a
	$$(call di,compila,$$@)
	$$(Q)mkdir -p $$(@D) && $$(CC) $$(CFLAGS_CURSO) -Wno-misleading-indentation \
	    $$(OPCIONES.$(1)) -Itests/apoyo -Itests/09-servidores/dados \
	    -I$(DADOS_DE) -o $$@ $$(filter %.c %.a,$$^) $$(ENLAZA_PRUEBAS)
$(DADOS)/$(1).res: $(DADOS)/$(1) build/dictamen SIEMPRE
	$$(call di,prueba,09-servidores: lo dado$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1))))
	$$(Q)$$< --lista | sed 's/.*/prueba	&	ok	/' >$$@.esperado
	$$(Q)PLAZO_FACTOR=3 $$< >$$@.tsv 2>$$@.txt; \
	    build/dictamen esperado '09-servidores, lo dado$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1)))' $$@.esperado $$@.tsv >$$@
PRUEBAS += $(DADOS)/$(1).res
endef
$(foreach v,normal asan,$(eval $(call dados_variante,$v)))

# Doscientas muertes al azar.
muertes: $(DADOS)/normal
	$(call di,prueba,09-servidores: doscientas muertes)
	$(Q)MUERTES=$(or $(MUERTES),200) PLAZO_FACTOR=20 $< muerte_azar
PRUEBAS_LARGAS += muertes
.PHONY: muertes
