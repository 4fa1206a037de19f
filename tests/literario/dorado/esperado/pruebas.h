/* Extraído de lessons/50-dorado: no lo edites. */
#ifndef PRUEBAS_H
#define PRUEBAS_H

void prueba_pon_una(void);
void prueba_pon_llena(void);
void prueba_saca_una(void);

#define PRUEBAS(X) \
    X(pon_una) \
    X(pon_llena) \
    X(saca_una)

#endif
