#define _GNU_SOURCE
#include "evalua.h"

#include "cpus.h"
#include "rendimiento.h"
#include "tira.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

/* Un alumno que se está evaluando. */
struct obrero {
    struct recinto *r;
    const struct taller *t;
    const struct entrega *e;
    struct evaluacion *ev;
    double plazo;
    int parejas;
    bool sin_saneadores;
    char *carpeta;     /* una dentro por variante */
    bool *compila;     /* de cada fuente del contrato */
    size_t compilan;   /* cuántas */
    struct tira dicho; /* por el compilador y el enlazador */
};

static char *ruta_de(const struct obrero *o, enum variante v,
                     const char *nombre)
{
    return formato("%s/%s/%s", o->carpeta, variante_carpeta(v), nombre);
}

/* Acaba con lo que sea; vale lo primero que se diga. */
static bool queda(struct obrero *o, enum evaluada que, char *motivo)
{
    if (o->ev->motivo == NULL) {
        o->ev->que = que;
        o->ev->motivo = motivo;
    } else
        free(motivo);
    return false;
}

static bool imposible(struct obrero *o, const char *que, int error)
{
    return queda(o, IMPOSIBLE, formato("%s: %s", que, porque(error)));
}

static void avisa(struct obrero *o, const char *clave, const char *texto)
{
    if (!avisos_tiene(&o->ev->avisos, clave) &&
        avisos_anade(&o->ev->avisos, clave, "%s", texto) != 0)
        cierto(NULL);
}

/* ------------------------------------------------- su carpeta de trabajo */

