. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    sigqueue(getppid(), SIGKILL, (union sigval){0});
}
E
