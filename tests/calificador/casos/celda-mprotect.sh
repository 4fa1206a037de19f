. tests/calificador/casos/apoyo.sh
antes <<'E'
#include <sys/mman.h>

static unsigned char codigo[] = {0x0f, 0x05, 0xc3};

static void hazlo(void)
{
    mprotect((void *)((uintptr_t)codigo & ~(uintptr_t)4095), 8192, 7);
    ((void (*)(void))(uintptr_t)codigo)();
}
E
