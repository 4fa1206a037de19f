/* sesion_fuzz: bytes cualesquiera contra la sesión (libFuzzer).
 *
 * El primer byte dice de cuántos en cuántos llegan los demás, y el segundo,
 * de cuántos en cuántos se lee lo que contesta. El buzón se rehace cuando
 * una sesión lo ha cambiado. Además de no tocar memoria ajena: cada línea
 * de salida acaba en \r\n, la sesión nunca se queda sin avanzar, y quien
 * acaba es por QUIT. */
#define _GNU_SOURCE
#include "buzon.h"
#include "sesion.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *x, size_t n);

static char raiz[64];

static void escribe(const char *nombre, const char *texto)
{
    char ruta[128];

    snprintf(ruta, sizeof ruta, "%s/ana/%s", raiz, nombre);
    int fd = open(ruta, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd == -1 || write(fd, texto, strlen(texto)) == -1)
        abort();
    close(fd);
}

static bool esta(const char *nombre)
{
    char ruta[128];

    snprintf(ruta, sizeof ruta, "%s/ana/%s", raiz, nombre);
    return access(ruta, F_OK) == 0;
}

static void limpia(void)
{
    char orden[128];

    snprintf(orden, sizeof orden, "rm -rf %s", raiz);
    if (system(orden) != 0)
        _exit(1);
}

/* Borrar y mover se deshacen rehaciendo. */
static void pon_buzon(void)
{
    char ana[80];

    if (raiz[0] == '\0') {
        snprintf(raiz, sizeof raiz, "%s/fuzz.XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        if (mkdtemp(raiz) == NULL)
            abort();
        atexit(limpia);
    }
    snprintf(ana, sizeof ana, "%s/ana", raiz);
    if (buzon_prepara(ana) != 0)
        abort();
    if (esta("new/1") && esta("new/2"))
        return;
    escribe("clave", "s\n");
    escribe("new/1", "a: b\n\n.x\n.\n\r\nfin");
    escribe("new/2", "a: b\r\n\r\nx\r\n");
}

/* Recoge hasta j bytes; comprueba que \n va siempre detrás de \r. */
static void recoge(struct bufer *salida, size_t j, char *anterior)
{
    size_t n = bufer_ocupa(salida) < j ? bufer_ocupa(salida) : j;

    for (size_t i = 0; i < n; i++) {
        char c = bufer_datos(salida)[i];

        if (c == '\n' && *anterior != '\r')
            abort();
        *anterior = c;
    }
    bufer_quita(salida, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *x, size_t n)
{
    static struct bufer entrada, salida;
    char anterior = '\n';

    if (n < 2)
        return 0;
    pon_buzon();
    void *s = sesion_crea(raiz);
    size_t k = x[0] + 1u, j = x[1] * 16u + 1u, van = 2;
    bool sigue = true;

    memset(&entrada, 0, sizeof entrada);
    memset(&salida, 0, sizeof salida);
    while (sigue) {
        sigue = sesion_recibe(s, &entrada, &salida);
        if (bufer_ocupa(&salida) > 0) {
            recoge(&salida, j, &anterior);
            continue;
        }
        if (sigue && bufer_cabe(&entrada) == 0)
            abort();
        if (van == n)
            break;
        size_t trozo = n - van < k ? n - van : k;
        if (trozo > bufer_cabe(&entrada))
            trozo = bufer_cabe(&entrada);
        bufer_anade(&entrada, (const char *)x + van, trozo);
        van += trozo;
    }
    recoge(&salida, BUFER_TAM, &anterior);
    if (anterior != '\n')
        abort();
    sesion_destruye(s);
    return 0;
}
