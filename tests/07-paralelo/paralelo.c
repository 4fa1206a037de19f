/* Pruebas del bucle. El reloj es de mentira; qué se manda al pool lo cuenta
 * espia.h, y que alguien espera se le pregunta al núcleo (observa). Lo que
 * hizo joblib está en datos/bucle.inc. */
#include "paralelo.h"
#include "espia.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct joblib_lineas {
    int verbose, n;
    const char *lineas;
};
struct joblib_ritmo {
    size_t n;
    double segundos;
    size_t siguiente;
};
struct joblib_lotes {
    size_t n;
    int n_jobs, cuantos;
    size_t lote;
    size_t lotes[40];
};

#include "datos/bucle.inc"

#define CUANTOS(v) (sizeof(v) / sizeof(v)[0])

static struct paralelo *nuevo(const struct paralelo_opciones *o)
{
    struct paralelo *p = NULL;

    exige_error(paralelo_crea(&p, o), 0,
                "paralelo_crea, con n_jobs = %d e inicio «%s»", o->n_jobs,
                o->inicio);
    exige(p != NULL, "paralelo_crea ha devuelto 0, y p sigue en NULL");
    return p;
}

/* ------------------------------------------------------- n_jobs ------- */

static void trabajadores(int n_jobs, int cpus, int esperado)
{
    exige_entero(paralelo_n_jobs(n_jobs, cpus), esperado,
                 "paralelo_n_jobs(%d, %d)", n_jobs, cpus);
}

/* La n-ésima llamada falla, para cada n, hasta que ya no hay n-ésima. */
static void crea_con_averia(enum averia cual, const char *que)
{
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = "hilo"};

    for (int n = 1;; n++) {
        struct paralelo *p = NULL;

        averia(cual, n);
        int r = paralelo_crea(&p, &o), hubo = llamadas(cual);

        averia(cual, 0);
        if (hubo < n) {
            exige_error(r, 0, "paralelo_crea, sin averías");
            paralelo_destruye(p);
            return;
        }
        exige_error(r, ENOMEM, "paralelo_crea, si falla %s número %d", que,
                    n);
    }
}

void prueba_n_jobs(void)
{
    for (int cpus = 1; cpus <= 64; cpus *= 2) {
        trabajadores(1, cpus, 1);
        trabajadores(7, cpus, 7);
        trabajadores(-1, cpus, cpus);
        trabajadores(-cpus, cpus, 1);
        trabajadores(-cpus - 1, cpus, 1);
        trabajadores(INT_MIN, cpus, 1);
        trabajadores(0, cpus, 0);
    }
    trabajadores(-2, 4, 3);
    trabajadores(-3, 4, 2);

    struct paralelo *p = NULL;
    struct paralelo_opciones o = {.n_jobs = 0, .inicio = "hilo"};

    exige_error(paralelo_crea(&p, &o), EINVAL,
                "paralelo_crea, con n_jobs = 0");
    o.n_jobs = -1;
    paralelo_destruye(nuevo(&o));
    paralelo_destruye(NULL);
    o.inicio = "caracol";
    exige_error(paralelo_crea(&p, &o), EINVAL,
                "paralelo_crea, con inicio «caracol»");
    crea_con_averia(AV_MEMORIA, "la reserva de memoria");
    crea_con_averia(AV_MUTEX, "el mutex");
    crea_con_averia(AV_COND, "la condición");
}

/* ------------------------------------------------------- ritmo -------- */

void prueba_ritmo(void)
{
    struct paralelo_ritmo r = {.lote = 1};
    size_t antes = 1;

    for (size_t i = 0; i < CUANTOS(joblib_ritmo); i++) {
        const struct joblib_ritmo *j = &joblib_ritmo[i];

        if (j->n == 0) {
            r = (struct paralelo_ritmo){.lote = 1};
            exige_entero(paralelo_ritmo_siguiente(&r), 1,
                         "paralelo_ritmo_siguiente, sin saber nada aún");
            continue;
        }
        antes = r.lote;
        double media = r.media;

        paralelo_ritmo_acabado(&r, j->n, j->segundos);
        exige_entero(paralelo_ritmo_siguiente(&r), j->siguiente,
                     "el tamaño era %zu y la media, %g s; acaba un lote "
                     "de %zu en %g s: el tamaño siguiente, según joblib",
                     antes, media, j->n, j->segundos);
        exige_entero(r.lote, j->siguiente,
                     "r.lote, después de paralelo_ritmo_siguiente");
    }
}

