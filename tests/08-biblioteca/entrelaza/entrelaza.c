#define _GNU_SOURCE
#include "entrelaza.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { PILA = 1 << 16, PROPIAS = 64, PALABRAS = 64, MUERTAS = 64 };
/* Pasos que alguien que puede seguir pasa, como mucho, sin seguir: el
 * núcleo es justo, y quien espera a otro acaba encontrándolo. */
enum { HAMBRE = 100, MIRADAS = 16 };
enum { MEMORIA = 1 << 20, BLOQUE = 64 };

struct op {
    const volatile void *a;
    enum ent_clase clase;
    const char *texto, *donde;
};

/* ---- los hilos de la escena ---- */

static struct hilo {
    jmp_buf inicio, sigue; /* su principio, y donde se quedó */
    struct op op;          /* lo que hará en cuanto se le deje */
    const char *fondo;     /* hasta dónde llega su pila */
    void *(*f)(void *);    /* si nació después */
    void *arg;
    /* Lo que ha leído y escrito desde su última pausa. */
    const volatile void *leida[MIRADAS], *escrita[MIRADAS];
    int leidas, escritas;
    int llamado;  /* en qué paso, o en cuál nació; -1: al principio */
    int espera_a; /* a quién une */
    int hambre;   /* pasos que lleva pudiendo, y sin seguir */
    enum { NUEVO, LISTO, DORMIDO, ACABADO } estado;
    bool elegible; /* si duerme: lo han llamado, a él o a otro */
    bool pausa;    /* hasta que cambie algo de lo que ha leído */
    bool otra;     /* su siguiente paso empieza otra vuelta */
    char nombre[24];
    char propias[PROPIAS];
} hilo[ENT_HILOS];
/* Los que hay, y los que hay desde el principio. */
static int hilos, fijos;
static int actual = -1; /* -1: no corre ninguno */
static char pila[ENT_HILOS][PILA] __attribute__((aligned(64)));
static ucontext_t contexto, principal;
static jmp_buf plan; /* donde vuelve quien llega a un punto */

/* Lo que saben los que duermen y los mutex, por su dirección: las llamadas
 * sin recoger, o si está cogido. */
static struct palabra {
    const volatile void *a;
    int n;
} palabras[PALABRAS];
static int n_palabras;

static struct {
    const char *p;
    size_t n;
} muerta[MUERTAS];
static int muertas;

/* Lo que era _Thread_local (ganchos.h); el enlazador pone los extremos. */
extern char __start_propias[] __attribute__((weak));
extern char __stop_propias[] __attribute__((weak));

static char memoria[MEMORIA] __attribute__((aligned(BLOQUE)));
static size_t pedida_hasta;

/* ---- la ejecución, paso a paso, y lo que queda por probar ---- */

static struct paso {
    int h; /* quién lo da */
    struct op op;
    unsigned long vio;
    bool tiene_vio, sin_motivo;

    unsigned puede;  /* quiénes podían */
    unsigned volver; /* quiénes hay que probar aquí */
    unsigned hecho;  /* ya probados */
    unsigned duerme; /* no hace falta: se probó antes, y nada lo estorba */
    int retrasos;    /* hasta aquí */

    /* El instante: reloj[q] - 1 es el último paso de q que va antes que
     * este por fuerza. ultimo[q], su último paso hasta aquí. */
    int reloj[ENT_HILOS], ultimo[ENT_HILOS];
} paso[ENT_PASOS + 1];
static int pasos, prefijo;

static const struct escena *escena;
static int espurios;
static bool mal;
static char mensaje[512];
static enum { REDUCIDO, BRUTO, POCOS } modo;
static int tope; /* retrasos, en el modo POCOS */
static struct {
    unsigned long enteras, cortadas;
    int pasos;
} cuenta;

/* Lo que ha visto cada hilo, resumido: las que sean distintas tienen que
 * salir igual con reducción que sin ella. */
