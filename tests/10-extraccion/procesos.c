/* Pruebas de extrae_procesos, con páginas de mentira. Casi siempre lo llama
 * otro hilo y esta prueba mira desde fuera: si el padre y los hijos duermen
 * todos, es que se ha quedado colgado, y no hay plazo que agotar. */
#define _GNU_SOURCE
#include "cita.h"
#include "extractor.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"
#include "sitios.h"
#include "tramas.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX = 12, GUARDA = 2, LETRAS = 100000 };

/* Lo que los hijos cuentan. */
static struct visto {
    atomic_int veces[MAX];
    atomic_int dentro, max_dentro;
    atomic_int descriptores; /* los que más ha visto un hijo */
    atomic_int pid[2];       /* quién lee cada página, si son dos */
    bool espera_el_menor;
} * visto;

static int pagina(const char *url)
{
    return atoi(url + strlen("pagina/"));
}

static struct tabla *hecha(const char *url, const char *otra)
{
    const char *cabecera[] = {"URL", "RELLENO"}, *fila[] = {url, otra};
    struct tabla *t = tabla_crea(2, cabecera);

    if (t != NULL && tabla_anade(t, fila) != 0) {
        tabla_destruye(t);
        return NULL;
    }
    return t;
}

static int normal(const char *url, struct tabla **sale)
{
    atomic_fetch_add(&visto->veces[pagina(url)], 1);
    *sale = hecha(url, "algo");
    return *sale == NULL ? ENOMEM : 0;
}

/* ---- llamar ---- */

struct caso {
    const char *cuando;
    struct extrae_opciones o;
    size_t n;
    int r;
    /* Detrás de las n casillas hay otras que nadie debe tocar. */
    struct tabla *tablas[MAX + GUARDA];
    int errores[MAX + GUARDA];
    pid_t padre;
    size_t hechas; /* según avance */
};

static char nombres[MAX][16], *urls[MAX];

static void avanza(void *ctx, size_t despachadas, size_t hechas)
{
    struct caso *c = ctx;

    exige(getpid() == c->padre, "%s: a avance lo llama un hijo", c->cuando);
    exige_entero(hechas, c->hechas + 1, "%s: las hechas que dice avance",
                 c->cuando);
    exige(despachadas >= hechas && despachadas <= c->n,
          "%s: avance dice %zu despachadas, con %zu hechas de %zu",
          c->cuando, despachadas, hechas, c->n);
    c->hechas = hechas;
}

static void prepara(struct caso *c, const char *cuando, size_t n,
                    int n_jobs, extrae_funcion *f)
{
    *c = (struct caso){
        .cuando = cuando,
        .o = {.n_jobs = n_jobs, .extrae = f, .avance = avanza, .ctx = c},
        .n = n,
        .padre = getpid()};
    for (int i = 0; i < MAX; i++) {
        snprintf(nombres[i], sizeof nombres[i], "pagina/%d", i);
        urls[i] = nombres[i];
    }
    for (size_t i = 0; i < MAX + GUARDA; i++) {
        c->tablas[i] = NULL;
        c->errores[i] = EXTRAE_PERDIDA;
    }
    visto = comparte(sizeof *visto);
}

static void *llama_ya(void *arg)
{
    struct caso *c = arg;

    c->r = extrae_procesos(urls, c->n, c->tablas, c->errores, &c->o);
    exige(getpid() == c->padre,
          "%s: un hijo ha vuelto de extrae_procesos como si fuera el padre",
          c->cuando);
    return NULL;
}

/* Zonas de memoria compartida. */
static int compartidas(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char linea[512];
    int n = 0;

    while (f != NULL && fgets(linea, sizeof linea, f) != NULL)
        n += strstr(linea, "/dev/zero (deleted)") != NULL;
    exige(f != NULL, "la prueba no puede leer /proc/self/maps");
    fclose(f);
    return n;
}

