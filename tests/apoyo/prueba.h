/* prueba.h: lo que usa el cuerpo de una prueba.
 *
 * Una prueba es una función, `void prueba_ID(void)`, en tests/NN-nombre/X.c;
 * su prototipo está en "pruebas.h", generado. Pasa si vuelve. No sabe quién
 * la ejecuta: siempre corre en un proceso desechable (celda.h), que además
 * la da por fallida si deja hilos sin unir, hijos sin esperar, descriptores
 * abiertos, mutex o condiciones sin destruir o (con AddressSanitizer) memoria
 * sin liberar; si acaba con exit,
 * muere de una señal o no vuelve en 10 s; o si un hijo de fork vuelve a
 * ella. Todo eso ya lo cuenta la celda: aquí se comprueba el contrato.
 *
 *     #include "cola.h"
 *     #include "prueba.h"
 *     #include "pruebas.h"
 *
 *     void prueba_pon_orden(void)
 *     {
 *         struct cola *c = cola_crea(4);
 *         int x = -1;
 *
 *         exige(c != NULL, "cola_crea(4) ha devuelto NULL");
 *         exige_error(cola_pon(c, 7), 0, "cola_pon(c, 7), con sitio");
 *         exige_error(cola_toma(c, &x), 0, "cola_toma, con un elemento");
 *         exige_entero(x, 7, "cola_toma, después de cola_pon(c, 7)");
 *         cola_destruye(c);
 *     }
 *
 * El mensaje es para quien estudia: qué se llamó y con qué. Lo esperado y
 * lo que ha salido lo añaden exige_entero y sus hermanas: «cola_toma,
 * después de cola_pon(c, 7): se esperaba 7 y ha salido 0». El apartado que
 * leer lo añade el informe. Una línea, sin punto final.
 *
 * Concurrencia: todo esto se puede llamar desde cualquier hilo y desde un
 * hijo de fork: el primer mensaje gana, y la prueba acaba en el acto.
 * Si un mensaje (o lo que hay que liberar) depende del azar, cuidado: la
 * edición docente imprime el mensaje de cada error típico.
 *
 * Además: cita.h demuestra que varios estuvieron dentro a la vez (cita,
 * quienes, puerta); recursos.h mira si una llamada bloquea (lanza, observa,
 * recoge), hace fallar la n-ésima llamada al sistema (averia) y cuenta
 * hilos, hijos, descriptores y memoria. */
#ifndef APOYO_PRUEBA_H
#define APOYO_PRUEBA_H

#include <stdbool.h>
#include <stddef.h>

/* La prueba falla, con ese mensaje (como printf), y acaba. */
_Noreturn void falla(const char *formato, ...)
    __attribute__((format(printf, 1, 2)));

/* exige(cond, "mensaje", …): la prueba falla si la condición no se cumple. */
#define exige(cond, ...) ((cond) ? (void)0 : falla(__VA_ARGS__))

/* Comparan lo que ha salido con lo esperado; detrás, qué se ha llamado, como
 * en printf. Valen para cualquier tipo entero, para double (con un margen
 * absoluto), para cadenas (NULL incluido) y para los números de error, que
 * se dicen por su nombre: «se esperaba EAGAIN y ha salido 0 (sin error)». */
#define exige_entero(salido, esperado, ...)                                \
    compara_entero((long long)(salido), (long long)(esperado), __VA_ARGS__)
#define exige_real(salido, esperado, margen, ...)                          \
    compara_real((salido), (esperado), (margen), __VA_ARGS__)
#define exige_texto(salido, esperado, ...)                                 \
    compara_texto((salido), (esperado), __VA_ARGS__)
#define exige_error(salido, esperado, ...)                                 \
    compara_error((salido), (esperado), __VA_ARGS__)

/* Un número al azar en [0, n), con n > 0. La semilla es otra en cada
 * ejecución; la variable de entorno SEMILLA la fija. */
unsigned long azar(unsigned long n);

/* n bytes a cero que los hijos de fork comparten; no hay que liberarlos. */
void *comparte(size_t n);

/* Los de las macros; no se llaman a mano. */
void compara_entero(long long salido, long long esperado,
                    const char *formato, ...)
    __attribute__((format(printf, 3, 4)));
void compara_real(double salido, double esperado, double margen,
                  const char *formato, ...)
    __attribute__((format(printf, 4, 5)));
void compara_texto(const char *salido, const char *esperado,
                   const char *formato, ...)
    __attribute__((format(printf, 3, 4)));
void compara_error(int salido, int esperado, const char *formato, ...)
    __attribute__((format(printf, 3, 4)));

#endif
