/* pragmas.h: los problemas de los capítulos 4 a 7, con OpenMP.
 *
 * Forma: n elementos seguidos, de te bytes los de entrada y de ts los de
 *   salida; cualquiera de los dos tamaños puede ser 0.
 * Errores: 0, o el que devolvió la función, de 1 a 999; errno no se usa.
 * Dueño: los vectores son de quien llama.
 * Concurrencia: cada función abre una región con los hilos que diga
 *   omp_set_num_threads (o OMP_NUM_THREADS) y no vuelve hasta cerrarla. Lo
 *   que recibe (f, antes…) se llama desde varios hilos a la vez, sin ningún
 *   cerrojo cogido; entrega, no: una llamada detrás de otra. */
#ifndef PRAGMAS_H
#define PRAGMAS_H

#include <stdbool.h>
#include <stddef.h>

/* Como en pool.h: lee *entrada y escribe *salida. 0, o un error suyo. */
typedef int pragmas_funcion(const void *entrada, void *salida);

/* Equivale a: for (i = 0; i < n; i++) f(entrada + i * te, salida + i * ts);
 * sin orden. Cada hilo que se queda sin nada que hacer toma los siguientes
 * chunksize elementos (0: uno). Un error no detiene a los demás; devuelve
 * el del primer elemento, por orden, que lo tuvo. */
int pragmas_map(pragmas_funcion *f, size_t n, const void *entrada,
                size_t te, void *salida, size_t ts, size_t chunksize);

/* Equivale a: s = 0; for (i = 0; i < n; i++) s += f(x[i]);
 * salvo que las sumas se hacen en un orden que depende de los hilos. */
double pragmas_suma(double (*f)(double), const double *x, size_t n);

/* Lo mismo, bit a bit, con cualquier número de hilos. Equivale a sumar por
 * separado, de izquierda a derecha, cada trozo de PRAGMAS_TROZO elementos
 * (el último, los que queden), y después los trozos, también de izquierda a
 * derecha. 0 o ENOMEM; el resultado, en *s. */
enum { PRAGMAS_TROZO = 256 };
int pragmas_suma_fija(double (*f)(double), const double *x, size_t n,
                      double *s);

/* El índice del mayor de los f(x[i]); si hay varios iguales, el menor.
 * n >= 1, y f no devuelve NaN. */
size_t pragmas_pico(double (*f)(double), const double *x, size_t n);

/* Cuántas veces está cada byte: cuenta[b] es el número de x[i] == b. */
void pragmas_cuenta(const unsigned char *x, size_t n, long cuenta[256]);

/* Equivale a: for (i = 0; i < n; i++)
 *                 entrega(ctx, f(entrada + i * te, y), y);
 * con las llamadas a f de varios elementos a la vez, y las de entrega en
 * orden, cada una en cuanto le toca y está hecho lo suyo. y son ts bytes,
 * que solo valen durante la llamada. EINVAL si ts > PRAGMAS_SALIDA. */
enum { PRAGMAS_SALIDA = 256 };
int pragmas_en_orden(pragmas_funcion *f, size_t n, const void *entrada,
                     size_t te, size_t ts,
                     void (*entrega)(void *ctx, int error, const void *y),
                     void *ctx);

/* Ordena v por mezcla: cada mitad, una tarea. sitio tiene otros n, para lo
 * que haga falta. Es estable: los que antes no distingue quedan como
 * estaban. Una parte de corte elementos o menos la ordena un hilo solo. */
void pragmas_ordena(long *v, long *sitio, size_t n,
                    bool (*antes)(long, long), size_t corte);

#endif
