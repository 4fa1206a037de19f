/* contendiente.h: lo que un contendiente de make bench tiene que saber
 * hacer, y el main que lo hace: contendiente PROBLEMA ELEMENTOS HILOS.
 *
 * Prepara, hace una ronda sin contarla para no medir en frío, y dice
 * «listo». Por cada línea que lee hace una ronda, y contesta con los
 * segundos, los elementos, un resumen del resultado y lo que ha contado el
 * sistema mientras tanto: fallos de página menores y mayores, cambios de
 * contexto voluntarios y forzados, y los bytes que ha crecido su memoria.
 * Al acabarse la entrada, acaba.
 *
 * Errores: muere, y lo cuenta en la salida de error. */
#ifndef BANCO_CONTENDIENTE_H
#define BANCO_CONTENDIENTE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct problema {
    const char *nombre;
    void (*prepara)(size_t n, int k);
    void (*antes)(void);      /* estropea el resultado; o NULL */
    void (*ronda)(void);      /* lo que se mide */
    uint64_t (*resume)(void); /* el resultado */
};

int contendiente(int argc, char **argv, const struct problema *v, size_t n);

/* n elementos de 64 bits, cada uno con su número; y otros tantos a cero. */
int64_t *vector_de_entrada(size_t n);
int64_t *vector_de_salida(size_t n);
/* Las vueltas que dan 1 µs, que ha medido quien nos llama. */
double vueltas_medidas(void);

#ifdef __cplusplus
}
#endif
#endif
