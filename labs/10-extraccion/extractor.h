/* extractor.h: muchas páginas a la vez, y que una no eche a perder las
 * demás.
 *
 * Forma: n páginas dan n tablas y n errores, en el orden de las páginas,
 *   se acaben cuando se acaben. tablas[i] es NULL si y solo si errores[i]
 *   no es 0.
 * Unidades: milisegundos.
 * Errores: lo que devuelven dice si se ha podido trabajar: 0, EINVAL
 *   (n_jobs menor que 1), o por qué no ha habido ningún trabajador (EAGAIN,
 *   EMFILE, ENOMEM…); entonces todas las tablas son NULL. Si solo se ha
 *   podido crear alguno, se sigue con los que haya. Lo que le pase a una
 *   página queda en su error, y en ninguno más: el de la función, o
 *   EXTRAE_PERDIDA.
 * Dueño: las tablas son de quien llama.
 * Límite: nunca hay más de n_jobs páginas en marcha. Con n_jobs mayor que
 *   n, los trabajadores son n.
 * Concurrencia: cada llamada es independiente. Al volver no queda ningún
 *   trabajador, vivo ni por esperar, ni descriptor abierto. */
#ifndef EXTRACTOR_H
#define EXTRACTOR_H

#include "tabla.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* El proceso que tenía la página murió antes de entregarla. */
enum { EXTRAE_PERDIDA = 1000 };

typedef int extrae_funcion(const char *url, struct tabla **sale);

/* Todo a cero, menos n_jobs, es lo corriente. */
struct extrae_opciones {
    int n_jobs;
    int intentos;           /* por página, el primero incluido; 0: uno */
    int pausa_ms;           /* antes del segundo; después se va doblando */
    extrae_funcion *extrae; /* NULL: extraer, de extraer.h */
    void (*espera)(int ms); /* NULL: dormir. La llama el trabajador */

    /* Se llama, si no es NULL, cada vez que acaba una página, en el hilo
     * que llamó. despachadas: las que ya ha empezado alguien. */
    void (*avance)(void *ctx, size_t despachadas, size_t hechas);
    void *ctx;
};

/* Equivalen a: for (i = 0; i < n; i++)
 *                  errores[i] = extrae_una(urls[i], i, o, &tablas[i]);
 * con n_jobs trabajadores, cada uno con una página en cada momento. Una
 * usa procesos: si alguno muere, otro ocupa su puesto. La otra, hilos. */
int extrae_procesos(char *const urls[], size_t n, struct tabla *tablas[],
                    int errores[], const struct extrae_opciones *o);
int extrae_hilos(char *const urls[], size_t n, struct tabla *tablas[],
                 int errores[], const struct extrae_opciones *o);

/* --- Las piezas, a la vista para poder probarlas ---------------------- */

/* La página i, con sus reintentos: lo que devuelve el último intento. */
int extrae_una(const char *url, size_t i, const struct extrae_opciones *o,
               struct tabla **sale);

/* ¿Puede salir bien si se repite? ETIMEDOUT, ECONNREFUSED, ECONNRESET, un
 * 429 y de 500 a 599. Lo demás saldrá igual. */
bool extrae_pasajero(int error);

/* Cuánto se espera tras el intento k (desde 1) de la página i: con
 * tope = pausa_ms * 2^(k - 1), y nunca más de un minuto, un número entre
 * tope / 2 y tope que depende de i y de k: si fallan muchas a la vez, no
 * vuelven todas a la vez. */
int extrae_pausa(size_t i, int k, int pausa_ms);

/* Un número que parece al azar y solo depende de a y b; y dormir, sin que
 * una señal lo acorte. Vienen hechas. */
uint32_t extrae_azar(size_t a, int b);
void extrae_duerme(int ms);

#endif
