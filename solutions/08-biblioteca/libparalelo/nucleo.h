/* nucleo.h: lo que las partes de libparalelo se cuentan entre ellas. */
#ifndef PAR_NUCLEO_H
#define PAR_NUCLEO_H

#include "par.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { LINEA = 64 }; /* bytes que los núcleos se prestan de una vez */

/* ---- espera.c: dormir hasta que cambie una palabra ---- */

/* Duerme si *a sigue valiendo v; vuelve al despertarlo, por una señal, al
 * cumplirse el plazo (NULL: ninguno; si no, lo que falta) o sin motivo: hay
 * que volver a mirar. */
void par__duerme(atomic_uint *a, unsigned v, const struct timespec *falta);
void par__despierta(atomic_uint *a, int cuantos);
/* Un instante de no hacer nada, para quien mira una palabra sin dormirse. */
void par__pausa(void);
enum { VUELTAS = 400 };

/* ---- cola.c: lo que espera a un trabajador ---- */

struct trabajador;

struct encargo {
    struct encargo *_Atomic otro;
    /* Lo hace, con ese trabajador. Con t == NULL no hay ya quien lo haga:
     * acaba con error. */
    void (*corre)(struct encargo *e, struct trabajador *t, int error);
};

struct cola {
    /* De quien mete. */
    _Alignas(LINEA) struct encargo *_Atomic ultimo;
    atomic_size_t metidos;
    /* De quien saca, uno cada vez: el que ha puesto saca de 0 a 1. */
    _Alignas(LINEA) atomic_uint saca;
    struct encargo *primero;
    struct encargo tonto; /* siempre hay uno dentro */
    atomic_size_t sacados;
};

void par__cola_vacia(struct cola *c);
/* Desde cualquier hilo; no espera a nadie. */
void par__cola_mete(struct cola *c, struct encargo *e);
/* Saca hasta max, en orden; 0 si no hay, o si otro está sacando. */
int par__cola_saca(struct cola *c, struct encargo **v, int max);
/* Los metidos menos los sacados: 0 si no hay nada ni lo va a haber. */
size_t par__cola_cuantos(struct cola *c);

/* ---- pool.c ---- */

enum { TANDA = 16 };
enum estado { RUN, CLOSE, TERMINATE };

/* Un hilo del pool. Si el pool es de procesos, no hace el trabajo: se lo
 * encarga al suyo, y espera a que conteste o a que muera. */
struct trabajador {
    struct par_pool *pool;
    struct proceso *proceso; /* NULL: lo hace él */
    pthread_t hilo;
};

struct par_pool {
    struct cola cola;
    _Alignas(LINEA) atomic_uint dormidos; /* que nadie ha llamado aún */
    atomic_uint fichas;   /* llamadas que nadie ha recogido aún */
    atomic_uint estado;   /* enum estado; solo crece */
    atomic_uint reservas; /* derechos a mandar sin devolver */
    const char *inicio;
    int k;       /* trabajadores */
    int nacidos; /* hilos por unir */
    struct trabajador *v;
    struct procesos *procesos; /* NULL: el pool es de hilos */
};

/* Manda un encargo. EPIPE si el pool no lo admite. */
int par__manda(struct par_pool *p, struct encargo *e, bool reservado);
/* Hace, si hay, uno de la cola, con este hilo (y solo si el pool es de
 * hilos); false si no había. */
bool par__ayuda(struct par_pool *p);
/* El trabajador de ese pool que es este hilo; NULL si no lo es. */
struct trabajador *par__yo(const struct par_pool *p);

/* Hace un trabajo, o un tramo: aquí, o en el proceso del trabajador. */
int par__haz(struct trabajador *t, const struct par_trabajo *w);
int par__haz_tramo(struct trabajador *t, par_tramo *f, void *ctx, size_t d,
                   size_t h);
/* Si puede seguir: su proceso vive, o se repone. */
bool par__vive(const struct trabajador *t);

/* ---- proceso.c: los trabajadores que son procesos ---- */

/* Nacen la arena y los k procesos, antes que los hilos del pool: lo deja en
 * p->procesos, y cada uno en p->v[i].proceso. */
int par__procesos_nacen(struct par_pool *p, const struct par_opciones *o);
/* Los mata; no espera. Desde cualquier hilo, y más de una vez. */
void par__procesos_mata(struct par_pool *p);
/* Cuando los hilos ya no están: los despide, los entierra y lo libera todo
 * menos la arena; y, al destruir el pool, la arena. */
void par__procesos_mueren(struct par_pool *p);
void par__procesos_libera(struct par_pool *p);

int par__proceso_haz(struct proceso *q, const struct par_trabajo *w);
int par__proceso_tramo(struct proceso *q, par_tramo *f, void *ctx, size_t d,
                       size_t h);
bool par__proceso_vive(const struct proceso *q);

/* Si este proceso es un trabajador de alguien. */
bool par__soy_proceso(void);

#endif
