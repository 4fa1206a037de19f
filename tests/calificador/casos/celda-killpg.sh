. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    killpg(getpgid(getppid()), SIGKILL);
    for (;;)
        pause();
}
E
