/* Los nombres que ponen otros, y la lista de avisos. */
#include "calificador.h"
#include "nombres.h"
#include "prueba.h"
#include "pruebas.h"

#include <stdlib.h>
#include <string.h>

void prueba_avisos_lista(void)
{
    struct avisos a = {0};
    const char *antes = "";

    for (size_t i = 0; avisos_clave(i) != NULL; i++) {
        const char *k = avisos_clave(i);

        exige(strcmp(antes, k) < 0, "%s va detrás de %s", k, antes);
        exige(strspn(k, "abcdefghijklmnopqrstuvwxyz-") == strlen(k),
              "la clave %s no es de minúsculas", k);
        exige(avisos_significado(k)[0] != '\0', "%s no dice nada", k);
        antes = k;
    }
    exige(avisos_significado("no-es-un-aviso") == NULL,
          "avisos_significado de una clave inventada");
    exige_error(avisos_anade(&a, "falta", "falta %s", "x.c"), 0, "anade");
    exige(avisos_tiene(&a, "falta") && !avisos_tiene(&a, "dado"),
          "avisos_tiene no dice lo que hay");
    exige_texto(a.v[0].texto, "falta x.c", "el texto de un aviso");
    avisos_vacia(&a);
    exige_entero(a.n, 0, "avisos, después de vaciar");
}

static void limpia(const char *s, const char *esperado)
{
    char *x = nombre_limpia(s);

    exige_texto(x, esperado, "nombre_limpia(\"%s\")", s);
    exige(nombre_es_texto(x), "lo limpio de «%s» no es texto", s);
    exige_entero(nombre_es_texto(s), strcmp(s, esperado) == 0,
                 "nombre_es_texto(\"%s\")", esperado);
    free(x);
}

void prueba_nombre_texto(void)
{
    limpia("", "");
    limpia("cola.c", "cola.c");
    limpia("Muñoz, José «Pepe» \"x\"", "Muñoz, José «Pepe» \"x\"");
    limpia("a\nb\tc\x1b[31m\x7f", "a%0Ab%09c%1B[31m%7F");
    limpia("Pr\xa0"
           "ctica",
           "Pr%A0ctica");
    limpia("\xff\xfe", "%FF%FE");
    limpia("x\xc3", "x%C3");             /* cortado a medias */
    limpia("\xc0\xaf", "%C0%AF");        /* más largo de la cuenta */
    limpia("\xed\xa0\x80", "%ED%A0%80"); /* medio par de UTF-16 */
    const char reves[] = {'\xe2', '\x80', '\xae', 'c', '\0'};
    limpia(reves, "%E2%80%AEc");
    limpia("\xc2\x85", "%C2%85"); /* control de C1 */
    limpia("100%", "100%");
}

static void ruta(const char *s, enum ruta que, const char *esperada)
{
    char *x;

    exige_entero(ruta_limpia(s, &x), que, "ruta_limpia(\"%s\")", s);
    exige_texto(x, esperada, "la ruta limpia de «%s»", s);
    free(x);
}

void prueba_nombre_rutas(void)
{
    char larga[RUTA_MAX + 2];

    ruta("labs/03-hilos/cola.c", RUTA_BIEN, "labs/03-hilos/cola.c");
    ruta("./labs//03-hilos/./cola.c/", RUTA_BIEN, "labs/03-hilos/cola.c");
    ruta("labs\\03-hilos\\cola.c", RUTA_BIEN, "labs/03-hilos/cola.c");
    ruta("", RUTA_VACIA, NULL);
    ruta("./", RUTA_VACIA, NULL);
    ruta("/etc/passwd", RUTA_ABSOLUTA, NULL);
    ruta("\\\\servidor\\x", RUTA_ABSOLUTA, NULL);
    ruta("C:\\x", RUTA_ABSOLUTA, NULL);
    ruta("c:x", RUTA_ABSOLUTA, NULL);
    ruta("..", RUTA_SALE, NULL);
    ruta("a/../../b", RUTA_SALE, NULL);
    ruta("a\\..\\b", RUTA_SALE, NULL);
    ruta("a/..b/...", RUTA_BIEN, "a/..b/...");
    ruta("-rf/--", RUTA_BIEN, "-rf/--");
    ruta("a\n/b", RUTA_BIEN, "a%0A/b");
    memset(larga, 'x', sizeof larga - 1);
    larga[sizeof larga - 1] = '\0';
    ruta(larga, RUTA_LARGA, NULL);
    ruta(larga + 1, RUTA_BIEN, larga + 1);
}

