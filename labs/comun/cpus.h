/* cpus.h: cuántas CPU hay, dicho de tres maneras que no siempre coinciden.
 *
 * Unidades: CPU.
 * Errores: lo que no se puede averiguar no limita: la cuota es INFINITY, y
 *   la afinidad, las que haya en línea.
 * Concurrencia: desde cualquier hilo. Solo Linux. */
#ifndef COMUN_CPUS_H
#define COMUN_CPUS_H

/* Las que el núcleo tiene en marcha. Al menos 1. */
int cpus_en_linea(void);

/* En cuántas de ellas puede ejecutarse este hilo: taskset, un gestor de
 * colas o un cpuset pueden dejarle menos. Al menos 1. */
int cpus_afinidad(void);

/* Cuánto tiempo de CPU por segundo le deja gastar su grupo de control
 * (cgroup), el 1 o el 2, o el que menos le deje de los que lo contienen:
 * 1.5 es CPU y media. INFINITY si nadie lo limita. */
double cpus_cuota(void);

/* La menor de las tres, con la cuota redondeada hacia arriba: media CPU
 * también es un trabajador. Al menos 1. */
int cpus_utiles(void);

/* Como cpus_cuota, con /proc y /sys colgados de otra raíz: para probarla
 * con ficheros inventados. */
double cpus_cuota_en(const char *raiz);

#endif
