. tests/calificador/casos/apoyo.sh
antes <<'E'
#include <sys/syscall.h>

static void hazlo(void)
{
    syscall(SYS_kill, -1, SIGKILL);
}
E