enum { HISTORIAS = 1 << 20 };
static unsigned long historia[HISTORIAS];
static unsigned long distintas;
static bool cuenta_historias;

static unsigned bit(int h)
{
    return 1u << h;
}

void entrelaza_falla(const char *formato, ...)
{
    va_list lista;

    va_start(lista, formato);
    vsnprintf(mensaje, sizeof mensaje, formato, lista);
    va_end(lista);
    mal = true;
    _longjmp(plan, 1);
}

static struct palabra *palabra(const volatile void *a)
{
    for (int i = 0; i < n_palabras; i++)
        if (palabras[i].a == a)
            return &palabras[i];
    if (n_palabras == PALABRAS)
        abort();
    palabras[n_palabras] = (struct palabra){a, 0};
    return &palabras[n_palabras++];
}

/* ---- lo que llama el código de la escena ---- */

static void exige_viva(const volatile void *a)
{
    const char *p = (const char *)(const void *)a;

    for (int i = 0; i < muertas; i++)
        if (p >= muerta[i].p && p < muerta[i].p + muerta[i].n)
            entrelaza_falla("%s toca memoria que ya no es suya: %s, en %s",
                            hilo[actual].nombre, hilo[actual].op.texto,
                            hilo[actual].op.donde);
    for (int q = 0; q < hilos; q++)
        if (q != actual && p >= pila[q] &&
            p < (hilo[q].estado == ACABADO ? pila[q] + PILA
                                           : hilo[q].fondo))
            entrelaza_falla("%s toca la pila de %s, que ya ha vuelto: %s, "
                            "en %s",
                            hilo[actual].nombre, hilo[q].nombre,
                            hilo[actual].op.texto, hilo[actual].op.donde);
}

/* Devuelve el turno; cuando vuelva a tenerlo, sigue. */
static void cede(void)
{
    struct hilo *h = &hilo[actual];

    h->fondo = __builtin_frame_address(0);
    if (_setjmp(h->sigue) == 0)
        _longjmp(plan, 1);
}

void entrelaza_punto(const volatile void *a, enum ent_clase clase,
                     const char *texto, const char *donde)
{
    if (actual < 0) /* la escena se prepara, o ha acabado */
        return;
    hilo[actual].op = (struct op){a, clase, texto, donde};
    cede();
    if (clase != ENT_DESPIERTA) /* de esa solo se usa la dirección */
        exige_viva(a);
}

void entrelaza_vio(unsigned long v)
{
    if (actual < 0)
        return;
    paso[pasos].vio = v;
    paso[pasos].tiene_vio = true;
}

void entrelaza_duerme(const volatile unsigned *a, unsigned v)
{
    struct hilo *h = &hilo[actual];

    entrelaza_punto(a, ENT_DUERME, "se duerme si sigue igual", "futex");
    entrelaza_vio(*a);
    if (*a != v)
        return;
    h->estado = DORMIDO;
    h->elegible = false;
    h->op = (struct op){a, ENT_DESPERTADO, "despierta", "futex"};
    cede();
}

/* El núcleo elige a quién: aquí, a cualquiera de los que dormían. */
void entrelaza_despierta(const volatile unsigned *a, int cuantos)
{
    int duermen = 0;

    if (actual < 0)
        return;
    entrelaza_punto(a, ENT_DESPIERTA, "despierta a quien duerma", "futex");
    for (int i = 0; i < hilos; i++)
        if (hilo[i].estado == DORMIDO && hilo[i].op.a == a) {
            duermen++;
            hilo[i].elegible = true;
            hilo[i].llamado = pasos;
        }
    struct palabra *w = palabra(a);

    duermen -= w->n;
    w->n += cuantos < duermen ? cuantos : duermen;
}

void entrelaza_pausa(void)
{
    if (actual >= 0)
        hilo[actual].pausa = hilo[actual].otra = true;
}

void entrelaza_coge(const volatile void *m)
{
    entrelaza_punto(m, ENT_COGE, "coge el mutex", "mutex");
    palabra(m)->n = 1;
}

