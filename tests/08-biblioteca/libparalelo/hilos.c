/* La cola, los trabajadores y el reparto. */
#define _GNU_SOURCE /* gettid */
#include "cita.h"
#include "par.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MUCHOS = 70, N = 1000 };

static const char *const NOMBRE[] = {"PAR_DINAMICO", "PAR_ESTATICO",
                                     "PAR_GUIADO", "PAR_AUTO"};

static struct par_pool *pool(int k)
{
    struct par_opciones o = {.trabajadores = k};
    struct par_pool *p;

    exige_error(par_crea(&p, &o), 0, "par_crea de %d hilos", k);
    return p;
}

/* ---- el reparto ---- */

static int suma(void *ctx, size_t d, size_t h)
{
    atomic_int *v = ctx;

    exige(d < h, "un tramo de %zu a %zu", d, h);
    for (; d < h; d++)
        v[d]++;
    return 0;
}

static void reparte(struct par_pool *p, enum par_reparto r, size_t n,
                    size_t chunk)
{
    struct par_bucle b = {.reparto = r, .chunk = chunk};
    static atomic_int v[N];

    memset((void *)v, 0, sizeof v);
    exige_error(par_para(p, suma, v, n, &b), 0, "par_para(%s, chunk %zu)",
                NOMBRE[r], chunk);
    for (size_t i = 0; i < N; i++)
        exige_entero(v[i], i < n,
                     "%s, %d hilos, n = %zu, chunk %zu: veces del %zu",
                     NOMBRE[r], par_tamano(p), n, chunk, i);
}

void prueba_hilos_reparte(void)
{
    static const size_t n[] = {0, 1, 2, 3, 4, 5, 17, N},
                        chunk[] = {0, 1, 7, N + 1, SIZE_MAX};

    for (int k = 1; k <= 5; k++) {
        struct par_pool *p = pool(k);
        for (int r = PAR_DINAMICO; r <= PAR_AUTO; r++)
            for (size_t i = 0; i < sizeof n / sizeof n[0]; i++)
                for (size_t j = 0; j < sizeof chunk / sizeof chunk[0]; j++)
                    reparte(p, (enum par_reparto)r, n[i], chunk[j]);
        par_destruye(p);
    }
}

static int anota(void *ctx, size_t d, size_t h)
{
    size_t *v = ctx;

    v[d] = h - d;
    return 0;
}

void prueba_hilos_reparte_tramos(void)
{
    struct par_bucle b = {.reparto = PAR_ESTATICO};
    struct par_pool *p = pool(4);
    size_t v[10] = {0};

    exige_error(par_para(p, anota, v, 10, &b), 0, "par_para");
    exige(v[0] == 3 && v[3] == 3 && v[6] == 2 && v[8] == 2,
          "10 elementos entre 4, PAR_ESTATICO: se esperaban 3, 3, 2 y 2");
    par_destruye(p);
    p = pool(1);
    memset(v, 0, sizeof v);
    b = (struct par_bucle){.reparto = PAR_GUIADO, .chunk = 2};
    exige_error(par_para(p, anota, v, 10, &b), 0, "par_para");
    exige(v[0] == 5 && v[5] == 2 && v[7] == 2 && v[9] == 1,
          "10 elementos, un hilo, PAR_GUIADO de al menos 2: se esperaban "
          "5, 2, 2 y 1");
    par_destruye(p);
}

static int nueve(const void *x, void *y)
{
    (void)x;
    (void)y;
    return 9;
}

void prueba_hilos_desborda(void)
{
    struct par_pool *p = pool(2);
    int x = 0, y = 0;

    exige_error(par_map(p, nueve, SIZE_MAX / 4, &x, sizeof x, NULL, 0, 1),
                EOVERFLOW, "par_map con entradas que no caben");
    exige_error(par_map(p, nueve, SIZE_MAX / 4, NULL, 0, &y, sizeof y, 1),
                EOVERFLOW, "par_map con salidas que no caben");
    exige_error(par_map(p, nueve, 2, NULL, 0, NULL, 0, SIZE_MAX), 9,
                "par_map sin entradas ni salidas");
    par_destruye(p);
}

/* ---- errores ---- */

static int falla_en(void *ctx, size_t d, size_t h)
{
    atomic_int *v = ctx;

    for (; d < h; d++) {
        v[d]++;
        if (d >= 100)
            return d == 100 ? 5 : 6;
    }
    return 0;
}

