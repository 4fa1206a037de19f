/* calificador: evalúa y califica una clase entera. Qué se le puede pedir está
 * en opciones.c; cómo se usa, en docs/guia-docente.md.
 *
 *     entregas ─> diario ─┬─> lo que falta ─> reparto ─> obra ─> diario
 *                         └───────────> notas ─> informes
 *
 * Lo evaluado se apunta en SALIDA/diario según acaba, y lo apuntado no se
 * repite: la clave de una evaluación es lo entregado, las pruebas y con qué
 * aislamiento se hizo. La política y los ajustes se aplican después, cada
 * vez, y no cambian la clave. */
#define _XOPEN_SOURCE 700 /* realpath, nftw */
#include "cpus.h"
#include "diario.h"
#include "entregas.h"
#include "evaluacion.h"
#include "huella.h"
#include "informes.h"
#include "opciones.h"
#include "reparto.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct califica {
    const struct opciones *o;
    struct clase clase;
    char **clave; /* de cada entrega; NULL si no hay qué evaluar */
    struct diario *diario;
    struct obra *obra;

    size_t *falta; /* las entregas por evaluar */
    size_t faltan;
    atomic_size_t hechas, imposibles;
    atomic_int mal_diario; /* el errno con que no se pudo apuntar */
};

/* ------------------------------------------------------------ señales -- */

static atomic_int cortes;

static bool para(void)
{
    return atomic_load(&cortes) > 0;
}

static void corta(int senal)
{
    static const char otra[] =
        "\ncalificador: acabo lo que está en marcha; otra vez Ctrl-C y me "
        "voy ya\n";

    (void)senal;
    if (atomic_fetch_add(&cortes, 1) > 0)
        _exit(130);
    int e = errno;
    ssize_t k = write(STDERR_FILENO, otra, sizeof otra - 1);
    (void)k;
    errno = e;
}

static void atiende(void)
{
    struct sigaction a = {.sa_handler = corta, .sa_flags = SA_RESTART};

    sigemptyset(&a.sa_mask);
    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    a.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &a, NULL);
    sigaction(SIGXFSZ, &a, NULL);
}

/* ----------------------------------------------------------- acabar mal */

static _Noreturn void muere(int estado, const char *f, ...)
    __attribute__((format(printf, 2, 3)));
static _Noreturn void muere(int estado, const char *f, ...)
{
    struct tira t = {0};
    char dicho[2048];
    va_list a;

    va_start(a, f);
    vsnprintf(dicho, sizeof dicho, f, a);
    va_end(a);
    tira_linea(&t, dicho);
    fprintf(stderr, "calificador: %s\n", t.t == NULL ? "" : t.t);
    exit(estado);
}

static int borra_uno(const char *ruta, const struct stat *s, int que,
                     struct FTW *f)
{
    (void)s;
    (void)que;
    (void)f;
    remove(ruta);
    return 0;
}

static void borra(const char *ruta)
{
    nftw(ruta, borra_uno, 16, FTW_DEPTH | FTW_PHYS);
}

/* mkdir -p */
static void crea(const char *ruta)
{
    char *s = copia(ruta);

    for (char *p = s + 1; p[-1] != '\0'; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char c = *p;
        *p = '\0';
        if (mkdir(s, 0777) < 0 && errno != EEXIST)
            muere(1, "%s: no se puede crear: %s", s, porque(errno));
        *p = c;
    }
    free(s);
}

/* -------------------------------------------------------- antes de nada */

/* La carpeta que hay más adentro en el camino de una ruta. */
static char *la_que_hay(const char *ruta)
{
    char *s = copia(ruta), *entera, *p;

    while ((entera = realpath(*s == '\0' ? "." : s, NULL)) == NULL &&
           *s != '\0') {
        p = strrchr(s, '/');
        *(p == NULL ? s : p == s && p[1] != '\0' ? p + 1 : p) = '\0';
    }
    free(s);
    return entera;
}

/* Los informes no pueden ir adonde se tomarían por una entrega; y no se crea
 * nada allí antes de decirlo, que también se tomaría por una. */
