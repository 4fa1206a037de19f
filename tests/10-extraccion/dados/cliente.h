/* cliente.h: hablar con el sitio sin libcurl, byte a byte. */
#ifndef DADOS_CLIENTE_H
#define DADOS_CLIENTE_H

#include "sitio.h"

/* Una conexión nueva. */
int conecta(const struct sitio *s);
void dice(int fd, const char *x);

/* Lee una respuesta entera (con su cuerpo, si lo anuncia) y devuelve su
 * código; 0 si se cierra antes. La cabecera y el cuerpo quedan en texto. */
enum { RESPUESTA = 1 << 16 };
int oye(int fd, char texto[RESPUESTA]);

/* Conecta, pide esa ruta, y cierra. */
int pide(const struct sitio *s, const char *ruta, const char *mas,
         char texto[RESPUESTA]);

struct sitio *arranca(const struct sitio_opciones *o);

#endif
