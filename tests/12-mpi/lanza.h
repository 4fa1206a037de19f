/* lanza.h: un cuerpo de prueba que se ejecuta entre rangos.
 *
 * La celda lanza, con mpirun.sh, tantos rangos de este mismo programa; cada
 * uno encuentra en el entorno qué cuerpo le toca, lo ejecuta antes de main
 * y acaba. El mensaje de exige vuelve por un fichero. */
#ifndef LANZA_H
#define LANZA_H

#include <stddef.h>

struct cuerpo {
    const char *nombre;
    void (*f)(void);
};

/* Los que hay, hasta uno sin nombre. */
extern const struct cuerpo cuerpos[];

/* Cómo acabó: lo que devolvió mpirun (128 + la señal que mató al rango) y lo
 * que se escribió en la salida de errores. */
struct final {
    int estado;
    char dicho[1 << 14];
};

/* Lanza el cuerpo entre k rangos y espera. Si alguno falló en un exige, la
 * prueba falla con su mensaje; también si no acaba, o si deja algo. */
void lanza_cuerpo(int k, const char *nombre, struct final *f);

/* Además, todos los rangos tienen que acabar bien. */
void en_rangos(int k, const char *nombre);

#endif
