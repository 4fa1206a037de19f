. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    kill(-1, SIGKILL);
}
E