static int copia_fichero(const char *de, const char *a)
{
    char trozo[1 << 14];
    int d = open(de, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), r = 0, e = -1;
    ssize_t k = 0;

    if (d == -1)
        return errno;
    e = open(a, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (e == -1)
        r = errno;
    while (r == 0 && (k = read(d, trozo, sizeof trozo)) > 0)
        if (write(e, trozo, (size_t)k) != k)
            r = ENOSPC;
    if (k == -1)
        r = errno;
    close(d);
    if (e != -1 && close(e) == -1 && r == 0)
        r = errno;
    return r;
}

static bool fuente_o_cabecera(const char *nombre)
{
    size_t n = strlen(nombre);

    return n > 2 && nombre[0] != '.' && nombre[n - 2] == '.' &&
           (nombre[n - 1] == 'c' || nombre[n - 1] == 'h');
}

static int copia_todo(struct obrero *o, enum variante v)
{
    DIR *d = opendir(o->e->carpeta);
    struct dirent *x;
    int r = 0;

    if (d == NULL)
        return errno;
    while (r == 0 && (x = readdir(d)) != NULL) {
        if (!fuente_o_cabecera(x->d_name))
            continue;
        char *de = formato("%s/%s", o->e->carpeta, x->d_name);
        char *a = ruta_de(o, v, x->d_name);

        r = copia_fichero(de, a);
        free(de);
        free(a);
    }
    closedir(d);
    return r;
}

/* La de una variante, con lo suyo, y en la que el compilador puede
 * escribir. */
static bool prepara(struct obrero *o, enum variante v)
{
    char *carpeta = ruta_de(o, v, "");
    int r = mkdir(carpeta, 0755) == -1 ? errno : copia_todo(o, v);

    if (r == 0)
        r = recinto_cede(o->r, carpeta);
    free(carpeta);
    return r == 0 || imposible(o, "su carpeta de trabajo", r);
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

static bool existe(const struct obrero *o, enum variante v,
                   const char *nombre)
{
    char *ruta = ruta_de(o, v, nombre);
    struct stat s;
    bool si = lstat(ruta, &s) == 0 && S_ISREG(s.st_mode);

    free(ruta);
    return si;
}

/* ---------------------------------------------------- en el recinto ---- */

struct orden {
    size_t n;
    char **v;
};

static void pon(struct orden *o, const char *s)
{
    o->v = cierto(realloc(o->v, (o->n + 2) * sizeof *o->v));
    o->v[o->n++] = copia(s);
    o->v[o->n] = NULL;
}

static void suelta(struct orden *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->v[i]);
    free(o->v);
    *o = (struct orden){0};
}

/* Los que compilan y enlazan: no es código suyo el que se ejecuta, pero sí el
 * que se lee. */
static struct recinto_orden para_compilar(size_t memoria)
{
    return (struct recinto_orden){.escribe = true,
                                  .cpu = 6,
                                  .cpu_total = 30,
                                  .pared = 120,
                                  .memoria = memoria,
                                  .total = 1536 * MIB,
                                  .fichero = 32 * MIB,
                                  .procesos = 64,
                                  .salida = MIB / 16};
}

/* Lo que se ve del taller: para compilar, las cabeceras; para enlazar, todo;
 * y lo del alumno, cuando se ejecuta, nada. */
enum vista { NADA, CABECERAS, TALLER };

static bool ejecuta(struct obrero *o, enum variante v, enum vista ve,
                    const struct orden *orden,
                    const struct recinto_orden *ro, struct recinto_fin *f)
{
    char *cabeceras = formato("%s/cabeceras", o->t->carpeta);
    const struct recinto_vista vistas[] = {
        [CABECERAS] = {"taller/cabeceras", cabeceras},
        [TALLER] = {"taller", o->t->carpeta}};
    struct recinto_orden con = *ro;
    char *carpeta = ruta_de(o, v, "");

    carpeta[strlen(carpeta) - 1] = '\0';
    con.argv = (const char *const *)orden->v;
    con.trabajo = carpeta;
    con.vista = &vistas[ve];
    con.vistas = ve != NADA;
    int r = recinto_ejecuta(o->r, &con, f);
    o->ev->cpu += f->cpu;
    free(carpeta);
    free(cabeceras);
    return r == 0 || imposible(o, "el recinto", r);
}

/* ----------------------------------------------------------- compilar -- */

static char *objeto_de(const char *fuente)
{
    return formato("%.*s.o", (int)strlen(fuente) - 2, fuente);
}

/* Sin recortar, el compilador puede decir cualquier cosa y mucha. */
static void apunta_dicho(struct obrero *o, const struct recinto_fin *f)
{
    tira_mete(&o->dicho, f->errores, f->m);
    if (f->corte == RECINTO_ACABA)
        return;
    static const char *const cortes[] = {
        [RECINTO_PARED] = "no acaba nunca",
        [RECINTO_SILENCIO] = "no acaba nunca",
        [RECINTO_CPU] = "gasta demasiada CPU",
        [RECINTO_MEMORIA] = "pide demasiada memoria",
        [RECINTO_SALIDA] = "escribe sin parar",
    };
    tira_di(&o->dicho, "\n(se ha cortado la compilación: %s)\n",
            cortes[f->corte]);
}

/* Los que digan: cuál falta se ve después. Con los sanitizers no se cuenta lo
 * que se dice, que ya se sabe. */
static bool compila(struct obrero *o, enum variante v, char *const *fuente,
                    size_t n)
{
    struct orden orden = {0};
    struct recinto_orden ro = para_compilar(1024 * MIB);
    struct recinto_fin f = {0};

    ro.cpu = v == NORMAL ? 6 : 12;
    for (char **p = o->t->orden[v]; *p != NULL; p++)
        pon(&orden, *p);
    pon(&orden, v == NORMAL ? "-fdiagnostics-color=never" : "-w");
    pon(&orden, "-fmax-errors=20");
    pon(&orden, "-c");
    for (size_t i = 0; i < n; i++)
        pon(&orden, fuente[i]);
    bool bien = ejecuta(o, v, CABECERAS, &orden, &ro, &f);
    if (bien && v == NORMAL)
        apunta_dicho(o, &f);
    if (f.falto_memoria)
        avisa(o, "memoria", "al compilar");
    recinto_fin_libera(&f);
    suelta(&orden);
    return bien;
}

static void mira_cuales(struct obrero *o)
{
    o->compilan = 0;
    for (size_t i = 0; i < o->t->fuentes; i++) {
        char *objeto = objeto_de(o->t->fuente[i]);

        char *ruta = ruta_de(o, NORMAL, objeto);
        o->compila[i] = existe(o, NORMAL, objeto) && endurece_entero(ruta);
        o->compilan += o->compila[i];
        free(objeto);
        free(ruta);
    }
}

/* Todos de una vez; y si alguno se ha llevado por delante al compilador, los
 * que faltan, uno a uno. */
static bool compila_todo(struct obrero *o)
{
    const struct taller *t = o->t;

    if (!compila(o, NORMAL, t->fuente, t->fuentes))
        return false;
    mira_cuales(o);
    if (o->compilan < t->fuentes && t->fuentes > 1) {
        tira_libera(&o->dicho);
        for (size_t i = 0; i < t->fuentes; i++)
            if (!compila(o, NORMAL, &t->fuente[i], 1))
                return false;
        mira_cuales(o);
    }
    if (o->compilan == 0)
        return queda(o, NO_COMPILA, copia("No compila ningún fichero."));
    for (size_t i = 0; i < t->fuentes; i++)
        if (!o->compila[i] &&
            avisos_anade(&o->ev->avisos, "compila",
                         "%s no compila: se prueba con el del esqueleto",
                         t->fuente[i]) != 0)
            cierto(NULL);
    return true;
}

/* ----------------------------------------------------------- endurecer - */

/* Esos bytes pueden ser parte de otra instrucción: que lo diga objdump. */
static bool sin_llamadas(struct obrero *o, const char *objeto,
                         const char *fuente)
{
    struct orden orden = {0};
    struct recinto_orden ro = para_compilar(0);
    struct recinto_fin f = {0};

    ro.salida = 8 * MIB;
    pon(&orden, "objdump");
    pon(&orden, "-d");
    pon(&orden, "--no-show-raw-insn");
    pon(&orden, objeto);
    bool bien = ejecuta(o, NORMAL, NADA, &orden, &ro, &f);
    if (bien && endurece_desensamblado(f.salida)) {
        avisa(o, "instruccion", fuente);
        bien = queda(o, RECHAZADA,
                     formato("%s: llama al sistema sin pasar por la "
                             "biblioteca (syscall); no se admite",
                             fuente));
    }
    recinto_fin_libera(&f);
    suelta(&orden);
    return bien;
}

static bool endurece_uno(struct obrero *o, const char *fuente,
                         const struct nombres_de *suyos)
{
    char *objeto = objeto_de(fuente), *ruta = ruta_de(o, NORMAL, objeto);
    char *motivo = NULL;
    const char *clave = NULL;
    bool duda;

    bool bien = endurece(ruta, fuente, &o->t->internos, suyos, &clave,
                         &motivo, &duda);
    if (!bien) {
        avisa(o, clave, motivo);
        queda(o, RECHAZADA, motivo);
    } else if (duda)
        bien = sin_llamadas(o, objeto, fuente);
    free(objeto);
    free(ruta);
    return bien;
}

static bool endurece_todo(struct obrero *o)
{
    struct nombres_de suyos = {0};
    bool bien = true;

    for (size_t i = 0; i < o->t->fuentes; i++) {
        char *objeto = objeto_de(o->t->fuente[i]);
        char *ruta = ruta_de(o, NORMAL, objeto);

        if (o->compila[i])
            endurece_define(ruta, &suyos);
        free(objeto);
        free(ruta);
    }
    for (size_t i = 0; bien && i < o->t->fuentes; i++)
        if (o->compila[i])
            bien = endurece_uno(o, o->t->fuente[i], &suyos);
    nombres_libera(&suyos);
    return bien;
}

/* ------------------------------------------------------------ enlazar -- */

/* Los objetos se juntan en uno, para que se encuentren entre sí; después, lo
 * que no pide el contrato deja de verse; y el resto es de las pruebas. $1 es
 * el contrato; detrás, los objetos, hasta «--», y la orden que enlaza. Lo que
 * esa orden envuelve se envuelve ya al juntarlos: después, lo que un fichero
 * suyo llama en otro no pasaría por las pruebas. */
static const char guion[] =
    "set -e; contrato=$1; shift\n"
    "objetos=; while [ \"$1\" != -- ]; do objetos=\"$objetos $1\"; shift; "
    "done; shift\n"
    "envuelve=; for x; do case $x in -Wl,--wrap=*) "
    "envuelve=\"$envuelve ${x#-Wl,}\";; esac; done\n"
    "ld -r $envuelve -o juntos.o $objetos\n"
    "objcopy --keep-global-symbols=\"$contrato\" juntos.o suyo.o\n"
    "exec \"$@\"\n";

static void pon_objetos(const struct obrero *o, enum variante v,
                        struct orden *orden)
{
    for (size_t i = 0; i < o->t->fuentes; i++) {
        char *objeto = objeto_de(o->t->fuente[i]);
        char *ajeno =
            formato("@taller/%s/esqueleto/%s", variante_carpeta(v), objeto);

        pon(orden, o->compila[i] ? objeto : ajeno);
        free(objeto);
        free(ajeno);
    }
    pon(orden, "--");
}

static void pon_enlace(const struct obrero *o, enum variante v,
                       struct orden *orden)
{
    pon(orden, "sh");
    pon(orden, "-c");
    pon(orden, guion);
    pon(orden, "enlaza");
    pon(orden, "@taller/contrato");
    pon_objetos(o, v, orden);
    for (char **p = o->t->orden[v]; *p != NULL; p++)
        pon(orden, *p);
    pon(orden, "-o");
    pon(orden, "corredor");
    pon(orden, "suyo.o");
    for (char **p = o->t->enlace[v]; *p != NULL; p++)
        pon(orden, *p);
}

static bool enlaza(struct obrero *o, enum variante v)
{
    struct orden orden = {0};
    struct recinto_orden ro = para_compilar(0);
    struct recinto_fin f = {0};

    pon_enlace(o, v, &orden);
    bool bien = ejecuta(o, v, TALLER, &orden, &ro, &f);
    if (bien && v != NORMAL && !existe(o, v, "corredor"))
        avisa(o, "saneador", variante_carpeta(v));
    else if (bien && !existe(o, v, "corredor")) {
        apunta_dicho(o, &f);
        bien = queda(o, NO_COMPILA,
                     copia("Compila, pero no se puede enlazar con las "
                           "pruebas: falta algo del contrato, o sobra."));
    }
    recinto_fin_libera(&f);
    suelta(&orden);
    return bien;
}

/* ------------------------------------------------------------- probar -- */

/* La semilla, de lo entregado. */
static unsigned long long semilla(const struct entrega *e)
{
    char algo[16] = "1";

    if (e->resumen != NULL)
        snprintf(algo, sizeof algo, "%s", e->resumen);
    unsigned long long s = strtoull(algo, NULL, 16);
    return s == 0 ? 1 : s;
}

static struct veredicto *de_la_prueba(struct obrero *o, enum variante v,
                                      const char *id)
{
    for (size_t i = 0; i < o->ev->n[v]; i++)
        if (strcmp(o->ev->v[v][i].prueba, id) == 0)
            return &o->ev->v[v][i];
    return NULL;
}

/* Parte una línea por sus tabuladores. */
static size_t campos(char *linea, char **campo, size_t n)
{
    size_t k = 0;

    for (char *p = linea; p != NULL && k < n; k++) {
        campo[k] = p;
        p = strchr(p, '\t');
        if (p != NULL)
            *p++ = '\0';
    }
    return k;
}

/* Las barras vienen dobles. */
static char *sin_barras(const char *s)
{
    char *r = copia(s), *a = r;

    for (; *s != '\0'; s++) {
        if (s[0] == '\\' && s[1] == '\\')
            s++;
        *a++ = *s;
    }
    *a = '\0';
    return r;
}

/* Lo que el corredor no escribiría: por ahí no habla nadie más. Se cuenta, y
 * lo que se decía de esa prueba no vale. */
static void falsea(struct obrero *o, struct veredicto *x)
{
    avisa(o, "falsea",
          "por donde las pruebas dan su veredicto ha salido algo que no es "
          "de ellas");
    if (x == NULL)
        return;
    free(x->causa);
    free(x->mensaje);
    x->fin = FIN_FALLA;
    x->causa = copia("falsea");
    x->mensaje = copia("se ha querido falsear su veredicto");
}

static void lee_linea(struct obrero *o, enum variante v, char *linea)
{
    char *c[6];
    size_t k = campos(linea, c, 6);
    struct veredicto *x = k == 5 && strcmp(c[0], "prueba") == 0
                              ? de_la_prueba(o, v, c[1])
                              : NULL;
    bool pasa = x != NULL && strcmp(c[2], "ok") == 0;

    if (x == NULL || x->fin != FIN_SIN_VEREDICTO ||
        (!pasa && strcmp(c[2], "fallo") != 0)) {
        falsea(o, x);
        return;
    }
    x->fin = pasa ? FIN_PASA : FIN_FALLA;
    if (!pasa) {
        x->mensaje = sin_barras(c[3]);
        x->causa = copia(c[4]);
    }
}

static void lee_veredictos(struct obrero *o, enum variante v, char *salida)
{
    char *fin;

    /* Una línea a medias no es un veredicto. */
    for (char *p = salida; (fin = strchr(p, '\n')) != NULL; p = fin + 1) {
        *fin = '\0';
        lee_linea(o, v, p);
    }
}

static void avisa_corte(struct obrero *o, const struct recinto_fin *f)
{
    if (f->falto_memoria)
        avisa(o, "memoria", "al probarla");
    if (f->corte == RECINTO_SALIDA)
        avisa(o, "salida", "al probarla");
    if (f->corte == RECINTO_CPU)
        avisa(o, "cpu", "al probarla");
}

/* Las que se digan, de una vez. Los plazos de pared son generosos: quien da
 * vueltas se encuentra antes con el de CPU. */
static bool prueba(struct obrero *o, enum variante v, char *const *id,
                   size_t n)
{
    int lento = v == NORMAL ? 1 : 3, una = (int)ceil(10 * o->plazo);
    char *factor = formato("PLAZO_FACTOR=%g", o->plazo);
    char *datos = formato("SEMILLA=%llu", semilla(o->e));
    const char *entorno[] = {factor, datos, NULL};
    struct orden orden = {0};
    struct recinto_fin f = {0};
    struct recinto_orden ro = {
        .entorno = entorno,
        .cpu = lento * (o->plazo < 1 ? 2 : 4),
        .cpu_total = lento * ((int)n + 15),
        .pared = (int)n * (una + 5) + 60,
        .silencio = una + 20,
        .memoria = v == NORMAL ? 4096 * MIB : 0,
        .total = 1024 * MIB,
        .fichero = 64 * MIB,
        .procesos = 512,
        .salida = MIB / 4,
        .rastrea = v == ASAN,
    };

    pon(&orden, "./corredor");
    for (size_t i = 0; i < n; i++)
        pon(&orden, id[i]);
    bool bien = ejecuta(o, v, NADA, &orden, &ro, &f);
    if (bien) {
        lee_veredictos(o, v, f.salida);
        avisa_corte(o, &f);
    }
    recinto_fin_libera(&f);
    suelta(&orden);
    free(factor);
    free(datos);
    return bien;
}

/* Las que se sabe que tiene que haber, aún sin veredicto. */
static void apunta_pendientes(struct obrero *o, enum variante v,
                              char *const *id, size_t n)
{
    o->ev->v[v] = cierto(calloc(n + 1, sizeof *o->ev->v[v]));
    o->ev->n[v] = n;
    for (size_t i = 0; i < n; i++)
        o->ev->v[v][i] =
            (struct veredicto){copia(id[i]), FIN_SIN_VEREDICTO, NULL, NULL};
}

static bool prueba_todas(struct obrero *o, enum variante v, char *const *id,
                         size_t n)
{
    apunta_pendientes(o, v, id, n);
    if (n == 0 || !prueba(o, v, id, n))
        return n == 0;
    for (size_t i = 0; i < n; i++) {
        struct veredicto *x = &o->ev->v[v][i];

        if (x->fin != FIN_SIN_VEREDICTO)
            continue;
        if (!prueba(o, v, &id[i], 1))
            return false;
        if (x->fin == FIN_SIN_VEREDICTO)
            x->mensaje = copia(
                "no ha dado veredicto, ni probándola a solas: lo que se "
                "prueba ha acabado con quien la ejecutaba");
    }
    return true;
}

static bool compila_lo_suyo(struct obrero *o, enum variante v)
{
    char **f = cierto(calloc(o->t->fuentes + 1, sizeof *f));
    size_t n = 0;

    for (size_t i = 0; i < o->t->fuentes; i++)
        if (o->compila[i])
            f[n++] = o->t->fuente[i];
    bool bien = compila(o, v, f, n);
    free(f);
    return bien;
}

/* Con un sanitizer, solo lo que sin él ya pasa. */
static bool prueba_saneadas(struct obrero *o, enum variante v)
{
    const struct evaluacion *ev = o->ev;
    char **id = cierto(calloc(o->t->n + 1, sizeof *id));
    size_t n = 0;
    bool bien = true;

    for (size_t i = 0; i < ev->n[NORMAL]; i++)
        if (ev->v[NORMAL][i].fin == FIN_PASA)
            id[n++] = ev->v[NORMAL][i].prueba;
    if (n > 0)
        bien = prepara(o, v) && compila_lo_suyo(o, v) && enlaza(o, v) &&
               (!existe(o, v, "corredor") || prueba_todas(o, v, id, n));
    free(id);
    return bien;
}

/* --------------------------------------------------------- rendimiento - */

static bool enlaza_banco(struct obrero *o)
{
    struct orden orden = {0};
    struct recinto_orden ro = para_compilar(0);
    struct recinto_fin f = {0};

    pon(&orden, "sh");
    pon(&orden, "-c");
    pon(&orden, guion);
    pon(&orden, "enlaza");
    pon(&orden, "@taller/contrato");
    pon_objetos(o, NORMAL, &orden);
    for (char **p = o->t->orden[NORMAL]; *p != NULL; p++)
        pon(&orden, *p);
    pon(&orden, "-o");
    pon(&orden, "banco");
    pon(&orden, "suyo.o");
    for (char **p = o->t->banco; p != NULL && *p != NULL; p++)
        pon(&orden, *p);
    bool bien = ejecuta(o, NORMAL, TALLER, &orden, &ro, &f);
    recinto_fin_libera(&f);
    suelta(&orden);
    return bien && existe(o, NORMAL, "banco");
}

/* El suyo, o el de la solución, que él no ve. */
static bool mide(struct obrero *o, bool suyo, struct recinto_fin *f)
{
    struct orden orden = {0};
    struct recinto_orden ro = {
        .entorno = (const char *const[]){"REP=1", "RAPIDO=1", NULL},
        .cpu = 60,
        .cpu_total = 120,
        .pared = 120,
        .total = 1024 * MIB,
        .fichero = 64 * MIB,
        .procesos = 512,
        .salida = MIB / 4};

    pon(&orden, suyo ? "./banco" : "@taller/banco");
    bool bien = ejecuta(o, NORMAL, suyo ? NADA : TALLER, &orden, &ro, f);
    suelta(&orden);
    return bien && f->estado == 0;
}

static struct banda *nueva_banda(struct obrero *o,
                                 const struct regla_de_banda *r,
                                 const char *motivo)
{
    struct evaluacion *ev = o->ev;

    ev->banda =
        cierto(realloc(ev->banda, (ev->bandas + 1) * sizeof *ev->banda));
    ev->banda[ev->bandas] =
        (struct banda){copia(r->paso), -1, 0, copia(motivo)};
    return &ev->banda[ev->bandas++];
}

/* Por qué no se mide un paso; NULL si se mide. */
static const char *sin_medir(const struct obrero *o,
                             const struct regla_de_banda *r)
{
    if (cpus_utiles() < r->nucleos)
        return "no medible aquí: faltan núcleos";
    for (size_t i = 0; i < o->ev->n[NORMAL]; i++)
        if (strcmp(o->t->paso[i], r->paso) == 0 &&
            o->ev->v[NORMAL][i].fin != FIN_PASA)
            return "no se mide: no pasa todas sus pruebas";
    return NULL;
}

static void apunta_pareja(struct obrero *o, const char *suya,
                          const char *solucion, double **razon)
{
    for (size_t i = 0; i < o->t->bandas; i++) {
        const struct regla_de_banda *r = &o->t->banda[i];
        struct banda *b = &o->ev->banda[i];
        double x;

        if (b->motivo == NULL &&
            rendimiento_razon(suya, solucion, r->serie, r->mas, &x))
            razon[i][b->parejas++] = x;
    }
}

static void resume_parejas(struct obrero *o, double **razon)
{
    for (size_t i = 0; i < o->t->bandas; i++) {
        struct banda *b = &o->ev->banda[i];

        if (b->parejas > 0)
            b->razon = rendimiento_mediana(razon[i], (size_t)b->parejas);
        else if (b->motivo == NULL)
            b->motivo =
                copia("no medible aquí: el banco no ha dado medidas");
        free(razon[i]);
    }
    free(razon);
}

/* Cada vez empieza uno: si la máquina va a más o a menos, a los dos. */
static void mide_parejas(struct obrero *o)
{
    static pthread_mutex_t de_uno_en_uno = PTHREAD_MUTEX_INITIALIZER;
    double **razon = cierto(calloc(o->t->bandas + 1, sizeof *razon));

    for (size_t i = 0; i < o->t->bandas; i++)
        razon[i] = cierto(calloc((size_t)o->parejas, sizeof **razon));
    pthread_mutex_lock(&de_uno_en_uno);
    for (int k = 0; k < o->parejas; k++) {
        struct recinto_fin f[2] = {0};
        bool bien = mide(o, k % 2 == 0, &f[k % 2 != 0]) &&
                    mide(o, k % 2 != 0, &f[k % 2 == 0]);

        if (bien)
            apunta_pareja(o, f[0].salida, f[1].salida, razon);
        recinto_fin_libera(&f[0]);
        recinto_fin_libera(&f[1]);
        if (!bien)
            break;
    }
    pthread_mutex_unlock(&de_uno_en_uno);
    resume_parejas(o, razon);
}

static void mide_rendimiento(struct obrero *o)
{
    size_t medibles = 0;

    for (size_t i = 0; i < o->t->bandas; i++) {
        const char *motivo = sin_medir(o, &o->t->banda[i]);

        nueva_banda(o, &o->t->banda[i], motivo);
        medibles += motivo == NULL;
    }
    if (medibles > 0 && enlaza_banco(o))
        mide_parejas(o);
    else if (medibles > 0)
        for (size_t i = 0; i < o->ev->bandas; i++)
            if (o->ev->banda[i].motivo == NULL)
                o->ev->banda[i].motivo =
                    copia("no medible aquí: su banco no se enlaza");
}

/* ------------------------------------------------------------ lo entero */

static bool paso_a_paso(struct obrero *o)
{
    if (!prepara(o, NORMAL) || !compila_todo(o) || !endurece_todo(o) ||
        !enlaza(o, NORMAL) ||
        !prueba_todas(o, NORMAL, o->t->prueba, o->t->n))
        return false;
    for (int v = ASAN; v < VARIANTES && !o->sin_saneadores; v++)
        if (o->t->orden[v] != NULL && !prueba_saneadas(o, (enum variante)v))
            return false;
    if (o->parejas > 0)
        mide_rendimiento(o);
    return true;
}

void evalua(struct recinto *r, const struct taller *t,
            const struct entrega *e, const struct evalua_opciones *p,
            struct evaluacion *sale)
{
    struct obrero o = {.r = r,
                       .t = t,
                       .e = e,
                       .ev = sale,
                       .plazo = p->plazo,
                       .parejas = p->parejas,
                       .sin_saneadores = p->sin_saneadores};

    *sale = (struct evaluacion){0};
    o.carpeta = formato("%s/obra-XXXXXX", recinto_base(r));
    o.compila = cierto(calloc(t->fuentes + 1, sizeof *o.compila));
    if (mkdtemp(o.carpeta) == NULL || chmod(o.carpeta, 0755) == -1)
        imposible(&o, "su carpeta de trabajo", errno);
    else {
        paso_a_paso(&o);
        nftw(o.carpeta, borra_uno, 16, FTW_DEPTH | FTW_PHYS);
    }
    if (o.dicho.n > 0)
        sale->compilador = tira_saca(&o.dicho);
    else
        tira_libera(&o.dicho);
    free(o.compila);
    free(o.carpeta);
}
