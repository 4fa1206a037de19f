/* ayuda.h: lo que comparten las pruebas del pool.
 *
 * Todo espera con mutex y condición, sin plazo: si nadie va a despertar a
 * quien espera, se demuestra enseguida. Solo entre hilos. */
#ifndef AYUDA_H
#define AYUDA_H

#include "pool.h"

/* Como exige_error, para los números del pool: los propios de la tarea se
 * dicen tal cual, y POOL_MURIO y POOL_SALIO, por su nombre. */
void exige_fin(int salido, int esperado, const char *formato, ...)
    __attribute__((format(printf, 3, 4)));

/* Lo que ha dicho el acabado de un trozo. */
struct aviso {
    int veces;
    int error;
    bool ajeno; /* lo ha dicho el hilo que espera, u otro proceso */
};

/* Vale como acabado, con un struct aviso como ctx. */
void aviso_da(void *ctx, int error);

/* Espera a que haya llegado, y exige que sea una vez, en un hilo del pool,
 * y con ese error. */
void aviso_espera(struct aviso *a, int error, const char *que);

/* Cuántas veces ha llegado hasta ahora. */
int aviso_veces(struct aviso *a);

/* Una reja: quien entra no sale hasta que se abre. Hay una, y nace cerrada.
 * reja_espera espera a que haya k dentro. Se cierra otra vez cuando no
 * queda nadie. */
void reja_entra(void);
void reja_espera(int k, const char *que);
void reja_abre(void);
void reja_cierra(void);

/* Un pool nuevo, o la prueba falla. */
struct pool *nuevo(int trabajadores, const char *inicio);

/* Espera a que haya habido k llamadas a pthread_cond_wait desde la última
 * averia(AV_ESPURIO, …), o a que duerman todos. */
void esperas(int k);

/* Un pool nuevo cuyos trabajadores, hilos, ya duermen esperando trabajo (o
 * nunca lo hacen: entonces sigue al cabo de un rato). */
struct pool *nuevo_dormido(int trabajadores);

/* Cierra, une y destruye; cada cosa tiene que ir bien. */
void acaba(struct pool *p);

/* Ejecuta f(arg) en otro hilo y exige que vuelva. */
void vuelve(void *(*f)(void *), void *arg, const char *que);

#endif
