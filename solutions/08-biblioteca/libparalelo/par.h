/* par.h: libparalelo. Repartir trabajo entre hilos o entre procesos que
 * nacen una vez, con un mismo contrato.
 *
 * Forma: un trabajo es una función y n elementos: entradas de tx bytes a
 *   partir de x, salidas de ty bytes a partir de y. Cualquiera de los dos
 *   tamaños puede ser 0, y entonces ese vector no se mira.
 * Unidades: bytes; los plazos, segundos.
 * Errores: 0, o uno de estos números; errno no se usa.
 *     1 a 999              el de la función, o un errno
 *     PAR_MURIO + senal    esa señal mató al proceso que lo hacía (+ 0: no
 *                          se ha podido saber de qué murió)
 *     PAR_SALIO + estado   ese proceso acabó con exit(estado)
 *   Ninguna llamada se queda esperando a un trabajador muerto. Mientras
 *   quede otro, los demás trabajos se hacen; si no queda ninguno (ni se
 *   reponen), acaban todos con el error del último en morir.
 * Dueño: cada cosa es de quien la crea. Los vectores son de quien llama, y
 *   no se tocan después de que el trabajo acabe.
 * Concurrencia: salvo lo que se diga, desde cualquier hilo del proceso que
 *   creó el pool, y a la vez. par_crea y par_destruye, cuando nadie más lo
 *   usa. Un trabajador hilo puede usar su pool (trabajo anidado); un
 *   proceso trabajador, no: EDEADLK. Un hijo de fork, tampoco. */
#ifndef PAR_H
#define PAR_H

#include <stdbool.h>
#include <stddef.h>

enum { PAR_FIN = -1, PAR_MURIO = 1000, PAR_SALIO = 2000 };

/* Lo que se hace con un elemento: lee *x y escribe *y, que no se solapan.
 * Devuelve 0, o un error suyo, de 1 a 999. Con procesos, lo que escriba
 * fuera de *y o de la arena no lo ve nadie. */
typedef int par_funcion(const void *x, void *y);

/* ---- el pool ---- */

struct par_pool;

/* Todo a cero es lo corriente. */
struct par_opciones {
    int trabajadores;   /* 0: uno por CPU que pueda usar este proceso */
    const char *inicio; /* "hilo" (o NULL), "fork", "spawn", "forkserver" */

    /* Con procesos. */
    size_t arena;  /* bytes de par_pide; 0: 64 MiB. Solo ocupan al usarse */
    bool repone;   /* un proceso muerto se sustituye por otro. Si ya no se
                    * puede, acaba con ese error lo que le tocara a él:
                    * ECHILD, si murió quien los hace nacer */
    unsigned vida; /* trozos que hace un proceso antes de dejar el sitio a
                    * otro; 0: sin límite */
};

/* Deja en *sale un pool. Con "fork", los procesos conocen lo que había en
 * memoria en este momento, también los que nazcan después; con "spawn" y
 * "forkserver", solo el programa y sus tareas con nombre (par_registra).
 * EINVAL; ENOMEM, o el error de crear el hilo, el proceso, la arena o la
 * tubería: entonces no queda nada. Con o == NULL, todo a cero. */
int par_crea(struct par_pool **sale, const struct par_opciones *o);

/* Lo mandado se hace; lo demás, EPIPE. Repetirlo no hace nada. */
void par_cierra(struct par_pool *p);
/* Y además lo que espera no se hace: ECANCELED. Los procesos se matan a
 * mitad de trabajo, y su trozo acaba igual. No espera. */
void par_termina(struct par_pool *p);
/* Espera a que no quede trabajo, ni reservas, ni trabajadores. EINVAL, sin
 * esperar, si el pool no está cerrado ni terminado; EDEADLK, desde uno de
 * sus trabajadores. */
int par_une(struct par_pool *p);
/* Termina, une y libera. Con NULL no hace nada. */
void par_destruye(struct par_pool *p);

int par_tamano(const struct par_pool *p);
/* «<par inicio=fork state=RUN pool_size=8>». ERANGE si no cabe. */
int par_describe(struct par_pool *p, char *texto, size_t tam);