/* ------------------------------------------------------- tareas ------- */

/* Detrás de los que se piden hay otros: quien se pasa no se estrella. */
enum { MAX = 3000, TOTAL = MAX + 1000, PREDESPACHO = 2 };

static long entrada[TOTAL], salida[TOTAL];
static atomic_int veces[TOTAL];

static int cuadrado(const void *e, void *s)
{
    long x = *(const long *)e;

    atomic_fetch_add(&veces[x], 1);
    *(long *)s = x * x;
    return 0;
}

static void prepara(void)
{
    for (long i = 0; i < TOTAL; i++) {
        entrada[i] = i;
        salida[i] = -1;
        atomic_store(&veces[i], 0);
    }
}

static int corre(struct paralelo *p, pool_funcion *f, size_t n)
{
    return paralelo_corre(p, f, n, entrada, sizeof entrada[0], salida,
                          sizeof salida[0]);
}

enum { TAREAS = 40 };

/* Lo que ha contado avance. */
struct vistas {
    size_t despachadas, hechas, llamadas;
    pthread_t hilo; /* el que llamó */
    int espera; /* los avisos del pool que espera la primera que acaba */
};

/* Una llamada en otro hilo, para poder mirarla. */
struct llamada {
    struct paralelo *p;
    pool_funcion *f;
    size_t n;
    int r;
    struct vistas *vistas;
};

static void *llama(void *arg)
{
    struct llamada *ll = arg;

    if (ll->vistas != NULL)
        ll->vistas->hilo = pthread_self();
    ll->r = corre(ll->p, ll->f, ll->n);
    return NULL;
}

/* Tareas que esperan, dormidas, a que se abra. */
static sem_t porton;

static void abre(int cuantas)
{
    for (int i = 0; i < cuantas; i++)
        sem_post(&porton);
}

static void espera_porton(void)
{
    while (sem_wait(&porton) == -1)
        ;
}

static int cuadrado_tras_porton(const void *e, void *s)
{
    espera_porton();
    return cuadrado(e, s);
}

/* ------------------------------------------------------- orden -------- */

static void bien_hecho(const char *inicio, int k, size_t n, size_t lote)
{
    for (size_t i = 0; i < n; i++) {
        exige_entero(salida[i], (long long)(i * i),
                     "«%s», n_jobs = %d, %zu elementos en lotes de "
                     "%zu: salida[%zu]",
                     inicio, k, n, lote, i);
        if (strcmp(inicio, "hilo") == 0)
            exige_entero(veces[i], 1,
                         "%zu elementos en lotes de %zu: veces que se ha "
                         "hecho el elemento %zu",
                         n, lote, i);
    }
    for (size_t i = n; i < TOTAL; i++)
        exige(salida[i] == -1,
              "%zu elementos en lotes de %zu: se ha escrito en salida[%zu]",
              n, lote, i);
}

static void una_vez(const char *inicio, int k, size_t n, size_t lote)
{
    struct paralelo_opciones o = {
        .n_jobs = k, .inicio = inicio, .lote = lote};
    struct paralelo *p = nuevo(&o);

    prepara();
    exige_error(corre(p, cuadrado, n), 0,
                "paralelo_corre, «%s», n_jobs = %d, %zu elementos en "
                "lotes de %zu",
                inicio, k, n, lote);
    bien_hecho(inicio, k, n, lote);
    paralelo_destruye(p);
}

/* Cómo se corta, con tamaño fijo, no depende del tiempo. */
static void como_joblib(const struct joblib_lotes *j)
{
    struct paralelo_opciones o = {
        .n_jobs = j->n_jobs, .inicio = "hilo", .lote = j->lote};
    struct paralelo *p = nuevo(&o);

    espia_reinicia();
    prepara();
    exige_error(corre(p, cuadrado, j->n), 0, "paralelo_corre");
    for (int i = 0; i < j->cuantos; i++)
        exige_entero(espia_tamano(i), j->lotes[i],
                     "%zu elementos, n_jobs = %d, lotes de %zu: tamaño "
                     "del lote número %d, según joblib",
                     j->n, j->n_jobs, j->lote, i + 1);
    exige_entero(espia_trozos(), j->cuantos,
                 "%zu elementos, n_jobs = %d, lotes de %zu: lotes "
                 "mandados",
                 j->n, j->n_jobs, j->lote);
    paralelo_destruye(p);
}

/* Un reloj al que cada mirada le cuesta un tic. */
static double hora, tic;

