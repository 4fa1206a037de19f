/* futuro.h: el resguardo de un resultado que aún no existe.
 *
 * Forma: un futuro es de una tarea (futuro_envia) o de un map entero
 *   (futuro_map). Está pendiente; después, en marcha; y acaba hecho, con
 *   valor o con error, o cancelado. De acabado no sale. El valor son las n
 *   salidas, en el orden de las entradas; el de una tarea, la suya.
 * Unidades: los plazos, en segundos, desde la llamada, que mide el reloj
 *   monótono: 0 no espera; uno negativo, lo que haga falta.
 * Errores: 0, o uno de estos números; errno no se usa.
 *     ETIMEDOUT  ha vencido el plazo y no ha acabado
 *     ECANCELED  lo han cancelado, o han terminado el pool
 *     EBUSY      ya no se puede cancelar
 *     EPIPE      el pool ya no admite trabajo
 *     ENOMEM     o el error del mutex o de la condición
 *     los demás, los de la tarea y los de pool.h
 * Dueño: la entrada se copia: al volver de la llamada es otra vez de quien
 *   llamó. La copia y las salidas son del futuro, que vive mientras quede
 *   alguna referencia: la de quien lo pidió, hasta futuro_suelta, y la de
 *   cada trozo que esté en el pool. Quien lo pidió puede soltarlo antes de
 *   que acabe: la tarea se hace igual, y su valor se pierde. El pool puede
 *   destruirse antes que el futuro: lo que no había empezado acaba en
 *   ECANCELED.
 * Concurrencia: todas, desde cualquier hilo y a la vez, también desde un
 *   aviso. Quien espera, duerme. Si espera una tarea, y lo que espera está
 *   detrás de ella en la cola del mismo pool, puede que se esperen las dos
 *   para siempre. */
#ifndef FUTURO_H
#define FUTURO_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

struct futuro;

/* Lo que se quiere hacer cuando un futuro acabe. Ahora f ya está acabado, y
 * es válido hasta que el aviso vuelva, aunque quien lo pidió lo haya
 * soltado. Debe ser breve: mientras dura, ese trabajador no hace otra
 * cosa. */
typedef void futuro_aviso(struct futuro *f, void *ctx);

/* Manda una tarea, f(entrada, salida), y vuelve sin esperarla; en *sale, su
 * futuro. EPIPE; ENOMEM: entonces *sale no cambia, y no queda nada. */
int futuro_envia(struct futuro **sale, struct pool *p, pool_funcion *f,
                 const void *entrada, size_t tam_entrada,
                 size_t tam_salida);

/* Equivale a pool_map (mismos trozos; un error no detiene a los demás, y el
 * que cuenta es el del primer trozo, por orden, que lo tuvo), pero vuelve
 * sin esperar. Con n == 0, el futuro nace hecho. Si falla cuando ya ha
 * mandado algún trozo, lo que no haya empezado no se hace. */
int futuro_map(struct futuro **sale, struct pool *p, pool_funcion *f,
               size_t n, const void *entrada, size_t tam_entrada,
               size_t tam_salida, size_t chunksize);

/* Si ha acabado: bien, mal o cancelado. */
bool futuro_listo(struct futuro *f);

/* Espera a que acabe, como mucho ese plazo. 0 si ha acabado, sea como sea;
 * ETIMEDOUT. */
int futuro_espera(struct futuro *f, double segundos);

/* Espera igual. 0, y en *valor (si valor no es NULL) las salidas, que
 * siguen siendo del futuro; o el error de la tarea, ECANCELED o ETIMEDOUT,
 * y entonces *valor no cambia. Se puede repetir. */
int futuro_toma(struct futuro *f, double segundos, const void **valor);

/* Si ha acabado, y sin error. */
bool futuro_bien(struct futuro *f);

/* Pide que se llame a aviso(f, ctx), una vez, cuando f acabe. Lo llama
 * quien lo acaba: un hilo del pool, o el que lo cancela. Si ya ha acabado,
 * ahora mismo, este hilo. Los de un futuro se llaman en el orden en que se
 * pidieron, sin ningún cerrojo cogido, y quien esperaba puede haber vuelto
 * antes. Un aviso puede soltar la referencia de quien pidió el futuro, si
 * ni este ni él van ya a usarlo. ENOMEM: no se llamará. */
int futuro_avisa(struct futuro *f, futuro_aviso *aviso, void *ctx);

/* Si no ha empezado, ya no se hará. 0 si queda cancelado, o ya lo estaba;
 * EBUSY si ha empezado o ha acabado, y entonces no cambia nada. */
int futuro_cancela(struct futuro *f);

/* Quien lo pidió ya no lo usará, ni su valor. Con NULL no hace nada. */
void futuro_suelta(struct futuro *f);

#endif
