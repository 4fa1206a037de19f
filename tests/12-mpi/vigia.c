#define _GNU_SOURCE
#include "vigia.h"

#include "prueba.h"

#include <fcntl.h>
#include <mpi.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum que_espera { NADA, LLEGADA, SALIDA, COLECTIVA, PUERTA, FINAL };

/* Qué espera un rango. Con LLEGADA y SALIDA, «otro» es el rango al otro
 * lado (-1, cualquiera); con COLECTIVA, aquel sin el que no se vuelve (-1,
 * todos), en la n-ésima. */
enum { COLECTIVAS = 64 };

struct fila {
    _Atomic int que;
    _Atomic int otro;
    _Atomic long n;
    _Atomic long colectivas;
    _Atomic int cual[COLECTIVAS]; /* las últimas */
};

/* Un cambio se hace entre empieza_cambio y acaba_cambio: si antes y después
 * de mirar no hay nadie cambiando, y version es la misma, lo visto ha sido
 * verdad a la vez. */
struct sala {
    atomic_long version;
    atomic_int cambiando;
    atomic_int rangos;
    struct fila fila[VIGIA_RANGOS];
    atomic_int viajan[VIGIA_RANGOS][VIGIA_RANGOS]; /* de, a: sin recibir */
    atomic_int quieren[VIGIA_RANGOS]; /* MPI_Irecv de cada uno */
    atomic_long cuenta[VIGIA_CUENTAS];
};

static struct sala *sala;
static int yo;
atomic_long *vigia_cuenta;

