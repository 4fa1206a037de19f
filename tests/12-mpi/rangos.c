/* Las pruebas de la práctica. Cada una lanza sus rangos; lo que pasa dentro
 * está en los cuerpos, que ejecutan todos. */
#include "rangos.h"

#include "cuerpos.h"
#include "lanza.h"
#include "prueba.h"
#include "pruebas.h"
#include "vigia.h"

#include <errno.h>
#include <limits.h>
#include <mpi.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int rango(void)
{
    int r;

    MPI_Comm_rank(MPI_COMM_WORLD, &r);
    return r;
}

static int rangos(void)
{
    int k;

    MPI_Comm_size(MPI_COMM_WORLD, &k);
    return k;
}

/* ------------------------------------------------------- reparte ------ */

static void reparte(int n, int k)
{
    int cuantos[9], desde[9], suman = 0;

    memset(cuantos, 0x7f, sizeof cuantos);
    memset(desde, 0x7f, sizeof desde);
    rangos_reparte(n, k, cuantos, desde);
    for (int i = 0; i < k; suman += cuantos[i++]) {
        exige_entero(
            cuantos[i], n / k + (i < n % k),
            "rangos_reparte de %d elementos entre %d: los del rango %d", n,
            k, i);
        exige_entero(desde[i], suman,
                     "rangos_reparte de %d elementos entre %d: dónde "
                     "empieza el rango %d",
                     n, k, i);
    }
    exige(cuantos[k] == 0x7f7f7f7f && desde[k] == 0x7f7f7f7f,
          "rangos_reparte entre %d ha escrito más allá del último", k);
}

void prueba_reparte(void)
{
    static const int n[] = {0, 1, 3, 8, 10, 1000, INT_MAX};

    for (int k = 1; k <= 8; k++)
        for (size_t i = 0; i < sizeof n / sizeof *n; i++)
            reparte(n[i], k);
}

/* ------------------------------------------------------- gira --------- */

enum { GRANDE = 1 << 20 };

static void gira(size_t n)
{
    static unsigned char da[GRANDE], toma[GRANDE + 1];
    int antes = (rango() + rangos() - 1) % rangos();

    memset(da, 'a' + rango(), n);
    memset(toma, '.', n + 1);
    rangos_gira(da, toma, n);
    exige_entero(vigia_sin_esperar(), 0,
                 "operaciones que rangos_gira ha empezado y a las que no "
                 "ha esperado");
    for (size_t i = 0; i < n; i++)
        exige(toma[i] == 'a' + antes,
              "rangos_gira de %zu bytes: el %zu no es el del rango "
              "anterior",
              n, i);
    exige(toma[n] == '.', "rangos_gira de %zu bytes ha escrito de más", n);
}

static void cuerpo_gira(void)
{
    gira(1);
    gira(0);
    gira(GRANDE);
}

void prueba_gira(void)
{
    en_rangos(3, "gira");
}

/* ------------------------------------------------------- sirve -------- */

static int apunta_rango(const void *entrada, void *salida)
{
    (void)entrada;
    *(int *)salida = rango();
    return 0;
}

static int apunta_el_doble(const void *entrada, void *salida)
{
    (void)entrada;
    *(int *)salida = 2 * rango();
    return 0;
}

static void quien(rangos_funcion *f, int por)
{
    int y[VIGIA_RANGOS], k = rangos();

    exige_error(rangos_map(f, (size_t)k, NULL, 0, y, sizeof *y), 0,
                "rangos_map, un elemento para cada rango");
    for (int i = 0; i < k; i++)
        exige_entero(y[i], por * i,
                     "lo que escribe la función del elemento %d, de %d "
                     "entre %d rangos",
                     i, k, k);
}

/* Se abre y se cierra dos veces; en medio, órdenes con dos funciones. */
static void cuerpo_sirve(void)
{
    for (int vez = 0; vez < 2; vez++) {
        if (!rangos_abre()) {
            exige(rango() != 0, "rangos_abre, en el rango 0, da false");
            continue;
        }
        exige(rango() == 0, "rangos_abre da true en el rango %d", rango());
        quien(apunta_rango, 1);
        quien(apunta_el_doble, 2);
        quien(apunta_rango, 1);
        rangos_cierra();
    }
}

void prueba_sirve(void)
{
    en_rangos(3, "sirve");
}

/* ------------------------------------------------------- mapa --------- */

static void cuerpo_mapa(void)
{
    if (!rangos_abre())
        return;
    cuerpos_del_mapa();
    exige_error(
        rangos_map(apunta_rango, (size_t)INT_MAX + 1, NULL, 0, NULL, 0),
        EOVERFLOW, "rangos_map de INT_MAX + 1 elementos");
    rangos_cierra();
}

void prueba_mapa_valores(void)
{
    en_rangos(1, "mapa");
    en_rangos(3, "mapa");
}

/* Cada trozo son 4 elementos: falla el que diga el error, y se apunta. */
static int falla_si(const void *entrada, void *salida)
{
    const int *x = entrada;

    atomic_fetch_add(&vigia_cuenta[x[0]], 1);
    *(int *)salida = x[0];
    return x[1];
}

