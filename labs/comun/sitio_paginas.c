#include "sitio_dentro.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- trozos de HTML ---- */

static void escapa(FILE *f, const char *s)
{
    for (; *s; s++)
        switch (*s) {
        case '&':
            fputs("&amp;", f);
            break;
        case '<':
            fputs("&lt;", f);
            break;
        case '>':
            fputs("&gt;", f);
            break;
        case '"':
            fputs("&quot;", f);
            break;
        default:
            fputc(*s, f);
        }
}

/* Sin JavaScript, aceptar es enviar un formulario. */
static void aviso(FILE *f, int boton_ms)
{
    fprintf(
        f,
        "<div id=\"onetrust-consent-sdk\" class=\"velo\" role=\"dialog\""
        " aria-modal=\"true\" aria-labelledby=\"aviso\""
        " data-espera=\"%d\">\n"
        "<form method=\"post\" action=\"/consent\">\n"
        "<h2 id=\"aviso\">Cookies de mentira</h2>\n"
        "<p>Este sitio guarda una sola cookie: la que recuerda que has"
        " leído este aviso. No sigue a nadie.</p>\n"
        "<button id=\"onetrust-accept-btn-handler\">Aceptar</button>\n"
        "</form>\n</div>\n",
        boton_ms);
}

static void abre(FILE *f, const char *titulo)
{
    fputs("<!DOCTYPE html>\n<html lang=\"es\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\""
          " content=\"width=device-width, initial-scale=1\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>",
          f);
    escapa(f, titulo);
    fprintf(f,
            " · Liga de papel</title>\n<style>\n%s</style>\n"
            "<script>document.documentElement.className ="
            " 'con-guion'</script>\n</head>\n<body>\n",
            sitio_estilo);
}

static void cierra(FILE *f)
{
    fprintf(f, "<script>\n%s</script>\n</body>\n</html>\n", sitio_guion);
}

static void menu(FILE *f)
{
    fputs("<div class=\"menu\"><a href=\"/soccer/competitions\">"
          "Competiciones</a></div>\n",
          f);
}

/* ---- las páginas ---- */

/* El contenedor, los cuatro div y el div[3]/div[1]/div están donde los
 * busca el XPath del cuaderno. */
static void competiciones(FILE *f)
{
    static const char *const nombre[] = {
        "Copa Cartulina", "Supercopa de Cartón", "Liga Juvenil",
        "Trofeo Verano", "Liga de Papel"};

    fputs("<div id=\"fittPageContainer\">\n"
          "<div><div><div><div>\n"
          "<div><h1>Competiciones</h1></div>\n"
          "<div><p class=\"nota\">Un sitio de mentira para practicar: los"
          " equipos y los jugadores son inventados.</p></div>\n"
          "<div><div><div>\n",
          f);
    for (int i = 0; i < 5; i++)
        fprintf(f,
                "<div class=\"tarjeta\"><div><section>\n"
                "<div><h2>%s</h2><div class=\"enlaces\">"
                "<span><a class=\"AnchorLink\""
                " href=\"/soccer/table/_/league/%d\">Clasificación</a>"
                "</span> "
                "<span><a class=\"AnchorLink\""
                " href=\"/soccer/teams/_/league/%d\">Equipos</a></span>"
                "</div></div>\n</section></div></div>\n",
                nombre[i], i + 1, i + 1);
    fputs("</div></div></div>\n</div></div></div></div>\n</div>\n", f);
}

static void sin_empezar(FILE *f)
{
    fputs("<div id=\"fittPageContainer\">\n", f);
    menu(f);
    fputs("<main><h1>Aún no hay nada</h1>\n<p>Esta competición no ha"
          " empezado.</p></main>\n</div>\n",
          f);
}

static void enlace(FILE *f, const struct sitio_equipo *e,
                   const char *seccion, const char *clase,
                   const char *texto)
{
    fprintf(f,
            "<a class=\"AnchorLink%s\""
            " href=\"/soccer/team%s/_/id/%d/%s\">",
            clase, seccion, e->id, e->apodo);
    escapa(f, texto);
    fputs("</a> ", f);
}

