# Los mutantes: cada solución, estropeada a máquina de una en una de todas
# las maneras que sabe tests/mutantes/mutador.c. Que las pruebas cazan al
# menos nueve de cada diez se comprueba aquí. Los que sobreviven están en
# tests/NN-nombre/supervivientes.tsv, cada uno con su porqué.
#
# Un mutante que no compila no cuenta. A los demás los caza la primera prueba
# que falla: sin sanitizers, con AddressSanitizer o, si la práctica tiene
# hilos, con ThreadSanitizer. Lo que se sabe de un mutante se guarda en
# build/mutantes/NN-nombre/sabido, por el resumen de todo lo que interviene:
# mientras no cambie, no se repite.
#
# Sin COMPLETO=1 se prueba una muestra (MUESTRA por capítulo, sorteada con
# SEMILLA): ninguno que no esté en la lista puede sobrevivir. Con COMPLETO=1,
# todos; y la primera línea de la lista, la cuenta que entonces salió, tiene
# que ser la buena. La lista que sale queda en build/mutantes/NN-nombre.

MUTANTES := build/mutantes
MUESTRA ?= 8
MUTADOR_FUENTES := $(wildcard tests/mutantes/*.[ch])

build/mutador: $(filter %/mutador.c %/fichas.c %/fichas.h,$(MUTADOR_FUENTES)) build/.banderas
	$(call di,compila,mutador)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)

# De una práctica se estropea todo lo suyo; si da ficheros hechos, que se
# prueban aparte (tests/NN-nombre/dados), aquí se dice cuáles no lo son.
ESTROPEA.09-servidores := servidor.c
ESTROPEA.10-extraccion := extraer.c tramas.c extractor.c
ESTROPEA.13-escala := planificador.c sucesos.c

VARIANTES_DE = normal asan $(if $(LAB_HILOS.$(1)),tsan)

# Un guion que enlaza: «enlaza-asan CARPETA PROGRAMA». De los ficheros de la
# solución, solo se compila el estropeado. Que se acabe una función sin return
# es un error: si no, haría cualquier cosa.
# 1: capítulo, 2: variante, 3: carpeta de las fuentes
compila_mutante = $(CC) $(CFLAGS_ALUMNO) -Wno-misleading-indentation -Werror=return-type \
    -ffile-prefix-map=$(CURDIR)=. $(OPCIONES.$(2)) -I$(3) $(call incluye_usa,$(1)) $(ENLAZA_C.$(1)) -c
enlaza_mutante = $(CC) -pthread $(OPCIONES.$(2)) -o $$2 $$o build/pruebas/$(1)/$(2)/corredor.o \
    $(call enlazables,build/pruebas/$(1),$(1),$(2)) $(ENLAZA_PRUEBAS) $(ENLAZA_L.$(1))
guion_de = o=; for f in $(LAB_FUENTES.$(1)); do \
    if cmp -s $$1/$$f build/$(1)/lab/solucion/$$f; then o="$$o $(MUTANTES)/$(1)/bueno/$(2)/$${f%.c}.o"; \
    else $(call compila_mutante,$(1),$(2),$$1) -o $$1/$${f%.c}.o $$1/$$f || exit; \
        o="$$o $$1/$${f%.c}.o"; fi; done; exec $(call enlaza_mutante,$(1),$(2))

# 1: capítulo, 2: variante
define guion_de_enlace
$(LAB_FUENTES.$(1):%.c=$(MUTANTES)/$(1)/bueno/$(2)/%.o): $(MUTANTES)/$(1)/bueno/$(2)/%.o: build/$(1)/lab/solucion/%.c \
    $(LAB_CABECERAS.$(1):%=build/$(1)/lab/solucion/%) build/.banderas
	$(Q)mkdir -p $$(@D) && $$(call compila_mutante,$(1),$(2),build/$(1)/lab/solucion) -o $$@ $$<
$(MUTANTES)/$(1)/enlaza-$(2): build/pruebas/$(1)/$(2)/corredor.o \
    $$(call enlazables,build/pruebas/$(1),$(1),$(2)) $(LAB_FUENTES.$(1):%.c=$(MUTANTES)/$(1)/bueno/$(2)/%.o) build/.banderas
	$(Q)mkdir -p $$(@D) && printf '%s\n' '$$(call guion_de,$(1),$(2))' >$$@
	$(Q)cat $$^ | sha256sum >>$$@.resumen && mv $$@.resumen $$@.suma
endef

define mutantes_de
$(foreach v,$(call VARIANTES_DE,$(1)),$(call guion_de_enlace,$(1),$v)
)
MUTANTES_PARTES.$(1) := $(foreach v,$(call VARIANTES_DE,$(1)),$(MUTANTES)/$(1)/enlaza-$v) \
    $(addprefix build/$(1)/lab/solucion/,$(LAB_FUENTES.$(1)) $(LAB_CABECERAS.$(1)))
endef
$(foreach c,$(CON_PRACTICA),$(eval $(call mutantes_de,$c)))

# Un capítulo detrás de otro, que cada uno ya ocupa todas las CPU; y todos,
# aunque alguno falle.
# Sin LAB, los que ya tienen su lista; de los demás se dice que falta contar.
SIN_CONTAR := $(foreach c,$(CON_PRACTICA),$(if $(wildcard tests/$c/supervivientes.tsv),,$c))
MUTANTES_DE := $(if $(LAB),$(filter $(CON_PRACTICA),$(CAP)),$(filter-out $(SIN_CONTAR),$(CON_PRACTICA)))
#? mutantes       estropea a máquina las soluciones, por sorteo (SEMILLA=n) o todo (COMPLETO=1); LAB=NN, solo esa
mutantes: $(foreach c,$(MUTANTES_DE),$(MUTANTES_PARTES.$c)) build/mutador
	@$(foreach c,$(if $(LAB),,$(SIN_CONTAR)),echo '$c: SALTO, sus mutantes están por contar (make mutantes LAB=$c COMPLETO=1)';)
	$(Q)mal=0; export COMPLETO='$(COMPLETO)' SEMILLA='$(or $(SEMILLA),1)' MUESTRA='$(MUESTRA)'; \
	    $(foreach c,$(MUTANTES_DE),sh tests/mutantes/mutantes.sh $c '$(or $(ESTROPEA.$c),$(LAB_FUENTES.$c))' '$(call VARIANTES_DE,$c)' || mal=1;) \
	    exit $$mal

PRUEBAS_LARGAS += mutantes
.PHONY: mutantes

# El mutador también se prueba.
$(MUTANTES)/mutador.res: build/mutador $(wildcard tests/mutantes/*) SIEMPRE
	$(call di,prueba,el mutador)
	$(Q)mkdir -p $(@D) && { sh tests/mutantes/prueba.sh >$@.nuevo || \
	    printf 'fallo\tmutador\tacaba con estado %s\n' $$? >>$@.nuevo; \
	    } && mv $@.nuevo $@
PRUEBAS += $(MUTANTES)/mutador.res