static void separa(const struct opciones *o)
{
    char *dentro = la_que_hay(o->salida);
    char *fuera = realpath(o->entregas, NULL);
    size_t n = fuera == NULL ? 0 : strlen(fuera);

    if (fuera == NULL)
        muere(2, "%s: %s", o->entregas, porque(errno));
    if (dentro != NULL && strncmp(dentro, fuera, n) == 0 &&
        (dentro[n] == '/' || dentro[n] == '\0'))
        muere(2, "la salida, %s, no puede estar dentro de %s", o->salida,
              o->entregas);
    free(dentro);
    free(fuera);
}

static struct diario *abre_diario(const char *salida)
{
    char *ruta = formato("%s/diario", salida);
    struct diario *d;
    int r = diario_abre(&d, ruta);

    if (r == EWOULDBLOCK)
        muere(1, "en %s ya hay otro calificador trabajando", salida);
    if (r != 0)
        muere(1, "%s: %s", ruta, porque(r));
    if (diario_rotas(d) > 0)
        fprintf(stderr,
                "calificador: %s: %zu líneas a medias o dañadas; lo que "
                "decían se evalúa otra vez\n",
                ruta, diario_rotas(d));
    free(ruta);
    return d;
}

/* El fichero que se pide o, si no, el de la salida, si está. */
static char *elige(const char *pedido, const char *salida,
                   const char *nombre)
{
    if (pedido != NULL)
        return copia(pedido);
    char *s = formato("%s/%s", salida, nombre);
    if (access(s, F_OK) == 0)
        return s;
    free(s);
    return NULL;
}

static void lee_normas(struct califica *c)
{
    const struct opciones *o = c->o;
    char *politica = elige(o->politica, o->salida, "politica.txt");
    char *ajustes = elige(o->ajustes, o->salida, "ajustes.csv");
    char *error;

    politica_normal(&c->clase.politica);
    if (politica != NULL &&
        !politica_lee(&c->clase.politica, politica, &error))
        muere(2, "%s", error);
    if (ajustes != NULL && !ajustes_lee(&c->clase, ajustes, &error))
        muere(2, "%s", error);
    free(politica);
    free(ajustes);
}

static void lee_baremos(struct califica *c, const struct practicas *p)
{
    const struct opciones *o = c->o;
    char *error;

    c->clase.baremo = cierto(calloc(p->n + 1, sizeof *c->clase.baremo));
    for (size_t i = 0; i < p->n; i++) {
        const char *lab = p->v[i].nombre;
        char *m = formato("%s/build/%s/manifiesto.tsv", o->taller, lab);
        char *x = o->ocultas == NULL
                      ? NULL
                      : formato("%s/%s/manifiesto.tsv", o->ocultas, lab);

        if (!baremo_lee(&c->clase.baremo[c->clase.baremos++], lab, m, x,
                        &error))
            muere(2, "%s", error);
        free(m);
        free(x);
    }
}

/* «4», «04» y «04-pool»; NULL si no se pide ninguna. */
static const struct practica *pedida(const struct practicas *p,
                                     const char *lab)
{
    for (size_t i = 0; lab != NULL && i < p->n; i++) {
        const char *nombre = p->v[i].nombre;
        size_t n = strlen(lab);

        if (*nombre == '0' && *lab != '0')
            nombre++;
        if (strncmp(nombre, lab, n) == 0 &&
            (nombre[n] == '\0' || nombre[n] == '-'))
            return &p->v[i];
    }
    if (lab != NULL)
        muere(2, "no hay ninguna práctica «%s»", lab);
    return NULL;
}

/* ---------------------------------------------------------- recoger ---- */

static void limpia(char **s)
{
    char *l = limpio(*s);

    free(*s);
    *s = l;
}

static void limpia_avisos(struct avisos *a)
{
    for (size_t i = 0; i < a->n; i++)
        limpia(&a->v[i].texto);
}

