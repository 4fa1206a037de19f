/* cosecha.h: lo que se pasan las tres partes de entregas_recoge: entregas.c
 * abre cada fuente y llena un saco; sacadas.c saca de él las entregas que
 * hay, y las deja en disco; intentos.c dice cuál cuenta.
 *
 * Errores: 0 o ENOMEM; lo demás queda en la entrega. */
#ifndef CALIFICADOR_COSECHA_H
#define CALIFICADOR_COSECHA_H

#include "entregas.h"
#include "fuentes.h"
#include "saco.h"

/* Una entrega, y lo que hace falta para ordenarla. */
struct borrador {
    struct entrega e;
    char *numero_moodle;
    int copia;
};

struct cosecha {
    const struct recogida *r;
    int trabajo;
    struct fuentes fuentes;
    size_t n;
    struct borrador *v;
};

/* a o, si b tiene algo, «a/b» con n bytes de b. NULL, sin memoria. */
char *junta(const char *a, const char *b, size_t n);

/* Las entregas que hay en el saco; si no hay ninguna, una que lo dice. */
int cosecha_de_saco(struct cosecha *o, const struct fuente *f,
                    const char *origen, struct saco *s);

/* Una que no hay cómo evaluar; p puede ser NULL. */
int cosecha_rechazada(struct cosecha *o, const struct fuente *f,
                      const char *origen, const struct practica *p,
                      const struct fallo *fallo);

/* Ordena los intentos, dice cuál cuenta y los pasa a *e. */
int cosecha_acaba(struct cosecha *o, struct entregas *e);

void entrega_vacia(struct entrega *e);

#endif
