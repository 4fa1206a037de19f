#define _GNU_SOURCE /* getopt_long */
#include "opciones.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ayuda[] =
    "uso: calificador [opciones] ENTREGAS\n"
    "     calificador --reune [opciones] SALIDA1 SALIDA2…\n"
    "\n"
    "Califica una carpeta con una entrada por alumno: carpetas, .tar.gz, "
    ".tar.xz o\n"
    ".zip, o lo que descarga Moodle. Lo ya evaluado no se repite.\n"
    "\n"
    "  --lab=LAB          solo esa práctica: 04, o 04-pool\n"
    "  --salida=DIR       donde van los informes y el diario "
    "(calificacion)\n"
    "  --trabajos=N       cuántas evaluaciones a la vez (las CPU que "
    "haya)\n"
    "  --ocultas=DIR      pruebas y pesos de quien enseña\n"
    "  --politica=F       las normas (SALIDA/politica.txt, si está)\n"
    "  --ajustes=F        los ajustes a mano (SALIDA/ajustes.csv, si "
    "está)\n"
    "  --lista=F          alumno y columna con que Moodle lo conoce\n"
    "  --parte=K/N        solo la parte K de N\n"
    "  --reune            reúne las partes, sin evaluar nada\n"
    "  --aislamiento=CUÁL entero, o externo si ya se está en un "
    "contenedor\n"
    "  --sin-aislamiento  ejecutar lo entregado sin aislarlo\n"
    "  --rendimiento      medir además lo que corre, comparado con la "
    "solución\n"
    "  --taller=DIR       la raíz del curso (.)\n"
    "  --help             esto\n"
    "\n"
    "Acaba con 0 si todo se ha calificado, sean las notas las que sean; "
    "con "
    "1, si\n"
    "algo no se ha podido; con 2, si está mal pedido; con 130, si se corta "
    "(Ctrl-C).\n";

static _Noreturn void mal_pedido(const char *f, ...)
    __attribute__((format(printf, 1, 2)));
static _Noreturn void mal_pedido(const char *f, ...)
{
    va_list a;

    fputs("calificador: ", stderr);
    va_start(a, f);
    vfprintf(stderr, f, a);
    va_end(a);
    fputs(" (calificador --help lo explica)\n", stderr);
    exit(2);
}

static int numero(const char *que, const char *s)
{
    char *fin;
    long n = strtol(s, &fin, 10);

    if (fin == s || *fin != '\0' || n < 1 || n > 10000)
        mal_pedido("%s: «%s» no es un número de 1 a 10000", que, s);
    return (int)n;
}

static struct parte parte(const char *s)
{
    struct parte p;
    int n = 0;

    if (sscanf(s, "%9d/%9d%n", &p.k, &p.n, &n) != 2 || s[n] != '\0' ||
        p.k < 1 || p.k > p.n)
        mal_pedido("--parte: «%s» no es K/N, con K de 1 a N", s);
    return p;
}

static enum aislamiento aislamiento(const char *s)
{
    if (strcmp(s, "entero") == 0)
        return AISLAMIENTO_ENTERO;
    if (strcmp(s, "externo") != 0)
        mal_pedido("--aislamiento: «%s» no es «entero» ni «externo»", s);
    return AISLAMIENTO_EXTERNO;
}

static void una(struct opciones *o, int que, const char *s)
{
    switch (que) {
    case 'l':
        o->lab = *s == '\0' ? NULL : s;
        break;
    case 's':
        o->salida = s;
        break;
    case 't':
        o->trabajos = numero("--trabajos", s);
        break;
    case 'o':
        o->ocultas = s;
        break;
    case 'p':
        o->politica = s;
        break;
    case 'a':
        o->ajustes = s;
        break;
    case 'm':
        o->lista = s;
        break;
    case 'k':
        o->parte = parte(s);
        break;
    case 'r':
        o->reune = true;
        break;
    case 'i':
        o->aislamiento = aislamiento(s);
        break;
    case 'n':
        o->aislamiento = AISLAMIENTO_NINGUNO;
        break;
    case 'v':
        o->rendimiento = true;
        break;
    case 'd':
        o->taller = s;
        break;
    default:
        fputs(ayuda, stdout);
        exit(EXIT_SUCCESS);
    }
}

void opciones_lee(struct opciones *o, int argc, char **argv)
{
    static const struct option largas[] = {
        {"lab", required_argument, NULL, 'l'},
        {"salida", required_argument, NULL, 's'},
        {"trabajos", required_argument, NULL, 't'},
        {"ocultas", required_argument, NULL, 'o'},
        {"politica", required_argument, NULL, 'p'},
        {"ajustes", required_argument, NULL, 'a'},
        {"lista", required_argument, NULL, 'm'},
        {"rendimiento", no_argument, NULL, 'v'},
        {"parte", required_argument, NULL, 'k'},
        {"reune", no_argument, NULL, 'r'},
        {"aislamiento", required_argument, NULL, 'i'},
        {"sin-aislamiento", no_argument, NULL, 'n'},
        {"taller", required_argument, NULL, 'd'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int que;

    *o = (struct opciones){
        .salida = "calificacion", .taller = ".", .parte = {1, 1}};
    opterr = 0;
    while ((que = getopt_long(argc, argv, ":h", largas, NULL)) != -1) {
        if (que == '?')
            mal_pedido("no conozco la opción «%s»", argv[optind - 1]);
        if (que == ':')
            mal_pedido("a «%s» le falta su valor", argv[optind - 1]);
        una(o, que, optarg);
    }
    if (*o->salida == '\0')
        mal_pedido("--salida no puede estar vacía");
    o->carpetas = argv + optind;
    o->cuantas = argc - optind;
    if (o->reune && o->cuantas == 0)
        mal_pedido("falta decir qué carpetas se reúnen");
    if (o->reune)
        return;
    if (o->cuantas == 0)
        mal_pedido("falta decir qué carpeta se califica");
    if (o->cuantas > 1)
        mal_pedido("solo se califica una carpeta, y sobra «%s»",
                   argv[optind + 1]);
    o->entregas = argv[optind];
}
