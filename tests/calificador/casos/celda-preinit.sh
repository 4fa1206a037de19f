. tests/calificador/casos/apoyo.sh
antes <<'E'
__asm__(".section .preinit_array,\"aw\"\n.quad _exit\n.previous");

static void hazlo(void)
{

}
E
