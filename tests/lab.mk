# Las prácticas: lo que hace quien estudia. Lo incluyen el Makefile del curso
# y el del kit, donde no hay lecciones: aquí solo hacen falta labs/, tests/ y
# los manifiestos, en $(MANIFIESTOS)/NN-nombre/{manifiesto.tsv,pruebas.h}.
# Nada de esto escribe nunca en labs/.

MANIFIESTOS ?= build
RESUME ?= build/resume
DIBUJA ?= docs/graficas/dibuja.sh
SELLO := $(wildcard build/.banderas)

# ---- qué práctica ----

# LAB=03 o LAB=03-hilos; también LAB=3.
CAP := $(if $(LAB),$(filter $(LAB) $(LAB)-% 0$(LAB)-%,$(CAPITULOS)))
PRACTICAS := $(filter $(CAPITULOS),$(patsubst labs/%/,%,$(wildcard labs/*/)))
NUMEROS = $(foreach p,$(PRACTICAS),$(firstword $(subst -, ,$p)))
DE_UNA := $(filter lab probar pista grafica entrega vigilar leccion siguiente razon,$(MAKECMDGOALS))
ifneq (,$(DE_UNA))
ifneq (,$(and $(LAB),$(filter $(LAB) $(LAB)-% 0$(LAB)-%,$(FUERA))))
$(error La práctica $(filter $(LAB) $(LAB)-% 0$(LAB)-%,$(FUERA)) necesita $(SIN_PC): instálalo (make deps) y repite)
endif
ifneq (1,$(words $(filter $(CAP),$(PRACTICAS))))
$(error $(if $(LAB),No hay ninguna práctica «$(LAB)»,Falta decir qué práctica: make $(firstword $(DE_UNA)) LAB=NN). Las que hay: $(NUMEROS))
endif
endif
ifneq (,$(filter mide,$(MAKECMDGOALS)))
ifneq (1,$(words $(CAP)))
$(error $(if $(LAB),No hay ningún capítulo «$(LAB)»,Falta decir qué capítulo: make mide LAB=NN). Los que hay: $(CAPITULOS))
endif
endif

# En el taller el manifiesto sale de la lección; en el kit ya está.
extraido = $(if $(wildcard lessons/$(1)),build/$(1)/leccion.mk)

# Lo que una práctica usa de otras: USA.NN-nombre, que también sale de la
# lección. Quien estudia lo enlaza con un suplente, o con lo suyo (PROPIO=1).
ifneq (,$(CAP))
ifeq (,$(wildcard lessons/$(CAP)))
USA.$(CAP) := $(shell sed -n 's/^usa	//p' $(MANIFIESTOS)/$(CAP)/manifiesto.tsv)
endif
endif
incluye_usa = $(USA.$(1):%=-Ilabs/%) $(CUERPOS.$(1):%=-Ilabs/%)

# Las prácticas cuyos cuerpos de prueba ejecuta también otra.
CUERPOS.12-mpi := 04-pool 06-imap

# Y con qué bibliotecas de fuera se enlaza, por su nombre de pkg-config, o la
# opción del compilador que las trae (-fopenmp). Sus cabeceras son de otros:
# sin avisos.
ifneq (,$(CAP))
ifeq (,$(wildcard lessons/$(CAP)))
ENLAZA.$(CAP) := $(shell sed -n 's/^enlaza	//p' $(MANIFIESTOS)/$(CAP)/manifiesto.tsv)
endif
endif
pide_pc = $(if $(filter-out -%,$(ENLAZA.$(2))),$(shell pkg-config --$(1) $(filter-out -%,$(ENLAZA.$(2)))))
define de_fuera
ENLAZA_C.$(1) := $(filter -%,$(ENLAZA.$(1))) $(patsubst -I%,-isystem %,$(call pide_pc,cflags,$(1)))
ENLAZA_L.$(1) := $(filter -%,$(ENLAZA.$(1))) $(call pide_pc,libs,$(1))
endef
$(foreach c,$(CAPITULOS),$(if $(ENLAZA.$c),$(eval $(call de_fuera,$c))))

# Todas, con lo que se sabe de ellas.
TODAS = $(foreach c,$(CAPITULOS),$(MANIFIESTOS)/$c/manifiesto.tsv build/labs/$c/veredictos.tsv)

# ---- el apoyo de las pruebas ----

VARIANTES := normal asan tsan
OPCIONES.normal :=
OPCIONES.asan := -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer
OPCIONES.tsan := -fsanitize=thread
NOMBRE.asan := AddressSanitizer
NOMBRE.tsan := ThreadSanitizer

# Las llamadas que recursos.c cuenta y sabe estropear.
ENVUELTAS := pthread_create pthread_join pthread_tryjoin_np \
    pthread_timedjoin_np pthread_detach \
    pthread_mutex_init pthread_mutex_destroy pthread_cond_init \
    pthread_cond_destroy pthread_cond_wait pthread_cond_timedwait \
    clock_gettime timespec_get fork kill pipe pipe2 socketpair mmap \
    memfd_create pidfd_open posix_spawn accept accept4 \
    malloc calloc realloc aligned_alloc read write recv send \
    pool_crea pool_envia waitpid \
    nav_crea nav_abre nav_busca nav_espera nav_pulsa nav_texto nav_textos nav_href
coma := ,
ENLAZA_PRUEBAS := $(ENVUELTAS:%=-Wl$(coma)--wrap=%) -lm

# espia mira lo que se le pide a un pool, y espia_nav estropea un navegador;
# sin sus contratos, no hay qué mirar.
APOYO := prueba celda proc saneador cita recursos \
    $(if $(wildcard labs/04-pool/pool.h),espia) \
    $(if $(wildcard labs/10-extraccion/nav.h),espia_nav)

define apoyo_variante
build/apoyo/$(1)/%.o: tests/apoyo/%.c $(SELLO)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -MMD -MP -c -o $$@ $$<
build/apoyo/$(1)/libapoyo.a: $(APOYO:%=build/apoyo/$(1)/%.o)
	$$(call di,compila,$$@)
	$(Q)rm -f $$@ && ar rcs $$@ $$^
-include $(wildcard build/apoyo/$(1)/*.d)
endef
$(foreach v,$(VARIANTES),$(eval $(call apoyo_variante,$v)))

# Un suplente cumple el contrato de una práctica sin ser su respuesta.
# 1: variante, 2: práctica
define suplente_variante
build/suplente/$(1)/$(2)/%.o: labs/comun/suplente/$(2)/%.c $(SELLO)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_CURSO) $$(OPCIONES.$(1)) -Ilabs/$(2) -MMD -MP \
	    -c -o $$@ $$<
build/suplente/$(1)/$(2).a: $(patsubst labs/comun/suplente/$(2)/%.c,build/suplente/$(1)/$(2)/%.o,$(wildcard labs/comun/suplente/$(2)/*.c))
	$(Q)rm -f $$@ && ar rcs $$@ $$^
-include $(wildcard build/suplente/$(1)/$(2)/*.d)
endef
$(foreach u,$(patsubst labs/comun/suplente/%/,%,$(wildcard labs/comun/suplente/*/)),\
    $(foreach v,$(VARIANTES),$(eval $(call suplente_variante,$v,$u))))

