/* paralelo.h: un bucle cuyas vueltas se reparten entre trabajadores.
 *
 * Forma: n entradas y n salidas, como en pool_map. Los elementos viajan en
 *   lotes: trozos cuyo tamaño, si no se fija, se va ajustando a lo que
 *   tardan. Los trabajadores nacen con paralelo_crea y sirven para todas
 *   las llamadas.
 * Unidades: los tamaños, en elementos; los tiempos, en segundos.
 * Errores: los de pool.h. Uno detiene el reparto: lo que aún no se había
 *   mandado no se hace, y se devuelve el del primero, por orden de entrada,
 *   de los lotes que fallaron. Si murió un trabajador, la siguiente llamada
 *   empieza con trabajadores nuevos.
 * Dueño: la estructura es de quien la crea. El registro y lo que apunten
 *   las opciones siguen siendo de quien los puso, y duran más que ella.
 * Concurrencia: en cada estructura, una llamada a la vez. El reloj y el
 *   aviso se usan solo en el hilo que llamó, sin ningún cerrojo cogido. */
#ifndef PARALELO_H
#define PARALELO_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct paralelo;

struct paralelo_opciones {
    int n_jobs;         /* trabajadores; si es negativo, según las CPU */
    const char *inicio; /* "hilo" o "fork" */
    int verbose;        /* 0, nada; cuanto más, más líneas */
    size_t lote;        /* elementos por lote; 0, los que convenga */
    FILE *registro;     /* NULL: stderr o, si verbose >= 50, stdout */
    double (*reloj)(void); /* NULL: el de reloj.h */

    /* Se llama, si no es NULL, cada vez que se manda o se acaba un lote. */
    void (*avance)(void *ctx, size_t despachadas, size_t hechas);
    void *ctx;
};

/* Cuántos trabajadores son n_jobs en una máquina con esas CPU: los que
 * diga o, si es negativo, -1 todas, -2 todas menos una, -3 todas menos
 * dos…, y siempre al menos 1. 0 si n_jobs es 0, que no significa nada. */
int paralelo_n_jobs(int n_jobs, int cpus);

/* Deja en *sale un bucle preparado, con sus trabajadores. EINVAL si n_jobs
 * es 0, o los de pool_crea, o los de crear el mutex o la condición:
 * entonces no queda nada. */
int paralelo_crea(struct paralelo **sale,
                  const struct paralelo_opciones *o);

/* Equivale a: for (i = 0; i < n; i++) f(entrada + i * tam_entrada,
 *                                       salida + i * tam_salida);
 * sin orden entre lotes, y espera a que acaben todos. Antes de recoger el
 * primer lote manda 2 * trabajadores elementos, como mucho; después, un
 * lote por cada uno que acaba. Errores: los de arriba, y los de pool_crea
 * si hay que renovar los trabajadores. */
int paralelo_corre(struct paralelo *p, pool_funcion *f, size_t n,
                   const void *entrada, size_t tam_entrada, void *salida,
                   size_t tam_salida);

/* Con NULL no hace nada. */
void paralelo_destruye(struct paralelo *p);

/* Qué quiere decir un error: «un trabajador ha muerto: señal 9 (SIGKILL)»,
 * «un trabajador ha salido con estado 3» o «la tarea ha fallado: error 5».
 * ERANGE si no cabe en tam bytes con su '\0'. */
int paralelo_motivo(int error, char *texto, size_t tam);

/* --- Las cuentas de dentro, a la vista para poder probarlas ----------- */

/* El tamaño de los lotes. Empieza en {.lote = 1}. */
struct paralelo_ritmo {
    size_t lote;  /* el de ahora */
    double media; /* lo que tarda uno de ese tamaño; 0: aún no se sabe */
};

/* Un lote de n elementos ha tardado tanto desde que se mandó. Si n no es el
 * tamaño de ahora, no cuenta. Si es el primero que cuenta, es la media; si
 * no, la media se queda con 0,8 de lo que valía y 0,2 de lo que llega. */
void paralelo_ritmo_acabado(struct paralelo_ritmo *r, size_t n,
                            double segundos);

/* El tamaño del siguiente lote, que pasa a ser el de ahora. Con L el de
 * antes y m la media: si 0 < m < 0,2, el doble; si m > 2 y L >= 2, el
 * doble de la parte entera de L * 0,2 / m, y al menos 1; si no, L. Si el
 * tamaño cambia, la media vuelve a 0. */
size_t paralelo_ritmo_siguiente(struct paralelo_ritmo *r);

/* Cómo va una llamada, justo después de que acabe un lote. */
struct paralelo_cuenta {
    int n_jobs, verbose; /* los de las opciones */
    size_t antes;        /* lo que se manda de entrada: 2 por trabajador */
    size_t lotes;        /* mandados */
    size_t despachadas, hechas; /* elementos */
    bool agotada; /* se ha querido mandar otro lote, y ya no quedaba nada */
    double segundos;
};

/* Escribe en texto, sin salto de línea, la que toca ahora; false si no
 * toca ninguna. Sean i las hechas y t las despachadas.
 *   Si no está agotada, «Done %3i tasks      | elapsed: T». Con verbose
 *   mayor que 10, siempre; si no, con a = (11 - verbose)² / 2 y b los
 *   lotes, solo si raíz(b / a) y raíz((b + 1) / a) difieren en su parte
 *   entera.
 *   Si lo está, «Done %3i out of %3i | elapsed: T remaining: R», donde R
 *   es (T / i) * (t - i). Solo si i + 1 no es t, y además t - i + 1 - antes
 *   es múltiplo de la parte entera de t / verbose, más uno.
 * Con verbose 0 o menos no toca nunca. Delante va «[Parallel(n_jobs=N)]: ».
 * Un tiempo se escribe «%4.1fmin», en minutos, si pasa de 60 s; si no,
 * « %5.1fs». */
bool paralelo_linea(const struct paralelo_cuenta *c, char *texto,
                    size_t tam);

#endif
