/* problemas.h: el trabajo que hacen todos los contendientes de make bench.
 * Está en otro fichero que quien lo reparte, y sin optimizar entre
 * ficheros: para todos, las funciones son opacas.
 *
 * Concurrencia: desde cualquier hilo. */
#ifndef BANCO_PROBLEMAS_H
#define BANCO_PROBLEMAS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* La misma firma que par_funcion: *y = *x * *x, de 64 bits. */
typedef int funcion(const void *x, void *y);
funcion *el_cuadrado(void);

/* De un trozo: y[i] = x[i] * x[i]. Escribe como escribe memcpy los bloques
 * grandes: sin pasar por la caché. */
typedef void bloque(const int64_t *x, int64_t *y, size_t n);
bloque *los_cuadrados(void);

/* Una fila del conjunto de Mandelbrot: cuesta más cuanto más cerca del
 * centro. */
enum { FILAS = 1200, COLUMNAS = 800 };
typedef void fila(size_t cual, uint16_t *sale);
fila *la_fila(void);

/* La tarea i de un bucle desigual: de 0 a 100 µs, a suertes. Una vuelta es
 * una cuenta que depende de la anterior; vueltas, las que dan 1 µs. */
typedef uint64_t tarea(size_t i, double vueltas);
tarea *la_tarea(void);
/* Mide cuántas vueltas dan 1 µs en esta máquina. */
double vueltas_por_us(void);

/* Para comprobar que a todos les sale lo mismo. */
uint64_t resume(const void *p, size_t bytes);

/* La fuente de imap y quien consume sus resultados: v[i] = desde + i, y la
 * parte de resume que toca a los n que van detrás de otros «desde». No son
 * lo que se mide: cuestan lo menos que se puede. */
void numera(int64_t *v, size_t n, int64_t desde);
uint64_t resume_desde(const int64_t *v, size_t n, size_t desde);

#ifdef __cplusplus
}
#endif
#endif
