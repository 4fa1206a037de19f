/* pagina.h: lo que la prueba y quien la ejecuta comparten. Interno.
 *
 * Forma: una página compartida por descendientes. La crea quien ejecuta,
 * antes del fork; el mensaje de falla llega por aquí aunque lo escriba un
 * hilo o un nieto. */
#ifndef APOYO_PAGINA_H
#define APOYO_PAGINA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

enum { PAGINA_MENSAJE = 1024, PAGINA_AJENOS = 8 };

struct pagina {
    /* El primero que pasa turno de 0 a 1 escribe; con 2, ya está escrito. */
    atomic_int turno;
    char mensaje[PAGINA_MENSAJE];

    pid_t celda;    /* el proceso en el que empezó el cuerpo */
    bool suelta;    /* sin celda: falla lo dice ella misma */
    const char *id; /* para la línea que falla escribe si va suelta */
    int veredictos; /* el descriptor de esa línea */

    /* Hilos que ya estaban cuando empezó el cuerpo (los de los sanitizers). */
    pid_t ajenos[PAGINA_AJENOS];
    int n_ajenos;

    unsigned long testigo;    /* lo pone el cuerpo que vuelve, y vale */
    atomic_int hijos_vueltos; /* hijos de fork que volvieron al cuerpo */
    atomic_int forks;         /* cuántos ha habido, entre todos */
    atomic_int por_exit;      /* alguien llamó a exit en la celda */

    /* El recuento del final, si el cuerpo volvió. */
    int hijos, hilos_vivos, hilos_sin_unir, descriptores, fugas;
    int mutex, condiciones;
    char descriptor[64]; /* a qué apunta el primero que sobra */
};

extern struct pagina *pagina;

/* La crea y la deja en `pagina`. Sin memoria, acaba el programa. */
void pagina_crea(void);

/* La línea «prueba<TAB>ID<TAB>ok|fallo<TAB>mensaje<TAB>causa», de una sola
 * vez; sin mensaje, pasa. La causa, una palabra, puede faltar. */
void pagina_veredicto(int fd, const char *id, const char *mensaje,
                      const char *causa);

/* segundos × PLAZO_FACTOR. */
double plazo(double segundos);

#endif
