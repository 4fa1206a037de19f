/* mutador: estropea una solución de todas las maneras que sabe, de una en
 * una y siempre en el mismo orden.
 *
 *     mutador lista SEMILLA FUENTE…   SORTEO<TAB>FUENTE<TAB>K<TAB>CLAVE
 *     mutador escribe FUENTE K        el fuente con su mutante K; 0, intacto
 *
 * La clave es «fichero función operador sitio», y « #2» si se repite: no
 * cambia porque cambie otro lugar del fichero, y sí si cambia el suyo. SORTEO
 * es un número que depende de la semilla y de la clave: los primeros, una
 * vez ordenados, son una muestra al azar.
 *
 * Operadores:
 *   quita     una sentencia (llamada, asignación, break, continue, goto,
 *             return)
 *   cerrojo   un pthread_mutex_lock y todos sus unlock de esa función
 *   niega     la condición de un if, while, do o for
 *   mas1      un entero más uno         menos1   y menos uno
 *   compara   < por <=, > por >=, == por !=, y al revés
 *   logica    && por ||, y al revés
 *   cambia    dos llamadas seguidas, de orden
 *   aviso     pthread_cond_signal por broadcast, y al revés
 *   devuelve  lo que devuelve un return por 0 (false y true, al revés)
 *
 * No se hacen los que se sabe que no cambian nada, o que repiten otro:
 *   - quitar un (void)x;
 *   - negar una sola comparación con == o !=: es lo mismo que compara;
 *   - sumar 1 a la constante de un while (1) o de un while (true);
 *   - tocar los enteros de un sizeof, o los que no son enteros;
 *   - pedir más memoria de la cuenta: sumar 1 en malloc, calloc, realloc y
 *     aligned_alloc, o en el tamaño de un vector local;
 *   - devolver 0 en vez de NULL, o de un número (de ese ya se ocupan mas1 y
 *     menos1);
 *   - cambiar de orden dos llamadas iguales, dos close, dos avisos, dos
 *     destroy, o dos free de los que ninguno es parte del otro. */
#include "fichas.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EDICIONES = 16, CLAVE = 2048 };

/* El trozo [ini, fin) del texto se cambia por otro. */
struct edicion {
    int ini, fin;
    char nuevo[256];
};

struct mutante {
    char *clave;
    struct edicion *e; /* en orden, y sin solaparse */
    int n;
};

/* Una tirada de fichas, [ini, fin). */
struct tirada {
    int ini, fin;
};

struct taller {
    struct fuente f;
    const char *archivo;
    struct tirada funcion; /* su nombre; vacía, fuera de las funciones */
    struct mutante *m;
    int n;
    struct mutante *va; /* el que se está haciendo */
};

static void *pide(void *antes, size_t n)
{
    void *p = realloc(antes, n);

    if (p == NULL) {
        fputs("mutador: no hay memoria\n", stderr);
        exit(EXIT_FAILURE);
    }
    return p;
}

/* --------------------------------------------------- hacer un mutante -- */

static void empieza(struct taller *t)
{
    if (t->n % 256 == 0)
        t->m = pide(t->m, ((size_t)t->n + 256) * sizeof *t->m);
    t->va = &t->m[t->n++];
    t->va->n = 0;
    t->va->e = pide(NULL, EDICIONES * sizeof *t->va->e);
}

__attribute__((format(printf, 4, 5))) static void
edita(struct taller *t, int ini, int fin, const char *formato, ...)
{
    va_list lista;

    if (t->va->n == EDICIONES) {
        fprintf(stderr, "mutador: %s: demasiados cambios\n", t->archivo);
        exit(EXIT_FAILURE);
    }
    struct edicion *e = &t->va->e[t->va->n++];

    e->ini = ini;
    e->fin = fin;
    va_start(lista, formato);
    int n = vsnprintf(e->nuevo, sizeof e->nuevo, formato, lista);
    va_end(lista);
    if (n < 0 || (size_t)n >= sizeof e->nuevo) {
        fprintf(stderr, "mutador: %s: una sentencia demasiado larga\n",
                t->archivo);
        exit(EXIT_FAILURE);
    }
}

static int largo(const struct taller *t, int i)
{
    return t->f.ficha[i].fin - t->f.ficha[i].ini;
}