void prueba_hilos_error_primero(void)
{
    for (int k = 1; k <= 4; k++) {
        struct par_pool *p = pool(k);
        for (int r = PAR_DINAMICO; r <= PAR_AUTO; r++)
            for (int sigue = 0; sigue < 2; sigue++) {
                struct par_bucle b = {.reparto = (enum par_reparto)r,
                                      .chunk = 1,
                                      .sigue = sigue};
                static atomic_int v[N];
                exige_error(par_para(p, falla_en, v, N, &b), 5,
                            "%s, %d hilos: el error del primer tramo que "
                            "falla, por orden",
                            NOMBRE[r], k);
            }
        par_destruye(p);
    }
}

static size_t hecho;

static void ultimo_hecho(void *ctx, size_t hechos, size_t n)
{
    (void)ctx;
    (void)n;
    hecho = hechos;
}

void prueba_hilos_error_para(void)
{
    struct par_bucle b = {.chunk = 1, .avance = ultimo_hecho};
    struct par_pool *p = pool(1);
    static atomic_int v[N];
    int sin = 0, con = 0;

    exige_error(par_para(p, falla_en, v, N, &b), 5, "par_para, sin sigue");
    for (size_t i = 0; i < N; i++)
        sin += v[i];
    exige_entero(sin, 101, "elementos tocados, si falla el 100");
    exige_entero(hecho, 101, "los hechos que dice avance al acabar");
    b.sigue = true;
    exige_error(par_para(p, falla_en, v, N, &b), 5, "par_para, con sigue");
    for (size_t i = 0; i < N; i++)
        con += v[i];
    exige_entero(con - sin, N, "elementos tocados, con sigue");
    par_destruye(p);
}

/* ---- avance ---- */

enum { TRAMOS = 1000000 };

static struct {
    pthread_t hilo;
    size_t hechos;
    atomic_int veces, ajenas;
} avisos;

static void avanza(void *ctx, size_t hechos, size_t n)
{
    exige(ctx == &avisos, "avance ha recibido otro ctx");
    exige_entero(n, TRAMOS, "el n de avance");
    if (!pthread_equal(avisos.hilo, pthread_self())) {
        avisos.ajenas++;
        return;
    }
    exige(hechos >= avisos.hechos, "avance ha dicho %zu y después %zu",
          avisos.hechos, hechos);
    exige(avisos.veces > 0 || hechos == 0,
          "avance ha empezado por %zu, no por 0", hechos);
    avisos.hechos = hechos;
    avisos.veces++;
}

/* Unas cien mil vueltas, mientras haya menos de cinco avisos. */
static int hasta_el_quinto(void *ctx, size_t d, size_t h)
{
    (void)ctx;
    (void)d;
    (void)h;
    for (int i = 0; i < 100000 && avisos.veces < 5; i++)
        ;
    return 0;
}

/* El primer aviso y el último no bastan para llegar a cinco: los demás
 * tienen que llegar mientras se trabaja. */
void prueba_hilos_avance(void)
{
    struct par_bucle b = {.chunk = 1, .avance = avanza, .ctx = &avisos};
    struct par_pool *p = pool(2);

    avisos.hilo = pthread_self();
    exige_error(par_para(p, hasta_el_quinto, NULL, TRAMOS, &b), 0,
                "par_para, con tramos largos hasta el quinto aviso");
    exige(avisos.veces >= 6,
          "ha habido %d avisos, y uno después del último "
          "tramo",
          avisos.veces);
    exige_entero(avisos.hechos, TRAMOS, "lo que dice avance al acabar");
    exige_entero(avisos.ajenas, 0, "avisos en otro hilo");
    par_destruye(p);
}

/* ---- a la vez ---- */

static int entra(void *ctx, size_t d, size_t h)
{
    (void)d;
    (void)h;
    cita_entra(ctx);
    return 0;
}

void prueba_hilos_mas_de_64(void)
{
    struct par_bucle b = {.chunk = 1};
    struct par_pool *p = pool(MUCHOS);
    struct cita *c = cita_crea(MUCHOS);

    exige_error(par_para(p, entra, c, MUCHOS, &b), 0, "par_para");
    exige(cita_cumplida(c),
          "con %d hilos no ha habido %d tramos a la vez, como mucho %d",
          MUCHOS, MUCHOS, cita_maximo(c));
    par_destruye(p);
}

static int a_su_cita(const void *x, void *y)
{
    (void)y;
    cita_entra(*(struct cita *const *)x);
    return 0;
}

/* Cada cuatro seguidas se esperan: si un hilo se lleva varias de una vez,
 * la segunda no empieza hasta que acabe la primera, que la espera. */
