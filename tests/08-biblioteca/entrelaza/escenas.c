/* Las escenas: la cola, el sueño, el cierre y los futuros de libparalelo,
 * con su código de verdad. */
#include "nucleo.h"

#include <errno.h>
#include <string.h>

/* ---- la cola ---- */

enum { MAX_E = 4 };

static struct cola cola;
static struct encargo e[2][MAX_E];
static atomic_int metidos; /* los que ya han vuelto de par__cola_mete */
static int sacados, por_meter;
static int ultimo_visto[2][2]; /* por quien saca y por quien mete */

static void cola_prepara(void)
{
    memset(e, 0, sizeof e);
    memset(ultimo_visto, -1, sizeof ultimo_visto);
    memset(&cola, 0, sizeof cola);
    par__cola_vacia(&cola);
    metidos = sacados = 0;
}

static void mete(int quien, int n)
{
    for (int i = 0; i < n; i++) {
        entrelaza_exige(par__cola_mete(&cola, &e[quien][i], false),
                        "par__cola_mete no deja entrar, y nadie ha "
                        "cerrado");
        atomic_fetch_add(&metidos, 1);
    }
}

static void mete_a(void)
{
    mete(0, por_meter);
}

static void mete_b(void)
{
    mete(1, por_meter);
}

static bool visto[2][MAX_E];

static void apunta(int saca, struct encargo *x)
{
    int q = x >= e[1], i = (int)(x - e[q]);

    entrelaza_exige(x >= e[0] && x < e[1] + MAX_E,
                    "sale algo que nadie ha metido");
    entrelaza_exige(!visto[q][i], "sale dos veces lo mismo: %c%d", 'a' + q,
                    i);
    entrelaza_exige(i > ultimo_visto[saca][q],
                    "%c%d sale después que %c%d, y entró antes", 'a' + q, i,
                    'a' + q, ultimo_visto[saca][q]);
    visto[q][i] = true;
    ultimo_visto[saca][q] = i;
    sacados++;
}

static void saca(int quien, int veces)
{
    for (int k = 0; k < veces; k++) {
        struct encargo *x = par__cola_saca(&cola);

        if (x != NULL)
            apunta(quien, x);
    }
}

/* Si dice que no hay nada, todo lo que ya estaba dentro tiene que haber
 * salido. */
static void mira_si_vacia(void)
{
    int habia = atomic_load(&metidos);

    entrelaza_exige(par__cola_cuantos(&cola) != 0 || sacados >= habia,
                    "par__cola_cuantos dice 0, y quedan %d",
                    habia - sacados);
}

static void saca_solo(void)
{
    saca(0, 3);
    mira_si_vacia();
}

static void saca_a(void)
{
    saca(0, 2);
}

static void saca_b(void)
{
    saca(1, 2);
}

static void mete_uno(void)
{
    mete(0, 1);
}

static void saca_una(void)
{
    saca(0, 1);
}

static void saca_una_vez(void)
{
    saca(0, 1);
    mira_si_vacia();
}

static void cola_acaba(void)
{
    while (par__cola_cuantos(&cola) > 0) {
        int antes = sacados;

        saca(0, 1);
        entrelaza_exige(sacados > antes,
                        "par__cola_cuantos dice %zu, y no sale nada",
                        par__cola_cuantos(&cola));
    }
    entrelaza_exige(sacados == metidos, "han entrado %d y han salido %d",
                    metidos, sacados);
}

static void cola_2x1(void)
{
    por_meter = 1;
    memset(visto, 0, sizeof visto);
    cola_prepara();
}

static void cola_2x2(void)
{
    por_meter = 2;
    memset(visto, 0, sizeof visto);
    cola_prepara();
}

/* ---- el pool: dormir, despertar, cerrar ---- */

static struct par_pool *pool;

static struct tarea {
    struct encargo e;
    int r; /* lo que dijo par__manda */
    int veces, error;
    bool con_trabajador;
} tarea[2][2];

static void hace(struct encargo *q, struct trabajador *t, int error)
{
    struct tarea *a = (struct tarea *)(void *)q;

    a->veces++;
    a->error = error;
    a->con_trabajador = t != NULL;
}

static void prepara_pool(int k, const char *inicio)
{
    struct par_opciones o = {.trabajadores = k, .inicio = inicio};

    memset(tarea, 0, sizeof tarea);
    for (int i = 0; i < 4; i++)
        tarea[i / 2][i % 2] = (struct tarea){.e = {.corre = hace}, .r = -1};
    entrelaza_exige(par_crea(&pool, &o) == 0, "par_crea");
}

static void pool_de_1(void)
{
    prepara_pool(1, "hilo");
}

static void pool_de_2(void)
{
    prepara_pool(2, "hilo");
}

