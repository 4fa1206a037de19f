/* Pruebas de la guardia. Cada tarea lleva escrito lo que va a hacer (morir,
 * colgarse, contestar a medias…) y en cuántos de sus intentos; lo que hizo
 * lo apunta en una memoria que comparte con la prueba. El mapa corre en otro
 * hilo: si duermen todos, es que se ha quedado colgado. El reloj es de
 * mentira: lo adelantan las tareas. */
#define _GNU_SOURCE
#include "guardia.h"
#include "cita.h"
#include "proc.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { N = 64, VECES = 8, FDS = 1024 };

/* ------------------------------------------------- lo que se apunta --- */

static struct apuntes {
    atomic_int empezadas[N], acabadas[N];
    pid_t quien[N][VECES]; /* quién hizo cada intento */
    int orden[N * VECES];  /* las tareas, según empezaron */
    atomic_int van;
    int descriptores[N];
    atomic_int hora;   /* segundos */
    atomic_int suelta; /* lo que hace en cada prueba, ahí se dice */
    pid_t padre, hilo; /* quien llamó */
} * a;

static void parpadea(void)
{
    struct timespec t = {.tv_nsec = 200000};

    nanosleep(&t, NULL);
}

/* Espera a que ese hilo de ese proceso duerma. */
static void espera_dormido(pid_t pid, pid_t tid)
{
    struct proc_hilo h;

    while (!proc_mira(pid, tid, &h) || !proc_duerme(&h))
        parpadea();
}

/* Espera a que quien llamó no tenga nada que hacer. */
static void espera_supervisor(void)
{
    espera_dormido(a->padre, a->hilo);
}

static void espera(atomic_int *x, int v)
{
    while (atomic_load(x) < v)
        parpadea();
}

/* El trabajador que hizo la tarea i la ha acabado, y espera otra. */
static void espera_ocioso(int i)
{
    espera(&a->acabadas[i], 1);
    espera_dormido(a->quien[i][0], a->quien[i][0]);
}

/* ------------------------------------------------- lo que se hace ----- */

enum hace {
    CUADRA,       /* lo normal */
    SE_MATA,      /* con SIGKILL */
    ABORTA,       /* con SIGABRT */
    SALE_3,       /* con _exit(3) */
    SALE_0,       /* con _exit(0) */
    SE_CALLA,     /* cierra su zócalo y no acaba nunca */
    FALLA,        /* devuelve 7 */
    CUELGA,       /* no acaba nunca */
    SORDA,        /* no acaba nunca, ni aunque se lo pidan con SIGTERM */
    SE_PARA,      /* con SIGSTOP */
    MEDIA_MATA,   /* manda un byte y se mata */
    MEDIA_CUELGA, /* manda un byte y no acaba nunca */
    CITA,         /* espera a las demás */
    TARDA_10,     /* pasan 10 segundos */
    TARDA_100,    /* pasan 100 segundos */
    TRAS_OCIO, /* se mata; la primera vez, cuando el de la 0 está ocioso */
    MATA_OCIOSO,  /* mata al que hizo la 0, cuando está ocioso */
    MUERE_CUELGA, /* muere a los 50 segundos; después, no acaba nunca */
    TRAS_SUELTA,  /* cuando la suelten, cuadra */
    TRAS_SUENO,   /* se mata, cuando quien llamó duerme */
};

static struct {
    enum hace hace;
    int intentos; /* en los primeros; después, CUADRA */
} guion[N];
static struct cita *cita;
static bool heredado[FDS];

static void anota_heredados(void)
{
    for (int fd = 0; fd < FDS; fd++)
        heredado[fd] = fcntl(fd, F_GETFD) != -1;
}

/* El siguiente zócalo que este proceso tiene y no heredó; -1, ninguno. */
static int zocalo(int desde)
{
    struct stat s;

    for (int fd = desde; fd < FDS; fd++)
        if (!heredado[fd] && fstat(fd, &s) == 0 && S_ISSOCK(s.st_mode))
            return fd;
    return -1;
}

static _Noreturn void no_acaba(void)
{
    for (;;)
        pause();
}

static _Noreturn void cuelga(void)
{
    atomic_fetch_add(&a->suelta, 1);
    no_acaba();
}

static void manda_un_byte(void)
{
    char c = 0;

    exige(send(zocalo(0), &c, 1, 0) == 1,
          "la prueba no encuentra el zócalo del trabajador");
}