static void equipos(FILE *f)
{
    struct sitio_equipo e;

    fputs("<div id=\"fittPageContainer\">\n", f);
    menu(f);
    fputs(
        "<main><h1>Liga de Papel: equipos</h1>\n<div class=\"rejilla\">\n",
        f);
    for (int i = 0; sitio_equipo(i, &e); i++) {
        fputs("<section class=\"tarjeta\"><h2>", f);
        enlace(f, &e, "", "", e.nombre);
        fputs("</h2>\n<div class=\"enlaces\">", f);
        enlace(f, &e, "/stats", " TeamLinks__Link", "Estadísticas");
        enlace(f, &e, "/squad", " TeamLinks__Link", "Plantilla");
        fputs("</div></section>\n", f);
    }
    fputs("</div></main>\n</div>\n", f);
}

static void fila(FILE *f, size_t rk, const struct jugador *j,
                 bool disciplina)
{
    fprintf(f, "<tr><td>%zu</td><td>", rk);
    escapa(f, j->nombre);
    fprintf(f, "</td><td>%d</td>", j->p);
    if (disciplina)
        fprintf(f, "<td>%d</td><td>%d</td><td>%d</td></tr>\n", j->yc, j->rc,
                sitio_puntos(j));
    else
        fprintf(f, "<td>%d</td></tr>\n", j->g);
}

static int tabla(FILE *f, int equipo, bool disciplina)
{
    size_t n;
    const struct jugador **v = sitio_jugadores(equipo, disciplina, &n);

    if (v == NULL)
        return ENOMEM;
    fputs("<table class=\"Table\">\n<thead><tr>"
          "<th>RK</th><th>NAME</th><th>P</th>",
          f);
    fputs(disciplina ? "<th>YC</th><th>RC</th><th>PTS</th>" : "<th>G</th>",
          f);
    fputs("</tr></thead>\n<tbody>\n", f);
    for (size_t i = 0; i < n; i++)
        fila(f, i + 1, v[i], disciplina);
    fputs("</tbody>\n</table>\n", f);
    free(v);
    return 0;
}

static void pestana(FILE *f, const struct sitio_equipo *e,
                    const char *detras, const char *texto, bool aqui)
{
    fprintf(f,
            "<li><a href=\"/soccer/team/stats/_/id/%d/%s%s\"%s>%s</a></li>",
            e->id, e->apodo, detras, aqui ? " aria-current=\"page\"" : "",
            texto);
}

/* La pestaña está en div[2]/div[5]/div/div/section/div/div[2]/nav/ul/li[2],
 * que es donde la busca el XPath del cuaderno. */
static int equipo(FILE *f, int i, bool disciplina)
{
    struct sitio_equipo e = {0};

    sitio_equipo(i, &e);
    fputs("<div id=\"fittPageContainer\">\n", f);
    menu(f);
    fputs("<div>\n<div></div><div></div><div></div>\n"
          "<div class=\"nota\">Liga de Papel, temporada de prueba</div>\n"
          "<div><div><div><section class=\"tarjeta\"><div>\n<div><h1>",
          f);
    escapa(f, e.nombre);
    fputs("</h1></div>\n<div><nav class=\"pestanas\"><ul>", f);
    pestana(f, &e, "", "Goles", !disciplina);
    pestana(f, &e, "/view/discipline", "Disciplina", disciplina);
    fputs("</ul></nav></div>\n<div id=\"tabla\" class=\"ancha\">\n", f);
    int r = tabla(f, i, disciplina);
    fputs("</div>\n</div></section></div></div></div>\n</div>\n</div>\n",
          f);
    return r;
}

static void robots(FILE *f)
{
    fputs("# Lo que este sitio pide a los programas.\n"
          "User-agent: *\n"
          "Disallow: /soccer/team/squad/\n"
          "Disallow: /_\n",
          f);
}

static void estado(FILE *f, const struct compartido *c)
{
    fprintf(f,
            "{\"conexiones\": %ld, \"peticiones\": %ld, \"en_vuelo\": %ld,"
            " \"max_en_vuelo\": %ld, \"fallidas\": %ld,"
            " \"rechazadas\": %ld, \"sin_aceptar\": %ld,"
            " \"prohibidas\": %ld, \"sin_identificar\": %ld}\n",
            c->conexiones, c->peticiones, c->en_vuelo, c->max_en_vuelo,
            c->fallidas, c->rechazadas, c->sin_aceptar, c->prohibidas,
            c->sin_identificar);
}

