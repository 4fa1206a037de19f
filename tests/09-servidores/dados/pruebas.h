/* Las pruebas de lo que la práctica del capítulo 09 da hecho: la sesión y
 * el buzón. */
#ifndef DADOS_PRUEBAS_H
#define DADOS_PRUEBAS_H

/* clang-format off */
#define PRUEBAS(X)                                                        \
    X(pop3_cortes) X(pop3_cierra) X(pop3_lineas) X(pop3_sin_leer)         \
    X(pop3_textos) X(pop3_errores_del_disco)                              \
    X(buzon_entrega) X(buzon_a_la_vez) X(buzon_apuntes)                   \
    X(buzon_cerrojo) X(buzon_uid) X(buzon_barre) X(buzon_sin_tmp)         \
    X(muerte_entrega) X(muerte_quit) X(muerte_azar)
/* clang-format on */

#define DECLARA(id) void prueba_##id(void);
PRUEBAS(DECLARA)
#undef DECLARA

#endif