static int actua(enum hace hace, int vez)
{
    switch (hace) {
    case SE_MATA:
        raise(SIGKILL);
        break;
    case ABORTA:
        signal(SIGABRT, SIG_DFL);
        raise(SIGABRT);
        break;
    case SALE_3:
        _exit(3);
    case SALE_0:
        _exit(0);
    case SE_CALLA:
        for (int fd = -1; (fd = zocalo(fd + 1)) != -1;)
            close(fd);
        no_acaba();
    case FALLA:
        return 7;
    case CUELGA:
        cuelga();
    case SORDA:
        signal(SIGTERM, SIG_IGN);
        cuelga();
    case SE_PARA:
        atomic_fetch_add(&a->suelta, 1);
        raise(SIGSTOP);
        break;
    case MEDIA_MATA:
        manda_un_byte();
        raise(SIGKILL);
        break;
    case MEDIA_CUELGA:
        manda_un_byte();
        cuelga();
    case CITA:
        cita_entra(cita);
        break;
    case TARDA_10:
    case TARDA_100:
        espera_supervisor();
        atomic_fetch_add(&a->hora, hace == TARDA_10 ? 10 : 100);
        break;
    case TRAS_OCIO:
        if (vez == 0) {
            espera_ocioso(0);
            espera_supervisor();
        }
        raise(SIGKILL);
        break;
    case MATA_OCIOSO:
        espera_ocioso(0);
        espera_supervisor();
        kill(a->quien[0][0], SIGKILL);
        while (kill(a->quien[0][0], 0) == 0) /* hasta que lo entierren */
            parpadea();
        break;
    case MUERE_CUELGA:
        if (vez > 0)
            cuelga();
        espera_ocioso(1);
        espera_supervisor();
        atomic_fetch_add(&a->hora, 50);
        raise(SIGKILL);
        break;
    case TRAS_SUELTA:
        espera(&a->suelta, 1);
        break;
    case TRAS_SUENO:
        espera(&a->empezadas[0], 1);
        espera_supervisor();
        raise(SIGKILL);
        break;
    case CUADRA:
        break;
    }
    return 0;
}

/* La tarea de casi todas las pruebas. Si alguien la repite sin fin, se
 * porta bien: así la prueba acaba pronto. */
static int tarea(const void *entrada, void *salida)
{
    int i = (int)*(const long *)entrada;
    int vez = atomic_fetch_add(&a->empezadas[i], 1);
    int r = 0;

    if (vez < VECES) {
        a->quien[i][vez] = getpid();
        a->orden[atomic_fetch_add(&a->van, 1)] = i;
    }
    a->descriptores[i] = descriptores_abiertos();
    if (vez < guion[i].intentos && vez < VECES - 1)
        r = actua(guion[i].hace, vez);
    *(long *)salida = (long)i * i;
    atomic_fetch_add(&a->acabadas[i], 1);
    return r;
}

static atomic_int atendidas;

static void atiende(int s)
{
    (void)s;
    atomic_fetch_add(&atendidas, 1);
}

/* Con SIGUSR1 se interrumpe a quien llamó; sin SA_RESTART. */
static void atiende_senales(void)
{
    struct sigaction s = {.sa_handler = atiende};

    atomic_store(&atendidas, 0);
    sigaction(SIGUSR1, &s, NULL);
}

/* ------------------------------------------------- llamar ------------- */

static long entrada[N], salida[N + 1];
static int errores[N + 1];

static double hora(void)
{
    return atomic_load(&a->hora);
}

static double cada_mirada_un_segundo(void)
{
    return atomic_fetch_add(&a->hora, 1);
}

static void prepara(void)
{
    if (a == NULL)
        a = comparte(sizeof *a);
    memset(a, 0, sizeof *a);
    memset(guion, 0, sizeof guion);
    for (int i = 0; i <= N; i++)
        errores[i] = -5, salida[i] = -7;
    for (int i = 0; i < N; i++)
        entrada[i] = i;
    a->padre = getpid();
}

static void escribe(int i, enum hace hace, int intentos)
{
    guion[i].hace = hace;
    guion[i].intentos = intentos;
}

struct llamada {
    int k; /* negativo: nadie lo mira mientras corre, que hay plazos */
    size_t n;
    struct guardia_opciones o;
    const char *cuando;
    int r;
};

static bool hijo_propio;

static pid_t nace_y_muere(void)
{
    siginfo_t s;
    pid_t p = fork();

    if (p == 0)
        _exit(0);
    exige(p > 0 && waitid(P_PID, (id_t)p, &s, WEXITED | WNOWAIT) == 0,
          "la prueba no ha podido crear un hijo");
    return p;
}

static void *llama_ya(void *arg)
{
    struct llamada *ll = arg;
    pid_t yo = getpid(), mio = hijo_propio ? nace_y_muere() : 0;

    a->hilo = gettid();
    ll->r =
        guardia_map(abs(ll->k), tarea, ll->n, entrada, sizeof entrada[0],
                    salida, sizeof salida[0], &ll->o, errores);
    exige(getpid() == yo,
          "un trabajador ha vuelto de guardia_map como si fuera quien "
          "llamó");
    exige(
        mio == 0 || waitpid(mio, NULL, 0) == mio,
        "guardia_map ha esperado a un hijo que no era suyo, sino de quien "
        "llama");
    return NULL;
}

