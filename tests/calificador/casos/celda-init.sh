. tests/calificador/casos/apoyo.sh
antes <<'E'
__asm__(".section .init,\"ax\",@progbits\ncall _exit\n.previous");

static void hazlo(void)
{

}
E
