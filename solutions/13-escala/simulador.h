/* simulador.h: cuánto tardaría un pool, sin hacer el trabajo.
 *
 * Forma: un coordinador reparte trozos a los trabajadores que los piden. Se
 *   simula desde que todos están libres hasta el último resultado.
 * Unidades: segundos, salvo donde se dice.
 * Errores: 0, EINVAL o ENOMEM; errno no se usa.
 * Concurrencia: desde cualquier hilo. Las mismas opciones dan siempre el
 *   mismo resultado, bit a bit. */
#ifndef SIMULADOR_H
#define SIMULADOR_H

#include "planificador.h"

#include <stdint.h>

struct sim_opciones {
    struct plan_opciones plan;
    double elemento;   /* lo que cuesta uno, de media */
    double dispersion; /* su desviación típica, partida por la media */
    double preparar;   /* lo que añade cada trozo a quien lo hace */
    double viaje;      /* del trabajador al coordinador, o al revés */
    double repartir;   /* del coordinador, por cada petición */
    double lentos;     /* qué parte de los trozos caen en un rezagado… */
    double lentitud;   /* …y tardan estas veces más */
    double muertes;    /* por segundo y trabajador */
    double aviso;      /* desde que muere hasta que se sabe y hay otro */
    int grupo;         /* trabajadores por subcoordinador; 0: no los hay */
    bool robo;         /* sin coordinador: al que acaba le toca robar */
    uint64_t semilla;
};

struct sim_resultado {
    double segundos;
    double ocupados;    /* parte del tiempo que trabajan, de media */
    double coordinador; /* la que está repartiendo */
    long sucesos, trozos, perdidos, repetidos;
};

/* EINVAL si las opciones del plan no valen, si hay un tiempo negativo, si
 * elemento es 0, o si se piden a la vez cosas que aquí no se saben juntar
 * (robo o grupo, con copias o muertes). */
int simula(const struct sim_opciones *o, struct sim_resultado *r);

/* Lo que tardaría uno solo, sin pool. */
double sim_en_serie(const struct sim_opciones *o);

#endif
