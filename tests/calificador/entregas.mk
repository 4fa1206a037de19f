# Las pruebas de quien recoge las entregas (tests/calificador/entregas.[ch] y
# lo que usa). Lo incluye tests/comun.mk. Sin los paquetes de docentes, aquí
# no se puede probar, y se dice.

EG := build/pruebas/calificador/entregas
EG_DE := tests/calificador/entregas
EG_SUYO := $(addprefix tests/calificador/,avisos.c nombres.c practicas.c \
    carpeta.c archivo.c saco.c guarda.c fuentes.c sacadas.c intentos.c \
    entregas.c)
EG_LIBS := -larchive -lnettle -lunistring -lseccomp
# Sus objetos son los del calificador, que no cambian por probarlos.
# 1: variante
eg_objetos = $(EG_SUYO:tests/calificador/%.c=build/calificador-obj/$(1)/%.o)
EG_OPCIONES := -Itests/apoyo -Itests/calificador -I$(EG_DE)
EG_CABECERAS := $(wildcard tests/calificador/*.h $(EG_DE)/*.h)
EG_PRUEBAS := $(wildcard $(EG_DE)/*_p.c) $(EG_DE)/molde.c tests/apoyo/corredor.c

# 1: variante
define entregas_variante
$(EG)/$(1): $(EG_PRUEBAS) $(call eg_objetos,$(1)) $(EG_CABECERAS) \
    build/apoyo/$(1)/libapoyo.a build/.banderas
	$$(call di,compila,$$@)
	$$(Q)mkdir -p $$(@D) && $$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) \
	    $$(EG_OPCIONES) -o $$@ $$(filter %.c %.o %.a,$$^) $$(ENLAZA_PRUEBAS) \
	    $$(EG_LIBS)
$(EG)/$(1).esperado: $(EG)/$(1)
	$$(Q)$$< --lista | sed 's/.*/prueba	&	ok	/' >$$@
ORDEN.$(EG)/$(1).res := PLAZO_FACTOR=$(if $(filter normal,$(1)),1,3) $(EG)/$(1) >$$$$R.tsv 2>$$$$R.txt; \
    build/dictamen esperado 'las entregas$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1)))' $(EG)/$(1).esperado $$$$R.tsv >$$$$R
$(EG)/$(1).res: $(EG)/$(1).esperado build/dictamen SIEMPRE
	$$(call di,prueba,las entregas$(if $(NOMBRE.$(1)), con $(NOMBRE.$(1))))
	$$(Q)R=$$@; $$(ORDEN.$$@)
PRUEBAS += $(EG)/$(1).res
endef

ifneq (,$(TIENE_DOCENTE))
$(foreach v,normal asan,$(eval $(call entregas_variante,$v)))
INSISTE_POCO += $(EG)/normal.res

$(EG)/lista: $(EG_DE)/lista.c $(call eg_objetos,normal) $(EG_CABECERAS) build/.banderas
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) $(EG_OPCIONES) -o $@ \
	    $(filter %.c %.o,$^) $(EG_LIBS)
$(EG)/disco.res: $(EG)/lista $(EG_DE)/disco.sh build/00-herramientas/leccion.mk SIEMPRE
	$(call di,prueba,las entregas: un disco lleno)
	$(Q)sh $(EG_DE)/disco.sh $< >$@
PRUEBAS += $(EG)/disco.res

# Bytes cualesquiera, durante FUZZ segundos.
$(EG)/fuzz: $(EG_DE)/fuzz.c $(EG_SUYO) $(EG_CABECERAS)
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && clang $(CFLAGS_CURSO) \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    $(EG_OPCIONES) -o $@ $(filter %.c,$^) $(EG_LIBS)
fuzz-entregas:
	$(Q)if ! command -v clang >/dev/null; then \
	    echo 'fuzz-entregas: no se ha podido probar: falta clang'; \
	else $(MAKE) --no-print-directory $(EG)/fuzz && \
	    sh $(EG_DE)/semillas.sh $(EG)/semillas && mkdir -p $(EG)/corpus && \
	    cd $(EG) && ./fuzz -max_total_time=$(FUZZ) -max_len=20000 \
	    -print_final_stats=1 corpus semillas >fuzz.txt 2>&1; e=$$?; \
	    tail -n 12 fuzz.txt; exit $$e; fi
PRUEBAS_LARGAS += fuzz-entregas
.PHONY: fuzz-entregas
else
$(EG)/falta.res: SIEMPRE
	$(Q)mkdir -p $(@D) && printf 'salto\tlas entregas\tfalta $(FALTA_DOCENTE)\n' >$@
PRUEBAS += $(EG)/falta.res
endif
