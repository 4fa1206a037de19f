#line 4 "lessons/50-dorado/2-practica.md"
#ifndef PILA_H
#define PILA_H

int pila_pon(int x);
int pila_saca(void);

#endif