static double reloj_falso(void)
{
    return hora += tic;
}

static size_t lote_mayor(double cada)
{
    struct paralelo_opciones o = {
        .n_jobs = 2, .inicio = "hilo", .reloj = reloj_falso};
    struct paralelo *p = nuevo(&o);
    size_t mayor = 0;

    tic = cada;
    espia_reinicia();
    prepara();
    exige_error(corre(p, cuadrado, cada > 0 ? MAX : 200), 0,
                "paralelo_corre, con lotes automáticos");
    for (int i = 0; i < espia_trozos(); i++)
        mayor = espia_tamano(i) > mayor ? espia_tamano(i) : mayor;
    bien_hecho("hilo", 2, cada > 0 ? MAX : 200, 0);
    paralelo_destruye(p);
    return mayor;
}

/* Mientras no hay ningún lote acabado, quien espera puede despertar. */
static void no_se_fia(int cual)
{
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = "hilo", .lote = 1};
    struct llamada ll = {nuevo(&o), cuadrado_tras_porton, 6, -1, NULL};

    prepara();
    sem_init(&porton, 0, 0);
    averia(AV_ESPURIO, cual);
    struct hilo *h = lanza(llama, &ll);

    exige(observa(h) == DUERME,
          "paralelo_corre, sin que haya acabado ningún lote, %s",
          que_hace(h));
    averia(AV_ESPURIO, 0);
    abre(6);
    recoge(h, "paralelo_corre, con un despertar espurio");
    exige_error(ll.r, 0, "paralelo_corre, con un despertar espurio");
    bien_hecho("hilo", 2, 6, 1);
    paralelo_destruye(ll.p);
}

static int sin_datos(const void *e, void *s)
{
    exige(e == NULL && s == NULL,
          "con tamaños 0, f recibe punteros que no son NULL");
    return 0;
}

/* Elementos de un byte. */
static int siguiente_letra(const void *e, void *s)
{
    *(char *)s = (char)(*(const char *)e + 1);
    return 0;
}

static void de_un_byte(struct paralelo *p)
{
    char sale[8] = "";

    exige_error(
        paralelo_corre(p, siguiente_letra, 7, "abcdefg", 1, sale, 1), 0,
        "paralelo_corre, con elementos de un byte");
    exige_texto(sale, "bcdefgh", "las letras siguientes a «abcdefg»");
}

void prueba_orden(void)
{
    static const size_t n[] = {0, 1, 2, 5, 10, 37}, lote[] = {0, 1, 4, 50};
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = "hilo"};

    for (size_t i = 0; i < CUANTOS(n); i++)
        for (size_t j = 0; j < CUANTOS(lote); j++)
            una_vez("hilo", 1 + (int)j, n[i], lote[j]);
    una_vez("fork", 2, 37, 4);
    una_vez("fork", 3, 5, 0);
    for (size_t i = 0; i < CUANTOS(joblib_lotes); i++)
        como_joblib(&joblib_lotes[i]);
    exige(lote_mayor(1e-6) >= 64,
          "con tareas instantáneas, el mayor lote es de %zu elementos: no "
          "crece",
          lote_mayor(1e-6));
    exige_entero(lote_mayor(100), 1,
                 "con tareas de más de 2 s, el mayor lote");
    struct paralelo *p = nuevo(&o);

    exige_error(paralelo_corre(p, sin_datos, 9, NULL, 0, NULL, 0), 0,
                "paralelo_corre, con tamaños 0");
    de_un_byte(p);
    paralelo_destruye(p);
    for (int i = 1; i <= 4; i++)
        no_se_fia(i);
}

/* ------------------------------------------------------- predespacho -- */

static void mira_avance(void *ctx, size_t despachadas, size_t hechas)
{
    struct vistas *v = ctx;

    exige(despachadas >= v->despachadas && hechas >= v->hechas &&
              hechas <= despachadas,
          "avance(%zu, %zu), después de avance(%zu, %zu)", despachadas,
          hechas, v->despachadas, v->hechas);
    exige(pthread_equal(v->hilo, pthread_self()),
          "avance(%zu, %zu) se ha llamado en otro hilo", despachadas,
          hechas);
    v->despachadas = despachadas;
    v->hechas = hechas;
    v->llamadas++;
    if (hechas > 0 && v->espera > 0) {
        abre(TAREAS); /* que acabe otro, ahora que estamos aquí */
        espia_espera(v->espera);
        v->espera = 0;
    }
}

