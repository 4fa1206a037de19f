/* Los cuerpos de las pruebas del imap del capítulo 6, tal cual: los que no
 * se apoyan en memoria que los rangos no comparten. */
#include "../06-imap/imap.c" // NOLINT(bugprone-suspicious-include)

#include "cuerpos.h"

static void orden(void)
{
    en_orden("fork", 0, 1, 2);
    en_orden("fork", 10, 1, 2);
    en_orden("fork", 10, 3, 0);
    en_orden("fork", 1000, 100, 3);
    en_orden("fork", 100, 7, 0);
    en_orden("fork", 3, 50, 1);
    de_un_byte();
}

static void errores(void)
{
    int cuantos;

    error_en_su_sitio("fork", falla_el_3, 1, FALLO);
    error_en_su_sitio("fork", falla_el_3, 2, FALLO);
    abre_pool(2, "fork");
    abre(falla_el_3, 10, IMAP_FIN,
         (struct imap_opciones){.chunksize = 2, .sin_orden = true});
    exige_r(recoge_todos(10, &cuantos), FALLO,
            "sin orden, con un error en el elemento 3");
    exige_entero(cuantos, 1,
                 "sin orden, con un error en el elemento 3: errores");
    imap_destruye(it);
    pool_destruye(grupo);
    prueba_error_fuente();
}

static void pereza(void)
{
    justo_los_que_caben(0, 0, 4);
    justo_los_que_caben(1, 1, 1);
    justo_los_que_caben(5, 3, 15);
    for (size_t v = 1; v <= 4; v++) {
        abre_pool(2, "fork");
        abre(cuadrado, SIN_FIN, IMAP_FIN,
             (struct imap_opciones){.chunksize = 5 - v, .ventana = v});
        for (long j = 0; j < 40; j++)
            exige_siguiente(j * j, "con una fuente sin fin");
        imap_destruye(it);
        pool_destruye(grupo);
    }
}

void cuerpos_del_imap(void)
{
    orden();
    errores();
    todos_una_vez("fork", 0, 1);
    todos_una_vez("fork", 100, 1);
    todos_una_vez("fork", 100, 7);
    muchos(1000);
    pereza();
    y_el_pool_sigue();
}
