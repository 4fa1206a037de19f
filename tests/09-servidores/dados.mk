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

# Un cliente de verdad.
$(DADOS)/curl.res: build/09-servidores/ejemplos/correo tests/09-servidores/curl.sh SIEMPRE
	$(call di,prueba,09-servidores: curl)
	$(Q)mkdir -p $(@D) && sh tests/09-servidores/curl.sh $< >$@
PRUEBAS += $(DADOS)/curl.res

# Bytes cualesquiera contra la sesión, durante FUZZ segundos. Lo que halla se
# queda en build/; el corpus que se guarda es tests/09-servidores/fuzz/corpus.
FUZZ ?= 60
$(DADOS)/fuzz: tests/09-servidores/fuzz/sesion_fuzz.c \
    $(addprefix $(DADOS_DE)/,buzon.c buzon.h sesion.c sesion.h bufer.h)
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && clang $(CFLAGS_CURSO) -Wno-misleading-indentation \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -I$(DADOS_DE) -o $@ $(filter %.c,$^)
fuzz-sesion:
	$(Q)if ! command -v clang >/dev/null; then \
	    echo 'fuzz-sesion: no se ha podido probar: falta clang'; \
	else $(MAKE) --no-print-directory $(DADOS)/fuzz && \
	    mkdir -p $(DADOS)/corpus && cd $(DADOS) && { ./fuzz \
	    -max_total_time=$(FUZZ) -max_len=4096 -print_final_stats=1 \
	    -dict=$(CURDIR)/tests/09-servidores/fuzz/pop3.dict corpus \
	    $(CURDIR)/tests/09-servidores/fuzz/corpus >fuzz.txt 2>&1; r=$$?; \
	    tail -n $$([ $$r -eq 0 ] && echo 12 || echo 60) fuzz.txt; exit $$r; }; fi
PRUEBAS_LARGAS += fuzz-sesion
.PHONY: fuzz-sesion
