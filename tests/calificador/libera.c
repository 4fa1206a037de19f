#include "calificador.h"

#include <stdlib.h>

void evaluacion_libera(struct evaluacion *e)
{
    free(e->motivo);
    free(e->compilador);
    for (int v = 0; v < VARIANTES; v++) {
        for (size_t i = 0; i < e->n[v]; i++) {
            free(e->v[v][i].prueba);
            free(e->v[v][i].causa);
            free(e->v[v][i].mensaje);
        }
        free(e->v[v]);
    }
    for (size_t i = 0; i < e->bandas; i++) {
        free(e->banda[i].paso);
        free(e->banda[i].motivo);
    }
    free(e->banda);
    avisos_vacia(&e->avisos);
    *e = (struct evaluacion){0};
}
