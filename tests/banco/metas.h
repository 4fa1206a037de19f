/* metas.h: de las rondas medidas, si se llega a cada meta y, si no, qué se
 * ha contado mientras tanto.
 *
 * Concurrencia: un hilo. */
#ifndef BANCO_METAS_H
#define BANCO_METAS_H

#include "rondas.h"

/* La razón es nuestro tiempo por elemento entre el del par, y tiene que ser
 * como mucho la meta; con al_reves, el del par entre el nuestro, y al menos. */
struct meta {
    const char *id, *grupo, *nuestro;
    const char *pares; /* separados por espacios: cuenta el mejor */
    bool al_reves;
    double valor;
    long memoria; /* bytes que puede crecer el nuestro; 0: da igual */

    /* Lo que sale. */
    enum { OK, CORTO, SIN_PAR, FALLO } estado;
    const struct contendiente *a, *b;
    double razon[RONDAS_MAX], mediana, q1, q3;
    int n;
};

/* Los tres cuartiles de n valores, que ordena. */
void cuartiles(double *v, int n, double *q1, double *mediana, double *q3);

void meta_calcula(struct meta *m, const struct contendiente *v, int n);
/* La peor de dos, con el nombre de sale. */
void meta_peor(struct meta *sale, const struct meta *a,
               const struct meta *b);

/* Una línea en el terminal y, si se queda corta, lo que se ha contado. */
void meta_dice(const struct meta *m);
const char *meta_estado(const struct meta *m);

#endif