static void un_error(const int falla[12], int esperado)
{
    int x[12][2], y[12];
    bool corta = false;

    for (int i = 0; i < 12; i++) {
        x[i][0] = i;
        x[i][1] = falla[i];
        atomic_store(&vigia_cuenta[i], 0);
    }
    exige_entero(rangos_map(falla_si, 12, x, sizeof x[0], y, sizeof y[0]),
                 esperado,
                 "rangos_map de 12 elementos entre 3 rangos: el "
                 "error");
    for (int i = 0; i < 12; i++) {
        corta = i % 4 == 0 ? false : corta || falla[i - 1] != 0;
        exige_entero(vigia_cuenta[i], corta ? 0 : 1,
                     "rangos_map de 12 elementos entre 3 rangos: veces que "
                     "se hace el %d",
                     i);
    }
}

static void cuerpo_errores(void)
{
    static const int casos[][12] = {
        {0},
        {0, 0, 0, 0, 0, 8},
        {0, 0, 0, 0, 0, 8, 9, 0, 0, 0, 0, 99},
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99},
        {0, 5, 0, 0, 900},
    };
    static const int error[] = {0, 8, 8, 99, 5};

    if (!rangos_abre())
        return;
    for (int i = 0; i < 5; i++)
        un_error(casos[i], error[i]);
    rangos_cierra();
}

void prueba_mapa_errores(void)
{
    en_rangos(3, "errores");
}

/* ------------------------------------------------------- suma --------- */

static double doble_y_cuenta(double x)
{
    atomic_fetch_add(&vigia_cuenta[rango()], 1);
    return 2 * x;
}

static void cuerpo_suma(void)
{
    double x[100], s = -1;

    for (int i = 0; i < 100; i++)
        x[i] = i;
    if (!rangos_abre())
        return;
    for (int n = 0; n <= 100; n += 10) {
        exige_error(rangos_suma(doble_y_cuenta, x, (size_t)n, &s), 0,
                    "rangos_suma");
        exige_real(s, n * (n - 1), 1e-9,
                   "rangos_suma de los dobles de 0 a %d, entre %d rangos",
                   n - 1, rangos());
    }
    for (int i = 0; i < rangos(); i++)
        exige(vigia_cuenta[i] > 0, "rangos_suma: el rango %d no suma nada",
              i);
    rangos_cierra();
}

void prueba_suma(void)
{
    en_rangos(3, "suma");
}

/* ------------------------------------------------------- imap --------- */

enum { PUERTA, LLEGAN, HECHOS, SACADOS };

static long hasta;

static int da(void *ctx, void *x)
{
    long *i = ctx;

    *(long *)x = *i;
    return (*i)++ < hasta ? 0 : RANGOS_FIN;
}

static int cuadrado(const void *x, void *y)
{
    long v = *(const long *)x;

    *(long *)y = v * v;
    return 0;
}

/* El 0 no acaba hasta que alguien abre su puerta. */
static int lento_el_0(const void *x, void *y)
{
    if (*(const long *)x == 0)
        vigia_espera(PUERTA, 1);
    atomic_fetch_add(&vigia_cuenta[HECHOS], 1);
    return cuadrado(x, y);
}

static struct rangos_imap *abre(rangos_funcion *f, long *i, long n,
                                struct rangos_opciones o)
{
    struct rangos_imap *it = NULL;

    *i = 0;
    hasta = n;
    exige_error(
        rangos_imap_crea(&it, f, da, i, sizeof(long), sizeof(long), &o), 0,
        "rangos_imap_crea");
    return it;
}

static void exige_da(struct rangos_imap *it, long esperado, const char *que)
{
    long y = -1;

    exige_error(rangos_imap_siguiente(it, &y), 0,
                "rangos_imap_siguiente, %s", que);
    exige_entero(y, esperado, "rangos_imap_siguiente, %s", que);
}

/* En orden: el 1 llega antes que el 0, y espera. */
static int el_0_espera_al_1(const void *x, void *y)
{
    long v = *(const long *)x;

    if (v == 0)
        vigia_espera(LLEGAN, 1);
    if (v == 2) /* lo hace quien ya ha devuelto el 1 */
        atomic_store(&vigia_cuenta[LLEGAN], 1);
    return cuadrado(x, y);
}

static void en_orden_aunque_llegue_antes(void)
{
    long i;
    struct rangos_imap *it = abre(el_0_espera_al_1, &i, 8,
                                  (struct rangos_opciones){.ventana = 3});

    for (long j = 0; j < 8; j++)
        exige_da(it, j * j, "en orden, y el 1 acaba antes que el 0");
    rangos_imap_destruye(it);
}

static void cuerpo_imap(void)
{
    if (!rangos_abre())
        return;
    en_orden_aunque_llegue_antes();
    cuerpos_del_imap();
    rangos_cierra();
}

void prueba_imap_cuerpos(void)
{
    en_rangos(3, "imap");
}

