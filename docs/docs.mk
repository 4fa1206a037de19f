# docs.mk: el libro, el sitio y el EPUB, en dos ediciones. Lo que cada
# página necesita sale de build/NN-nombre/leccion.mk; cambiar la prosa de un
# capítulo vuelve a tejer su página, el libro y en qué se busca, y nada más (y las
# páginas de detrás, si con él cambia dónde se usa por primera vez un término del
# glosario). BORRADOR=1 deja ver un capítulo al que aún le faltan medidas, salidas o
# dibujos.

TEJEDOR := docs/literario/lector.lua docs/literario/teje.lua \
    $(wildcard docs/literario/teje/*.lua) docs/plantillas/curso.yaml
OBRAS := lessons/bibliografia.bib
PLANTILLAS_PAGINA := docs/plantillas/pagina.html docs/plantillas/busca.html
PROLOGO := $(wildcard lessons/prologo.md)
APENDICES := $(wildcard lessons/apendices.md)
GLOSARIO := $(wildcard lessons/glosario.md)
# Sin con qué dibujar, el sitio sale con el texto de cada figura.
INCOMPLETO := $(or $(BORRADOR),$(if $(TIENE_GNUPLOT),,1),$(if $(TIENE_XELATEX),,1),$(FUERA))

PANDOC := pandoc -f docs/literario/lector.lua -L docs/literario/teje.lua \
    --metadata-file docs/plantillas/curso.yaml -M build=build \
    -M 'capitulos=$(CAPITULOS)' $(if $(INCOMPLETO),-M borrador=1) \
    $(OBRAS:%=--bibliography %) $(GLOSARIO:%=-M glosario=%) --citeproc \
    -L docs/literario/teje/obras.lua \
    $(if $(INCOMPLETO),,--fail-if-warnings)

# De cada capítulo: el texto, lo que otros citan de él y lo que se ve en él.
define partes
TEXTO.$(1) := $$(sort $$(wildcard lessons/$(1)/*.md))
PARTES.$(1) := $$(TEXTO.$(1)) $$(SALIDAS.$(1)) $$(DATOS.$(1):=.ref) \
    $$(wildcard lessons/$(1)/datos/*.tsv lessons/$(1)/datos/salidas/*.txt)
DIBUJOS.$(1) := $$(GRAFICAS.$(1)) $$(DIAGRAMAS.$(1))
MENSAJES.$(1) := $$(ERRORES.$(1):%=build/$(1)/errores/%.mensaje)
build/$(1)/refs.tsv build/$(1)/bloques.tsv build/$(1)/piezas.tsv \
    build/$(1)/manifiesto.tsv: build/$(1)/leccion.mk ;
endef
$(foreach c,$(CAPITULOS),$(eval $(call partes,$c)))
REFS := $(CAPITULOS:%=build/%/refs.tsv)
TEXTOS := $(PROLOGO) $(foreach c,$(CAPITULOS),$(TEXTO.$c)) $(APENDICES) $(GLOSARIO)
# Las páginas que no son de un capítulo, y de qué se hacen las dos primeras.
SUELTAS := $(basename $(notdir $(PROLOGO) $(APENDICES) $(GLOSARIO)))
FRENTE := $(if $(PROLOGO),$(if $(TIENE_XELATEX),build/libro/mapa.pdf build/libro/mapa.svg)) \
    $(if $(APENDICES),build/libro/ordenes.txt build/libro/opciones.txt docs/dependencias.tsv) $(CAPITULOS:%=build/%/manifiesto.tsv)
build/libro/mapa.tex: docs/literario/mapa.sh $(foreach c,$(CAPITULOS),$(firstword $(TEXTO.$c)))
	$(Q)mkdir -p $(@D) && docs/literario/mapa.sh $(CAPITULOS) >$@
build/libro/mapa.pdf build/libro/mapa.svg &: build/libro/mapa.tex $(DIAGRAMAS_COMUN)
	$(call diagrama,build/libro/mapa,lessons/prologo.md:1)
build/libro/opciones.txt: build/.banderas
	$(Q)mkdir -p $(@D) && printf '%s\n' '$(CFLAGS_ALUMNO)' | fold -sw 72 | sed 's/ *$$//' >$@
build/libro/ordenes.txt: Makefile $(wildcard docs/*.mk tests/*.mk tests/*/*.mk)
	$(Q)mkdir -p $(@D) && cat $^ | sed -n 's/^#? /make /p' | sort -u >$@