static void nada_queda(const struct caso *c, int antes, int zonas)
{
    exige_entero(compartidas(), zonas,
                 "%s, extrae_procesos: zonas de memoria compartida al "
                 "volver",
                 c->cuando);
    exige_entero(hijos_sin_esperar(), 0,
                 "%s, extrae_procesos: hijos sin esperar al volver",
                 c->cuando);
    exige_entero(descriptores_abiertos(), antes,
                 "%s, extrae_procesos: descriptores abiertos al volver",
                 c->cuando);
    for (size_t i = c->n; i < c->n + GUARDA; i++)
        exige(c->tablas[i] == NULL && c->errores[i] == EXTRAE_PERDIDA,
              "%s: ha escrito en la página %zu, y solo hay %zu", c->cuando,
              i, c->n);
}

static void llama(struct caso *c)
{
    int antes = descriptores_abiertos(), zonas = compartidas();
    struct hilo *h = lanza(llama_ya, c);

    exige(observa(h) == HA_VUELTO,
          "%s, extrae_procesos no vuelve: el padre y los hijos que quedan "
          "duermen todos",
          c->cuando);
    recoge(h, "extrae_procesos");
    nada_queda(c, antes, zonas);
}

/* Donde los hijos se esperan unos a otros, con plazo. */
static void llama_en_cita(struct caso *c)
{
    int antes = descriptores_abiertos(), zonas = compartidas();

    llama_ya(c);
    nada_queda(c, antes, zonas);
}

static void llegada(struct caso *c, size_t i)
{
    exige_codigo(c->errores[i], 0, "%s: el error de la página %zu",
                 c->cuando, i);
    exige(c->tablas[i] != NULL, "%s: la página %zu no tiene error ni tabla",
          c->cuando, i);
    exige_texto(tabla_celda(c->tablas[i], 0, 0), urls[i],
                "%s: de qué página es la tabla %zu", c->cuando, i);
    tabla_destruye(c->tablas[i]);
    c->tablas[i] = NULL;
}

static void perdida(struct caso *c, size_t i)
{
    exige_entero(c->errores[i], EXTRAE_PERDIDA,
                 "%s: el error de la página %zu", c->cuando, i);
    exige(c->tablas[i] == NULL, "%s: la página %zu, perdida, tiene tabla",
          c->cuando, i);
}

static void todas(struct caso *c)
{
    exige_error(c->r, 0, "%s, extrae_procesos", c->cuando);
    for (size_t i = 0; i < c->n; i++)
        llegada(c, i);
    exige_entero(c->hechas, c->n, "%s: llamadas a avance", c->cuando);
}

/* ---- a la vez, y cada una en su sitio ---- */

static struct cita *cita;
static struct quienes *quienes;
static struct puerta *puerta;

static int muchas_letras(const char *url, struct tabla **sale)
{
    static char letras[LETRAS];

    memset(letras, 'x', LETRAS - 1);
    *sale = hecha(url, letras);
    return *sale == NULL ? ENOMEM : 0;
}

static int se_citan(const char *url, struct tabla **sale)
{
    int n = atomic_fetch_add(&visto->dentro, 1) + 1, m = visto->max_dentro;

    while (n > m &&
           !atomic_compare_exchange_weak(&visto->max_dentro, &m, n))
        ;
    quienes_apunta(quienes);
    cita_entra(cita);
    atomic_fetch_sub(&visto->dentro, 1);
    return normal(url, sale);
}

static void en_cita(void)
{
    struct caso c;

    prepara(&c, "Con n_jobs = 4 y ocho páginas", 8, 4, se_citan);
    cita = cita_crea(4);
    quienes = quienes_crea();
    llama_en_cita(&c);
    todas(&c);
    exige(cita_cumplida(cita),
          "con n_jobs = 4, nunca ha habido 4 páginas a la vez: como mucho, "
          "%d",
          cita_maximo(cita));
    exige_entero(visto->max_dentro, 4,
                 "con n_jobs = 4, páginas a la vez como mucho");
    exige_entero(quienes_cuantos(quienes), 4,
                 "con n_jobs = 4, procesos distintos");
}

