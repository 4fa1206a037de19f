/* rondas.h: tener en marcha a los contendientes de un grupo y hacerles
 * medir por turnos: A B C, B C A, C A B…
 *
 * Errores: false, y queda contado en la salida de error.
 * Dueño: quien pone en marcha a uno lo para. Concurrencia: un hilo. */
#ifndef BANCO_RONDAS_H
#define BANCO_RONDAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { RONDAS_MAX = 101 };

/* Lo que ha salido de una ronda. */
struct medida {
    double segundos;
    size_t elementos;
    char resumen[32];
    long menores, mayores, voluntarios, forzados, memoria;
};

enum suerte { PRESENTE, AUSENTE, FALLIDO };

struct contendiente {
    const char *grupo, *nombre, *programa, *problema;
    size_t n, bytes; /* elementos, y los bytes que ocupa cada uno */
    enum suerte suerte;
    struct medida v[RONDAS_MAX];
    int rondas; /* las medidas */

    pid_t pid;
    int escribe, lee;
};

/* Si el nombre está en la lista, separada por espacios, que puede ser NULL. */
bool en_lista(const char *lista, const char *nombre);

/* Lo pone en marcha; carpeta es donde está su programa. Si no está, o dice
 * que aquí no puede (--hay), queda AUSENTE. No espera a que esté listo. */
void contendiente_arranca(struct contendiente *c, const char *carpeta,
                          int k);
/* Espera a que esté listo. */
void contendiente_calienta(struct contendiente *c);
/* Una ronda suya; la apunta en c->v. */
void contendiente_mide(struct contendiente *c);
void contendiente_para(struct contendiente *c);

#endif
