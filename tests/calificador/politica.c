#include "politica.h"

#include "tira.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void politica_normal(struct politica *p)
{
    *p = (struct politica){.saneador = 50, .retraso_maximo = 100};
}

void politica_libera(struct politica *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->limite[i].lab);
    free(p->limite);
    *p = (struct politica){0};
}

bool lee_puntos(const char *s, long *centesimas)
{
    bool menos = *s == '-';
    long entera = 0, resto = 0;
    int cifras = 0, decimales = 0;

    s += *s == '-' || *s == '+';
    for (; *s >= '0' && *s <= '9' && cifras < 6; s++, cifras++)
        entera = entera * 10 + (*s - '0');
    if (cifras > 0 && (*s == '.' || *s == ','))
        for (s++; *s >= '0' && *s <= '9' && decimales < 2; s++, decimales++)
            resto = resto * 10 + (*s - '0');
    if (cifras == 0 || *s != '\0')
        return false;
    *centesimas = entera * 100 + (decimales == 1 ? resto * 10 : resto);
    if (menos)
        *centesimas = -*centesimas;
    return true;
}

/* Días desde 1970 de una fecha del calendario gregoriano: los meses se
 * cuentan desde marzo, y así el día que sobra es el último del año. */
static long long dias_de(int anio, int mes, int dia)
{
    long long a = anio - (mes <= 2);
    int m = (mes + 9) % 12;

    return a * 365 + a / 4 - a / 100 + a / 400 + (m * 153 + 2) / 5 + dia -
           1 - 719468;
}

bool lee_fecha(const char *s, long long *cuando)
{
    int a, m, d, h, min, seg = 0, zh = 0, zm = 0, n = 0;
    char signo = '+';

    if (sscanf(s, "%4d-%2d-%2dT%2d:%2d%n", &a, &m, &d, &h, &min, &n) != 5)
        return false;
    s += n;
    n = 0;
    if (sscanf(s, ":%2d%n", &seg, &n) == 1)
        s += n;
    if (strcmp(s, "Z") != 0) {
        n = 0;
        if (sscanf(s, "%c%2d:%2d%n", &signo, &zh, &zm, &n) != 3 ||
            s[n] != '\0' || (signo != '+' && signo != '-'))
            return false;
    }
    if (a < 1970 || m < 1 || m > 12 || d < 1 || d > 31 || h < 0 || h > 23 ||
        min < 0 || min > 59 || seg < 0 || seg > 60 || zh < 0 || zh > 14 ||
        zm < 0 || zm > 59)
        return false;
    long long zona = (zh * 60LL + zm) * 60;
    *cuando = dias_de(a, m, d) * 86400 + (h * 60LL + min) * 60 + seg -
              (signo == '+' ? zona : -zona);
    return true;
}

static bool entero(const char *s, long maximo, long *sale)
{
    char *fin;

    errno = 0;
    *sale = strtol(s, &fin, 10);
    return errno == 0 && fin != s && *fin == '\0' && *sale >= 0 &&
           *sale <= maximo;
}

static const char *limite(struct politica *p, const char *lab,
                          const char *fecha)
{
    long long cuando;

    if (!lee_fecha(fecha, &cuando))
        return "la fecha se escribe 2026-11-30T23:59:59+01:00";
    p->limite = cierto(realloc(p->limite, (p->n + 1) * sizeof *p->limite));
    p->limite[p->n++] = (struct limite){copia(lab), cuando};
    return NULL;
}

/* Una norma; NULL, o qué tiene de malo. */
static const char *norma(struct politica *p, const char *que,
                         const char *uno, const char *dos)
{
    long n;

    if (strcmp(que, "limite") == 0)
        return limite(p, uno, dos);
    if (*uno == '\0' || *dos != '\0')
        return "una norma es una palabra y un valor";
    if (strcmp(que, "cuenta") == 0) {
        p->mejor = strcmp(uno, "mejor") == 0;
        return p->mejor || strcmp(uno, "ultima") == 0
                   ? NULL
                   : "cuenta es «ultima» o «mejor»";
    }
    if (strcmp(que, "suelo") == 0)
        return lee_puntos(uno, &p->suelo) && p->suelo >= 0
                   ? NULL
                   : "suelo es un número de puntos";
    if (strcmp(que, "gracia") == 0) {
        if (!entero(uno, 1000000, &n))
            return "gracia es un número de minutos";
        p->gracia = n * 60;
        return NULL;
    }
    long *por_ciento = strcmp(que, "saneador") == 0  ? &p->saneador
                       : strcmp(que, "retraso") == 0 ? &p->retraso
                       : strcmp(que, "retraso_maximo") == 0
                           ? &p->retraso_maximo
                           : NULL;
    if (por_ciento == NULL)
        return "no conozco esa norma";
    return entero(uno, 100, por_ciento) ? NULL
                                        : "va de 0 a 100, y sin decimales";
}

bool politica_lee(struct politica *p, const char *ruta, char **error)
{
    FILE *f = fopen(ruta, "r");
    char linea[512];
    int n = 0;

    if (f == NULL) {
        *error = formato("%s: %s", ruta, porque(errno));
        return false;
    }
    *error = NULL;
    while (*error == NULL && fgets(linea, sizeof linea, f) != NULL) {
        char que[64] = "", uno[64] = "", dos[64] = "", mas[2] = "";
        const char *mal = NULL;

        n++;
        linea[strcspn(linea, "#\r\n")] = '\0';
        int k = sscanf(linea, "%63s %63s %63s %1s", que, uno, dos, mas);
        if (k > 3)
            mal = "sobra algo";
        else if (k > 0)
            mal = norma(p, que, uno, dos);
        if (mal != NULL)
            *error = formato("%s:%d: «%s»: %s", ruta, n, que, mal);
    }
    fclose(f);
    return *error == NULL;
}

/* «04» también es «04-pool». */
static bool es_el(const char *escrito, const char *lab)
{
    size_t n = strlen(escrito);

    return strncmp(escrito, lab, n) == 0 &&
           (lab[n] == '\0' || lab[n] == '-');
}

long politica_dias(const struct politica *p, const char *lab,
                   long long cuando)
{
    const struct limite *l = NULL;

    for (size_t i = 0; i < p->n; i++)
        if (es_el(p->limite[i].lab, lab) ||
            (l == NULL && strcmp(p->limite[i].lab, "*") == 0))
            l = &p->limite[i];
    if (l == NULL || cuando < 0 || cuando <= l->cuando + p->gracia)
        return 0;
    return (long)((cuando - l->cuando + 86399) / 86400);
}
