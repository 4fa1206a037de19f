/* arbol.h: lo que cuelga de un navegador, y la demostración de que ya no
 * cuelga nada. Solo Linux.
 *
 * Errores: lo que no debería fallar hace fallar la prueba.
 * Concurrencia: desde el hilo de la prueba. */
#ifndef NAVEGADOR_ARBOL_H
#define NAVEGADOR_ARBOL_H

#include <sys/types.h>

/* Una carpeta para TMPDIR, donde los navegadores harán las suyas, y esta
 * prueba adopta a cuantos se queden sin padre. */
void arbol_empieza(void);

/* La carpeta está vacía, sin decidir por tiempo: espera a que lo esté. */
void arbol_espera_vacia(void);

/* Espera a que no quede ningún descendiente y comprueba que no ha quedado
 * ninguna carpeta. */
void arbol_acaba(void);

/* Los procesos que cuelgan de raiz, ella la primera. */
int arbol_procesos(pid_t raiz, pid_t *v, int max);

/* El descendiente más cercano con ese nombre, o 0. */
pid_t arbol_busca(pid_t raiz, const char *nombre);

/* kill, sin los reparos de la celda: los guardianes tienen su sesión. */
void arbol_mata(pid_t p);

#endif
