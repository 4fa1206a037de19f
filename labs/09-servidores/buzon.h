/* buzon.h: correo guardado en carpetas Maildir.
 *
 * Forma: un buzón es una carpeta con otras tres, tmp, new y cur; cada
 *   mensaje, un fichero que nadie modifica. Las demás carpetas de su dueño
 *   están dentro, con un punto delante (.trabajo), y cada una es a su vez
 *   tmp, new y cur. Abrir un buzón hace una lista de lo que hay, por orden
 *   de llegada, y esa lista no cambia mientras está abierto aunque llegue
 *   correo. Borrar y mover son apuntes en la lista: se hacen al aplicar.
 * Unidades: bytes, con los fines de línea de la red (\r\n), que es como
 *   viaja un mensaje aunque en el disco sean \n.
 * Errores: 0, o el número del error.
 *     EBUSY   el buzón está abierto en otra sesión
 *     EINVAL  el nombre de una carpeta no vale
 *     ENOENT  no existe
 *     los de las llamadas al sistema
 * Dueño: el buzón es de quien lo abre, que lo cierra. Cerrarlo sin aplicar
 *   no toca el disco. Si el proceso muere, el buzón queda libre.
 * Muerte: pase lo que pase, y cuando pase, un mensaje entregado está
 *   entero, y en una carpeta y solo en una, hasta que se borra.
 * Concurrencia: entregar, cualquiera y a la vez, con el buzón abierto o
 *   no. Un buzón abierto lo usa un hilo a la vez. */
#ifndef BUZON_H
#define BUZON_H

#include <stdbool.h>
#include <stddef.h>

enum { BUZON_CARPETA = 32 }; /* largo máximo del nombre de una carpeta */

struct buzon;

/* Crea el buzón vacío que falte. */
int buzon_prepara(const char *raiz);

/* Deja un mensaje nuevo en el buzón: cuando vuelve con 0, está en el disco;
 * si falla, no está. */
int buzon_entrega(const char *raiz, const char *texto, size_t n);

/* Abre la carpeta de entrada (carpeta NULL o "") u otra. De paso barre lo
 * que haya a medio entregar desde hace más de 36 horas. */
int buzon_abre(struct buzon **sale, const char *raiz, const char *carpeta);

/* Cuántos hay en la lista, marcados o no; se numeran desde 0. */
size_t buzon_cuantos(const struct buzon *b);
size_t buzon_tamano(const struct buzon *b, size_t i);

/* Su nombre único: no cambia entre sesiones ni al mover el mensaje. */
const char *buzon_uid(const struct buzon *b, size_t i);

/* Si está marcado para borrar o para mover: en esta sesión ya no está. */
bool buzon_marcado(const struct buzon *b, size_t i);

/* Deja en *fd el mensaje abierto para leer. */
int buzon_lee(struct buzon *b, size_t i, int *fd);

void buzon_borra(struct buzon *b, size_t i);
int buzon_mueve(struct buzon *b, size_t i, const char *carpeta);
void buzon_desmarca(struct buzon *b);

/* Hace lo apuntado: borra, mueve, y pasa de new a cur lo que se leyó. Si
 * algo falla sigue con lo demás y devuelve el primer error. */
int buzon_aplica(struct buzon *b);

void buzon_cierra(struct buzon *b);

#endif
