/* Los cuerpos con los que se prueba la celda; no hay capítulo detrás. */
#ifndef EJEMPLOS_PRUEBAS_H
#define EJEMPLOS_PRUEBAS_H

/* clang-format off */
#define PRUEBAS(X)                                                        \
    X(vuelve) X(falla) X(entero) X(error) X(texto) X(real)                \
    X(falla_en_hilo) X(falla_en_hijo) X(falla_dos_hilos)                  \
    X(exit_0) X(_exit_0) X(exit_en_hilo) X(exec) X(pthread_exit)          \
    X(segfault) X(abort) X(divide) X(pila) X(mata_grupo) X(se_mata)       \
    X(mata_a_todos) X(mata_ajeno) X(forks_sin_fin)                        \
    X(bucle) X(bucle_sordo) X(se_para) X(lee_tuberia) X(espera_hijo)      \
    X(interbloqueo) X(hijo_vuelve) X(hijo_vuelve_y_falla) X(hijo_exit)    \
    X(zombi) X(zombis) X(hijo_vivo) X(huerfano) X(demonio)                \
    X(hilo_sin_unir) X(hilo_acabado_sin_unir) X(hilo_desligado)           \
    X(mutex_vivo) X(condiciones_vivas) X(tuberia) X(fichero)              \
    X(todo_limpio)                                                       \
    X(cita_en_serie) X(cita_hilos) X(cita_procesos) X(puerta_hilos)       \
    X(puerta_en_serie) X(observa_duerme) X(observa_vuelve)                \
    X(observa_vueltas) X(observa_sleep) X(recoge_dormido)                 \
    X(averia_hilo) X(averia_memoria) X(averia_fork) X(averia_espurio)     \
    X(averia_espurio_plazo) X(averia_par) X(averia_acepta)                \
    X(averia_corta) X(averia_eintr) X(averia_eintr_hilos)                 \
    X(averia_solo_flujos)                                                 \
    X(averia_hora) X(en_la_llamada)                                       \
    X(pico) X(azar)
/* clang-format on */

#define DECLARA(id) void prueba_##id(void);
PRUEBAS(DECLARA)
#undef DECLARA

#endif
