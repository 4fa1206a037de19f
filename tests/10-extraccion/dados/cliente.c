#include "cliente.h"
#include "prueba.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct sitio *arranca(const struct sitio_opciones *o)
{
    struct sitio *s = sitio_arranca(o);

    exige(s != NULL, "sitio_arranca ha devuelto NULL: %s", strerror(errno));
    return s;
}

int conecta(const struct sitio *s)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)sitio_puerto(s)),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    exige(fd != -1, "socket: %s", strerror(errno));
    exige(connect(fd, (struct sockaddr *)&d, sizeof d) == 0, "connect: %s",
          strerror(errno));
    return fd;
}

void dice(int fd, const char *x)
{
    for (size_t n = strlen(x); n > 0;) {
        ssize_t k = send(fd, x, n, MSG_NOSIGNAL);

        if (k == -1 && errno != EINTR)
            return; /* se dirá al oír */
        if (k > 0) {
            x += k;
            n -= (size_t)k;
        }
    }
}

/* Lee un byte más; false si no hay. */
static bool un_byte(int fd, char *texto, size_t *n)
{
    ssize_t k;

    exige(*n < RESPUESTA - 1, "una respuesta demasiado larga");
    do
        k = recv(fd, texto + *n, 1, 0);
    while (k == -1 && errno == EINTR);
    if (k != 1)
        return false;
    texto[++*n] = '\0';
    return true;
}

int oye(int fd, char texto[RESPUESTA])
{
    size_t n = 0, largo = 0;
    int codigo = 0;

    texto[0] = '\0';
    while (n < 4 || strcmp(texto + n - 4, "\r\n\r\n") != 0)
        if (!un_byte(fd, texto, &n))
            return 0;
    const char *p = strstr(texto, "Content-Length: ");
    if (p != NULL)
        largo = strtoul(p + 16, NULL, 10);
    for (size_t i = 0; i < largo; i++)
        if (!un_byte(fd, texto, &n))
            return 0;
    sscanf(texto, "HTTP/1.1 %d", &codigo);
    return codigo;
}

int pide(const struct sitio *s, const char *ruta, const char *mas,
         char texto[RESPUESTA])
{
    char x[1024];
    int fd = conecta(s);

    snprintf(x, sizeof x, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", ruta,
             mas);
    dice(fd, x);
    int codigo = oye(fd, texto);
    close(fd);
    return codigo;
}