# ---- qué términos del glosario se han usado ya ----

# De cada capítulo, los que usa; y los que han usado los de antes. Los
# ficheros se escriben solo si cambian; lo hecho se apunta aparte.
define terminos
build/$(1)/terminos.hecho: $$(TEXTO.$(1)) $(GLOSARIO) docs/literario/lector.lua \
    docs/literario/teje.lua docs/literario/teje/glosario.lua \
    docs/literario/teje/base.lua
	$(Q)pandoc -f docs/literario/lector.lua -L docs/literario/teje.lua \
	    -M terminos=build/$(1)/terminos.tsv $(GLOSARIO:%=-M glosario=%) -t plain -o $$@ $$(TEXTO.$(1))
build/$(1)/terminos.tsv: build/$(1)/terminos.hecho ;
build/$(1)/vistos.tsv: build/vistos.hecho ;
endef
$(foreach c,$(CAPITULOS),$(eval $(call terminos,$c)))
build/vistos.hecho: $(CAPITULOS:%=build/%/terminos.tsv)
	$(Q)docs/literario/vistos.sh $(CAPITULOS) && touch $@

# edicion: nombre, carpeta
define edicion
PAGINAS.$(1) := $(CAPITULOS:%=$(2)/html/%.html)
ESQUEMAS.$(1) := $(patsubst %,$(2)/html/.esquema/%.tsv,$(filter prologo,$(SUELTAS)) \
    $(CAPITULOS) $(filter apendices,$(SUELTAS)))
TEXTOS.$(1) := $(patsubst %,$(2)/html/.esquema/%.textos,$(CAPITULOS) $(SUELTAS))
PAGINAS_LIBRO.$(1) := $(if $(PROLOGO),$(if $(TIENE_XELATEX),$(2)/latex/paginas.tsv))
SITIO.$(1) := $(2)/html/index.html $(2)/html/indice.html \
    $(2)/html/estilo.css $(2)/html/sitio.js $(2)/html/textos.js \
    $(CAPITULOS:%=$(2)/html/%.html) $(CAPITULOS:%=$(2)/html/%-programas.html) \
    $(SUELTAS:%=$(2)/html/%.html)
HECHO.$(1) := $(if $(TIENE_PANDOC),$$(SITIO.$(1)) $(2)/curso.epub \
    $(if $(TIENE_XELATEX),$(2)/curso.pdf))

$(foreach c,$(CAPITULOS),
$(2)/html/$c.html: $(PARTES.$c) $(DIBUJOS.$c:=.svg) \
    build/$c/bloques.tsv build/$c/piezas.tsv build/$c/manifiesto.tsv \
    build/$c/vistos.tsv $(if $(filter docente,$(1)),$(MENSAJES.$c)))

$$(PAGINAS.$(1)): $(2)/html/%.html: $(TEJEDOR) $(PLANTILLAS_PAGINA) \
    $(OBRAS) $(REFS)
	$$(call di,teje,$$@)
	$(Q)mkdir -p $(2)/html/.esquema
	$(Q)$(PANDOC) -t html5 --mathml --section-divs \
	    --template docs/plantillas/pagina.html -M edicion=$(1) \
	    -M modo=pagina -M esquema=$(2)/html/.esquema/$$*.tsv \
	    -M vistos=build/$$*/vistos.tsv -o $$@ $$(TEXTO.$$*)
