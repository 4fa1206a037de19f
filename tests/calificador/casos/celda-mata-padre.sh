. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    kill(getppid(), SIGKILL);
}
E
