/* cliente.h: clientes que saben demostrar que el servidor calla.
 *
 * Casi todas las pruebas conectan por un socket del núcleo (AF_UNIX), no
 * por TCP: lo que se manda está entregado cuando la llamada vuelve. Así, si
 * todos los hilos del servidor duermen y no ha llegado nada, es que no va a
 * llegar, y no hay que esperar para saberlo. */
#ifndef PRUEBAS_CLIENTE_H
#define PRUEBAS_CLIENTE_H

#include "recursos.h"
#include "servidor.h"

#include <sys/socket.h>
#include <sys/un.h>

typedef int servidor(const struct servidor_opciones *o);

struct caso {
    struct servidor_opciones o;
    struct hilo *hilo; /* el que ejecuta el servidor, o NULL */
    int para;          /* por donde se le pide que pare */
    struct sockaddr_un donde;
    socklen_t largo;
    servidor *s;
    int r; /* lo que devolvió */
};

/* Un servidor s con el protocolo p, en un hilo. */
void arranca(struct caso *c, servidor *s, struct protocolo p, int max,
             int gracia);

/* Lo mismo, cortando a quien calla tantos milisegundos. */
void arranca_con_plazo(struct caso *c, servidor *s, struct protocolo p,
                       int gracia, int callado);

/* Lo mismo, en un zócalo que ya escucha, y que es de c. */
void arranca_en(struct caso *c, servidor *s, struct protocolo p, int fd);

/* Le pide que pare, y ya. */
void pide(struct caso *c);

/* Espera a que vuelva, y comprueba que devuelve 0 y que no queda ninguna
 * conversación. */
void acaba(struct caso *c);

/* Los dos, y se deja todo como estaba. */
void para(struct caso *c);
void limpia(struct caso *c);

/* Espera a que todos los hilos del servidor duerman; si no, la prueba
 * falla: «QUÉ: el servidor da vueltas». */
void duerme(struct caso *c, const char *que);

/* Un cliente sin conectar; conecta, y ya está. */
int cliente(void);
void enchufa(struct caso *c, int fd);

/* Conectado y saludado. */
int cliente_nuevo(struct caso *c);

/* Manda n bytes, o todo el texto. */
void manda_bytes(int fd, const char *x, size_t n);
void manda(int fd, const char *x);

/* Lo siguiente que llega es exactamente eso; si no llega, se demuestra. */
void espera(struct caso *c, int fd, const char *texto, const char *que);

/* Lo siguiente son n equis y un fin de línea. */
void espera_equis(struct caso *c, int fd, long n, const char *que);

/* Lo siguiente es el fin. */
void espera_fin(struct caso *c, int fd, const char *que);

/* No llega nada. */
void calla(struct caso *c, int fd, const char *que);

/* Sin pruebas que valgan: espera cuanto haga falta (hasta 5 s). */
void espera_con_plazo(int fd, const char *texto, const char *que);

#endif
