/* notas.h: de lo que ha pasado a lo que vale, y por qué.
 *
 *     prueba que pasa                         sus puntos
 *     pasa, pero un sanitizer la hace fallar  el tanto por ciento «saneador»
 *     falla, o no da veredicto                nada
 *     aquí no se puede probar (salto)         no cuenta, ni en el máximo
 *
 * Sobre la suma: el retraso, el suelo y el ajuste de quien enseña, en ese
 * orden, y sin salir nunca de 0 a máximo. Lo rechazado y lo que no compila
 * vale 0 antes del ajuste. Lo que no se ha podido evaluar, o no se sabe de qué
 * práctica es, no tiene nota.
 *
 * Forma: una nota por alumno y práctica: la del último intento, o la del
 *   mejor. Salen por alumno (bytes) y práctica, siempre igual.
 * Unidades: los puntos, en centésimas.
 * Dueño: las notas apuntan a la clase, que dura más. */
#ifndef CALIFICADOR_NOTAS_H
#define CALIFICADOR_NOTAS_H

#include "baremo.h"
#include "calificador.h"
#include "politica.h"

struct ajuste {
    char *alumno, *lab, *motivo;
    bool fija; /* los puntos son la nota; si no, se suman */
    long puntos;
    bool usado;
};

/* Todo lo que hace falta para poner las notas, y nada que dependa del
 * momento ni de la máquina. evaluacion[i] es la de entregas.v[i], o NULL si
 * no se ha evaluado. */
struct clase {
    struct entregas entregas;
    struct evaluacion **evaluacion;
    size_t baremos;
    struct baremo *baremo;
    struct politica politica;
    size_t ajustes;
    struct ajuste *ajuste;
};

enum vale { VALE, VALE_MENOS, NO_VALE, NO_CUENTA };

struct nota_prueba {
    enum vale vale;
    long puntos;
    const struct veredicto *v; /* el que manda, o NULL si falta */
    enum variante variante;    /* de dónde es */
};

struct nota {
    const struct entrega *entrega;
    const struct evaluacion *evaluacion; /* NULL: sin evaluar */
    const struct baremo *baremo;         /* NULL: no se sabe cuál */
    size_t intentos;
    bool calificada;
    long suma, maximo, puntos;
    long dias, perdido;          /* por llegar tarde */
    const struct ajuste *ajuste; /* o NULL */
    struct nota_prueba *prueba;  /* baremo->n; NULL si no se evaluó */
    char *motivo; /* en una línea, para quien sea: sin nada oculto */
};

struct notas {
    size_t n;
    struct nota *v;
};

/* Las columnas: alumno,lab,modo,puntos,motivo; modo es «suma» o «fija».
 * false, y en *error qué fila y por qué. */
bool ajustes_lee(struct clase *c, const char *ruta, char **error);

/* La entrega i, ¿hay que evaluarla con esta política? */
bool clase_evalua(const struct clase *c, size_t i);
void clase_califica(struct clase *c, struct notas *n);
void notas_libera(struct notas *n);
void clase_libera(struct clase *c);

/* «AddressSanitizer» o «ThreadSanitizer». */
const char *saneador(enum variante v);

#endif
