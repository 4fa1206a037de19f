# libparalelo, tal como sale de su capítulo: con #line, para que los errores
# y las trazas señalen la lección. La que se publica, con su propio Makefile,
# está en solutions/08-biblioteca/libparalelo.

PAR := 08-biblioteca
PAR_H := build/$(PAR)/biblioteca/fuente
PAR_FUENTES := $(filter %.c,$(BIBLIOTECA.$(PAR)))
PAR_CABECERAS := $(patsubst %,$(PAR_H)/%,$(filter %.h,$(BIBLIOTECA.$(PAR))))
PAR_LIMPIO := $(patsubst %,build/$(PAR)/biblioteca/limpio/%,$(BIBLIOTECA.$(PAR)))
LIBPARALELO := build/libparalelo/normal/libparalelo.a

# 1: variante
define libparalelo_variante
build/libparalelo/$(1)/%.o: $(PAR_H)/%.c $(PAR_CABECERAS) build/.banderas
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) -ffile-prefix-map=$(CURDIR)=. $$(OPCIONES.$(1)) -I$(PAR_H) -c -o $$@ $$<
build/libparalelo/$(1)/libparalelo.a: $(PAR_FUENTES:%.c=build/libparalelo/$(1)/%.o)
	$$(call di,compila,$$@)
	$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach v,normal asan tsan,$(eval $(call libparalelo_variante,$v)))

# Con el Makefile que se publica; lo compilado, en build/.
PAR_PUBLICA = $(MAKE) --no-print-directory -C solutions/$(PAR)/libparalelo \
    O='$(CURDIR)/build/libparalelo/publica' PREFIX='$(abspath $(or $(PREFIX),/usr/local))'
#? install        instala libparalelo: PREFIX=/usr/local, y DESTDIR=
install:
	$(Q)$(PAR_PUBLICA) install
#? uninstall      quita lo que puso install
uninstall:
	$(Q)$(PAR_PUBLICA) uninstall
.PHONY: install uninstall

# Las salidas de la lección que ejecutan las escenas (tests/biblioteca.mk).
$(addprefix build/$(PAR)/salidas/entrelaza-,mini.salida escenas.salida mal.salida): \
    $(PAR_LIMPIO) $(wildcard tests/08-biblioteca/entrelaza/*)
