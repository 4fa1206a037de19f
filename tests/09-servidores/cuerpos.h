/* cuerpos.h: lo que tienen que cumplir los dos servidores. */
#ifndef PRUEBAS_CUERPOS_H
#define PRUEBAS_CUERPOS_H

#include "cliente.h"

/* Ninguna orden se pierde, llegue como llegue; ni media respuesta. */
void entero(servidor *s);
/* Unos a medias no estorban a otros. */
void a_la_vez(servidor *s);
/* De quien no lee no se guarda sin tope, y los demás siguen. */
void sin_leer(servidor *s);
/* Quien se va de golpe acaba con lo suyo y con nada más. */
void cortadas(servidor *s);
struct cita;
void se_va_antes(struct caso *c, struct cita *cita);
/* Mil conexiones cortas no dejan nada. */
void mil(servidor *s);
/* Con el cupo lleno, quien llega espera. */
void cupo(servidor *s);
void de_uno(servidor *s);
/* Sin descriptores, quien llega espera, y el servidor duerme. */
void sin_descriptores(servidor *s);
/* Lo que no se pueda crear acaba con quien llegaba, y con nadie más. */
void sin_memoria(servidor *s);
/* Al parar se contesta a lo que ya había llegado. */
void al_parar(servidor *s);
/* Pasada la gracia se corta. */
void gracia(servidor *s);
/* Con una orden que no acaba, pasada la gracia, duerme. */
void gracia_ocupada(servidor *s);
/* Si no puede empezar, lo dice. */
void sin_empezar(servidor *s);
/* A quien se calla se le corta, y a quien habla no. */
void callados(servidor *s);
/* Lo mismo, por donde de verdad vienen los clientes. */
void en_tcp(servidor *s);

#endif