void entrelaza_suelta(const volatile void *m)
{
    entrelaza_punto(m, ENT_SUELTA, "suelta el mutex", "mutex");
    palabra(m)->n = 0;
}

/* ---- hilos y memoria que se piden a medias ---- */

int entrelaza_nace(unsigned long *cual, const void *atributos,
                   void *(*f)(void *), void *arg)
{
    struct hilo *h = &hilo[hilos];

    (void)atributos;
    if (hilos == ENT_HILOS)
        entrelaza_falla("no caben más de %d hilos", ENT_HILOS);
    h->estado = NUEVO;
    h->f = f;
    h->arg = arg;
    h->op = (struct op){h, ENT_NACE, "nace", "pthread_create"};
    h->llamado = actual < 0 ? -1 : pasos;
    snprintf(h->nombre, sizeof h->nombre, "trabaja %d", hilos - fijos + 1);
    *cual = (unsigned long)hilos++;
    return 0;
}

int entrelaza_une(unsigned long cual, void **valor)
{
    (void)valor;
    hilo[actual].espera_a = (int)cual;
    entrelaza_punto(&hilo[cual], ENT_UNE, "une", "pthread_join");
    return 0;
}

/* Delante de cada bloque va su tamaño. */
void *entrelaza_pide(size_t n)
{
    size_t de = pedida_hasta;

    pedida_hasta += BLOQUE + (n + BLOQUE - 1) / BLOQUE * BLOQUE;
    if (pedida_hasta > MEMORIA)
        entrelaza_falla("la escena pide demasiada memoria");
    memcpy(memoria + de, &n, sizeof n);
    return memset(memoria + de + BLOQUE, 0, n);
}

void entrelaza_libera(void *p)
{
    size_t n;

    if (p == NULL)
        return;
    memcpy(&n, (char *)p - BLOQUE, sizeof n);
    entrelaza_muerta(p, n);
}

void entrelaza_muerta(const void *p, size_t n)
{
    if (muertas == MUERTAS)
        abort();
    muerta[muertas].p = p;
    muerta[muertas++].n = n;
}

/* ---- cambiar de hilo ---- */

static void tronco(void)
{
    struct hilo *h = &hilo[actual];

    if (_setjmp(h->inicio) == 0)
        setcontext(&principal);
    if (hilo[actual].f != NULL)
        hilo[actual].f(hilo[actual].arg);
    else
        escena->hilo[actual].f();
    hilo[actual].estado = ACABADO;
    hilo[actual].op = (struct op){0};
    _longjmp(plan, 1);
}

/* Las pilas nacen una vez; después se vuelve al principio de un salto. */
static void nacen(void)
{
    for (actual = 0; actual < ENT_HILOS; actual++) {
        getcontext(&contexto);
        contexto.uc_stack.ss_sp = pila[actual];
        contexto.uc_stack.ss_size = PILA;
        makecontext(&contexto, tronco, 0);
        swapcontext(&principal, &contexto);
    }
    actual = -1;
}

static size_t cuantas_propias(void)
{
    return (size_t)(__stop_propias - __start_propias);
}

/* t corre hasta su siguiente punto, o hasta que acabe. */
static void reanuda(int t)
{
    bool nuevo = hilo[t].estado == NUEVO;

    actual = t;
    hilo[t].estado = LISTO;
    memcpy(__start_propias, hilo[t].propias, cuantas_propias());
    if (_setjmp(plan) == 0)
        _longjmp(nuevo ? hilo[t].inicio : hilo[t].sigue, 1);
    memcpy(hilo[actual].propias, __start_propias, cuantas_propias());
    actual = -1;
}

static void llama(void (*f)(void))
{
    if (_setjmp(plan) == 0)
        f();
}

/* ---- quién puede seguir ---- */

static bool llamado(const struct hilo *h)
{
    return h->estado == DORMIDO && h->elegible && palabra(h->op.a)->n > 0;
}

