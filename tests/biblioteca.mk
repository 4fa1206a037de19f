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

comprueba: $(BP)/pruebas.h

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
INSISTE_MUCHO += $(BP)/normal.res
INSISTE_POCO += $(BP)/tsan.res $(BP)/asan.res

# ---- las pruebas de las prácticas ----

# Las de 04 a 07, sobre libparalelo: con su contrato hecho con ella
# (adaptador) o, encima de ese pool, con la solución de la práctica. Del
# futuro de 05 no se siguen de par_* que cancelar acabe al momento (un encargo
# espera su turno en la cola), la lista de avisos, la copia de la entrada ni
# la cuenta de referencias; del bucle de 07, el ritmo de joblib con su reloj,
# los 2 * k de entrada y un aviso por lote: lo que quedaría de par_* es
# par_envia, que es lo que usa el pool adaptado.
BA := tests/08-biblioteca/adaptador
# 1: variante
define adaptador
$(BP)/$(1)/adaptador/%.o: $(BA)/%.c $(PAR_CABECERAS) build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -I$(PAR_H) \
	    $$(addprefix -Ilabs/,04-pool 05-asincrono 06-imap 07-paralelo) \
	    -MMD -MP -c -o $$@ $$<
-include $(wildcard $(BP)/$(1)/adaptador/*.d)
endef
$(foreach v,$(VARIANTES),$(eval $(call adaptador,$v)))

# 1: práctica, 2: nombre, 3: variante, 4: lo que pone su contrato,
# 5: sus ficheros de pruebas que cuentan
define practica_sobre_par
$(BP)/$(3)/$(2): $(4) build/pruebas/$(1)/$(3)/corredor.o \
    $$(patsubst %,build/pruebas/$(1)/$(3)/pruebas/%.o,$$(call PRUEBAS_DE,$(1))) \
    $(BP)/$(3)/adaptador/pool.o build/libparalelo/$(3)/libparalelo.a \
    build/apoyo/$(3)/libapoyo.a $(COMUN)
	$$(call di,compila,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) -Wno-misleading-indentation \
	    -ffile-prefix-map=$(CURDIR)=. $$(OPCIONES.$(3)) \
	    $$(addprefix -Ilabs/,04-pool $(1)) -o $$@ $$^ $$(ENLAZA_PRUEBAS)
$(BP)/$(3)/$(2).tsv: $(5:%=tests/$(1)/%.c)
	$(Q)mkdir -p $$(@D)
	$(Q)sed -n 's/^void prueba_\([a-z0-9_]*\)(void)$$$$/prueba	\1/p' $$^ >$$@
ORDEN.$(BP)/$(2)-$(3).res := $(if $(filter normal,$(3)),,PLAZO_FACTOR=3 )$(BP)/$(3)/$(2) $$$$(cut -f 2 $(BP)/$(3)/$(2).tsv) >$$$$R.tsv 2>$$$$R.txt; \
    build/dictamen pasan '$(2) sobre libparalelo$(if $(NOMBRE.$(3)), con $(NOMBRE.$(3)))' $(BP)/$(3)/$(2).tsv $$$$R.tsv >$$$$R
$(BP)/$(2)-$(3).res: $(BP)/$(3)/$(2) $(BP)/$(3)/$(2).tsv build/dictamen SIEMPRE
	$$(call di,prueba,$(2) sobre libparalelo: $(3))
	$(Q)R=$$@; $$(ORDEN.$$@)
PRUEBAS += $(BP)/$(2)-$(3).res
INSISTE_POCO += $(BP)/$(2)-$(3).res
endef
$(foreach v,$(VARIANTES), \
    $(eval $(call practica_sobre_par,04-pool,04-pool,$v,,hilos mapa procesos trozos)) \
    $(eval $(call practica_sobre_par,05-asincrono,05-asincrono,$v,build/05-asincrono/lab/fuente/futuro.c,futuro)) \
    $(eval $(call practica_sobre_par,06-imap,06-imap,$v,build/06-imap/lab/fuente/imap.c,imap)) \
    $(eval $(call practica_sobre_par,06-imap,06-par_imap,$v,$(BP)/$v/adaptador/imap.o,imap)) \
    $(eval $(call practica_sobre_par,07-paralelo,07-paralelo,$v,build/07-paralelo/lab/fuente/paralelo.c build/07-paralelo/lab/fuente/barra.c,paralelo)))

# ---- todos los órdenes ----

# Escenas pequeñas con el código de la biblioteca, ejecutadas de todas las
# maneras en que sus hilos se pueden entrelazar (entrelaza.h). Aquí, sin
# esperas activas, que solo retrasan el dormirse.
ENT := tests/08-biblioteca/entrelaza
ENTB := build/pruebas/entrelaza
ENT_PARTES := $(wildcard $(ENT)/*)

$(ENTB)/limpio/hecho: $(PAR_LIMPIO) $(ENT_PARTES)
	$(Q)rm -rf $(ENTB) && mkdir -p $(@D) && cp $(PAR_LIMPIO) $(@D)
	$(Q)sed -i 's/VUELTAS = [0-9]*/VUELTAS = 0/' $(@D)/nucleo.h
	$(Q)touch $@
$(ENTB)/escenas: $(ENTB)/limpio/hecho
	$(call di,compila,$@)
	$(Q)sh $(ENT)/compila.sh $(<D) $(ENTB)/objetos $@
# No dependen de la suerte: no se repiten mientras no cambie nada.
$(ENTB)/escenas.res: $(ENTB)/escenas
	$(call di,entrelaza,las escenas)
	$(Q)$< --coteja mini-1 mini-3 >$@.nuevo; $< >>$@.nuevo; mv $@.nuevo $@
	$(Q)sed -i 's/	/	entrelaza, /' $@ && cut -f 2- $@
$(ENTB)/estropeos.res: $(ENTB)/escenas
	$(call di,entrelaza,los estropeos)
	$(Q)sh $(ENT)/estropeos.sh $(ENTB)/limpio $(ENTB) >$@.nuevo; mv $@.nuevo $@
PRUEBAS += $(ENTB)/escenas.res $(ENTB)/estropeos.res
entrelaza-largo: $(ENTB)/escenas
	$(call di,entrelaza,las escenas enteras)
	$(Q)$< --coteja mini-2 && $< --largo
PRUEBAS_LARGAS += entrelaza-largo
.PHONY: entrelaza-largo

# ---- mil muertes ----

PAR_AZAR := proc_azar_fork proc_azar_spawn proc_azar_forkserver
muertes-largo: $(BP)/normal/pruebas $(BP)/tsan/pruebas
	$(call di,prueba,mil muertes)
	$(Q)PLAZO_FACTOR=6 PAR_MUERTES=1000 $(BP)/normal/pruebas $(PAR_AZAR)
	$(Q)PLAZO_FACTOR=6 PAR_MUERTES=1000 $(BP)/tsan/pruebas $(PAR_AZAR)
PRUEBAS_LARGAS += muertes-largo
.PHONY: muertes-largo

# ---- instalar ----

$(BP)/instala.res: tests/08-biblioteca/instala.sh tests/08-biblioteca/instala/fuera.c $(PAR_LIMPIO) SIEMPRE
	$(call di,prueba,instalar libparalelo)
	$(Q)mkdir -p $(@D) && sh $< >$@
PRUEBAS += $(BP)/instala.res
$(BP)/kit.res: tests/08-biblioteca/kit.sh tests/08-biblioteca/instala/fuera.c $(KIT) SIEMPRE
	$(call di,prueba,la biblioteca del kit)
	$(Q)mkdir -p $(@D) && sh $< $(KIT) >$@
PRUEBAS += $(BP)/kit.res
