#include "memoria.h"

#include <stdint.h>
#include <stdio.h>

/* El número que hay en el fichero detrás del formato dado, o SIZE_MAX si no lo hay («max» en un cgroup). */
static size_t lee(const char *ruta, const char *formato)
{
    FILE *f = fopen(ruta, "r");
    char linea[128];
    size_t valor = SIZE_MAX;

    if (f == NULL)
        return SIZE_MAX;
    while (fgets(linea, sizeof linea, f) != NULL)
        if (sscanf(linea, formato, &valor) == 1)
            break;
    fclose(f);
    return valor;
}

size_t memoria_disponible(void)
{
    size_t kib = lee("/proc/meminfo", "MemAvailable: %zu kB");
    size_t libre = kib == SIZE_MAX ? 0 : kib * 1024;
    size_t limite = lee("/sys/fs/cgroup/memory.max", "%zu");
    size_t usada = lee("/sys/fs/cgroup/memory.current", "%zu");

    if (limite == SIZE_MAX || usada == SIZE_MAX)
        return libre;
    size_t resto = limite > usada ? limite - usada : 0;
    return resto < libre ? resto : libre;
}

size_t memoria_ajusta(size_t pedidos, size_t tamano)
{
    size_t caben = memoria_disponible() / 2 / tamano;

    if (caben == 0 || pedidos <= caben)
        return pedidos;
    printf(
        "# nota: %zu elementos en vez de %zu, por la memoria disponible\n",
        caben, pedidos);
    return caben;
}