static void por_adelantado(int k)
{
    struct vistas v = {0};
    struct paralelo_opciones o = {.n_jobs = k,
                                  .inicio = "hilo",
                                  .lote = 1,
                                  .avance = mira_avance,
                                  .ctx = &v};
    struct llamada ll = {nuevo(&o), cuadrado_tras_porton, TAREAS, -1, &v};

    espia_reinicia();
    prepara();
    sem_init(&porton, 0, 0);
    struct hilo *h = lanza(llama, &ll);

    exige(observa(h) == DUERME,
          "paralelo_corre, con todas las tareas a medias, %s", que_hace(h));
    exige_entero(espia_trozos(), PREDESPACHO * k,
                 "con n_jobs = %d, %d tareas y ninguna acabada: lotes "
                 "mandados al pool",
                 k, TAREAS);
    abre(TAREAS);
    recoge(h, "paralelo_corre, con las tareas ya libres");
    exige_error(ll.r, 0, "paralelo_corre");
    bien_hecho("hilo", k, TAREAS, 1);
    exige_entero(espia_en_vuelo(), PREDESPACHO * k,
                 "con n_jobs = %d y %d tareas: elementos en manos del "
                 "pool a la vez, como mucho",
                 k, TAREAS);
    exige_entero(v.despachadas, TAREAS, "avance: despachadas, al final");
    exige_entero(v.hechas, TAREAS, "avance: hechas, al final");
    exige_entero(v.llamadas, 2 * TAREAS,
                 "avance: llamadas, una por lote mandado y otra por lote "
                 "acabado");
    paralelo_destruye(ll.p);
}

void prueba_predespacho(void)
{
    por_adelantado(1);
    por_adelantado(3);

    struct vistas v = {.espera = 2};
    struct paralelo_opciones o = {.n_jobs = 2,
                                  .inicio = "hilo",
                                  .lote = 1,
                                  .avance = mira_avance,
                                  .ctx = &v};
    struct llamada ll = {nuevo(&o), cuadrado_tras_porton, 8, -1, &v};

    espia_reinicia();
    prepara();
    sem_init(&porton, 0, 1);
    struct hilo *h = lanza(llama, &ll);

    recoge(h, "paralelo_corre, con un avance que espera a que el pool "
              "acabe otro lote (¿se le llama con un cerrojo cogido?)");
    exige_error(ll.r, 0, "paralelo_corre");
    paralelo_destruye(ll.p);
}

/* ------------------------------------------------------- registro ----- */

static uint64_t resume(uint64_t h, const char *linea)
{
    for (; *linea != '\0'; linea++)
        h = (h ^ (unsigned char)*linea) * 0x100000001b3u;
    return h;
}

/* Lo que escribe una llamada de n tareas de una en una, con cuatro
 * trabajadores, sin hacerla: se va dando la cuenta, como lo haría ella. */
static uint64_t ensaya(int verbose, size_t n, FILE *copia)
{
    struct paralelo_cuenta c = {
        .n_jobs = 4, .verbose = verbose, .antes = 8};
    uint64_t h = 0xcbf29ce484222325u;
    char linea[200];

    c.despachadas = c.lotes = n < c.antes ? n : c.antes;
    for (c.hechas = 1; c.hechas <= n; c.hechas++) {
        c.segundos = joblib_paso * (double)c.hechas;
        if (paralelo_linea(&c, linea, sizeof linea)) {
            h = resume(resume(h, linea), "\n");
            if (copia != NULL)
                fprintf(copia, "%s\n", linea);
        }
        c.agotada = c.agotada || c.despachadas == n;
        if (c.despachadas < n)
            c.lotes = ++c.despachadas;
    }
    return h;
}

static const struct joblib_lineas *enteras(int verbose, size_t n)
{
    for (size_t i = 0; i < CUANTOS(joblib_lineas); i++)
        if (joblib_lineas[i].verbose == verbose &&
            joblib_lineas[i].n == (int)n)
            return &joblib_lineas[i];
    return NULL;
}

/* La primera línea en que difieren dos textos, sin su salto. */
static void primera_distinta(const char **a, const char **b)
{
    for (;;) {
        size_t na = strcspn(*a, "\n"), nb = strcspn(*b, "\n");

        if (na != nb || strncmp(*a, *b, na) != 0 || (*a)[na] == '\0' ||
            (*b)[nb] == '\0')
            return;
        *a += na + 1;
        *b += nb + 1;
    }
}