/* Mientras el mapa corre en otro hilo, este hace otra cosa. */
static int llama_y(struct llamada ll, void (*mientras)(struct hilo *))
{
    int antes = descriptores_abiertos(), mios = hijos_sin_esperar();

    anota_heredados();
    struct hilo *h = lanza(llama_ya, &ll);

    if (mientras != NULL)
        mientras(h);
    enum que_hace que = ll.k < 0 ? HA_VUELTO : observa(h);
    exige(que != DUERME,
          "guardia_map, %s, no vuelve: duermen todos, quien llamó y los "
          "trabajadores que quedan",
          ll.cuando);
    exige(que == HA_VUELTO,
          "guardia_map, %s, no vuelve: da vueltas sin dormirse", ll.cuando);
    recoge(h, "guardia_map");
    exige_entero(hijos_sin_esperar(), mios,
                 "guardia_map, %s: hijos sin esperar al volver", ll.cuando);
    exige_entero(descriptores_abiertos(), antes,
                 "guardia_map, %s: descriptores abiertos al volver",
                 ll.cuando);
    return ll.r;
}

static int llama(struct llamada ll)
{
    return llama_y(ll, NULL);
}

/* Un error de la guardia, dicho. */
static const char *dice(int e, char texto[static 40])
{
    const char *nombre = e > 0 && e < 1000 ? strerrorname_np(e) : NULL;

    if (nombre != NULL && e != 7)
        snprintf(texto, 40, "%s", nombre);
    else if (e >= GUARDIA_SALIO)
        snprintf(texto, 40, "GUARDIA_SALIO + %d", e - GUARDIA_SALIO);
    else if (e >= GUARDIA_MURIO)
        snprintf(texto, 40, "GUARDIA_MURIO + %d", e - GUARDIA_MURIO);
    else
        snprintf(texto, 40, "%d", e);
    return texto;
}

static void compara(int salido, int esperado, const char *cuando,
                    const char *que)
{
    char s[40], e[40];

    exige(salido == esperado, "%s: %s: se esperaba %s y ha salido %s",
          cuando, que, dice(esperado, e), dice(salido, s));
}

/* La tarea i acabó así, y se empezó tantas veces. */
static void acabo(int i, int error, int veces, const char *cuando)
{
    char cual[32];

    snprintf(cual, sizeof cual, "errores[%d]", i);
    compara(errores[i], error, cuando, cual);
    exige_entero(salida[i], error == 0 ? (long)i * i : -7,
                 "%s: salida[%d]%s", cuando, i,
                 error == 0 ? "" : ", que no se ha hecho y no se toca");
    if (veces >= 0)
        exige_entero(a->empezadas[i], veces,
                     "%s: veces que se ha empezado la tarea %d", cuando, i);
}

/* Las que no tienen nada escrito, hechas una vez. */
static void las_demas(size_t n, const char *cuando)
{
    for (size_t i = 0; i < n; i++)
        if (guion[i].intentos == 0)
            acabo((int)i, 0, 1, cuando);
    exige(salida[n] == -7 && errores[n] == -5,
          "%s: se ha escrito detrás del final", cuando);
}

/* ------------------------------------------------- valores ------------ */

static void bien(int k, size_t n, const char *cuando)
{
    prepara();
    exige_error(llama((struct llamada){k, n, {.intentos = 1}, cuando, -1}),
                0, "guardia_map, %s", cuando);
    las_demas(n, cuando);
}

enum { ANCHO = 300000 };
struct ancha {
    char b[ANCHO];
};
static struct ancha anchas[4];

static int llena(const void *entra, void *sale)
{
    memset(sale, 'a' + (int)*(const long *)entra, ANCHO);
    return 0;
}

/* Una respuesta que no cabe en el zócalo. */
static void ancha(void)
{
    struct guardia_opciones o = {.intentos = 1};

    exige_error(guardia_map(2, llena, 4, entrada, sizeof entrada[0], anchas,
                            ANCHO, &o, errores),
                0, "guardia_map, con salidas de 300 000 bytes");
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < ANCHO; j++)
            exige(anchas[i].b[j] == 'a' + i,
                  "con salidas de 300 000 bytes: el byte %d de la salida "
                  "%d está mal",
                  j, i);
}

static int doble(const void *entra, void *sale)
{
    *(char *)sale = (char)(2 * *(const char *)entra);
    return 0;
}

static void de_un_byte(void)
{
    struct guardia_opciones o = {.intentos = 1};
    char x[5] = {1, 2, 3, 4, 5}, y[6] = {0};

    exige_error(guardia_map(2, doble, 5, x, 1, y, 1, &o, errores), 0,
                "guardia_map, con elementos de un byte");
    for (int i = 0; i < 6; i++)
        exige_entero(y[i], i < 5 ? 2 * (i + 1) : 0,
                     "con elementos de un byte: salida[%d]", i);
}

static int sin_datos(const void *entra, void *sale)
{
    return entra == NULL && sale == NULL ? 0 : 5;
}