static const char *texto(const struct taller *t, int i)
{
    return t->f.texto + t->f.ficha[i].ini;
}

static void cambia_ficha(struct taller *t, int i, const char *nuevo)
{
    edita(t, t->f.ficha[i].ini, t->f.ficha[i].fin, "%s", nuevo);
}

/* Vacía una tirada que acaba en «;», sin quitarle el punto y coma. */
static void vacia(struct taller *t, struct tirada s)
{
    edita(t, t->f.ficha[s.ini].ini, t->f.ficha[s.fin - 1].fin, ";");
}

/* Las fichas de una tirada, con un espacio donde las separaba algo; la
 * marcada se enseña como queda, entre « ». */
static void escribe_sitio(const struct taller *t, struct tirada s,
                          int marcada, char *sale, size_t n)
{
    size_t k = 0;

    for (int i = s.ini; i < s.fin && k < n; i++) {
        const struct ficha *x = &t->f.ficha[i];
        const char *hueco = i > s.ini && x->ini > x[-1].fin ? " " : "";
        int r = i == marcada ? snprintf(sale + k, n - k, "%s«%s»", hueco,
                                        t->va->e[0].nuevo)
                             : snprintf(sale + k, n - k, "%s%.*s", hueco,
                                        largo(t, i), texto(t, i));

        k += (size_t)r;
    }
}

/* Le pone su clave: operador, y el sitio que ocupa la tirada s. */
static void acaba(struct taller *t, const char *operador, struct tirada s,
                  int marcada)
{
    char clave[CLAVE], sitio[CLAVE / 2] = "";
    int veces = 1, f = t->funcion.ini;
    bool dentro = t->funcion.fin > f;

    escribe_sitio(t, s, marcada, sitio, sizeof sitio);
    int n = snprintf(clave, sizeof clave, "%s %.*s %s %s", t->archivo,
                     dentro ? largo(t, f) : 1, dentro ? texto(t, f) : "-",
                     operador, sitio);
    for (int i = 0; i < t->n - 1; i++) {
        const char *c = t->m[i].clave;

        if (strncmp(c, clave, (size_t)n) == 0 &&
            (c[n] == '\0' || strncmp(c + n, " #", 2) == 0))
            veces++;
    }
    if (veces > 1)
        snprintf(clave + n, sizeof clave - (size_t)n, " #%d", veces);
    t->va->clave = pide(NULL, strlen(clave) + 1);
    memcpy(t->va->clave, clave, strlen(clave) + 1);
}

/* ------------------------------------------- dentro de una expresión -- */

static const char *const parejas[][3] = {
    {"<", "<=", "compara"},
    {">", ">=", "compara"},
    {"==", "!=", "compara"},
    {"&&", "||", "logica"},
    {"pthread_cond_signal", "pthread_cond_broadcast", "aviso"},
};

static void cambia_pareja(struct taller *t, struct tirada s, int i)
{
    for (size_t k = 0; k < sizeof parejas / sizeof *parejas; k++)
        for (int de = 0; de < 2; de++)
            if (es(&t->f, i, parejas[k][de])) {
                empieza(t);
                cambia_ficha(t, i, parejas[k][1 - de]);
                acaba(t, parejas[k][2], s, i);
            }
}

static bool es_entero(const struct taller *t, int i)
{
    bool hexa = texto(t, i)[0] == '0' && strchr("xX", texto(t, i)[1]) &&
                largo(t, i) > 1;

    if (t->f.ficha[i].tipo != NUMERO)
        return false;
    for (int k = 0; k < largo(t, i); k++)
        if (strchr(hexa ? ".pP" : ".eE", texto(t, i)[k]) != NULL)
            return false;
    return true;
}

static void suma_uno(struct taller *t, struct tirada s, int i, char signo)
{
    empieza(t);
    edita(t, t->f.ficha[i].ini, t->f.ficha[i].fin, "(%.*s %c 1)",
          largo(t, i), texto(t, i), signo);
    acaba(t, signo == '+' ? "mas1" : "menos1", s, i);
}

