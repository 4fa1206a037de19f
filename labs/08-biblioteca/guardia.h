/* guardia.h: hacer n tareas entre procesos que pueden morir.
 *
 * Forma: la tarea i lee su entrada, de tam_entrada bytes, y deja su salida,
 *   de tam_salida. Cualquiera de los dos tamaños puede ser 0: entonces ese
 *   vector no se mira. Trabajan a la vez k procesos, o n si k > n.
 * Unidades: los tamaños, bytes; el plazo, segundos.
 * Errores: en errores[i], lo que fue de la tarea i; si no es 0, su salida
 *   sigue como estaba.
 *     0                        hecha
 *     1 a 999                  el que devolvió la función
 *     GUARDIA_MURIO + senal    esa señal mató al trabajador en el último
 *                              intento (+ 0: no se ha podido saber)
 *     GUARDIA_SALIO + estado   el trabajador acabó con exit(estado)
 *     ETIMEDOUT                el último intento agotó el plazo
 *     el de fork o socketpair  no queda quien la haga, ni puede nacer nadie
 *   Un trabajador que muere se entierra y se sustituye. Si tenía una tarea
 *   empezada, ese intento se ha gastado, y mientras le queden, la tarea
 *   vuelve al final de la cola. Lo que devuelve la función, aunque sea un
 *   error, es una respuesta: no se repite.
 * Dueño: los vectores son de quien llama. Al volver no queda ningún hijo
 *   sin esperar ni ningún descriptor abierto; los hijos que ya tuviera
 *   quien llama no se tocan.
 * Concurrencia: desde un proceso de un solo hilo. La función se ejecuta en
 *   los trabajadores: conocen lo que había en memoria cuando nacieron, y lo
 *   que escriban fuera de su salida no lo ve nadie más. Un trabajador no
 *   tiene abierto más que lo que heredó de quien llama y su extremo del
 *   zócalo. */
#ifndef GUARDIA_H
#define GUARDIA_H

#include <stddef.h>

enum { GUARDIA_MURIO = 1000, GUARDIA_SALIO = 2000 };

/* Lee *entrada y escribe *salida. 0, o un error suyo, de 1 a 999. */
typedef int guardia_funcion(const void *entrada, void *salida);

struct guardia_opciones {
    /* Cuántas veces se empieza una tarea, como mucho. Con 1, una tarea a
     * medias no se repite nunca. Con más, puede haberse hecho más de una
     * vez: la función tiene que admitirlo. */
    int intentos;

    /* Lo que puede durar un intento, desde que se entrega; 0, lo que sea.
     * A quien lo agota se le mata, salvo que ya haya contestado. */
    double plazo;
    double (*reloj)(void); /* NULL: el de reloj.h */

    /* Se llama, si no es NULL, en el proceso que llamó, cada vez que se
     * gasta un intento, con el trabajador ya enterrado. */
    void (*aviso)(void *ctx, size_t i, int intento, int error);
    void *ctx;
};

/* Equivale a:
 *     for (i = 0; i < n; i++)
 *         errores[i] = f(entrada + i * tam_entrada,
 *                        salida + i * tam_salida);
 * sin orden. Devuelve el primero de los errores, por orden de tarea; o, sin
 * haber hecho nada, EINVAL si k < 1 o intentos < 1, y ENOMEM. */
int guardia_map(int k, guardia_funcion *f, size_t n, const void *entrada,
                size_t tam_entrada, void *salida, size_t tam_salida,
                const struct guardia_opciones *o, int *errores);

#endif
