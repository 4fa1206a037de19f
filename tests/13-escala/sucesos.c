/* La cola de sucesos: en orden, y los empates también. */
#include "sucesos.h"

#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <stdlib.h>

enum { N = 3000 };

static struct sucesos *nueva(void)
{
    struct sucesos *c = NULL;

    exige_error(sucesos_crea(&c), 0, "sucesos_crea");
    return c;
}

static void pon(struct sucesos *c, double cuando, unsigned quien)
{
    exige_error(sucesos_pon(c, (struct suceso){cuando, quien, quien + 7}),
                0, "sucesos_pon");
}

static struct suceso saca(struct sucesos *c, const char *donde)
{
    struct suceso s = {-1, 0, 0};

    exige(sucesos_saca(c, &s),
          "sucesos_saca, %s, dice que no queda ninguno y hay %zu", donde,
          sucesos_cuantos(c));
    exige_entero(s.que, s.quien + 7, "el que del suceso de %u", s.quien);
    return s;
}

/* Todas las permutaciones de 7, y una larga. */
static void permuta(int *v, int i, struct sucesos *c)
{
    if (i == 7) {
        for (int j = 0; j < 7; j++)
            pon(c, v[j], (unsigned)v[j]);
        for (unsigned j = 0; j < 7; j++)
            exige_entero(
                saca(c, "tras poner siete").quien, j,
                "el %u.º que sale, puestos en el orden %d %d %d %d "
                "%d %d %d",
                j + 1, v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
        return;
    }
    for (int j = i; j < 7; j++) {
        int t = v[i];
        v[i] = v[j];
        v[j] = t;
        permuta(v, i + 1, c);
        v[j] = v[i];
        v[i] = t;
    }
}

void prueba_orden(void)
{
    int v[7] = {0, 1, 2, 3, 4, 5, 6};
    struct sucesos *c = nueva();
    struct suceso s;

    exige(!sucesos_saca(c, &s), "sucesos_saca de una cola vacía da algo");
    permuta(v, 0, c);
    for (unsigned i = 0; i < N; i++)
        pon(c, (double)(i * 7919u % N), i * 7919u % N);
    exige_entero(sucesos_cuantos(c), N, "sucesos_cuantos tras poner %d", N);
    for (unsigned i = 0; i < N; i++)
        exige_entero(saca(c, "tras poner muchos").quien, i,
                     "el %u.º de %d que sale", i + 1, N);
    exige(!sucesos_saca(c, &s), "después de sacarlos todos sale otro");
    sucesos_destruye(c);
    sucesos_destruye(NULL);
}

void prueba_empates(void)
{
    struct sucesos *c = nueva();

    for (unsigned i = 0; i < N; i++)
        pon(c, i % 3, i);
    for (unsigned t = 0; t < 3; t++)
        for (unsigned i = t; i < N; i += 3)
            exige_entero(saca(c, "con empates").quien, i,
                         "de los puestos en el instante %u, el que sale",
                         t);
    /* Un empate con otros que llegaron cuando ya se había sacado alguno. */
    for (unsigned i = 0; i < N; i++) {
        pon(c, 5, i);
        pon(c, 5, i + 100000);
        if (i % 2 == 1)
            exige_entero(saca(c, "con empates").quien,
                         i / 2 % 2 == 0 ? i / 4 : i / 4 + 100000,
                         "el siguiente de los del instante 5");
    }
    sucesos_destruye(c);
}

/* Se compara con lo más tonto que funciona: buscar el menor. */
void prueba_mezcla(void)
{
    static struct suceso v[N];
    static bool esta[N];
    struct sucesos *c = nueva();
    size_t n = 0, dentro = 0;

    for (int paso = 0; paso < 2 * N; paso++) {
        if (n < N && (dentro == 0 || azar(5) < 3)) {
            v[n] = (struct suceso){(double)azar(50), (uint32_t)n, 0};
            pon(c, v[n].cuando, v[n].quien);
            esta[n++] = true;
            dentro++;
        } else if (dentro > 0) {
            size_t m = N;

            for (size_t i = 0; i < n; i++)
                if (esta[i] && (m == N || v[i].cuando < v[m].cuando))
                    m = i;
            exige_entero(saca(c, "poniendo y sacando a la vez").quien, m,
                         "el siguiente, poniendo y sacando a la vez");
            esta[m] = false;
            dentro--;
        }
        exige_entero(sucesos_cuantos(c), dentro, "sucesos_cuantos");
    }
    sucesos_destruye(c);
    c = nueva();
    unsigned puestos = 0;
    averia(AV_MEMORIA, 4);
    while (sucesos_pon(c, (struct suceso){10000 - puestos, puestos,
                                          puestos + 7}) == 0)
        exige(++puestos < 100000, "sucesos_pon, sin memoria, no lo dice");
    averia(AV_MEMORIA, 0);
    exige_entero(sucesos_cuantos(c), puestos,
                 "sucesos_cuantos después de un ENOMEM");
    for (unsigned i = puestos; i > 0; i--)
        exige_entero(saca(c, "después de un ENOMEM").quien, i - 1,
                     "el que sale, después de un ENOMEM");
    sucesos_destruye(c);
    averia(AV_MEMORIA, 1);
    exige_error(sucesos_crea(&c), ENOMEM, "sucesos_crea sin memoria");
}
