/* memoria.h: cuánta memoria se puede pedir sin molestar, para dimensionar
 * un experimento a la máquina.
 *
 * Unidades: bytes. Concurrencia: desde cualquier hilo. Solo Linux: lee
 * /proc/meminfo y el límite del cgroup, y se queda con el menor. */
#ifndef COMUN_MEMORIA_H
#define COMUN_MEMORIA_H

#include <stddef.h>

/* La memoria disponible, o 0 si no se puede saber. */
size_t memoria_disponible(void);

/* Cuántos elementos de tamano bytes usar: los pedidos, si caben en la
 * mitad de la memoria disponible; si no, los que quepan, y entonces
 * escribe en la salida estándar una línea «# nota:» que lo cuenta. */
size_t memoria_ajusta(size_t pedidos, size_t tamano);

#endif
