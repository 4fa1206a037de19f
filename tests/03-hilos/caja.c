/* Pruebas de la caja. El diario es una tubería llena: quien apunta se queda
 * dentro de la operación hasta que la prueba la vacía, así que dos hilos se
 * cruzan siempre, sin depender de la suerte. */
#include "caja.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

enum { LEE, ESCRIBE };

static int tubo[2];
static struct caja *caja;

static void sin_esperar(int fd, int cuando_si)
{
    int f = fcntl(fd, F_GETFL);

    exige(f != -1, "la prueba no ha podido leer las opciones del tubo");
    f = cuando_si ? f | O_NONBLOCK : f & ~O_NONBLOCK;
    exige(fcntl(fd, F_SETFL, f) == 0,
          "la prueba no ha podido cambiar las opciones del tubo");
}

static void llena(void)
{
    static const char relleno[4096];

    sin_esperar(tubo[ESCRIBE], 1);
    while (write(tubo[ESCRIBE], relleno, sizeof relleno) > 0)
        ;
    while (write(tubo[ESCRIBE], relleno, 1) > 0)
        ;
    sin_esperar(tubo[ESCRIBE], 0);
}

static void vacia(void)
{
    char b[4096];

    sin_esperar(tubo[LEE], 1);
    while (read(tubo[LEE], b, sizeof b) > 0)
        ;
}

/* Lo que dice el diario desde la última vez que se leyó. */
static void exige_diario(const char *esperado, const char *despues_de)
{
    char b[4096];

    sin_esperar(tubo[LEE], 1);
    ssize_t n = read(tubo[LEE], b, sizeof b - 1);

    b[n > 0 ? n : 0] = '\0';
    exige_texto(b, esperado, "el diario, después de %s", despues_de);
}

static void prepara(long saldo)
{
    exige(pipe(tubo) == 0, "la prueba no ha podido abrir una tubería");
    exige_error(caja_crea(&caja, saldo, tubo[ESCRIBE]), 0, "caja_crea");
}

static void termina(void)
{
    caja_destruye(caja);
    close(tubo[LEE]);
    close(tubo[ESCRIBE]);
}

struct orden {
    int (*que)(struct caja *c, long cantidad);
    long cantidad;
    int r;
};

static void *cumple(void *arg)
{
    struct orden *o = arg;

    o->r = o->que(caja, o->cantidad);
    return NULL;
}

/* Las dos a la vez: cuando el diario admite la primera línea, la segunda ya
 * ha llegado hasta donde puede llegar. */
static void a_la_vez(struct orden *a, struct orden *b, const char *que)
{
    llena();
    struct hilo *ha = lanza(cumple, a);

    exige(
        observa(ha) == DUERME,
        "%s, con el diario lleno, %s: se esperaba que intentase apuntarlo",
        que, que_hace(ha));
    struct hilo *hb = lanza(cumple, b);

    observa(hb);
    vacia();
    recoge(ha, que);
    recoge(hb, que);
}

static void *mira_saldo(void *arg)
{
    *(long *)arg = caja_saldo(caja);
    return NULL;
}

/* El saldo, preguntado por otro hilo: si alguien se fue sin soltar el
 * cerrojo, se nota aquí. */
static long saldo_ahora(const char *despues_de)
{
    long saldo = -1;
    struct hilo *h = lanza(mira_saldo, &saldo);

    exige(observa(h) == HA_VUELTO,
          "caja_saldo, después de %s, %s: ¿queda algún camino que salga "
          "sin soltar el cerrojo?",
          despues_de, que_hace(h));
    recoge(h, "caja_saldo");
    return saldo;
}

static long pagado(const struct orden *o)
{
    return o->r == 0 ? o->cantidad : 0;
}

