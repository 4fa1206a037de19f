# Las pruebas del taller: enreda, captura, resume, el tejedor, reparte.sh, y que los
# enlaces del sitio lleven a algo y las respuestas no salgan de él. Cada una
# deja build/taller/X.res; los guiones están en tests/literario. No son de
# las que test-largo repite.

TALLER := build/taller
TALLER_PARTES := build/enreda build/captura build/resume \
    $(wildcard tests/literario/*.sh tests/literario/*.txt)

# De lo que no llega al final también queda constancia.
define prueba_taller
	$(call di,prueba,$(1))
	$(Q)mkdir -p $(@D) && n=$@.$$$$ && { sh tests/literario/$(2) >$$n || \
	    printf 'fallo\t%s\tacaba con estado %s\n' '$(1)' $$? >>$$n; \
	    } && mv $$n $@
endef

DEL_TALLER := dorado malas posicion captura resume incremental reparte \
    ortografia cuentas tejido frente dibuja
$(DEL_TALLER:%=$(TALLER)/%.res): $(TALLER)/%.res: $(TALLER_PARTES) SIEMPRE
	$(call prueba_taller,$*,$*.sh)
# Copian el proyecto: mejor con todo ya compilado.
$(TALLER)/incremental.res $(TALLER)/reparte.res: | $(COMUN) build/dictamen \
    build/apoyo/normal/libapoyo.a

# ---- lecciones estropeadas al azar ----

$(TALLER)/enreda-saneado: $(addprefix docs/literario/,enreda.c leccion.c piezas.c reglas.c texto.c) \
    $(LITERARIO) build/.banderas
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) $(OPCIONES.asan) -O1 -o $@ $(filter %.c,$^)
$(TALLER)/fuzz: tests/literario/fuzz.c build/.banderas
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) -o $@ $<

FUZZ_PARTES := $(TALLER)/enreda-saneado $(TALLER)/fuzz \
    tests/literario/fuzz.sh SIEMPRE
$(TALLER)/fuzz.res: $(FUZZ_PARTES)
	$(call prueba_taller,fuzz,fuzz.sh 300)
# Otras, con SEMILLA=.
$(TALLER)/fuzz-largo.res: $(FUZZ_PARTES)
	$(call prueba_taller,fuzz largo,fuzz.sh 5000 $(or $(SEMILLA),1000))
fuzz-largo: $(TALLER)/fuzz-largo.res
	@cat $<; ! grep -v '^ok	' $< >&2

# ---- enlaces ----

$(TALLER)/enlaces.res: $(wildcard tests/literario/*.sh) docs SIEMPRE
	$(call prueba_taller,enlaces,enlaces.sh)

# ---- lo que ve un navegador, y el EPUB ----

# De npm, con la versión fijada; solo para estas pruebas.
DEPS_NAVEGADOR := @sh tests/literario/navegador/instala.sh --prefer-offline || \
    echo '  (sin axe-core: el sitio no se probará con él)' >&2
$(TALLER)/navegador.res $(TALLER)/navegador-largo.res: $(wildcard tests/literario/navegador/*) docs
$(TALLER)/navegador.res $(TALLER)/epub.res $(TALLER)/navegador-largo.res: $(TALLER)/%.res: \
    $(wildcard tests/literario/*.sh) docs SIEMPRE
	$(call prueba_taller,$*,$(if $(filter navegador,$*),navegador.sh dos,$(*:-largo=).sh))
sitio-largo: $(TALLER)/navegador-largo.res
	@cat $<; ! grep '^fallo	' $< >&2

# ---- fugas ----

$(TALLER)/fugas.res: $(wildcard tests/literario/*.sh) docs $(KIT) SIEMPRE
	$(call prueba_taller,fugas,fugas.sh $(KIT) $$(find build/docs -path build/docs/docente -prune \
	    -o \( -name '*.pdf' -o -name '*.html' -o -name '*.js' -o -name '*.epub' \) -print))

PRUEBAS += $(DEL_TALLER:%=$(TALLER)/%.res) $(TALLER)/fuzz.res $(TALLER)/enlaces.res \
    $(TALLER)/navegador.res $(TALLER)/epub.res $(TALLER)/fugas.res
PRUEBAS_LARGAS += fuzz-largo sitio-largo
.PHONY: fuzz-largo sitio-largo
