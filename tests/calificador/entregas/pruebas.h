/* Las pruebas de quien recoge las entregas. */
#ifndef ENTREGAS_PRUEBAS_H
#define ENTREGAS_PRUEBAS_H

/* clang-format off */
#define PRUEBAS(X)                                                        \
    X(avisos_lista)                                                       \
    X(nombre_texto) X(nombre_rutas) X(nombre_rotulos) X(nombre_pliegues)  \
    X(nombre_cortos)                                                      \
    X(archivo_formatos) X(archivo_cortado) X(archivo_clases)              \
    X(archivo_doble) X(archivo_se_sale) X(archivo_cifrado)                \
    X(archivo_bomba) X(archivo_muchos) X(archivo_grande)                  \
    X(archivo_anidado) X(archivo_extension) X(archivo_otro)               \
    X(archivo_nombres) X(archivo_averias) X(archivo_cortes)               \
    X(aparte_cae) X(aparte_gira) X(aparte_encierro) X(aparte_miente)      \
    X(aparte_lo_matan)                                                    \
    X(carpeta_clases) X(carpeta_enlazada) X(carpeta_hueca)                \
    X(carpeta_muchos) X(carpeta_ilegible) X(carpeta_cambia)               \
    X(carpeta_honda) X(carpeta_clon)                                      \
    X(recoge_basico) X(recoge_falta) X(recoge_contrato) X(recoge_windows) \
    X(recoge_suelto) X(recoge_otra) X(recoge_vacia) X(recoge_alumnos)     \
    X(recoge_intentos) X(recoge_anterior) X(recoge_carpetas)              \
    X(recoge_resumen) X(recoge_orden) X(recoge_disco) X(recoge_memoria)   \
    X(recoge_no_escribe) X(recoge_para) X(recoge_errores)                 \
    X(moodle_carpetas) X(moodle_zip) X(moodle_planas) X(moodle_falso)     \
    X(moodle_homonimos) X(moodle_disco) X(moodle_cortado)
/* clang-format on */

#define DECLARA(id) void prueba_##id(void);
PRUEBAS(DECLARA)
#undef DECLARA

#endif
