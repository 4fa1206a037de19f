# Las pruebas de libparalelo. Están en tests/08-biblioteca/libparalelo/*.c,
# funciones prueba_ID(void) como las de las prácticas; la lista sale de los
# ficheros. Se ejecutan en tres variantes. Las que una no puede ejecutar están
# en saltos.tsv, con su porqué: VARIANTE<TAB>ID<TAB>por qué.

BP := build/pruebas/libparalelo
BP_DE := tests/08-biblioteca/libparalelo
BP_FUENTES := $(wildcard $(BP_DE)/*.c)
BP_SALTOS := $(BP_DE)/saltos.tsv

# pruebas.h y el manifiesto: los identificadores, en el orden de los ficheros.
$(BP)/lista: $(BP_FUENTES)
	$(Q)mkdir -p $(@D) && sed -n 's/^void prueba_\([a-z0-9_]*\)(void)$$/\1/p' \
	    $^ >$@.nuevo && { cmp -s $@.nuevo $@ && rm $@.nuevo && touch $@ || \
	    mv $@.nuevo $@; }
$(BP)/pruebas.h: $(BP)/lista
	$(Q){ echo '/* Sale de $(BP_DE): no lo edites. */'; \
	    sed 's/.*/void prueba_&(void);/' $<; \
	    printf '#define PRUEBAS(X)'; sed 's/.*/ X(&)/' $< | tr -d '\n'; \
	    echo; } >$@.nuevo && { cmp -s $@.nuevo $@ && rm $@.nuevo || \
	    mv $@.nuevo $@; }

# Lo que toca en una variante, y que los saltos nombren pruebas que existen.
# 1: variante
define manifiesto_de_la_biblioteca
$(BP)/$(1).tsv: $(BP)/lista $(BP_SALTOS)
	$(Q)awk -F '\t' 'NR == FNR { hay[$$$$1] = 1; v[n++] = $$$$1; next } \
	    /^#/ { next } \
	    !($$$$2 in hay) || $$$$3 == "" { print FILENAME ": " $$$$0 >"/dev/stderr"; exit mal = 1 } \
	    $$$$1 == "$(1)" { delete hay[$$$$2] } \
	    END { for (i = 0; !mal && i < n; i++) \
	        if (v[i] in hay) print "prueba\t" v[i] }' $$^ >$$@
endef
$(foreach v,$(VARIANTES),$(eval $(call manifiesto_de_la_biblioteca,$v)))

# 1: variante
define pruebas_de_la_biblioteca
$(BP)/$(1)/%.o: $(BP_DE)/%.c build/.banderas | $(BP)/pruebas.h $(PAR_CABECERAS)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -Itests/apoyo -I$(BP) \
	    -I$(PAR_H) -MMD -MP -c -o $$@ $$<
$(BP)/$(1)/corredor.o: tests/apoyo/corredor.c $(BP)/pruebas.h build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -Itests/apoyo -I$(BP) \
	    -MMD -MP -c -o $$@ $$<
-include $(wildcard $(BP)/$(1)/*.d)
$(BP)/$(1)/pruebas: $(BP_FUENTES:$(BP_DE)/%.c=$(BP)/$(1)/%.o) \
    $(BP)/$(1)/corredor.o build/libparalelo/$(1)/libparalelo.a \
    build/apoyo/$(1)/libapoyo.a $(COMUN)
	$$(call di,compila,$$@)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -o $$@ $$^ $$(ENLAZA_PRUEBAS)
ORDEN.$(BP)/$(1).res := $(if $(filter normal,$(1)),,PLAZO_FACTOR=3 )$(BP)/$(1)/pruebas $$$$(cut -f 2 $(BP)/$(1).tsv) >$$$$R.tsv 2>$$$$R.txt; \
    build/dictamen pasan 'libparalelo$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1)))' $(BP)/$(1).tsv $$$$R.tsv >$$$$R
$(BP)/$(1).res: $(BP)/$(1)/pruebas $(BP)/$(1).tsv build/dictamen SIEMPRE
	$$(call di,prueba,libparalelo: $(1))
	$(Q)R=$$@; $$(ORDEN.$$@)
PRUEBAS += $(BP)/$(1).res
endef
$(foreach v,$(VARIANTES),$(eval $(call pruebas_de_la_biblioteca,$v)))
INSISTE_MUCHO += $(BP)/normal.res $(BP)/tsan.res
INSISTE_POCO += $(BP)/asan.res
