/* celda.h: ejecuta el cuerpo de una prueba en un proceso desechable, y dice
 * qué ha pasado exactamente.
 *
 * Forma: un hijo de fork, en su propia sesión, con la entrada vacía y sin
 * más descriptores que los tres de siempre. Quien llama se hace padre
 * adoptivo (subreaper) de todo lo que nazca dentro: al final no queda nada
 * vivo. El cuerpo solo «ha vuelto» si deja su testigo, un número que no
 * conoce nadie más, y lo deja en el proceso en que empezó.
 * Unidades: el plazo es de 10 s, por PLAZO_FACTOR.
 * Concurrencia: desde un solo hilo, y que sea el único del proceso. */
#ifndef APOYO_CELDA_H
#define APOYO_CELDA_H

#include <stddef.h>

enum celda_fin {
    CELDA_PASA,
    CELDA_SANEADOR,    /* un sanitizer ha encontrado algo */
    CELDA_VUELVE_HIJO, /* un hijo de fork ha vuelto al cuerpo */
    CELDA_FALLA,       /* exige, o falla */
    CELDA_ATASCO,      /* interbloqueo demostrado, o plazo agotado */
    CELDA_SENAL,
    CELDA_SALE,         /* exit, _exit, exec o pthread_exit */
    CELDA_HIJOS,        /* hijos a los que no se ha esperado */
    CELDA_HUERFANOS,    /* nietos vivos o sin esperar */
    CELDA_HILOS,        /* hilos sin unir */
    CELDA_DESCRIPTORES, /* descriptores abiertos */
    CELDA_CERROJOS,     /* mutex o condiciones sin destruir */
    CELDA_FUGAS,        /* memoria sin liberar (con AddressSanitizer) */
    CELDA_IMPOSIBLE,    /* no se ha podido crear la celda */
};

struct celda {
    enum celda_fin fin;
    char mensaje[1024]; /* la frase, si no pasa */
};

/* La causa en una palabra: «exige», «saneador», «fugas», «plazo»… */
const char *celda_causa(enum celda_fin fin);

/* Ejecuta cuerpo y rellena r. El informe completo de un sanitizer se copia
 * además en la salida de errores. */
void celda_ejecuta(void (*cuerpo)(void), struct celda *r);

#endif