static bool libre(const struct hilo *h)
{
    if (h->estado == DORMIDO)
        return llamado(h);
    if (h->estado == ACABADO)
        return false;
    if (h->op.clase == ENT_UNE)
        return hilo[h->espera_a].estado == ACABADO;
    return h->op.clase != ENT_COGE || palabra(h->op.a)->n == 0;
}

/* Los que pueden dar un paso. Si todos los que podrían están en pausa, uno
 * da otra vuelta: si nunca sale de ahí, no acabará. */
static unsigned pueden(void)
{
    unsigned libres = 0, r = 0;

    for (int i = 0; i < hilos; i++)
        if (libre(&hilo[i])) {
            libres |= bit(i);
            r |= hilo[i].pausa ? 0 : bit(i);
        }
    r = r != 0 ? r : libres;
    for (int i = 0; r != 0 && espurios > 0 && i < hilos; i++)
        if (hilo[i].estado == DORMIDO)
            r |= bit(i);
    for (int i = 0; i < hilos; i++)
        if (hilo[i].hambre >= HAMBRE && (r & bit(i)))
            return bit(i);
    return r;
}

static bool esta(const volatile void *a, const volatile void *const *v,
                 int n)
{
    for (int i = 0; i < n; i++)
        if (v[i] == a)
            return true;
    return false;
}

static void pon(const volatile void *a, const volatile void **v, int *n)
{
    if (*n < MIRADAS && !esta(a, v, *n))
        v[(*n)++] = a;
}

/* Quien da vueltas mira lo que lee y no escribe: si cambia, deja la pausa. */
static void mira(int h, const struct op *op)
{
    struct hilo *t = &hilo[h];

    if (t->otra)
        t->leidas = t->escritas = 0;
    t->pausa = t->otra = false;
    if (op->clase == ENT_LEE)
        pon(op->a, t->leida, &t->leidas);
    else
        pon(op->a, t->escrita, &t->escritas);
    for (int q = 0; q < hilos && op->clase != ENT_LEE; q++)
        if (q != h && esta(op->a, hilo[q].leida, hilo[q].leidas) &&
            !esta(op->a, hilo[q].escrita, hilo[q].escritas))
            hilo[q].pausa = false;
}

static void despierta(int t, struct paso *p)
{
    struct palabra *w = palabra(hilo[t].op.a);

    p->sin_motivo = !llamado(&hilo[t]);
    if (p->sin_motivo)
        espurios--;
    else if (--w->n == 0)
        for (int i = 0; i < hilos; i++)
            if (hilo[i].estado == DORMIDO && hilo[i].op.a == w->a)
                hilo[i].elegible = false;
}

/* ---- qué depende de qué ---- */

static bool dependen(const struct op *x, const struct op *y)
{
    if (x->clase == ENT_DESPERTADO && y->clase == ENT_DESPERTADO &&
        escena->espurios > 0)
        return true;
    return x->a == y->a && (x->clase != ENT_LEE || y->clase != ENT_LEE);
}

/* Si quien hizo x podía haber dejado hacer y antes. */
static bool reversibles(const struct op *x, const struct op *y)
{
    return !(y->clase == ENT_COGE && x->clase == ENT_SUELTA);
}

static void junta(int *a, const int *b)
{
    for (int q = 0; q < ENT_HILOS; q++)
        if (b[q] > a[q])
            a[q] = b[q];
}

static bool antes_que(int i, const int *reloj)
{
    return i < reloj[paso[i].h];
}

/* El paso i y el que viene, de h, podrían ir al revés: hay que probarlo. */
static void vuelve_a(int i, int h, const int *reloj)
{
    unsigned quien = paso[i].puede & bit(h);

    for (int j = i + 1; j < pasos; j++)
        if (antes_que(j, reloj))
            quien |= paso[i].puede & bit(paso[j].h);
    if (quien == 0)
        paso[i].volver |= paso[i].puede;
    else if ((quien & paso[i].volver) == 0)
        paso[i].volver |=
            quien & bit(h) ? bit(h) : quien & (unsigned)-(int)quien;
}

