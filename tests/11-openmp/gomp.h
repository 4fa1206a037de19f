/* gomp.h: cuántas tareas ha mandado el código que se prueba, de las que
 * otro hilo puede tomar (las de «if» falso no cuentan), desde el principio.
 * Solo con GCC; con otro compilador, siempre 0. Desde un solo hilo. */
#ifndef PRUEBAS_GOMP_H
#define PRUEBAS_GOMP_H

int tareas_mandadas(void);

#endif
