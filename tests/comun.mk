# Las pruebas de lo que viene dado (labs/comun) y de las tablas que
# comparan el curso con lo que no escribimos nosotros.

$(TALLER)/cpus: tests/comun/cpus.c $(COMUN)
	$(call di,compila,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS_CURSO) -o $@ $< $(COMUN)
$(TALLER)/cpus.res: $(TALLER)/cpus SIEMPRE
	$(call di,prueba,cpus)
	$(Q)$< >$@
PRUEBAS += $(TALLER)/cpus.res

$(TALLER)/cpython.res: tests/cpython_pool.tsv tests/comun/cpython.sh build/pruebas/libparalelo/lista $(CAPITULOS:%=build/%/leccion.mk) SIEMPRE
	$(call di,prueba,las pruebas de CPython)
	$(Q)mkdir -p $(@D) && sh tests/comun/cpython.sh $< build build/pruebas/libparalelo/lista >$@
PRUEBAS += $(TALLER)/cpython.res

# Lo que dan hecho las prácticas.
-include tests/09-servidores/dados.mk tests/10-extraccion/dados.mk
ifneq (,$(filter 10-extraccion,$(CAPITULOS)))
-include tests/10-extraccion/navegador.mk
endif

# Quien recoge las entregas.
-include tests/calificador/entregas.mk

# El bucle de quien estudia.
-include tests/bucle/bucle.mk
