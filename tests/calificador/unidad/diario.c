/* Lo apuntado se queda apuntado: a medias, dañado, con otro dentro, sin sitio
 * en el disco. */
#include "../diario.h"

#include "dice.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char ruta[4096];

static off_t tamano(void)
{
    struct stat s;

    return stat(ruta, &s) == 0 ? s.st_size : -1;
}

static struct diario *abre(void)
{
    struct diario *d = NULL;
    int r = diario_abre(&d, ruta);

    if (r != 0)
        dice(false, "abrir", "%s", strerror(r));
    return d;
}

static bool tiene(struct diario *d, const char *clave, const char *texto)
{
    const char *s = diario_busca(d, clave);

    return texto == NULL ? s == NULL : s != NULL && strcmp(s, texto) == 0;
}

static void escribe_tres(void)
{
    unlink(ruta);
    struct diario *d = abre();
    diario_apunta(d, "uno", "{\"a\":1}");
    diario_apunta(d, "dos", "con espacios y «comillas»");
    diario_apunta(d, "uno", "otra vez");
    diario_cierra(d);
}

static void va_y_vuelve(void)
{
    escribe_tres();
    struct diario *d = abre();
    dice(tiene(d, "uno", "otra vez") &&
             tiene(d, "dos", "con espacios y «comillas»") &&
             tiene(d, "tres", NULL) && diario_rotas(d) == 0,
         "lo apuntado se relee, y de dos vale la última", "no es igual");
    diario_cierra(d);
}

/* Cortado en cada byte: están las líneas enteras, y se puede seguir. */
static void a_medias(void)
{
    off_t todo, de_dos = 0;
    int mal = 0;

    escribe_tres();
    todo = tamano();
    for (off_t n = todo - 1; n >= 0; n--) {
        escribe_tres();
        if (truncate(ruta, n) < 0)
            mal++;
        struct diario *d = abre();
        if (de_dos == 0 && !tiene(d, "uno", "otra vez"))
            de_dos = n;
        mal += diario_apunta(d, "nueva", "x") != 0;
        diario_cierra(d);
        d = abre();
        mal += !tiene(d, "nueva", "x") || diario_rotas(d) != 0 ||
               tiene(d, "uno", "otra vez");
        diario_cierra(d);
    }
    dice(mal == 0 && de_dos == todo - 1,
         "cortado en cualquier byte, quedan las líneas enteras", "%d mal",
         mal);
}

/* Un byte cambiado estropea su línea y ninguna otra. */
static void danado(void)
{
    int mal = 0;

    escribe_tres();
    off_t todo = tamano();
    for (off_t n = 0; n < todo - 1; n++) {
        char c;

        escribe_tres();
        int fd = open(ruta, O_RDWR);
        mal += pread(fd, &c, 1, n) != 1;
        c = (char)(c ^ 1);
        mal += pwrite(fd, &c, 1, n) != 1;
        close(fd);
        struct diario *d = abre();
        int quedan = tiene(d, "uno", "{\"a\":1}") +
                     tiene(d, "uno", "otra vez") +
                     tiene(d, "dos", "con espacios y «comillas»");
        /* Si cae en un salto, se pierden las dos líneas que separa. */
        mal += quedan < 1 || diario_rotas(d) == 0;
        diario_cierra(d);
    }
    dice(mal == 0, "un byte dañado se descubre, y no se lleva lo demás",
         "%d mal", mal);
}

static void dos_a_la_vez(void)
{
    struct diario *d = abre(), *otro;
    int estado = 0;
    pid_t p = fork();

    if (p == 0) {
        int r = diario_abre(&otro, ruta);
        _exit(r == EWOULDBLOCK ? 0 : 1);
    }
    waitpid(p, &estado, 0);
    diario_cierra(d);
    dice(estado == 0, "dos en la misma carpeta, no", "el segundo entra");
}

/* Un límite de tamaño hace de disco lleno: se escribe lo que cabe, y
 * después nada. Lo escrito a medias se recorta, y con sitio se sigue. */
static void lleno(void)
{
    struct rlimit antes, poco;
    char largo[300];

    memset(largo, 'x', sizeof largo - 1);
    largo[sizeof largo - 1] = '\0';
    escribe_tres();
    off_t n = tamano();
    struct diario *d = abre();
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &antes);
    poco = antes;
    poco.rlim_cur = (rlim_t)n + 100;
    setrlimit(RLIMIT_FSIZE, &poco);
    int r = diario_apunta(d, "grande", largo);
    off_t despues = tamano();
    setrlimit(RLIMIT_FSIZE, &antes);
    int otra = diario_apunta(d, "grande", largo);
    diario_cierra(d);
    d = abre();
    dice(r == EFBIG && despues == n && otra == 0 &&
             tiene(d, "grande", largo) && tiene(d, "uno", "otra vez"),
         "sin sitio, ni se pierde lo de antes ni se deja nada a medias",
         "%s; tamaño %ld, y era %ld", strerror(r), (long)despues, (long)n);
    diario_cierra(d);
}

int main(int argc, char **argv)
{
    dice_de("el diario");
    snprintf(ruta, sizeof ruta, "%s", argc > 1 ? argv[1] : "diario.prueba");
    va_y_vuelve();
    a_medias();
    danado();
    dos_a_la_vez();
    lleno();
    unlink(ruta);
    return 0;
}
