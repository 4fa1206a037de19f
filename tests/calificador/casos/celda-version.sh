. tests/calificador/casos/apoyo.sh
antes <<'E'
extern void mia(int);
__asm__(".symver mia, _exit@GLIBC_2.2.5");

static void hazlo(void)
{
    mia(0);
}
E
