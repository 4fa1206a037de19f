/* cita.h: pruebas de que algo ocurrió a la vez, sin fiarse de la suerte.
 *
 * Forma: todo vive en memoria compartida: vale entre hilos y entre procesos
 * que desciendan del que lo creó. No se libera: el proceso es desechable.
 * Errores: los crea/… fallan la prueba si no hay memoria.
 * Concurrencia: desde cualquier hilo o hijo. Cada espera tiene un plazo
 * holgado (PLAZO_FACTOR lo escala): una solución en serie suspende con un
 * mensaje, no se cuelga; y una buena nunca lo agota.
 *
 *     static struct cita *c;
 *     static int f(int x) { cita_entra(c); return x * x; }
 *     …
 *     c = cita_crea(4);
 *     pool_map(f, …);
 *     exige(cita_cumplida(c), "nunca ha habido 4 llamadas a f a la vez, "
 *           "como mucho %d", cita_maximo(c)); */
#ifndef APOYO_CITA_H
#define APOYO_CITA_H

#include <stdbool.h>

/* Una cita de k: quien entra espera hasta que haya k dentro. Cuando la cita
 * se cumple, o se agota su plazo, los que lleguen después ya no esperan. */
struct cita;

struct cita *cita_crea(int k);

/* true si la cita se ha cumplido (ahora o antes). */
bool cita_entra(struct cita *c);
bool cita_cumplida(const struct cita *c);

/* Cuántos, como mucho, han estado dentro a la vez (sin pasar de k si ya se
 * ha cumplido). */
int cita_maximo(const struct cita *c);

/* Quiénes han pasado por aquí: hilos o procesos distintos. */
struct quienes;

struct quienes *quienes_crea(void);
void quienes_apunta(struct quienes *q);
int quienes_cuantos(const struct quienes *q);

/* Una puerta: el elemento 0 la espera y el 1 la abre; si quien los atiende
 * va de uno en uno, puerta_espera agota su plazo y devuelve false. */
struct puerta;

struct puerta *puerta_crea(void);
void puerta_abre(struct puerta *p);
bool puerta_espera(struct puerta *p);

#endif