/* ---- qué toca contestar ---- */

const char *sitio_razon(int e)
{
    switch (e) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 303:
        return "See Other";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 429:
        return "Too Many Requests";
    case 503:
        return "Service Unavailable";
    default:
        return e >= 500 ? "Internal Server Error" : "Unknown";
    }
}

static bool empieza(const char *s, const char *con)
{
    return strncmp(s, con, strlen(con)) == 0;
}

static void pon_extra(struct respuesta *r, const char *campo,
                      const char *valor)
{
    size_t n = strlen(r->extra);

    snprintf(r->extra + n, sizeof r->extra - n, "%s: %s\r\n", campo, valor);
}

static void vuelve_en(struct respuesta *r, int segundos)
{
    char texto[16];

    snprintf(texto, sizeof texto, "%d", segundos);
    pon_extra(r, "Retry-After", texto);
}

/* La página no cambia (204), salvo para un navegador sin guion, que tiene
 * que volver a donde estaba. */
static void acepta(const struct peticion *p, struct respuesta *r)
{
    r->estado = p->vuelta[0] != '\0' ? 303 : 204;
    pon_extra(r, "Set-Cookie",
              "OptanonAlertBoxClosed=1; Path=/; SameSite=Lax");
    if (r->estado == 303)
        pon_extra(r, "Location", p->vuelta);
}

/* Milisegundos que faltan para que acabe la ventana de un minuto, si en ella
 * ya no caben más peticiones; 0 si esta cabe. */
static int64_t sobra(struct compartido *c)
{
    enum { MINUTO = 60000 };
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ahora = t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
    uint64_t v = c->ventana, nueva;
    do {
        int64_t empezo = (int64_t)(v >> 20), van = (int64_t)(v & 0xFFFFF);

        if (v == 0 || ahora - empezo >= MINUTO)
            empezo = ahora, van = 0;
        if (van >= c->o.por_minuto)
            return empezo + MINUTO - ahora;
        nueva = (uint64_t)empezo << 20 | (uint64_t)(van + 1);
    } while (!atomic_compare_exchange_weak(&c->ventana, &v, nueva));
    return 0;
}

static bool de_las_primeras(int veces, long va)
{
    return veces == 0 || va <= veces;
}

/* Lo que las opciones mandan hacerle a ese equipo. */
static void estropea(struct compartido *c, int id, long va,
                     struct respuesta *r)
{
    const struct sitio_opciones *o = &c->o;

    if (id == o->lento_id && de_las_primeras(o->lento_veces, va))
        r->espera_ms += o->lento_ms;
    r->retiene = id == o->retiene_id;
    if (id != o->fallo_id || !de_las_primeras(o->fallo_veces, va))
        return;
    c->fallidas++;
    r->corta = o->fallo_codigo == SITIO_CORTA;
    if (r->corta)
        return;
    r->estado = o->fallo_codigo;
    if (r->estado == 429 || r->estado == 503)
        vuelve_en(r, o->reintenta_s);
}

static bool con_aviso(FILE *f, const struct compartido *c,
                      const struct peticion *p, const char *titulo)
{
    abre(f, titulo);
    if (!p->acepto)
        aviso(f, c->o.boton_ms);
    return true;
}

static int pagina_de_equipo(struct compartido *c, const struct peticion *p,
                            struct respuesta *r, FILE *f, int id)
{
    int i = sitio_indice(id), e = 0;
    struct sitio_equipo q = {0};
    bool disciplina = strstr(p->ruta, "/view/discipline") != NULL;
    bool fragmento = strstr(p->ruta, "?fragmento") != NULL;

