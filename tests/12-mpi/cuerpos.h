/* cuerpos.h: los cuerpos de los capítulos 4 y 6 que se ejecutan aquí, en el
 * rango 0, con los demás sirviendo. */
#ifndef CUERPOS_H
#define CUERPOS_H

void cuerpos_del_mapa(void);
void cuerpos_del_imap(void);

#endif
