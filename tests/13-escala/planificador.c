/* El planificador: quién hace qué, y qué pasa con lo que se pierde. */
#include "planificador.h"

#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { N_MAX = 1000, K_MAX = 12 };

static struct plan *nuevo(long n, int k, enum politica politica, long c,
                          int copias)
{
    struct plan_opciones o = {n, k, politica, c, copias};
    struct plan *p = NULL;

    exige_error(plan_crea(&p, &o), 0, "plan_crea");
    return p;
}

static void espera(struct plan *p, int quien, long desde, long n,
                   const char *cuando)
{
    struct trozo t = {-1, -1};

    exige(plan_pide(p, quien, &t),
          "%s: a %d no se le da nada, y le tocaban "
          "%ld desde el %ld",
          cuando, quien, n, desde);
    exige_entero(t.desde, desde, "%s: primer elemento del trozo de %d",
                 cuando, quien);
    exige_entero(t.n, n, "%s: elementos del trozo de %d", cuando, quien);
}

static void nada(struct plan *p, int quien, const char *cuando)
{
    struct trozo t = {-1, -1};

    exige(!plan_pide(p, quien, &t),
          "%s: a %d se le dan %ld desde el %ld, y no le tocaba nada",
          cuando, quien, t.n, t.desde);
}

/* Con k que piden por turnos y acaban, cada elemento se da una vez. */
static void recorre(long n, int k, enum politica politica, long c)
{
    struct plan *p = nuevo(n, k, politica, c, 0);
    int veces[N_MAX] = {0};
    int parados = 0;

    exige(plan_hecho(p) == (n == 0), "plan_hecho, recién creado con %ld",
          n);
    for (int q = 0; parados < k; q = (q + 1) % k) {
        struct trozo t;

        if (!plan_pide(p, q, &t)) {
            parados++;
            continue;
        }
        parados = 0;
        exige(t.n > 0 && t.desde >= 0 && t.desde + t.n <= n,
              "de %ld elementos se ha dado un trozo de %ld desde el %ld", n,
              t.n, t.desde);
        for (long i = t.desde; i < t.desde + t.n; i++)
            veces[i]++;
        exige(plan_acaba(p, q),
              "plan_acaba dice que otro había acabado antes ese trozo");
    }
    for (long i = 0; i < n; i++)
        exige_entero(
            veces[i], 1,
            "veces que se da el elemento %ld de %ld, entre %d y con "
            "chunksize %ld",
            i, n, k, c);
    exige(plan_hecho(p), "todo está acabado y plan_hecho dice que no");
    plan_destruye(p);
}

static void recorre_todo(enum politica politica)
{
    static const long n[] = {0, 1, 2, 7, 100, 999};

    for (size_t i = 0; i < sizeof n / sizeof *n; i++)
        for (int k = 1; k <= K_MAX; k += 3)
            for (long c = 1; c < 40; c += 9)
                recorre(n[i], k, politica, c);
}

void prueba_fijo(void)
{
    struct plan *p = nuevo(10, 3, FIJO, 1, 0);
    struct plan_opciones malas[] = {
        {-1, 1, TROZOS, 1, 0}, {5, 0, TROZOS, 1, 0}, {5, 1, TROZOS, 0, 0}};

    espera(p, 2, 6, 4, "FIJO, de 10 entre 3");
    espera(p, 0, 0, 3, "FIJO, de 10 entre 3");
    plan_acaba(p, 0);
    nada(p, 0, "FIJO, con su parte acabada");
    espera(p, 1, 3, 3, "FIJO, de 10 entre 3");
    plan_acaba(p, 1);
    exige(!plan_hecho(p), "plan_hecho, y falta el último");
    plan_acaba(p, 2);
    nada(p, 2, "FIJO, con su parte acabada");
    exige(plan_hecho(p), "todos han acabado y plan_hecho dice que no");
    plan_destruye(p);
    plan_destruye(NULL);
    recorre_todo(FIJO);
    for (size_t i = 0; i < 3; i++)
        exige_error(plan_crea(&p, &malas[i]), EINVAL,
                    "plan_crea con opciones que no valen (%zu)", i);
    for (int i = 1; i <= 5; i++) {
        struct plan_opciones o = {10, 3, FIJO, 1, 0};

        averia(AV_MEMORIA, i);
        exige_error(plan_crea(&p, &o), ENOMEM,
                    "plan_crea, si falla la petición de memoria %d", i);
    }
    averia(AV_MEMORIA, 0);
}

void prueba_trozos(void)
{
    struct plan *p = nuevo(10, 3, TROZOS, 4, 0);

    espera(p, 1, 0, 4, "TROZOS de 4");
    espera(p, 2, 4, 4, "TROZOS de 4");
    plan_acaba(p, 2);
    espera(p, 2, 8, 2, "TROZOS de 4, el último");
    nada(p, 0, "TROZOS, todo dado");
    plan_acaba(p, 1);
    plan_acaba(p, 2);
    exige(plan_hecho(p), "todos han acabado y plan_hecho dice que no");
    plan_destruye(p);
    recorre_todo(TROZOS);
}

