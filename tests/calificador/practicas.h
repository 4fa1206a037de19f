/* practicas.h: qué ficheros tiene cada práctica, y de quién es cada ruta.
 *
 * Forma: lo que dicen build/NN-nombre/manifiesto.tsv y el esqueleto recién
 *   extraído, build/NN-nombre/lab/esqueleto/. Un fichero con huecos lo
 *   escribe quien estudia; uno sin ellos venía hecho, y si es una cabecera,
 *   es el contrato.
 * Errores: 0 o un errno.
 * Dueño: quien llama; practicas_libera lo suelta todo.
 * Concurrencia: lo leído no cambia; se consulta desde cualquier hilo. */
#ifndef CALIFICADOR_PRACTICAS_H
#define CALIFICADOR_PRACTICAS_H

#include <stdbool.h>
#include <stddef.h>

struct fichero {
    char *nombre;
    bool suyo;   /* tiene huecos: lo escribe quien estudia */
    char *texto; /* el del esqueleto; puede tener ceros dentro */
    size_t n;
};

struct practica {
    char *nombre; /* «04-pool» */
    size_t n;
    struct fichero *fichero;
};

struct practicas {
    size_t n;
    struct practica *v; /* por nombre */
};

/* Las de raiz/NN-nombre/ que tienen manifiesto y algún fichero. ENOENT si
 * no hay ninguna. */
int practicas_lee(const char *raiz, struct practicas *p);
void practicas_libera(struct practicas *p);

const struct practica *practicas_busca(const struct practicas *p,
                                       const char *nombre, size_t n);
const struct fichero *practica_fichero(const struct practica *p,
                                       const char *nombre);

/* Dónde cae una ruta relativa y limpia (nombres.h) de una entrega. */
struct sitio {
    const struct practica *practica;
    const struct fichero *fichero; /* NULL: no es de la práctica */
    size_t raiz; /* bytes de la ruta que son su carpeta, sin la barra */
    bool suelto; /* no está en una carpeta que se llame como la práctica */
};

/* false si no está en ninguna práctica. Una práctica es una carpeta que se
 * llama como ella, tras no más de cuatro; si se pide lab, valen también sus
 * ficheros fuera de toda práctica, tras no más de tres. Lo que hay en
 * carpetas que empiezan por un punto, o que son del curso y no de quien
 * estudia (build, solutions, tests…), no cuenta. */
bool practicas_situa(const struct practicas *p, const struct practica *lab,
                     const char *ruta, struct sitio *s);

/* Si una carpeta que se llama así no se mira. */
bool carpeta_ajena(const char *nombre, size_t n);

#endif
