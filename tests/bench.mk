# make bench: libparalelo frente a las demás bibliotecas, en una misma
# ejecución. Los contendientes están en tests/banco; los que usan algo que no
# está instalado (grupo «pares» de docs/dependencias.tsv) se saltan por su
# nombre. Ni make ni make test necesitan ninguno.

BANCO := build/bench
BANCO_CABECERAS := $(wildcard tests/banco/*.h)
BANCO_OPCIONES := $(CFLAGS_CURSO) -Itests/banco
BANCO_COMUN := $(addprefix $(BANCO)/,contendiente.o problemas.o) $(COMUN)

$(BANCO)/%.o: tests/banco/%.c $(BANCO_CABECERAS) $(filter %.h,$(COMUN_FUENTES)) build/.banderas
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(BANCO_OPCIONES) $(BANCO_OPCIONES.$*) -c -o $@ $<
BANCO_OPCIONES.par_libparalelo := -I$(PAR_H)
$(BANCO)/par_libparalelo.o: $(PAR_CABECERAS)

# 1: el programa, 2: con qué se enlaza además
define banco_programa
$(BANCO)/$(1): $(2)
	$$(call di,compila,$$@)
	$(Q)$$(CC) $$(BANCO_OPCIONES) -o $$@ $$^ -lm
endef
$(eval $(call banco_programa,banco,$(addprefix $(BANCO)/,banco.o rondas.o metas.o problemas.o) $(COMUN)))
$(eval $(call banco_programa,par_libparalelo,$(BANCO)/par_libparalelo.o $(BANCO_COMUN) $(LIBPARALELO)))
$(eval $(call banco_programa,par_a_mano,$(BANCO)/par_a_mano.o $(BANCO_COMUN)))

# De los demás se mira primero si su cabecera y su biblioteca están.
# 1: programa, 2: fuente, 3: cabecera, 4: compilador y opciones, 5: bibliotecas
define banco_par
$(BANCO)/$(1): tests/banco/$(2) $(BANCO_COMUN) $(BANCO_CABECERAS)
	$(Q)rm -f $$@; printf '#include <%s>\nint main(void) { return 0; }\n' '$(3)' >$$@.$(lastword $(subst ., ,$(2))) && \
	    if $(4) -o $$@ $$@.$(lastword $(subst ., ,$(2))) $(5) 2>/dev/null; then \
	        rm -f $$@ && printf '  %-9s %s\n' compila $$@ && \
	        $(4) -o $$@ $$< $(BANCO_COMUN) $(5); \
	    else printf '  %-9s %s\n' salta '$(1): falta su biblioteca'; fi
BANCO_PARES += $(BANCO)/$(1)
endef
BANCO_CXX := g++ -std=c++17 -O2 -g -Wall -Wextra -Wshadow -Wconversion -Werror -pthread -Itests/banco
$(eval $(call banco_par,par_openmp,par_openmp.c,omp.h,gcc $(CFLAGS_CURSO) -Itests/banco -fopenmp))
$(eval $(call banco_par,par_tbb,par_tbb.cc,oneapi/tbb/task_group.h,$(BANCO_CXX),-ltbb))
$(eval $(call banco_par,par_glib,par_glib.c,glib.h,$(CC) $(CFLAGS_CURSO) -Itests/banco $$$$(pkg-config --cflags glib-2.0 2>/dev/null),-lglib-2.0))
$(eval $(call banco_par,par_libuv,par_libuv.c,uv.h,$(CC) $(CFLAGS_CURSO) -Itests/banco,-luv))

$(BANCO)/pares.py: tests/banco/pares.py
	$(Q)mkdir -p $(@D) && cp $< $@ && chmod +x $@

# El servidor del capítulo 09, frente a nginx.
SERVIDOR := 09-servidores
BANCO_SERVIDOR := $(addprefix build/$(SERVIDOR)/ejemplos/,con carga ociosas pagina nginx mide_web.sh index.html)

# El extractor del capítulo 10, frente a la ley; si su capítulo está.
EXTRACTOR := 10-extraccion
BANCO_EXTRACTOR := $(if $(filter $(EXTRACTOR),$(CAPITULOS)),build/$(EXTRACTOR)/ejemplos/mide_equipos)

# El calificador, si están los paquetes de docentes.
BANCO_CALIFICADOR := $(if $(TIENE_DOCENTE),build/calificador build/calificador-una taller)

BANCO_PROGRAMAS := $(addprefix $(BANCO)/,banco par_libparalelo par_a_mano pares.py) $(BANCO_PARES)
# La gráfica es la del capítulo, y lleva debajo su referencia si la hay.
BANCO_GRAFICA := build/$(PAR)/graficas/frente.gp
BANCO_REF := $(if $(wildcard lessons/$(PAR)/datos/frente.tsv),build/$(PAR)/datos/frente.ref)

#? bench          libparalelo frente a las demás: build/bench/; RAPIDO=1, una muestra; SOLO="tarea lazo", SIN="tbb": esos grupos, sin esa; CACHEGRIND=1, fallos de caché
bench: $(BANCO_PROGRAMAS) $(BANCO_SERVIDOR) $(BANCO_EXTRACTOR) $(BANCO_CALIFICADOR) build/resume $$(BANCO_REF) build/$(PAR)/leccion.mk
	$(Q)RAPIDO='$(RAPIDO)' SIN='$(SIN)' SOLO='$(SOLO)' CACHEGRIND='$(CACHEGRIND)' TURNO='$(if $(SIN_TURNO),,build/.medir)' \
	    sh tests/banco/bench.sh $(BANCO) '$(RONDAS)' '$(BANCO_GRAFICA)' '$(BANCO_REF)' build/$(PAR)/datos/frente.tsv; r=$$?; \
	    $(if $(SOLO),:,export RAPIDO='$(RAPIDO)' TURNO='$(if $(SIN_TURNO),,build/.medir)'; \
	    sh tests/banco/servidor.sh $(BANCO) build/$(SERVIDOR)/ejemplos && \
	    sh tests/banco/extraer.sh $(BANCO) build/$(EXTRACTOR)/ejemplos && \
	    sh tests/banco/calificador.sh $(BANCO)) && exit $$r

#? bench-calificador  lo mismo, solo del calificador: lo que cuesta una entrega, y una clase de 100
bench-calificador: $(BANCO_CALIFICADOR)
	$(Q)mkdir -p $(BANCO) && RAPIDO='$(RAPIDO)' TURNO='$(if $(SIN_TURNO),,build/.medir)' sh tests/banco/calificador.sh $(BANCO)

# Que cada fila sale, bien formada, y que se puede no tener a un par. Cuánto
# se tarda no se prueba.
build/pruebas/banco.res: $(BANCO_PROGRAMAS) tests/banco/prueba.sh SIEMPRE
	$(call di,prueba,el banco)
	$(Q)mkdir -p $(@D) && sh tests/banco/prueba.sh $(BANCO) >$@
PRUEBAS += build/pruebas/banco.res
build/pruebas/servidor.res: $(BANCO_SERVIDOR) tests/banco/servidor.sh tests/banco/prueba_servidor.sh SIEMPRE
	$(call di,prueba,el servidor frente a nginx)
	$(Q)mkdir -p $(@D) $(BANCO) && sh tests/banco/prueba_servidor.sh $(BANCO) build/$(SERVIDOR)/ejemplos >$@
PRUEBAS += build/pruebas/servidor.res
build/pruebas/extraer.res: $(BANCO_EXTRACTOR) tests/banco/extraer.sh tests/banco/prueba_extraer.sh SIEMPRE
	$(call di,prueba,el extractor frente a la ley)
	$(Q)mkdir -p $(@D) $(BANCO) && sh tests/banco/prueba_extraer.sh $(BANCO) $(if $(BANCO_EXTRACTOR),build/$(EXTRACTOR)/ejemplos,/dev/null) >$@
PRUEBAS += $(if $(BANCO_EXTRACTOR),build/pruebas/extraer.res)
build/pruebas/banco-calificador.res: $(BANCO_CALIFICADOR) tests/banco/calificador.sh tests/banco/prueba_calificador.sh SIEMPRE
	$(call di,prueba,el banco del calificador)
	$(Q)mkdir -p $(@D) $(BANCO) && sh tests/banco/prueba_calificador.sh $(BANCO) >$@
PRUEBAS += $(if $(BANCO_CALIFICADOR),build/pruebas/banco-calificador.res)
.PHONY: bench bench-calificador
