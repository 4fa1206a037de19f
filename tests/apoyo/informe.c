/* informe: lo que ve quien estudia.
 *
 *   informe tablero MANIFIESTO VEREDICTOS [NOMBRE=VEREDICTOS]…
 *       los pasos con sus puntos, el primer fallo explicado y qué hacer
 *       ahora; los NOMBRE (ThreadSanitizer…) añaden lo que solo ven ellos
 *   informe pista MANIFIESTO VEREDICTOS ESTADO
 *       la siguiente pista del primer paso que falla; ESTADO es un fichero
 *       que recuerda cuál fue la última. Acaba con 3 si no falla ninguno
 *   informe siguiente MANIFIESTO VEREDICTOS [NOMBRE=VEREDICTOS]…
 *       nada, si está hecha; si no, qué falta y dónde, y acaba con 1
 *   informe falta MANIFIESTO VEREDICTOS [NOMBRE=VEREDICTOS]…
 *       lo que se deja por hacer al entregar
 *   informe leccion MANIFIESTO VEREDICTOS SITIO
 *       qué apartado leer, y su página en esa carpeta
 *   informe progreso (MANIFIESTO VEREDICTOS)…
 *       todas las prácticas, paso a paso; con ahora en lugar de progreso,
 *       solo lo que toca
 *   informe compara REFERENCIA TUYA EJE_X EJE_Y ESCALA
 *       dos resúmenes de medidas, uno junto a otro
 *   informe razon REFERENCIA TUYA EJE_Y
 *       lo mismo en una línea por serie: cuántas veces la referencia
 *
 * Forma: 80 columnas, UTF-8; colores solo en un terminal y sin NO_COLOR.
 * Acaba con 0 si ha podido informar; con ESTRICTO, y algo sin pasar, con 1. */
#define _GNU_SOURCE
#include "tabla.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* MENSAJE: cuántas líneas como mucho, para que todo quepa en una pantalla;
 * si los pasos que quedan por detrás pasan de PASOS, se cuentan y ya está. */
enum { COLUMNAS = 80, MENSAJE = 7, PASOS = 5 };

/* ---------------------------------------------------------- el papel -- */

static const char *verde = "", *rojo = "", *tenue = "", *fuerte = "",
                  *fin = "";

static void elige_colores(void)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

    if (!isatty(STDOUT_FILENO) || (no != NULL && *no != '\0') ||
        term == NULL || strcmp(term, "dumb") == 0)
        return;
    verde = "\033[32m";
    rojo = "\033[31m";
    tenue = "\033[2m";
    fuerte = "\033[1m";
    fin = "\033[0m";
}

/* Columnas que ocupa: los bytes de continuación de UTF-8 no cuentan. */
static int ancho(const char *s, size_t n)
{
    int columnas = 0;

    for (size_t i = 0; i < n && s[i] != '\0'; i++)
        columnas += ((unsigned char)s[i] & 0xc0) != 0x80;
    return columnas;
}

/* Un párrafo, cortado por palabras, con sangría; en max líneas como mucho.
 * La primera ya está sangrada. */
static void sigue_parrafo(int sangria, const char *s, int max)
{
    int columna = sangria;

    for (;;) {
        s += strspn(s, " \n");
        size_t n = strcspn(s, " \n");
        if (n == 0)
            break;
        int a = ancho(s, n);
        if (columna > sangria && columna + 1 + a > COLUMNAS) {
            if (--max == 0) {
                printf("%s", columna + 2 > COLUMNAS ? "" : " …");
                break;
            }
            printf("\n%*s", sangria, "");
            columna = sangria;
        } else if (columna > sangria) {
            putchar(' ');
            columna++;
        }
        printf("%.*s", (int)n, s);
        columna += a;
        s += n;
    }
    putchar('\n');
}

static void parrafo(int sangria, const char *s)
{
    printf("%*s", sangria, "");
    sigue_parrafo(sangria, s, INT_MAX);
}

