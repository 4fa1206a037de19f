/* dictamen: convierte veredictos de pruebas en resultados de make test, que
 * son líneas ok<TAB>qué, fallo<TAB>qué<TAB>mensaje o, si aquí no se puede
 * probar y se dice, salto<TAB>qué<TAB>por qué, que no cuenta.
 *
 *   dictamen pasan QUÉ MANIFIESTO VEREDICTOS     todas deben pasar
 *   dictamen fallan QUÉ MANIFIESTO VEREDICTOS    todas deben fallar, y decir
 *                                                por qué
 *   dictamen caza QUÉ PRUEBA VEREDICTOS          debe fallar esa; con asan y
 *                                                tsan, alguna por el
 *                                                sanitizer; con fugas, por
 *                                                memoria sin liberar
 *   dictamen mensaje PRUEBA VEREDICTOS           el mensaje de la cazada
 *   dictamen esperado QUÉ ESPERADO VEREDICTOS    estos y no otros
 *   dictamen suma RESULTADOS…                    la cuenta final
 *
 * Un veredicto que falta es un fallo; un resultado que falta, también. */
#include "tabla.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void resultado(const char *mal, const char *que, const char *id)
{
    printf("%s\t%s: %s", mal == NULL ? "ok" : "fallo", que, id);
    if (mal != NULL)
        printf("\t%s", mal);
    putchar('\n');
}

static struct tabla lee(const char *ruta)
{
    struct tabla t;

    if (!tabla_lee(ruta, &t))
        fprintf(stderr, "%s: no se puede leer\n", ruta);
    return t;
}

static void pasan(const char *que, const struct tabla *m,
                  const struct tabla *v)
{
    const char *causa;

    for (int i = 0; (i = tabla_busca(m, i, "prueba", NULL)) >= 0; i++) {
        const char *id = m->fila[i].campo[1];

        resultado(tabla_veredicto(v, id, &causa), que, id);
    }
}

static void fallan(const char *que, const struct tabla *m,
                   const struct tabla *v)
{
    const char *causa;

    for (int i = 0; (i = tabla_busca(m, i, "prueba", NULL)) >= 0; i++) {
        const char *id = m->fila[i].campo[1];
        const char *mensaje = tabla_veredicto(v, id, &causa);
        const char *mal = NULL;

        if (mensaje == NULL)
            mal = "pasa sin haber hecho nada";
        else if (tabla_busca(v, 0, "prueba", id) < 0)
            mal = mensaje;
        else if (*mensaje == '\0')
            mal = "falla sin decir por qué";
        resultado(mal, que, id);
    }
}

/* El mensaje con que los veredictos cazan el error, o NULL. */
static const char *cazada(const char *caza, const struct tabla *v)
{
    const char *causa = "saneador";

    if (strcmp(caza, "fugas") == 0)
        causa = "fugas";
    else if (strcmp(caza, "asan") != 0 && strcmp(caza, "tsan") != 0) {
        if (tabla_busca(v, 0, "prueba", caza) < 0)
            return NULL;
        return tabla_veredicto(v, caza, &causa);
    }
    for (int i = 0; (i = tabla_busca(v, i, "prueba", NULL)) >= 0; i++)
        if (strcmp(v->fila[i].campo[4], causa) == 0)
            return v->fila[i].campo[3];
    return NULL;
}

static void compara_veredicto(const struct fila *f, const struct tabla *v,
                              const char *que)
{
    static char mal[4096];
    const char *causa;
    const char *salido = tabla_veredicto(v, f->campo[1], &causa);
    const char *s = salido == NULL ? "ok" : salido;
    const char *e = strcmp(f->campo[2], "ok") == 0 ? "ok" : f->campo[3];

    snprintf(mal, sizeof mal, "se esperaba «%s» y ha salido «%s»", e, s);
    resultado(strcmp(s, e) == 0 ? NULL : mal, que, f->campo[1]);
}

/* Solo se miran las pruebas que han corrido, pero alguna tiene que haber. */
static void esperado(const char *que, const struct tabla *e,
                     const struct tabla *v)
{
    int vistas = 0;

    for (int i = 0; i < v->n; i++) {
        int k = tabla_busca(e, 0, "prueba", v->fila[i].campo[1]);

        vistas++;
        if (k >= 0)
            compara_veredicto(&e->fila[k], v, que);
        else
            resultado("no está entre las esperadas", que,
                      v->fila[i].campo[1]);
    }
    if (vistas == 0)
        resultado("no ha corrido ninguna", que, "todas");
}

static int suma(int n, char **rutas)
{
    int bien = 0, mal = 0;

    for (int i = 0; i < n; i++) {
        struct tabla t;

        if (!tabla_lee(rutas[i], &t) || t.n == 0) {
            printf("FALLO  %s\n       falta este resultado\n", rutas[i]);
            mal++;
        }
        for (int j = 0; j < t.n; j++) {
            if (strcmp(t.fila[j].campo[0], "ok") == 0) {
                bien++;
                continue;
            }
            bool salto = strcmp(t.fila[j].campo[0], "salto") == 0;
            mal += !salto;
            printf("%s  %s\n       %s\n", salto ? "SALTO" : "FALLO",
                   t.fila[j].campo[1], t.fila[j].campo[2]);
        }
    }
    printf("%d passed, %d failed\n", bien, mal);
    return mal == 0 && bien > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const char *modo = argc > 1 ? argv[1] : "";
    const char *mal = "ha pasado inadvertido";

    if (strcmp(modo, "suma") == 0)
        return suma(argc - 2, argv + 2);
    if (strcmp(modo, "mensaje") == 0 && argc == 4) {
        struct tabla v = lee(argv[3]);
        const char *m = cazada(argv[2], &v);

        puts(m == NULL ? mal : m);
        return EXIT_SUCCESS;
    }
    if (argc != 5) {
        fprintf(stderr, "uso: dictamen pasan|fallan|caza|mensaje|esperado|"
                        "suma …\n");
        return 2;
    }
    struct tabla v = lee(argv[4]), m = {0};
    if (strcmp(modo, "caza") == 0) {
        resultado(cazada(argv[3], &v) == NULL ? mal : NULL, argv[2],
                  argv[3]);
        return EXIT_SUCCESS;
    }
    m = lee(argv[3]);
    if (strcmp(modo, "pasan") == 0)
        pasan(argv[2], &m, &v);
    else if (strcmp(modo, "fallan") == 0)
        fallan(argv[2], &m, &v);
    else
        esperado(argv[2], &m, &v);
    return EXIT_SUCCESS;
}
