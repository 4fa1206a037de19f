# El bucle de quien estudia: vigilar en un terminal de mentira, y las órdenes en
# un kit de mentira con la práctica 00.

BUCLE := build/pruebas/bucle
VIGILAR_FUENTES := $(addprefix tests/apoyo/,vigilar.c mirada.c proc.c)
$(BUCLE)/ventana: tests/bucle/ventana.c build/.banderas
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) -o $@ $< -lutil
$(BUCLE)/vigilar-asan: $(VIGILAR_FUENTES) $(wildcard tests/apoyo/mirada.h tests/apoyo/proc.h) build/.banderas
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) $(OPCIONES.asan) -o $@ $(filter %.c,$^)

# Cada vez, en una carpeta nueva. 1: el programa, 2: su nombre
define ventana
	$(call di,prueba,$(2))
	$(Q)d=$$(mktemp -d $(CURDIR)/$(BUCLE)/v.XXXXXX) && n=$@.$$$$ && { (cd $$d && \
	    timeout -k 5 300 $(CURDIR)/$(BUCLE)/ventana $(CURDIR)/$(1) $(CURDIR)/tests/bucle/falso.sh '$(2)') >$$n || \
	    printf 'fallo\t%s\tno acaba bien\n' '$(2)' >>$$n; rm -rf $$d; mv $$n $@; }
endef
$(TALLER)/vigilar.res: $(BUCLE)/ventana build/vigilar tests/bucle/falso.sh SIEMPRE
	$(Q)mkdir -p $(@D)
	$(call ventana,build/vigilar,vigilar)
$(TALLER)/vigilar-asan.res: $(BUCLE)/ventana $(BUCLE)/vigilar-asan tests/bucle/falso.sh SIEMPRE
	$(Q)mkdir -p $(@D)
	$(call ventana,$(BUCLE)/vigilar-asan,vigilar con AddressSanitizer)
PRUEBAS += $(TALLER)/vigilar.res $(TALLER)/vigilar-asan.res

# El kit de una práctica, como lo usa quien estudia.
BUCLE_KIT := $(foreach c,00-herramientas,build/$c/leccion.mk build/$c/datos/letras.ref)
$(TALLER)/bucle.res: tests/bucle/kit.sh $(wildcard tests/literario/comun.sh) $(BUCLE_KIT) build/informe SIEMPRE
	$(call di,prueba,el kit de una práctica)
	$(Q)mkdir -p $(@D) && n=$@.$$$$ && { sh $< >$$n || \
	    printf 'fallo\tkit\tacaba con estado %s\n' $$? >>$$n; } && mv $$n $@
PRUEBAS += $(TALLER)/bucle.res

$(TALLER)/autor.res: tests/bucle/autor.sh docs/guia-autor.md $(TALLER_PARTES) SIEMPRE \
    | $(COMUN) build/dictamen build/apoyo/normal/libapoyo.a
	$(call di,prueba,la guía del autor)
	$(Q)mkdir -p $(@D) && n=$@.$$$$ && { sh $< >$$n || \
	    printf 'fallo\tguía del autor\tacaba con estado %s\n' $$? >>$$n; } && mv $$n $@
PRUEBAS += $(TALLER)/autor.res