/* La ficha que sigue al operando de un sizeof. */
static int tras_sizeof(const struct taller *t, int i)
{
    for (i++; es_uno(&t->f, i, "* & ( ["); i++)
        if (!es_uno(&t->f, i, "* &"))
            i = t->f.ficha[i].pareja;
    while (t->f.ficha[i].tipo == NOMBRE || es_uno(&t->f, i, ". -> ["))
        i = es(&t->f, i, "[") ? t->f.ficha[i].pareja + 1 : i + 1;
    return i;
}

/* ¿Abre i los corchetes de un vector que se declara? No los de su valor
 * inicial. */
static bool declara_vector(const struct taller *t, int i, int desde)
{
    if (!es(&t->f, i, "[") ||
        !(t->f.ficha[i - 1].tipo == NOMBRE || es(&t->f, i - 1, "]")))
        return false;
    for (i--; i >= desde; i--) {
        if (es_uno(&t->f, i, "= ("))
            return false;
        if (es_uno(&t->f, i, "; ,"))
            return true;
        if (es(&t->f, i, "{")) /* la de una estructura, o la de un valor */
            return !es_uno(&t->f, i - 1, "= )");
        if (es_uno(&t->f, i, ") ] }"))
            i = t->f.ficha[i].pareja;
    }
    return true;
}

/* Donde pedir de más no se nota no se suma: hasta qué ficha. */
static int fin_de_sobra(const struct taller *t, int i, int desde, bool decl)
{
    if (es_uno(&t->f, i, "malloc calloc realloc aligned_alloc") &&
        es(&t->f, i + 1, "("))
        return t->f.ficha[i + 1].pareja;
    return decl && declara_vector(t, i, desde) ? t->f.ficha[i].pareja : -1;
}

/* Todo lo que se puede estropear dentro de las fichas de `que`; el sitio es
 * la tirada `s`, que las contiene. */
static void expresion(struct taller *t, struct tirada que, struct tirada s,
                      bool decl)
{
    int de_sobra = -1;

    for (int i = que.ini; i < que.fin; i++) {
        int sobra = fin_de_sobra(t, i, que.ini, decl);

        de_sobra = sobra > de_sobra ? sobra : de_sobra;
        if (es(&t->f, i, "sizeof")) {
            i = tras_sizeof(t, i) - 1;
            continue;
        }
        cambia_pareja(t, s, i);
        if (!es_entero(t, i))
            continue;
        if (i > de_sobra)
            suma_uno(t, s, i, '+');
        suma_uno(t, s, i, '-');
    }
}

/* ------------------------------------------------------- condiciones -- */

/* ¿Es una sola comparación con == o !=? */
static bool una_igualdad(const struct taller *t, struct tirada c)
{
    int igualdades = 0;

    for (int i = c.ini; i < c.fin; i++) {
        if (es_uno(&t->f, i, "( ["))
            i = t->f.ficha[i].pareja;
        else if (es_uno(&t->f, i, "&& || ? , = < > <= >= & | ^"))
            return false;
        else if (es_uno(&t->f, i, "== !="))
            igualdades++;
    }
    return igualdades == 1;
}

/* La condición c de la cabecera s: «if (c)», «while (c)», «for (…)». */
static void condicion(struct taller *t, struct tirada c, struct tirada s)
{
    bool fija = c.fin - c.ini == 1 &&
                (es_uno(&t->f, c.ini, "true false") || es_entero(t, c.ini));

    if (c.fin == c.ini)
        return;
    if (!fija)
        expresion(t, c, s, false);
    if (una_igualdad(t, c))
        return;
    empieza(t);
    edita(t, t->f.ficha[c.ini].ini, t->f.ficha[c.ini].ini, "!(");
    edita(t, t->f.ficha[c.fin - 1].fin, t->f.ficha[c.fin - 1].fin, ")");
    acaba(t, "niega", s, -1);
}

/* --------------------------------------------------------- sentencias -- */

static int busca(const struct taller *t, int i, const char *que)
{
    while (i < t->f.n && !es(&t->f, i, que))
        i = es_uno(&t->f, i, "( [ {") ? t->f.ficha[i].pareja + 1 : i + 1;
    return i;
}

static bool es_llamada(const struct taller *t, struct tirada s)
{
    return t->f.ficha[s.ini].tipo == NOMBRE && es(&t->f, s.ini + 1, "(") &&
           t->f.ficha[s.ini + 1].pareja == s.fin - 2;
}