/* Un texto de Markdown: los párrafos se cortan; el código va tal cual. */
static void texto(int sangria, const char *s)
{
    char acumulado[8192] = "";
    bool codigo = false;

    while (*s != '\0') {
        size_t n = strcspn(s, "\n");
        bool valla = strncmp(s, "```", 3) == 0;

        if (valla || codigo || n == 0) {
            if (*acumulado != '\0')
                parrafo(sangria, acumulado);
            *acumulado = '\0';
            if (!valla)
                printf("%*s%.*s\n", codigo ? sangria + 4 : 0, "", (int)n,
                       s);
        } else {
            size_t usado = strlen(acumulado);
            snprintf(acumulado + usado, sizeof acumulado - usado, "%.*s ",
                     (int)n, s);
        }
        codigo = codigo != valla;
        s += n + (s[n] == '\n');
    }
    if (*acumulado != '\0')
        parrafo(sangria, acumulado);
}

/* Una línea con algo a la izquierda (que se corta si no cabe) y algo a la
 * derecha; color abarca la marca, que es lo primero de la izquierda. */
static void renglon(const char *color, const char *marca, int sangria,
                    const char *izquierda, const char *derecha)
{
    int sitio = COLUMNAS - sangria - 2 - ancho(derecha, SIZE_MAX) - 2;
    int a = ancho(izquierda, SIZE_MAX);
    size_t n = strlen(izquierda);

    bool corta = a > sitio;
    while (corta && a > sitio - 1) { /* quita el último carácter entero */
        while (((unsigned char)izquierda[--n] & 0xc0) == 0x80)
            ;
        a--;
    }
    a += corta;
    printf("%*s%s%s%s %.*s%s", sangria, "", color, marca, fin, (int)n,
           izquierda, corta ? "…" : "");
    if (*derecha != '\0')
        printf("%*s  %s", sitio - a, "", derecha);
    putchar('\n');
}

/* ------------------------------------------------------ el manifiesto -- */

struct practica {
    struct tabla m, v;
    const char *nombre, *titulo; /* 03-hilos, Hilos */
    bool probada;
};

enum {
    ID = 1,
    TITULO,
    PUNTOS,
    SEC_NUMERO,
    SEC_TITULO,
    SEC_ID
};                               /* de un paso */
enum { DE_PASO = 2, VALE, QUE }; /* de una prueba */

static bool lee_practica(struct practica *p, const char *manifiesto,
                         const char *veredictos)
{
    if (!tabla_lee(manifiesto, &p->m))
        return false;
    p->probada = tabla_lee(veredictos, &p->v);
    int i = tabla_busca(&p->m, 0, "capitulo", NULL);
    if (i < 0)
        return false;
    p->nombre = p->m.fila[i].campo[1];
    p->titulo = p->m.fila[i].campo[3];
    return true;
}

static const char *numero(const struct practica *p)
{
    static char nn[3];

    snprintf(nn, sizeof nn, "%s", p->nombre);
    return nn;
}

static const char *veredicto(const struct practica *p, const char *id)
{
    const char *causa;

    return tabla_veredicto(&p->v, id, &causa);
}

struct cuenta {
    int puntos, maximo, pruebas, fallidas;
    const struct fila *primera; /* la primera que falla */
};

static void cuenta_prueba(const struct practica *p, const struct fila *f,
                          struct cuenta *c)
{
    int vale = atoi(f->campo[VALE]);

    c->pruebas++;
    c->maximo += vale;
    if (veredicto(p, f->campo[ID]) == NULL)
        c->puntos += vale;
    else if (c->fallidas++ == 0)
        c->primera = f;
}

/* La cuenta de un paso; de toda la práctica, si paso es NULL. */
static struct cuenta cuenta(const struct practica *p, const char *paso)
{
    struct cuenta c = {0};

    for (int i = 0; (i = tabla_busca(&p->m, i, "prueba", NULL)) >= 0; i++) {
        const struct fila *f = &p->m.fila[i];

        if (paso == NULL || strcmp(f->campo[DE_PASO], paso) == 0)
            cuenta_prueba(p, f, &c);
    }
    return c;
}

static const struct fila *siguiente_paso(const struct practica *p, int *i)
{
    *i = tabla_busca(&p->m, *i, "paso", NULL);
    return *i < 0 ? NULL : &p->m.fila[(*i)++];
}

