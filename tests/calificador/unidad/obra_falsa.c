/* obra_falsa.c: una obra que inventa los veredictos. Para probar el diario,
 * las partes y los cortes no hace falta compilar ni aislar nada.
 *
 * Lo que inventa depende solo del resumen de la entrega, así que es siempre
 * igual. Apunta en FALSA_REGISTRO, si está en el entorno, cada evaluación que
 * empieza; y en la entrega que se llama FALSA_ESPERA espera a que exista ese
 * fichero, para poder cortarla ahí. */
#include "../obra.h"

#include "../tira.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../apoyo/tabla.h"

struct obra {
    char *taller;
};

bool obra_abre(struct obra **sale, const struct obra_opciones *o,
               char mal[static 512])
{
    if (getenv("FALSA_SIN_RECINTO") != NULL &&
        o->aislamiento == AISLAMIENTO_ENTERO) {
        snprintf(mal, 512, "aquí no se puede aislar");
        return false;
    }
    *sale = cierto(malloc(sizeof **sale));
    (*sale)->taller = copia(o->taller);
    return true;
}

void obra_cierra(struct obra *o)
{
    free(o->taller);
    free(o);
}

const char *obra_texto(const struct obra *o)
{
    (void)o;
    return "Aislamiento: ninguno; los veredictos son inventados";
}

static void registra(const struct entrega *e)
{
    const char *ruta = getenv("FALSA_REGISTRO");
    char *s = formato("%s %s %d\n", e->alumno, e->lab, e->intento);
    int fd =
        ruta == NULL
            ? -1
            : open(ruta, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd >= 0 && write(fd, s, strlen(s)) < 0)
        perror(ruta);
    if (fd >= 0)
        close(fd);
    free(s);
}

/* Lo que tarda cada una: FALSA_MS, para que un corte al azar caiga dentro. */
static void tarda(void)
{
    const char *ms = getenv("FALSA_MS");

    if (ms != NULL)
        nanosleep(&(struct timespec){.tv_nsec = atol(ms) * 1000000}, NULL);
}

/* «ALUMNO=FICHERO»: crea FICHERO.aqui y no sigue hasta que está FICHERO. */
static void espera(const struct entrega *e)
{
    const char *que = getenv("FALSA_ESPERA");
    size_t n = strlen(e->alumno);

    if (que == NULL || strncmp(que, e->alumno, n) != 0 || que[n] != '=')
        return;
    char *aqui = formato("%s.aqui", que + n + 1);
    close(open(aqui, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    free(aqui);
    while (access(que + n + 1, F_OK) != 0)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
}

static unsigned azar(const struct entrega *e, size_t i)
{
    unsigned x = (unsigned)i * 2654435761u;

    for (const char *p = e->resumen; *p != '\0'; p++)
        x = (x ^ (unsigned char)*p) * 16777619u;
    return x >> 13;
}

static struct veredicto inventa(const struct entrega *e, const char *id,
                                size_t i, unsigned cada)
{
    struct veredicto v = {copia(id), FIN_PASA, NULL, NULL};

    if (azar(e, i) % cada == 0) {
        v.fin = FIN_FALLA;
        v.causa = copia(cada > 4 ? "saneador" : "exige");
        v.mensaje =
            formato("se esperaba %zu y ha salido \x1b[31m%u</td>\xff", i,
                    azar(e, i));
    }
    return v;
}

void obra_evalua(struct obra *o, const struct entrega *e,
                 struct evaluacion *sale)
{
    char *ruta = formato("%s/build/%s/manifiesto.tsv", o->taller, e->lab);
    struct tabla t;

    registra(e);
    espera(e);
    tarda();
    *sale = (struct evaluacion){.que = EVALUADA, .cpu = 0.1};
    if (!tabla_lee(ruta, &t))
        sale->que = IMPOSIBLE;
    for (int v = NORMAL; v <= ASAN; v++) {
        sale->v[v] = cierto(calloc((size_t)t.n + 1, sizeof **sale->v));
        for (int i = 0; (i = tabla_busca(&t, i, "prueba", NULL)) >= 0;
             i++) {
            sale->v[v][sale->n[v]] =
                inventa(e, t.fila[i].campo[1], sale->n[v] + 100 * (size_t)v,
                        v == NORMAL ? 4 : 9);
            sale->n[v]++;
        }
    }
    free(ruta);
}
