#include "extractor.h"

#include <errno.h>
#include <poll.h>

uint32_t extrae_azar(size_t a, int b)
{
    uint64_t x = (uint64_t)a * 0x9e3779b97f4a7c15u +
                 (uint64_t)b * 0xbf58476d1ce4e5b9u;

    x ^= x >> 31;
    x *= 0x94d049bb133111ebu;
    return (uint32_t)(x >> 32);
}

/* poll sin descriptores es un plazo, y en milisegundos. */
void extrae_duerme(int ms)
{
    while (poll(NULL, 0, ms) == -1 && errno == EINTR)
        ;
}