static void compara_lineas(const char *salen, const struct joblib_lineas *j,
                           const char *quien)
{
    const char *esperado = j->lineas;

    primera_distinta(&salen, &esperado);
    int ns = (int)strcspn(salen, "\n"), ne = (int)strcspn(esperado, "\n");

    exige(ns == ne && strncmp(salen, esperado, (size_t)ns) == 0,
          "%s, con verbose = %d y %d tareas: joblib escribe «%.*s» donde "
          "sale «%.*s»",
          quien, j->verbose, j->n, ne, esperado, ns, salen);
}

/* La línea final es del bucle, no de paralelo_linea: aquí se añade. */
static void termina(FILE *f, uint64_t *h, size_t n)
{
    char linea[200], tiempo[32];
    double s = joblib_paso * (double)n;

    snprintf(tiempo, sizeof tiempo, s > 60 ? "%4.1fmin" : " %5.1fs",
             s > 60 ? s / 60 : s);
    snprintf(linea, sizeof linea,
             "[Parallel(n_jobs=4)]: Done %3zu out of %3zu | elapsed: %s "
             "finished\n",
             n, n, tiempo);
    *h = resume(*h, linea);
    if (f != NULL)
        fputs(linea, f);
}

static void ensayos(int verbose, const uint64_t *resumen)
{
    for (size_t n = 1; n <= 1000; n++) {
        const struct joblib_lineas *j = enteras(verbose, n);
        char *texto = NULL;
        size_t tam;
        FILE *f = j != NULL ? open_memstream(&texto, &tam) : NULL;
        uint64_t h = ensaya(verbose, n, f);

        termina(f, &h, n);
        if (f != NULL) {
            fclose(f);
            compara_lineas(texto, j, "paralelo_linea");
            free(texto);
        }
        exige(
            h == resumen[n - 1],
            "paralelo_linea, con verbose = %d y %zu tareas: las líneas no "
            "son las de joblib, o no salen en las mismas tareas",
            verbose, n);
    }
}

/* El reloj avanza joblib_paso por tarea hecha, como en bucle.py. */
static void pon_hora(void *ctx, size_t despachadas, size_t hechas)
{
    (void)ctx, (void)despachadas;
    hora = joblib_paso * (double)hechas;
}

static void de_verdad(int verbose, int n)
{
    const struct joblib_lineas *j = enteras(verbose, (size_t)n);
    char *texto;
    size_t tam;
    FILE *f = open_memstream(&texto, &tam);
    struct paralelo_opciones o = {.n_jobs = 4,
                                  .inicio = "hilo",
                                  .verbose = verbose,
                                  .lote = 1,
                                  .registro = f,
                                  .reloj = reloj_falso,
                                  .avance = pon_hora};
    struct paralelo *p = nuevo(&o);
    static const char primera[] = "[Parallel(n_jobs=4)]: Using backend "
                                  "HiloBackend with 4 concurrent "
                                  "workers.\n";

    hora = tic = 0;
    prepara();
    exige_error(corre(p, cuadrado, (size_t)n), 0, "paralelo_corre");
    fclose(f);
    exige(strncmp(texto, primera, sizeof primera - 1) == 0,
          "paralelo_corre, con verbose = %d: la primera línea es «%.*s»",
          verbose, (int)strcspn(texto, "\n"), texto);
    compara_lineas(texto + sizeof primera - 1, j, "paralelo_corre");
    free(texto);
    paralelo_destruye(p);
}

/* Al principio, cada mirada al reloj cuesta un milisegundo; después, cien
 * segundos: los lotes crecen y luego encogen. */
static void se_hace_lento(void *ctx, size_t despachadas, size_t hechas)
{
    (void)ctx, (void)despachadas;
    tic = hechas < 50 ? 1e-3 : 100;
}

static void cuenta_el_ritmo(int verbose, bool lo_dice)
{
    static const char *const linea[] = {
        "[Parallel(n_jobs=2)]: Batch computation too fast (0.00",
        "s.) Setting batch_size=2.\n",
        "[Parallel(n_jobs=2)]: Batch computation too slow (",
        "s.) Setting batch_size=1.\n",
    };
    char *texto;
    size_t tam;
    FILE *f = open_memstream(&texto, &tam);
    struct paralelo_opciones o = {.n_jobs = 2,
                                  .inicio = "hilo",
                                  .verbose = verbose,
                                  .registro = f,
                                  .reloj = reloj_falso,
                                  .avance = se_hace_lento};
    struct paralelo *p = nuevo(&o);

    hora = 1000;
    tic = 1e-3;
    prepara();
    exige_error(corre(p, cuadrado, 400), 0, "paralelo_corre");
    fclose(f);
    for (size_t i = 0; i < CUANTOS(linea); i++)
        exige(
            (strstr(texto, linea[i]) != NULL) == lo_dice,
            "verbose = %d, con tareas cada vez más largas: en el registro "
            "%s «%.*s»",
            verbose, lo_dice ? "falta" : "sobra",
            (int)strcspn(linea[i], "\n"), linea[i]);
    free(texto);
    paralelo_destruye(p);
}

