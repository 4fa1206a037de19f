/* cronometro.h: los tiempos de un bloque, contados como los cuenta el
 * cuaderno, y también los que el cuaderno no cuenta.
 *
 *     struct cronometro c;
 *     struct tiempos t;
 *
 *     cronometro_empieza(&c);
 *     … el bloque …
 *     cronometro_para(&c, &t);
 *
 * Forma: las estructuras y el texto son de quien llama; aquí no se
 *   reserva memoria.
 * Unidades: segundos, en coma flotante.
 * Errores: 0, o un errno que cada función nombra.
 * Dueño: nadie se queda con los punteros que recibe.
 * Concurrencia: desde cualquier hilo, cada cual con su cronómetro. La CPU
 *   que se cuenta es la del proceso entero, con todos sus hilos. */
#ifndef CRONOMETRO_H
#define CRONOMETRO_H

#include <stdbool.h>
#include <stddef.h>

struct tiempos {
    double pared;                        /* lo que ha pasado */
    double usuario, sistema;             /* CPU de este proceso */
    double usuario_hijos, sistema_hijos; /* CPU de los hijos esperados */
};

struct cronometro {
    struct tiempos inicio; /* lo que marcaban los relojes al empezar */
};

/* Pone el cronómetro en marcha. Errores: los de los relojes. */
int cronometro_empieza(struct cronometro *c);

/* Deja en *t lo transcurrido desde que empezó. No lo detiene: se puede
 * volver a llamar. Errores: los de los relojes. */
int cronometro_para(const struct cronometro *c, struct tiempos *t);

/* Escribe s segundos como IPython: «14.1 s», «62.4 ms», «280 µs», «0 ns»
 * (tres cifras significativas, con %.3g) y, desde 60 s, «1min 5s»,
 * «2h 3s», «1d 1h» (enteros, sin redondear, sin partes nulas).
 * Errores: EINVAL si s es negativo, no es un número o llega a 1e18;
 * ERANGE si no cabe en tam bytes, con su '\0'. */
int cronometro_cantidad(double s, char *texto, size_t tam);

/* Escribe las dos líneas de %%time, cada una con su '\n':
 *     CPU times: user 20 ms, sys: 42.5 ms, total: 62.4 ms
 *     Wall time: 14.1 s
 * Con con_hijos, a la CPU del proceso le suma la de sus hijos.
 * Errores: los de cronometro_cantidad. */
int cronometro_texto(const struct tiempos *t, bool con_hijos, char *texto,
                     size_t tam);

#endif
