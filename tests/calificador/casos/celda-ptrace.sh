. tests/calificador/casos/apoyo.sh
antes <<'E'
#include <sys/ptrace.h>

static void hazlo(void)
{
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}
E