static bool es_declaracion(const struct taller *t, struct tirada s)
{
    static const char tipos[] =
        "int char long short unsigned signed float double void bool size_t "
        "ssize_t struct union enum const static volatile _Atomic "
        "_Thread_local _Alignas extern typedef";
    int i = s.ini;

    if (t->f.ficha[i].tipo != NOMBRE ||
        es_uno(&t->f, i, "return goto break continue"))
        return false;
    if (es_uno(&t->f, i, tipos) || t->f.ficha[i + 1].tipo == NOMBRE)
        return true;
    while (es(&t->f, i + 1, "*"))
        i++;
    return i > s.ini && t->f.ficha[i + 1].tipo == NOMBRE &&
           es_uno(&t->f, i + 2, "; = , [");
}

static void quita(struct taller *t, struct tirada s)
{
    if (es(&t->f, s.ini, "(") && es(&t->f, s.ini + 1, "void") &&
        es(&t->f, s.ini + 2, ")"))
        return;
    empieza(t);
    vacia(t, s);
    acaba(t, "quita", s, -1);
}

static void devuelve(struct taller *t, struct tirada s)
{
    struct tirada que = {s.ini + 1, s.fin - 1};
    int i = que.ini;
    bool sola = que.fin - que.ini == 1;

    expresion(t, que, s, false);
    if (que.fin == que.ini ||
        (sola && (es(&t->f, i, "NULL") || es_entero(t, i))))
        return;
    empieza(t);
    if (sola && es_uno(&t->f, i, "true false")) {
        cambia_ficha(t, i, es(&t->f, i, "true") ? "false" : "true");
    } else {
        edita(t, t->f.ficha[i].ini, t->f.ficha[i].ini, "((");
        edita(t, t->f.ficha[que.fin - 1].fin, t->f.ficha[que.fin - 1].fin,
              "), 0)");
    }
    acaba(t, "devuelve", s, -1);
}

/* ¿Dicen lo mismo las fichas de dos tiradas? */
static bool iguales(const struct taller *t, struct tirada a,
                    struct tirada b)
{
    if (a.fin - a.ini != b.fin - b.ini)
        return false;
    for (int i = a.ini, j = b.ini; i < a.fin; i++, j++)
        if (largo(t, i) != largo(t, j) ||
            strncmp(texto(t, i), texto(t, j), (size_t)largo(t, i)) != 0)
            return false;
    return true;
}

/* free(a) y free(b): ¿ni a está dentro de b ni b dentro de a? */
static bool free_sin_relacion(const struct taller *t, struct tirada a,
                              struct tirada b)
{
    struct tirada x = {a.ini + 2, a.fin - 2}, y = {b.ini + 2, b.fin - 2};
    int n = x.fin - x.ini < y.fin - y.ini ? x.fin - x.ini : y.fin - y.ini;

    return es(&t->f, a.ini, "free") && es(&t->f, b.ini, "free") &&
           !iguales(t, (struct tirada){x.ini, x.ini + n},
                    (struct tirada){y.ini, y.ini + n});
}

static bool da_igual_el_orden(const struct taller *t, struct tirada a,
                              struct tirada b)
{
    static const char *const grupos[] = {
        "close", "pthread_cond_signal pthread_cond_broadcast",
        "pthread_mutex_destroy pthread_cond_destroy"};

    if (iguales(t, a, b) || free_sin_relacion(t, a, b))
        return true;
    for (size_t k = 0; k < sizeof grupos / sizeof *grupos; k++)
        if (es_uno(&t->f, a.ini, grupos[k]) &&
            es_uno(&t->f, b.ini, grupos[k]))
            return true;
    return false;
}

static void pon_en(struct taller *t, struct tirada donde, struct tirada que)
{
    int ini = t->f.ficha[que.ini].ini, fin = t->f.ficha[que.fin - 1].fin;

    edita(t, t->f.ficha[donde.ini].ini, t->f.ficha[donde.fin - 1].fin,
          "%.*s", fin - ini, t->f.texto + ini);
}