static void motivo(int error, const char *esperado)
{
    char texto[80] = "";

    exige_error(paralelo_motivo(error, texto, sizeof texto), 0,
                "paralelo_motivo(%d, …)", error);
    exige_texto(texto, esperado, "paralelo_motivo(%d, …)", error);
    exige_error(paralelo_motivo(error, texto, strlen(esperado)), ERANGE,
                "paralelo_motivo(%d, …), si falta un byte", error);
}

/* Cuántas líneas acaban en ese descriptor, sin registro en las opciones. */
static int sin_registro(int verbose, int fd)
{
    struct paralelo_opciones o = {
        .n_jobs = 2, .inicio = "hilo", .verbose = verbose, .lote = 1};
    FILE *f = tmpfile();
    int lineas = 0, antes = dup(fd);

    exige(f != NULL && antes != -1 && dup2(fileno(f), fd) == fd,
          "la prueba no ha podido desviar la salida %d", fd);
    struct paralelo *p = nuevo(&o);

    prepara();
    exige_error(corre(p, cuadrado, 3), 0, "paralelo_corre");
    paralelo_destruye(p);
    fflush(NULL);
    dup2(antes, fd);
    close(antes);
    rewind(f);
    for (int c; (c = fgetc(f)) != EOF;)
        lineas += c == '\n';
    fclose(f);
    return lineas;
}

/* Lo que no está en las tablas. */
static void sueltas(void)
{
    char linea[200] = "", *texto;
    size_t tam;
    struct paralelo_cuenta c = {.n_jobs = 4,
                                .verbose = 11,
                                .antes = 8,
                                .despachadas = 9,
                                .lotes = 9,
                                .hechas = 2,
                                .segundos = 60};

    exige(paralelo_linea(&c, linea, sizeof linea),
          "paralelo_linea, con verbose = 11, no escribe la segunda tarea");
    exige_texto(linea,
                "[Parallel(n_jobs=4)]: Done   2 tasks      | elapsed:   "
                "60.0s",
                "paralelo_linea, a los 60 s justos");

    /* Un reloj parado, y que no empieza en cero. */
    FILE *f = open_memstream(&texto, &tam);
    struct paralelo_opciones o = {.n_jobs = 2,
                                  .inicio = "hilo",
                                  .verbose = 1,
                                  .registro = f,
                                  .reloj = reloj_falso};
    struct paralelo *p = nuevo(&o);

    hora = 5000;
    tic = 0;
    prepara();
    exige_error(corre(p, cuadrado, 3), 0, "paralelo_corre");
    fclose(f);
    exige(
        strstr(texto, "elapsed:    0.0s finished\n") != NULL,
        "con un reloj parado, la última línea no dice que han pasado 0 s");
    free(texto);
    paralelo_destruye(p);
}

void prueba_registro(void)
{
    static const int n[] = {1, 8, 9, 10, 25};
    static const int verbose[] = {1, 10, 50};
    char linea[200];
    struct paralelo_cuenta c = {
        .n_jobs = 4, .antes = 8, .despachadas = 8, .lotes = 8, .hechas = 1};

    exige(!paralelo_linea(&c, linea, sizeof linea),
          "paralelo_linea, con verbose = 0, escribe «%s»", linea);
    ensayos(1, joblib_resumen_1);
    ensayos(10, joblib_resumen_10);
    ensayos(50, joblib_resumen_50);
    for (size_t i = 0; i < CUANTOS(n); i++)
        for (size_t v = 0; v < CUANTOS(verbose); v++)
            de_verdad(verbose[v], n[i]);
    exige_entero(sin_registro(1, STDERR_FILENO), 2,
                 "sin registro y con verbose = 1: líneas en stderr");
    exige(sin_registro(50, STDOUT_FILENO) > 2,
          "sin registro y con verbose = 50, las líneas no van a stdout");
    exige_entero(sin_registro(0, STDERR_FILENO), 0,
                 "con verbose = 0: líneas en stderr");
    exige(sin_registro(49, STDERR_FILENO) > 2,
          "sin registro y con verbose = 49, las líneas no van a stderr");
    sueltas();
    cuenta_el_ritmo(9, false);
    cuenta_el_ritmo(10, true);
    motivo(POOL_MURIO + SIGKILL,
           "un trabajador ha muerto: señal 9 (SIGKILL)");
    motivo(POOL_MURIO + SIGABRT,
           "un trabajador ha muerto: señal 6 (SIGABRT)");
    motivo(POOL_MURIO + SIGSEGV,
           "un trabajador ha muerto: señal 11 (SIGSEGV)");
    motivo(POOL_MURIO + 40, "un trabajador ha muerto: señal 40");
    motivo(POOL_SALIO + 3, "un trabajador ha salido con estado 3");
    motivo(POOL_SALIO, "un trabajador ha salido con estado 0");
    motivo(5, "la tarea ha fallado: error 5");
}