void prueba_valores(void)
{
    struct guardia_opciones o = {.intentos = 1};

    bien(1, 1, "con k = 1 y n = 1");
    bien(3, 20, "con k = 3 y n = 20");
    bien(8, 3, "con k = 8 y n = 3");
    bien(2, 0, "con n = 0");
    ancha();
    de_un_byte();
    exige_error(guardia_map(2, sin_datos, 5, NULL, 0, NULL, 0, &o, errores),
                0, "guardia_map, sin entradas ni salidas");
    prepara();
    exige_error(llama((struct llamada){0, 4, o, "con k = 0", -1}), EINVAL,
                "guardia_map, con k = 0");
    o.intentos = 0;
    exige_error(llama((struct llamada){2, 4, o, "con 0 intentos", -1}),
                EINVAL, "guardia_map, con 0 intentos");
    exige_entero(a->van, 0, "tareas hechas, si los argumentos no valen");
}

/* ------------------------------------------------- a la vez ----------- */

enum { K = 4 };

static int final[2]; /* la tienen abierta los trabajadores */

static void *lee_final(void *arg)
{
    char c;

    exige(read(final[0], &c, 1) == 0, "la prueba ha leído lo que no era");
    return arg;
}

/* Muere quien llamó, con un trabajador ocioso y otro que no: el ocioso se va
 * en cuanto lo sabe; el otro, cuando acaba lo suyo. */
static void huerfanos(void)
{
    struct guardia_opciones o = {.intentos = 1};

    prepara();
    escribe(1, TRAS_SUELTA, 1);
    exige(pipe(final) == 0, "la prueba no ha podido abrir una tubería");
    prctl(PR_SET_CHILD_SUBREAPER,
          1); /* los huérfanos pasan a serlo suyos */
    pid_t p = fork();
    if (p == 0) {
        close(final[0]);
        guardia_map(2, tarea, 2, entrada, sizeof entrada[0], salida,
                    sizeof salida[0], &o, errores);
        _exit(0);
    }
    close(final[1]);
    espera_ocioso(0);
    espera(&a->empezadas[1], 1);
    kill(p, SIGKILL);
    waitpid(p, NULL, 0);
    atomic_store(&a->suelta, 1);
    recoge(lanza(lee_final, NULL),
           "ha muerto quien llamó a guardia_map, y los trabajadores siguen "
           "ahí");
    close(final[0]);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    for (int i = 0; i < 2; i++)
        exige_entero(a->empezadas[i], 1,
                     "si muere quien llamó: veces que se ha empezado la "
                     "tarea %d",
                     i);
}

/* Sin otro hilo que mire: el suyo podría tener algo abierto justo cuando
 * nace un trabajador, y este lo heredaría. */
void prueba_a_la_vez(void)
{
    const char *cuando = "con k = 4 y n = 12";
    struct guardia_opciones o = {.intentos = 1};
    int antes = descriptores_abiertos();

    prepara();
    cita = cita_crea(K);
    for (int i = 0; i < 12; i++)
        escribe(i, CITA, 1);
    averia(AV_FORK, 0);
    exige_error(guardia_map(K, tarea, 12, entrada, sizeof entrada[0],
                            salida, sizeof salida[0], &o, errores),
                0, "guardia_map, %s", cuando);
    exige(cita_cumplida(cita),
          "%s: nunca ha habido 4 tareas a la vez; como mucho, %d", cuando,
          cita_maximo(cita));
    exige_entero(llamadas(AV_FORK), K,
                 "%s, sin que muera nadie: trabajadores nacidos", cuando);
    for (int i = 0; i < 12; i++) {
        acabo(i, 0, 1, cuando);
        exige(a->quien[i][0] != getpid(),
              "%s: la tarea %d se ha hecho en el proceso que llamó", cuando,
              i);
        exige_entero(a->descriptores[i] - antes, 1,
                     "%s: descriptores que tiene de más el trabajador de "
                     "la tarea %d",
                     cuando, i);
    }
    huerfanos();
}

/* ------------------------------------------------- muerte ------------- */

static const struct {
    enum hace hace;
    int error;
} finales[] = {{SE_MATA, GUARDIA_MURIO + SIGKILL},
               {ABORTA, GUARDIA_MURIO + SIGABRT},
               {SALE_3, GUARDIA_SALIO + 3},
               {SALE_0, GUARDIA_SALIO},
               {SE_CALLA, GUARDIA_MURIO + SIGKILL}};
enum { FINALES = sizeof finales / sizeof finales[0] };

static void mueren(int k, size_t n, const char *cuando)
{
    prepara();
    for (int j = 0; j < FINALES; j++)
        escribe(2 * j + 1, finales[j].hace, VECES);
    int r = llama((struct llamada){k, n, {.intentos = 1}, cuando, -1});

    for (int j = 0; j < FINALES; j++)
        acabo(2 * j + 1, finales[j].error, 1, cuando);
    las_demas(n, cuando);
    compara(r, finales[0].error, cuando,
            "lo que devuelve guardia_map (el primer error, por orden)");
}

/* Quien llama tiene un hijo suyo, que ya ha acabado: es el mayor, y quien
 * espere a cualquiera se lo encuentra el primero. */