    if (!sitio_equipo(i, &q)) {
        r->estado = 404;
        return 0;
    }
    long va = 1 + (disciplina ? c->tabla : c->pedido)[i]++;
    r->espera_ms = disciplina ? c->o.latencia_tabla_ms : c->o.latencia_ms;
    if (!disciplina) {
        r->equipo = i;
        estropea(c, id, va, r);
    } else if (!p->acepto) {
        c->sin_aceptar++;
        r->estado = 403;
    }
    if (r->estado != 200)
        return 0;
    if (fragmento)
        return tabla(f, i, disciplina);
    con_aviso(f, c, p, q.nombre);
    e = equipo(f, i, disciplina);
    cierra(f);
    return e;
}

static int elige(struct compartido *c, const struct peticion *p,
                 struct respuesta *r, FILE *f)
{
    const char *x = p->ruta;
    char liga[64];
    int id;

    snprintf(liga, sizeof liga, "/soccer/teams/_/league/%d", SITIO_LIGA);
    if (sscanf(x, "/soccer/team/stats/_/id/%d", &id) == 1)
        return pagina_de_equipo(c, p, r, f, id);
    r->espera_ms = c->o.latencia_ms;
    if (strcmp(x, "/soccer/competitions") == 0 || strcmp(x, "/") == 0) {
        con_aviso(f, c, p, "Competiciones");
        competiciones(f);
    } else if (strcmp(x, liga) == 0) {
        con_aviso(f, c, p, "Equipos");
        equipos(f);
    } else if (empieza(x, "/soccer/teams/_/league/") ||
               empieza(x, "/soccer/table/_/league/") ||
               empieza(x, "/soccer/team/_/id/")) {
        con_aviso(f, c, p, "Aún no hay nada");
        sin_empezar(f);
    } else {
        r->estado = 404;
        return 0;
    }
    cierra(f);
    return 0;
}

/* Lo que no es una página. */
static bool aparte(struct compartido *c, const struct peticion *p,
                   struct respuesta *r, FILE *f)
{
    bool lee =
        strcmp(p->metodo, "GET") == 0 || strcmp(p->metodo, "HEAD") == 0;

    if (strcmp(p->ruta, "/consent") == 0 &&
        strcmp(p->metodo, "POST") == 0) {
        acepta(p, r);
    } else if (!lee) {
        r->estado = 405;
    } else if (strcmp(p->ruta, "/robots.txt") == 0) {
        r->tipo = "text/plain; charset=utf-8";
        robots(f);
    } else if (strcmp(p->ruta, "/_estado") == 0) {
        r->tipo = "application/json";
        estado(f, c);
    } else {
        return false;
    }
    return true;
}

static void explica(FILE *f, const struct respuesta *r)
{
    abre(f, sitio_razon(r->estado));
    fputs("<div id=\"fittPageContainer\">\n", f);
    menu(f);
    fprintf(f, "<main><h1>%d %s</h1></main>\n</div>\n</body>\n</html>\n",
            r->estado, sitio_razon(r->estado));
}

static void mira_cortesia(struct compartido *c, const struct peticion *p)
{
    if (empieza(p->ruta, "/soccer/team/squad/"))
        c->prohibidas++;
    if (strstr(p->agente, "http") == NULL && strchr(p->agente, '@') == NULL)
        c->sin_identificar++;
}

static int rellena(struct compartido *c, const struct peticion *p,
                   struct respuesta *r, FILE *f)
{
    int64_t falta;

    if (aparte(c, p, r, f))
        return 0;
    if (c->o.por_minuto > 0 && (falta = sobra(c)) > 0) {
        c->rechazadas++;
        r->estado = 429;
        vuelve_en(r, (int)((falta + 999) / 1000));
        return 0;
    }
    return elige(c, p, r, f);
}

int sitio_responde(struct compartido *c, const struct peticion *p,
                   struct respuesta *r)
{
    *r = (struct respuesta){
        .estado = 200, .tipo = "text/html; charset=utf-8", .equipo = -1};
    FILE *f = open_memstream(&r->cuerpo, &r->n);

    if (f == NULL)
        return ENOMEM;
    if (!empieza(p->ruta, "/_"))
        mira_cortesia(c, p);
    int e = rellena(c, p, r, f);
    if (r->estado >= 400)
        explica(f, r);
    if (fclose(f) == EOF)
        e = ENOMEM;
    return e;
}
