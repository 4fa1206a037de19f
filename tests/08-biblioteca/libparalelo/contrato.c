/* par.h, línea por línea. */
#include "par.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>

void prueba_chunksize(void)
{
    exige_entero(par_chunksize(0, 3), 0, "par_chunksize(0, 3)");
    exige_entero(par_chunksize(1, 3), 1, "par_chunksize(1, 3)");
    exige_entero(par_chunksize(12, 3), 1, "par_chunksize(12, 3)");
    exige_entero(par_chunksize(13, 3), 2, "par_chunksize(13, 3)");
    exige_entero(par_chunksize((size_t)-1, 1), (size_t)-1 / 4 + 1,
                 "par_chunksize(SIZE_MAX, 1)");
}

void prueba_describe(void)
{
    struct par_opciones o = {.trabajadores = 3};
    struct par_pool *p;
    char texto[80];

    exige_error(par_crea(&p, &o), 0, "par_crea de 3 hilos");
    exige_error(par_describe(p, texto, sizeof texto), 0, "par_describe");
    exige_texto(texto, "<par inicio=hilo state=RUN pool_size=3>",
                "par_describe");
    exige_error(par_describe(p, texto, 39), ERANGE,
                "par_describe, con un byte menos de los que hacen falta");
    exige_entero(par_tamano(p), 3, "par_tamano");
    par_destruye(p);
}