void prueba_hilos_seguidas(void)
{
    enum { CITAS = 30, K = 4 };
    static struct par_futuro f[CITAS * K];
    static struct cita *c[CITAS];
    struct par_pool *p = pool(K);

    for (int i = 0; i < CITAS; i++)
        c[i] = cita_crea(K);
    for (int i = 0; i < CITAS * K; i++)
        exige_error(par_envia(p, &f[i],
                              &(struct par_trabajo){.f = a_su_cita,
                                                    .n = 1,
                                                    .x = &c[i / K],
                                                    .tx = sizeof c[0]}),
                    0, "par_envia");
    par_cierra(p);
    par_une(p);
    for (int i = 0; i < CITAS; i++)
        exige(
            cita_cumplida(c[i]),
            "las %d tareas seguidas desde la %d no han estado a la vez en "
            "%d hilos, como mucho %d",
            K, i * K, K, cita_maximo(c[i]));
    par_destruye(p);
}

static bool todos_duermen(void)
{
    char nombre[300], linea[300], estado;
    DIR *d = opendir("/proc/self/task");
    bool si = true;

    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.' || atoi(e->d_name) == (int)gettid())
            continue;
        snprintf(nombre, sizeof nombre, "/proc/self/task/%s/stat",
                 e->d_name);
        FILE *a = fopen(nombre, "r");
        if (a != NULL && fgets(linea, sizeof linea, a) != NULL &&
            sscanf(strrchr(linea, ')'), ") %c", &estado) == 1)
            si = si && estado == 'S';
        if (a != NULL)
            fclose(a);
    }
    closedir(d);
    return si;
}

void prueba_hilos_sin_trabajo_duermen(void)
{
    struct par_pool *p = pool(3);
    int mirados = 0;

    exige_error(par_map(p, nueve, 10, NULL, 0, NULL, 0, 1), 9, "par_map");
    while (!todos_duermen() && ++mirados < 100000)
        sched_yield();
    exige(mirados < 100000,
          "los hilos de un pool sin trabajo no se duermen");
    par_destruye(p);
}

/* ---- anidado ---- */

struct nido {
    struct par_pool *p;
    int hondo;
    atomic_int hojas;
};

static int anida(void *ctx, size_t d, size_t h)
{
    struct nido *n = ctx;
    struct nido otro = {.p = n->p, .hondo = n->hondo - 1};
    struct par_bucle b = {.reparto = (enum par_reparto)(d % 4), .chunk = 1};

    if (n->hondo == 0) {
        n->hojas += (int)(h - d);
        return 0;
    }
    for (; d < h; d++) {
        int r = par_para(n->p, anida, &otro, 5, &b);
        if (r != 0)
            return r;
    }
    n->hojas += otro.hojas;
    return 0;
}

void prueba_hilos_anidado(void)
{
    for (int k = 1; k <= 4; k++) {
        struct nido n = {.p = pool(k), .hondo = 3};
        exige_error(par_para(n.p, anida, &n, 6, NULL), 0,
                    "par_para dentro de par_para, con %d hilos", k);
        exige_entero(n.hojas, 6 * 5 * 5 * 5, "hojas, con %d hilos", k);
        par_destruye(n.p);
    }
}

static struct {
    struct par_pool *p;
    struct puerta *puerta, *ocupado;
    atomic_int ajenas, antes;
} solo;

static int se_queda(const void *x, void *y)
{
    (void)x;
    (void)y;
    puerta_abre(solo.ocupado);
    puerta_espera(solo.puerta);
    return 0;
}

static int cuenta_ajena(const void *x, void *y)
{
    (void)x;
    (void)y;
    solo.ajenas++;
    return 0;
}

static int encarga_y_abre(const void *x, void *y)
{
    int v[8] = {0};
    int r;

    (void)x;
    (void)y;
    exige(puerta_espera(solo.ocupado), "el otro hilo no ha empezado");
    r = par_map(solo.p, nueve, 8, v, sizeof v[0], NULL, 0, 1);
    solo.antes = solo.ajenas;
    puerta_abre(solo.puerta);
    return r;
}

/* Un hilo está ocupado y hay más tareas en la cola: quien reparte desde el
 * otro hace su parte, y ninguna de las que no son suyas. */
void prueba_hilos_anidado_solo_lo_suyo(void)
{
    static struct par_futuro f[6];
    static const struct par_trabajo t[] = {{.f = se_queda, .n = 1},
                                           {.f = encarga_y_abre, .n = 1}};
    static const struct par_trabajo ajena = {.f = cuenta_ajena, .n = 1};

    solo.p = pool(2);
    solo.puerta = puerta_crea();
    solo.ocupado = puerta_crea();
    for (int i = 0; i < 6; i++)
        exige_error(par_envia(solo.p, &f[i], i < 2 ? &t[i] : &ajena), 0,
                    "par_envia");
    /* Con plazo, para no ayudar. */
    exige_error(par_espera(&f[1], 30), 0, "par_espera");
    exige_error(par_error(&f[1]), 9, "par_map desde un trabajador");
    par_cierra(solo.p);
    par_une(solo.p);
    exige_entero(solo.antes, 0, "tareas ajenas hechas mientras tanto");
    exige_entero(solo.ajenas, 4, "tareas ajenas hechas");
    par_destruye(solo.p);
}

