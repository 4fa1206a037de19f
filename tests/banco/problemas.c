#include "problemas.h"

#include "reloj.h"

#include <string.h>
#if defined __SSE2__
#include <emmintrin.h>
#endif

static int cuadrado(const void *x, void *y)
{
    int64_t v = *(const int64_t *)x;

    *(int64_t *)y = v * v;
    return 0;
}

funcion *el_cuadrado(void)
{
    return cuadrado;
}

static void cuadrados(const int64_t *x, int64_t *y, size_t n)
{
#if defined __SSE2__ && defined __x86_64__
    for (size_t i = 0; i < n; i++) {
        long long v = x[i] * x[i];
        _mm_stream_si64((long long *)&y[i], v);
    }
    _mm_sfence();
#else
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * x[i];
#endif
}

bloque *los_cuadrados(void)
{
    return cuadrados;
}

enum { TOPE = 500 };

static uint16_t escapa(double a, double b)
{
    double u = 0, v = 0, u2 = 0, v2 = 0;
    uint16_t k = 0;

    for (; k < TOPE && u2 + v2 <= 4; k++) {
        v = 2 * u * v + b;
        u = u2 - v2 + a;
        u2 = u * u;
        v2 = v * v;
    }
    return k;
}

static void hace_fila(size_t cual, uint16_t *sale)
{
    double b = (double)cual / FILAS * 2.4 - 1.2;

    for (int i = 0; i < COLUMNAS; i++)
        sale[i] = escapa(i * 3.2 / COLUMNAS - 2.2, b);
}

fila *la_fila(void)
{
    return hace_fila;
}

static uint64_t gira(uint64_t z, uint64_t n)
{
    while (n-- > 0)
        z = z * 6364136223846793005u + 1442695040888963407u;
    return z;
}

static uint64_t mezcla(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t desigual(size_t i, double vueltas)
{
    uint64_t z = mezcla(i + 1);
    double us = (double)(z >> 11) / 9007199254740992.0 * 100;

    return gira(z, (uint64_t)(us * vueltas));
}

tarea *la_tarea(void)
{
    return desigual;
}

double vueltas_por_us(void)
{
    enum { N = 20000000 };
    double menor = 1e9;
    volatile uint64_t z = 1;

    for (int i = 0; i < 5; i++) {
        double t = reloj();
        z = gira(z, N);
        t = reloj() - t;
        menor = t < menor ? t : menor;
    }
    return N / (menor * 1e6);
}

uint64_t resume(const void *p, size_t bytes)
{
    const unsigned char *b = p;
    uint64_t s = 0, v;

    for (size_t i = 0; i + sizeof v <= bytes; i += sizeof v) {
        memcpy(&v, b + i, sizeof v);
        s += v ^ (uint64_t)i;
    }
    return s;
}

void numera(int64_t *v, size_t n, int64_t desde)
{
    size_t i = 0;

#if defined __SSE2__ && defined __x86_64__
    __m128i a = _mm_set_epi64x(desde + 1, desde);
    for (; i + 2 <= n; i += 2) {
        _mm_storeu_si128((__m128i *)(void *)&v[i], a);
        a = _mm_add_epi64(a, _mm_set1_epi64x(2));
    }
#endif
    for (; i < n; i++)
        v[i] = desde + (int64_t)i;
}

uint64_t resume_desde(const int64_t *v, size_t n, size_t desde)
{
    uint64_t s = 0;
    size_t i = 0;

#if defined __SSE2__ && defined __x86_64__
    __m128i suma = _mm_setzero_si128();
    int64_t d = (int64_t)desde;
    __m128i b = _mm_set_epi64x(8 * d + 8, 8 * d);
    for (; i + 2 <= n; i += 2) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)&v[i]);
        suma = _mm_add_epi64(suma, _mm_xor_si128(a, b));
        b = _mm_add_epi64(b, _mm_set1_epi64x(16));
    }
    s = (uint64_t)_mm_cvtsi128_si64(suma) +
        (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(suma, suma));
#endif
    for (; i < n; i++)
        s += (uint64_t)v[i] ^ (8 * (desde + i));
    return s;
}
