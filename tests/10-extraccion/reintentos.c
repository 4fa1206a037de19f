/* Pruebas de los reintentos: con funciones que fallan las veces que se les
 * dice y una espera que solo apunta, así que nadie duerme. */
#include "extractor.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { INTENTOS_MAX = 50, MINUTO = 60000 };

/* ---- qué merece otro intento ---- */

static void pasajeros(void)
{
    static const int si[] = {ETIMEDOUT, ECONNREFUSED, ECONNRESET, 429,
                             500,       503,          599},
                     no[] = {0,   ENOMEM, EPROTO, 400,           403,
                             404, 499,    600,    EXTRAE_PERDIDA};

    for (size_t i = 0; i < sizeof si / sizeof *si; i++)
        exige(extrae_pasajero(si[i]),
              "extrae_pasajero(%d) da false, y puede salir bien si se "
              "repite",
              si[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        exige(!extrae_pasajero(no[i]),
              "extrae_pasajero(%d) da true, y repetirlo no cambia nada",
              no[i]);
}

/* ---- cuánto se espera ---- */

static void pausa_entre(size_t i, int k, int pausa, long tope)
{
    int p = extrae_pausa(i, k, pausa);

    exige(p >= tope / 2 && p <= tope,
          "extrae_pausa(%zu, %d, %d) da %d, y tiene que estar entre %ld y "
          "%ld",
          i, k, pausa, p, tope / 2, tope);
    exige_entero(extrae_pausa(i, k, pausa), p,
                 "extrae_pausa(%zu, %d, %d), otra vez", i, k, pausa);
}

static void pausas(void)
{
    int distintas = 0;

    for (size_t i = 0; i < 40; i++) {
        long tope = 100;

        for (int k = 1; k <= 70; k++) {
            pausa_entre(i, k, 100, tope);
            tope = tope * 2 < MINUTO ? tope * 2 : MINUTO;
        }
        pausa_entre(i, 1, INT_MAX, MINUTO);
        pausa_entre(i, 3, INT_MAX / 2, MINUTO);
        pausa_entre(i, 5, 0, 0);
    }
    for (size_t i = 0; i < 200000; i++)
        pausa_entre(i, 1, INT_MAX, MINUTO);
    int menor = 1000, mayor = 0;
    for (size_t i = 0; i < 100; i++) {
        int p = extrae_pausa(i, 1, 1000);

        menor = p < menor ? p : menor;
        mayor = p > mayor ? p : mayor;
    }
    exige(menor < 600 && mayor > 900,
          "de cien pausas con tope 1000, todas están entre %d y %d: se "
          "reparten entre 500 y 1000",
          menor, mayor);
    for (size_t i = 1; i < 20; i++)
        distintas +=
            extrae_pausa(i, 1, 1000) != extrae_pausa(i - 1, 1, 1000);
    exige(distintas > 9,
          "de 20 páginas que fallan a la vez, %d esperan lo mismo que la "
          "anterior: volverán todas juntas",
          19 - distintas);
}

/* ---- una página ---- */

static const int
    *guion; /* lo que devuelve cada intento; el último, siempre */
static int pasos, intentos, esperas;
static int esperado[INTENTOS_MAX];

static int segun_guion(const char *url, struct tabla **sale)
{
    const char *cabecera[] = {"URL"};
    int r = guion[intentos < pasos ? intentos : pasos - 1];

    exige(++intentos < INTENTOS_MAX,
          "extrae_una lleva %d intentos y no se cansa", intentos);
    *sale = r == 0 ? tabla_crea(1, cabecera) : NULL;
    exige_texto(url, "u", "la página que pide extrae_una");
    return r;
}

static void apunta_espera(int ms)
{
    exige(esperas < INTENTOS_MAX, "extrae_una no para de esperar");
    esperado[esperas++] = ms;
}

static void sigue(const char *cuando, const int *g, int n, int max,
                  int salen)
{
    struct extrae_opciones o = {.n_jobs = 1,
                                .intentos = max,
                                .pausa_ms = 64,
                                .extrae = segun_guion,
                                .espera = apunta_espera};
    struct tabla *t = NULL;

    guion = g;
    pasos = n;
    intentos = esperas = 0;
    int r = extrae_una("u", 5, &o, &t);
    exige_entero(intentos, salen, "%s, con intentos = %d: intentos", cuando,
                 max);
    exige_entero(esperas, salen - 1, "%s, con intentos = %d: pausas",
                 cuando, max);
    exige_entero(r, g[salen <= n ? salen - 1 : n - 1],
                 "%s, con intentos = %d: extrae_una", cuando, max);
    exige((t != NULL) == (r == 0), "%s: extrae_una da %d y una tabla %s",
          cuando, r, t == NULL ? "NULL" : "que no es NULL");
    tabla_destruye(t);
    for (int k = 1; k < salen; k++)
        exige_entero(esperado[k - 1], extrae_pausa(5, k, 64),
                     "%s: la pausa tras el intento %d", cuando, k);
}

void prueba_reintenta(void)
{
    static const int bien[] = {0}, dos[] = {503, ETIMEDOUT, 0},
                     nunca[] = {503}, falta[] = {404, 0},
                     cambia[] = {429, 404, 0};

    pasajeros();
    pausas();
    sigue("Si sale a la primera", bien, 1, 5, 1);
    sigue("Si sale a la tercera", dos, 3, 5, 3);
    sigue("Si sale a la tercera", dos, 3, 2, 2);
    sigue("Si no sale nunca", nunca, 1, 4, 4);
    sigue("Si no sale nunca", nunca, 1, 1, 1);
    sigue("Si no sale nunca", nunca, 1, 0, 1);
    sigue("Si no existe", falta, 2, 5, 1);
    sigue("Si deja de existir", cambia, 3, 5, 2);
}