build/informe build/dictamen: build/%: tests/apoyo/%.c \
    tests/apoyo/tabla.c tests/apoyo/tabla.h $(SELLO)
	$(call di,compila,$*)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^) -lm

build/vigilar: $(addprefix tests/apoyo/,vigilar.c mirada.c mirada.h proc.c proc.h) $(SELLO)
	$(call di,compila,vigilar)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $(filter %.c,$^)

# Los objetos de las pruebas de un capítulo, y los de sus corredores.
# 1: carpeta, 2: capítulo, 3: variante, 4: dónde está la cabecera que usan,
# 5: opciones de compilación
define objetos_de_pruebas
$(1)/$(3)/pruebas/%.o: tests/$(2)/%.c $(SELLO) | $(call extraido,$(2))
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $(5) $$(OPCIONES.$(3)) -Itests/apoyo \
	    -I$(MANIFIESTOS)/$(2) -I$(4) $$(call incluye_usa,$(2)) $$(ENLAZA_C.$(2)) -MMD -MP \
	    -c -o $$@ $$<
$(1)/$(3)/%.o: tests/apoyo/%.c $(SELLO) | $(call extraido,$(2))
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $(5) $$(OPCIONES.$(3)) -Itests/apoyo \
	    -I$(MANIFIESTOS)/$(2) -MMD -MP -c -o $$@ $$<
