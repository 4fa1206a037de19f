#define _GNU_SOURCE /* futex es de Linux */
#include "nucleo.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void par__duerme(atomic_uint *a, unsigned v, const struct timespec *falta)
{
    syscall(SYS_futex, a, FUTEX_WAIT_PRIVATE, v, falta, NULL, 0);
}

void par__despierta(atomic_uint *a, int cuantos)
{
    syscall(SYS_futex, a, FUTEX_WAKE_PRIVATE, cuantos, NULL, NULL, 0);
}

/* no hacer nada un instante */
void par__pausa(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}
