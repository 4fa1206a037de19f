/* Lo que vale cada cosa, con cada política. */
#include "../notas.h"

#include "../tira.h"
#include "clase.h"
#include "dice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *carpeta;

static char *fichero(const char *nombre, const char *texto)
{
    char *ruta = formato("%s/%s", carpeta, nombre);
    FILE *f = fopen(ruta, "w");

    if (f == NULL || fputs(texto, f) < 0 || fclose(f) != 0) {
        perror(ruta);
        exit(EXIT_FAILURE);
    }
    return ruta;
}

/* ------------------------------------------------------------- una nota */

/* El límite, 1970-01-11T00:00Z: el segundo 864000. */
#define LIMITE "limite * 1970-01-11T00:00:00Z\n"
enum { TARDE = 864000 };

static const struct {
    const char *que, *politica, *ajustes, *veredictos;
    long long cuando;
    const char *nota; /* puntos/máximo, o «-» */
    const char *motivo;
} casos[] = {
    {"todo pasa", "", "", "pppp", -1, "10/10", "Todo pasa."},
    {"lo que falla no vale, y se dice", "", "", "pfpp", -1, "8/10",
     "No pasan: b (−2)."},
    {"sin veredicto es fallo", "", "", "pnpp", -1, "8/10",
     "No pasan: b (−2)."},
    {"un salto no cuenta, ni en el máximo", "", "", "pspp", -1, "8/8",
     "Aquí no se pueden probar, y no cuentan: b (−2)."},
    {"con un sanitizer, la mitad", "", "", "pApp", -1, "9/10",
     "Fallan con AddressSanitizer: b (−1)."},
    {"con tsan, la parte que se diga", "saneador 25", "", "pTpp", -1,
     "8.5/10", "Fallan con ThreadSanitizer: b (−1,5)."},
    {"un plazo con tsan no dice nada", "", "", "ptpp", -1, "10/10",
     "Todo pasa."},
    {"lo oculto se cuenta y no se nombra", "", "", "fppf", -1, "5/10",
     "No pasan: a (−2), 1 oculta (−3)."},
    {"a tiempo", LIMITE "retraso 10", "", "pppp", TARDE, "10/10",
     "Todo pasa."},
    {"un segundo tarde es un día", LIMITE "retraso 10", "", "pppp",
     TARDE + 1, "9/10", "Todo pasa. 1 día tarde: −1."},
    {"tres días empezados", LIMITE "retraso 10", "", "pppp",
     TARDE + 2 * 86400 + 5, "7/10", "Todo pasa. 3 días tarde: −3."},
    {"como mucho", LIMITE "retraso 10\nretraso_maximo 25", "", "pppp",
     TARDE + 9 * 86400, "7.5/10", "Todo pasa. 9 días tarde: −2,5."},
    {"con gracia", LIMITE "retraso 10\ngracia 10 # minutos", "", "pppp",
     TARDE + 600, "10/10", "Todo pasa."},
    {"sin fecha no hay retraso", LIMITE "retraso 10", "", "pppp", -1,
     "10/10", "Todo pasa."},
    {"el límite de una manda sobre el de todas",
     LIMITE "limite 90 1970-02-11T00:00:00+00:00\nretraso 10", "", "pppp",
     TARDE + 1, "10/10", "Todo pasa."},
    {"el suelo", "suelo 3,5", "", "ffff", -1, "3.5/10",
     "No pasan: a (−2), b (−2), c (−3), 1 oculta (−3). Con el suelo, 3,5."},
    {"un ajuste suma", "", "ana,90-falsa,suma,\"0,5\",corrigió en clase\n",
     "pfpp", -1, "8.5/10",
     "No pasan: b (−2). Ajuste, +0,5: corrigió en clase."},
    {"un ajuste resta, y no baja de cero", "",
     "ana,90-falsa,suma,-20,copiada\n", "pppp", -1, "0/10",
     "Todo pasa. Ajuste, -20: copiada."},
    {"un ajuste fija, también lo no evaluado", "",
     "ana,90-falsa,fija,6,la defendió en persona\n", NULL, -1, "6/10",
     "Sin evaluar todavía. Ajuste, queda en 6: la defendió en persona."},
    {"de dos ajustes, el último", "",
     "ana,90-falsa,fija,6,uno\nana,90-falsa,fija,7,dos\n", "pppp", -1,
     "7/10", "Todo pasa. Ajuste, queda en 7: dos."},
    {"sin evaluar no es cero", "", "", NULL, -1, "-",
     "Sin evaluar todavía."},
};

