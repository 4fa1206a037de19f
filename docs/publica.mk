# publica.mk: lo que se reparte.

KIT := build/kit/en-paralelo.tar.gz
KIT_PARTES := $(wildcard docs/kit/* docs/graficas/* labs/comun/* \
    tests/apoyo/* tests/lab.mk docs/base.mk docs/deps.sh \
    docs/dependencias.tsv) docs/literario/kit.sh \
    $(foreach c,$(CAPITULOS),build/$c/leccion.mk $(wildcard tests/$c/*.c \
    tests/$c/datos/*.inc))

#? kit            el kit que se reparte, sin soluciones: build/kit/en-paralelo.tar.gz
kit: $(KIT)
$(KIT): $(KIT_PARTES) $(DATOS:=.ref) $(HECHO.estudiante)
	$(call di,empaqueta,$@)
	$(Q)docs/literario/kit.sh $@ $(CAPITULOS)

#? publica        libro, edición docente, sitio, EPUB y kit, en build/publica/
publica: $(KIT) docs-docente
	$(Q)rm -rf build/publica && mkdir -p build/publica
	$(Q)cp $(KIT) $(wildcard build/docs/curso.pdf build/docs/curso.epub) build/publica
	$(Q)for f in pdf epub; do \
	    [ ! -e build/docs/docente/curso.$$f ] || \
	    cp build/docs/docente/curso.$$f build/publica/curso-docente.$$f; done
	$(Q)[ ! -e build/docs/html ] || \
	    tar -C build/docs --exclude=.esquema -czf build/publica/sitio.tar.gz html
	@ls -1 build/publica/*

.PHONY: kit publica
