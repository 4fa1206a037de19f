# En paralelo: el grafo entero del curso. «make help» dice qué se le puede
# pedir. Las prácticas están en tests/lab.mk; las pruebas, en
# tests/pruebas.mk; el libro y el sitio, en docs/docs.mk; lo que sale de
# cada lección, en build/NN-nombre/leccion.mk, que escribe enreda.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:
SHELL := /bin/sh
export LC_ALL := C.UTF-8

ifeq (,$(filter -j%,$(MAKEFLAGS)))
MAKEFLAGS += -j$(shell nproc)
endif
Q := $(if $(V),,@)
# Una línea corta por paso: $(call di,verbo,qué)
di = @printf '  %-9s %s\n' '$(1)' '$(2)'

CC := gcc
AVISOS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion
CFLAGS_ALUMNO := -std=c17 -D_POSIX_C_SOURCE=200809L -O2 -g $(AVISOS) \
    -pthread -Ilabs/comun
CFLAGS_CURSO := $(CFLAGS_ALUMNO) -Werror

CAPITULOS := $(sort $(notdir $(patsubst %/,%,$(wildcard lessons/[0-9][0-9]-*/))))

all: curso

# ---- lo que hace falta tener instalado ----

# Estos objetivos no instalan ni extraen nada.
SUELTOS := help clean deps lab pista progreso entrega
OBJETIVOS := $(or $(MAKECMDGOALS),all)
GRUPOS := base libro $(if $(NAVEGADOR),navegador) \
    $(if $(filter comprueba deps,$(OBJETIVOS)),autor)

ifneq (,$(filter-out $(SUELTOS),$(OBJETIVOS)))
FALTAN := $(shell sh docs/deps.sh FALTAN $(GRUPOS))
ifneq (,$(FALTAN))
ifeq (,$(SIN_INSTALAR)$(wildcard build/.sin-instalar)$(MAKE_RESTARTS))
$(shell sh docs/deps.sh INSTALA $(GRUPOS) >&2 || \
    { mkdir -p build && touch build/.sin-instalar; })
FALTAN := $(shell sh docs/deps.sh FALTAN $(GRUPOS))
endif
endif
ifneq (,$(filter gcc binutils libc6-dev,$(FALTAN)))
$(error Falta el compilador de C: instala $(filter gcc binutils libc6-dev,$(FALTAN)) y repite)
endif
TIENE_PANDOC := $(if $(filter pandoc,$(FALTAN)),,1)
TIENE_XELATEX := $(if $(filter texlive-% fonts-% poppler-utils,$(FALTAN)),,1)
TIENE_GNUPLOT := $(if $(filter gnuplot-nox,$(FALTAN)),,1)
TIENE_CRITERION := $(if $(filter libcriterion-dev,$(FALTAN)),,1)
EXTRAE := 1
endif

#? deps           instala los paquetes de Debian que hacen falta; NAVEGADOR=1 añade Chromium
deps:
	@rm -f build/.sin-instalar
	@sh docs/deps.sh INSTALA $(GRUPOS)
	@echo 'No falta nada.'

# ---- herramientas del taller ----

COMUN_FUENTES := $(sort $(wildcard labs/comun/*.[ch]))
COMUN := build/comun/libcomun.a
COMUN_OBJETOS := $(patsubst labs/comun/%.c,build/comun/%.o,$(filter %.c,$(COMUN_FUENTES)))
LITERARIO := $(wildcard docs/literario/*.h)

# Cambia cuando cambian el compilador o las opciones: lo compilado y las
# salidas dependen de él, y de nada más que no sea código o datos.
BANDERAS := $(shell $(CC) -dumpfullversion 2>/dev/null) $(CC) $(CFLAGS_CURSO)
ifeq (,$(filter clean help,$(OBJETIVOS)))
$(shell mkdir -p build/comun && { printf '%s\n' '$(BANDERAS)' | cmp -s - build/.banderas || \
    printf '%s\n' '$(BANDERAS)' >build/.banderas; })
endif

build/comun/%.o: labs/comun/%.c $(filter %.h,$(COMUN_FUENTES)) build/.banderas
	$(Q)$(CC) $(CFLAGS_CURSO) -c -o $@ $<
$(COMUN): $(COMUN_OBJETOS)
	$(Q)rm -f $@ && ar rcs $@ $^

build/enreda: $(addprefix docs/literario/,enreda.c leccion.c piezas.c reglas.c texto.c) $(LITERARIO) build/.banderas
	$(call di,compila,enreda)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)
build/captura build/resume: build/%: docs/literario/%.c docs/literario/texto.c $(LITERARIO) build/.banderas
	$(call di,compila,$*)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)

# ---- lo que sale de cada lección ----

# compila: compilador, opciones, fuentes, bibliotecas
define compila
	$(call di,compila,$@)
	$(Q)$(1) $(CFLAGS_CURSO) -Wno-misleading-indentation -ffile-prefix-map=$(CURDIR)=. $(2) -o $@ $(3) $(COMUN) $(4)
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

define capitulo
build/$(1)/leccion.mk: lessons/$(1) $$(wildcard lessons/$(1)/*.md) build/enreda
	$$(call di,extrae,$(1))
	$(Q)build/enreda -o build/$(1) lessons/$(1)
build/$(1)/banco: tests/$(1)/banco.c $$(addprefix build/$(1)/lab/fuente/,$$(LAB_FUENTES.$(1)) $$(LAB_CABECERAS.$(1))) $$(COMUN) build/.banderas
	$$(call di,compila,$$@)
	$(Q)$$(CC) $$(CFLAGS_CURSO) -ffile-prefix-map=$$(CURDIR)=. -Ibuild/$(1)/lab/fuente -o $$@ $$(filter %.c,$$^) $$(COMUN)
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

#? comprueba      (autores) falla si algo extraído difiere, sobra o no sigue el estilo
comprueba: $(CAPITULOS:%=build/%/leccion.mk)
	$(Q)docs/literario/comprueba.sh $(CAPITULOS)

#? nueva NOMBRE=14-algo  (autores) empieza un capítulo que ya compila, se prueba y se imprime
nueva:
	$(Q)docs/literario/nueva.sh '$(NOMBRE)'

#? clean          borra build/
clean:
	$(Q)rm -rf build

#? help           esta lista
help:
	@sed -n 's/^#? /make /p' Makefile $(wildcard docs/*.mk tests/*.mk) | sort -u

-include tests/literario.mk

.PHONY: all curso deps mide enreda comprueba nueva clean help