/* Desde aquí todo lo que se escribe es UTF-8, y se ordena como se ve. */
static void limpia_entregas(struct entregas *e)
{
    limpia_avisos(&e->avisos);
    for (size_t i = 0; i < e->n; i++) {
        limpia(&e->v[i].alumno);
        limpia(&e->v[i].origen);
        limpia(&e->v[i].rechazo);
        limpia_avisos(&e->v[i].avisos);
    }
}

static void recoge(struct califica *c, const struct practicas *p,
                   const char *trabajo)
{
    struct recogida r = {c->o->entregas, trabajo, p, pedida(p, c->o->lab),
                         para};
    char mal[512];
    int e = entregas_recoge(&r, &c->clase.entregas, mal);

    if (e == ECANCELED)
        muere(130, "cortado antes de evaluar nada");
    if (e != 0)
        muere(1, "%s", e == ENOMEM ? "no hay memoria" : mal);
    struct entregas *v = &c->clase.entregas;
    limpia_entregas(v);
    c->clave = cierto(calloc(v->n + 1, sizeof *c->clave));
    lista_ordena(v, c->clave);
    lista_reparte(v, c->o->parte);
    c->clase.evaluacion = cierto(calloc(v->n + 1, sizeof(void *)));
}

static void pon_claves(struct califica *c)
{
    struct entregas *v = &c->clase.entregas;

    for (size_t i = 0; i < v->n; i++)
        if (clase_evalua(&c->clase, i))
            c->clave[i] = huella_clave(
                &v->v[i], c->o->taller, c->o->ocultas,
                (int)c->o->aislamiento + (c->o->rendimiento ? 10 : 0));
}

/* Lo que ya está en el diario; lo demás, a falta. */
static bool sabido(struct califica *c, struct diario *d, size_t i)
{
    const char *s = diario_busca(d, c->clave[i]);
    struct evaluacion *e = cierto(calloc(1, sizeof *e));

    if (s != NULL && evaluacion_de_json(e, s)) {
        c->clase.evaluacion[i] = e;
        return true;
    }
    free(e);
    return false;
}

static void busca_en_el_diario(struct califica *c)
{
    size_t n = c->clase.entregas.n;

    c->falta = cierto(calloc(n + 1, sizeof *c->falta));
    for (size_t i = 0; i < n; i++)
        if (c->clave[i] != NULL && !sabido(c, c->diario, i))
            c->falta[c->faltan++] = i;
}

/* ---------------------------------------------------------- evaluar ---- */

/* Lo que vale es lo apuntado, y así se guarda: recién hecho o releído, los
 * informes dicen lo mismo. */
static int evalua_una(void *ctx, size_t k)
{
    struct califica *c = ctx;
    size_t i = c->falta[k];
    struct evaluacion *e = cierto(calloc(1, sizeof *e));
    int r = 0;

    obra_evalua(c->obra, &c->clase.entregas.v[i], e);
    char *texto = evaluacion_a_json(e);
    evaluacion_libera(e);
    if (!evaluacion_de_json(e, texto))
        r = EINVAL;
    else if (e->que == IMPOSIBLE)
        atomic_fetch_add(&c->imposibles, 1);
    else if ((r = diario_apunta(c->diario, c->clave[i], texto)) != 0)
        atomic_store(&c->mal_diario, r);
    free(texto);
    if (r == 0) {
        c->clase.evaluacion[i] = e;
        atomic_fetch_add(&c->hechas, 1);
    } else {
        evaluacion_libera(e);
        free(e);
    }
    return r;
}

static void evalua(struct califica *c, const char *trabajo)
{
    int puestos = c->o->trabajos > 0 ? c->o->trabajos : cpus_utiles();
    struct obra_opciones o = {c->o->taller, c->o->ocultas, trabajo,
                              c->o->aislamiento, c->o->rendimiento};
    struct reparto r = {.n = c->faltan,
                        .puestos = puestos,
                        .maximo = 4 * puestos,
                        .hace = evalua_una,
                        .para = para,
                        .ctx = c,
                        .barra = isatty(STDERR_FILENO)};
    char mal[512];

    if (c->faltan == 0)
        return;
    if (!obra_abre(&c->obra, &o, mal))
        muere(1, "%s", mal);
    printf("%s\n", obra_texto(c->obra));
    fflush(stdout);
    int e = reparto_corre(&r);
    if (e != 0 && !para() && atomic_load(&c->mal_diario) == 0)
        fprintf(stderr, "calificador: no se ha podido repartir: %s\n",
                porque(e));
    obra_cierra(c->obra);
}

