/* Los iteradores: nada antes de tiempo, ni uno de más, el final es
 * definitivo, y la cadena se destruye entera, una vez. */
#include "perezoso.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <inttypes.h>

/* Una fuente que cuenta lo que le piden: da 0, 1, 2…, y en tope se acaba
 * con `acaba`, que puede ser un error. Si le siguen pidiendo, vuelve a
 * empezar: quien pregunte después del final, se nota. */
struct fuente {
    struct iterador base;
    int64_t va, tope;
    int acaba;
    int pedidos, destruidas;
};

static int fuente_siguiente(struct iterador *it, int64_t *x)
{
    struct fuente *f = (struct fuente *)it;

    f->pedidos++;
    if (f->va == f->tope) {
        f->va = 0;
        return f->acaba;
    }
    *x = f->va++;
    return 0;
}

static void fuente_destruye(struct iterador *it)
{
    ((struct fuente *)it)->destruidas++;
}

static struct fuente fuente_de(int64_t tope, int acaba)
{
    return (struct fuente){
        .base = {fuente_siguiente, fuente_destruye, 0},
        .tope = tope,
        .acaba = acaba,
    };
}

enum { SIN_FIN = 1000 }; /* un ansioso se para aquí */

static int cuenta_y_cuadra(void *ctx, int64_t x, int64_t *y)
{
    int *llamadas = ctx;

    ++*llamadas;
    if (x == 3)
        return EDOM;
    *y = x * x;
    return 0;
}

static struct iterador *mapa_de(struct fuente *f, int *llamadas)
{
    struct iterador *it = NULL;

    exige_error(iter_mapa(&f->base, cuenta_y_cuadra, llamadas, &it), 0,
                "iter_mapa");
    exige(it != NULL, "iter_mapa ha devuelto 0 y no ha dejado iterador");
    return it;
}

static struct iterador *primeros_de(struct fuente *f, size_t n)
{
    struct iterador *it = NULL;

    exige_error(iter_primeros(&f->base, n, &it), 0, "iter_primeros(%zu)",
                n);
    exige(it != NULL,
          "iter_primeros ha devuelto 0 y no ha dejado iterador");
    return it;
}

/* Un final, dicho por su nombre. */
static const char *nombre(int final)
{
    static const struct {
        int final;
        const char *nombre;
    } conocidos[] = {
        {0, "otro elemento (0)"}, {ITER_FIN, "ITER_FIN"}, {EIO, "EIO"},
        {EDOM, "EDOM"},           {ENOSYS, "ENOSYS"},
    };

    for (size_t i = 0; i < sizeof conocidos / sizeof *conocidos; i++)
        if (conocidos[i].final == final)
            return conocidos[i].nombre;
    return "otra cosa";
}

/* Pide uno más, y tiene que salir ese final, sin tocar *x. */
static void exige_final(struct iterador *it, int final, const char *que)
{
    int64_t x = 77;
    int sale = iter_siguiente(it, &x);

    exige(sale == final, "%s: se esperaba %s y ha salido %s", que,
          nombre(final), nombre(sale));
    exige_entero(x, 77, "%s: el final no debía tocar *x, que valía 77",
                 que);
}

void prueba_final_definitivo(void)
{
    struct fuente f = fuente_de(2, ITER_FIN);
    int64_t x = 0;

    exige_error(iter_siguiente(&f.base, &x), 0, "iter_siguiente, el 1.º");
    exige_error(iter_siguiente(&f.base, &x), 0, "iter_siguiente, el 2.º");
    exige_entero(x, 1, "iter_siguiente, el 2.º: el elemento");
    for (int i = 0; i < 3; i++)
        exige_final(&f.base, ITER_FIN,
                    "iter_siguiente, después del último");
    exige_entero(f.pedidos, 3,
                 "iter_siguiente, llamada 5 veces sobre 2 "
                 "elementos: veces que preguntó");
}