/* El primer paso que falla, o NULL; su orden, desde 1, en *orden. */
static const struct fila *paso_en_curso(const struct practica *p,
                                        int *orden)
{
    const struct fila *f;

    *orden = 0;
    for (int i = 0; (f = siguiente_paso(p, &i)) != NULL;) {
        ++*orden;
        if (cuenta(p, f->campo[ID]).fallidas > 0)
            return f;
    }
    return NULL;
}

/* ---------------------------------------------------------- el tablero -- */

static void puntos(char *s, size_t n, struct cuenta c)
{
    snprintf(s, n, "%d de %d", c.puntos, c.maximo);
}

static void cabecera(const struct practica *p)
{
    char izquierda[512], derecha[64];
    struct cuenta c = cuenta(p, NULL);

    snprintf(izquierda, sizeof izquierda, "Práctica %s · %s", numero(p),
             p->titulo);
    snprintf(derecha, sizeof derecha, "%d de %d puntos", c.puntos,
             c.maximo);
    int hueco =
        COLUMNAS - ancho(izquierda, SIZE_MAX) - ancho(derecha, SIZE_MAX);
    printf("%s%s%*s%s%s\n", fuerte, izquierda, hueco > 1 ? hueco : 1, "",
           derecha, fin);
}

static void que_leer(const struct fila *paso)
{
    char linea[1024];

    if (*paso->campo[SEC_NUMERO] == '\0')
        return;
    snprintf(linea, sizeof linea, "Lee el apartado %s, «%s».",
             paso->campo[SEC_NUMERO], paso->campo[SEC_TITULO]);
    parrafo(8, linea);
}

static void explica(const struct practica *p, const struct fila *paso,
                    struct cuenta c)
{
    char linea[1024];

    printf("      %s✗%s ", rojo, fin);
    sigue_parrafo(8, c.primera->campo[QUE], 3);
    printf("%8s", "");
    sigue_parrafo(8, veredicto(p, c.primera->campo[ID]), MENSAJE);
    que_leer(paso);
    if (c.fallidas == 1)
        return;
    snprintf(linea, sizeof linea, "%s%d %s de este paso.", tenue,
             c.fallidas - 1,
             c.fallidas == 2 ? "prueba más" : "pruebas más");
    printf("        No %s %s%s\n", c.fallidas == 2 ? "pasa" : "pasan",
           linea, fin);
}

/* Cuántos pasos hay desde la fila i que no pasan. */
static int por_hacer(const struct practica *p, int i)
{
    const struct fila *f;
    int n = 0;

    while ((f = siguiente_paso(p, &i)) != NULL)
        n += cuenta(p, f->campo[ID]).fallidas > 0;
    return n;
}

static void pasos(const struct practica *p, bool explicando)
{
    bool plegar = explicando;
    const struct fila *f;
    int orden = 0;

    for (int i = 0; (f = siguiente_paso(p, &i)) != NULL;) {
        struct cuenta c = cuenta(p, f->campo[ID]);
        char izquierda[512], derecha[64];

        if (plegar && !explicando && c.fallidas > 0 &&
            por_hacer(p, i - 1) > PASOS) {
            printf("  %sy %d pasos más por hacer%s\n", tenue,
                   por_hacer(p, i - 1), fin);
            return;
        }

        snprintf(izquierda, sizeof izquierda, "%d. %s", ++orden,
                 f->campo[TITULO]);
        puntos(derecha, sizeof derecha, c);
        renglon(c.fallidas == 0 ? verde : rojo, c.fallidas == 0 ? "✓" : "✗",
                2, izquierda, derecha);
        if (c.fallidas > 0 && explicando)
            explica(p, f, c);
        explicando = explicando && c.fallidas == 0;
    }
}

static void explica_sanitizer(const struct practica *p,
                              const struct fila *prueba, const char *quien,
                              const char *mensaje, const char *ruta)
{
    char linea[1024];
    int i = tabla_busca(&p->m, 0, "paso", prueba->campo[DE_PASO]);

    snprintf(linea, sizeof linea, "Con %s", quien);
    renglon(rojo, "✗", 2, linea, prueba->campo[ID]);
    printf("%8s", "");
    sigue_parrafo(8, mensaje, MENSAJE);
    if (i >= 0)
        que_leer(&p->m.fila[i]);
    snprintf(linea, sizeof linea, "El informe entero está en %.*stxt.",
             (int)(strlen(ruta) - strlen("tsv")), ruta);
    parrafo(8, linea);
}

