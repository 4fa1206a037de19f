/* politica.h: las normas de quien califica, en un fichero pequeño.
 *
 * Forma: una norma por línea, «palabra valor»; lo que va detrás de # no
 *   cuenta, ni las líneas vacías. Lo que no se dice, como está aquí:
 *
 *     saneador 50          % de los puntos de una prueba que se quedan si
 *                          solo la hace fallar un sanitizer
 *     cuenta ultima        o mejor: de varios intentos, el de más puntos
 *     limite LAB FECHA     hasta cuándo; LAB puede ser * (las demás). La
 *                          fecha, con su zona: 2026-11-30T23:59:59+01:00.
 *                          Sin límite, nada llega tarde
 *     gracia 0             minutos tras el límite que aún no son retraso
 *     retraso 0            % de los puntos que se pierde por día empezado
 *     retraso_maximo 100   % que se pierde como mucho
 *     suelo 0              puntos que tiene, como poco, quien entrega algo
 *                          que compila
 *
 *   Ninguna obliga a evaluar otra vez: se aplican a lo evaluado.
 * Unidades: los puntos, en centésimas; los tantos por ciento, enteros.
 * Errores: false, y en *error qué línea y por qué. */
#ifndef CALIFICADOR_POLITICA_H
#define CALIFICADOR_POLITICA_H

#include <stdbool.h>
#include <stddef.h>

struct limite {
    char *lab;
    long long cuando; /* segundos desde 1970 */
};

struct politica {
    bool mejor;
    long saneador, retraso, retraso_maximo;
    long suelo;       /* centésimas */
    long long gracia; /* segundos */
    size_t n;
    struct limite *limite;
};

void politica_normal(struct politica *p);
/* Sobre lo que ya haya en p. */
bool politica_lee(struct politica *p, const char *ruta, char **error);
void politica_libera(struct politica *p);

/* Cuántos días tarde, empezados; 0 si no es tarde o no se sabe. */
long politica_dias(const struct politica *p, const char *lab,
                   long long cuando);

/* «0,5», «-1» o «2.25», en centésimas. */
bool lee_puntos(const char *s, long *centesimas);
bool lee_fecha(const char *s, long long *cuando);

#endif
