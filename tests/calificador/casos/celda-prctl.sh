. tests/calificador/casos/apoyo.sh
antes <<'E'
#include <sys/prctl.h>

static void hazlo(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}
E