$(2)/html/prologo.html $(2)/html/apendices.html: $(FRENTE)
$(2)/html/prologo.html: $$(PAGINAS_LIBRO.$(1))
$(SUELTAS:%=$(2)/html/%.html): $(2)/html/%.html: lessons/%.md $(TEJEDOR) $(PLANTILLAS_PAGINA) \
    $(OBRAS) $(REFS)
	$$(call di,teje,$$@)
	$(Q)mkdir -p $(2)/html/.esquema
	$(Q)$(PANDOC) -t html5 --mathml --template docs/plantillas/pagina.html \
	    -M edicion=$(1) -M modo=pagina $$(PAGINAS_LIBRO.$(1):%=-M paginas=%) \
	    -M esquema=$(2)/html/.esquema/$$*.tsv -o $$@ $$<
$$(ESQUEMAS.$(1)): $(2)/html/.esquema/%.tsv: $(2)/html/%.html ;
$$(TEXTOS.$(1)): $(2)/html/.esquema/%.textos: $(2)/html/%.html ;
$(CAPITULOS:%=$(2)/html/.esquema/%.programas): $(2)/html/.esquema/%.programas: $(2)/html/%.html ;
$(CAPITULOS:%=$(2)/html/%-programas.html): $(2)/html/%-programas.html: \
    $(2)/html/.esquema/%.programas docs/literario/programas.lua \
    docs/literario/teje/base.lua docs/literario/teje/codigo.lua \
    docs/plantillas/curso.yaml $(PLANTILLAS_PAGINA)
	$$(call di,teje,$$@)
	$(Q)pandoc -f markdown -t html5 /dev/null -L docs/literario/programas.lua \
	    --metadata-file docs/plantillas/curso.yaml -M edicion=$(1) \
	    -M programas=$$< $(if $(GLOSARIO),-M glosario=1) --section-divs \
	    --template docs/plantillas/pagina.html -o $$@
$(2)/html/index.html $(2)/html/indice.html: $$(ESQUEMAS.$(1)) \
    docs/literario/portada.lua docs/literario/teje/base.lua \
    docs/plantillas/portada.html docs/plantillas/busca.html \
    docs/plantillas/curso.yaml
	$$(call di,teje,$$@)
	$(Q)pandoc -f markdown -t html5 /dev/null -L docs/literario/portada.lua \
	    --metadata-file docs/plantillas/curso.yaml -M edicion=$(1) \
	    -M que=$$(if $$(filter %/index.html,$$@),portada,indice) \
	    -M 'esquemas=$$(ESQUEMAS.$(1))' $(if $(GLOSARIO),-M glosario=1) \
	    --template docs/plantillas/portada.html -o $$@
$(2)/html/textos.js: $$(TEXTOS.$(1)) docs/literario/portada.lua \
    docs/literario/teje/base.lua
	$$(call di,teje,$$@)
	$(Q)pandoc -f markdown -t html5 /dev/null -L docs/literario/portada.lua \
	    -M que=textos -M 'esquemas=$$(TEXTOS.$(1))' -o $$@
$(2)/html/estilo.css $(2)/html/sitio.js: $(2)/html/%: docs/plantillas/%
	$(Q)mkdir -p $(2)/html && cp $$< $$@

$(2)/latex/curso.tex: $(TEXTOS) $(foreach c,$(CAPITULOS),$(PARTES.$c) \
    $(if $(filter docente,$(1)),$(MENSAJES.$c)) $(DIBUJOS.$c:=.pdf)) \
    $(REFS) $(FRENTE) $(TEJEDOR) $(OBRAS) docs/plantillas/libro.latex \
    docs/plantillas/portada.latex
	$$(call di,teje,$$@)
	$(Q)mkdir -p $(2)/latex
	$(Q)$(PANDOC) -t latex --top-level-division=chapter \
	    --template docs/plantillas/libro.latex -M edicion=$(1) \
	    -M modo=libro -o $$@ $(TEXTOS)