/* La página 0 no acaba hasta que el padre tiene la 1. */
static int al_reves(const char *url, struct tabla **sale)
{
    if (pagina(url) == 0)
        exige(puerta_espera(puerta),
              "la página 0 espera a que el padre reciba la 1, y no la "
              "recibe");
    return normal(url, sale);
}

/* De los dos, uno no acaba hasta que el padre tiene la del otro: el que
 * nació primero, o el que nació después. */
static int uno_al_otro(const char *url, struct tabla **sale)
{
    int i = pagina(url);

    visto->pid[i] = getpid();
    cita_entra(cita);
    if ((visto->pid[i] < visto->pid[1 - i]) == visto->espera_el_menor)
        exige(puerta_espera(puerta),
              "un trabajador espera a que el padre reciba la página del "
              "otro, y no la recibe");
    return normal(url, sale);
}

static void abre(void *ctx, size_t despachadas, size_t hechas)
{
    avanza(ctx, despachadas, hechas);
    puerta_abre(puerta);
}

static void desordenadas(extrae_funcion *f, bool el_menor,
                         const char *cuando)
{
    struct caso c;

    prepara(&c, cuando, 2, 2, f);
    visto->espera_el_menor = el_menor;
    c.o.avance = abre;
    puerta = puerta_crea();
    cita = cita_crea(2);
    llama_en_cita(&c);
    todas(&c);
}

/* Mientras nadie acaba, el padre duerme. */
static int espera_puerta(const char *url, struct tabla **sale)
{
    puerta_espera(puerta);
    return normal(url, sale);
}

static void el_padre_duerme(void)
{
    struct caso c;

    prepara(&c, "Mientras nadie acaba", 2, 2, espera_puerta);
    puerta = puerta_crea();
    struct hilo *h = lanza(llama_ya, &c);
    exige(observa(h) == DUERME, "mientras nadie acaba, el padre %s",
          que_hace(h));
    puerta_abre(puerta);
    recoge(h, "extrae_procesos");
    todas(&c);
}

/* Otro hijo de quien llama, que ya ha muerto, y nadie más que él lo espera. */
static void un_hijo_ajeno(void)
{
    struct caso c;
    pid_t p = fork();
    int estado = 0;
    siginfo_t s;

    if (p == 0)
        _exit(7);
    waitid(P_PID, (id_t)p, &s, WEXITED | WNOWAIT);
    prepara(&c, "Si quien llama tenía otro hijo", 4, 2, normal);
    exige_error((llama_ya(&c), c.r), 0, "%s, extrae_procesos", c.cuando);
    todas(&c);
    exige(waitpid(p, &estado, 0) == p && WEXITSTATUS(estado) == 7,
          "%s, extrae_procesos lo ha enterrado, y no era suyo", c.cuando);
    exige_entero(hijos_sin_esperar(), 0, "%s: hijos sin esperar al volver",
                 c.cuando);
}

void prueba_procesos_a_la_vez(void)
{
    static const struct {
        size_t n;
        int n_jobs;
    } de[] = {{9, 3}, {1, 1}, {3, 8}, {5, 1}, {0, 2}};
    struct caso c;
    char cuando[64];

    for (size_t i = 0; i < sizeof de / sizeof *de; i++) {
        snprintf(cuando, sizeof cuando, "Con n_jobs = %d y %zu páginas",
                 de[i].n_jobs, de[i].n);
        prepara(&c, cuando, de[i].n, de[i].n_jobs, normal);
        llama(&c);
        todas(&c);
        for (size_t j = 0; j < c.n; j++)
            exige_entero(visto->veces[j], 1,
                         "%s: veces que se pide la página %zu", cuando, j);
    }
    prepara(&c, "Con n_jobs = 0", 3, 0, normal);
    exige_error((llama(&c), c.r), EINVAL, "Con n_jobs = 0");
    prepara(&c, "Con tablas que no caben en la tubería", 4, 2,
            muchas_letras);
    llama(&c);
    todas(&c);
    en_cita();
    desordenadas(al_reves, false,
                 "Cuando la página 1 acaba antes que la 0");
    desordenadas(uno_al_otro, true, "Cuando el segundo acaba antes");
    desordenadas(uno_al_otro, false, "Cuando el primero acaba antes");
    el_padre_duerme();
    un_hijo_ajeno();
}