static void error_de_la_fuente(void)
{
    struct fuente f = fuente_de(1, EIO);
    int llamadas = 0;
    struct iterador *it = mapa_de(&f, &llamadas);
    int64_t x = 0;

    exige_error(iter_siguiente(it, &x), 0, "iter_mapa, el 1.º");
    for (int i = 0; i < 3; i++)
        exige_final(it, EIO,
                    "iter_mapa, con una fuente que falla en el 2.º");
    exige_entero(llamadas, 1, "la fuente falla en el 2.º: llamadas a f");
    exige_entero(f.pedidos, 2, "la fuente falla en el 2.º: pedidos");
    iter_destruye(it);
}

static void uno_por_uno(void)
{
    struct fuente f = fuente_de(SIN_FIN, ITER_FIN);
    int llamadas = 0;
    struct iterador *it = mapa_de(&f, &llamadas);

    exige_entero(f.pedidos, 0,
                 "recién creado iter_mapa: elementos pedidos "
                 "a la fuente");
    exige_entero(llamadas, 0, "recién creado iter_mapa: llamadas a f");
    for (int64_t i = 0; i < 3; i++) {
        int64_t y = -1;

        exige_error(iter_siguiente(it, &y), 0, "iter_mapa, elemento %d",
                    (int)i);
        exige_entero(y, i * i, "iter_mapa, elemento %d", (int)i);
        exige_entero(f.pedidos, i + 1,
                     "iter_mapa, dados %d: pedidos a la "
                     "fuente",
                     (int)i + 1);
    }
    exige_final(it, EDOM, "iter_mapa, con una f que falla en el 4.º");
    exige_final(it, EDOM, "iter_mapa, después de que f falle");
    exige_entero(llamadas, 4, "f falla en el 4.º: llamadas a f");
    iter_destruye(it);
}

static void cadena(void)
{
    struct fuente f = fuente_de(SIN_FIN, ITER_FIN);
    int llamadas = 0;
    struct iterador *it = mapa_de(&f, &llamadas), *dos = NULL;

    averia(AV_MEMORIA, 1);
    int error = iter_mapa(it, cuenta_y_cuadra, &llamadas, &dos);
    averia(AV_MEMORIA, 0);
    exige_error(error, ENOMEM, "iter_mapa, sin memoria");
    exige_entero(f.destruidas, 0,
                 "iter_mapa, sin memoria: veces que ha "
                 "destruido la fuente, que no es suya");
    iter_destruye(it);
    exige_entero(f.destruidas, 1,
                 "iter_destruye de un mapa: veces que se "
                 "destruye su fuente");
    iter_destruye(NULL);
}

void prueba_pereza_nada(void)
{
    uno_por_uno();
    error_de_la_fuente();
    cadena();
}

static void justos(void)
{
    struct fuente f = fuente_de(SIN_FIN, ITER_FIN);
    struct iterador *it = primeros_de(&f, 3);
    int64_t x = 0;

    exige_entero(f.pedidos, 0,
                 "recién creado iter_primeros(3): pedidos a "
                 "la fuente");
    for (int i = 0; i < 3; i++) {
        exige_error(iter_siguiente(it, &x), 0,
                    "iter_primeros(3), elemento %d", i);
        exige_entero(x, i, "iter_primeros(3), elemento %d", i);
    }
    int sale = iter_siguiente(it, &x);
    exige_entero(f.pedidos, 3,
                 "iter_primeros(3), al pedir el cuarto: pedidos a la "
                 "fuente");
    exige(sale == ITER_FIN, "%s: se esperaba ITER_FIN y ha salido %s",
          "iter_primeros(3), al pedir el cuarto", nombre(sale));
    exige_final(it, ITER_FIN, "iter_primeros(3), agotado");
    averia(AV_MEMORIA, 1);
    struct iterador *dos = NULL;
    int error = iter_primeros(it, 1, &dos);
    averia(AV_MEMORIA, 0);
    exige_error(error, ENOMEM, "iter_primeros, sin memoria");
    exige_entero(f.destruidas, 0,
                 "iter_primeros, sin memoria: veces que ha destruido la "
                 "fuente, que no es suya");
    iter_destruye(it);
    exige_entero(f.destruidas, 1,
                 "iter_destruye de unos primeros: veces "
                 "que se destruye su fuente");
}