static void una(size_t i)
{
    struct clase c;
    struct notas n;
    struct tira salido = {0};
    char *error, *p = fichero("politica.txt", casos[i].politica);
    char *hoja =
        formato("alumno,lab,modo,puntos,motivo\n%s", casos[i].ajustes);
    char *a = fichero("ajustes.csv", hoja);

    clase_crea(&c);
    clase_mete(&c, "ana", 1, casos[i].cuando, casos[i].veredictos);
    if (!politica_lee(&c.politica, p, &error) ||
        !ajustes_lee(&c, a, &error)) {
        dice(false, casos[i].que, "%s", error);
        exit(EXIT_FAILURE);
    }
    clase_califica(&c, &n);
    if (n.v[0].calificada) {
        tira_puntos(&salido, n.v[0].puntos, '.');
        tira_pon(&salido, "/");
        tira_puntos(&salido, n.v[0].maximo, '.');
    } else
        tira_pon(&salido, "-");
    dice(strcmp(salido.t, casos[i].nota) == 0 &&
             strcmp(n.v[0].motivo, casos[i].motivo) == 0,
         casos[i].que, "%s, «%s»; se esperaba %s, «%s»", salido.t,
         n.v[0].motivo, casos[i].nota, casos[i].motivo);
    tira_libera(&salido);
    notas_libera(&n);
    clase_libera(&c);
    free(p);
    free(a);
    free(hoja);
}

/* ------------------------------------------------------- varios intentos */

static void intentos(const char *que, const char *politica,
                     const char *primero, const char *segundo, int espera,
                     long puntos)
{
    struct clase c;
    struct notas n;
    char *error, *p = fichero("politica.txt", politica);

    clase_crea(&c);
    clase_mete(&c, "ana", 1, TARDE, primero);
    clase_mete(&c, "ana", 2, TARDE + 86400, segundo);
    clase_mete(&c, "berta", 1, -1, "pppp");
    politica_lee(&c.politica, p, &error);
    clase_califica(&c, &n);
    dice(n.n == 2 && n.v[0].entrega->intento == espera &&
             n.v[0].puntos == puntos && n.v[0].intentos == 2 &&
             clase_evalua(&c, 0) == c.politica.mejor && clase_evalua(&c, 1),
         que, "%zu notas, intento %d, %ld", n.n, n.v[0].entrega->intento,
         n.v[0].puntos);
    notas_libera(&n);
    clase_libera(&c);
    free(p);
}

/* ------------------------------------------------------ lo mal escrito -- */

static void mala(const char *que, const char *texto, const char *dice_que)
{
    struct politica p;
    char *error = NULL, *ruta = fichero("politica.txt", texto);

    politica_normal(&p);
    bool bien = politica_lee(&p, ruta, &error);
    dice(!bien && strstr(error, dice_que) != NULL, que, "%s",
         bien ? "se acepta" : error);
    politica_libera(&p);
    free(error);
    free(ruta);
}

static void fechas(void)
{
    static const struct {
        const char *s;
        long long t;
    } f[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2000-02-29T12:00Z", 951825600},
        {"2026-11-30T23:59:59+01:00", 1796079599},
        {"2026-11-30T17:59:59-05:00", 1796079599},
        {"2100-03-01T00:00:00Z", 4107542400},
    };
    static const char *const malas[] = {"",
                                        "2026-11-30",
                                        "2026-11-30T23:59:59",
                                        "2026-13-01T00:00:00Z",
                                        "2026-11-30T23:59:59+01:00x",
                                        "30/11/2026"};
    long long t;

    for (size_t i = 0; i < sizeof f / sizeof *f; i++)
        if (!lee_fecha(f[i].s, &t) || t != f[i].t)
            dice(false, "las fechas", "%s es %lld", f[i].s, t);
    for (size_t i = 0; i < sizeof malas / sizeof *malas; i++)
        if (lee_fecha(malas[i], &t))
            dice(false, "las fechas", "«%s» se acepta", malas[i]);
    dice(true, "las fechas, con su zona", " ");
}