/* Pone fecha al paso que se va a dar, y busca la carrera que cierra. */
static void fecha(struct paso *p)
{
    int reloj[ENT_HILOS] = {0};
    bool hay = false;

    if (p->ultimo[p->h] >= 0)
        junta(reloj, paso[p->ultimo[p->h]].reloj);
    if ((p->op.clase == ENT_DESPERTADO && !p->sin_motivo) ||
        (p->op.clase == ENT_NACE && hilo[p->h].llamado >= 0))
        junta(reloj, paso[hilo[p->h].llamado].reloj);
    if (p->op.clase == ENT_UNE && p->ultimo[hilo[p->h].espera_a] >= 0)
        junta(reloj, paso[p->ultimo[hilo[p->h].espera_a]].reloj);
    memcpy(p->reloj, reloj, sizeof reloj);
    for (int i = pasos - 1; i >= 0; i--) {
        const struct paso *x = &paso[i];

        if (x->h == p->h || !dependen(&x->op, &p->op))
            continue;
        if (!hay && reversibles(&x->op, &p->op) && !antes_que(i, reloj)) {
            vuelve_a(i, p->h, reloj);
            hay = true;
        }
        junta(p->reloj, x->reloj);
    }
    p->reloj[p->h] = pasos + 1;
}

/* ---- una ejecución ---- */

/* Sin retrasos sigue el mismo y, cuando no puede, el siguiente en corro que
 * pueda. Un retraso es dejar pasar a uno: los que cuesta elegir a h. */
static int cuesta(const struct paso *p, int h)
{
    int r = 0;

    for (int q = pasos > 0 ? p[-1].h : 0; q != h; q = (q + 1) % ENT_HILOS)
        r += (p->puede & bit(q)) != 0;
    return r;
}

/* Un paso nuevo: quién lo da, y a quién habrá que probar después. */
static bool elige(struct paso *p)
{
    unsigned de = p->puede & ~p->duerme;

    if (de == 0)
        return false;
    for (p->h = pasos > 0 ? p[-1].h : 0; !(de & bit(p->h));)
        p->h = (p->h + 1) % ENT_HILOS;
    p->hecho = 0;
    p->volver = bit(p->h);
    for (int q = 0; q < ENT_HILOS && modo != REDUCIDO; q++)
        if ((p->puede & bit(q)) &&
            (modo == BRUTO || p->retrasos + cuesta(p, q) <= tope))
            p->volver |= bit(q);
    return true;
}

/* Lo que el paso siguiente hereda de este, ya dado. */
static void hereda(const struct paso *p, const struct op *pendiente)
{
    struct paso *s = &paso[pasos + 1];

    memcpy(s->ultimo, p->ultimo, sizeof s->ultimo);
    s->ultimo[p->h] = pasos;
    s->retrasos = p->retrasos + cuesta(p, p->h);
    s->duerme = 0;
    if (modo != REDUCIDO)
        return;
    for (int q = 0; q < hilos; q++)
        if (q != p->h && ((p->duerme | p->hecho) & bit(q)) &&
            !dependen(&pendiente[q], &p->op))
            s->duerme |= bit(q);
}

static void da(struct paso *p)
{
    struct op pendiente[ENT_HILOS];

    for (int q = 0; q < ENT_HILOS; q++)
        pendiente[q] = hilo[q].op;
    p->op = hilo[p->h].op;
    p->tiene_vio = p->sin_motivo = false;
    p->vio = 0;
    if (hilo[p->h].estado == DORMIDO)
        despierta(p->h, p);
    if (modo == REDUCIDO && pasos >= prefijo - 1)
        fecha(p);
    for (int q = 0; q < hilos; q++)
        hilo[q].hambre =
            q != p->h && (p->puede & bit(q)) ? hilo[q].hambre + 1 : 0;
    mira(p->h, &p->op);
    reanuda(p->h);
    hereda(p, pendiente);
}

