/* sitio_dentro.h: lo que comparten las partes del sitio (sitio.h). */
#ifndef COMUN_SITIO_DENTRO_H
#define COMUN_SITIO_DENTRO_H

#include "sitio.h"
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- sitio.c: lo que ven todos los procesos ---- */

enum barrera { ESPERANDO, CUMPLIDA, VENCIDA };

struct compartido {
    struct sitio_opciones o; /* no cambian */
    atomic_long conexiones, peticiones, en_vuelo, max_en_vuelo;
    atomic_long fallidas, rechazadas, sin_aceptar, prohibidas;
    atomic_long sin_identificar;
    atomic_long dentro, en_barrera;
    _Atomic uint32_t barrera; /* enum barrera; se duerme en ella */
    _Atomic uint64_t ventana; /* cuándo empezó el minuto, y cuántas van */
    atomic_long pedido[SITIO_EQUIPOS], tabla[SITIO_EQUIPOS];
};

void sitio_maximo(atomic_long *maximo, long n);

/* ---- sitio_datos.c ---- */

struct jugador {
    int equipo; /* 0 a 19 */
    const char *nombre;
    int p, g, yc, rc;
};

/* Los lee la primera vez; false si no hay memoria. */
bool sitio_datos(void);
int sitio_indice(int id); /* 0 a 19, o -1 */

/* Los jugadores de un equipo, de más a menos puntos (o goles); quien llama
 * libera el vector. NULL si no hay memoria. */
const struct jugador **sitio_jugadores(int equipo, bool disciplina,
                                       size_t *n);
int sitio_puntos(const struct jugador *j);

extern const char sitio_estilo[], sitio_guion[]; /* con su '\0' */

/* ---- sitio_paginas.c ---- */

struct peticion {
    char metodo[8], ruta[512], agente[256], vuelta[512];
    bool acepto; /* trae la cookie */
    bool cierra; /* no habrá otra por esta conexión */
};

struct respuesta {
    int estado;
    const char *tipo;
    char extra[600]; /* cabeceras de más */
    char *cuerpo;    /* de quien la pidió */
    size_t n;
    int espera_ms;       /* antes de contestar */
    int equipo;          /* página de un equipo: 0 a 19; si no, -1 */
    bool corta, retiene; /* lo piden las opciones */
};

/* 0 o ENOMEM. */
int sitio_responde(struct compartido *c, const struct peticion *p,
                   struct respuesta *r);
const char *sitio_razon(int estado);

/* ---- sitio_http.c ---- */

/* Atiende una conexión hasta que se cierra. */
void sitio_atiende(struct compartido *c, int fd);

#endif
