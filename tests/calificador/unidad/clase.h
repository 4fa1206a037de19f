/* clase.h: una clase inventada, para probar notas e informes. */
#ifndef UNIDAD_CLASE_H
#define UNIDAD_CLASE_H

#include "../notas.h"

/* Una práctica, 90-falsa, con dos pasos; «a» y «b», de 2 puntos, en el
 * primero; «c», de 3, y «oculta», de 3 y oculta, en el segundo. */
void clase_crea(struct clase *c);
/* Añade una entrega; con veredictos, una letra por prueba: p pasa, f falla,
 * n sin veredicto, s salto, A falla con asan, T con tsan, t plazo en tsan;
 * NULL, sin evaluar. Devuelve su lugar. */
size_t clase_mete(struct clase *c, const char *alumno, int intento,
                  long long cuando, const char *veredictos);

#endif