/* El derecho a mandar aunque después se cierre el pool: hasta que se
 * devuelva, los trabajadores no se van. par_termina lo anula. EPIPE. */
int par_reserva(struct par_pool *p);
void par_devuelve(struct par_pool *p);

/* Memoria de la arena, alineada a 64 bytes: la ven los procesos del pool,
 * en la misma dirección, y los trabajos la usan sin copiarla. Con hilos, la
 * de malloc. NULL si no queda. par_destruye se la lleva toda. */
void *par_pide(struct par_pool *p, size_t n);
void par_suelta(struct par_pool *p, void *q);

/* ---- de una vez ---- */

/* n / (4 * trabajadores), hacia arriba: la regla de CPython. 0 si n es 0.
 * trabajadores >= 1. */
size_t par_chunksize(size_t n, int trabajadores);

/* Equivale a: for (i = 0; i < n; i++) f(x + i * tx, y + i * ty); en trozos
 * de chunk (0: par_chunksize), sin orden entre trozos. Un error acaba su
 * trozo y no detiene a los demás; devuelve el del primer trozo, por orden,
 * que lo tuvo. Además, EPIPE; ECANCELED si lo terminan; EOVERFLOW si los
 * vectores no caben en la memoria; ENOMEM, y con procesos también si un
 * elemento no cabe en la arena. Con n == 0 no hace nada. Si quien llama es
 * un trabajador del pool, hace también su parte. */
int par_map(struct par_pool *p, par_funcion *f, size_t n, const void *x,
            size_t tx, void *y, size_t ty, size_t chunk);

/* Lo que se hace con los elementos de desde a hasta (sin contar hasta). Con
 * procesos, ctx tiene que estar en la arena, o ser anterior al pool. */
typedef int par_tramo(void *ctx, size_t desde, size_t hasta);

enum par_reparto {
    PAR_DINAMICO, /* trozos iguales, según se van quedando libres */
    PAR_ESTATICO, /* uno por trabajador */
    PAR_GUIADO,   /* lo que queda, entre 2 por trabajador; chunk o más */
    PAR_AUTO      /* los que duren lo bastante para que mandarlos no cueste,
                   * sin que nadie acabe tarde: el bucle de joblib */
};

struct par_bucle {
    enum par_reparto reparto;
    size_t chunk; /* 0: el que convenga */
    bool sigue;   /* un error no detiene el reparto */
    /* En el hilo que llamó, al empezar y al acabar, y mientras tanto cada
     * décima de segundo como mucho. Puede ser NULL. */
    void (*avance)(void *ctx, size_t hechos, size_t n);
    void *ctx;
};

/* Equivale a: for (d = 0; d < n; d = h) f(ctx, d, h = …); Devuelve el error
 * del primer tramo, por orden, que lo tuvo. Los demás, como par_map. Con
 * b == NULL, todo a cero. */
int par_para(struct par_pool *p, par_tramo *f, void *ctx, size_t n,
             const struct par_bucle *b);

/* ---- más tarde ---- */

struct par_trabajo {
    par_funcion *f;
    size_t n;
    const void *x;
    size_t tx;
    void *y;
    size_t ty;
};

/* Lo pone quien llama, donde quiera, y lo mantiene hasta que acabe: mandar
 * no reserva nada, y no falla por memoria. Los tres primeros se escriben
 * antes de par_envia. */
struct par_futuro {
    /* Cuando le llega el turno. Si no devuelve 0, no se hace, y acaba con
     * ese error. Puede ser NULL. */
    int (*empieza)(struct par_futuro *f);
    /* Lo último: al volver, la biblioteca ya no lo mira, y puede liberarlo.
     * Quien esperaba puede haber vuelto antes. Puede ser NULL. Los dos, en
     * un hilo de este proceso, sin ningún cerrojo cogido. */
    void (*acabado)(struct par_futuro *f, int error);
    void *ctx;
    _Alignas(8) unsigned char privado[96];
};

