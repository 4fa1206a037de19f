. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    fork();
}
E