static void pool_de_1_proceso(void)
{
    prepara_pool(1, "fork");
}

static void manda(struct tarea *a, bool reservado)
{
    a->r = par__manda(pool, &a->e, reservado);
}

static void manda_a(void)
{
    manda(&tarea[0][0], false);
}

static void manda_b(void)
{
    manda(&tarea[1][0], false);
}

static void manda_dos(void)
{
    manda(&tarea[0][0], false);
    manda(&tarea[0][1], false);
}

static void manda_reservado(void)
{
    if (par_reserva(pool) != 0)
        return;
    manda(&tarea[0][0], true);
    par_devuelve(pool);
    entrelaza_exige(tarea[0][0].r == 0,
                    "con una reserva, par__manda dice %d", tarea[0][0].r);
}

/* Espera a que lo haga alguien, sin ayudar: aquí cerrar no despierta a
 * nadie a tiempo. */
static void cierra(void);
static atomic_uint hecho;

static void hace_y_avisa(struct encargo *q, struct trabajador *t, int error)
{
    hace(q, t, error);
    atomic_store(&hecho, 1);
    par__despierta(&hecho, 1);
}

static void manda_y_espera(void)
{
    tarea[0][0].e.corre = hace_y_avisa;
    hecho = 0;
    manda(&tarea[0][0], false);
    while (atomic_load(&hecho) == 0)
        par__duerme(&hecho, 0, NULL);
    cierra();
}

static void cierra(void)
{
    par_cierra(pool);
    entrelaza_exige(par_une(pool) == 0, "par_une");
}

static void termina(void)
{
    par_termina(pool);
    entrelaza_exige(par_une(pool) == 0, "par_une");
}

/* Ya no corre nadie: lo admitido se ha hecho, una vez; lo demás, no. */
static void todo_hecho(void)
{
    for (int i = 0; i < 4; i++) {
        const struct tarea *a = &tarea[i / 2][i % 2];

        entrelaza_exige(a->veces == (a->r == 0),
                        "la tarea %c%d, con la que par__manda dijo %d, se "
                        "ha hecho %d veces",
                        'a' + i / 2, i % 2, a->r, a->veces);
        entrelaza_exige(a->veces == 0 || a->error == 0 ||
                            a->error == ECANCELED,
                        "la tarea %c%d acaba con el error %d", 'a' + i / 2,
                        i % 2, a->error);
    }
}

static void nada_cancelado(void)
{
    todo_hecho();
    for (int i = 0; i < 4; i++)
        entrelaza_exige(tarea[i / 2][i % 2].error == 0,
                        "el pool se cerró, y la tarea %c%d acaba con el "
                        "error %d",
                        'a' + i / 2, i % 2, tarea[i / 2][i % 2].error);
}

/* ---- futuros ---- */

static struct par_futuro *futuro;
static int hechas, avisos, con_error, cancelado;

static int suma(const void *x, void *y)
{
    *(int *)y = *(const int *)x + 1;
    hechas++;
    return 0;
}

static void acabado(struct par_futuro *f, int error)
{
    (void)f;
    avisos++;
    con_error = error;
}

static int uno, dos;

static void manda_futuro(void)
{
    struct par_trabajo t = {suma, 1, &uno, 0, &dos, 0};

    prepara_pool(1, "hilo");
    uno = 1;
    dos = hechas = avisos = con_error = 0;
    cancelado = -1;
    futuro = entrelaza_pide(sizeof *futuro);
    futuro->acabado = acabado;
    entrelaza_exige(par_envia(pool, futuro, &t) == 0, "par_envia");
}

static void espera_futuro(void)
{
    entrelaza_exige(par_espera(futuro, -1) == 0, "par_espera");
    entrelaza_exige(par_listo(futuro), "par_espera vuelve, y par_listo no");
    if (par_error(futuro) == 0)
        entrelaza_exige(dos == 2, "par_espera vuelve sin el resultado");
    else
        entrelaza_exige(par_error(futuro) == ECANCELED, "par_error dice %d",
                        par_error(futuro));
}

/* Y en cuanto acaba, la memoria pasa a ser otra cosa. */
static void espera_y_libera(void)
{
    espera_futuro();
    entrelaza_libera(futuro);
}

static void cancela(void)
{
    cancelado = par_cancela(futuro);
    entrelaza_exige(cancelado == 0 || cancelado == EBUSY,
                    "par_cancela dice %d", cancelado);
}

static void cierra_despues(void)
{
    espera_futuro();
    cierra();
}