/* ---------------------------------------------------------- informar --- */

static char *lee_estilo(const char *taller)
{
    static const char *const partes[] = {"docs/plantillas/estilo.css",
                                         "tests/calificador/informe.css"};
    struct tira t = {0};

    for (size_t i = 0; i < sizeof partes / sizeof *partes; i++) {
        char *ruta = formato("%s/%s", taller, partes[i]), b[4096];
        FILE *f = fopen(ruta, "r");
        size_t n;

        while (f != NULL && (n = fread(b, 1, sizeof b, f)) > 0)
            tira_mete(&t, b, n);
        if (f != NULL)
            fclose(f);
        free(ruta);
    }
    return tira_saca(&t);
}

static void dice_imposibles(const struct califica *c)
{
    for (size_t i = 0, n = 0; i < c->clase.entregas.n && n < 3; i++) {
        const struct entrega *e = &c->clase.entregas.v[i];
        const struct evaluacion *v = c->clase.evaluacion[i];
        struct tira t = {0};

        if (!e->imposible && (v == NULL || v->que != IMPOSIBLE))
            continue;
        tira_compone(&t, "calificador: no se ha podido con %l, %l: %l\n",
                     e->alumno, e->lab,
                     e->imposible ? e->rechazo : v->motivo);
        fputs(t.t, stderr);
        tira_libera(&t);
        n++;
    }
}

static void dice_ajustes(const struct clase *c)
{
    for (size_t i = 0; i < c->ajustes; i++) {
        struct tira t = {0};

        if (c->ajuste[i].usado)
            continue;
        tira_compone(&t,
                     "calificador: el ajuste de «%l», «%l» no es de "
                     "nadie\n",
                     c->ajuste[i].alumno, c->ajuste[i].lab);
        fputs(t.t, stderr);
        tira_libera(&t);
    }
}

/* La cuenta final, y con qué estado se acaba. */
static int resume(const struct califica *c, const struct notas *n)
{
    size_t sin = 0, ajenas = 0, hechas = atomic_load(&c->hechas);

    for (size_t i = 0; i < n->n; i++)
        if (n->v[i].baremo == NULL && !n->v[i].entrega->imposible)
            ajenas++;
        else
            sin += !n->v[i].calificada;
    dice_imposibles(c);
    dice_ajustes(&c->clase);
    size_t bien = n->n - sin - ajenas;
    printf("%zu %s", bien,
           bien == 1 ? "práctica calificada" : "prácticas calificadas");
    if (sin > 0)
        printf(", %zu sin calificar", sin);
    if (ajenas > 0)
        printf(", %zu que no %s de ninguna práctica", ajenas,
               ajenas == 1 ? "es" : "son");
    printf("; evaluadas ahora, %zu.\nEl informe: %s/informe.html. Las "
           "notas: %s/notas.csv\n",
           hechas, c->o->salida, c->o->salida);
    return para() ? 130 : sin > 0 ? 1 : 0;
}

static int informa(struct califica *c)
{
    struct notas n;
    char *estilo = lee_estilo(c->o->taller), *error;
    struct informe i = {&c->clase, &n, c->o->salida, estilo, c->o->lista};

    if (atomic_load(&c->mal_diario) != 0)
        fprintf(stderr,
                "calificador: %s/diario: %s. Lo apuntado hasta aquí vale: "
                "arréglalo y repite\n",
                c->o->salida, porque(atomic_load(&c->mal_diario)));
    clase_califica(&c->clase, &n);
    if (!lista_escribe(c->o->salida, c->o->parte, &c->clase.entregas,
                       c->clave, &error) ||
        !informes_escribe(&i, &error))
        muere(1, "%s. Lo evaluado está en el diario: arréglalo y repite",
              error);
    int estado = resume(c, &n);
    notas_libera(&n);
    free(estilo);
    return estado;
}