static void con_un_hijo_propio(void)
{
    hijo_propio = true;
    mueren(1, 12, "si quien llama tiene un hijo suyo");
    hijo_propio = false;
}

/* Con SIGCHLD ignorada, los muertos se entierran solos. */
static void sin_saber_de_que(void)
{
    const char *cuando = "con SIGCHLD ignorada";

    prepara();
    escribe(1, SE_MATA, VECES);
    signal(SIGCHLD, SIG_IGN);
    llama((struct llamada){2, 4, {.intentos = 1}, cuando, -1});
    signal(SIGCHLD, SIG_DFL);
    acabo(1, GUARDIA_MURIO, 1, cuando);
    las_demas(4, cuando);
}

void prueba_muerte(void)
{
    mueren(1, 12, "con un trabajador que muere cinco veces");
    con_un_hijo_propio();
    mueren(3, 12, "con k = 3 y cinco muertes");
    sin_saber_de_que();
}

/* ------------------------------------------------- media -------------- */

/* Cuando ya solo falta la que no contesta, alguien mata a su trabajador. */
static void mata_al_de_la_0(struct hilo *h)
{
    espera(&a->suelta, 1);
    exige(observa(h) == DUERME,
          "guardia_map, con una tarea que no acaba, %s", que_hace(h));
    for (int i = 1; i < 10; i++)
        exige(a->acabadas[i] == 1,
              "un trabajador ha mandado un byte de su respuesta y se ha "
              "colgado: la tarea %d, de otro, no se hace",
              i);
    kill(a->quien[0][0], SIGKILL);
}

void prueba_media(void)
{
    const char *cuando = "con media respuesta y después la muerte";

    prepara();
    escribe(2, MEDIA_MATA, VECES);
    llama((struct llamada){2, 6, {.intentos = 1}, cuando, -1});
    acabo(2, GUARDIA_MURIO + SIGKILL, 1, cuando);
    las_demas(6, cuando);

    cuando = "con media respuesta y después nada";
    prepara();
    escribe(0, MEDIA_CUELGA, VECES);
    escribe(1, TRAS_SUELTA, 1); /* el byte llega antes que lo de la otra */
    llama_y((struct llamada){2, 10, {.intentos = 1}, cuando, -1},
            mata_al_de_la_0);
    acabo(0, GUARDIA_MURIO + SIGKILL, 1, cuando);
    acabo(1, 0, 1, cuando);
    las_demas(10, cuando);

    cuando = "con respuestas que llegan byte a byte";
    prepara();
    averia(AV_CORTA, 1);
    exige_error(llama((struct llamada){2, 6, {.intentos = 1}, cuando, -1}),
                0, "guardia_map, %s", cuando);
    averia(AV_CORTA, 0);
    las_demas(6, cuando);
}

/* ------------------------------------------------- otra vez ----------- */

struct avisos {
    int cuantos, i[N], intento[N], error[N];
};

static void apunta_aviso(void *ctx, size_t i, int intento, int error)
{
    struct avisos *v = ctx;

    exige(getpid() == a->padre, "aviso se llama en un trabajador");
    exige(kill(a->quien[i][intento - 1], 0) == -1 && errno == ESRCH,
          "cuando se llama a aviso, el trabajador que ha muerto está sin "
          "enterrar");
    v->i[v->cuantos] = (int)i;
    v->intento[v->cuantos] = intento;
    v->error[v->cuantos++] = error;
}

void prueba_otra_vez(void)
{
    const char *cuando = "con 3 intentos";
    struct avisos v = {0};
    struct guardia_opciones o = {
        .intentos = 3, .aviso = apunta_aviso, .ctx = &v};

    prepara();
    escribe(4, SE_MATA, 2);
    escribe(6, FALLA, VECES);
    escribe(7, MEDIA_MATA, 1);
    compara(llama((struct llamada){1, 12, o, cuando, -1}), 7,
            "si una tarea devuelve 7", "lo que devuelve guardia_map");
    acabo(4, 0, 3, "si una tarea mata a los dos primeros que la hacen");
    acabo(6, 7, 1, "si una tarea devuelve 7");
    acabo(7, 0, 2, "si un trabajador manda media respuesta y muere");
    las_demas(12, cuando);
    exige(a->quien[4][0] != a->quien[4][1] &&
              a->quien[4][1] != a->quien[4][2] &&
              a->quien[4][0] != a->quien[4][2],
          "los tres intentos de una tarea no los han hecho tres procesos");
    exige_entero(v.cuantos, 3, "con tres muertes: veces que se avisa");
    exige(v.i[0] == 4 && v.i[1] == 7 && v.i[2] == 4 && v.intento[0] == 1 &&
              v.intento[1] == 1 && v.intento[2] == 2 &&
              v.error[0] == GUARDIA_MURIO + SIGKILL,
          "lo que se avisa de las muertes no es lo que ha pasado");
}

/* ------------------------------------------------- veneno ------------- */

