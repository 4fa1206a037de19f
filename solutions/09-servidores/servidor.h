/* servidor.h: dos servidores TCP para el mismo protocolo.
 *
 * Forma: una conexión es una conversación; un protocolo son las tres
 *   funciones que la llevan, y no sabe de zócalos. Los dos servidores
 *   cumplen el mismo contrato: uno con un hilo por conexión, otro con un
 *   bucle de eventos en el hilo que lo llama. Cada respuesta sale en cuanto
 *   está (TCP_NODELAY).
 * Unidades: milisegundos.
 * Errores: 0 al acabar como se le pidió, o el número del error por el que
 *   no pudo empezar. Lo que le pase a una conexión (se corta, no hay
 *   memoria para ella, su cliente se va sin leer) acaba con esa conexión
 *   y con ninguna otra; y nunca con una señal.
 * Dueño: los descriptores de las opciones son de quien llama. Al volver no
 *   queda ningún otro abierto, ni hilo, ni conversación por destruir.
 * Límites: de cada conexión guarda lo que cabe en dos búferes; no lee más
 *   de un cliente que no lee. Si ya hay max conexiones, o faltan
 *   descriptores, quien llega espera sin aceptar, y el servidor duerme;
 *   cuando acaba otra, se le acepta. Sin descriptores y sin conexiones,
 *   prueba diez veces por segundo. A quien pasa callado milisegundos sin
 *   mandar nada que se le espera, o sin recoger lo que se le manda, se le
 *   corta.
 * Final: cuando para se puede leer, no acepta a nadie más. Cada conexión
 *   acaba cuando se ha contestado a lo que su cliente ya había mandado; las
 *   que siguen pasados gracia milisegundos se cortan.
 * Concurrencia: las funciones de un protocolo se llaman a la vez con
 *   conversaciones distintas; con una, de una en una. */
#ifndef SERVIDOR_H
#define SERVIDOR_H

#include "bufer.h"

struct protocolo {
    /* Una conversación nueva, o NULL: esa conexión se cierra. */
    void *(*crea)(void *ctx);
    /* Gasta entrada y deja respuestas en salida, hasta que no quepa otra o
     * falte entrada: si deja vacía la salida, en entrada hay sitio. Puede
     * haber algo que decir antes de recibir nada. false: se ha acabado, y
     * ya no se la llama más; falta mandar la salida. */
    bool (*recibe)(void *conversacion, struct bufer *entrada,
                   struct bufer *salida);
    void (*destruye)(void *conversacion);
    void *ctx;
};

struct servidor_opciones {
    int escucha; /* zócalo de escucha, que no bloquea */
    int para;    /* cuando de él se pueda leer, hay que acabar */
    int max;     /* conexiones a la vez; 0: las que quepan */
    int gracia;  /* -1: sin límite */
    int callado; /* 0: sin límite */
    struct protocolo protocolo;
};

/* Deja en *fd un zócalo que escucha y no bloquea. direccion NULL es solo
 * esta máquina, 127.0.0.1; puerto 0, uno libre, que queda en *puerto. Con
 * comparte, varios procesos pueden escuchar en el mismo (SO_REUSEPORT). */
int servidor_escucha(int *fd, const char *direccion, int *puerto,
                     bool comparte);

/* Atiende una conexión entera en este hilo, que espera cuando haga falta:
 * vuelve cuando ha acabado. No cierra fd, que bloquea. */
void servidor_atiende(int fd, const struct protocolo *p);

/* Vuelven cuando se les pide que paren. */
int servidor_hilos(const struct servidor_opciones *o);
int servidor_eventos(const struct servidor_opciones *o);

#endif