-include $(wildcard $(1)/$(3)/*.d $(1)/$(3)/pruebas/*.d)
endef
PRUEBAS_DE = $(filter-out banco,$(patsubst tests/$(1)/%.c,%,$(wildcard tests/$(1)/*.c)))
# 1: carpeta, 2: capítulo, 3: variante
enlazables = $(patsubst %,$(1)/$(3)/pruebas/%.o,$(call PRUEBAS_DE,$(2))) \
    build/apoyo/$(3)/libapoyo.a $(call usados,$(1),$(2),$(3)) $(COMUN)
usados = $(foreach u,$(USA.$(2)),$(if $(and $(PROPIO),$(filter $(TUYO),$(1))),$(1)/$(3)/propio/$u.a,build/suplente/$(3)/$u.a))

# ---- el sitio del capítulo 10, para mirarlo con un navegador ----

build/sitio: labs/comun/sitio/programa.c $(COMUN)
	$(call di,compila,$@)
	$(Q)$(CC) $(CFLAGS_CURSO) -o $@ $< $(COMUN)

#? sitio PUERTO=8080 LATENCIA=0  (capítulo 10) sirve el sitio de mentira en esta máquina, hasta Ctrl-C
sitio: build/sitio
	@build/sitio --puerto $(or $(PUERTO),8080) --latencia $(or $(LATENCIA),0)

# ---- la práctica de quien estudia ----

ifeq (1,$(words $(CAP)))
TUYO := build/$(if $(PROPIO),propio,labs)/$(CAP)
NN := $(firstword $(subst -, ,$(CAP)))
TUS_FUENTES := $(notdir $(wildcard labs/$(CAP)/*.c))
MANIFIESTO := $(MANIFIESTOS)/$(CAP)/manifiesto.tsv
CON_HILOS := $(if $(USA.$(CAP))$(shell grep -lE 'pthread.h|omp.h' labs/$(CAP)/*.[ch] 2>/dev/null),tsan)

# Los avisos se guardan, para enseñarlos cada vez y no solo la primera. Con
# los sanitizers se compila después: un error de compilación sale una vez.
define tuyo_variante
$(TUYO)/$(1)/lab/%.o: labs/$(CAP)/%.c $(SELLO) $(if $(filter-out normal,$(1)),| $(TUYO)/normal/lab/%.o)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_ALUMNO) -Ilabs/$(CAP) $(call incluye_usa,$(CAP)) \
	    $$(ENLAZA_C.$(CAP)) $$(OPCIONES.$(1)) -MMD -MP \
	    -c -o $$@ $$< 2>$$@.avisos || { cat $$@.avisos >&2; \
	    echo '$$< no compila. El primer error suele traer los demás: empieza por él.' >&2; exit 1; }
$(TUYO)/$(1)/corredor: $(TUS_FUENTES:%.c=$(TUYO)/$(1)/lab/%.o) \
    $(TUYO)/$(1)/corredor.o $(call enlazables,$(TUYO),$(CAP),$(1))
	$(Q)$$(CC) $$(CFLAGS_ALUMNO) $$(OPCIONES.$(1)) -o $$@ $$^ \
	    $$(ENLAZA_PRUEBAS) $$(ENLAZA_L.$(CAP))
-include $(wildcard $(TUYO)/$(1)/lab/*.d $(TUYO)/$(1)/propio/*/*.d)
endef
# Lo tuyo de otra práctica. 1: variante, 2: práctica
define tuyo_propio
$(TUYO)/$(1)/propio/$(2)/%.o: labs/$(2)/%.c $(SELLO)
	$(Q)mkdir -p $$(@D)
	$(Q)$$(CC) $$(CFLAGS_ALUMNO) -w $(call incluye_usa,$(2)) \
	    $$(OPCIONES.$(1)) -MMD -MP -c -o $$@ $$<
