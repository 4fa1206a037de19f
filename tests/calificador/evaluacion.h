/* evaluacion.h: una evaluación, hecha texto y vuelta a leer: así se guarda
 * en el diario.
 *
 * Forma: un objeto de JSON en una línea. Las cadenas, limpias (tira.h): lo
 *   leído es igual a lo escrito si ya lo estaban.
 * Errores: evaluacion_de_json, false si no es una evaluación.
 * Dueño: lo que devuelven es de quien llama. */
#ifndef CALIFICADOR_EVALUACION_H
#define CALIFICADOR_EVALUACION_H

#include "calificador.h"

char *evaluacion_a_json(const struct evaluacion *e);
bool evaluacion_de_json(struct evaluacion *e, const char *texto);

/* «pasa», «falla», «sin-veredicto», «salto». */
const char *fin_nombre(enum fin f);
/* «evaluada», «no-compila», «rechazada», «imposible». */
const char *evaluada_nombre(enum evaluada e);
/* «normal», «asan», «tsan». */
const char *variante_nombre(enum variante v);

#endif