/* ---- lo que se hereda ---- */

static FILE *registro;

static int apunta(const char *url, struct tabla **sale)
{
    int n = descriptores_abiertos(), m = visto->descriptores;

    while (n > m &&
           !atomic_compare_exchange_weak(&visto->descriptores, &m, n))
        ;
    fprintf(registro, "hijo\n");
    fflush(registro);
    cita_entra(cita);
    return normal(url, sale);
}

static int lineas(const char *cual)
{
    char linea[32];
    int n = 0;

    rewind(registro);
    while (fgets(linea, sizeof linea, registro) != NULL)
        n += strcmp(linea, cual) == 0;
    return n;
}

void prueba_procesos_herencia(void)
{
    struct caso c;

    prepara(&c, "Con tres trabajadores", 3, 3, apunta);
    registro = tmpfile();
    exige(registro != NULL, "la prueba no puede crear un fichero");
    cita = cita_crea(3);
    fprintf(registro, "padre\n");
    int antes = descriptores_abiertos();
    llama_en_cita(&c);
    todas(&c);
    exige_entero(lineas("hijo\n"), 3, "líneas que han escrito los hijos");
    exige_entero(lineas("padre\n"), 1,
                 "veces que sale la línea que el padre tenía en el búfer "
                 "antes de bifurcar");
    exige_entero(visto->descriptores, antes + 1,
                 "descriptores abiertos en un hijo, si el padre tenía %d y "
                 "él solo necesita uno más",
                 antes);
    fclose(registro);
}

/* ---- el que muere, y el que habla mal ---- */

static int (*percance)(int);

static int con_percance(const char *url, struct tabla **sale)
{
    int r = percance(pagina(url));

    return r != 0 ? r : normal(url, sale);
}