$(2)/curso.pdf: $(2)/latex/curso.tex $(foreach c,$(CAPITULOS),$(DIBUJOS.$c:=.pdf)) \
    docs/literario/latex.sh docs/plantillas/indice.ist
	$$(call di,imprime,$$@)
	$(Q)docs/literario/latex.sh $$< $$@
# Cuántas páginas tiene cada capítulo, del índice de contenido; se escribe
# solo si cambia, y lo hecho se apunta aparte.
$(2)/latex/paginas.tsv: $(2)/latex/paginas.hecho ;
$(2)/latex/paginas.hecho: $(2)/curso.pdf
	$(Q)awk -F '[{}]' '/\{chapter\}/ { if (c != "") print c "\t" $$$$(NF - 3) - p; \
	    c = ""; if ($$$$0 ~ /numberline/) { match($$$$0, /numberline \{[0-9]+/); \
	    c = substr($$$$0, RSTART + 12, RLENGTH - 12); p = $$$$(NF - 3) } }' \
	    $(2)/latex/curso.aux.d/curso.toc >$(2)/latex/paginas.nuevo; \
	    if cmp -s $(2)/latex/paginas.nuevo $(2)/latex/paginas.tsv; \
	    then rm $(2)/latex/paginas.nuevo; else mv $(2)/latex/paginas.nuevo $(2)/latex/paginas.tsv; fi; touch $$@

$(2)/latex/cubierta.png: docs/plantillas/cubierta.latex docs/plantillas/portada.latex \
    docs/plantillas/curso.yaml docs/literario/cubierta.sh
	$$(call di,dibuja,$$@)
	$(Q)mkdir -p $$(@D) && docs/literario/cubierta.sh $$@ $(1)
$(2)/curso.epub: $(TEXTOS) $(foreach c,$(CAPITULOS),$(PARTES.$c) \
    $(if $(filter docente,$(1)),$(MENSAJES.$c)) $(DIBUJOS.$c:=.svg)) \
    $(REFS) $(FRENTE) $$(PAGINAS_LIBRO.$(1)) $(TEJEDOR) $(OBRAS) docs/plantillas/estilo.css docs/plantillas/epub.yaml \
    docs/literario/epub.sh $(if $(TIENE_XELATEX),$(2)/latex/cubierta.png)
	$$(call di,teje,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(PANDOC) -t epub3 --mathml --toc --toc-depth=2 \
	    --css docs/plantillas/estilo.css -M edicion=$(1) -M modo=libro \
	    $$(PAGINAS_LIBRO.$(1):%=-M paginas=%) \
	    $(if $(TIENE_XELATEX),--epub-cover-image=$(2)/latex/cubierta.png) \
	    --metadata-file docs/plantillas/epub.yaml $(if $(filter docente,$(1)), \
	    -M identifier=urn:uuid:b87a2f1c-91d5-4b43-8a56-6a0d4d0e7c21) -o $$@ $(TEXTOS)
	$(Q)docs/literario/epub.sh $$@
endef
$(eval $(call edicion,estudiante,build/docs))
$(eval $(call edicion,docente,build/docs/docente))

# Lo que falte por instalar se deja fuera, y se dice.
define ofrece
$(1): $(HECHO.$(2))
	$(if $(TIENE_PANDOC),,@echo '  (sin libro ni sitio: falta pandoc)')
	$(if $(TIENE_XELATEX),,@echo '  (sin $(3)/curso.pdf: falta LaTeX)')
	@:
endef
$(eval $(call ofrece,docs,estudiante,build/docs))
$(eval $(call ofrece,docs-docente,docente,build/docs/docente))

#? docs           la edición de estudiante: build/docs/curso.pdf, html/ y curso.epub
#? docs-docente   la edición docente, con soluciones y errores típicos, en build/docs/docente/
.PHONY: docs docs-docente