static void futuro_acaba(void)
{
    entrelaza_exige(avisos == 1, "acabado se ha llamado %d veces", avisos);
    entrelaza_exige(hechas == (cancelado != 0),
                    "par_cancela dice %d, y la función se ha llamado %d "
                    "veces",
                    cancelado, hechas);
    entrelaza_exige(con_error == (cancelado == 0 ? ECANCELED : 0),
                    "par_cancela dice %d, y acabado recibe %d", cancelado,
                    con_error);
}

/* ---- un bucle repartido ---- */

static int x[3], y[3];

static void prepara_mapa(void)
{
    prepara_pool(2, "hilo");
    for (int i = 0; i < 3; i++) {
        x[i] = i;
        y[i] = -1;
    }
    hechas = 0;
}

static void mapa(int n)
{
    int r =
        par_map(pool, suma, (size_t)n, x, sizeof x[0], y, sizeof y[0], 1);

    entrelaza_exige(r == 0, "par_map dice %d", r);
    for (int i = 0; i < n; i++)
        entrelaza_exige(y[i] == i + 1, "par_map vuelve sin el resultado %d",
                        i);
}

static void mapa_de_dos(void)
{
    mapa(2);
    cierra();
}

static void mapa_acaba(void)
{
    entrelaza_exige(hechas == 2, "de 2 elementos se hacen %d", hechas);
}

/* ---- imap ---- */

static int dados, por_dar, ventana;
static bool sin_orden;

static int da(void *ctx, void *q, size_t max, size_t *n)
{
    (void)ctx;
    (void)max;
    if (dados == por_dar)
        return PAR_FIN;
    *(int *)q = dados++;
    *n = 1;
    return 0;
}

static void prepara_imap(void)
{
    prepara_pool(1, "hilo");
    dados = hechas = 0;
    por_dar = 2;
    ventana = 1;
    sin_orden = false;
}

static void prepara_imap_de_2(void)
{
    prepara_imap();
    ventana = 2;
}

static void prepara_sin_orden(void)
{
    prepara_imap_de_2();
    sin_orden = true;
}

static void consume(void)
{
    struct par_imap_opciones o = {1, (size_t)ventana, sin_orden};
    struct par_imap *it;
    int r, v, suma_de = 0;

    entrelaza_exige(par_imap_crea(&it, pool, suma, da, NULL, sizeof(int),
                                  sizeof(int), &o) == 0,
                    "par_imap_crea");
    for (int i = 0; (r = par_imap_siguiente(it, &v)) == 0; i++) {
        entrelaza_exige(sin_orden || v == i + 1,
                        "par_imap_siguiente da %d en vez de %d", v, i + 1);
        suma_de += v;
    }
    entrelaza_exige(r == PAR_FIN, "par_imap_siguiente dice %d", r);
    entrelaza_exige(suma_de == 3 && hechas == 2,
                    "de dos elementos se hacen %d, que suman %d", hechas,
                    suma_de);
    par_imap_destruye(it);
    cierra();
}

/* Se va sin recoger nada. */
static void abandona(void)
{
    struct par_imap_opciones o = {1, 2, false};
    struct par_imap *it;

    entrelaza_exige(par_imap_crea(&it, pool, suma, da, NULL, sizeof(int),
                                  sizeof(int), &o) == 0,
                    "par_imap_crea");
    par_imap_destruye(it);
    cierra();
}

static void nada(void)
{
}

