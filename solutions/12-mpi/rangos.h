/* rangos.h: map e imap entre los rangos de un programa de MPI.
 *
 * Forma: el programa lo lanza mpirun, y todos sus rangos, después de
 *   MPI_Init, llaman a rangos_abre. El 0 sigue, y es quien manda; los demás
 *   se quedan dentro, sirviendo, hasta que el 0 llama a rangos_cierra.
 *   Los elementos viajan como bytes: de te los de entrada y de ts los de
 *   salida; cualquiera de los dos tamaños puede ser 0, y entonces la
 *   función recibe NULL. Las funciones tienen que ser del propio programa,
 *   que en todos los rangos es el mismo; lo que escriban fuera de *salida
 *   se queda en el rango que las llamó.
 * Errores: 0, RANGOS_FIN, el que devolvió la función (de 1 a 999) o un
 *   errno; la variable errno no se usa. Si MPI falla, o si en un rango que
 *   sirve falta memoria, se acaba el trabajo entero.
 * Dueño: los vectores son de quien llama. Un rangos_imap, de quien lo crea.
 * Concurrencia: en cada rango, un solo hilo. En el 0, mientras hay un
 *   rangos_imap sin destruir no se puede llamar a nada más (EBUSY). */
#ifndef RANGOS_H
#define RANGOS_H

#include <stdbool.h>
#include <stddef.h>

enum { RANGOS_FIN = -1 };

/* Como en pool.h y en imap.h. */
typedef int rangos_funcion(const void *entrada, void *salida);
typedef int rangos_fuente(void *ctx, void *x);

/* Parte n elementos entre k: al rango i le tocan cuantos[i] seguidos, que
 * empiezan en desde[i]. El resto se reparte de uno en uno entre los
 * primeros. k >= 1 y 0 <= n. No usa MPI. */
void rangos_reparte(int n, int k, int cuantos[], int desde[]);

/* Cada rango da n bytes al siguiente y toma los n del anterior; el
 * siguiente del último es el 0. La llaman todos, antes de rangos_abre o
 * después de rangos_cierra. da y toma no se solapan. n no pasa de
 * INT_MAX. */
void rangos_gira(const void *da, void *toma, size_t n);

/* En el rango 0 vuelve enseguida, con true. En los demás sirve, y vuelve
 * con false cuando el 0 llama a rangos_cierra. Entre tanto, si en un rango
 * alguien llama a exit, se dice cuál ha sido, por la salida de errores, y
 * se acaba el trabajo entero con MPI_Abort. */
bool rangos_abre(void);
void rangos_cierra(void);

/* Desde aquí, solo el rango 0, entre rangos_abre y rangos_cierra. */

/* Equivale a: for (i = 0; i < n; i++) f(entrada + i * te, salida + i * ts);
 * con un trozo para cada rango, también el 0, como en rangos_reparte. Un
 * error detiene su trozo y ninguno más; devuelve el del primer trozo, por
 * orden, que lo tuvo. EOVERFLOW si n, te o ts pasan de INT_MAX. */
int rangos_map(rangos_funcion *f, size_t n, const void *entrada, size_t te,
               void *salida, size_t ts);

/* Equivale a: *s = 0; for (i = 0; i < n; i++) *s += f(x[i]);
 * salvo que cada rango suma su trozo y después se suman los trozos.
 * EOVERFLOW si n pasa de INT_MAX. */
int rangos_suma(double (*f)(double), const double *x, size_t n, double *s);

struct rangos_opciones {
    size_t chunksize; /* elementos en un trozo; 0: 1 */
    size_t ventana;   /* trozos; 0: dos por rango que trabaja */
    bool sin_orden;   /* según acaban, no según salen de la fuente */
};

struct rangos_imap;

/* Como imap_crea. Trabajan todos los rangos menos el 0, que reparte: cada
 * uno tiene un trozo como mucho, y recibe otro cuando devuelve el suyo. El
 * 0 solo atiende mientras está dentro de rangos_imap_siguiente.
 * EINVAL si no hay más rango que el 0; ENOMEM, o EOVERFLOW si un trozo pasa
 * de INT_MAX bytes: entonces no queda nada, y no se ha llamado a la
 * fuente. */
int rangos_imap_crea(struct rangos_imap **sale, rangos_funcion *f,
                     rangos_fuente *fuente, void *ctx, size_t te, size_t ts,
                     const struct rangos_opciones *o);

/* Como imap_siguiente, con RANGOS_FIN. */
int rangos_imap_siguiente(struct rangos_imap *it, void *salida);

/* Recoge lo que esté viajando y lo libera todo; los rangos vuelven a
 * servir. Con NULL no hace nada. */
void rangos_imap_destruye(struct rangos_imap *it);

#endif