/* ------------------------------------------------------------- reunir -- */

/* Copia al diario de la salida lo que falta en él de una parte. */
static void copia_diario(struct califica *c, const char *carpeta,
                         size_t desde, size_t hasta)
{
    char *ruta = formato("%s/diario", carpeta);
    struct diario *d;
    int r = diario_lee(&d, ruta);

    if (r != 0)
        muere(1, "%s: %s", ruta, porque(r));
    for (size_t i = desde; i < hasta; i++) {
        const char *clave = c->clave[i];
        const char *s = clave == NULL ? NULL : diario_busca(d, clave);

        if (s == NULL || diario_busca(c->diario, clave) != NULL)
            continue;
        if ((r = diario_apunta(c->diario, clave, s)) != 0)
            muere(1, "%s/diario: %s", c->o->salida, porque(r));
    }
    diario_cierra(d);
    free(ruta);
}

static void junta_partes(struct califica *c)
{
    struct entregas *e = &c->clase.entregas;
    bool *hay = NULL;
    int n = 0;

    for (int k = 0; k < c->o->cuantas; k++) {
        size_t desde = e->n;
        struct parte p;
        char *error;

        if (!lista_lee(c->o->carpetas[k], &p, e, &c->clave, &error))
            muere(1, "%s", error);
        if (n == 0 && p.n > 0 && p.n <= 10000) {
            n = p.n;
            hay = cierto(calloc((size_t)n + 1, sizeof *hay));
        }
        if (p.n != n || p.k < 1 || p.k > n || hay[p.k])
            muere(2, "%s: es la parte %d de %d, y no casa con las demás",
                  c->o->carpetas[k], p.k, p.n);
        hay[p.k] = true;
        copia_diario(c, c->o->carpetas[k], desde, e->n);
    }
    for (int k = 1; k <= n; k++)
        if (!hay[k])
            muere(2, "falta la parte %d de %d", k, n);
    free(hay);
}

/* Se relee el diario: lo copiado se busca como lo de siempre. */
static void reune(struct califica *c)
{
    size_t n;

    junta_partes(c);
    diario_cierra(c->diario);
    c->diario = abre_diario(c->o->salida);
    n = c->clase.entregas.n;
    lista_ordena(&c->clase.entregas, c->clave);
    c->clase.evaluacion = cierto(calloc(n + 1, sizeof(void *)));
    for (size_t i = 0; i < n; i++)
        if (c->clave[i] != NULL)
            sabido(c, c->diario, i);
}

int main(int argc, char **argv)
{
    struct opciones o;
    struct califica c = {.o = &o};
    struct practicas p;

    opciones_lee(&o, argc, argv);
    atiende();
    if (!o.reune)
        separa(&o);
    crea(o.salida);
    c.diario = abre_diario(o.salida);
    lee_normas(&c);
    char *raiz = formato("%s/build", o.taller);
    int r = practicas_lee(raiz, &p);
    if (r != 0)
        muere(1, "%s: no hay ninguna práctica extraída: %s", raiz,
              porque(r));
    lee_baremos(&c, &p);
    char *trabajo = formato("%s/trabajo", o.salida);
    if (o.reune)
        reune(&c);
    else {
        borra(trabajo);
        recoge(&c, &p, trabajo);
        pon_claves(&c);
        busca_en_el_diario(&c);
        evalua(&c, trabajo);
        borra(trabajo);
    }
    int estado = informa(&c);
    claves_libera(c.clave, c.clase.entregas.n);
    clase_libera(&c.clase);
    free(c.falta);
    diario_cierra(c.diario);
    practicas_libera(&p);
    free(trabajo);
    free(raiz);
    return estado;
}
