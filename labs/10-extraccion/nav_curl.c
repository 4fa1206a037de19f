#include "nav.h"

#include <curl/curl.h>
#include <errno.h>
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PAGINA_MAX = 16 << 20 };

static const char agente[] =
    "en-paralelo/1.0 (practica de clase; alumno@ejemplo.example)";

struct nav {
    CURL *curl;
    htmlDocPtr doc; /* la página abierta, o NULL */
    char *url;      /* su dirección */
    char *cuerpo;   /* lo que va llegando */
    size_t n;
    char error[CURL_ERROR_SIZE + 128];
};

/* ---- crear y destruir ---- */

int nav_inicia(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return ENOMEM;
    xmlInitParser(); /* sus tablas: antes de que haya hilos */
    return 0;
}

void nav_acaba(void)
{
    xmlCleanupParser();
    curl_global_cleanup();
}

/* recibir una página */
/* libcurl la llama con cada trozo que llega. */
static size_t acumula(char *p, size_t uno, size_t k, void *ctx)
{
    struct nav *n = ctx;
    size_t mas = uno * k;
    char *c = NULL;

    if (n->n + mas <= PAGINA_MAX)
        c = realloc(n->cuerpo, n->n + mas + 1);
    if (c == NULL)
        return 0; /* menos de lo que ha llegado: libcurl lo deja */
    memcpy(c + n->n, p, mas);
    n->cuerpo = c;
    n->n += mas;
    return mas;
}

/* preparar libcurl */
static void prepara(struct nav *n)
{
    CURL *c = n->curl;

    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, acumula);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, n);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, n->error);
    curl_easy_setopt(c, CURLOPT_COOKIEFILE, "");
    curl_easy_setopt(c, CURLOPT_USERAGENT, agente);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    nav_plazo(n, NAV_PLAZO);
}

struct nav *nav_crea(void)
{
    struct nav *n = calloc(1, sizeof *n);

    if (n != NULL && (n->curl = curl_easy_init()) == NULL) {
        free(n);
        n = NULL;
    }
    if (n != NULL)
        prepara(n);
    return n;
}

static void olvida_cuerpo(struct nav *n)
{
    free(n->cuerpo);
    n->cuerpo = NULL;
    n->n = 0;
}

void nav_destruye(struct nav *n)
{
    if (n == NULL)
        return;
    curl_easy_cleanup(n->curl);
    xmlFreeDoc(n->doc);
    olvida_cuerpo(n);
    free(n->url);
    free(n);
}

void nav_plazo(struct nav *n, int ms)
{
    curl_easy_setopt(n->curl, CURLOPT_TIMEOUT_MS, (long)ms);
}

const char *nav_error(const struct nav *n)
{
    return n->error;
}

static int falla(struct nav *n, int error, const char *que,
                 const char *detalle)
{
    snprintf(n->error, sizeof n->error, "%s%.120s", que, detalle);
    return error;
}

/* ---- pedir ---- */

static int traduce(CURLcode c)
{
    switch (c) {
    case CURLE_OK:
        return 0;
    case CURLE_OPERATION_TIMEDOUT:
        return ETIMEDOUT;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        return ECONNREFUSED;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return ECONNRESET;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return EINVAL;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_WRITE_ERROR:
        return ENOMEM;
    default:
        return EIO;
    }
}

/* Lo que ha llegado pasa a ser la página. */
static int lee_pagina(struct nav *n, const char *url)
{
    htmlDocPtr doc = htmlReadMemory(
        n->cuerpo != NULL ? n->cuerpo : "", (int)n->n, url, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
            HTML_PARSE_NONET);
    char *suya = strdup(url);

    if (doc == NULL || suya == NULL) {
        xmlFreeDoc(doc);
        free(suya);
        return falla(n, ENOMEM, "no se puede leer la página ", url);
    }
    xmlFreeDoc(n->doc);
    free(n->url);
    n->doc = doc;
    n->url = suya;
    return 0;
}

/* pedir */
/* Hace la petición que se le haya preparado a libcurl. */
static int pide(struct nav *n, const char *url)
{
    long codigo = 0;

    n->error[0] = '\0';
    curl_easy_setopt(n->curl, CURLOPT_URL, url);
    int r = traduce(curl_easy_perform(n->curl));
    curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &codigo);
    if (r == 0 && codigo >= 400) {
        r = (int)codigo;
        snprintf(n->error, sizeof n->error, "HTTP %d en %.120s", r, url);
    }
    if (r == 0 && codigo != 204) /* 204: la página no cambia */
        r = lee_pagina(n, url);
    olvida_cuerpo(n);
    return r;
}

int nav_abre(struct nav *n, const char *url)
{
    curl_easy_setopt(n->curl, CURLOPT_HTTPGET, 1L);
    return pide(n, url);
}