static void bordes(void)
{
    struct fuente ninguno = fuente_de(SIN_FIN, ITER_FIN);
    struct fuente corta = fuente_de(2, ITER_FIN);
    struct fuente rota = fuente_de(1, EIO);
    struct iterador *it = primeros_de(&ninguno, 0);
    int64_t x = 0;

    exige_final(it, ITER_FIN, "iter_primeros(0)");
    exige_entero(ninguno.pedidos, 0, "iter_primeros(0): pedidos");
    iter_destruye(it);
    it = primeros_de(&corta, 5);
    exige_error(iter_siguiente(it, &x), 0, "iter_primeros(5), 1.º de 2");
    exige_error(iter_siguiente(it, &x), 0, "iter_primeros(5), 2.º de 2");
    exige_final(it, ITER_FIN,
                "iter_primeros(5), con una fuente de 2, el 3.º");
    iter_destruye(it);
    it = primeros_de(&rota, 5);
    exige_error(iter_siguiente(it, &x), 0, "iter_primeros(5), el 1.º");
    exige_final(it, EIO,
                "iter_primeros(5), con una fuente que falla en el 2.º");
    iter_destruye(it);
}

void prueba_primeros_justos(void)
{
    justos();
    bordes();
}

static void exige_rango(int64_t desde, int64_t hasta, size_t cuantos)
{
    struct iterador *it = NULL;
    int64_t y[8];
    size_t n = 99;

    exige_error(iter_rango(desde, hasta, &it), 0, "iter_rango");
    exige(it != NULL, "iter_rango ha devuelto 0 y no ha dejado iterador");
    exige_error(iter_recoge(it, y, 8, &n), 0,
                "iter_recoge de iter_rango(%" PRId64 ", %" PRId64 ")",
                desde, hasta);
    exige_entero(n, cuantos,
                 "iter_recoge de iter_rango(%" PRId64 ", %" PRId64
                 "): recogidos",
                 desde, hasta);
    for (size_t i = 0; i < n; i++)
        exige_entero(y[i], desde + (int64_t)i,
                     "iter_rango(%" PRId64 ", %" PRId64 "), elemento %zu",
                     desde, hasta, i);
    exige_final(it, ITER_FIN, "iter_rango, agotado");
    iter_destruye(it);
}

static void rangos(void)
{
    struct iterador *it = NULL;

    exige_rango(3, 6, 3);
    exige_rango(-1, 1, 2);
    exige_rango(4, 4, 0);
    exige_rango(5, 4, 0);
    averia(AV_MEMORIA, 1);
    int error = iter_rango(0, 1, &it);
    averia(AV_MEMORIA, 0);
    exige_error(error, ENOMEM, "iter_rango, sin memoria");
}

void prueba_recoge_justo(void)
{
    struct fuente f = fuente_de(5, ITER_FIN);
    struct fuente rota = fuente_de(2, EIO);
    int64_t y[5] = {-1, -1, -1, -1, -1};
    size_t n = 99;

    exige_error(iter_recoge(&f.base, y, 0, &n), 0, "iter_recoge, cap 0");
    exige(n == 0 && f.pedidos == 0,
          "iter_recoge, cap 0: ha recogido %zu y pedido %d", n, f.pedidos);
    exige_error(iter_recoge(&f.base, y, 3, &n), 0, "iter_recoge, cap 3");
    exige_entero(n, 3, "iter_recoge, cap 3, de 5: recogidos");
    exige_entero(f.pedidos, 3, "iter_recoge, cap 3, de 5: pedidos");
    exige_error(iter_recoge(&f.base, y, 5, &n), 0,
                "iter_recoge, cuando se acaba antes de llenar");
    exige_entero(n, 2, "iter_recoge, de los 2 que quedan: recogidos");
    exige(y[0] == 3 && y[1] == 4 && y[2] == 2,
          "iter_recoge, de los 2 que quedan: se esperaban 3 4 y detrás el "
          "2 de antes, y hay %" PRId64 " %" PRId64 " %" PRId64,
          y[0], y[1], y[2]);
    exige_error(iter_recoge(&rota.base, y, 5, &n), EIO,
                "iter_recoge, con una fuente que falla en el 3.º");
    exige_entero(n, 2,
                 "iter_recoge, con una fuente que falla en el 3.º: "
                 "recogidos");
    rangos();
}