void prueba_guiado(void)
{
    static const long toca[] = {34, 22, 15, 10, 7, 4, 3, 3, 2};
    struct plan *p = nuevo(100, 3, GUIADO, 3, 0);
    long desde = 0;

    for (size_t i = 0; i < sizeof toca / sizeof *toca; i++) {
        espera(p, 0, desde, toca[i] < 100 - desde ? toca[i] : 100 - desde,
               "GUIADO, de 100 entre 3 y al menos 3");
        plan_acaba(p, 0);
        desde += toca[i];
    }
    exige(plan_hecho(p), "GUIADO: todos acabados y plan_hecho dice que no");
    plan_destruye(p);
    recorre_todo(GUIADO);
}

void prueba_pierde(void)
{
    struct plan *p = nuevo(6, 3, TROZOS, 2, 0);

    exige(!plan_pierde(p, 0), "muere uno que no tenía nada, y plan_pierde "
                              "dice que hay algo que repetir");
    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    exige(plan_pierde(p, 0), "muere el único que hacía un trozo, y "
                             "plan_pierde dice que no hay que repetirlo");
    exige(!plan_pierde(p, 0), "muere otra vez, ya sin nada, y plan_pierde "
                              "dice que hay algo que repetir");
    exige(plan_pierde(p, 1), "muere el único que hacía un trozo, y "
                             "plan_pierde dice que no hay que repetirlo");
    exige(!plan_pierde(p, 1), "muere otra vez, ya sin nada, y plan_pierde "
                              "dice que hay algo que repetir");
    espera(p, 2, 2, 2, "dos perdidos: primero, el último");
    plan_acaba(p, 2);
    espera(p, 0, 0, 2, "dos perdidos: después, el otro");
    espera(p, 1, 4, 2, "lo nuevo, después de lo perdido");
    nada(p, 2, "todo dado");
    plan_acaba(p, 0);
    plan_acaba(p, 1);
    exige(!plan_pierde(p, 1), "muere quien ya había acabado, y plan_pierde "
                              "dice que hay algo que repetir");
    exige(plan_hecho(p), "todos han acabado y plan_hecho dice que no");
    plan_destruye(p);
    p = nuevo(6, 3, TROZOS, 2, 0);
    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    plan_acaba(p, 1);
    exige(!plan_pierde(p, 1), "muere quien ya había acabado, con otro "
                              "trabajando, y plan_pierde dice que hay algo "
                              "que repetir");
    plan_destruye(p);
    /* También con FIJO lo recoge otro. */
    p = nuevo(6, 2, FIJO, 1, 0);
    espera(p, 0, 0, 3, "FIJO, de 6 entre 2");
    espera(p, 1, 3, 3, "FIJO, de 6 entre 2");
    plan_pierde(p, 0);
    plan_acaba(p, 1);
    espera(p, 1, 0, 3, "FIJO, lo que ha perdido 0");
    plan_acaba(p, 1);
    exige(plan_hecho(p), "todos han acabado y plan_hecho dice que no");
    plan_destruye(p);
}

/* Piden, acaban y mueren al azar, hasta que está todo. */
static void al_azar(long n, int k, enum politica politica, int copias)
{
    struct plan *p = nuevo(n, k, politica, 3, copias);
    struct trozo t[K_MAX];
    bool ocupado[K_MAX] = {false};
    int hecho[N_MAX] = {0};
    long faltan = n;

    for (long pasos = 0; !plan_hecho(p); pasos++) {
        int q = (int)azar((unsigned long)k);

        exige(pasos < 200000, "faltan %ld elementos, y nadie los recibe ya",
              faltan);
        if (!ocupado[q]) {
            ocupado[q] = plan_pide(p, q, &t[q]);
            continue;
        }
        ocupado[q] = false;
        if (azar(3) == 0) {
            plan_pierde(p, q);
            continue;
        }
        bool primero = plan_acaba(p, q);
        for (long i = t[q].desde; i < t[q].desde + t[q].n; i++) {
            exige(primero == (hecho[i] == 0),
                  "plan_acaba dice que %s el primero, y el elemento %ld ya "
                  "estaba hecho %d veces",
                  primero ? "es" : "no es", i, hecho[i]);
            faltan -= hecho[i]++ == 0;
        }
    }
    exige_entero(faltan, 0,
                 "elementos sin hacer cuando plan_hecho dice que "
                 "está todo");
    plan_destruye(p);
}

void prueba_pierde_todos(void)
{
    for (int i = 0; i < 30; i++)
        for (int k = 1; k <= K_MAX; k += 4)
            al_azar(200, k, (enum politica)(i % 3), 0);
}

