. tests/calificador/casos/apoyo.sh
antes <<'E'
__asm__(".section .mio,\"awx\",@progbits\n.quad 0\n.previous");

static void hazlo(void)
{

}
E
