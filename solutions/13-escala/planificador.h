/* planificador.h: qué hace cada trabajador que se queda libre.
 *
 * Forma: elementos, de 0 a elementos - 1, que se dan en trozos de seguidos.
 *   Cada trabajador, de 0 a trabajadores - 1, tiene como mucho un trozo.
 * Errores: 0, EINVAL o ENOMEM, y solo al crearlo.
 * Concurrencia: un hilo. */
#ifndef PLANIFICADOR_H
#define PLANIFICADOR_H

#include <stdbool.h>

enum politica {
    FIJO,   /* a cada uno su parte, y no hay más */
    TROZOS, /* los siguientes chunksize */
    GUIADO, /* los que faltan entre los que son, y al menos chunksize */
};

struct plan_opciones {
    long elementos;
    int trabajadores;
    enum politica politica;
    long chunksize;
    int copias; /* al final, cuántas veces repetir lo que tarda */
};

struct trozo {
    long desde, n;
};

struct plan;

/* EINVAL si elementos < 0, trabajadores < 1 o chunksize < 1. */
int plan_crea(struct plan **sale, const struct plan_opciones *o);

/* Con NULL no hace nada. */
void plan_destruye(struct plan *p);

/* quien no tiene nada y pide. Por este orden:
 *   lo que devolvió plan_pierde, lo último primero;
 *   lo que nadie ha pedido aún: con FIJO, la parte de quien, que va de
 *     elementos * quien / trabajadores a elementos * (quien + 1) /
 *     trabajadores, si no la ha pedido ya y no está vacía; con TROZOS, los
 *     siguientes chunksize, o los que queden; con GUIADO, los que quedan
 *     entre trabajadores, hacia arriba, o chunksize si son menos, o los
 *     que queden;
 *   de los que siguen sin acabar y no se han copiado copias veces, el que
 *     menos se ha copiado; y de esos, el que hace más que se dio.
 * false si no hay nada para él: puede que más adelante lo haya. */
bool plan_pide(struct plan *p, int quien, struct trozo *t);

/* quien ha acabado lo suyo. true si es el primero que acaba ese trozo. */
bool plan_acaba(struct plan *p, int quien);

/* quien ha muerto con su trozo. Si no lo acabó ni lo está haciendo otro,
 * habrá que darlo otra vez, y será como si no se hubiera copiado; true si
 * es así. Si quien no tenía nada, false. */
bool plan_pierde(struct plan *p, int quien);

/* Están hechos todos los elementos. */
bool plan_hecho(const struct plan *p);

#endif