void prueba_copias(void)
{
    struct plan *p = nuevo(8, 4, TROZOS, 2, 1);

    for (int q = 0; q < 4; q++)
        espera(p, q, 2L * q, 2, "TROZOS de 2");
    plan_acaba(p, 0);
    espera(p, 0, 2, 2, "copia de lo más antiguo sin acabar");
    plan_acaba(p, 3);
    espera(p, 3, 4, 2, "copia de lo siguiente sin acabar ni copiar");
    exige(plan_acaba(p, 0),
          "la copia acaba antes, y plan_acaba dice que no");
    nada(p, 0, "todo está acabado, o copiado ya");
    exige(
        !plan_acaba(p, 1),
        "el original acaba después que la copia, y plan_acaba dice que es "
        "el primero");
    exige(!plan_hecho(p), "plan_hecho, y falta el tercer trozo");
    exige(plan_acaba(p, 2), "el original acaba antes que su copia, y "
                            "plan_acaba dice que no");
    exige(plan_hecho(p), "todo hecho y plan_hecho dice que no: queda una "
                         "copia, y no hace falta");
    exige(!plan_acaba(p, 3), "una copia acaba después de que esté todo, y "
                             "plan_acaba dice que es la primera");
    plan_destruye(p);
    p = nuevo(4, 5, TROZOS, 2, 2);
    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    espera(p, 2, 0, 2, "primera copia del más antiguo");
    espera(p, 3, 2, 2,
           "primera copia del otro, antes que la segunda de nada");
    espera(p, 4, 0, 2, "segunda copia del más antiguo");
    plan_acaba(p, 4);
    espera(p, 4, 2, 2, "segunda copia del otro");
    plan_acaba(p, 2);
    nada(p, 2, "todo acabado, o copiado dos veces");
    plan_acaba(p, 4);
    exige(plan_hecho(p), "todos han acabado y plan_hecho dice que no");
    plan_destruye(p);
    p = nuevo(4, 4, TROZOS, 2, 2);
    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    espera(p, 2, 0, 2, "primera copia del más antiguo");
    espera(p, 3, 2, 2, "primera copia del otro");
    plan_acaba(p, 0);
    espera(p, 0, 2, 2, "segunda copia: el más antiguo ya está acabado");
    plan_destruye(p);
    p = nuevo(3, 1, TROZOS, 2, 1);
    espera(p, 0, 0, 2, "TROZOS de 2");
    plan_acaba(p, 0);
    espera(p, 0, 2, 1, "TROZOS de 2, el último");
    plan_acaba(p, 0);
    nada(p, 0, "todo acabado, y uno solo");
    plan_destruye(p);
    p = nuevo(4, 2, TROZOS, 2, 0);
    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    plan_acaba(p, 1);
    nada(p, 1, "sin copias");
    plan_acaba(p, 0);
    plan_destruye(p);
}

void prueba_copias_y_muertes(void)
{
    struct plan *p = nuevo(4, 3, TROZOS, 2, 1);

    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    espera(p, 2, 0, 2, "copia de lo más antiguo");
    exige(!plan_pierde(p, 0), "muere el original y la copia sigue: no hay "
                              "que repetirlo");
    exige(plan_pierde(p, 2), "muere también la copia: hay que repetirlo");
    espera(p, 0, 0, 2, "lo que han perdido los dos");
    espera(p, 2, 0, 2, "copia de lo repetido, que es lo más antiguo");
    exige(plan_acaba(p, 2),
          "la copia acaba antes, y plan_acaba dice que no");
    exige(!plan_pierde(p, 0),
          "muere el original de un trozo ya acabado: no hay que repetirlo");
    plan_acaba(p, 1);
    exige(plan_hecho(p), "todos han acabado y plan_hecho dice que no");
    plan_destruye(p);
    p = nuevo(4, 4, TROZOS, 2, 1);
    espera(p, 0, 0, 2, "TROZOS de 2");
    espera(p, 1, 2, 2, "TROZOS de 2");
    espera(p, 2, 0, 2, "copia de lo más antiguo");
    exige(plan_pierde(p, 1), "muere el único que hacía un trozo, y "
                             "plan_pierde dice que no hay que repetirlo");
    espera(p, 1, 2, 2, "lo perdido, otra vez");
    espera(p, 3, 2, 2, "copia de lo repetido: lo más antiguo ya la tiene");
    plan_acaba(p, 2);
    nada(p, 2, "todo acabado, o copiado ya");
    plan_destruye(p);
    p = nuevo(4, 5, TROZOS, 2, 2);
    for (int q = 0; q < 5; q++)
        espera(p, q, q % 2 * 2L, 2, "dos trozos, y copias por turnos");
    exige(!plan_pierde(p, 1), "muere el original y la copia sigue: no hay "
                              "que repetirlo");
    exige(plan_pierde(p, 3), "muere también la copia: hay que repetirlo");
    espera(p, 1, 2, 2, "lo que han perdido los dos");
    espera(p, 3, 2, 2, "primera copia de lo repetido: cuenta desde cero");
    plan_destruye(p);
    for (int i = 0; i < 30; i++)
        for (int k = 1; k <= K_MAX; k += 4)
            al_azar(200, k, (enum politica)(i % 3), 1 + i % 2);
}
