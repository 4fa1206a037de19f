/* evalua.h: de los .c de un alumno a lo que pasa cuando se prueban.
 *
 * Forma: compila cada fichero en el recinto, con las cabeceras del curso;
 *   mira los objetos (endurece.h); los junta y deja a la vista solo lo que
 *   pide el contrato; los enlaza con las pruebas ya compiladas; las ejecuta
 *   todas, cada una en su celda; y repite a solas las que no han dado
 *   veredicto. Las que pasan, otra vez con los sanitizers.
 *   De un fichero que no compila se pone el del esqueleto, y lo demás se
 *   prueba igual.
 *   La semilla de las pruebas sale de lo entregado: una entrega se evalúa
 *   siempre con los mismos datos.
 * Unidades: plazo multiplica los 10 s de cada prueba, y 3 es lo suyo.
 *   El rendimiento, si se pide, se mide de uno en uno: el banco de la práctica
 *   con lo suyo y con la solución, por parejas (rendimiento.h), y solo en los
 *   pasos que pasan todas sus pruebas.
 * Errores: ninguno; lo que no se ha podido hacer es IMPOSIBLE. Sin memoria,
 *   acaba el programa (tira.h).
 * Concurrencia: desde varios hilos a la vez. */
#ifndef CALIFICADOR_EVALUA_H
#define CALIFICADOR_EVALUA_H

#include "calificador.h"
#include "recinto.h"
#include "taller.h"

struct evalua_opciones {
    double plazo;
    int parejas; /* de medidas de rendimiento, por paso; 0: no se mide */
    bool sin_saneadores;
};

void evalua(struct recinto *r, const struct taller *t,
            const struct entrega *e, const struct evalua_opciones *o,
            struct evaluacion *sale);

#endif
