/* nucleo.h: lo que las partes de libparalelo se cuentan entre ellas. */
#ifndef PAR_NUCLEO_H
#define PAR_NUCLEO_H

#include "par.h"

/* lo que se incluye, y la espera */
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
/* Un instante de no hacer nada, para quien mira una palabra sin dormir. */
void par__pausa(void);
/* Las que se dan antes de dormirse: unos 20 µs, poco más que lo que cuesta
 * despertar. Quien las da responde en 0,2 µs; quien duerme, en 12. */
enum { VUELTAS = 400 };

/* ---- cola.c: lo que espera a un trabajador ---- */

struct trabajador;

struct encargo {
    struct encargo *_Atomic otro;
    /* Lo hace, con ese trabajador. Con t == NULL no hay ya quien lo haga:
     * acaba con error. */
    void (*corre)(struct encargo *e, struct trabajador *t, int error);
};

/* Cómo está la puerta; solo va a más. Con CLOSE entra lo reservado, y con
 * TERMINATE, nada. Los encargos se cuentan de UNO en UNO, y así el estado
 * cabe en los bits que sobran. */
enum estado { RUN = 0, CLOSE = 1, TERMINATE = 3, UNO = 4 };

struct cola {
    /* De quien mete. */
    _Alignas(LINEA) struct encargo *_Atomic ultimo;
    atomic_size_t metidos; /* y el estado */
    /* De quien saca, uno cada vez: el que ha puesto saca de 0 a 1. */
    _Alignas(LINEA) atomic_uint saca;
    struct encargo *primero;
    struct encargo tonto; /* el que está cuando no hay otro */
    atomic_size_t sacados;
};

void par__cola_vacia(struct cola *c);
/* Desde cualquier hilo; no espera a nadie. false, y no lo toca, si la
 * puerta está cerrada para él. */
bool par__cola_mete(struct cola *c, struct encargo *e, bool reservado);
/* El primero; NULL si no hay, o si otro está sacando o metiendo. */
struct encargo *par__cola_saca(struct cola *c);
/* 0 si no hay nada, ni nadie a medias de meterlo. */
size_t par__cola_cuantos(struct cola *c);
enum estado par__cola_estado(struct cola *c);

/* ---- pool.c ---- */

/* Un hilo del pool. Si el pool es de procesos, no hace el trabajo: se lo
 * encarga al suyo, y espera a que conteste o a que muera. */
struct trabajador {
    struct par_pool *pool;
    struct proceso *proceso; /* NULL: lo hace él */
    pthread_t hilo;
    /* Solo los usa su hilo. */
    bool seco;   /* la última vez no había nada que sacar */
    int error;   /* 0, o de qué murió su proceso, si ya no hay otro */
    bool ultimo; /* y tampoco les queda a los demás */
};

struct par_pool {
    struct cola cola;
    _Alignas(LINEA) atomic_uint dormidos; /* que nadie ha llamado aún */
    atomic_uint fichas;   /* llamadas que nadie ha recogido aún */
    atomic_uint reservas; /* derechos a mandar sin devolver */
    atomic_uint vivos;    /* trabajadores que pueden seguir */
    /* No cambian; el primero, una vez, al terminar. */
    _Alignas(LINEA) atomic_bool terminado;
    const char *inicio;
    int k;        /* trabajadores */
    int vueltas;  /* que se dan antes de dormirse */
    unsigned era; /* la del proceso que lo creó */
    struct trabajador *v;
    struct procesos *procesos;   /* NULL: el pool es de hilos */
    struct arena *_Atomic arena; /* la de par_pide; con hilos, si se usa */
    /* De par_une. */
    pthread_mutex_t m;
    int nacidos; /* hilos por unir */
    bool unido;
};

/* Manda un encargo. EPIPE si el pool no lo admite; EDEADLK si es de otro
 * proceso. */
int par__manda(struct par_pool *p, struct encargo *e, bool reservado);
/* Hace, si hay, uno de la cola, con este hilo (y solo si el pool es de
 * hilos); false si no había. */
bool par__ayuda(struct par_pool *p);
/* El trabajador de ese pool que es este hilo; NULL si no lo es. */
struct trabajador *par__yo(const struct par_pool *p);
enum estado par__estado(struct par_pool *p);

/* Si este proceso no es el que lo creó, sino un hijo suyo. */
bool par__ajeno(const struct par_pool *p);

/* Hace un trabajo, o un tramo: aquí, o en el proceso del trabajador. */
int par__haz(struct trabajador *t, const struct par_trabajo *w);
int par__haz_tramo(struct trabajador *t, par_tramo *f, void *ctx, size_t d,
                   size_t h);
/* Si puede seguir: su proceso vive, o se repone. Si no, deja lo que quede
 * para los demás. */
bool par__vive(const struct trabajador *t);
/* 0, o con qué acaba lo que quede por hacer: ECANCELED, si han terminado el
 * pool; el error de t, si era el último que podía. */
int par__parado(const struct trabajador *t);

/* ---- proceso.c: los trabajadores que son procesos ---- */

/* Nacen la arena y los k procesos, antes que los hilos del pool: lo deja en
 * p->procesos, y cada uno en p->v[i].proceso. */
int par__procesos_nacen(struct par_pool *p, const struct par_opciones *o);
/* Los mata; no espera. Desde cualquier hilo, y más de una vez. */
void par__procesos_mata(struct par_pool *p);
/* Cuando los hilos ya no están: los mata, los entierra y cierra lo abierto;
 * y, al destruir el pool, lo demás. */
void par__procesos_mueren(struct par_pool *p);
void par__procesos_libera(struct par_pool *p);

int par__proceso_haz(struct proceso *q, const struct par_trabajo *w);
int par__proceso_tramo(struct proceso *q, par_tramo *f, void *ctx, size_t d,
                       size_t h);
bool par__proceso_vive(const struct proceso *q);

/* Si este proceso es un trabajador de alguien. */
bool par__soy_proceso(void);
/* En un hijo de fork, que acaba de nacer con este hilo y ninguno más. */
void par__otra_era(void);

/* ---- arena.c ---- */

/* Lo que dio par_pide y nadie soltó. */
void par__arena_muere(struct par_pool *p);

#endif
