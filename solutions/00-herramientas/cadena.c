#include "cadena.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t cadena_mayusculas(char *s)
{
    /* cambiar las letras */
    size_t cambiadas = 0;

    for (; *s != '\0'; s++)
        /* si es minúscula, cambiarla */
        if (*s >= 'a' && *s <= 'z') {
            *s = (char)(*s - 'a' + 'A');
            cambiadas++;
        }
    return cambiadas;
}

int cadena_une(const char *a, const char *b, char **sale)
{
    /* unir las dos */
    size_t na = strlen(a), nb = strlen(b);
    /* pedir sitio para las dos */
    char *nueva = malloc(na + nb + 1);

    /* si no hay, decirlo */
    if (nueva == NULL)
        return ENOMEM;
    snprintf(nueva, na + nb + 1, "%s%s", a, b);
    *sale = nueva;
    return 0;
}
