/* reparto.h: evaluar muchas entregas a la vez, con libparalelo.
 *
 * Forma: siempre hay puestos evaluaciones en marcha. Una que solo espera no
 *   gasta CPU: mientras a la máquina le sobre más de media, entran otras,
 *   hasta maximo. Cuándo entra cada una no cambia lo que sale de ella.
 * Errores: los de par_crea; ECANCELED si para() lo pidió; o el primero, por
 *   orden de entrada, que devolviera hace. Lo que estaba en marcha se acaba.
 * Concurrencia: hace se llama desde varios hilos; para, también. */
#ifndef CALIFICADOR_REPARTO_H
#define CALIFICADOR_REPARTO_H

#include <stdbool.h>
#include <stddef.h>

struct reparto {
    size_t n;
    int puestos, maximo;
    /* La i-ésima. Si no devuelve 0, no empieza ninguna más. */
    int (*hace)(void *ctx, size_t i);
    bool (*para)(void);
    void *ctx;
    bool barra; /* una barra de progreso en la salida de errores */
};

/* Equivale a: for (i = 0; i < n && !para(); i++) hace(ctx, i); sin orden. */
int reparto_corre(const struct reparto *r);

#endif