static void una_detras_de_otra(void)
{
    prepara(50);
    exige_error(caja_retira(caja, 0), EINVAL, "caja_retira(0)");
    exige_error(caja_retira(caja, -1), EINVAL, "caja_retira(-1)");
    exige_error(caja_ingresa(caja, 0), EINVAL, "caja_ingresa(0)");
    exige_error(caja_ingresa(caja, -1), EINVAL, "caja_ingresa(-1)");
    exige_error(caja_retira(caja, 51), ECANCELED,
                "caja_retira(51), con 50 en la caja");
    exige_diario("", "cinco operaciones que no se pueden hacer");
    exige_entero(caja_saldo(caja), 50, "caja_saldo, sin haber hecho nada");
    exige_error(caja_ingresa(caja, 1), 0, "caja_ingresa(1)");
    exige_error(caja_retira(caja, 51), 0,
                "caja_retira(51), con 51 en la caja");
    exige_diario("+1\n-51\n", "ingresar 1 y retirar 51");
    exige_entero(caja_saldo(caja), 0,
                 "caja_saldo, después de sacarlo todo");
    exige_error(caja_ingresa(caja, 1), 0, "caja_ingresa(1)");
    exige_error(caja_retira(caja, 1), 0,
                "caja_retira(1), con 1 en la caja");
    exige_diario("+1\n-1\n", "ingresar 1 y retirar 1");
    averia(AV_CORTA, 1);
    averia(AV_EINTR, 1);
    int r = caja_ingresa(caja, 250);

    averia(AV_CORTA, 0);
    averia(AV_EINTR, 0);
    exige_error(r, 0,
                "caja_ingresa(250), con un write que se queda corto y al "
                "que interrumpen");
    exige_diario("+250\n", "ingresar 250, con write a trozos");
    termina();
}

void prueba_caja_retiran_dos(void)
{
    struct orden a = {caja_retira, 80, -1}, b = {caja_retira, 80, -1};

    una_detras_de_otra();
    prepara(100);
    a_la_vez(&a, &b, "caja_retira(80)");
    exige_entero(pagado(&a) + pagado(&b), 80,
                 "con 100 en la caja, dos hilos retiran 80 a la vez; "
                 "entre los dos se llevan");
    exige_error(a.r == 0 ? b.r : a.r, ECANCELED,
                "caja_retira(80), la que llega tarde");
    exige_entero(saldo_ahora("una retirada sin saldo bastante"), 20,
                 "caja_saldo, de 100, después de retirar 80");
    signal(SIGPIPE, SIG_IGN);
    close(tubo[LEE]);
    exige_error(caja_retira(caja, 5), EPIPE,
                "caja_retira(5), con el diario roto");
    exige_error(caja_ingresa(caja, 5), EPIPE,
                "caja_ingresa(5), con el diario roto");
    exige_entero(saldo_ahora("un apunte que ha fallado"), 20,
                 "caja_saldo, después de no poder apuntar");
    caja_destruye(caja);
    close(tubo[ESCRIBE]);
}

/* Quien mira a la vez que otro ingresa ve el saldo de antes o el de después;
 * si lo mira sin cerrojo, ThreadSanitizer lo ve siempre. */
static int ve_100_o_130(struct caja *c, long cantidad)
{
    long saldo = caja_saldo(c);

    (void)cantidad;
    return saldo == 100 || saldo == 130 ? 0 : -1;
}

static void mirar_mientras_ingresan(void)
{
    struct orden a = {caja_ingresa, 30, -1}, b = {ve_100_o_130, 0, -1};

    prepara(100);
    a_la_vez(&a, &b, "caja_ingresa(30), y a la vez caja_saldo,");
    exige_error(a.r, 0, "caja_ingresa(30)");
    exige(b.r == 0, "caja_saldo, mientras otro ingresa 30 en una caja con "
                    "100, no es ni 100 ni 130");
    termina();
}

void prueba_caja_ingresan_dos(void)
{
    struct orden a = {caja_ingresa, 30, -1}, b = {caja_ingresa, 500, -1};
    struct orden c = {caja_retira, 7, -1};

    mirar_mientras_ingresan();
    prepara(100);
    a_la_vez(&a, &b, "caja_ingresa");
    exige_error(a.r, 0, "caja_ingresa(30)");
    exige_error(b.r, 0, "caja_ingresa(500)");
    exige_entero(
        saldo_ahora("dos ingresos"), 630,
        "caja_saldo, de 100, después de ingresar a la vez 30 y 500");
    a_la_vez(&a, &c, "caja_ingresa y caja_retira");
    exige_entero(saldo_ahora("un ingreso y una retirada"), 653,
                 "caja_saldo, de 630, después de ingresar 30 y retirar 7 a "
                 "la vez");
    averia(AV_MUTEX, 1);
    struct caja *otra = NULL;
    int r = caja_crea(&otra, 1, tubo[ESCRIBE]);

    averia(AV_MUTEX, 0);
    exige_error(r, ENOMEM, "caja_crea, si el mutex no se puede iniciar");
    averia(AV_MEMORIA, 1);
    r = caja_crea(&otra, 1, tubo[ESCRIBE]);
    averia(AV_MEMORIA, 0);
    exige_error(r, ENOMEM, "caja_crea, si no hay memoria");
    exige(otra == NULL, "caja_crea ha fallado y ha cambiado *sale");
    termina();
}