/* ---- acabar ---- */

static struct {
    struct par_pool *p;
    struct puerta *dentro, *sigue;
    atomic_int hechos;
} corte;

static int espera_al_corte(void *ctx, size_t d, size_t h)
{
    (void)ctx;
    if (d == 0) {
        puerta_abre(corte.dentro);
        puerta_espera(corte.sigue);
    }
    corte.hechos += (int)(h - d);
    return 0;
}

static void *corta(void *arg)
{
    puerta_espera(corte.dentro);
    par_termina(corte.p);
    puerta_abre(corte.sigue);
    return arg;
}

void prueba_hilos_termina_a_medias(void)
{
    struct par_bucle b = {.chunk = 1};
    struct hilo *h;

    corte.p = pool(1);
    corte.dentro = puerta_crea();
    corte.sigue = puerta_crea();
    h = lanza(corta, NULL);
    exige_error(par_para(corte.p, espera_al_corte, NULL, 100, &b),
                ECANCELED, "par_para, si otro hilo llama a par_termina");
    recoge(h, "par_termina");
    exige_entero(corte.hechos, 1, "elementos hechos: el que ya estaba");
    exige_error(par_para(corte.p, espera_al_corte, NULL, 100, &b), EPIPE,
                "par_para, después de par_termina");
    par_destruye(corte.p);
}

enum { ENVIOS = 300 };

struct remite {
    struct par_pool *p;
    struct cita *cita;
    struct par_futuro f[ENVIOS];
    atomic_int veces[ENVIOS];
    int admitidos;
};

static int una_vez(const void *x, void *y)
{
    (void)x;
    ++*(atomic_int *)y;
    return 0;
}

static void *remite(void *arg)
{
    struct remite *m = arg;

    cita_entra(m->cita);
    for (int i = 0; i < ENVIOS; i++) {
        struct par_trabajo t = {
            .f = una_vez, .n = 1, .y = &m->veces[i], .ty = sizeof(int)};
        int r = par_envia(m->p, &m->f[i], &t);
        if (r == EPIPE)
            break;
        exige_error(r, 0, "par_envia mientras otro cierra");
        m->admitidos++;
    }
    return NULL;
}

/* Dos mandan y otro cierra o termina: lo admitido acaba, y no se admite
 * nada detrás de lo rechazado. */
static void cierra_mientras(void (*acaba)(struct par_pool *))
{
    static struct remite m[2];
    struct cita *c = cita_crea(3);
    struct hilo *h[2];
    struct par_pool *p = pool(2);

    memset((void *)m, 0, sizeof m);
    for (int i = 0; i < 2; i++) {
        m[i].p = p;
        m[i].cita = c;
        h[i] = lanza(remite, &m[i]);
    }
    cita_entra(c);
    acaba(p);
    for (int i = 0; i < 2; i++)
        recoge(h[i], "par_envia, mientras otro hilo acaba con el pool");
    exige_error(par_une(p), 0, "par_une");
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < ENVIOS; j++) {
            bool hecha =
                j < m[i].admitidos && par_error(&m[i].f[j]) != ECANCELED;
            exige(j >= m[i].admitidos || par_listo(&m[i].f[j]),
                  "admitida y sin acabar");
            exige_entero(m[i].veces[j], hecha, "veces que se ha hecho");
        }
    par_destruye(p);
}

void prueba_hilos_cierra_mientras_mandan(void)
{
    for (int i = 0; i < 100; i++)
        cierra_mientras(i % 2 ? par_cierra : par_termina);
}

static void *une(void *arg)
{
    static int r;

    r = par_une(arg);
    return &r;
}