static void venenos(int k, size_t n, int cada, int intentos,
                    const char *cuando)
{
    prepara();
    for (size_t i = 0; i < n; i += (size_t)cada)
        escribe((int)i, SE_MATA, VECES);
    int r =
        llama((struct llamada){k, n, {.intentos = intentos}, cuando, -1});

    for (size_t i = 0; i < n; i += (size_t)cada)
        acabo((int)i, GUARDIA_MURIO + SIGKILL, intentos, cuando);
    las_demas(n, cuando);
    compara(r, GUARDIA_MURIO + SIGKILL, cuando,
            "lo que devuelve guardia_map");
}

void prueba_veneno(void)
{
    venenos(4, 40, 40, 3, "con una tarea que mata a quien la hace");
    venenos(2, 30, 7, 2, "con cinco tareas que matan a quien las hace");
    venenos(3, 6, 1, 2, "si todas las tareas matan a quien las hace");
    venenos(1, 5, 5, 2, "con un trabajador y una tarea que lo mata");
    for (int i = 0; i < 5; i++)
        exige_entero(a->orden[i], i,
                     "con un trabajador: tarea que empieza en el lugar %d",
                     i);
    exige_entero(a->orden[5], 0,
                 "con un trabajador: la tarea que vuelve a la cola se hace "
                 "al final");
}

/* ------------------------------------------------- ocioso ------------- */

/* La tarea 1 ha muerto; el que hizo la 0 está ocioso. Se le mata ahora, y
 * nadie lo sabrá hasta que se le hable. */
static void mata_al_ocioso(void *ctx, size_t i, int intento, int error)
{
    siginfo_t s;
    pid_t p = a->quien[0][0];

    (void)ctx, (void)i, (void)error;
    if (intento != 1)
        return;
    kill(p, SIGKILL);
    waitid(P_PID, (id_t)p, &s, WEXITED | WNOWAIT);
}

/* Lo mismo, pero se le para: aceptará la tarea, y no la leerá. */
static void para_al_ocioso(void *ctx, size_t i, int intento, int error)
{
    siginfo_t s;
    pid_t p = a->quien[0][0];

    (void)ctx, (void)i, (void)error;
    if (intento != 1)
        return;
    kill(p, SIGSTOP);
    waitid(P_PID, (id_t)p, &s, WSTOPPED | WNOWAIT);
    atomic_store(&a->suelta, 1);
}

static void mata_al_parado(struct hilo *h)
{
    (void)h;
    espera(&a->suelta, 1);
    espera_supervisor();
    kill(a->quien[0][0], SIGKILL);
}

static void se_muere_ocioso(void (*aviso)(void *, size_t, int, int),
                            void (*mientras)(struct hilo *), int muertes,
                            int intentos, const char *cuando)
{
    struct guardia_opciones o = {.intentos = intentos, .aviso = aviso};
    bool hecha = muertes < intentos;

    prepara();
    escribe(1, TRAS_OCIO, muertes);
    int r = llama_y((struct llamada){2, 2, o, cuando, -1}, mientras);

    acabo(0, 0, 1, cuando);
    acabo(1, hecha ? 0 : GUARDIA_MURIO + SIGKILL,
          hecha ? muertes + 1 : intentos, cuando);
    compara(r, hecha ? 0 : GUARDIA_MURIO + SIGKILL, cuando,
            "lo que devuelve guardia_map");
}

void prueba_ocioso(void)
{
    /* Muere uno o dos veces, y se hace a la siguiente; o no se hace. */
    for (int muertes = 1; muertes <= 3; muertes++) {
        int intentos = muertes == 3 ? 2 : muertes + 1;

        se_muere_ocioso(mata_al_ocioso, NULL, muertes, intentos,
                        "si al entregar una tarea el trabajador ya ha "
                        "muerto");
        se_muere_ocioso(para_al_ocioso, mata_al_parado, muertes, intentos,
                        "si el trabajador muere sin haber leído su tarea");
    }

    const char *cuando = "si muere un ocioso mientras otro trabaja";
    prepara();
    escribe(1, MATA_OCIOSO, 1);
    exige_error(llama((struct llamada){2, 2, {.intentos = 1}, cuando, -1}),
                0, "guardia_map, %s", cuando);
    acabo(0, 0, 1, cuando);
    acabo(1, 0, 1, cuando);
}

/* ------------------------------------------------- plazo -------------- */

/* Hay plazo y no vence: se duerme. */
static void mata_al_colgado(struct hilo *h)
{
    espera(&a->suelta, 1);
    exige(observa(h) == DUERME,
          "guardia_map, con una tarea a la que le queda plazo, %s",
          que_hace(h));
    kill(a->quien[0][0], SIGKILL);
}

/* La 0 se ha colgado, la 1 se ha hecho y quien llamó duerme; pasan los 60
 * segundos del plazo, ni uno más, y una señal lo despierta. */