void vigia_abre(const char *fichero)
{
    int fd = open(fichero, O_RDWR | O_CLOEXEC);
    void *p =
        mmap(NULL, sizeof *sala, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    exige(fd != -1 && p != MAP_FAILED, "la prueba no tiene su memoria");
    close(fd);
    sala = p;
    vigia_cuenta = sala->cuenta;
    int k;

    PMPI_Comm_rank(MPI_COMM_WORLD, &yo);
    PMPI_Comm_size(MPI_COMM_WORLD, &k);
    exige(k <= VIGIA_RANGOS, "la prueba no admite tantos rangos");
    PMPI_Barrier(MPI_COMM_WORLD);
    atomic_store(&sala->rangos, k);
    PMPI_Barrier(MPI_COMM_WORLD);
}

static void empieza_cambio(void)
{
    atomic_fetch_add(&sala->cambiando, 1);
}

static void acaba_cambio(void)
{
    atomic_fetch_add(&sala->version, 1);
    atomic_fetch_sub(&sala->cambiando, 1);
}

/* ---- quién no se va a mover ---- */

static bool llega_algo(int a, int de)
{
    int hay = 0;

    for (int i = 0; i < sala->rangos; i++)
        if (de == -1 || de == i)
            hay += sala->viajan[i][a];
    return hay > 0;
}

static bool falta_alguien(const struct fila *f)
{
    bool falta = false;

    for (int i = 0; i < sala->rangos; i++)
        if (f->otro == -1 || f->otro == i)
            falta = falta || sala->fila[i].colectivas < f->n;
    return falta;
}

/* Nadie recibe lo que r manda a d. */
static bool no_lo_quiere(int r, int d)
{
    const struct fila *f = &sala->fila[d];

    if (sala->viajan[r][d] == 0 || sala->quieren[d] > 0)
        return false;
    return f->que != LLEGADA || (f->otro != -1 && f->otro != r);
}

static bool falta_por_acabar(void)
{
    for (int i = 0; i < sala->rangos; i++)
        if (sala->fila[i].que != FINAL)
            return true;
    return false;
}

static bool parado(int r)
{
    const struct fila *f = &sala->fila[r];

    switch ((int)atomic_load(&f->que)) {
    case LLEGADA:
        return !llega_algo(r, f->otro);
    case SALIDA:
        return no_lo_quiere(r, f->otro);
    case COLECTIVA:
        return falta_alguien(f);
    case PUERTA:
        return sala->cuenta[f->otro] < f->n;
    case FINAL:
        return falta_por_acabar();
    default:
        return false;
    }
}

static const char *dicho(int r, char *texto, size_t tam)
{
    static const char *const que[] = {"",
                                      "en MPI_Recv",
                                      "en MPI_Send",
                                      "en una colectiva",
                                      "haciendo un elemento lento",
                                      "en MPI_Finalize"};

    snprintf(texto, tam, "%s", que[sala->fila[r].que]);
    return texto;
}

static void mira(void)
{
    long v = atomic_load(&sala->version);
    int k = sala->rangos;
    char a[64], b[64];

    if (atomic_load(&sala->cambiando) > 0)
        return;
    for (int r = 0; r < k; r++)
        if (!parado(r))
            return;
    if (atomic_load(&sala->cambiando) > 0 ||
        v != atomic_load(&sala->version))
        return;
    falla("los %d rangos esperan, y nada de lo que esperan está en camino: "
          "el 0 está %s, y el 1, %s",
          k, dicho(0, a, sizeof a), dicho(1, b, sizeof b));
}

static void pon(int que, int otro, long n)
{
    struct fila *f = &sala->fila[yo];

    empieza_cambio();
    atomic_store(&f->otro, otro);
    atomic_store(&f->n, n);
    atomic_store(&f->que, que);
    acaba_cambio();
}

static void anota_viaje(int de, int a, int mas)
{
    empieza_cambio();
    atomic_fetch_add(&sala->viajan[de][a], mas);
    acaba_cambio();
}

/* Espera a r diciendo a qué. */
static int espera(MPI_Request *r, int que, int otro, long n, MPI_Status *s)
{
    MPI_Status suyo;
    int hecho = 0, e = MPI_SUCCESS;

    pon(que, otro, n);
    while (hecho == 0) {
        e = PMPI_Test(r, &hecho, &suyo);
        if (hecho == 0) {
            mira();
            sched_yield();
        }
    }
    pon(NADA, 0, 0); /* antes de que parezca que no llega nada */
    if (que == LLEGADA)
        anota_viaje(suyo.MPI_SOURCE, yo, -1);
    if (s != MPI_STATUS_IGNORE)
        *s = suyo;
    return e;
}

void vigia_espera(int i, long n)
{
    pon(PUERTA, i, n);
    while (atomic_load(&vigia_cuenta[i]) < n) {
        mira();
        sched_yield();
    }
    pon(NADA, 0, 0);
}

static int de(int origen)
{
    return origen == MPI_ANY_SOURCE ? -1 : origen;
}

/* ---- de uno a otro ---- */

int MPI_Send(const void *b, int n, MPI_Datatype t, int a, int etiqueta,
             MPI_Comm c)
{
    MPI_Request r;

    anota_viaje(yo, a, 1);
    PMPI_Issend(b, n, t, a, etiqueta, c, &r);
    return espera(&r, SALIDA, a, 0, MPI_STATUS_IGNORE);
}

int MPI_Recv(void *b, int n, MPI_Datatype t, int origen, int etiqueta,
             MPI_Comm c, MPI_Status *s)
{
    MPI_Request r;

    PMPI_Irecv(b, n, t, origen, etiqueta, c, &r);
    return espera(&r, LLEGADA, de(origen), 0, s);
}

int MPI_Probe(int origen, int etiqueta, MPI_Comm c, MPI_Status *s)
{
    int hay = 0, e = MPI_SUCCESS;

    pon(LLEGADA, de(origen), 0);
    while (hay == 0) {
        e = PMPI_Iprobe(origen, etiqueta, c, &hay, s);
        if (hay == 0) {
            mira();
            sched_yield();
        }
    }
    pon(NADA, 0, 0);
    return e;
}

int MPI_Sendrecv(const void *b, int n, MPI_Datatype t, int a, int etiqueta,
                 void *b2, int n2, MPI_Datatype t2, int origen,
                 int etiqueta2, MPI_Comm c, MPI_Status *s)
{
    MPI_Request r[2];

    MPI_Irecv(b2, n2, t2, origen, etiqueta2, c, &r[0]);
    MPI_Isend(b, n, t, a, etiqueta, c, &r[1]);
    MPI_Wait(&r[0], s);
    return MPI_Wait(&r[1], MPI_STATUS_IGNORE);
}

/* ---- sin esperar ---- */

enum { PENDIENTES = 64 };

static struct {
    MPI_Request r;
    int que, otro;
} pendiente[PENDIENTES];

static void apunta(MPI_Request r, int que, int otro)
{
    for (int i = 0; i < PENDIENTES; i++)
        if (pendiente[i].que == NADA) {
            pendiente[i].r = r;
            pendiente[i].que = que;
            pendiente[i].otro = otro;
            return;
        }
    falla("más de %d operaciones empezadas y sin esperar", PENDIENTES);
}

int vigia_sin_esperar(void)
{
    int n = 0;

    for (int i = 0; i < PENDIENTES; i++)
        n += pendiente[i].que != NADA;
    return n;
}

int MPI_Isend(const void *b, int n, MPI_Datatype t, int a, int etiqueta,
              MPI_Comm c, MPI_Request *r)
{
    anota_viaje(yo, a, 1);
    int e = PMPI_Issend(b, n, t, a, etiqueta, c, r);

    apunta(*r, SALIDA, a);
    return e;
}

int MPI_Irecv(void *b, int n, MPI_Datatype t, int origen, int etiqueta,
              MPI_Comm c, MPI_Request *r)
{
    int e = PMPI_Irecv(b, n, t, origen, etiqueta, c, r);

    empieza_cambio();
    atomic_fetch_add(&sala->quieren[yo], 1);
    acaba_cambio();
    apunta(*r, LLEGADA, de(origen));
    return e;
}

static void anota_deja(void)
{
    empieza_cambio();
    atomic_fetch_sub(&sala->quieren[yo], 1);
    acaba_cambio();
}

int MPI_Wait(MPI_Request *r, MPI_Status *s)
{
    for (int i = 0; i < PENDIENTES; i++)
        if (pendiente[i].que != NADA && pendiente[i].r == *r) {
            int que = pendiente[i].que;
            int e = espera(r, que, pendiente[i].otro, 0, s);

            pendiente[i].que = NADA;
            if (que == LLEGADA)
                anota_deja();
            return e;
        }
    return PMPI_Wait(r, s);
}

int MPI_Waitall(int n, MPI_Request r[], MPI_Status s[])
{
    int e = MPI_SUCCESS;

    for (int i = 0; i < n && e == MPI_SUCCESS; i++)
        e = MPI_Wait(&r[i],
                     s == MPI_STATUSES_IGNORE ? MPI_STATUS_IGNORE : &s[i]);
    return e;
}

/* ---- entre todos ---- */

enum { BCAST = 1, SCATTERV, GATHERV, GATHER, REDUCE };

static const char *const nombre[] = {
    "",           "MPI_Bcast", "MPI_Scatterv", "MPI_Gatherv",
    "MPI_Gather", "MPI_Reduce"};

/* La n-ésima de uno tiene que ser la n-ésima de todos. Primero se apunta y
 * después se mira: de dos que no casan, lo ve al menos uno. */
static void casan(int cual, long n)
{
    struct fila *f = &sala->fila[yo];

    empieza_cambio();
    atomic_store(&f->cual[n % COLECTIVAS], cual);
    atomic_store(&f->colectivas, n);
    acaba_cambio();
    for (int i = 0; i < sala->rangos; i++) {
        const struct fila *g = &sala->fila[i];
        long suyas = atomic_load(&g->colectivas);
        int suya = atomic_load(&g->cual[n % COLECTIVAS]);

        if (suyas >= n && suyas < n + COLECTIVAS / 2 && suya != cual)
            falla("el rango %d está en %s, y el %d, en %s: una colectiva "
                  "la llaman todos, y en el mismo orden",
                  i < yo ? i : yo, nombre[i < yo ? suya : cual],
                  i < yo ? yo : i, nombre[i < yo ? cual : suya]);
    }
}

/* De la raíz salen; a ella llegan. Quien no tiene que esperar a nadie, no
 * está parado: lo suyo está en camino. */
static int colectiva(MPI_Request *r, int cual, int raiz)
{
    bool salen = cual == BCAST || cual == SCATTERV;
    long n = atomic_load(&sala->fila[yo].colectivas) + 1;
    int otro = salen ? raiz : yo == raiz ? -1 : yo;

    casan(cual, n);
    return espera(r, COLECTIVA, otro, n, MPI_STATUS_IGNORE);
}

int MPI_Bcast(void *b, int n, MPI_Datatype t, int raiz, MPI_Comm c)
{
    MPI_Request r;

    PMPI_Ibcast(b, n, t, raiz, c, &r);
    return colectiva(&r, BCAST, raiz);
}

int MPI_Scatterv(const void *b, const int n[], const int d[],
                 MPI_Datatype t, void *b2, int n2, MPI_Datatype t2,
                 int raiz, MPI_Comm c)
{
    MPI_Request r;

    PMPI_Iscatterv(b, n, d, t, b2, n2, t2, raiz, c, &r);
    return colectiva(&r, SCATTERV, raiz);
}

int MPI_Gatherv(const void *b, int n, MPI_Datatype t, void *b2,
                const int n2[], const int d[], MPI_Datatype t2, int raiz,
                MPI_Comm c)
{
    MPI_Request r;

    PMPI_Igatherv(b, n, t, b2, n2, d, t2, raiz, c, &r);
    return colectiva(&r, GATHERV, raiz);
}

int MPI_Gather(const void *b, int n, MPI_Datatype t, void *b2, int n2,
               MPI_Datatype t2, int raiz, MPI_Comm c)
{
    MPI_Request r;

    PMPI_Igather(b, n, t, b2, n2, t2, raiz, c, &r);
    return colectiva(&r, GATHER, raiz);
}

int MPI_Reduce(const void *b, void *b2, int n, MPI_Datatype t, MPI_Op o,
               int raiz, MPI_Comm c)
{
    MPI_Request r;

    PMPI_Ireduce(b, b2, n, t, o, raiz, c, &r);
    return colectiva(&r, REDUCE, raiz);
}

int MPI_Abort(MPI_Comm c, int estado)
{
    dprintf(STDERR_FILENO, "[el rango %d llama a MPI_Abort]\n", yo);
    return PMPI_Abort(c, estado);
}

int MPI_Finalize(void)
{
    MPI_Request r;
    int hecho = 0;

    pon(FINAL, 0, 0);
    PMPI_Ibarrier(MPI_COMM_WORLD, &r);
    while (PMPI_Test(&r, &hecho, MPI_STATUS_IGNORE) == MPI_SUCCESS &&
           hecho == 0) {
        mira();
        sched_yield();
    }
    return PMPI_Finalize();
}