static void empieza(void)
{
    mal = false;
    n_palabras = muertas = 0;
    espurios = escena->espurios;
    pedida_hasta = 0;
    for (hilos = 0; hilos < ENT_HILOS && escena->hilo[hilos].f != NULL;)
        hilos++;
    fijos = hilos;
    for (int q = 0; q < ENT_HILOS; q++) {
        memset(hilo[q].propias, 0, sizeof hilo[q].propias);
        hilo[q].estado = NUEVO;
        hilo[q].pausa = hilo[q].otra = false;
        hilo[q].leidas = hilo[q].escritas = 0;
        hilo[q].hambre = 0;
        hilo[q].fondo = pila[q] + PILA;
        hilo[q].f = NULL;
        if (q < fijos)
            snprintf(hilo[q].nombre, sizeof hilo[q].nombre, "%s",
                     escena->hilo[q].nombre);
        paso[0].ultimo[q] = -1;
    }
    paso[0].retrasos = 0;
    paso[0].duerme = 0;
    pasos = 0;
    llama(escena->prepara);
    for (int q = 0; q < fijos && !mal; q++)
        reanuda(q);
}

static void nadie_puede(void)
{
    size_t n = 0;

    for (int q = 0; q < hilos; q++)
        if (hilo[q].estado != ACABADO && n < sizeof mensaje) {
            n += (size_t)snprintf(
                mensaje + n, sizeof mensaje - n, "%s%s",
                n > 0 ? ", " : "nadie puede seguir: ", hilo[q].nombre);
            mal = true;
        }
    if (mal && n < sizeof mensaje)
        snprintf(mensaje + n, sizeof mensaje - n,
                 n > 0 && strchr(mensaje, ',') ? " duermen" : " duerme");
}

static unsigned long mezcla(unsigned long h, unsigned long v)
{
    return (h ^ v) * 0x9e3779b97f4a7c15ul + (h >> 29);
}

static void apunta_historia(void)
{
    unsigned long de[ENT_HILOS] = {0}, todo = 1;

    for (int i = 0; i < pasos; i++)
        de[paso[i].h] = mezcla(de[paso[i].h], paso[i].vio + 1);
    for (int q = 0; q < hilos; q++)
        todo = mezcla(todo, de[q]);
    for (unsigned long i = todo % HISTORIAS; distintas < HISTORIAS / 2;
         i = (i + 1) % HISTORIAS) {
        if (historia[i] == todo)
            return;
        if (historia[i] == 0) {
            historia[i] = todo;
            distintas++;
            return;
        }
    }
}

/* Repite el prefijo y sigue hasta el final. */
static void ejecuta(void)
{
    empieza();
    while (!mal) {
        struct paso *p = &paso[pasos];

        p->puede = pueden();
        if (p->puede == 0) {
            nadie_puede();
            if (!mal)
                llama(escena->acaba);
            break;
        }
        if (pasos == ENT_PASOS) {
            snprintf(mensaje, sizeof mensaje,
                     "no acaba: %d pasos, y alguien sigue dando vueltas",
                     pasos);
            mal = true;
            break;
        }
        if (pasos >= prefijo && !elige(p)) {
            cuenta.cortadas++;
            return;
        }
        da(p);
        pasos++;
    }
    cuenta.enteras++;
    if (cuenta_historias)
        apunta_historia();
    if (pasos > cuenta.pasos)
        cuenta.pasos = pasos;
}

/* El último paso en el que queda alguien por probar; false si no queda. */
static bool retrocede(void)
{
    for (int i = pasos - 1; i >= 0; i--) {
        struct paso *p = &paso[i];

        p->hecho |= bit(p->h);
        unsigned quedan = p->volver & ~p->hecho & ~p->duerme;

        if (quedan == 0)
            continue;
        p->h = __builtin_ctz(quedan);
        prefijo = i + 1;
        return true;
    }
    return false;
}