static void ajuste_malo(const char *que, const char *texto,
                        const char *dice_que)
{
    struct clase c;
    char *error = NULL, *ruta = fichero("ajustes.csv", texto);

    clase_crea(&c);
    bool bien = ajustes_lee(&c, ruta, &error);
    dice(!bien && strstr(error, dice_que) != NULL, que, "%s",
         bien ? "se acepta" : error);
    clase_libera(&c);
    free(error);
    free(ruta);
}

/* Como la guarda una hoja de cálculo en español. */
static void hoja_espanola(void)
{
    struct clase c;
    char *error = NULL;
    char *ruta =
        fichero("ajustes.csv",
                "\xEF\xBB\xBF"
                "alumno;lab;modo;puntos;motivo\r\n"
                "\"Gil; Ana\";90-falsa;suma;0,25;\"dijo \"\"sí\"\"\"\r\n");

    clase_crea(&c);
    bool bien = ajustes_lee(&c, ruta, &error);
    dice(bien && c.ajustes == 1 &&
             strcmp(c.ajuste[0].alumno, "Gil; Ana") == 0 &&
             c.ajuste[0].puntos == 25 &&
             strcmp(c.ajuste[0].motivo, "dijo \"sí\"") == 0,
         "ajustes con punto y coma, BOM y coma decimal", "%s",
         bien ? "no es lo escrito" : error);
    clase_libera(&c);
    free(error);
    free(ruta);
}

/* ------------------------------------------------------------ lo oculto */

static void ocultas(void)
{
    struct baremo b;
    char *error = NULL;
    char *m = fichero("manifiesto.tsv",
                      "capitulo\t90-falsa\t90\tFalsa\n"
                      "paso\tuno\tPrimero\t10\t90.1\tLeer\tsec:x\n"
                      "prueba\ta\tuno\t4\tLa a\nprueba\tb\tuno\t6\tLa b\n");
    char *x = fichero("ocultas.tsv", "prueba\tb\tuno\t2\tda igual\n"
                                     "prueba\tz\tuno\t3\tLa zeta\n");

    bool bien = baremo_lee(&b, "90-falsa", m, x, &error);
    dice(bien && b.n == 3 && b.prueba[1].puntos == 200 &&
             !b.prueba[1].oculta && b.prueba[2].oculta &&
             baremo_maximo(&b) == 900,
         "las ocultas añaden pruebas y cambian pesos", "%s",
         bien ? "no salen así" : error);
    if (bien)
        baremo_libera(&b);
    free(x);
    x = fichero("ocultas.tsv", "prueba\tz\tningún\t3\tLa zeta\n");
    bien = baremo_lee(&b, "90-falsa", m, x, &error);
    dice(!bien && strstr(error, "no es de ningún paso") != NULL,
         "una oculta de un paso que no existe", "se acepta");
    free(error);
    free(m);
    free(x);
}

int main(int argc, char **argv)
{
    carpeta = argc > 1 ? argv[1] : ".";
    dice_de("las notas");
    for (size_t i = 0; i < sizeof casos / sizeof *casos; i++)
        una(i);
    intentos("cuenta el último", "", "pppp", "ffpp", 2, 600);
    intentos("cuenta el mejor", "cuenta mejor", "pppp", "ffpp", 1, 1000);
    intentos("a igualdad, el último", "cuenta mejor", "pppp", "pppp", 2,
             1000);
    intentos("el mejor, ya con su retraso",
             "cuenta mejor\nretraso 50\n" LIMITE, "ppff", "pppf", 1, 400);
    mala("una norma desconocida", "# bien\nplazo 3\n", "politica.txt:2:");
    mala("un tanto por ciento de más", "retraso 101\n", "de 0 a 100");
    mala("una fecha sin zona", "limite * 2026-11-30T23:59:59\n", "fecha");
    mala("una norma con de más", "suelo 3 4\n", "una palabra y un valor");
    fechas();
    ajuste_malo("un ajuste sin motivo",
                "alumno,lab,modo,puntos,motivo\nana,90-falsa,suma,1,\n",
                "fila 2: falta el motivo");
    ajuste_malo("un ajuste sin columna", "alumno,lab,puntos,motivo\n",
                "falta la columna «modo»");
    ajuste_malo("unas comillas sin cerrar",
                "alumno,lab,modo,puntos,motivo\n\"ana,90-falsa,suma,1,x\n",
                "comillas");
    hoja_espanola();
    ocultas();
    return 0;
}
