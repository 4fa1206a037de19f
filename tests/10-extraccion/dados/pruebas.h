/* Las pruebas de lo que el capítulo 10 da hecho: la tabla, el sitio y el
 * navegador de libcurl. */
#ifndef DADOS_PRUEBAS_H
#define DADOS_PRUEBAS_H

/* clang-format off */
#define PRUEBAS(X)                                                        \
    X(tabla_csv) X(tabla_csv_ajeno) X(tabla_csv_roto) X(tabla_cabeza)     \
    X(tabla_junta) X(tabla_paquete) X(tabla_paquete_roto)                 \
    X(tabla_sin_memoria)                                                  \
    X(sitio_datos) X(sitio_paginas) X(sitio_clientes_malos)               \
    X(sitio_barrera) X(sitio_barrera_vencida) X(sitio_fallos)             \
    X(sitio_por_minuto) X(sitio_sin_recursos) X(sitio_a_trozos)           \
    X(sitio_muere_el_amo) X(sitio_muere_el_portero)                       \
    X(sitio_no_retiene)                                                   \
    X(nav_cuaderno) X(nav_textos) X(nav_errores) X(nav_sin_memoria)       \
    X(nav_a_la_vez) X(heredado_ajena) X(heredado_conexiones)
/* clang-format on */

#define DECLARA(id) void prueba_##id(void);
PRUEBAS(DECLARA)
#undef DECLARA

#endif
