/* Mayúsculas y unión: valores, cuentas, bytes que no son letras, memoria. */
#include "cadena.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void exige_mayusculas(const char *antes, const char *despues,
                             size_t cambiadas)
{
    char s[128];

    exige(strlen(antes) < sizeof s, "la prueba no cabe");
    snprintf(s, sizeof s, "%s", antes);
    size_t n = cadena_mayusculas(s);
    exige_texto(s, despues, "cadena_mayusculas de \"%s\"", antes);
    exige_entero(n, cambiadas,
                 "cadena_mayusculas de \"%s\": letras cambiadas", antes);
}

void prueba_mayusculas_letras(void)
{
    exige_mayusculas("hola", "HOLA", 4);
    exige_mayusculas("abcdefghijklmnopqrstuvwxyz",
                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 26);
    exige_mayusculas("a", "A", 1);
    exige_mayusculas("", "", 0);
}

void prueba_mayusculas_resto(void)
{
    exige_mayusculas("YA ESTABA", "YA ESTABA", 0);
    exige_mayusculas("dos + 2 = 4;", "DOS + 2 = 4;", 3);
    exige_mayusculas("`{@[", "`{@[", 0);
    exige_mayusculas("mañana", "MAñANA", 5);
}

/* La nueva ocupa lo justo: el que pida de menos, se delata con asan. */
static void exige_union(const char *a, const char *b, const char *las_dos)
{
    char *sale = NULL;

    exige_error(cadena_une(a, b, &sale), 0, "cadena_une(\"%s\", \"%s\")", a,
                b);
    exige_texto(sale, las_dos, "cadena_une(\"%s\", \"%s\")", a, b);
    free(sale);
}

void prueba_une_valores(void)
{
    exige_union("en ", "paralelo", "en paralelo");
    exige_union("", "paralelo", "paralelo");
    exige_union("en ", "", "en ");
    exige_union("", "", "");
    exige_union("veinticuatro letras aquí", ", y ocho",
                "veinticuatro letras aquí, y ocho");
}

void prueba_une_memoria(void)
{
    char *sale = NULL;

    averia(AV_MEMORIA, 1);
    int error = cadena_une("en ", "paralelo", &sale);
    averia(AV_MEMORIA, 0);
    exige_error(error, ENOMEM, "cadena_une, sin memoria");
    exige(sale == NULL, "cadena_une, sin memoria: *sale ha cambiado");
    exige_error(cadena_une("en ", "paralelo", &sale), 0,
                "cadena_une, cuando vuelve a haber memoria");
    free(sale);
}