/* ------------------------------------------------------- trabajadores - */

/* Lo que hace cada elemento está en la entrada. */
enum {
    BIEN = 1,
    DEVUELVE_7 = -1,
    SE_MATA = -2,
    SE_VA = -3,
    ESPERA = -4,
    DEVUELVE_8_TARDE = -5,
};

static int obedece(const void *e, void *s)
{
    long x = *(const long *)e;

    if (x == DEVUELVE_7)
        return 7;
    if (x == SE_MATA)
        raise(SIGKILL);
    if (x == SE_VA)
        _exit(3);
    if (x == ESPERA || x == DEVUELVE_8_TARDE)
        espera_porton();
    if (x == DEVUELVE_8_TARDE)
        return 8;
    *(long *)s = 2 * x;
    return 0;
}

static void encarga(void)
{
    for (long i = 0; i < TOTAL; i++) {
        entrada[i] = BIEN;
        salida[i] = 0;
    }
}

static void sin_novedad(struct paralelo *p, size_t n, const char *cuando)
{
    encarga();
    exige_error(corre(p, obedece, n), 0, "paralelo_corre, %s", cuando);
    for (size_t i = 0; i < n; i++)
        exige_entero(salida[i], 2 * BIEN, "paralelo_corre, %s: salida[%zu]",
                     cuando, i);
}

static void se_conservan(const char *inicio)
{
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = inicio};

    espia_reinicia();
    struct paralelo *p = nuevo(&o);

    for (int i = 0; i < 3; i++)
        sin_novedad(p, 5, "sin que nadie falle");
    exige_entero(espia_pools(), 1,
                 "«%s», tres llamadas seguidas y nadie ha muerto: pools "
                 "creados",
                 inicio);
    paralelo_destruye(p);
}

/* La tarea 0 falla; las demás no acaban hasta que se abra. */
static void se_deja_de_mandar(void)
{
    struct vistas v = {0};
    struct paralelo_opciones o = {.n_jobs = 2,
                                  .inicio = "hilo",
                                  .lote = 1,
                                  .avance = mira_avance,
                                  .ctx = &v};

    espia_reinicia();
    struct llamada ll = {nuevo(&o), obedece, 30, -1, &v};

    encarga();
    entrada[0] = DEVUELVE_7;
    for (int i = 1; i < 30; i++)
        entrada[i] = ESPERA;
    sem_init(&porton, 0, 0);
    struct hilo *h = lanza(llama, &ll);

    exige(observa(h) == DUERME,
          "ha fallado la primera tarea, y quedan otras a medias: "
          "paralelo_corre %s",
          que_hace(h));
    exige_entero(
        espia_trozos(), PREDESPACHO * 2,
        "con 2 trabajadores, 30 tareas y la primera fallida: lotes "
        "mandados");
    abre(30);
    recoge(h, "paralelo_corre, con una tarea que falla");
    exige_error(ll.r, 7, "paralelo_corre, si la primera tarea devuelve 7");
    exige_entero(espia_trozos(), PREDESPACHO * 2,
                 "una tarea ha fallado, y las demás acaban después: lotes "
                 "mandados");
    exige_entero(v.hechas, PREDESPACHO * 2 - 1,
                 "avance: hechas, si de 4 tareas mandadas falla una");
    v = (struct vistas){.hilo = pthread_self()};
    sin_novedad(ll.p, 9, "después de una tarea que falla");
    exige_entero(espia_pools(), 1,
                 "una tarea devuelve 7 y nadie ha muerto: pools creados");
    paralelo_destruye(ll.p);
}