static void rotulo(const char *nombre, bool carpeta, const char *alumno,
                   const char *numero, const char *resto, int copia)
{
    struct rotulo r;

    exige_error(rotulo_lee(nombre, carpeta, &r), 0, "rotulo_lee");
    exige_texto(r.alumno, alumno, "alumno de «%s»", nombre);
    exige_texto(r.numero_moodle, numero, "número de «%s»", nombre);
    exige_texto(r.resto, resto, "resto de «%s»", nombre);
    exige_entero(r.copia, copia, "copia de «%s»", nombre);
    rotulo_libera(&r);
}

void prueba_nombre_rotulos(void)
{
    rotulo("ana", true, "ana", "", "", 0);
    rotulo("ana.tar.gz", false, "ana", "", "", 0);
    rotulo("ana.ZIP", false, "ana", "", "", 0);
    rotulo("ana.zip", true, "ana.zip", "", "", 0);
    rotulo("ana (2).zip", false, "ana", "", "", 2);
    rotulo("ana (12)", true, "ana", "", "", 12);
    rotulo("ana(2)", true, "ana(2)", "", "", 0);
    rotulo("ana ()", true, "ana ()", "", "", 0);
    rotulo(" (2)", true, " (2)", "", "", 0);
    rotulo("ana (99999999999)", true, "ana (99999999999)", "", "", 0);
    rotulo("Grupo.2", true, "Grupo.2", "", "", 0);
    rotulo("-rf .tgz", false, "-rf ", "", "", 0);
    rotulo("Gil, \"Ana\"\nMaría", true, "Gil, \"Ana\"\nMaría", "", "", 0);
    rotulo("Jose\xcc\x81", true, "José", "", "", 0);
    rotulo("Mu\xf1oz.zip", false, "Mu\xf1oz", "", "", 0);
    rotulo("Gil Ruiz Ana_123_assignsubmission_file_", true, "Gil Ruiz Ana",
           "123", "", 0);
    rotulo("Gil_123_assignsubmission_file", true, "Gil", "123", "", 0);
    rotulo("Gil_1_assignsubmission_file_mi cola.c", false, "Gil", "1",
           "mi cola.c", 0);
    rotulo("A_1_assignsubmission_file_B_2_assignsubmission_file_", true,
           "A", "1", "B_2_assignsubmission_file_", 0);
    rotulo("_1_assignsubmission_file_", true, "_1_assignsubmission_file_",
           "", "", 0);
    rotulo("Gil_assignsubmission_file_", true, "Gil_assignsubmission_file_",
           "", "", 0);
}

static bool mismos(const char *a, const char *b)
{
    char *x = nombre_pliega(a), *y = nombre_pliega(b);
    bool igual = strcmp(x, y) == 0;

    free(x);
    free(y);
    return igual;
}

void prueba_nombre_pliegues(void)
{
    exige(mismos("cola.c", "COLA.C"), "cola.c y COLA.C");
    exige(mismos("ÑANDÚ", "n\xcc\x83"
                          "andu\xcc\x81"),
          "ÑANDÚ y ñandú en NFD");
    exige(mismos("straße", "STRASSE"), "straße y STRASSE");
    exige(mismos("\xff", "\xff"), "lo que no es UTF-8, consigo mismo");
    exige(!mismos("cola.c", "caja.c"), "cola.c y caja.c");
}

void prueba_nombre_cortos(void)
{
    char x[CORTO], largo[4 * CORTO + 1] = "";

    exige_texto(nombre_corto("cola.c", x), "cola.c", "nombre_corto");
    for (size_t i = 0; i < 2 * (size_t)CORTO; i++)
        memcpy(largo + 2 * i, "ñ", 3);
    const char *s = nombre_corto(largo, x);
    exige(strlen(s) < CORTO, "ocupa %zu", strlen(s));
    exige(nombre_es_texto(s), "ha partido un carácter: %s", s);
    exige(strcmp(s + strlen(s) - 3, "…") == 0, "no acaba en «…»: %s", s);
}