/* Manda un trabajo, que se hace de una vez, en orden hasta el primer error.
 * Empiezan en el orden en que se mandan. EPIPE: entonces no se toca más. */
int par_envia(struct par_pool *p, struct par_futuro *f,
              const struct par_trabajo *t);
/* Lo mismo, de quien tiene una reserva. */
int par_envia_reservado(struct par_pool *p, struct par_futuro *f,
                        const struct par_trabajo *t);
/* Si ha acabado: bien, mal o cancelado. */
bool par_listo(const struct par_futuro *f);
/* Espera a que acabe: 0, o ETIMEDOUT. Sin plazo (segundos < 0), este hilo
 * hace mientras tanto trabajo de la cola, si el pool es de hilos: cuenta
 * como un trabajador más. Lo hace encima de su pila: si eso que hace espera
 * algo que este hilo tenía a medias (un cerrojo cogido, la tarea en la que
 * está), no acabará. Con plazo, aunque sea INFINITY, solo espera. */
int par_espera(struct par_futuro *f, double segundos);
/* De uno que ha acabado. */
int par_error(const struct par_futuro *f);
/* 0: no se hará, y cuando le llegue el turno acabará con ECANCELED. EBUSY:
 * ya ha empezado, o acabado. */
int par_cancela(struct par_futuro *f);

/* ---- de uno en uno ---- */

struct par_imap;

/* Deja en x, seguidos, hasta max elementos, y en *n cuántos. Devuelve 0, o
 * PAR_FIN, o un error suyo, de 1 a 999, y entonces no se la vuelve a
 * llamar; lo que haya dejado vale siempre. Con 0, *n >= 1. */
typedef int par_fuente(void *ctx, void *x, size_t max, size_t *n);

struct par_imap_opciones {
    size_t chunk;   /* elementos por trozo; 0: los que convenga; y si son
                     * varios, en orden y con hilos, quien consume hace
                     * también trozos mientras espera */
    size_t ventana; /* trozos sacados y sin entregar, como mucho; 0: los que
                     * hagan falta para que nadie espere, sin pasar de 1 MiB
                     * entre entradas y salidas (8, si tampoco se dice el
                     * trozo), o de dos por trabajador */
    bool sin_orden; /* según acaban */
};

/* Al volver ya ha empezado. Lo que falte por mandar se manda aunque después
 * se cierre el pool. EPIPE; EOVERFLOW si la ventana no cabe en la memoria;
 * ENOMEM: entonces no se ha llamado a la fuente. */
int par_imap_crea(struct par_imap **sale, struct par_pool *p,
                  par_funcion *f, par_fuente *fuente, void *ctx, size_t tx,
                  size_t ty, const struct par_imap_opciones *o);
/* El siguiente resultado, en *y: 0, PAR_FIN, o el error que ocupa el lugar
 * de un trozo, y se puede seguir. El de la fuente llega el último. Un imap,
 * un hilo: el que consume, que es además el único que llama a la fuente. */
int par_imap_siguiente(struct par_imap *it, void *y);
/* Lo mismo, con los que ya están listos y seguidos: *y señala *n de ellos,
 * donde están; valen hasta la siguiente llamada. */
int par_imap_tanda(struct par_imap *it, const void **y, size_t *n);
/* Espera a lo que esté haciéndose, y lo libera. Antes que el pool. */
void par_imap_destruye(struct par_imap *it);

/* ---- tareas con nombre ---- */

/* Un proceso que no hereda la memoria conoce las funciones por su nombre:
 * de f se sabe el nombre en quien manda y la función en quien trabaja. */
struct par_nombre {
    const char *nombre;
    par_funcion *f;   /* uno de los dos; el otro, NULL */
    par_tramo *tramo;
};

/* Lo primero de main, antes de par_crea: si este proceso ha nacido para
 * trabajador o para servir trabajadores, no vuelve. La tabla no se copia, y
 * vive siempre. Mandar una que no está en ella, con "spawn" o "forkserver",
 * acaba con ENOENT. */
void par_registra(const struct par_nombre *tabla, size_t n, int argc,
                  char **argv);

#endif
