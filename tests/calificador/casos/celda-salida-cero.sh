. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    _exit(0);
}
E
