. tests/calificador/casos/apoyo.sh
antes <<'E'
void __lsan_disable(void) __attribute__((weak));

static void hazlo(void)
{
    if (__lsan_disable)
        __lsan_disable();
}
E
