/* saneador.h: el informe de un sanitizer (ASan, UBSan, LSan, TSan), dicho en
 * una frase en español con el sitio: «lees o escribes fuera de un bloque de
 * memoria (cola.c:31, en cola_pon)».
 *
 * Concurrencia: saneador_desvia, en el proceso que se vigila, antes de que
 * cree hilos; lo demás, en quien lo vigila. */
#ifndef APOYO_SANEADOR_H
#define APOYO_SANEADOR_H

#include <stdbool.h>
#include <stddef.h>

/* El sanitizer, si lo hay, escribirá en fd. */
void saneador_desvia(int fd);

/* ThreadSanitizer tiene un hilo propio, que nace con el primero del programa:
 * que nazca ya, para saber cuál es. */
void saneador_arranca(void);

/* Busca ya la memoria sin liberar; false si no la hay o no se puede saber. */
bool saneador_fugas(void);

/* La frase de un informe; false si el texto no contiene ninguno. */
bool saneador_frase(const char *informe, char *frase, size_t n);

#endif
