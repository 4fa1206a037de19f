/* Lo que escribe un alumno no hace nada donde se lee: nombres, mensajes y
 * salidas del compilador hostiles, en cada informe. */
#include "../informes.h"

#include "../hoja.h"
#include "clase.h"
#include "dice.h"
#include "esquema.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *carpeta;

/* De todo: HTML, terminal, CDATA, comillas, fórmulas, Markdown, bytes que no
 * son UTF-8 (sueltos, cortados, demasiado largos, sustitutos) y sentido de
 * lectura. */
static const char *const hostiles[] = {
    "</td><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "\x1b]0;título\x07\x1b[31mrojo\x1b[0m",
    "]]></failure><testcase/>",
    "&amp; & &#x3c;",
    "=HYPERLINK(\"http://x\")",
    "+1+1",
    "-2+3|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uFF1D1+1",
    "a,b;\"c\"\r\nd",
    "linea\notra\ttab",
    "\xff\xfe\x80 suelto",
    "cortado \xe2\x82",
    "largo \xc0\xaf \xf8\x88\x80\x80\x80",
    "sustituto \xed\xa0\x80",
    "de más \xf4\x90\x80\x80",
    "\342\200\256al revés\342\200\254",
    "\302\23331m C1",
    "nada\xef\xbf\xbe\xef\xbb\xbf",
    "```\n# título\n```` \n</pre>",
    "[enlace](javascript:alert(1)) ![x](y) `c` **n** <b>",
    "../../etc/passwd",
    "-rf",
    ".oculto",
    "",
    " ",
    "CON%2e",
    "Ñandú Ágil 日本 🙂",
};
enum { HOSTILES = sizeof hostiles / sizeof *hostiles };

static char *texto_largo(size_t n)
{
    char *s = cierto(malloc(n + 1));

    for (size_t i = 0; i < n; i++)
        s[i] = (char)(1 + (i * 7919) % 255);
    s[n] = '\0';
    return s;
}

static void estropea(struct clase *c, size_t i, const char *s)
{
    struct evaluacion *e = c->evaluacion[i];

    free(e->v[NORMAL][1].mensaje);
    e->v[NORMAL][1].mensaje = copia(s);
    free(e->v[NORMAL][1].causa);
    e->v[NORMAL][1].causa = copia(s);
    e->compilador = copia(s);
    if (avisos_anade(&e->avisos, "enlace", "%s", s) != 0 ||
        avisos_anade(&c->entregas.v[i].avisos, "nombre", "%s", s) != 0)
        cierto(NULL);
}

static void clase_hostil(struct clase *c)
{
    char *largo = texto_largo(5000);

    clase_crea(c);
    for (size_t i = 0; i < HOSTILES; i++) {
        size_t k =
            clase_mete(c, hostiles[i], 1, -1, i % 3 ? "pfTf" : "ffff");

        estropea(c, k, hostiles[i]);
        if (i % 5 == 1) {
            c->evaluacion[k]->que = i % 2 ? NO_COMPILA : RECHAZADA;
            c->evaluacion[k]->motivo = copia(hostiles[i]);
        }
    }
    estropea(c, clase_mete(c, largo, 1, -1, "pfpp"), largo);
    clase_mete(c, "sin evaluar", 1, -1, NULL);
    size_t r = clase_mete(c, "rechazada", 1, -1, NULL);
    c->entregas.v[r].rechazo = copia("es </pre> un \x1b[2J enlace");
    free(largo);
}

/* ----------------------------------------------------------- comprobar -- */

/* UTF-8 correcto y sin nada que mande en un terminal, menos salto, retorno
 * (en los CSV) y tabulador. Escrito de otra manera que tira.c. */
static bool texto_sano(const char *s, char *mal)
{
    for (const unsigned char *p = (const unsigned char *)s; *p != '\0';) {
        unsigned c = *p;
        int k = c < 0x80         ? 0
                : (c >> 5) == 6  ? 1
                : (c >> 4) == 14 ? 2
                : (c >> 3) == 30 ? 3
                                 : -1;

        if (k > 0)
            c &= 0x3fu >> k;
        p++;
        for (int i = 0; i < k; i++, p++) {
            if (*p >> 6 != 2)
                k = -1;
            else
                c = c << 6 | (*p & 0x3f);
        }
        if (k < 0 || (c < 32 && strchr("\n\r\t", (int)c) == NULL) ||
            (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) ||
            (k == 1 && c < 0x80) || (k == 2 && c < 0x800) ||
            (k == 3 && (c < 0x10000 || c > 0x10ffff)) ||
            (c >= 0x202a && c <= 0x202e) || c == 0xfffe || c == 0xfeff) {
            sprintf(mal, "U+%04X en el byte %ld", c,
                    (long)((const char *)p - s));
            return false;
        }
    }
    return true;
}

struct marcas {
    char pila[64][32];
    int n;
};

static bool sola(const char *nombre)
{
    static const char *const solas[] = {"meta",     "rect", "img", "?xml",
                                        "!DOCTYPE", "br",   NULL};

    for (int i = 0; solas[i] != NULL; i++)
        if (strcmp(solas[i], nombre) == 0)
            return true;
    return false;
}

/* Una marca que empieza en s («<»): dónde acaba, o NULL. Las comillas tienen
 * que casar, y no haber «<» dentro. */
static const char *acaba(const char *s)
{
    char comilla = '\0';

    for (s++; *s != '\0'; s++) {
        if (comilla != '\0') {
            if (*s == comilla)
                comilla = '\0';
        } else if (*s == '"' || *s == '\'')
            comilla = *s;
        else if (*s == '>')
            return s;
        if (*s == '<')
            return NULL;
    }
    return NULL;
}

static bool una_marca(struct marcas *m, const char *s, const char *fin)
{
    char nombre[32] = "";
    bool cierra = s[1] == '/';

    sscanf(s + 1 + cierra, "%31[^ \n/>]", nombre);
    if (cierra)
        return m->n > 0 && strcmp(m->pila[--m->n], nombre) == 0;
    if (!sola(nombre) && fin[-1] != '/' && m->n < 64)
        memcpy(m->pila[m->n++], nombre, sizeof nombre);
    return isalpha((unsigned char)*nombre) || sola(nombre);
}

/* Cada marca se abre y se cierra, y solo hay marcas conocidas. */
static bool marcas_casan(const char *s, char *mal)
{
    struct marcas m = {.n = 0};

    for (const char *p = s; (p = strchr(p, '<')) != NULL;) {
        const char *fin = acaba(p);

        if (fin == NULL || !una_marca(&m, p, fin)) {
            sprintf(mal, "%.60s", p);
            return false;
        }
        p = fin + 1;
    }
    if (m.n != 0)
        sprintf(mal, "queda abierta <%s>", m.pila[0]);
    return m.n == 0;
}

/* Ni guiones, ni manejadores, ni nada que se cargue de fuera. */
static bool sin_codigo(const char *s, char *mal)
{
    static const char *const malos[] = {
        "<script",           "<img", "<b>", "<td><script",
        "href=\"javascript", "src="};

    for (size_t i = 0; i < sizeof malos / sizeof *malos; i++) {
        const char *p = strstr(s, malos[i]);

        if (p != NULL && strcmp(malos[i], "src=") != 0) {
            sprintf(mal, "%.60s", p);
            return false;
        }
    }
    return true;
}

static void sano(const char *que, const char *s, bool marcado)
{
    char mal[512] = "", dicho[128];

    snprintf(dicho, sizeof dicho, "%s: UTF-8, y nada que mande", que);
    if (!texto_sano(s, mal))
        dice(false, dicho, "%s", mal);
    else if (marcado && (!marcas_casan(s, mal) || !sin_codigo(s, mal)))
        dice(false, dicho, "marcas: %s", mal);
    else
        dice(true, dicho, " ");
}

/* ----------------------------------------------------------------- CSV -- */

/* Leído por quien sabe RFC 4180: tantas columnas en cada fila, y ninguna
 * celda que una hoja ejecute, sin contar las que son números. */
static void csv(const char *que, const char *s, size_t columnas,
                size_t filas)
{
    char *ruta = formato("%s/%s.csv", carpeta, que), dicho[128];
    FILE *f = fopen(ruta, "w");
    size_t campos = 1, lineas = 0, formulas = 0, cojas = 0;
    bool comillas = false, empieza = true;

    if (f == NULL || fputs(s, f) < 0 || fclose(f) != 0)
        exit(EXIT_FAILURE);
    for (const char *p = s; *p != '\0'; p++) {
        if (empieza && !comillas) {
            const char *q = p + (*p == '"');

            formulas += (strchr("=+@\t", *q) != NULL) ||
                        (*q == '\r' && q != p) ||
                        (*q == '-' && q[1] != ',' && !isdigit(q[1]));
            empieza = false;
        }
        if (*p == '"')
            comillas = !comillas;
        else if (!comillas && *p == ',') {
            campos++;
            empieza = true;
        } else if (!comillas && *p == '\n') {
            cojas += campos != columnas || p[-1] != '\r';
            lineas++;
            campos = 1;
            empieza = true;
        }
    }
    snprintf(dicho, sizeof dicho, "%s.csv: RFC 4180, y ninguna fórmula",
             que);
    dice(formulas == 0 && cojas == 0 && lineas == filas && !comillas, dicho,
         "%zu fórmulas, %zu filas con otras columnas, %zu líneas y no %zu",
         formulas, cojas, lineas, filas);
    free(ruta);
}

/* Lo que se escribe en notas.csv se lee igual, salvo lo que se limpia. */
static void csv_vuelve(const struct informe *i)
{
    struct hoja h;
    char *ruta = formato("%s/notas.csv", carpeta);
    size_t mal = 0;

    if (hoja_lee(&h, ruta) != 0)
        exit(EXIT_FAILURE);
    for (size_t k = 0; k + 1 < h.filas && k < i->notas->n; k++) {
        char *l = limpio(i->notas->v[k].entrega->alumno);

        /* Un retorno que empieza el nombre ya no está. */
        mal += strcmp(hoja_campo(&h, k + 1, 0), l) != 0 &&
               strncmp(hoja_campo(&h, k + 1, 0), "'", 1) != 0;
        free(l);
    }
    dice(mal == 0 && h.filas == i->notas->n + 1,
         "lo escrito en notas.csv se lee igual", "%zu nombres, otros", mal);
    hoja_libera(&h);
    free(ruta);
}

/* ---------------------------------------------------------------- JSON -- */

static json_t *lee_json(const char *ruta)
{
    json_error_t e;
    json_t *j = json_load_file(ruta, 0, &e);

    if (j == NULL)
        dice(false, ruta, "%s", e.text);
    return j;
}

static void json(const char *s, const char *esquema)
{
    json_error_t e;
    json_t *j = json_loads(s, 0, &e), *q = lee_json(esquema);
    char mal[1024] = "";

    if (j == NULL)
        dice(false, "calificacion.json", "%s", e.text);
    else
        dice(esquema_cumple(j, q, q, "", mal, sizeof mal),
             "calificacion.json cumple su esquema", "%s", mal);
    json_object_set_new(json_array_get(json_object_get(j, "notas"), 0),
                        "nuevo", json_true());
    dice(!esquema_cumple(j, q, q, "", mal, sizeof mal),
         "el esquema no admite lo que no dice", "lo admite");
    json_decref(j);
    json_decref(q);
}

static void gradescope(const struct informe *i)
{
    size_t mal = 0, ocultas = 0;

    for (size_t k = 0; k < i->notas->n; k++) {
        struct tira t = {0};
        json_t *j, *v;
        size_t n;

        nota_gradescope(&i->notas->v[k], &t);
        j = json_loads(t.t, 0, NULL);
        mal += !json_is_number(json_object_get(j, "score"));
        json_array_foreach(json_object_get(j, "tests"), n, v)
        {
            const char *ve =
                json_string_value(json_object_get(v, "visibility"));

            mal += !json_is_number(json_object_get(v, "score")) ||
                   !json_is_number(json_object_get(v, "max_score")) ||
                   !json_is_string(json_object_get(v, "output"));
            ocultas += strcmp(ve, "hidden") == 0;
        }
        json_decref(j);
        tira_libera(&t);
    }
    dice(mal == 0 && ocultas > 0,
         "results.json, con los tipos de Gradescope",
         "%zu mal; %zu ocultas", mal, ocultas);
}

/* ------------------------------------------------------------- páginas -- */

static void paginas(const struct informe *i)
{
    struct tira todo = {0}, html = {0};

    tira_pon(&html, "");
    for (size_t k = 0; k < i->notas->n; k++) {
        nota_md(&i->notas->v[k], &todo);
        nota_html(&i->notas->v[k], NULL, &html);
    }
    sano("las páginas de los alumnos, en Markdown", todo.t, false);
    sano("las páginas de los alumnos, en HTML", html.t, true);
    tira_pon(&todo, html.t);
    dice(strstr(todo.t, "SECRETO") == NULL &&
             strstr(todo.t, "oculta") != NULL,
         "las páginas no dicen nada de lo oculto", "%.80s",
         strstr(todo.t, "SECRETO") != NULL ? strstr(todo.t, "SECRETO")
                                           : "ni que lo hay");
    dice(strstr(html.t, "Lee el apartado 90.1, «De &lt;leer&gt;»") != NULL,
         "las páginas dicen qué leer", "no está");
    tira_libera(&todo);
    tira_libera(&html);
}

/* Nombres distintos, ficheros distintos; y ninguno sale de su carpeta. */
static void rutas(void)
{
    char *r[HOSTILES];
    size_t iguales = 0, malas = 0;

    for (size_t i = 0; i < HOSTILES; i++) {
        struct tira t = {0};

        tira_ruta(&t, hostiles[i]);
        r[i] = tira_saca(&t);
        malas += *r[i] == '.' || *r[i] == '-' || *r[i] == '\0' ||
                 strpbrk(r[i], "/\n\r\t\\\"'<>&=") != NULL ||
                 strlen(r[i]) > 240;
        for (size_t k = 0; k < i; k++)
            iguales += strcmp(r[i], r[k]) == 0;
    }
    for (size_t i = 0; i < HOSTILES; i++)
        free(r[i]);
    dice(iguales == 0 && malas == 0,
         "cada nombre, un fichero que no sale de su sitio",
         "%zu repetidos, %zu malos", iguales, malas);
}

int main(int argc, char **argv)
{
    struct clase c;
    struct notas n;
    struct tira t[7] = {0};
    char *error;

    if (argc < 3)
        return 2;
    carpeta = argv[1];
    dice_de("los informes");
    clase_hostil(&c);
    clase_califica(&c, &n);
    struct informe i = {&c, &n, carpeta, NULL, NULL};
    informe_notas(&i, &t[0]);
    informe_avisos(&i, &t[1]);
    informe_moodle(&i, &t[2], &error);
    informe_bandas(&i, &t[3]);
    informe_junit(&i, &t[4]);
    informe_json(&i, &t[5]);
    informe_html(&i, &t[6]);
    csv("notas", t[0].t, 5, HOSTILES + 4);
    csv("avisos", t[1].t, 5, 2 * (HOSTILES + 1) + 1);
    csv("moodle", t[2].t, 3, HOSTILES + 4);
    csv_vuelve(&i);
    for (int k = 0; k < 4; k++)
        sano(((const char *[]){"notas.csv", "avisos.csv", "moodle.csv",
                               "bandas.csv"})[k],
             t[k].t, false);
    sano("junit.xml", t[4].t, true);
    sano("informe.html", t[6].t, true);
    json(t[5].t, argv[2]);
    sano("calificacion.json", t[5].t, false);
    gradescope(&i);
    paginas(&i);
    rutas();
    for (int k = 0; k < 7; k++)
        tira_libera(&t[k]);
    notas_libera(&n);
    clase_libera(&c);
    return 0;
}