/* Lo que solo ve un sanitizer: el primer fallo de una prueba que, sin él,
 * pasa. El par es NOMBRE=VEREDICTOS. Devuelve si lo hay. */
static bool con_sanitizer(const struct practica *p, const char *par)
{
    const char *ruta = strchr(par, '='), *causa;
    struct tabla t;
    char quien[64];

    if (ruta == NULL || !tabla_lee(++ruta, &t) || t.n == 0)
        return false;
    snprintf(quien, sizeof quien, "%.*s", (int)(ruta - 1 - par), par);
    for (int i = 0; (i = tabla_busca(&p->m, i, "prueba", NULL)) >= 0; i++) {
        const struct fila *f = &p->m.fila[i];
        const char *m = tabla_veredicto(&t, f->campo[ID], &causa);

        if (m == NULL || tabla_busca(&t, 0, "prueba", f->campo[ID]) < 0)
            continue;
        explica_sanitizer(p, f, quien, m, ruta);
        return true;
    }
    printf("  %s✓%s Con %s, nada que decir\n", verde, fin, quien);
    return false;
}

static int acaba(bool bien)
{
    const char *estricto = getenv("ESTRICTO");

    return bien || estricto == NULL || *estricto == '\0' ? EXIT_SUCCESS
                                                         : EXIT_FAILURE;
}

static int tablero(int argc, char **argv)
{
    struct practica p = {0};
    bool pegas = false;
    int orden;

    if (argc < 2 || !lee_practica(&p, argv[0], argv[1])) {
        fprintf(stderr, "informe: no puedo leer %s\n", argv[0]);
        return 2;
    }
    putchar('\n');
    cabecera(&p);
    putchar('\n');
    pasos(&p, true);
    if (argc > 2)
        putchar('\n');
    for (int i = 2; i < argc; i++)
        pegas = con_sanitizer(&p, argv[i]) || pegas;
    putchar('\n');
    const struct fila *f = paso_en_curso(&p, &orden);
    char ahora[512];
    if (f != NULL)
        snprintf(ahora, sizeof ahora,
                 "Ahora: el paso %d. Si te atascas: make pista LAB=%s",
                 orden, numero(&p));
    else if (pegas)
        snprintf(ahora, sizeof ahora,
                 "Ahora: lo que dice el sanitizer, que es un error aunque "
                 "las pruebas pasen.");
    else
        snprintf(ahora, sizeof ahora,
                 "Todo pasa. Ahora: make grafica LAB=%s, para ver cuánto "
                 "corre; y make entrega LAB=%s.",
                 numero(&p), numero(&p));
    parrafo(0, ahora);
    return acaba(f == NULL && !pegas);
}

/* ----------------------------------------------------------- la pista -- */

/* El nivel que toca: el siguiente al último dado, si era del mismo paso. */
static int nivel_que_toca(const char *estado, const char *paso)
{
    char ultimo[128] = "";
    int nivel = 0;
    FILE *f = fopen(estado, "r");

    if (f != NULL) {
        if (fscanf(f, "%127s %d", ultimo, &nivel) != 2 ||
            strcmp(ultimo, paso) != 0)
            nivel = 0;
        fclose(f);
    }
    return nivel + 1;
}

static const char *texto_pista(const struct practica *p, const char *paso,
                               int nivel)
{
    for (int i = 0; (i = tabla_busca(&p->m, i, "pista", paso)) >= 0; i++)
        if (atoi(p->m.fila[i].campo[2]) == nivel)
            return p->m.fila[i].campo[3];
    return NULL;
}

