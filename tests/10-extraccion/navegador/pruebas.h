/* Las pruebas del navegador de verdad (nav_wd.c y sus guardianes). No
 * cuentan para la nota, y sin Chromium se saltan. */
#ifndef NAVEGADOR_PRUEBAS_H
#define NAVEGADOR_PRUEBAS_H

/* clang-format off */
#define PRUEBAS(X)                                                        \
    X(nav_contrato) X(nav_esperas) X(nav_errores) X(nav_sin_driver)       \
    X(nav_puerto_ocupado) X(nav_procesos) X(nav_hilos)                    \
    X(muere_padre) X(muere_guardian) X(muere_el_otro) X(muere_driver)     \
    X(muere_chromium) X(muere_azar)
/* clang-format on */

#define DECLARA(id) void prueba_##id(void);
PRUEBAS(DECLARA)
#undef DECLARA

#endif
