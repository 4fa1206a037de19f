#include "simulador.h"

#include "sucesos.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { LIBRE, MUERE };

/* El mazo de un trabajador que roba, o de un subcoordinador. */
struct mazo {
    long desde, n;
};

struct sim {
    const struct sim_opciones *o;
    struct sim_resultado *r;
    struct sucesos *cola;
    struct plan *plan;
    double coordinador;      /* cuándo se queda libre */
    double *subcoordinador;  /* lo mismo, uno por grupo */
    struct mazo *mazo;       /* por trabajador (robo) o por grupo */
    int *parados, n_parados; /* los que pidieron y no había */
    bool *tiene;             /* un trozo en la mano */
    long por_hacer;          /* con robo o grupo; si no, lo sabe el plan */
    double trabajado, repartido;
    uint64_t azar;
    int error;
    bool acabado;
};

/* ---- el azar: splitmix64, de Steele, Lea y Flood (2014) ---- */

static uint64_t sortea(struct sim *s)
{
    uint64_t z = (s->azar += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* En (0, 1). */
static double uniforme(struct sim *s)
{
    return ((double)(sortea(s) >> 11) + 0.5) * 0x1p-53;
}

/* Casi normal, de media 0 y desviación 1: la suma de doce uniformes menos
 * seis, que no pasa de 6. Cuatro salen de cada sorteo. */
static double normal(struct sim *s)
{
    double suma = -6;

    for (int i = 0; i < 3; i++)
        for (uint64_t z = sortea(s), j = 0; j < 4; j++, z >>= 16)
            suma += ((double)(z & 0xffff) + 0.5) * 0x1p-16;
    return suma;
}

/* ---- lo que cuesta cada cosa ---- */

/* pedir al coordinador */
static double atiende(struct sim *s, double *libre, double llega)
{
    double empieza = llega > *libre ? llega : *libre;

    *libre = empieza + s->o->repartir;
    return *libre;
}

static void pon(struct sim *s, double cuando, int quien, uint32_t que)
{
    if (sucesos_pon(s->cola,
                    (struct suceso){cuando, (uint32_t)quien, que}) != 0)
        s->error = ENOMEM;
}

static double duracion(struct sim *s, long n)
{
    const struct sim_opciones *o = s->o;
    double t = (double)n * o->elemento;

    if (o->dispersion > 0) {
        t += o->dispersion * o->elemento * sqrt((double)n) * normal(s);
        t = t > 0 ? t : 0;
    }
    if (o->lentos > 0 && uniforme(s) < o->lentos)
        t *= o->lentitud;
    return o->preparar + t;
}

/* quien empieza n elementos en ese instante. */
static void trabaja(struct sim *s, int quien, double empieza, long n)
{
    double t = duracion(s, n);
    double vive =
        s->o->muertes > 0 ? -log(uniforme(s)) / s->o->muertes : INFINITY;

    s->r->trozos++;
    s->tiene[quien] = true;
    if (vive < t) {
        s->trabajado += vive;
        pon(s, empieza + vive + s->o->aviso, quien, MUERE);
        return;
    }
    s->trabajado += t;
    pon(s, empieza + t, quien, LIBRE);
}

/* ---- un coordinador ---- */

static void pide(struct sim *s, int quien, double ahora)
{
    struct trozo t;

    if (!plan_pide(s->plan, quien, &t)) {
        s->parados[s->n_parados++] = quien;
        return;
    }
    double dado = atiende(s, &s->coordinador, ahora + s->o->viaje);
    s->repartido += s->o->repartir;
    trabaja(s, quien, dado + s->o->viaje, t.n);
}

/* ---- un árbol: cada subcoordinador pide por su grupo ---- */

static void pide_al_grupo(struct sim *s, int quien, double ahora)
{
    int g = quien / s->o->grupo;
    double llega = ahora + s->o->viaje;
    struct mazo *m = &s->mazo[g];
    struct trozo t;

    if (m->n == 0) {
        if (!plan_pide(s->plan, g, &t))
            return;
        plan_acaba(s->plan, g);
        *m = (struct mazo){t.desde, t.n};
        s->repartido += s->o->repartir;
        llega += s->o->viaje;
        llega = atiende(s, &s->coordinador, llega) + s->o->viaje;
    }
    long n = s->o->plan.chunksize < m->n ? s->o->plan.chunksize : m->n;
    m->n -= n;
    s->por_hacer -= n;
    double dado = atiende(s, &s->subcoordinador[g], llega);
    trabaja(s, quien, dado + s->o->viaje, n);
}

/* ---- sin coordinador: quien acaba, roba la mitad a otro al azar ---- */

static void roba(struct sim *s, int quien, double ahora)
{
    struct mazo *mio = &s->mazo[quien];
    int k = s->o->plan.trabajadores;

    if (mio->n == 0) {
        struct mazo *v = &s->mazo[sortea(s) % (uint64_t)k];
        long n = v->n - v->n / 2;

        if (s->por_hacer == 0)
            return;
        v->n -= n;
        *mio = (struct mazo){v->desde + v->n, n};
        ahora += 2 * s->o->viaje + s->o->repartir;
    }
    if (mio->n == 0) {
        s->r->repetidos++;
        pon(s, ahora, quien, LIBRE);
        return;
    }
    long n = s->o->plan.chunksize < mio->n ? s->o->plan.chunksize : mio->n;
    mio->n -= n;
    mio->desde += n;
    s->por_hacer -= n;
    trabaja(s, quien, ahora, n);
}

/* ---- los sucesos ---- */

static bool esta_todo(struct sim *s, int quien)
{
    if (s->mazo == NULL) {
        if (s->tiene[quien] && !plan_acaba(s->plan, quien))
            s->r->repetidos++;
        return plan_hecho(s->plan);
    }
    return false;
}

static void libre(struct sim *s, int quien, double ahora)
{
    bool todo = esta_todo(s, quien);

    if (s->tiene[quien] && ahora + s->o->viaje > s->r->segundos)
        s->r->segundos = ahora + s->o->viaje;
    s->tiene[quien] = false;
    if (todo)
        s->acabado = true;
    else if (s->o->robo)
        roba(s, quien, ahora);
    else if (s->o->grupo > 0)
        pide_al_grupo(s, quien, ahora);
    else
        pide(s, quien, ahora);
}

/* En su lugar hay otro; y si lo que hacía hay que repetirlo, uno de los que
 * estaban parados lo pide. */
static void muere(struct sim *s, int quien, double ahora)
{
    s->r->perdidos++;
    s->tiene[quien] = false;
    if (plan_pierde(s->plan, quien) && s->n_parados > 0)
        pide(s, s->parados[--s->n_parados], ahora);
    pide(s, quien, ahora);
}

/* ---- la simulación ---- */

static bool valen(const struct sim_opciones *o)
{
    bool sueltos = o->robo || o->grupo > 0;

    return o->elemento > 0 && o->dispersion >= 0 && o->preparar >= 0 &&
           o->viaje >= 0 && o->repartir >= 0 && o->lentos >= 0 &&
           o->lentitud >= 0 && o->muertes >= 0 && o->aviso >= 0 &&
           o->grupo >= 0 && !(o->robo && o->grupo > 0) &&
           !(sueltos && (o->plan.copias > 0 || o->muertes > 0));
}

static int grupos(const struct sim_opciones *o)
{
    return o->grupo > 0 ? (o->plan.trabajadores + o->grupo - 1) / o->grupo
                        : 1;
}

static int prepara(struct sim *s)
{
    const struct sim_opciones *o = s->o;
    struct plan_opciones p = o->plan;
    size_t k = (size_t)(p.trabajadores > 0 ? p.trabajadores : 1);
    size_t g = (size_t)grupos(o);

    if (o->grupo > 0) {
        p.trabajadores = (int)g;
        p.chunksize *= o->grupo;
    }
    int r = plan_crea(&s->plan, &p);
    if (r == 0)
        r = sucesos_crea(&s->cola);
    if (r != 0)
        return r;
    s->parados = calloc(k, sizeof *s->parados);
    s->tiene = calloc(k, sizeof *s->tiene);
    s->subcoordinador = calloc(g, sizeof *s->subcoordinador);
    if (o->robo || o->grupo > 0)
        s->mazo = calloc(o->robo ? k : g, sizeof *s->mazo);
    if (s->parados == NULL || s->tiene == NULL ||
        s->subcoordinador == NULL ||
        ((o->robo || o->grupo > 0) && s->mazo == NULL))
        return ENOMEM;
    s->por_hacer = p.elementos;
    for (size_t q = 0; o->robo && q < k; q++) {
        long desde = p.elementos * (long)q / (long)k;

        s->mazo[q].desde = desde;
        s->mazo[q].n = p.elementos * (long)(q + 1) / (long)k - desde;
    }
    for (size_t q = 0; q < k; q++)
        pon(s, 0, (int)q, LIBRE);
    return s->error;
}

static void recoge(struct sim *s)
{
    sucesos_destruye(s->cola);
    plan_destruye(s->plan);
    free(s->parados);
    free(s->tiene);
    free(s->subcoordinador);
    free(s->mazo);
}

int simula(const struct sim_opciones *o, struct sim_resultado *r)
{
    struct sim s = {.o = o, .r = r, .azar = o->semilla};
    struct suceso x;

    *r = (struct sim_resultado){0};
    if (!valen(o))
        return EINVAL;
    s.error = prepara(&s);
    if (s.error == 0) {
        /* mientras falte algo, lo siguiente que pase */
        while (!s.acabado && sucesos_saca(s.cola, &x)) {
            s.r->sucesos++;
            if (x.que == LIBRE)
                libre(&s, (int)x.quien, x.cuando);
            else
                muere(&s, (int)x.quien, x.cuando);
        }
    }
    if (r->segundos > 0) {
        r->ocupados = s.trabajado / r->segundos / o->plan.trabajadores;
        r->coordinador = s.repartido / r->segundos;
    }
    recoge(&s);
    return s.error;
}

double sim_en_serie(const struct sim_opciones *o)
{
    return (double)o->plan.elementos * o->elemento;
}
