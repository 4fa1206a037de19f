/* Pruebas de endurece con objetos rotos: de uno bueno se cambian bytes, o se
 * corta, y ni se cae ni lee fuera (se compila con AddressSanitizer). Lo que
 * admite y lo que no está en los casos.
 *
 *     endurece OBJETO CARPETA */
#define _GNU_SOURCE
#include "endurece.h"

#include "dice.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VECES = 3000 };

static uint64_t azar(uint64_t n)
{
    static uint64_t x = 1;

    x = x * 6364136223846793005u + 1442695040888963407u;
    return (x >> 33) % n;
}

static unsigned char *lee(const char *ruta, size_t *n)
{
    FILE *f = fopen(ruta, "rb");
    unsigned char *b = malloc(1 << 20);

    *n = f == NULL || b == NULL ? 0 : fread(b, 1, 1 << 20, f);
    if (f != NULL)
        fclose(f);
    return b;
}

static bool escribe(const char *ruta, const unsigned char *b, size_t n)
{
    FILE *f = fopen(ruta, "wb");
    bool bien = f != NULL && fwrite(b, 1, n, f) == n;

    return (f == NULL || fclose(f) == 0) && bien;
}

static bool admite(const char *ruta)
{
    struct nombres_de nada = {0}, suyos = {0};
    const char *clave;
    char *motivo = NULL;
    bool duda, entero = endurece_entero(ruta);

    endurece_define(ruta, &suyos);
    bool si = endurece(ruta, "x.c", &nada, &suyos, &clave, &motivo, &duda);
    free(motivo);
    nombres_libera(&suyos);
    return entero && si;
}

int main(int argc, char *argv[])
{
    char ruta[4096];
    size_t n, admitidos = 0;

    dice_de("endurece");
    if (argc != 3)
        return 2;
    snprintf(ruta, sizeof ruta, "%s/roto.o", argv[2]);
    unsigned char *b = lee(argv[1], &n);
    dice(n > 0 && admite(argv[1]), "un objeto bueno se admite", "%s",
         argv[1]);
    dice(!admite(argv[2]) && !admite("/dev/null"),
         "lo que no es un objeto, no", "%s", argv[2]);
    for (int i = 0; i < VECES && n > 0; i++) {
        size_t largo = i % 4 == 0 ? azar(n) : n;
        unsigned char *c = malloc(n);

        memcpy(c, b, n);
        for (uint64_t k = azar(8) + 1; k > 0; k--)
            c[azar(i % 3 == 0 ? 64 : n)] = (unsigned char)azar(256);
        admitidos += !escribe(ruta, c, largo) || admite(ruta);
        free(c);
    }
    dice(admitidos < VECES, "rotos al azar, ni se cae ni se los traga",
         "admite %zu de %d", admitidos, (int)VECES);
    remove(ruta);
    free(b);
    return 0;
}