static void pasan_60(struct hilo *h)
{
    struct proc_hilo p = {0};
    pid_t colgado;

    (void)h;
    espera(&a->suelta, 1);
    colgado = a->quien[0][0];
    while (!proc_mira(colgado, colgado, &p) ||
           p.estado != (guion[0].hace == SE_PARA ? 'T' : 'S'))
        parpadea();
    espera_ocioso(1);
    espera_supervisor();
    atomic_fetch_add(&a->hora, 60);
    tgkill(getpid(), a->hilo, SIGUSR1);
}

static void pasan_20(struct hilo *h)
{
    espera(&a->suelta, 1);
    espera_supervisor();
    atomic_fetch_add(&a->hora, 20);
    tgkill(getpid(), a->hilo, SIGUSR1);
    espera(&atendidas, 1);
    exige(observa(h) == DUERME,
          "guardia_map, con un ocioso y una tarea a la que le queda plazo, "
          "%s",
          que_hace(h));
    kill(a->quien[0][1], SIGKILL);
}

static void vence_una(enum hace hace, int intentos, int error,
                      const char *cuando)
{
    struct guardia_opciones o = {.intentos = 2, .plazo = 60, .reloj = hora};

    prepara();
    escribe(0, hace, intentos);
    llama_y((struct llamada){2, 2, o, cuando, -1}, pasan_60);
    acabo(0, error, 2, cuando);
    acabo(1, 0, 1, cuando);
}

void prueba_plazo(void)
{
    struct guardia_opciones o = {.intentos = 1, .plazo = 60, .reloj = hora};
    const char *cuando = "con una tarea que se cuelga y un plazo";

    atiende_senales();
    vence_una(SORDA, 1, 0, "con una tarea que se cuelga la primera vez");
    vence_una(SE_PARA, 1, 0, "con una tarea que se para la primera vez");

    prepara();
    escribe(0, CUELGA, VECES);
    llama_y((struct llamada){1, 1, o, cuando, -1}, mata_al_colgado);
    acabo(0, GUARDIA_MURIO + SIGKILL, 1, cuando);

    /* La 1 acabó hace 70 segundos; a la 0, repetida, le quedan 40. */
    cuando = "con un ocioso y una tarea a la que le queda plazo";
    prepara();
    o.intentos = 2;
    escribe(0, MUERE_CUELGA, VECES);
    llama_y((struct llamada){2, 2, o, cuando, -1}, pasan_20);
    acabo(0, GUARDIA_MURIO + SIGKILL, 2, cuando);
    acabo(1, 0, 1, cuando);
    o.intentos = 1;

    /* El plazo vence entre entregar la tarea y echarse a dormir. */
    cuando = "con un plazo que vence enseguida";
    prepara();
    o.plazo = 0.5;
    o.reloj = cada_mirada_un_segundo;
    escribe(0, CUELGA, VECES);
    exige_error(llama((struct llamada){-1, 1, o, cuando, -1}), ETIMEDOUT,
                "guardia_map, %s", cuando);

    /* Todos se cuelgan: solo el reloj de verdad puede despertar a nadie. */
    cuando = "si todas las tareas se cuelgan, con un plazo de 0,05 s";
    prepara();
    o.plazo = 0.05;
    o.reloj = NULL;
    escribe(0, CUELGA, VECES);
    escribe(1, SE_PARA, VECES);
    exige_error(llama((struct llamada){-2, 2, o, cuando, -1}), ETIMEDOUT,
                "guardia_map, %s", cuando);
    for (int i = 0; i < 2; i++)
        acabo(i, ETIMEDOUT, -1, cuando);
}

/* La 1 ha muerto. Antes de que se siga, la 0 contesta, y además se le acaba
 * el plazo. */
static void contesta_la_0(void *ctx, size_t i, int intento, int error)
{
    (void)ctx, (void)intento, (void)error;
    if (i != 1)
        return;
    atomic_store(&a->suelta, 1);
    espera_ocioso(0);
    atomic_fetch_add(&a->hora, 100);
}

void prueba_plazo_justo(void)
{
    struct guardia_opciones o = {.intentos = 1, .plazo = 25, .reloj = hora};
    const char *cuando = "con tareas de 10 s y un plazo de 25";

    prepara();
    for (int i = 0; i < 6; i++)
        escribe(i, TARDA_10, 1);
    llama((struct llamada){1, 6, o, cuando, -1});
    for (int i = 0; i < 6; i++)
        acabo(i, 0, 1, cuando);

    cuando = "si una tarea contesta con el plazo vencido";
    prepara();
    escribe(0, TARDA_100, 1);
    llama((struct llamada){1, 1, o, cuando, -1});
    acabo(0, 0, 1, cuando);

    cuando = "si la respuesta espera en el zócalo cuando vence el plazo";
    prepara();
    o.aviso = contesta_la_0;
    escribe(0, TRAS_SUELTA, 1);
    escribe(1, TRAS_SUENO, VECES);
    llama((struct llamada){2, 2, o, cuando, -1});
    acabo(0, 0, 1, cuando);
    acabo(1, GUARDIA_MURIO + SIGKILL, 1, cuando);

    cuando = "sin plazo, con una tarea de 100 s";
    prepara();
    o = (struct guardia_opciones){.intentos = 1, .reloj = hora};
    escribe(0, TARDA_100, 1);
    llama((struct llamada){1, 2, o, cuando, -1});
    acabo(0, 0, 1, cuando);
    las_demas(2, cuando);

    atiende_senales();
    vence_una(CUELGA, 1, 0, "con una tarea que se cuelga una vez");
}

