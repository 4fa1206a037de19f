/* diario.h: lo que ya se sabe, apuntado de manera que nada lo borre.
 *
 * Forma: un fichero de líneas «suma clave texto»: el CRC-32, en ocho cifras
 *   hexadecimales, de todo lo que va detrás del espacio; una clave sin
 *   espacios; y un texto cualquiera, sin saltos de línea. Solo se añade por
 *   el final. De una clave repetida vale la última línea.
 *     Una línea se apunta entera o no cuenta: si el programa muere a mitad,
 *   la última queda rota y al abrirlo se recorta. Una rota en medio (un
 *   disco que falla) se cuenta y se salta.
 * Errores: 0 o un errno.
 * Dueño: quien lo abre lo cierra. Lo que devuelve diario_busca vale hasta
 *   cerrarlo.
 * Concurrencia: diario_apunta y diario_busca, desde cualquier hilo. Abierto
 *   por un proceso, otro recibe EWOULDBLOCK: dos que escribieran en la misma
 *   carpeta se pisarían los informes. */
#ifndef CALIFICADOR_DIARIO_H
#define CALIFICADOR_DIARIO_H

#include <stdbool.h>
#include <stddef.h>

struct diario;

/* Lo crea si no existe. EWOULDBLOCK si lo tiene otro. */
int diario_abre(struct diario **sale, const char *ruta);
/* Solo para leerlo, sin cogerlo: una línea a medias no se recorta. */
int diario_lee(struct diario **sale, const char *ruta);
void diario_cierra(struct diario *d);

/* Cuando vuelve con 0, está en el disco (fsync). Si falla, lo que se llegó
 * a escribir se recorta, y el diario sigue valiendo. */
int diario_apunta(struct diario *d, const char *clave, const char *texto);
/* El texto de la clave, o NULL. */
const char *diario_busca(struct diario *d, const char *clave);
size_t diario_rotas(const struct diario *d);

#endif
