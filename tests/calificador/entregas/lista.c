/* lista: lo que entregas_recoge saca de una carpeta, una línea por entrega y
 * una por aviso. Es para las pruebas.
 *
 *     lista MANIFIESTOS ENTREGAS TRABAJO [NN-nombre] */
#include "entregas.h"
#include "nombres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void pon(const char *s)
{
    char *limpio = s == NULL ? NULL : nombre_limpia(s);

    printf("\t%s", limpio == NULL ? "-" : limpio);
    free(limpio);
}

static void pon_avisos(const struct avisos *a)
{
    for (size_t i = 0; i < a->n; i++) {
        printf("  %s", a->v[i].clave);
        pon(a->v[i].texto);
        putchar('\n');
    }
}

static void pon_entrega(const struct entrega *e)
{
    printf("%s", e->imposible ? "imposible"
                 : e->rechazo ? "rechazada"
                              : "entrega");
    pon(e->alumno);
    pon(e->origen);
    pon(e->lab);
    printf("\t%d%s\t%lld\t%.8s", e->intento, e->cuenta ? "*" : "",
           e->cuando, e->resumen == NULL ? "-" : e->resumen);
    pon(e->rechazo);
    putchar('\n');
    pon_avisos(&e->avisos);
}

int main(int argc, char **argv)
{
    struct practicas p;
    struct entregas e;
    char mal[512];

    if (argc < 4 || practicas_lee(argv[1], &p) != 0) {
        fprintf(stderr, "uso: lista MANIFIESTOS ENTREGAS TRABAJO [LAB]\n");
        return EXIT_FAILURE;
    }
    struct recogida r = {argv[2], argv[3], &p, NULL, NULL};
    if (argc > 4)
        r.lab = practicas_busca(&p, argv[4], strlen(argv[4]));
    int x = entregas_recoge(&r, &e, mal);
    if (x != 0)
        printf("error\t%s\n", mal);
    for (size_t i = 0; i < e.n; i++)
        pon_entrega(&e.v[i]);
    pon_avisos(&e.avisos);
    entregas_libera(&e);
    practicas_libera(&p);
    return x == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