/* Fallan dos, y el que está antes en la entrada, después. */
static void se_devuelve_el_primero(void)
{
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = "hilo", .lote = 1};
    struct llamada ll = {nuevo(&o), obedece, 4, -1, NULL};

    encarga();
    entrada[1] = DEVUELVE_8_TARDE;
    entrada[2] = DEVUELVE_7;
    sem_init(&porton, 0, 0);
    struct hilo *h = lanza(llama, &ll);

    exige(observa(h) == DUERME,
          "ha fallado la tarea 2, y la 1 está a medias: paralelo_corre %s",
          que_hace(h));
    abre(1);
    recoge(h, "paralelo_corre, con dos tareas que fallan");
    exige_error(ll.r, 8,
                "paralelo_corre, si la tarea 2 devuelve 7 y después la 1 "
                "devuelve 8");
    paralelo_destruye(ll.p);
}

/* El pool no admite un lote: se dice, y se espera a los que sí. */
static void no_se_puede_mandar(void)
{
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = "hilo", .lote = 1};
    struct paralelo *p = nuevo(&o);

    for (int n = 1; n <= 6; n++) {
        encarga();
        averia(AV_MEMORIA, n);
        int r = corre(p, obedece, 20), hubo = llamadas(AV_MEMORIA);

        averia(AV_MEMORIA, 0);
        exige_error(r, hubo < n ? 0 : ENOMEM,
                    "paralelo_corre, si falla la reserva de memoria número "
                    "%d",
                    n);
        sin_novedad(p, 9, "después de quedarse sin memoria");
    }
    paralelo_destruye(p);
}

/* Con un elemento que acaba con su trabajador. */
static void muere(long como, int error, const char *linea)
{
    char *texto;
    size_t tam;
    FILE *f = open_memstream(&texto, &tam);
    struct paralelo_opciones o = {.n_jobs = 2,
                                  .inicio = "fork",
                                  .verbose = 1,
                                  .lote = 1,
                                  .registro = f};

    espia_reinicia();
    struct llamada ll = {nuevo(&o), obedece, 12, -1, NULL};

    encarga();
    entrada[5] = como;
    struct hilo *h = lanza(llama, &ll);

    recoge(h, "paralelo_corre, con un trabajador que muere");
    exige_error(ll.r, error, "paralelo_corre, con un trabajador que muere");
    fflush(f);
    exige(
        strstr(texto, linea) != NULL,
        "un trabajador muere, con verbose = 1: en el registro no está «%s»",
        linea);
    averia(AV_MEMORIA, 1);
    int r = corre(ll.p, obedece, 12);

    averia(AV_MEMORIA, 0);
    exige_error(r, ENOMEM,
                "paralelo_corre, si no se pueden renovar los trabajadores");
    sin_novedad(ll.p, 12, "después de que muera un trabajador");
    sin_novedad(ll.p, 12, "la segunda después de que muera un trabajador");
    exige_entero(espia_pools(), 2,
                 "una llamada en la que muere un trabajador y dos sin "
                 "novedad: pools creados");
    paralelo_destruye(ll.p);
    fclose(f);
    free(texto);
}

/* Fallan dos: el primero, sin que muera nadie. */
static void fallan_dos(void)
{
    struct paralelo_opciones o = {.n_jobs = 2, .inicio = "fork", .lote = 1};

    espia_reinicia();
    struct paralelo *p = nuevo(&o);

    encarga();
    entrada[0] = DEVUELVE_7;
    entrada[1] = SE_MATA;
    exige_error(corre(p, obedece, 4), 7,
                "paralelo_corre, si la tarea 0 devuelve 7 y la 1 mata a su "
                "trabajador");
    sin_novedad(p, 4, "después de que fallen dos tareas");
    exige_entero(espia_pools(), 2,
                 "la tarea 0 devuelve 7, la 1 mata a su trabajador, y otra "
                 "llamada: pools creados");
    paralelo_destruye(p);
}

void prueba_trabajadores(void)
{
    se_conservan("hilo");
    se_conservan("fork");
    se_deja_de_mandar();
    se_devuelve_el_primero();
    no_se_puede_mandar();
    muere(SE_MATA, POOL_MURIO + SIGKILL,
          "[Parallel(n_jobs=2)]: un trabajador ha muerto: señal 9 "
          "(SIGKILL)\n");
    muere(SE_VA, POOL_SALIO + 3,
          "[Parallel(n_jobs=2)]: un trabajador ha salido con estado 3\n");
    fallan_dos();
}
