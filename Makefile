# En paralelo: el grafo entero del curso. «make help» dice qué se le puede
# pedir. Las prácticas están en tests/lab.mk; las pruebas, en
# tests/pruebas.mk; el libro y el sitio, en docs/docs.mk; lo que sale de
# cada lección, en build/NN-nombre/leccion.mk, que escribe enreda.

CAPITULOS := $(sort $(notdir $(patsubst %/,%,$(wildcard lessons/[0-9][0-9]-*/))))

all: curso

include docs/base.mk

# ---- herramientas del taller ----

LITERARIO := $(wildcard docs/literario/*.h)
build/enreda: $(addprefix docs/literario/,enreda.c leccion.c piezas.c reglas.c texto.c) $(LITERARIO) build/.banderas
	$(call di,compila,enreda)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)
build/captura: docs/literario/captura.c docs/literario/texto.c $(LITERARIO) build/.banderas
	$(call di,compila,captura)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)

# ---- lo que sale de cada lección ----

# compila: compilador, opciones, fuentes, bibliotecas
define compila
	$(call di,compila,$@)
	$(Q)$(1) $(CFLAGS_CURSO) -Wno-misleading-indentation -ffile-prefix-map=$(CURDIR)=. $(2) -o $@ $(3) $(COMUN) $(4)
endef
# si_hay: biblioteca, receta. Si falta, el programa es uno que lo dice; y
# más viejo que todo, para que se vuelva a intentar.
si_hay = $(if $(shell pkg-config --exists $(1:.pc=) && echo 1),$(2),$(call sin_biblioteca,$(1:.pc=)))
define sin_biblioteca
	$(Q)mkdir -p $(@D) && printf '#!/bin/sh\necho "falta $(1)" >&2\nexit 1\n' >$@ && \
	    chmod +x $@ && touch -d @1 $@
endef
# captura: lugar, orden, carpeta, salida
define captura
	$(call di,ejecuta,$(4))
	$(Q)build/captura --lugar '$(1)' $(2) $(3) $(4)
endef
# dibuja: base, referencia, tuya, tipo, lugar
define dibuja
	$(if $(TIENE_GNUPLOT),$(call di,dibuja,$(1)))
	$(if $(TIENE_GNUPLOT),$(Q)docs/graficas/dibuja.sh --lugar '$(5)' $(1) $(2) $(3) $(4))
endef
# diagrama: base, lugar
define diagrama
	$(if $(TIENE_XELATEX),$(call di,dibuja,$(1)))
	$(if $(TIENE_XELATEX),$(Q)docs/literario/diagrama.sh --lugar '$(2)' $(1).tex $(1))
endef
GRAFICAS_COMUN := $(wildcard docs/graficas/*)
DIAGRAMAS_COMUN := docs/plantillas/diagrama.tex docs/literario/diagrama.sh

ifdef EXTRAE
include $(CAPITULOS:%=build/%/leccion.mk)
endif
include docs/biblioteca.mk

define capitulo
build/$(1)/leccion.mk: lessons/$(1) $$(wildcard lessons/$(1)/*.md) build/enreda
	$$(call di,extrae,$(1))
	$(Q)build/enreda -o build/$(1) lessons/$(1)
build/$(1)/banco: tests/$(1)/banco.c $$(addprefix build/$(1)/lab/fuente/,$$(LAB_FUENTES.$(1)) $$(LAB_CABECERAS.$(1))) $$(USA.$(1):%=build/suplente/normal/%.a) $$(COMUN) build/.banderas
	$$(call di,compila,$$@)
	$(Q)$$(CC) $$(CFLAGS_CURSO) -ffile-prefix-map=$$(CURDIR)=. -Ibuild/$(1)/lab/fuente $$(USA.$(1):%=-Ilabs/%) $$(ENLAZA_C.$(1)) -o $$@ $$(filter %.c %.a,$$^) $$(ENLAZA_L.$(1)) -lm
$$(foreach d,$$(DATOS.$(1)),$$(eval $$d.ref: lessons/$(1)/datos/$$(notdir $$d).tsv))
endef
$(foreach c,$(CAPITULOS),$(eval $(call capitulo,$c)))

PROGRAMAS := $(foreach c,$(CAPITULOS),$(PROGRAMAS.$c))
SALIDAS := $(foreach c,$(CAPITULOS),$(SALIDAS.$c))
DATOS := $(foreach c,$(CAPITULOS),$(DATOS.$c))
GRAFICAS := $(foreach c,$(CAPITULOS),$(GRAFICAS.$c))
DIAGRAMAS := $(foreach c,$(CAPITULOS),$(DIAGRAMAS.$c))
# Se mide cuando ya no hay otra cosa que hacer.
ANTES_DE_MEDIR = $(PROGRAMAS) $(SALIDAS) $(DIAGRAMAS:=.svg)

build/%.ref: | build/resume
	$(Q)build/resume <$< >$@
build/%.res: build/%.tsv | build/resume
	$(Q)build/resume <$< >$@
lessons/%.tsv lessons/%.txt:
	@echo '$@: error: falta esta referencia; se mide con «make mide LAB=…»' >&2; exit 1

-include docs/docs.mk tests/lab.mk tests/pruebas.mk docs/publica.mk

#? all            instala lo que falte, ejecuta las lecciones, mide, dibuja y teje el libro y el sitio
curso: $(PROGRAMAS) $(SALIDAS) $(DATOS:=.res) docs
	@sh docs/fin.sh '$(FALTAN)'

# ---- para autores ----

#? mide LAB=NN    (autores) vuelve a medir la referencia de un capítulo; SOLO=nombre, solo eso
mide: $$(PROGRAMAS.$$(CAP)) build/$$(CAP)/banco build/captura
	$(Q)docs/literario/mide.sh '$(CAP)' $(SOLO)

#? enreda         (autores) escribe labs/ y solutions/ desde las lecciones; FORZAR=1 pisa lo editado
enreda: $(CAPITULOS:%=build/%/leccion.mk)
	$(Q)docs/literario/reparte.sh escribe $(if $(FORZAR),--forzar) $(CAPITULOS)

#? comprueba      (autores) falla si algo extraído difiere o sobra, o si el código o el español no siguen el estilo
comprueba: $(CAPITULOS:%=build/%/leccion.mk)
	$(Q)docs/literario/comprueba.sh $(CAPITULOS)

#? nueva NOMBRE=14-algo  (autores) empieza un capítulo que ya compila, se prueba y se imprime
nueva:
	+$(Q)docs/literario/nueva.sh '$(NOMBRE)'

-include tests/literario.mk tests/comun.mk tests/mutantes.mk tests/biblioteca.mk tests/bench.mk tests/calificador/taller.mk tests/calificar.mk

.PHONY: all curso mide enreda comprueba nueva
