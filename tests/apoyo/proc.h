/* proc.h: qué hace cada hilo de un proceso, según el núcleo (/proc).
 *
 * Que un hilo duerme es un hecho que se puede comprobar, no una cuestión de
 * paciencia. Si está dormido en dos miradas y entre ellas no ha cambiado de
 * contexto, ha dormido todo el rato. Y si eso vale para todos los hilos de
 * un proceso sin hijos, hubo un instante en que todos dormían a la vez: si
 * cada uno espera en un futex sin plazo, ya nadie los despertará.
 *
 * Errores: las que devuelven bool dicen false si no se pudo leer.
 * Concurrencia: desde cualquier hilo; ninguna pide memoria dinámica. */
#ifndef APOYO_PROC_H
#define APOYO_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PROC_HILOS = 512 };

struct proc_hilo {
    pid_t tid;
    char estado;  /* R corre, S duerme, D espera al disco, Z zombi… */
    long llamada; /* número de la llamada en la que está, o -1 */
    bool plazo;   /* duerme en un futex con plazo */
    long cambios; /* cambios de contexto desde que nació */
};

bool proc_mira(pid_t pid, pid_t tid, struct proc_hilo *h);

/* Los hilos de pid, hasta max; devuelve cuántos, o -1. */
int proc_hilos(pid_t pid, pid_t *tids, int max);

/* Los hijos directos de pid (zombis incluidos); devuelve cuántos, o -1. */
int proc_hijos(pid_t pid, pid_t *hijos, int max);

/* Duerme hasta que otro lo despierte: ni corre ni está en un sleep. */
bool proc_duerme(const struct proc_hilo *h);

/* Duerme en un futex, sin plazo. */
bool proc_atascado(const struct proc_hilo *h);

/* Todos los hilos de pid, menos los de la lista aparte, y todos los de sus
 * descendientes, duermen: hasta que venga algo de fuera (o venza un plazo),
 * nada cambiará. */
bool proc_quieto(pid_t pid, const pid_t *aparte, int n);

/* Además, cada uno está atascado, y no hay descendientes vivos: nadie los
 * despertará nunca. */
bool proc_interbloqueo(pid_t pid, const pid_t *aparte, int n);

#endif
