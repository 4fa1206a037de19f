. tests/calificador/casos/apoyo.sh
impide <<'E'
#include <time.h>

static int se_puede(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec -= 3600;
    return clock_settime(CLOCK_REALTIME, &t) == 0;
}
E
