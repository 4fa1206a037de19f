/* cgrupo.h: un cgroup por recinto, para que la memoria y los procesos de
 * todo lo que nazca en él tengan un tope común. Vale con cgroup v1 y v2, y
 * con el árbol que se le dé: así se prueba la versión que no hay.
 *
 * Errores: 0 o un errno; si no se puede, el recinto se las arregla sin él.
 * Dueño: cgrupos_busca no reserva nada que haya que soltar.
 * Concurrencia: cgrupos, una vez buscado, no cambia. */
#ifndef CALIFICADOR_CGRUPO_H
#define CALIFICADOR_CGRUPO_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum { CGRUPO_JERARQUIAS = 2 };

/* De dónde cuelgan: en v1, el de memory y el de pids; en v2, uno. */
struct cgrupos {
    int version; /* 0: no hay, o no dejan; y entonces, por qué */
    size_t n;
    char padre[CGRUPO_JERARQUIAS][PATH_MAX];
};

struct cgrupo {
    size_t n;
    char carpeta[CGRUPO_JERARQUIAS][PATH_MAX];
};

/* raiz: /sys/fs/cgroup; propios: /proc/self/cgroup. Se queda con lo primero
 * en lo que consigue crear uno: donde está este proceso, o la raíz. */
int cgrupos_busca(struct cgrupos *g, const char *raiz, const char *propios);

int cgrupo_crea(const struct cgrupos *g, const char *nombre, size_t memoria,
                size_t procesos, struct cgrupo *c);

/* Ha habido que matar a alguien porque no quedaba memoria. */
bool cgrupo_falto_memoria(const struct cgrupo *c);

/* Los procesos ya se han acabado; si aún se están yendo, espera un poco. */
void cgrupo_borra(struct cgrupo *c);

/* Borra los que empiecen así y estén vacíos: los que dejó quien murió. */
void cgrupos_limpia(const struct cgrupos *g, const char *prefijo);

#endif