static const struct escena escenas[] = {
    {.nombre = "mini-1",
     .que = "uno mete uno, y uno saca",
     .prepara = cola_2x1,
     .hilo = {{"mete", mete_uno}, {"saca", saca_una_vez}},
     .acaba = cola_acaba},
    {.nombre = "mini-2",
     .que = "dos meten uno, y uno saca una vez",
     .prepara = cola_2x1,
     .hilo = {{"mete A", mete_a},
              {"mete B", mete_b},
              {"saca", saca_una_vez}},
     .acaba = cola_acaba},
    {.nombre = "mini-3",
     .que = "uno mete uno, y dos sacan una vez",
     .prepara = cola_2x1,
     .hilo = {{"mete A", mete_a},
              {"saca A", saca_una},
              {"saca B", saca_una}},
     .acaba = cola_acaba},
    {.nombre = "cola-2x1-1",
     .que = "dos meten uno cada uno, y uno saca",
     .prepara = cola_2x1,
     .hilo = {{"mete A", mete_a}, {"mete B", mete_b}, {"saca", saca_solo}},
     .acaba = cola_acaba},
    {.nombre = "cola-2x2-1",
     .que = "dos meten dos cada uno, y uno saca",
     .prepara = cola_2x2,
     .hilo = {{"mete A", mete_a}, {"mete B", mete_b}, {"saca", saca_solo}},
     .acaba = cola_acaba},
    {.nombre = "cola-2x1-2",
     .que = "dos meten uno cada uno, y dos sacan",
     .prepara = cola_2x1,
     .hilo = {{"mete A", mete_a},
              {"mete B", mete_b},
              {"saca A", saca_a},
              {"saca B", saca_b}},
     .acaba = cola_acaba},
    {.nombre = "manda-y-espera",
     .que = "uno manda, espera a que se haga, y cierra",
     .prepara = pool_de_1,
     .hilo = {{"manda", manda_y_espera}},
     .acaba = nada_cancelado},
    {.nombre = "manda-y-cierra",
     .que = "uno manda y otro cierra, con un trabajador",
     .prepara = pool_de_1,
     .hilo = {{"manda", manda_a}, {"cierra", cierra}},
     .acaba = nada_cancelado,
     .retrasos = 6,
     .retrasos_largo = 6},
    {.nombre = "proceso-y-cierra",
     .que = "lo mismo, con un proceso: nadie hace el trabajo de otro",
     .prepara = pool_de_1_proceso,
     .hilo = {{"manda", manda_a}, {"cierra", cierra}},
     .acaba = nada_cancelado,
     .retrasos = 4,
     .retrasos_largo = 6},
    {.nombre = "manda-y-termina",
     .que = "uno manda y otro termina, con un trabajador",
     .prepara = pool_de_1,
     .hilo = {{"manda", manda_a}, {"termina", termina}},
     .acaba = todo_hecho,
     .retrasos = 4,
     .retrasos_largo = 6},
    {.nombre = "reserva-y-cierra",
     .que = "uno reserva y manda, y otro cierra",
     .prepara = pool_de_1,
     .hilo = {{"reserva", manda_reservado}, {"cierra", cierra}},
     .acaba = nada_cancelado,
     .retrasos = 4,
     .retrasos_largo = 5},
    {.nombre = "dos-mandan",
     .que = "dos mandan y otro cierra, con un trabajador",
     .prepara = pool_de_1,
     .hilo = {{"manda A", manda_a},
              {"manda B", manda_b},
              {"cierra", cierra}},
     .acaba = nada_cancelado,
     .retrasos = 3,
     .retrasos_largo = 5},
    {.nombre = "dos-trabajan",
     .que = "uno manda dos y otro cierra, con dos trabajadores",
     .prepara = pool_de_2,
     .hilo = {{"manda", manda_dos}, {"cierra", cierra}},
     .acaba = nada_cancelado,
     .retrasos = 2,
     .retrasos_largo = 4},
    {.nombre = "futuro",
     .que = "uno espera un futuro, con un trabajador; luego lo cierra",
     .prepara = manda_futuro,
     .hilo = {{"espera", cierra_despues}},
     .acaba = futuro_acaba},
    {.nombre = "futuro-cancelado",
     .que = "uno espera un futuro y otro lo cancela",
     .prepara = manda_futuro,
     .hilo = {{"espera", cierra_despues}, {"cancela", cancela}},
     .acaba = futuro_acaba},
    {.nombre = "futuro-liberado",
     .que = "quien espera lo libera nada más volver, y otro cierra",
     .prepara = manda_futuro,
     .hilo = {{"espera", espera_y_libera}, {"cierra", cierra}},
     .acaba = futuro_acaba,
     .retrasos = 3,
     .retrasos_largo = 5},
    {.nombre = "mapa",
     .que = "un map de dos, con dos trabajadores; luego cierra",
     .prepara = prepara_mapa,
     .hilo = {{"mapa", mapa_de_dos}},
     .acaba = mapa_acaba,
     .retrasos = 2,
     .retrasos_largo = 3},
    {.nombre = "imap",
     .que = "un imap de dos, con una ventana de uno y un trabajador",
     .prepara = prepara_imap,
     .hilo = {{"consume", consume}},
     .acaba = nada,
     .retrasos = 2,
     .retrasos_largo = 3},
    {.nombre = "imap-de-2",
     .que = "lo mismo, con una ventana de dos",
     .prepara = prepara_imap_de_2,
     .hilo = {{"consume", consume}},
     .acaba = nada,
     .retrasos = 2,
     .retrasos_largo = 3},
    {.nombre = "imap-sin-orden",
     .que = "lo mismo, según acaban",
     .prepara = prepara_sin_orden,
     .hilo = {{"consume", consume}},
     .acaba = nada,
     .retrasos = 2,
     .retrasos_largo = 3},
    {.nombre = "imap-a-medias",
     .que = "quien consume se va sin recoger nada",
     .prepara = prepara_imap_de_2,
     .hilo = {{"consume", abandona}},
     .acaba = nada,
     .retrasos = 2,
     .retrasos_largo = 3},
};

int main(int argc, char **argv)
{
    return entrelaza_main(argc, argv, escenas,
                          sizeof escenas / sizeof escenas[0]);
}