/* El extremo de escribir de la única tubería de un hijo. */
static int su_tubo(void)
{
    struct stat s;

    for (int fd = 3; fd < 64; fd++)
        if (fstat(fd, &s) == 0 && S_ISFIFO(s.st_mode) &&
            (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY)
            return fd;
    return -1;
}

static void dice(uint32_t indice, uint32_t largo, size_t n)
{
    struct trama m = {indice, 0, largo};

    if (write(su_tubo(), &m, n) == -1)
        _exit(9);
}

static int lo_matan(int i)
{
    return i == 2 ? raise(SIGKILL) : 0;
}

static int se_va(int i)
{
    if (i == 0 || i == 3)
        _exit(0);
    return 0;
}

static int mueren_todos(int i)
{
    _exit(i % 2);
}

static int indice_de_mas(int i)
{
    if (i == 1) {
        dice(6, 0, sizeof(struct trama));
        _exit(0);
    }
    return 0;
}

static int repite_indice(int i)
{
    if (i == 1) {
        dice(1, 0, sizeof(struct trama));
        dice(1, 0, sizeof(struct trama));
        pause();
    }
    return 0;
}

static int a_medias(int i)
{
    if (i == 1) {
        dice(1, 0, 7);
        _exit(0);
    }
    return 0;
}

static int sin_bytes(int i)
{
    if (i == 1) {
        dice(1, 50, sizeof(struct trama));
        raise(SIGKILL);
    }
    return 0;
}

/* Su tubería pasa a ser un fichero en el que no se escribe; el padre no lo
 * sabe, porque alguien la tiene abierta. */
static int sin_salida(int i)
{
    int t = su_tubo(), nada = i == 1 ? open("/dev/null", O_RDONLY) : -1;

    if (i == 1 && (dup(t) == -1 || dup2(nada, t) == -1))
        _exit(9);
    return 0;
}

static void percances(int (*p)(int), int n_jobs, const char *cuando,
                      const char *pierde)
{
    struct caso c;

    prepara(&c, cuando, 6, n_jobs, con_percance);
    percance = p;
    llama(&c);
    exige_error(c.r, 0, "%s, extrae_procesos", cuando);
    for (size_t i = 0; i < c.n; i++)
        if (pierde[i] == 'x')
            perdida(&c, i);
        else if (pierde[i] == 'e')
            exige_error(c.errores[i], EPROTO,
                        "%s: el error de la página %zu", cuando, i);
        else
            llegada(&c, i);
}

void prueba_procesos_muere(void)
{
    percances(lo_matan, 2, "Si a un trabajador lo matan en la página 2",
              "..x...");
    percances(se_va, 1,
              "Si el único trabajador se va en la 0, y su relevo en la 3",
              "x..x..");
    percances(mueren_todos, 2, "Si todos mueren en su primera página",
              "xxxxxx");
    averia(AV_FORK, 0);
    percances(mueren_todos, 1, "Si el único muere, y su relevo, y el otro…",
              "xxxxxx");
    exige_entero(llamadas(AV_FORK), 6,
                 "procesos creados para seis páginas, si en cada una muere "
                 "uno");
    percances(sin_salida, 1,
              "Si un trabajador no puede entregar la página 1", ".x....");
    percances(indice_de_mas, 2,
              "Si un trabajador dice que trae la página 6 de 6", ".x....");
    percances(repite_indice, 2,
              "Si un trabajador trae la página 1, vacía y dos veces",
              ".e....");
    percances(a_medias, 2, "Si un trabajador muere a mitad de una trama",
              ".x....");
    percances(sin_bytes, 2,
              "Si un trabajador muere antes de los bytes que prometía",
              ".x....");
}

/* ---- averías ---- */

static void con_averia(enum averia cual, int n, int n_jobs, int espera,
                       const char *cuando)
{
    struct caso c;

    prepara(&c, cuando, 4, n_jobs, normal);
    averia(cual, n);
    llama(&c);
    averia(cual, 0);
    if (espera == 0)
        todas(&c);
    else
        exige_error(c.r, espera, "%s, extrae_procesos", cuando);
    for (size_t i = 0; i < c.n; i++)
        exige(c.tablas[i] == NULL, "%s: la página %zu tiene tabla", cuando,
              i);
}

static int muere_la_primera(int i)
{
    return i == 0 ? raise(SIGKILL) : 0;
}

static void sin_relevo(int n_jobs, const char *cuando, const char *pierde)
{
    averia(AV_FORK, n_jobs + 1);
    percances(muere_la_primera, n_jobs, cuando, pierde);
    averia(AV_FORK, 0);
}

/* Falle la petición de memoria que falle, cada página acaba con tabla o con
 * error, y nada se pierde por el camino. */
static void sin_memoria(int n)
{
    struct caso c;
    char cuando[64];

    snprintf(cuando, sizeof cuando, "Si falla la petición de memoria %d",
             n);
    prepara(&c, cuando, 3, 2, normal);
    averia(AV_MEMORIA, n);
    llama(&c);
    averia(AV_MEMORIA, 0);
    exige(c.r == 0 || c.r == ENOMEM, "%s, extrae_procesos da %d", cuando,
          c.r);
    for (size_t i = 0; i < c.n; i++) {
        exige((c.tablas[i] == NULL) == (c.errores[i] != 0),
              "%s: la página %zu tiene %s", cuando, i,
              c.tablas[i] == NULL ? "ni tabla ni error" : "tabla y error");
        tabla_destruye(c.tablas[i]);
    }
}

/* ---- lo que ocupa ---- */

static size_t letras_de_mas; /* para que la página 0 ocupe justo el tope */

/* Las páginas 0 y 1 son lo más grande que cabe en una trama y un byte más. */
static int enorme(const char *url, struct tabla **sale)
{
    static char letras[TRAMA_MAX + 1];

    if (pagina(url) > 1)
        return normal(url, sale);
    memset(letras, 'x', letras_de_mas + (size_t)pagina(url));
    *sale = hecha(url, letras);
    return *sale == NULL ? ENOMEM : 0;
}

static void no_cabe(void)
{
    struct tabla *t = hecha("pagina/0", "");
    struct caso c;
    char *bytes;
    size_t n;

    exige(t != NULL && tabla_empaqueta(t, &bytes, &n) == 0,
          "la prueba no tiene memoria");
    free(bytes);
    tabla_destruye(t);
    letras_de_mas = TRAMA_MAX - n;
    prepara(&c, "Con una tabla que no cabe en una trama", 3, 1, enorme);
    llama(&c);
    exige_error(c.r, 0, "%s, extrae_procesos", c.cuando);
    llegada(&c, 0);
    exige_error(c.errores[1], EFBIG, "%s: su error", c.cuando);
    exige(c.tablas[1] == NULL, "%s: hay tabla", c.cuando);
    llegada(&c, 2);
}

static size_t ocupado; /* de cada hijo */

/* Desde la segunda página, un trabajador no ocupa más con cada una. */
static int ocupa(const char *url, struct tabla **sale)
{
    struct mallinfo2 m = mallinfo2();
    size_t ahora = m.uordblks + m.hblkhd;

    if (pagina(url) == 1)
        ocupado = ahora;
    if (pagina(url) == 5 && ahora > ocupado + LETRAS)
        return E2BIG;
    return muchas_letras(url, sale);
}

static void no_acumula(void)
{
    struct caso c;

    prepara(&c, "Con seis tablas de cien mil letras", 6, 1, ocupa);
    llama(&c);
    exige_error(c.r, 0, "%s, extrae_procesos", c.cuando);
    exige(c.errores[5] != E2BIG,
          "%s, un trabajador guarda las que ya ha entregado: nadie las "
          "libera",
          c.cuando);
    todas(&c);
}

void prueba_procesos_averias(void)
{
    struct caso c;

    no_cabe();
    no_acumula();
    prepara(&c, "Sin páginas ni memoria compartida", 0, 2, normal);
    averia(AV_MMAP, 1);
    exige_error((llama(&c), c.r), 0, "%s, extrae_procesos", c.cuando);
    averia(AV_MMAP, 0);
    con_averia(AV_ESPERA, 1, 3, 0, "Si una señal interrumpe a waitpid");
    con_averia(AV_TUBERIA, 1, 3, EMFILE, "Sin ninguna tubería");
    con_averia(AV_TUBERIA, 2, 3, 0, "Sin la segunda tubería");
    con_averia(AV_FORK, 1, 3, EAGAIN, "Si falla el primer fork");
    con_averia(AV_FORK, 3, 3, 0, "Si falla el tercer fork");
    con_averia(AV_MMAP, 1, 3, ENOMEM, "Sin memoria compartida");
    con_averia(AV_EINTR, 1, 3, 0, "Con señales de por medio");
    con_averia(AV_CORTA, 1, 3, 0, "De un byte en un byte");
    sin_relevo(2, "Si muere uno de dos y no se puede crear su relevo",
               "x.....");
    sin_relevo(1, "Si muere el único y no se puede crear su relevo",
               "xxxxxx");
    for (int n = 1; n < 16; n++)
        sin_memoria(n);
}