static void cambia(struct taller *t, struct tirada a, struct tirada b)
{
    if (da_igual_el_orden(t, a, b))
        return;
    empieza(t);
    pon_en(t, a, b);
    pon_en(t, b, a);
    acaba(t, "cambia", (struct tirada){a.ini, b.fin}, -1);
}

/* ¿Es «nombre(…);», con los mismos argumentos que la llamada a? */
static bool misma_llamada(const struct taller *t, int i, const char *nombre,
                          struct tirada a)
{
    if (!es(&t->f, i, nombre) || !es(&t->f, i + 1, "("))
        return false;
    int fin = t->f.ficha[i + 1].pareja + 1;

    return es(&t->f, fin, ";") &&
           iguales(t, (struct tirada){i + 1, fin},
                   (struct tirada){a.ini + 1, a.fin - 1});
}

/* Un cerrojo entero: los lock y unlock de lo mismo, en toda la función. */
static void cerrojo(struct taller *t, struct tirada s, struct tirada cuerpo)
{
    static const char toma[] = "pthread_mutex_lock";
    static const char suelta[] = "pthread_mutex_unlock";

    if (!es(&t->f, s.ini, toma) || !es_llamada(t, s))
        return;
    for (int i = cuerpo.ini; i < s.ini; i++)
        if (misma_llamada(t, i, toma, s))
            return; /* ya se hizo */
    empieza(t);
    for (int i = cuerpo.ini; i < cuerpo.fin; i++)
        if (misma_llamada(t, i, toma, s) || misma_llamada(t, i, suelta, s))
            vacia(t, (struct tirada){i, t->f.ficha[i + 1].pareja + 2});
    acaba(t, "cerrojo", s, -1);
}

static int sentencia(struct taller *t, int i, struct tirada cuerpo);

static int bloque(struct taller *t, int i, struct tirada cuerpo)
{
    struct tirada antes = {0, 0};
    int fin = t->f.ficha[i].pareja;

    for (i++; i < fin;) {
        struct tirada esta = {i, sentencia(t, i, cuerpo)};

        if (antes.fin > 0 && es_llamada(t, antes) && es_llamada(t, esta))
            cambia(t, antes, esta);
        antes = esta;
        i = esta.fin;
    }
    return fin + 1;
}

/* Lo que hay dentro de los paréntesis de un for. */
static void cabecera_for(struct taller *t, int i)
{
    struct tirada s = {i, t->f.ficha[i + 1].pareja + 1};
    int uno = busca(t, i + 2, ";"), dos = busca(t, uno + 1, ";");

    expresion(t, (struct tirada){i + 2, uno}, s, false);
    condicion(t, (struct tirada){uno + 1, dos}, s);
    expresion(t, (struct tirada){dos + 1, s.fin - 1}, s, false);
}

/* if, while, switch y for: la cabecera, y lo que mandan. */
static int con_cabecera(struct taller *t, int i, struct tirada cuerpo)
{
    int fin = t->f.ficha[i + 1].pareja;
    struct tirada c = {i + 2, fin}, s = {i, fin + 1};

    if (es(&t->f, i, "for"))
        cabecera_for(t, i);
    else if (es(&t->f, i, "switch"))
        expresion(t, c, s, false);
    else
        condicion(t, c, s);
    bool si = es(&t->f, i, "if");
    i = sentencia(t, fin + 1, cuerpo);
    return si && es(&t->f, i, "else") ? sentencia(t, i + 1, cuerpo) : i;
}

static int haz(struct taller *t, int i, struct tirada cuerpo)
{
    i = sentencia(t, i + 1, cuerpo); /* en el while */
    int fin = t->f.ficha[i + 1].pareja;

    condicion(t, (struct tirada){i + 2, fin}, (struct tirada){i, fin + 1});
    return fin + 2;
}

static int simple(struct taller *t, int i, struct tirada cuerpo)
{
    struct tirada s = {i, busca(t, i, ";") + 1};
    struct tirada que = {s.ini, s.fin - 1};

    if (que.fin == que.ini)
        return s.fin;
    if (es_declaracion(t, s)) {
        expresion(t, que, s, true);
        return s.fin;
    }
    quita(t, s);
    if (es(&t->f, i, "return")) {
        devuelve(t, s);
    } else {
        cerrojo(t, s, cuerpo);
        expresion(t, que, s, false);
    }
    return s.fin;
}

