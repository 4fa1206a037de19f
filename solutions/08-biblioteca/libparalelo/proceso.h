/* proceso.h: un proceso que trabaja para otro: cómo nace, cómo se habla con
 * él y cómo se sabe que ha muerto. */
#ifndef PAR_PROCESO_H
#define PAR_PROCESO_H

#include "nucleo.h"

#include <stdint.h>
#include <sys/types.h>

/* ---- arena.c ---- */

enum { VENTANA = 256 << 10 }; /* bytes de la de cada trabajador */

/* La deja en p->arena: k ventanas, y los bytes de par_pide. Con nombre, un
 * proceso que no la herede podrá ponerla en su memoria. */
int par__arena_nace(struct par_pool *p, size_t bytes, bool con_nombre);
char *par__arena_sitio(const struct par_pool *p, size_t *tam, int *fd);
/* Si los n bytes de q están en ella. */
bool par__en_arena(const struct par_pool *p, const void *q, size_t n);

/* ---- inicio.c: nacer y morir ---- */

/* lo que un proceso ve de otro */
/* Un proceso, visto desde quien lo usa. */
struct vivo {
    long pid;
    int fds[3]; /* de esas clases; -1: no hay proceso */
};

enum {
    HABLA, /* nuestro extremo de la conversación */
    PIDFD, /* se puede leer cuando muere */
    ATA    /* si lo cierra el último que lo tiene, muere */
};

#define NADIE ((struct vivo){0, {-1, -1, -1}})

/* los procesos de un pool */
enum inicio { FORK, SPAWN, FORKSERVER };
enum papel { TRABAJADOR, SEMILLA };

struct procesos {
    /* No cambian. */
    enum inicio inicio;
    bool repone;
    unsigned vida;
    struct par_pool *pool;
    struct proceso *v;
    int k; /* los estrenados; al acabar de nacer, los del pool */

    /* Con m: el vivo de cada proceso, y esto. */
    pthread_mutex_t m;
    bool terminado; /* quien nazca tiene que morir */

    /* Con turno: la conversación con la semilla, si la hay. */
    pthread_mutex_t turno;
    struct vivo semilla;
};

/* un puesto */
/* Uno de los k puestos. */
struct proceso {
    struct procesos *ps;
    struct vivo v; /* lo cambia su hilo, con m; los demás lo leen con m */
    char *ventana; /* la suya, en la arena */
    unsigned hechos; /* trozos, el proceso de ahora */
    int muerte;      /* no es 0: el puesto se ha cerrado, con ese error */
};

/* una orden y su respuesta */
/* Lo que se manda a un trabajador, y lo que contesta. */
struct orden {
    struct par_trabajo w; /* si no es un tramo */
    par_tramo *tramo;
    void *ctx;
    size_t d, h;
    /* El de la función, si no se heredó: su sitio en la tabla. */
    long nombre;
};

struct respuesta {
    size_t hechos; /* elementos, sin contar el del error */
    long error;
};

/* lo demás que se cuentan las dos partes */
/* La semilla, si hace falta, y los k. Si falla alguno, los demás
 * quedan. */
int par__nacen(struct procesos *ps);
bool par__hay(const struct vivo *v);
void par__cierra_vivo(struct vivo *v);
/* Nace uno. */
int par__nace(struct procesos *ps, struct vivo *v, enum papel papel);
/* Nace un trabajador: hijo nuestro o, si la hay, de la semilla. */
int par__nace_trabajador(struct procesos *ps, struct vivo *v);
/* Lo mata, si vive; espera a que muera y devuelve de qué: PAR_MURIO… */
int par__entierra(struct procesos *ps, const struct vivo *v, bool semilla);
/* Pone en la orden cómo se llama allí su función. ENOENT. */
int par__nombra(const struct procesos *ps, struct orden *o);

/* ---- proceso.c: hablar ---- */

/* 0, o EPIPE: al otro lado ya no hay nadie. */
int par__dice(int fd, const void *b, size_t n);
/* Lo que conteste, entero; EPIPE si muere antes de acabar. Si fds no es
 * NULL, también los tres descriptores que mande (o -1). */
int par__escucha(const struct vivo *v, void *b, size_t n, int *fds);

#endif
