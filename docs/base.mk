# Lo que comparten el Makefile del curso y el del kit: las opciones, lo que
# hace falta tener instalado y labs/comun. Quien lo incluye da CAPITULOS;
# con SIN_LIBRO=1, el libro ya viene hecho.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:
SHELL := /bin/sh
export LC_ALL := C.UTF-8

ifeq (,$(filter -j%,$(MAKEFLAGS))$(filter-out 0,$(MAKELEVEL)))
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

# ---- lo que hace falta tener instalado ----

# Estos objetivos no necesitan nada; a las prácticas les basta lo básico.
SUELTOS := help clean deps
BASICOS := lab probar pista grafica vigilar progreso entrega enreda install uninstall calificar
DOCENTES := deps calificar test test-largo bench comprueba
OBJETIVOS := $(or $(MAKECMDGOALS),all)
GRUPOS := base $(if $(SIN_LIBRO)$(if $(filter-out $(BASICOS),$(OBJETIVOS)),,1),,libro) \
    $(if $(NAVEGADOR),navegador) \
    $(if $(PARES),pares) \
    $(if $(SIN_LIBRO),,$(if $(filter $(DOCENTES),$(OBJETIVOS)),docente)) \
    $(if $(SIN_LIBRO),,$(if $(filter comprueba deps,$(OBJETIVOS)),autor))

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
POCO_SITIO := $(shell df -Pk . | awk 'NR == 2 && $$4 < 204800 { print int($$4 / 1024) }')
ifneq (,$(POCO_SITIO))
$(error Quedan $(POCO_SITIO) MB en este disco y hacen falta 200: haz sitio y repite. No se ha tocado nada)
endif
TIENE_PANDOC := $(if $(filter pandoc,$(FALTAN)),,1)
TIENE_XELATEX := $(if $(filter texlive-% fonts-% poppler-utils,$(FALTAN)),,1)
TIENE_GNUPLOT := $(if $(filter gnuplot-nox,$(FALTAN)),,1)
TIENE_CRITERION := $(if $(filter libcriterion-dev,$(FALTAN)),,1)
# Quien no ha pedido nada de docentes puede tenerlo a medias, y no importa.
FALTA_DOCENTE := $(shell sh docs/deps.sh FALTAN docente)
TIENE_DOCENTE := $(if $(FALTA_DOCENTE),,1)
EXTRAE := 1

# Un capítulo que enlaza con una biblioteca que no está («enlaza:», en la
# cabecera de su lección o en su manifiesto) se queda fuera; los demás, no.
SIN_PC := $(filter pkg-config $(shell sed -n 's/^[^#	]*\.pc	\([^	]*\)	base	.*/\1/p' docs/dependencias.tsv),$(FALTAN))
ifneq (,$(SIN_PC))
FUERA := $(strip $(foreach c,$(CAPITULOS),$(shell \
    n=$$(sed -n 's/^enlaza[:	] *//p' $(firstword $(sort $(wildcard lessons/$c/*.md))) \
        $(wildcard tests/$c/manifiesto.tsv) </dev/null | head -n 1 | tr ' ' '\n' | grep -v '^-'); \
    [ -z "$$n" ] || pkg-config --exists $$n 2>/dev/null || echo $c)))
CAPITULOS := $(filter-out $(FUERA),$(CAPITULOS))
endif
ifneq (,$(FUERA))
$(if $(LAB),,$(shell echo 'Se queda fuera $(FUERA): falta instalar $(SIN_PC) (make deps)' >&2))
endif
endif

#? deps           instala los paquetes de Debian que hacen falta; NAVEGADOR=1 añade los de probar el sitio, y PARES=1, los de make bench
deps:
	@rm -f build/.sin-instalar
	@sh docs/deps.sh INSTALA $(GRUPOS)
	$(if $(NAVEGADOR),$(DEPS_NAVEGADOR))
	@echo 'No falta nada.'

# ---- labs/comun y resume ----

COMUN_FUENTES := $(sort $(wildcard labs/comun/*.[ch]))
COMUN := build/comun/libcomun.a
COMUN_OBJETOS := $(patsubst labs/comun/%.c,build/comun/%.o,$(filter %.c,$(COMUN_FUENTES)))

# Cambia cuando cambian el compilador o las opciones: lo compilado y las
# salidas dependen de él, y de nada más que no sea código o datos.
BANDERAS := $(shell $(CC) -dumpfullversion 2>/dev/null) $(CC) $(CFLAGS_CURSO)
ifeq (,$(filter clean help,$(OBJETIVOS)))
$(shell mkdir -p build/comun && { printf '%s\n' '$(BANDERAS)' | cmp -s - build/.banderas || \
    printf '%s\n' '$(BANDERAS)' >build/.banderas; })
endif

build/comun/%.o: labs/comun/%.c $(filter %.h,$(COMUN_FUENTES)) build/.banderas
	$(Q)$(CC) $(CFLAGS_CURSO) -c -o $@ $<
build/comun/sitio_datos.o: $(wildcard labs/comun/sitio/*.csv labs/comun/sitio/*.css labs/comun/sitio/*.js)
$(COMUN): $(COMUN_OBJETOS)
	$(Q)rm -f $@ && ar rcs $@ $^

build/resume: docs/literario/resume.c docs/literario/texto.c docs/literario/texto.h build/.banderas
	$(call di,compila,resume)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)

#? clean          borra build/
clean:
	$(Q)rm -rf build

#? help           esta lista
help:
	@sed -n 's/^#? /make /p' $(filter-out build/%,$(MAKEFILE_LIST)) | sort -u

.PHONY: deps clean help