/* true si en ninguna ejecución se incumple nada. */
static bool explora(void)
{
    memset(&cuenta, 0, sizeof cuenta);
    memset(historia, 0, cuenta_historias ? sizeof historia : 0);
    distintas = 0;
    prefijo = 0;
    do
        ejecuta();
    while (!mal && retrocede());
    return !mal;
}

/* ---- contarlo ---- */

static void cuenta_paso(const struct paso *p)
{
    char vio[32] = "";

    if (p->tiene_vio && p->vio < 100000)
        snprintf(vio, sizeof vio, "  → %lu", p->vio);
    printf("%-10s %-18s %s%s%s\n", hilo[p->h].nombre, p->op.donde,
           p->op.texto, p->sin_motivo ? " sin motivo" : "", vio);
}

static void cuenta_fallo(void)
{
    for (int i = 0; i < pasos; i++)
        cuenta_paso(&paso[i]);
    printf("%s\n", mensaje);
}

/* El fallo con menos retrasos; si con cuatro no sale, y la escena se puede
 * hacer entera, el que sea. */
static bool busca(void)
{
    modo = POCOS;
    for (tope = 0; tope <= 4; tope++)
        if (!explora()) {
            cuenta_fallo();
            return true;
        }
    modo = REDUCIDO;
    if (escena->retrasos > 0 || explora())
        return false;
    cuenta_fallo();
    return true;
}

/* Sin reducir y reducido: tienen que verse las mismas historias. */
static bool coteja(void)
{
    unsigned long todas, sin_reducir;

    cuenta_historias = true;
    modo = BRUTO;
    bool bien = explora();

    todas = distintas;
    sin_reducir = cuenta.enteras;
    modo = REDUCIDO;
    bien = explora() && bien && distintas == todas;
    cuenta_historias = false;
    printf("%s\t%s: %lu historias distintas en %lu entrelazamientos; "
           "reducidos, %lu",
           bien ? "ok" : "fallo", escena->nombre, todas, sin_reducir,
           cuenta.enteras);
    printf(bien ? "\n" : "\tcon %lu historias\n", distintas);
    return bien;
}

static bool recorre(bool largo)
{
    int hasta = largo ? escena->retrasos_largo : escena->retrasos;
    bool poco = hasta > 0;

    if (modo != BRUTO) {
        modo = poco ? POCOS : REDUCIDO;
        tope = hasta;
    }
    bool bien = explora();

    printf("%s\t%s: %lu entrelazamientos", bien ? "ok" : "fallo",
           escena->nombre, cuenta.enteras);
    if (poco)
        printf(" con hasta %d retrasos", hasta);
    printf(", de hasta %d pasos", cuenta.pasos);
    printf(bien ? "\n" : "\t%s\n", mensaje);
    fprintf(stderr, "%s: %lu enteras, %lu cortadas\n", escena->nombre,
            cuenta.enteras, cuenta.cortadas);
    return bien;
}

static bool pedida(int argc, char **argv, const char *nombre)
{
    bool alguna = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], nombre) == 0)
            return true;
        alguna = alguna || argv[i][0] != '-';
    }
    return !alguna;
}

static bool opcion(int argc, char **argv, const char *cual)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], cual) == 0)
            return true;
    return false;
}

int entrelaza_main(int argc, char **argv, const struct escena *v, int n)
{
    bool largo = opcion(argc, argv, "--largo"), bien = true;

    if (cuantas_propias() > PROPIAS)
        abort();
    nacen();
    for (int i = 0; i < n; i++) {
        escena = &v[i];
        if (!pedida(argc, argv, escena->nombre))
            continue;
        modo = opcion(argc, argv, "--bruto") ? BRUTO : REDUCIDO;
        if (opcion(argc, argv, "--busca"))
            bien = !busca() && bien;
        else if (opcion(argc, argv, "--coteja"))
            bien = coteja() && bien;
        else
            bien = recorre(largo) && bien;
        fflush(stdout);
    }
    return bien ? EXIT_SUCCESS : EXIT_FAILURE;
}