static int pista(int argc, char **argv)
{
    struct practica p = {0};
    int orden, nivel;

    if (argc != 3 || !lee_practica(&p, argv[0], argv[1])) {
        fprintf(stderr, "informe: no puedo leer %s\n", argv[0]);
        return 2;
    }
    const struct fila *f = paso_en_curso(&p, &orden);
    if (f == NULL) {
        printf("No te hace falta: todos los pasos pasan.\n");
        return 3;
    }
    nivel = nivel_que_toca(argv[2], f->campo[ID]);
    const char *t = texto_pista(&p, f->campo[ID], nivel);
    if (t == NULL && nivel > 1)
        t = texto_pista(&p, f->campo[ID], --nivel);
    printf("%sPaso %d. %s%s\n\n", fuerte, orden, f->campo[TITULO], fin);
    if (t == NULL) {
        parrafo(2, "Este paso no tiene pistas.");
        return EXIT_SUCCESS;
    }
    texto(2, t);
    FILE *e = fopen(argv[2], "w");
    if (e != NULL) {
        fprintf(e, "%s %d\n", f->campo[ID], nivel);
        fclose(e);
    }
    printf("\n%sPista %d. %s%s\n", tenue, nivel,
           texto_pista(&p, f->campo[ID], nivel + 1) != NULL
               ? "Hay otra: repite la orden."
               : "No hay más.",
           fin);
    return EXIT_SUCCESS;
}

/* ------------------------------------------------ lo que viene después -- */

/* La línea del primer hueco del paso que sigue ahí: su comentario es lo que
 * trae el esqueleto. */
static bool donde(const struct practica *p, const char *paso)
{
    for (int i = 0; (i = tabla_busca(&p->m, i, "hueco", NULL)) >= 0; i++) {
        const struct fila *h = &p->m.fila[i];
        char ruta[512], linea[1024];
        int n = 0;

        if (strcmp(h->campo[2], paso) != 0)
            continue;
        snprintf(ruta, sizeof ruta, "labs/%s/%s", p->nombre, h->campo[3]);
        FILE *f = fopen(ruta, "r");
        while (f != NULL && fgets(linea, sizeof linea, f) != NULL) {
            n++;
            if (strstr(linea, "/*") != NULL &&
                strstr(linea, h->campo[1]) != NULL) {
                printf("Está en %s:%d, «%s».\n", ruta, n, h->campo[1]);
                fclose(f);
                return true;
            }
        }
        if (f != NULL)
            fclose(f);
    }
    return false;
}

/* Si un sanitizer ha encontrado algo en lo que pasa. */
static bool lo_ve(const struct practica *p, const char *par)
{
    const char *ruta = strchr(par, '='), *causa;
    struct tabla t;

    if (ruta == NULL || !tabla_lee(ruta + 1, &t))
        return false;
    for (int i = 0; (i = tabla_busca(&t, i, "prueba", NULL)) >= 0; i++)
        if (tabla_busca(&p->m, 0, "prueba", t.fila[i].campo[1]) >= 0 &&
            tabla_veredicto(&t, t.fila[i].campo[1], &causa) != NULL)
            return true;
    return false;
}

/* Al entregar: si queda algo por hacer, qué. */
static int falta(int argc, char **argv)
{
    struct practica p = {0};
    int orden;

    if (argc < 2 || !lee_practica(&p, argv[0], argv[1])) {
        fprintf(stderr, "informe: no puedo leer %s\n", argv[0]);
        return 2;
    }
    if (paso_en_curso(&p, &orden) != NULL) {
        printf("Se entrega con algo por hacer:\n");
        pasos(&p, false);
        return EXIT_SUCCESS;
    }
    for (int i = 2; i < argc; i++)
        if (lo_ve(&p, argv[i])) {
            printf("Se entrega con lo que dice el sanitizer: make probar "
                   "LAB=%s\n",
                   numero(&p));
            return EXIT_SUCCESS;
        }
    printf("Está todo hecho.\n");
    return EXIT_SUCCESS;
}

static int siguiente(int argc, char **argv)
{
    struct practica p = {0};
    int orden;

    if (argc < 2 || !lee_practica(&p, argv[0], argv[1])) {
        fprintf(stderr, "informe: no puedo leer %s\n", argv[0]);
        return 2;
    }
    const struct fila *f = paso_en_curso(&p, &orden);
    if (f != NULL) {
        printf("Antes de pasar a otra, el paso %d, %s.\n", orden,
               f->campo[TITULO]);
        donde(&p, f->campo[ID]);
        return EXIT_FAILURE;
    }
    for (int i = 2; i < argc; i++)
        if (lo_ve(&p, argv[i])) {
            printf("Antes de pasar a otra, lo que dice el sanitizer.\n");
            return EXIT_FAILURE;
        }
    return EXIT_SUCCESS;
}