/* ------------------------------------------------- averías ------------ */

static void averiado(enum averia cual, int n, int k, const char *cuando)
{
    prepara();
    averia(cual, n);
    int r = llama((struct llamada){k, 20, {.intentos = 1}, cuando, -1});

    averia(cual, 0);
    exige_error(r, 0, "guardia_map, %s", cuando);
    las_demas(20, cuando);
}

/* Desde la tarea desde, no hay quien las haga. */
static void sin_nadie(enum averia cual, int n, int desde, int intentos,
                      int error, const char *cuando)
{
    prepara();
    if (desde > 0)
        escribe(desde - 1, SE_MATA, VECES);
    averia(cual, n);
    llama((struct llamada){1, 10, {.intentos = intentos}, cuando, -1});
    averia(cual, 0);
    for (int i = 0; i < 10; i++)
        if (guion[i].intentos == 0)
            acabo(i, i < desde ? 0 : error, i < desde, cuando);
    if (desde > 0)
        acabo(desde - 1, intentos == 1 ? GUARDIA_MURIO + SIGKILL : error, 1,
              cuando);
}

/* Caben tres descriptores más, y hacen falta cincuenta. */
static void pocos_descriptores(void)
{
    const char *cuando = "con sitio para dos trabajadores de cincuenta";
    struct rlimit antes, l;
    int primero = open("/dev/null", O_RDONLY);

    close(primero);
    getrlimit(RLIMIT_NOFILE, &antes);
    l = antes;
    l.rlim_cur = (rlim_t)primero + 3;
    prepara();
    setrlimit(RLIMIT_NOFILE, &l);
    int r = guardia_map(50, tarea, N - 1, entrada, sizeof entrada[0],
                        salida, sizeof salida[0],
                        &(struct guardia_opciones){.intentos = 1}, errores);
    setrlimit(RLIMIT_NOFILE, &antes);
    exige_error(r, 0, "guardia_map, %s", cuando);
    las_demas(N - 1, cuando);
}

static void sin_memoria(void)
{
    int r = -1;

    for (int n = 1; r != 0; n++) {
        prepara();
        averia(AV_MEMORIA, n);
        r = llama((struct llamada){
            2, 4, {.intentos = 1}, "si falta memoria", -1});
        int hubo = llamadas(AV_MEMORIA);

        averia(AV_MEMORIA, 0);
        exige_error(r, hubo < n ? 0 : ENOMEM,
                    "guardia_map, si falla la petición de memoria número "
                    "%d",
                    n);
        exige(r == 0 || a->van == 0,
              "si falta memoria, se ha hecho alguna tarea");
    }
}

/* Mientras quien llamó duerme, le llegan señales. */
static void interrumpe(struct hilo *h)
{
    (void)h;
    espera(&a->suelta, 1);
    for (int n = 1; n <= 3; n++) {
        espera_supervisor();
        exige(tgkill(getpid(), a->hilo, SIGUSR1) == 0,
              "la prueba no ha podido mandar una señal");
        espera(&atendidas, n);
    }
    espera_supervisor();
    kill(a->quien[0][0], SIGKILL);
}

static void interrumpido(void)
{
    const char *cuando = "con señales mientras espera";

    atiende_senales();
    prepara();
    escribe(0, CUELGA, 1);
    exige_error(llama_y((struct llamada){1, 3, {.intentos = 2}, cuando, -1},
                        interrumpe),
                0, "guardia_map, %s", cuando);
    acabo(0, 0, 2, cuando);
    las_demas(3, cuando);
}

void prueba_averias(void)
{
    averiado(AV_FORK, 1, 4, "si falla el primer fork de cuatro");
    averiado(AV_FORK, 3, 4, "si falla el tercer fork de cuatro");
    averiado(AV_TUBERIA, 2, 4, "si falla el segundo socketpair de cuatro");
    averiado(AV_EINTR, 1, 3, "con señales en cada lectura y escritura");
    sin_nadie(AV_FORK, 1, 0, 1, EAGAIN, "si falla el único fork");
    sin_nadie(AV_TUBERIA, 1, 0, 1, EMFILE, "si falla el único socketpair");
    sin_nadie(AV_FORK, 2, 4, 1, EAGAIN,
              "si muere el único trabajador y no puede nacer otro");
    sin_nadie(AV_FORK, 2, 4, 2, EAGAIN,
              "si muere el único trabajador, no puede nacer otro y a su "
              "tarea le quedan intentos");
    pocos_descriptores();
    sin_memoria();
    interrumpido();
}