void prueba_hilos_reserva_retiene(void)
{
    struct par_pool *p = pool(2);
    struct par_futuro f = {.ctx = NULL};
    atomic_int veces = 0;
    struct par_trabajo t = {
        .f = una_vez, .n = 1, .y = &veces, .ty = sizeof veces};
    struct hilo *h;

    exige_error(par_reserva(p), 0, "par_reserva");
    par_cierra(p);
    exige_error(par_reserva(p), EPIPE, "par_reserva, ya cerrado");
    h = lanza(une, p);
    exige(observa(h) == DUERME, "par_une, con una reserva sin devolver, %s",
          que_hace(h));
    exige_error(par_envia(p, &f, &t), EPIPE, "par_envia, ya cerrado");
    exige_error(par_envia_reservado(p, &f, &t), 0, "par_envia_reservado");
    par_devuelve(p);
    exige_error(*(int *)recoge(h, "par_une, devuelta la reserva"), 0,
                "par_une");
    exige_entero(veces, 1, "veces que se ha hecho lo reservado");
    par_destruye(p);
}

void prueba_hilos_reserva_terminada(void)
{
    struct par_pool *p = pool(1);
    struct par_futuro f = {.ctx = NULL};
    struct par_trabajo t = {.f = nueve, .n = 1};

    exige_error(par_reserva(p), 0, "par_reserva");
    par_termina(p);
    exige_error(par_envia_reservado(p, &f, &t), EPIPE,
                "par_envia_reservado, después de par_termina");
    exige_error(par_une(p), 0, "par_une, terminado, con una reserva");
    par_devuelve(p);
    par_destruye(p);
}

static int une_desde_dentro(const void *x, void *y)
{
    (void)y;
    return par_une(*(struct par_pool *const *)x);
}

void prueba_hilos_une(void)
{
    struct par_pool *p = pool(2);
    struct hilo *h;

    exige_error(par_une(p), EINVAL, "par_une, sin cerrar");
    exige_error(par_map(p, une_desde_dentro, 1, &p, sizeof p, NULL, 0, 1),
                EDEADLK, "par_une desde un trabajador");
    par_cierra(p);
    h = lanza(une, p);
    exige_error(par_une(p), 0, "par_une");
    recoge(h, "par_une, desde dos hilos");
    exige_error(par_une(p), 0, "par_une, otra vez");
    exige_error(par_map(p, nueve, 1, NULL, 0, NULL, 0, 1), EPIPE,
                "par_map, ya unido");
    par_destruye(p);
    par_destruye(NULL);
}

void prueba_hilos_nace_a_medias(void)
{
    struct par_opciones o = {.trabajadores = 5};
    struct par_pool *p = NULL;

    for (int n = 1; n <= 5; n++) {
        averia(AV_HILO, n);
        exige_error(par_crea(&p, &o), EAGAIN,
                    "par_crea, si falla el hilo %d", n);
        exige_entero(hilos_sin_unir(), 0, "hilos que quedan");
    }
    averia(AV_HILO, 0);
    for (int n = 1; n <= 2; n++) {
        averia(AV_MEMORIA, n);
        exige_error(par_crea(&p, &o), ENOMEM,
                    "par_crea, si falla la reserva %d", n);
        exige_entero(hilos_sin_unir(), 0, "hilos que quedan");
    }
    averia(AV_MEMORIA, 0);
    exige(p == NULL, "par_crea, si falla, no toca *sale");
    o.trabajadores = -1;
    exige_error(par_crea(&p, &o), EINVAL, "par_crea de -1 hilos");
}

void prueba_hilos_map_sin_memoria(void)
{
    struct par_pool *p = pool(2);
    atomic_int v[4] = {0};

    averia(AV_MEMORIA, 1);
    exige_error(par_map(p, una_vez, 4, NULL, 0, v, sizeof v[0], 1), ENOMEM,
                "par_map, si falla la reserva");
    averia(AV_MEMORIA, 0);
    exige_entero(v[0] + v[1] + v[2] + v[3], 0, "elementos hechos");
    exige_error(par_map(p, una_vez, 4, NULL, 0, v, sizeof v[0], 1), 0,
                "par_map, después");
    par_destruye(p);
}

void prueba_hilos_hijo_de_fork(void)
{
    struct par_pool *p = pool(2);
    struct par_futuro f = {.ctx = NULL};
    struct par_trabajo t = {.f = nueve, .n = 1};
    int estado;
    pid_t pid = fork();

    if (pid == 0) {
        bool bien = par_map(p, nueve, 3, NULL, 0, NULL, 0, 1) == EDEADLK &&
                    par_envia(p, &f, &t) == EDEADLK &&
                    par_une(p) == EDEADLK;
        par_destruye(p);
        _exit(bien ? 0 : 1);
    }
    exige(pid > 0 && waitpid(pid, &estado, 0) == pid, "fork");
    exige(estado == 0, "un hijo de fork que usa el pool no recibe EDEADLK");
    exige_error(par_map(p, nueve, 3, NULL, 0, NULL, 0, 1), 9,
                "par_map en el padre, después");
    par_destruye(p);
}