static int leccion(int argc, char **argv)
{
    struct practica p = {0};
    char ruta[600];
    int orden;

    if (argc != 3 || !lee_practica(&p, argv[0], argv[1])) {
        fprintf(stderr, "informe: no puedo leer %s\n", argv[0]);
        return 2;
    }
    const struct fila *f = paso_en_curso(&p, &orden);
    if (f == NULL || *f->campo[SEC_NUMERO] == '\0')
        printf("Capítulo %d, «%s».\n", atoi(p.nombre), p.titulo);
    else
        printf("Paso %d. Apartado %s, «%s».\n", orden, f->campo[SEC_NUMERO],
               f->campo[SEC_TITULO]);
    snprintf(ruta, sizeof ruta, "%s/%s.html", argv[2], p.nombre);
    if (access(ruta, R_OK) == 0)
        printf("%s%s%s\n", ruta, f != NULL ? "#" : "",
               f != NULL ? f->campo[SEC_ID] : "");
    return EXIT_SUCCESS;
}

/* -------------------------------------------------------- el progreso -- */

/* Con solo_ahora, nada más que lo que toca. */
static int progreso(int argc, char **argv, bool solo_ahora)
{
    char ahora[512] = "";

    for (int i = 0; i + 1 < argc; i += 2) {
        struct practica p = {0};
        const struct fila *f;
        int orden;

        if (!lee_practica(&p, argv[i], argv[i + 1]))
            continue;
        if (cuenta(&p, NULL).pruebas == 0)
            continue; /* un capítulo sin práctica */
        if (!solo_ahora) {
            cabecera(&p);
            if (p.probada)
                pasos(&p, false);
            else
                printf("  %ssin probar%s\n", tenue, fin);
            putchar('\n');
        }
        f = paso_en_curso(&p, &orden);
        if (f != NULL && *ahora == '\0')
            snprintf(ahora, sizeof ahora,
                     "Ahora: práctica %s, paso %d, %s: make probar LAB=%s",
                     numero(&p), orden, f->campo[TITULO], numero(&p));
    }
    parrafo(0, *ahora == '\0' ? "Está todo hecho." : ahora);
    return EXIT_SUCCESS;
}

/* ------------------------------------------------------- la comparación */

/* La mediana de (serie, x) en un resumen, o negativa. tabla_lee se salta
 * los «# serie», así que se lee a mano. */
static double mediana(const char *ruta, const char *serie, const char *x)
{
    FILE *f = fopen(ruta, "r");
    char linea[512], en[128] = "", este[64];
    double m, encontrada = -1;

    while (f != NULL && fgets(linea, sizeof linea, f) != NULL) {
        if (sscanf(linea, "# %127[^\n]", en) == 1)
            continue;
        if (strcmp(en, serie) == 0 &&
            sscanf(linea, "%63s %lf", este, &m) == 2 &&
            strcmp(este, x) == 0) {
            encontrada = m;
            break;
        }
    }
    if (f != NULL)
        fclose(f);
    return encontrada;
}

/* Con tres cifras significativas y coma decimal. */
static const char *cantidad(double x, char *s, size_t n)
{
    int decimales = x >= 100 ? 0 : x >= 10 ? 1 : 2;
    double y = x;

    while (y > 0 && y < 1 && decimales < 9) {
        y *= 10;
        decimales++;
    }
    snprintf(s, n, "%.*f", decimales, x);
    char *punto = strchr(s, '.');
    if (punto != NULL)
        *punto = ',';
    return s;
}

static void columna(const char *s)
{
    printf(" %*s%s", 13 - ancho(s, SIZE_MAX), "", s);
}

/* Entre la serie y la x se reparten lo que dejan las tres columnas. */
enum { SERIE_Y_X = COLUMNAS - 3 - 3 * 14, X_MINIMO = 12, X_MAXIMO = 23 };

