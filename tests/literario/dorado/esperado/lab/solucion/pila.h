#ifndef PILA_H
#define PILA_H

int pila_pon(int x);
int pila_saca(void);

#endif
