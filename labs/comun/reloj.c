#include "reloj.h"

#include <time.h>

static double segundos(clockid_t cual)
{
    struct timespec t;

    clock_gettime(cual, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double reloj(void)
{
    return segundos(CLOCK_MONOTONIC);
}

double reloj_hilo(void)
{
    return segundos(CLOCK_THREAD_CPUTIME_ID);
}