static void fila_comparada(const char *serie, const char *x, int para_x,
                           double m, double r)
{
    char s[32];

    printf("  %-*s %*s", SERIE_Y_X - para_x, serie, para_x, x);
    columna(cantidad(m, s, sizeof s));
    if (r > 0) {
        columna(cantidad(r, s, sizeof s));
        columna(cantidad(m / r, s, sizeof s));
    }
    putchar('\n');
}

/* Como en la gráfica: x es lo que se dice en su eje, y el valor, lo que se
 * dice en el suyo, multiplicado por escala. */
static int compara(const char *referencia, const char *tuya,
                   const char *eje_x, const char *eje_y, double escala)
{
    FILE *f = fopen(tuya, "r");
    char linea[512], serie[128] = "", x[64];
    double m;

    if (f == NULL) {
        fprintf(stderr, "informe: no puedo leer %s\n", tuya);
        return 2;
    }
    int a = ancho(eje_x, SIZE_MAX);
    if (a > X_MAXIMO) {
        eje_x = "x";
        a = 1;
    }
    int para_x = a > X_MINIMO ? a : X_MINIMO;
    printf("  En %s:\n  %-*s %*s%s", eje_y, SERIE_Y_X - para_x, "serie",
           para_x - a, "", eje_x);
    columna("tú");
    columna("referencia");
    columna("razón");
    putchar('\n');
    while (fgets(linea, sizeof linea, f) != NULL)
        if (sscanf(linea, "# %127[^\n]", serie) != 1 &&
            sscanf(linea, "%63s %lf", x, &m) == 2)
            fila_comparada(serie, x, para_x, m * escala,
                           mediana(referencia, serie, x) * escala);
    fclose(f);
    return EXIT_SUCCESS;
}

/* La media geométrica de las razones de cada serie con la referencia. */
struct razon {
    double suma;
    int n;
};

static void cierra_razon(const char *serie, struct razon *r)
{
    char s[32];

    if (r->n > 0)
        printf("  %-20s %8s veces la referencia\n", serie,
               cantidad(exp(r->suma / r->n), s, sizeof s));
    *r = (struct razon){0};
}

static int razon(const char *referencia, const char *tuya,
                 const char *eje_y)
{
    FILE *f = fopen(tuya, "r");
    char linea[512], serie[128] = "", otra[128], x[64];
    struct razon r = {0};
    double m, ref;

    if (f == NULL) {
        fprintf(stderr, "informe: no puedo leer %s\n", tuya);
        return 2;
    }
    printf("  En %s:\n", eje_y);
    while (fgets(linea, sizeof linea, f) != NULL) {
        if (sscanf(linea, "# %127[^\n]", otra) == 1) {
            cierra_razon(serie, &r);
            snprintf(serie, sizeof serie, "%s", otra);
        } else if (sscanf(linea, "%63s %lf", x, &m) == 2 && m > 0 &&
                   (ref = mediana(referencia, serie, x)) > 0) {
            r.suma += log(m / ref);
            r.n++;
        }
    }
    cierra_razon(serie, &r);
    fclose(f);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const char *modo = argc > 1 ? argv[1] : "";

    elige_colores();
    if (strcmp(modo, "tablero") == 0)
        return tablero(argc - 2, argv + 2);
    if (strcmp(modo, "pista") == 0)
        return pista(argc - 2, argv + 2);
    if (strcmp(modo, "progreso") == 0)
        return progreso(argc - 2, argv + 2, false);
    if (strcmp(modo, "ahora") == 0)
        return progreso(argc - 2, argv + 2, true);
    if (strcmp(modo, "falta") == 0)
        return falta(argc - 2, argv + 2);
    if (strcmp(modo, "siguiente") == 0)
        return siguiente(argc - 2, argv + 2);
    if (strcmp(modo, "leccion") == 0)
        return leccion(argc - 2, argv + 2);
    if (strcmp(modo, "razon") == 0 && argc == 5)
        return razon(argv[2], argv[3], argv[4]);
    if (strcmp(modo, "compara") == 0 && argc == 7)
        return compara(argv[2], argv[3], argv[4], argv[5], atof(argv[6]));
    fprintf(
        stderr,
        "uso: informe "
        "tablero|pista|siguiente|falta|leccion|progreso|compara|razon …\n");
    return 2;
}