$(TUYO)/$(1)/propio/$(2).a: $(patsubst labs/$(2)/%.c,$(TUYO)/$(1)/propio/$(2)/%.o,$(wildcard labs/$(2)/*.c))
	$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach u,$(USA.$(CAP)),$(foreach v,$(VARIANTES),$(eval $(call tuyo_propio,$v,$u))))
$(foreach v,$(VARIANTES),$(eval $(call tuyo_variante,$v)))
$(foreach v,$(VARIANTES),$(eval $(call objetos_de_pruebas,$(TUYO),$(CAP),$v,labs/$(CAP),$$(CFLAGS_ALUMNO))))

$(TUYO)/normal/criterion: $(TUS_FUENTES:%.c=$(TUYO)/normal/lab/%.o) \
    $(TUYO)/normal/corredor_criterion.o \
    $(call enlazables,$(TUYO),$(CAP),normal)
	$(Q)$(CC) $(CFLAGS_ALUMNO) -o $@ $^ $(ENLAZA_PRUEBAS) $(ENLAZA_L.$(CAP)) -lcriterion

$(TUYO)/banco: tests/$(CAP)/banco.c \
    $(TUS_FUENTES:%.c=$(TUYO)/normal/lab/%.o) \
    $(call usados,$(TUYO),$(CAP),normal) $(COMUN)
	$(Q)$(CC) $(CFLAGS_ALUMNO) -Ilabs/$(CAP) $(call incluye_usa,$(CAP)) \
	    $(ENLAZA_C.$(CAP)) -o $@ $^ $(ENLAZA_L.$(CAP)) -lm
TUS_OBJETOS := $(TUS_FUENTES:%.c=$(TUYO)/normal/lab/%.o)

#? lab LAB=NN     compila tu práctica y enseña los avisos
lab: $(TUS_OBJETOS)
	@cat /dev/null $(TUS_OBJETOS:=.avisos) >&2
	@echo 'labs/$(CAP) compila. Ahora: make probar LAB=$(NN)'

# El corredor sencillo dice lo mismo; Criterion es lo que se usa ahí fuera.
CORREDORES = $(TUYO)/normal/$(if $(TIENE_CRITERION),criterion,corredor) \
    $(patsubst %,$(TUYO)/%/corredor,asan $(CON_HILOS))

#? probar LAB=NN  prueba tu práctica: qué pasa, qué falla y qué leer; PROPIO=1, sobre lo tuyo de las anteriores
probar: $$(CORREDORES) build/informe
	@cat /dev/null $(TUS_OBJETOS:=.avisos) >&2
	$(Q)sh tests/apoyo/probar.sh $(TUYO) $(MANIFIESTO) $(if $(TIENE_CRITERION),criterion,corredor) $(CON_HILOS) asan

#? vigilar LAB=NN  vuelve a probar cada vez que guardas; con una tecla, la pista, la gráfica, la lección o la siguiente
vigilar: build/vigilar
	@exec build/vigilar '$(MAKE)' $(patsubst %/,%,$(dir $(TUYO))) $(CAP) $(PRACTICAS) -- $(MAKEOVERRIDES)

# Lo que piden sus teclas, además de la pista y la gráfica.
SITIO := $(firstword $(wildcard libro/html) build/docs/html)
leccion: build/informe $(call extraido,$(CAP))
	@build/informe leccion $(MANIFIESTO) $(TUYO)/veredictos.tsv $(SITIO)
siguiente: build/informe $(call extraido,$(CAP))
	@mkdir -p $(TUYO) && rm -f $(TUYO)/hecha
	@! build/informe siguiente $(MANIFIESTO) $(TUYO)/veredictos.tsv \
	    asan=$(TUYO)/asan.tsv tsan=$(TUYO)/tsan.tsv || touch $(TUYO)/hecha

#? pista LAB=NN   la siguiente pista del paso en que estás; hecha del todo, cómo va de tiempo y qué viene después
pista: build/informe $(call extraido,$(CAP))
	$(Q)mkdir -p $(TUYO)
	@build/informe pista $(MANIFIESTO) $(TUYO)/veredictos.tsv $(TUYO)/pista || \
	    { [ $$? = 3 ] && $(MAKE) -s --no-print-directory razon; }
razon: $(TUYO)/banco $(RESUME) build/informe $$(REFERENCIAS)
	$(Q)sh tests/apoyo/grafica.sh --breve $(TUYO) $(MANIFIESTOS)/$(CAP) $(RESUME) $(DIBUJA)
	@echo; build/informe ahora $(TODAS)

#? grafica LAB=NN  mide tu práctica y la dibuja sobre la referencia
REFERENCIAS = $(if $(wildcard lessons/$(CAP)),$(foreach d,$(shell sed -n \
    's/^grafica	[^	]*	\([^	]*\)\.tsv.*/\1/p' $(MANIFIESTO) 2>/dev/null),$(if \
    $(wildcard lessons/$(CAP)/datos/$d.tsv),build/$(CAP)/datos/$d.ref)))
grafica: $(TUYO)/banco $(RESUME) build/informe $$(REFERENCIAS)
	$(Q)sh tests/apoyo/grafica.sh $(TUYO) $(MANIFIESTOS)/$(CAP) $(RESUME) $(DIBUJA)

#? entrega LAB=NN  empaqueta tu práctica para entregarla
entrega: $(TUS_OBJETOS) build/informe $(call extraido,$(CAP))
	$(Q)sh tests/apoyo/entrega.sh $(CAP) build/entregas $(MANIFIESTO)

endif

#? progreso       todas las prácticas, paso a paso
progreso: build/informe $(foreach c,$(CAPITULOS),$(call extraido,$c))
	@build/informe progreso $(TODAS)

.PHONY: sitio lab probar vigilar leccion siguiente pista razon progreso grafica entrega
