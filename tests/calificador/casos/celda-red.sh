. tests/calificador/casos/apoyo.sh
impide <<'E'
#include <arpa/inet.h>
#include <sys/socket.h>

static int se_puede(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(53)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    inet_pton(AF_INET, "192.0.2.1", &a.sin_addr);
    int r = connect(fd, (struct sockaddr *)&a, sizeof a);
    close(fd);
    return r == 0;
}
E