/* Dos trabajan. El 0 se queda con uno; el otro hace los demás. */
static void cuerpo_quien_acaba(void)
{
    long i, y;

    if (!rangos_abre())
        return;
    struct rangos_imap *it =
        abre(lento_el_0, &i, 10,
             (struct rangos_opciones){.ventana = 4, .sin_orden = true});

    for (long j = 1; j < 10; j++)
        exige_da(it, j * j, "sin orden, con el 0 sin acabar");
    atomic_store(&vigia_cuenta[PUERTA], 1);
    exige_da(it, 0, "sin orden, cuando acaba el 0");
    exige_entero(rangos_imap_siguiente(it, &y), RANGOS_FIN,
                 "rangos_imap_siguiente, después del último");
    rangos_imap_destruye(it);
    rangos_cierra();
}

void prueba_imap_quien_acaba(void)
{
    en_rangos(3, "quien_acaba");
}

static void cuerpo_ventana(void)
{
    long i, x = 0;
    double s, uno = 1;
    struct rangos_imap *it, *otro;

    if (!rangos_abre())
        return;
    for (long sacados = 0; sacados < 4; sacados++) {
        it = abre(cuadrado, &i, 1000,
                  (struct rangos_opciones){.chunksize = 2, .ventana = 3});
        exige_entero(i, 6,
                     "elementos sacados por rangos_imap_crea, con "
                     "chunksize 2 y ventana 3");
        for (long j = 0; j < sacados; j++)
            exige_da(it, j * j, "con una ventana de 3");
        exige_error(rangos_imap_crea(&otro, cuadrado, da, &x, 8, 8, NULL),
                    EBUSY, "rangos_imap_crea, con otro sin destruir");
        exige_error(rangos_map(cuadrado, 1, &x, 8, &x, 8), EBUSY,
                    "rangos_map, con un rangos_imap sin destruir");
        rangos_imap_destruye(it);
        exige_error(rangos_suma(doble_y_cuenta, &uno, 1, &s), 0,
                    "rangos_suma, después de destruirlo a medias");
        exige_real(s, 2, 1e-9,
                   "rangos_suma, después de destruirlo a medias");
    }
    rangos_cierra();
}

static void cuerpo_solo(void)
{
    struct rangos_imap *it;
    long i = 0;

    if (!rangos_abre())
        return;
    exige_error(rangos_imap_crea(&it, cuadrado, da, &i, 8, 8, NULL), EINVAL,
                "rangos_imap_crea, con el rango 0 solo");
    rangos_cierra();
}

void prueba_imap_ventana(void)
{
    en_rangos(3, "ventana");
    en_rangos(1, "solo");
}

/* ------------------------------------------------------- muere -------- */

static int sale_en_el_2(const void *x, void *y)
{
    (void)y;
    if (*(const long *)x == 2)
        exit(0);
    return 0;
}

static int muere_en_el_2(const void *x, void *y)
{
    (void)y;
    if (*(const long *)x == 2)
        raise(SIGKILL);
    return 0;
}

static void mapa_de_3(rangos_funcion *f)
{
    long x[3] = {0, 1, 2};

    if (!rangos_abre())
        return;
    rangos_map(f, 3, x, sizeof *x, NULL, 0);
    falla("rangos_map ha vuelto, y el rango 2 no ha acabado su trozo");
}

static void cuerpo_sale(void)
{
    mapa_de_3(sale_en_el_2);
}

static void cuerpo_matado(void)
{
    mapa_de_3(muere_en_el_2);
}

/* Fuera de abre y cierra, exit no es asunto nuestro. */
static void cuerpo_cerrado(void)
{
    if (rangos_abre())
        rangos_cierra();
    MPI_Finalize();
    exit(0);
}

void prueba_muere(void)
{
    static struct final f;

    lanza_cuerpo(3, "sale", &f);
    exige(f.estado != 0, "el rango 2 llama a exit(0) a mitad de un mapa, y "
                         "mpirun acaba con 0");
    exige(strstr(f.dicho, "rango 2: ") != NULL,
          "el rango 2 llama a exit a mitad de un mapa: en la salida de "
          "errores se esperaba una línea que empezara por «rango 2: »");
    exige(strstr(f.dicho, "[el rango 2 llama a MPI_Abort]") != NULL,
          "el rango 2 llama a exit a mitad de un mapa, y nadie ha llamado "
          "a MPI_Abort");
    lanza_cuerpo(3, "matado", &f);
    exige_entero(f.estado, 128 + SIGKILL,
                 "una señal mata al rango 2: el estado de mpirun");
    en_rangos(2, "cerrado");
}

const struct cuerpo cuerpos[] = {
    {"gira", cuerpo_gira},
    {"sirve", cuerpo_sirve},
    {"mapa", cuerpo_mapa},
    {"errores", cuerpo_errores},
    {"suma", cuerpo_suma},
    {"imap", cuerpo_imap},
    {"quien_acaba", cuerpo_quien_acaba},
    {"ventana", cuerpo_ventana},
    {"solo", cuerpo_solo},
    {"sale", cuerpo_sale},
    {"matado", cuerpo_matado},
    {"cerrado", cuerpo_cerrado},
    {NULL, NULL},
};
