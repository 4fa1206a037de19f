/* tramas.h: mensajes con principio y final por una tubería, que no los
 * tiene.
 *
 * Forma: una cabecera de tres números de 32 bits, en el orden de bytes de
 *   esta máquina (los dos extremos son el mismo programa), y detrás tantos
 *   bytes como diga el tercero.
 * Unidades: bytes.
 * Errores: 0; al recibir, ENODATA si ya no hay más: el otro extremo se ha
 *   cerrado entre trama y trama. EPROTO si se ha cerrado en mitad de una,
 *   o si la cabecera dice más de TRAMA_MAX. ENOMEM, o el de read o write.
 *   Una señal atendida (EINTR) no es un error.
 * Dueño: los bytes que se reciben son de quien llama: free.
 * Concurrencia: por una tubería escribe uno y lee uno. Si nadie lee, write
 *   manda SIGPIPE: qué hacer con ella es cosa de quien llama. */
#ifndef TRAMAS_H
#define TRAMAS_H

#include <stddef.h>
#include <stdint.h>

/* Ninguna tabla honrada ocupa tanto. */
enum { TRAMA_MAX = 1 << 24 };

/* la cabecera de una trama */
struct trama {
    uint32_t indice; /* de qué página es */
    uint32_t error;  /* 0 si los bytes son su tabla */
    uint32_t largo;  /* los bytes que siguen */
};

/* Manda la cabecera y m->largo bytes. EINVAL si son más de TRAMA_MAX, y
 * entonces no manda nada. */
int trama_envia(int fd, const struct trama *m, const char *bytes);

/* Espera una trama entera. Deja en *bytes los suyos; NULL si no trae
 * ninguno o si falla. */
int trama_recibe(int fd, struct trama *m, char **bytes);

#endif