static int envia(struct nav *n, const char *url)
{
    curl_easy_setopt(n->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(n->curl, CURLOPT_POSTFIELDS, "");
    return pide(n, url);
}

/* ---- buscar ---- */

static void calla(void *ctx, xmlErrorPtr e)
{
    (void)ctx;
    (void)e; /* si no, libxml2 lo escribe en la salida de errores */
}

static int copia_nodos(const xmlXPathObject *o, struct nav_elem *v, int max)
{
    int k = o->nodesetval != NULL ? o->nodesetval->nodeNr : 0;

    if (k > max)
        k = max;
    for (int i = 0; i < k; i++)
        v[i].nodo = o->nodesetval->nodeTab[i];
    return k;
}

/* buscar */
int nav_busca(struct nav *n, const struct nav_elem *en, const char *xpath,
              struct nav_elem *v, int max)
{
    if (n->doc == NULL)
        return -falla(n, EINVAL, "no hay página abierta", "");
    xmlXPathContextPtr cx = xmlXPathNewContext(n->doc);
    if (cx == NULL)
        return -falla(n, ENOMEM, "no hay memoria", "");
    cx->error = calla;
    if (en != NULL)
        cx->node = en->nodo;
    xmlXPathObjectPtr o = xmlXPathEvalExpression(BAD_CAST xpath, cx);
    int k = o != NULL && o->type == XPATH_NODESET
                ? copia_nodos(o, v, max)
                : -falla(n, EINVAL, "no es un XPath de nodos: ", xpath);
    xmlXPathFreeObject(o);
    xmlXPathFreeContext(cx);
    return k;
}

/* Sin JavaScript, lo que no está ya no va a aparecer. */
int nav_espera(struct nav *n, const char *xpath, int ms, struct nav_elem *e)
{
    int k = nav_busca(n, NULL, xpath, e, 1);

    (void)ms;
    if (k == 0)
        return falla(n, ETIMEDOUT, "no aparece ", xpath);
    return k < 0 ? -k : 0;
}

/* ---- leer ---- */

/* Junta los blancos, en el sitio. */
static void junta_blancos(char *t)
{
    char *o = t;
    bool hueco = false;

    for (const char *s = t; *s != '\0'; s++) {
        if (strchr(" \t\r\n\f", *s) != NULL) {
            hueco = o > t;
            continue;
        }
        if (hueco)
            *o++ = ' ';
        hueco = false;
        *o++ = *s;
    }
    *o = '\0';
}

char *nav_texto(struct nav *n, const struct nav_elem *e)
{
    xmlChar *x = xmlXPathCastNodeToString(e->nodo);
    char *t = x != NULL ? strdup((char *)x) : NULL;

    xmlFree(x);
    if (t == NULL)
        falla(n, ENOMEM, "no hay memoria", "");
    else
        junta_blancos(t);
    return t;
}

int nav_textos(struct nav *n, const char *xpath, char *v[], int max)
{
    struct nav_elem *e = calloc((size_t)max + 1, sizeof *e);
    int k = e != NULL ? nav_busca(n, NULL, xpath, e, max)
                      : -falla(n, ENOMEM, "no hay memoria", "");

    for (int i = 0; i < k; i++)
        if ((v[i] = nav_texto(n, &e[i])) == NULL) {
            while (i > 0)
                free(v[--i]);
            k = -ENOMEM;
        }
    free(e);
    return k;
}

/* La dirección relativa de un atributo, vista desde la página abierta. */
static char *absoluta(const struct nav *n, xmlNodePtr x, const char *campo)
{
    xmlChar *h = xmlGetProp(x, BAD_CAST campo);
    CURLU *u = h != NULL ? curl_url() : NULL;
    char *entera = NULL, *r = NULL;

    if (u != NULL &&
        curl_url_set(u, CURLUPART_URL, n->url, 0) == CURLUE_OK &&
        curl_url_set(u, CURLUPART_URL, (char *)h, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_URL, &entera, 0) == CURLUE_OK)
        r = strdup(entera);
    curl_free(entera);
    curl_url_cleanup(u);
    xmlFree(h);
    return r;
}

char *nav_href(struct nav *n, const struct nav_elem *e)
{
    char *r = absoluta(n, e->nodo, "href");

    if (r == NULL)
        falla(n, EINVAL, "ese elemento no lleva a ningún sitio", "");
    return r;
}

static bool se_llama(xmlNodePtr x, const char *nombre)
{
    return xmlStrcasecmp(x->name, BAD_CAST nombre) == 0;
}

/* pulsar */
int nav_pulsa(struct nav *n, const struct nav_elem *e, int ms)
{
    xmlNodePtr x = e->nodo;
    bool boton = se_llama(x, "button");

    (void)ms; /* aquí nada tapa nada */
    while (boton && x != NULL && !se_llama(x, "form"))
        x = x->parent;
    char *url =
        x != NULL ? absoluta(n, x, boton ? "action" : "href") : NULL;
    if (url == NULL)
        return falla(n, EINVAL, "ese elemento no se pulsa", "");
    int r = boton ? envia(n, url) : nav_abre(n, url);
    free(url);
    return r;
}
