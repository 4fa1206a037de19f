/* leccion.h: una lección leída: sus bloques de código, sus pasos, sus
 * errores típicos y todo lo que lleva número. La sintaxis está contada en
 * docs/guia-autor.md. */
#ifndef LECCION_H
#define LECCION_H

#include "texto.h"

typedef enum {
    TEXTO,      /* se imprime y nada más */
    ARCHIVO,    /* fichero de un programa de ejemplo */
    LAB,        /* fichero de la práctica */
    BIBLIOTECA, /* fichero público de la biblioteca del capítulo */
    PIEZA,      /* se incluye en otros con <<nombre>> */
    PROGRAMA,   /* cómo se compila un ejemplo */
    SALIDA,     /* se ejecuta y se imprime lo que dijo */
    MEDIDA,     /* se ejecuta y produce datos */
    GRAFICA,
    DIAGRAMA,
    TABLA,
    CIFRAS,
    PRUEBAS,
} Clase;

typedef struct {
    char *clave, *valor; /* «.sigue» y «#id» llevan valor vacío */
} Atributo;

typedef struct {
    const char *texto;
    int linea;
} Linea;

typedef struct {
    char *id, *titulo, *lee;
    Lugar lugar;
} Paso;

typedef struct {
    char *slug, *titulo, *caza;
    Lugar lugar;
} Error;

typedef struct {
    char *paso;
    int nivel;
    Cadena texto;
    Lugar lugar;
} Pista;

typedef struct {
    Clase clase;
    Lugar lugar;
    char *lengua; /* "" si no se dice */
    char *nombre; /* de archivo, lab, biblioteca, pieza, programa… */
    Atributo *atributos;
    size_t n_atributos, cap_atributos;
    Linea *lineas;
    size_t n, cap;
    int sangria;   /* columnas de la valla */
    bool solucion; /* dentro de .solucion */
    Error *error;  /* dentro de .error, o NULL */
    Paso *paso;    /* el último .paso que lo precede, o NULL */
    bool usado;    /* alguien incluye esta pieza */
    int en_limpio; /* su primera línea en el fichero limpio; 0 si ninguna
                       o si no queda seguido */
} Bloque;

typedef struct {
    char *id, *numero, *titulo;
    const char *tipo; /* cap sec lst fig tbl eq eje paso pre err */
    Lugar lugar;
} Numerado;

typedef struct {
    char *nombre; /* «03-hilos» */
    int numero;
    char *titulo, *subtitulo;
    char *usa; /* las prácticas anteriores que usa la suya, con espacios */
    char *enlaza; /* las bibliotecas de fuera, como las llama pkg-config */
    Lugar lugar;
    Bloque **bloques;
    size_t n_bloques, cap_bloques;
    Paso **pasos;
    size_t n_pasos, cap_pasos;
    Error **errores;
    size_t n_errores, cap_errores;
    Pista **pistas;
    size_t n_pistas, cap_pistas;
    Numerado *numerados;
    size_t n_numerados, cap_numerados;
    bool rota; /* alguna pieza no se puede expandir */
} Leccion;

/* Lee la carpeta lessons/NN-nombre. Los errores se anuncian y se cuentan
 * (texto.h); la lección vuelve igualmente, con lo que se haya entendido. */
Leccion *lee_leccion(const char *carpeta);

/* El valor del atributo, o NULL. Las clases se piden con su punto. */
const char *atributo(const Bloque *b, const char *clave);
bool tiene(const Bloque *b, const char *clave);
/* Si sus líneas son de un fichero con nombre: archivo, lab o biblioteca. */
bool es_de_fichero(const Bloque *b);
/* Lo que sigue a los dos puntos de #tipo:nombre, o NULL. */
const char *id_de(const Bloque *b);
const Numerado *numerado(const Leccion *l, const char *id);
/* ¿Es ese el nombre de esta lección o el de una anterior? */
bool es_anterior(const Leccion *l, const char *otra);

#endif
