#include "clase.h"

#include "../tira.h"

#include <stdlib.h>
#include <string.h>

static const char *const ids[] = {"a", "b", "c", "oculta"};

void clase_crea(struct clase *c)
{
    *c = (struct clase){0};
    politica_normal(&c->politica);
    c->baremos = 1;
    c->baremo = cierto(calloc(1, sizeof *c->baremo));
    struct baremo *b = c->baremo;
    *b = (struct baremo){.lab = copia("90-falsa"),
                         .titulo = copia("Una <falsa>"),
                         .pasos = 2,
                         .n = 4};
    b->paso = cierto(calloc(2, sizeof *b->paso));
    b->prueba = cierto(calloc(4, sizeof *b->prueba));
    b->paso[0] = (struct paso){copia("uno"), copia("Primero"),
                               copia("90.1"), copia("De <leer>")};
    b->paso[1] = (struct paso){copia("dos"), copia("Segundo"),
                               copia("90.2"), copia("De más leer")};
    for (size_t i = 0; i < 4; i++)
        b->prueba[i] =
            (struct prueba){copia(ids[i]),
                            i == 3 ? copia("SECRETO_TITULO")
                                   : formato("Título de %s", ids[i]),
                            i / 2, i < 2 ? 200 : 300, i == 3};
}

static struct veredicto pasa(const char *id)
{
    return (struct veredicto){copia(id), FIN_PASA, NULL, NULL};
}

static struct veredicto malo(const char *id, enum fin fin,
                             const char *causa, const char *mensaje)
{
    return (struct veredicto){copia(id), fin, copia(causa), copia(mensaje)};
}

static void veredicto(struct evaluacion *e, size_t i, char letra)
{
    const char *id = ids[i];
    const char *dice = i == 3 ? "SECRETO_MENSAJE" : "ha salido mal";

    for (int v = 0; v < VARIANTES; v++)
        e->v[v][i] = pasa(id);
    enum variante donde = letra == 'A'                   ? ASAN
                          : letra == 'T' || letra == 't' ? TSAN
                                                         : NORMAL;
    if (letra == 'p')
        return;
    free(e->v[donde][i].prueba);
    e->v[donde][i] =
        letra == 's'   ? malo(id, FIN_SALTO, NULL, "aquí no se puede")
        : letra == 'n' ? malo(id, FIN_SIN_VEREDICTO, NULL, NULL)
        : letra == 't' ? malo(id, FIN_FALLA, "plazo", dice)
        : letra == 'f' ? malo(id, FIN_FALLA, "exige", dice)
                       : malo(id, FIN_FALLA, "saneador", dice);
}

size_t clase_mete(struct clase *c, const char *alumno, int intento,
                  long long cuando, const char *veredictos)
{
    size_t n = c->entregas.n++;
    struct evaluacion *e = NULL;

    c->entregas.v =
        cierto(realloc(c->entregas.v, (n + 1) * sizeof *c->entregas.v));
    c->evaluacion =
        cierto(realloc(c->evaluacion, (n + 1) * sizeof *c->evaluacion));
    if (intento > 1)
        c->entregas.v[n - 1].cuenta = false;
    c->entregas.v[n] = (struct entrega){.alumno = copia(alumno),
                                        .origen = formato("%s.zip", alumno),
                                        .lab = copia("90-falsa"),
                                        .carpeta = copia(""),
                                        .resumen = copia("00"),
                                        .cuando = cuando,
                                        .intento = intento,
                                        .cuenta = true};
    if (veredictos != NULL) {
        e = cierto(calloc(1, sizeof *e));
        for (int v = 0; v < VARIANTES; v++) {
            e->n[v] = 4;
            e->v[v] = cierto(calloc(4, sizeof **e->v));
        }
        for (size_t i = 0; i < 4; i++)
            veredicto(e, i, veredictos[i]);
    }
    c->evaluacion[n] = e;
    return n;
}
