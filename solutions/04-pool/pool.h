/* pool.h: un grupo de trabajadores (pool), que nacen una vez y sirven
 * muchas.
 *
 * Forma: el trabajo viene en trozos (chunks). Un trozo es una función y un
 *   vector de n entradas, de tam_entrada bytes cada una; sus resultados van
 *   a otro de n salidas, de tam_salida bytes. Cualquiera de los dos tamaños
 *   puede ser 0: entonces ese vector no se mira. Los trabajadores son hilos
 *   o procesos; el contrato es el mismo.
 * Errores: 0, o uno de estos números; errno no se usa.
 *     1 a 999               el que devolvió la función, o un errno
 *     POOL_MURIO + senal    esa señal mató al trabajador (un proceso)
 *     POOL_SALIO + estado   el trabajador acabó con exit(estado)
 *   Un trabajador que muere no se repone: los demás siguen. Si ya no queda
 *   ninguno, los trozos que falten reciben el error del último en morir.
 * Dueño: el pool es de quien lo crea. Los vectores son de quien llama, y no
 *   se tocan hasta que el trozo está acabado.
 * Concurrencia: pool_map, pool_envia, pool_reserva, pool_suelta,
 *   pool_cierra, pool_termina y las que preguntan, desde cualquier hilo y a
 *   la vez, también desde un aviso (así llamamos a acabado). Las demás,
 *   cuando nadie más usa el pool; y pool_map y pool_une, nunca desde un
 *   trabajador ni desde un aviso: se esperarían a sí mismos. Un proceso
 *   hijo no usa el pool. */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stddef.h>

enum { POOL_MURIO = 1000, POOL_SALIO = 2000 };

struct pool;

/* Lo que se hace con un elemento: lee *entrada y escribe *salida, que no
 * se solapan. Devuelve 0, o un error suyo, de 1 a 999. Con procesos, lo
 * que escriba fuera de *salida no lo ve nadie más. */
typedef int pool_funcion(const void *entrada, void *salida);

/* Lo que un trabajador hace de una vez. Equivale a:
 *     r = empieza == NULL ? 0 : empieza(ctx);
 *     for (i = 0; i < n && r == 0; i++)
 *         r = f(entrada + i * tam_entrada, salida + i * tam_salida);
 *     acabado(ctx, r);
 * Si r no es 0, lo que haya en salida no significa nada. acabado se llama
 * exactamente una vez por trozo; empieza, como mucho una, cuando al trozo
 * le llega el turno: si no devuelve 0, no se hace. Los dos, en un hilo del
 * pool, sin ningún cerrojo cogido; deben ser breves. Nunca los llama un
 * hijo. */
struct pool_trozo {
    pool_funcion *f;
    size_t n;
    const void *entrada;
    size_t tam_entrada;
    void *salida;
    size_t tam_salida;
    void (*acabado)(void *ctx, int error);
    void *ctx;
    bool reservado; /* lo manda quien tiene una reserva (pool_reserva) */
    int (*empieza)(void *ctx); /* NULL: siempre se hace */
};

/* Deja en *sale un pool de tantos trabajadores, que nacen según inicio:
 * "hilo", hilos; "fork", procesos hijos. Con "fork", los hijos conocen lo
 * que había en memoria en este momento, y nada posterior.
 * EINVAL si trabajadores < 1, o si no existe ese inicio; ENOMEM, o el error
 * de crear el hilo, el proceso o su tubería: entonces no queda nada. */
int pool_crea(struct pool **sale, int trabajadores, const char *inicio);

/* Manda un trozo, que espera su turno en la cola: salen en el orden en que
 * llegaron. El trozo se copia; sus vectores, no. EPIPE si el pool ya no
 * admite trabajo; ENOMEM: entonces acabado no se llama. */
int pool_envia(struct pool *p, const struct pool_trozo *t);

/* Reserva el derecho a mandar trabajo aunque después se cierre el pool: los
 * trozos marcados como reservados se admiten mientras quede alguna reserva,
 * y hasta que se suelte la última los trabajadores no se van. Es de quien
 * no tiene todavía el trabajo, pero lo tendrá. pool_termina las anula:
 * desde entonces, EPIPE para todos. Cada pool_reserva se empareja con un
 * pool_suelta, también tras pool_termina. EPIPE si el pool ya no admite
 * trabajo: entonces no hay nada que soltar. */
int pool_reserva(struct pool *p);
void pool_suelta(struct pool *p);

/* El tamaño de trozo de CPython: n / (4 * trabajadores), hacia arriba.
 * 0 si n es 0. trabajadores >= 1. */
size_t pool_chunksize(size_t n, int trabajadores);

/* Equivale a: for (i = 0; i < n; i++) f(entrada + i * tam_entrada,
 *                                       salida + i * tam_salida);
 * en trozos de chunksize (0: el que diga pool_chunksize), sin orden entre
 * trozos, y espera a que acaben todos. Un error no detiene a los demás
 * trozos; devuelve el del primer trozo, por orden, que lo tuvo. Además,
 * EPIPE si el pool ya no admite trabajo; ENOMEM; ECANCELED si lo terminan
 * durante la espera. Con n == 0 no hace nada. */
int pool_map(struct pool *p, pool_funcion *f, size_t n, const void *entrada,
             size_t tam_entrada, void *salida, size_t tam_salida,
             size_t chunksize);

/* Ya no se admite trabajo, salvo el reservado; el que hay se hace.
 * Repetirlo no hace nada. */
void pool_cierra(struct pool *p);

/* Ya no se admite trabajo, y el que espera en la cola no se hace: sus
 * trozos acaban con ECANCELED. Los procesos se matan a mitad de trabajo,
 * y su trozo acaba igual; los hilos acaban el suyo. No espera. */
void pool_termina(struct pool *p);

/* Espera a que no quede trabajo, ni avisos, ni reservas, ni trabajadores.
 * EINVAL, sin esperar, si el pool no está cerrado ni terminado. Repetirlo
 * no hace nada. */
int pool_une(struct pool *p);

/* Termina, une y libera. Con NULL no hace nada. */
void pool_destruye(struct pool *p);

/* Con cuántos trabajadores se creó. */
int pool_tamano(const struct pool *p);

/* Escribe «<pool inicio=fork state=RUN pool_size=8>»; el estado es RUN,
 * CLOSE o TERMINATE. ERANGE si no cabe en tam bytes con su '\0'. */
int pool_describe(struct pool *p, char *texto, size_t tam);

#endif
