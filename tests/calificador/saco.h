/* saco.h: los ficheros que interesan de una entrega, en memoria y con la
 * criba hecha. Lo llena un receptor (miembro.h).
 *
 * Forma: como mucho SACO_FICHEROS ficheros en carpetas de prácticas y
 *   SACO_BYTES bytes en total; si hay más, la entrega entera se rechaza.
 *   Tienen bytes los de la práctica; de los demás se guarda el nombre.
 * Dueño: quien llama; saco_vacia suelta lo que guarda. */
#ifndef CALIFICADOR_SACO_H
#define CALIFICADOR_SACO_H

#include "calificador.h"
#include "miembro.h"
#include "practicas.h"

enum { SACO_FICHEROS = 200, SACO_BYTES = 8 << 20, SACO_MIEMBROS = 20000 };

struct hallado {
    char *ruta; /* limpia */
    struct sitio sitio;
    enum tipo tipo;
    long long cuando;
    char *datos; /* NULL si no se han querido */
    size_t n;
};

struct saco {
    const struct practicas *practicas;
    const struct practica *lab;
    size_t n;
    struct hallado *v;
    size_t bytes;
    char *archivo;  /* el primer archivo que hay fuera de las prácticas */
    char *perdido;  /* el primer fichero de una práctica, fuera de ella */
    char *raro;     /* el primer nombre que no es texto, ya limpio */
    char *enlazada; /* la primera carpeta de práctica que es un enlace */
    bool hay;       /* algún fichero, lo que sea */
    enum formato formato;
    struct fallo fallo; /* por qué no se acepta; clave NULL si se acepta */
    bool sin_memoria;
};

void saco_crea(struct saco *s, const struct practicas *p,
               const struct practica *lab);
void saco_vacia(struct saco *s);

/* El receptor que lo llena. */
struct receptor saco_receptor(struct saco *s);

/* Si interesan los bytes de esa ruta, tal como viene. ctx es el saco. */
bool saco_interesa(void *ctx, const char *ruta);

#endif