/* Recorre la sentencia que empieza en i y da la ficha que la sigue. */
static int sentencia(struct taller *t, int i, struct tirada cuerpo)
{
    if (es(&t->f, i, "{"))
        return bloque(t, i, cuerpo);
    if (es_uno(&t->f, i, "if while switch for"))
        return con_cabecera(t, i, cuerpo);
    if (es(&t->f, i, "do"))
        return haz(t, i, cuerpo);
    if (es_uno(&t->f, i, "case default"))
        return busca(t, i, ":") + 1;
    if (t->f.ficha[i].tipo == NOMBRE && es(&t->f, i + 1, ":"))
        return i + 2;
    return simple(t, i, cuerpo);
}

/* ------------------------------------------------------- el fichero -- */

/* Si la llave i abre el cuerpo de una función, la ficha de su nombre. */
static int nombre_de(const struct taller *t, int i)
{
    int abre = es(&t->f, i - 1, ")") ? t->f.ficha[i - 1].pareja : -1;

    return abre > 0 && t->f.ficha[abre - 1].tipo == NOMBRE ? abre - 1 : -1;
}

static void recorre(struct taller *t)
{
    for (int i = 0, fin; i < t->f.n; i = fin) {
        fin = i;
        while (fin < t->f.n && !es_uno(&t->f, fin, "; {"))
            fin = es_uno(&t->f, fin, "( [") ? t->f.ficha[fin].pareja + 1
                                            : fin + 1;
        int nombre = es(&t->f, fin, "{") ? nombre_de(t, fin) : -1;
        if (nombre >= 0) {
            struct tirada cuerpo = {fin, t->f.ficha[fin].pareja + 1};

            t->funcion = (struct tirada){nombre, nombre + 1};
            fin = bloque(t, fin, cuerpo);
            continue;
        }
        fin = busca(t, i, ";") + 1;
        t->funcion = (struct tirada){0, 0};
        struct tirada s = {i, fin < t->f.n ? fin : t->f.n};
        expresion(t, s, s, true);
    }
}

static void mira(struct taller *t, const char *ruta)
{
    const char *barra = strrchr(ruta, '/');

    memset(t, 0, sizeof *t);
    t->archivo = barra == NULL ? ruta : barra + 1;
    fuente_lee(&t->f, ruta);
    recorre(t);
}

static void libera(struct taller *t)
{
    for (int i = 0; i < t->n; i++) {
        free(t->m[i].clave);
        free(t->m[i].e);
    }
    free(t->m);
    fuente_libera(&t->f);
}

static uint64_t sorteo(const char *semilla, const char *clave)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (const char *p = semilla; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * 0x100000001b3u;
    h = (h ^ 0xff) * 0x100000001b3u;
    for (const char *p = clave; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * 0x100000001b3u;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    return h ^ (h >> 31);
}

static void escribe(const struct taller *t, const struct mutante *m)
{
    int va = 0;

    for (int i = 0; i < m->n; i++) {
        const struct edicion *e = &m->e[i];

        printf("%.*s%s", e->ini - va, t->f.texto + va, e->nuevo);
        va = e->fin;
    }
    fputs(t->f.texto + va, stdout);
}

static int uso(void)
{
    fputs("uso: mutador lista SEMILLA FUENTE… | escribe FUENTE K\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    struct taller t;

    if (argc == 4 && strcmp(argv[1], "escribe") == 0) {
        mira(&t, argv[2]);
        int k = atoi(argv[3]);
        static const struct mutante ninguno;
        if (k < 0 || k > t.n)
            return uso();
        escribe(&t, k == 0 ? &ninguno : &t.m[k - 1]);
        libera(&t);
        return EXIT_SUCCESS;
    }
    if (argc < 4 || strcmp(argv[1], "lista") != 0)
        return uso();
    for (int i = 3; i < argc; i++) {
        mira(&t, argv[i]);
        for (int k = 0; k < t.n; k++)
            printf("%016" PRIx64 "\t%s\t%d\t%s\n",
                   sorteo(argv[2], t.m[k].clave), t.archivo, k + 1,
                   t.m[k].clave);
        libera(&t);
    }
    return EXIT_SUCCESS;
}
